package form_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/ui/form"
	"corotui/ui/theme"
)

func sizeOf(view string) (width, height int) {
	if view == "" {
		return 0, 0
	}
	return lipgloss.Width(view), strings.Count(view, "\n") + 1
}

// sizes are a small pane, the body of an 80x24 terminal, and a wide one.
var sizes = [][2]int{{60, 10}, {80, 19}, {120, 40}}

func newOne(*testing.T) form.Start { return blank() }

func known(t *testing.T) form.Start {
	t.Helper()
	return edit(billing(t))
}

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string]struct {
		start func(*testing.T) form.Start
		do    func(*desk)
	}{
		"new":    {newOne, func(*desk) {}},
		"edit":   {known, func(d *desk) { d.to("URL") }},
		"choice": {known, func(d *desk) { d.to("Applies to") }},
		"event":  {known, func(d *desk) { d.to("protected-devices-count") }},
		"error":  {known, func(d *desk) { d.retype("").to("URL").retype("http://localhost").press("ctrl+s") }},
		"header": {known, func(d *desk) { d.to("Authorization").press("enter").write("x") }},
		"header error": {known, func(d *desk) {
			d.to("X-Env").press("enter", "up").retype("authorization").press("ctrl+s")
		}},
		"generate": {known, func(d *desk) { d.to("Secret").press("left") }},
		"review": {known, func(d *desk) {
			d.to("URL").press("backspace").write("3").to("protected-users-count").press("space").
				to("X-Env").press("enter").retype("production").press("ctrl+s")
		}},
		"review new": {newOne, func(d *desk) {
			d.write("新規ワークスペース通知").to("URL").write("https://usage.example/in/" + strings.Repeat("long/", 30)).
				to("workspace-created").press("space").to("Secret").press("right").press("ctrl+s")
		}},
		"discard": {known, func(d *desk) { d.write("!").press("esc") }},
		"failed": {known, func(d *desk) {
			d.write("!")
			d.send(form.FailedMsg{Sentence: `Could not save "Billing to QuickBooks!": api.secure.coro.net did not answer in 10 s · ctrl+s tries again`})
		}},
		"saving": {known, func(d *desk) { d.write("!").press("ctrl+s", "enter") }},
	}
	for name, state := range states {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				d := open(t, state.start(t))
				state.do(d)
				d.form.SetSize(size[0], size[1])
				if width, height := sizeOf(d.form.View()); width > size[0] || height != size[1] {
					t.Errorf("draws %dx%d cells", width, height)
				}
				left, right := d.form.Title()
				drawn := []string{left + " | " + right}
				for line := range strings.SplitSeq(ansi.Strip(d.form.View()), "\n") {
					drawn = append(drawn, strings.TrimRight(line, " "))
				}
				golden.RequireEqual(t, strings.Join(append(drawn, helpOf(d.form.ShortHelp())), "\n")+"\n")
			})
		}
	}
}

func TestTheFocusIsAlwaysSeen(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 10}, {120, 12}, {40, 4}, {80, 2}} {
		d := open(t, edit(billing(t)))
		d.form.SetSize(size[0], size[1])
		last := ""
		for _, direction := range []string{"down", "up"} {
			for range 26 {
				d.press(direction)
				if d.focused() == "" {
					t.Fatalf("%v: the focus is out of sight after %q:\n%s", size, last, d.screen())
				}
				last = d.focused()
			}
		}
		d.to("Author").press("enter").write("x")
		if d.focused() == "" {
			t.Errorf("%v: the open header is out of sight:\n%s", size, d.screen())
		}
	}
}

func TestResizingKeepsTheTextAndTheCursor(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).to("URL").press("left", "left", "left")
	for _, size := range [][2]int{{60, 10}, {1, 1}, {20, 5}, {300, 100}, {80, 19}} {
		d.form.SetSize(size[0], size[1])
	}
	if got := d.write("XY").saved().Goal.Fields().URL; got != "https://hooks.acme.example/coro/billing?XYv=2" {
		t.Errorf("typed %q", string(got))
	}
}

func TestAFormIsAValue(t *testing.T) {
	t.Parallel()
	seen := func(m form.Model) string {
		m.SetSize(100, 40) // draws it anew
		draft, err := json.Marshal(m.Draft())
		if err != nil {
			t.Fatal(err)
		}
		return ansi.Strip(m.View()) + string(draft)
	}
	for place, keys := range map[string][][]string{
		"URL":               {{}, {"x", "left", "backspace"}},
		"workspace-created": {{}, {"space"}},
		"Authorization":     {{}, {"delete"}},
		"X-Env":             {{"enter"}, {"x", "left", "backspace", "enter"}},
	} {
		d := open(t, edit(billing(t))).to(place).press(keys[0]...)
		old := d.form
		want := seen(old)
		d.press(keys[1]...)
		if got := seen(old); got != want {
			t.Errorf("%s: an old form changed with the new one:\n%s", place, got)
		}
	}
}

func TestTypingAsksForNothing(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).write("abc").press("down", "down", "left", "home", "down", "space")
	if len(d.said) != 0 || d.form.Init() != nil {
		t.Errorf("typing made %d messages; an idle form must send nothing", len(d.said))
	}
}

func TestWithoutColoursAndUnicode(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t)))
	d.form.SetTheme(theme.New(theme.None, true))
	d.form.SetSize(60, 12)
	d.write("x").press("ctrl+s")
	for _, screen := range []string{d.screen(), ansi.Strip(d.press("esc").form.View())} {
		for _, r := range strings.ReplaceAll(screen, "••••", "") {
			if r > '~' {
				t.Fatalf("%q is not ASCII in\n%s", r, screen)
			}
		}
	}
}

func BenchmarkKey(b *testing.B) {
	d := &desk{t: &testing.T{}, form: open(&testing.T{}, edit(billing(&testing.T{}))).form}
	d.form.SetSize(80, 19)
	b.ReportAllocs()
	for b.Loop() {
		d.press("down", "up")
		_ = d.form.View()
	}
}

// TestNoMeaningIsCut looks at the events at every width: what one means is
// there as a whole or, where there is no room, not at all.
func TestNoMeaningIsCut(t *testing.T) {
	t.Parallel()
	d := open(t, known(t))
	for width := 60; width <= 160; width++ {
		d.form.SetSize(width, 40)
		for line := range strings.SplitSeq(ansi.Strip(d.form.View()), "\n") {
			if strings.Contains(line, "[") && strings.Contains(line, "…") {
				t.Errorf("at %d cells: %s", width, line)
			}
		}
	}
	d.form.SetSize(80, 40)
	view := ansi.Strip(d.form.View())
	for _, event := range api.KnownTriggers {
		if !strings.Contains(view, event.Meaning) {
			t.Errorf("at 80 cells the meaning of %s is not there", event.Name)
		}
	}
}
