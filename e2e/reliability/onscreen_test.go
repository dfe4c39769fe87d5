package reliability_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// deed is something that the user does to the first row, by keys, and the
// requests of it that a fault can strike.
type deed struct {
	name    string
	strikes []emulator.Operation
	do      func(*driver)
}

func deeds() []deed {
	return []deed{
		{"toggle", []emulator.Operation{emulator.OpGet, emulator.OpUpdate}, func(d *driver) { d.press("space") }},
		{"delete", []emulator.Operation{emulator.OpGet, emulator.OpDelete}, func(d *driver) { d.press("d", "right", "enter") }},
		{"create", []emulator.Operation{emulator.OpCreate}, func(d *driver) { step{Action: "create"}.fillIn(d); d.press("enter") }},
		{"refresh", []emulator.Operation{emulator.OpList}, func(d *driver) { d.press("r") }},
		{"test", []emulator.Operation{emulator.OpTest}, func(d *driver) { d.press("t") }},
	}
}

// TestFaultsOnTheScreen: whatever goes wrong, the whole program shows the rows
// that the server holds, says what happened, and offers an undo only of what
// the history has as done.
func TestFaultsOnTheScreen(t *testing.T) {
	t.Parallel()
	often := []int{1, emulator.Forever}
	if underRaceDetector {
		often = often[1:]
	}
	for _, what := range deeds() {
		for _, operation := range what.strikes {
			for _, f := range faults() {
				for _, times := range often {
					f.Operation, f.Times = operation, times
					synctest.Test(t, func(t *testing.T) {
						if wrong := struck(t, what, f); wrong != "" {
							t.Errorf("%s with %s: %s", what.name, f, wrong)
						}
					})
				}
			}
		}
	}
}

// A draft that cannot be read is told of in words, and stands in nobody's way.
func TestADamagedDraft(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{"{", `{"name":7}`, "\x00\x1b[2J"} {
		synctest.Test(t, func(t *testing.T) {
			d := newDriver(t)
			defer d.server.Close()
			d.draft.kept = []byte(kept)
			d.hangUp()
			if said := d.status(); said != "Could not read the draft of the unsaved form: its file is damaged" || !d.shows("· fresh") {
				t.Errorf("%q: %s\n%s", kept, said, d.screen())
			}
		})
	}
}

// struck plays one deed with one fault, and says what is wrong then.
func struck(t *testing.T, what deed, f emulator.Fault) string {
	t.Helper()
	d := newDriver(t)
	defer d.server.Close()
	d.press("g")
	before, row := d.held(t), d.pointedAt(t)
	d.server.Fault(f)
	what.do(d)
	said := d.status()
	d.home()
	held, screen := d.held(t), d.screen()
	found, err := d.log.Read(t.Context(), history.Filter{})
	switch {
	case err != nil:
		return err.Error()
	case said == "" && !(what.name == "refresh" && strings.Contains(screen, "· fresh")):
		return "nothing is said\n" + screen
	case (what.name == "refresh" || what.name == "test") && len(found.Entries) > 0:
		return "the history has a change"
	case what.name == "refresh" || what.name == "test":
		return shownAll(screen, before, "")
	case len(found.Entries) == 0 && f.Operation == emulator.OpGet && f.Status == http.StatusNotFound:
		return told(said, false) + shownAll(screen, held, row) // the server said that it has no such webhook
	case len(found.Entries) == 0:
		return told(said, false) + unchanged(before, held) + shownAll(screen, held, "")
	}
	outcome := found.Entries[0].Outcome
	wrong := told(said, outcome == change.Done && len(found.Entries) == 1)
	switch outcome {
	case change.Failed:
		wrong += unchanged(before, held)
	case change.Unknown:
		return wrong // the row shows that, and r looks
	case change.Gone: // as above
		return wrong + shownAll(screen, held, row)
	default:
		if fmt.Sprint(before) == fmt.Sprint(held) {
			wrong += "the history says done, but nothing changed\n"
		}
	}
	return wrong + shownAll(screen, held, "")
}

// status is the line where the program says what happened.
func (d *driver) status() string {
	lines := strings.Split(d.screen(), "\n")
	return strings.TrimSpace(lines[len(lines)-2])
}

// pointedAt is the id of the webhook that the cursor is on.
func (d *driver) pointedAt(t *testing.T) string {
	t.Helper()
	for line := range strings.Lines(d.screen()) {
		for id, doc := range d.held(t) {
			if name, _ := nameAndWord(doc); strings.Contains(line, "▌") && strings.Contains(line, name) {
				return id
			}
		}
	}
	t.Fatalf("the cursor is nowhere:\n%s", d.screen())
	return ""
}

// told: an undo is offered of what was done, and of nothing else.
func told(said string, done bool) string {
	if strings.Contains(said, "u undo") != done {
		return fmt.Sprintf("done is %v, but it is said: %s\n", done, said)
	}
	return ""
}

func unchanged(before, held map[string]string) string {
	if fmt.Sprint(before) != fmt.Sprint(held) {
		return "it is said to have failed, but the server holds something else than before\n"
	}
	return ""
}

// shownAll: every webhook but one is on the screen as the server holds it.
func shownAll(screen string, held map[string]string, but string) string {
	for id, doc := range held {
		if name, word := nameAndWord(doc); id != but && !hasRow(screen, word, name) {
			return fmt.Sprintf("no row shows %q as %s:\n%s", name, word, screen)
		}
	}
	return ""
}

// nameAndWord are how a row begins that shows a document.
func nameAndWord(raw string) (name, word string) {
	var doc struct{ Name, Status string }
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		return err.Error(), ""
	}
	words := map[string]string{"enabled": "on", "disabled": "off"}
	return strings.TrimSpace(ansi.Truncate(text.Clean(api.Text(doc.Name)), 20, "")), words[doc.Status]
}
