package reliability_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"corotui/internal/change"
	"corotui/internal/history"
)

// programEnds are the ways in which a program ends during a write.
func programEnds() []struct {
	name string
	end  func(*driver)
} {
	return []struct {
		name string
		end  func(*driver)
	}{
		{"killed", func(d *driver) { d.kill(); d.start() }},
		{"a signal, and the answer does not come within 3 s", (*driver).hangUp},
		{"ctrl+c twice", func(d *driver) { d.touch("ctrl+c", "ctrl+c"); d.restart() }},
	}
}

// TestEndedDuringAWrite ends the program while a single write is on its way, and
// starts it again: what became of the write is found out, told, and recorded once,
// as the server holds it.
func TestEndedDuringAWrite(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString("\n| | update | delete | create |\n|---|---|---|---|\n")
	for _, way := range programEnds() {
		for _, at := range []moment{underWay, carried, answered} {
			if at == answered && way.name != "killed" {
				continue // what has its answer is recorded before the end
			}
			fmt.Fprintf(&table, "| %s; %s |", way.name, at)
			for _, doing := range []string{"toggle", "delete", "create"} {
				var word, wrong string
				synctest.Test(t, func(t *testing.T) { word, wrong = endedDuring(t, doing, at, way.end) })
				if wrong != "" {
					t.Errorf("%s, %s during %s: %s", way.name, at, doing, wrong)
				}
				fmt.Fprintf(&table, " %s |", word)
			}
			table.WriteString("\n")
		}
	}
	isDocumented(t, "ended", table.String()+"\n")
}

func endedDuring(t *testing.T, doing string, at moment, end func(*driver)) (word, wrong string) {
	t.Helper()
	d := newDriver(t)
	defer d.server.Close()
	d.press("g")
	before := d.held(t)
	release := d.wire.holdWrites(at)
	defer release()
	step{Leaving: &leaving{Write: doing}}.begin(d)
	if open, err := d.open(); open == "" || d.wire.holding() != 1 {
		return "", fmt.Sprintf("%d writes are held, begun is %q, %v", d.wire.holding(), open, err)
	}
	end(d)
	said := d.status()
	d.home()
	held := d.held(t)
	found, err := d.log.Read(t.Context(), history.Filter{})
	if err != nil || len(found.Entries) != 1 {
		return "", fmt.Sprintf("the history has %d changes, %v", len(found.Entries), err)
	}
	if open, err := d.open(); open != "" || err != nil {
		return "", fmt.Sprintf("%s, %v", open, err)
	}
	e := found.Entries[0]
	made := fmt.Sprint(before) != fmt.Sprint(held)
	want, says := change.Done, "was cut off: it was made"
	if !made {
		want, says = change.Failed, "was cut off: it was not made"
	}
	switch {
	case made != (at != underWay):
		return "", fmt.Sprintf("the server made it: %v", made)
	case e.Outcome != want:
		return "", fmt.Sprintf("made is %v, the history says %s", made, e.Outcome)
	case !strings.Contains(said, says):
		return "", fmt.Sprintf("made is %v, it is said: %s\n%s", made, said, d.screen())
	}
	if counts := len(held) - len(before); made && counts != map[string]int{"toggle": 0, "delete": -1, "create": 1}[doing] {
		return "", fmt.Sprintf("there are %d more webhooks", counts)
	}
	return "says " + strings.TrimPrefix(says, "was cut off: "), shownAll(d.screen(), held, "")
}
