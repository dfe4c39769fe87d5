package help_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// open returns help over the program's own keys.
func open(width, height int) help.Model {
	env := screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
	m := help.New(env, env.Keys.Table())
	m.SetSize(width, height)
	return m
}

// send presses keys and returns the message that the last one was answered with.
func send(m help.Model, names ...string) (help.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "end": {Code: tea.KeyEnd}, "home": {Code: tea.KeyHome},
		"f1": {Code: tea.KeyF1},
	}
	var cmd tea.Cmd
	for _, name := range names {
		if press, ok := special[name]; ok {
			m, cmd = m.Update(press)
			continue
		}
		for _, r := range name {
			m, cmd = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func shown(m help.Model) string { return ansi.Strip(m.View()) }

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string][]string{
		"whole": nil, "scrolled": {"pgdown"}, "searching": {"/", "workspace"}, "kept": {"/", "mark", "enter"}, "nothing": {"/", "zzz"},
	}
	for name, pressed := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m, _ := send(open(size[0], size[1]), pressed...)
				golden.RequireEqual(t, []byte(shown(m)))
			})
		}
	}
}

func TestEveryKeyIsListed(t *testing.T) {
	t.Parallel()
	view := shown(open(120, 90))
	for _, row := range keys.Default().Table() {
		if !strings.Contains(view, row.Keys) || !strings.Contains(view, row.Meaning) {
			t.Errorf("%q, %q is missing", row.Keys, row.Meaning)
		}
	}
}

func TestKeysThatLeave(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"esc", "q", "?"} {
		if _, got := send(open(80, 19), name); got != (screen.BackMsg{}) {
			t.Errorf("%s sent %T", name, got)
		}
	}
	for _, name := range []string{"x", "enter", "f1", " "} {
		if _, got := send(open(80, 19), name); got != nil {
			t.Errorf("%s sent %T", name, got)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	m, _ := send(open(80, 40), "/")
	if !m.TakingText() || m.Cursor() == nil {
		t.Fatal("the search takes no text")
	}
	// Every letter is the search's, also those that mean something elsewhere.
	m, got := send(m, "q?")
	if _, left := got.(screen.BackMsg); left {
		t.Fatal("a letter of the search left the screen")
	}
	m, _ = send(m, "esc")
	if m.TakingText() || m.Cursor() != nil || !strings.Contains(shown(m), "enable or disable") {
		t.Error("esc did not clear the search")
	}
	m, _ = send(m, "/", "ALL mark", "enter")
	if m.TakingText() {
		t.Error("enter did not end the typing")
	}
	if view := shown(m); !strings.Contains(view, "mark all shown") || strings.Contains(view, "enable or disable") {
		t.Errorf("the words are not all looked for, in any order:\n%s", view)
	}
	m, got = send(m, "esc")
	if got != nil || !strings.Contains(shown(m), "enable or disable") {
		t.Error("esc left with a search in the way")
	}
	if _, got = send(m, "esc"); got != (screen.BackMsg{}) {
		t.Errorf("the next esc sent %T", got)
	}
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	first := func(m help.Model) string { return strings.TrimRight(strings.SplitN(shown(m), "\n", 2)[0], " ▐") }
	start := open(80, 10)
	title := first(start)
	down, _ := send(start, "down")
	if first(down) == title {
		t.Fatal("down moves nothing")
	}
	if up, _ := send(down, "up", "up"); first(up) != title {
		t.Error("up does not come back, or goes too far")
	}
	end, _ := send(start, "end", "down", "pgdown")
	if view := shown(end); !strings.Contains(view, "suspend") || strings.Contains(view, "more") && strings.HasSuffix(view, "more") {
		t.Errorf("the end is not the end:\n%s", view)
	}
	if home, _ := send(end, "g"); first(home) != title {
		t.Error("g does not go to the start")
	}
	page, _ := send(start, "pgdown")
	if back, _ := send(page, "pgup"); first(back) != title || first(page) == title {
		t.Error("pages do not go there and back")
	}
	// Arrows move what is found too.
	found, _ := send(start, "/", "e")
	if moved, _ := send(found, "down"); first(moved) == first(found) {
		t.Error("the arrows do not scroll while a word is typed")
	}
	// What is narrowed shows from its start, and a larger screen fills up.
	if narrowed, _ := send(start, "end", "/", "move"); !strings.Contains(shown(narrowed), "move up") {
		t.Error("what was found is scrolled away")
	}
	end.SetSize(80, 90)
	if first(end) != title {
		t.Error("a larger screen stays half empty")
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for width := 0; width < 130; width += 3 {
		for _, height := range []int{0, 1, 2, 3, 10, 50} {
			for _, pressed := range [][]string{{"end"}, {"/", "mark all"}, {"/", "zzz"}} {
				m, _ := send(open(width, height), pressed...)
				lines := strings.Split(m.View(), "\n")
				if len(lines) > max(1, height) {
					t.Fatalf("%dx%d: %d lines", width, height, len(lines))
				}
				for _, line := range lines {
					if got := ansi.StringWidth(line); got > width {
						t.Fatalf("%dx%d: a line of %d cells", width, height, got)
					}
				}
			}
		}
	}
}

func TestHelpNamesWhatEscDoes(t *testing.T) {
	t.Parallel()
	m := open(80, 19)
	for _, step := range []struct {
		press []string
		want  string
	}{{nil, "back"}, {[]string{"/"}, "clear"}, {[]string{"a", "enter"}, "clear"}, {[]string{"esc"}, "back"}} {
		m, _ = send(m, step.press...)
		help := m.ShortHelp()
		if got := help[len(help)-1].Text; got != step.want {
			t.Errorf("after %v esc is said to %s", step.press, got)
		}
	}
}
