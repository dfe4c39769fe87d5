package palette_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/ui/keys"
	"corotui/ui/palette"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

const reason = "There is no webhook to do that with."

// open returns a palette of the program's own actions, in which nothing can be
// deleted.
func open(width, height int) palette.Model {
	env := screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
	table := env.Keys.Table()
	commands := make([]palette.Command, len(table))
	for i, row := range table {
		commands[i] = palette.Command{Row: row}
		if row.Action == keys.Delete {
			commands[i].Disabled = reason
		}
	}
	m := palette.New(env, commands)
	m.SetSize(width, height)
	return m
}

// send presses keys and returns the message that the last one was answered with.
func send(m palette.Model, names ...string) (palette.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "tab": {Code: tea.KeyTab}, "backspace": {Code: tea.KeyBackspace},
		"ctrl+n": {Code: 'n', Mod: tea.ModCtrl}, "ctrl+p": {Code: 'p', Mod: tea.ModCtrl},
	}
	var cmd tea.Cmd
	for _, name := range names {
		if press, ok := special[name]; ok {
			m, cmd = m.Update(press)
			continue
		}
		for _, r := range name {
			m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		cmd = nil
	}
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func shown(m palette.Model) string { return ansi.Strip(m.View()) }

// under is the line of the cursor.
func under(t *testing.T, m palette.Model) string {
	t.Helper()
	for _, line := range strings.Split(shown(m), "\n") {
		if strings.HasPrefix(line, "▌") {
			return line
		}
	}
	t.Fatalf("no line has the cursor:\n%s", shown(m))
	return ""
}

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string][]string{
		"whole": nil, "end": {"pgdown", "pgdown", "pgdown", "pgdown", "pgdown"}, "found": {"del"}, "nothing": {"zzzz"},
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

func TestTypingFindsAnAction(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]keys.Action{
		"refr": keys.Refresh, "WORKSP": keys.Workspaces, "undo": keys.Undo, "mark-all": keys.MarkAll, "cptonew": keys.CopyNew, " suspend ": keys.Suspend,
	} {
		if _, got := send(open(80, 19), typed, "enter"); got != (palette.ChosenMsg{Action: want}) {
			t.Errorf("%q chose %v, want %s", typed, got, want)
		}
	}
	if _, got := send(open(80, 19), "enter"); got != (palette.ChosenMsg{Action: keys.Default().Table()[0].Action}) {
		t.Errorf("enter alone chose %v", got)
	}
}

func TestWhatCannotBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	m, got := send(open(80, 19), "delete", "enter")
	if got != (screen.StatusMsg{Level: screen.Warning, Text: reason}) {
		t.Errorf("what cannot be done was answered with %v", got)
	}
	if line := under(t, m); !strings.Contains(line, reason) {
		t.Errorf("the reason is missing: %q", line)
	}
	for _, hint := range m.ShortHelp() {
		if hint.Key == "enter" {
			t.Error("help offers enter")
		}
	}
	if _, got := send(open(80, 19), "zzzz", "enter"); got != nil {
		t.Errorf("nothing was found, and %v was chosen", got)
	}
}

func TestKeysMove(t *testing.T) {
	t.Parallel()
	table := keys.Default().Table()
	last := len(table) - 1
	for pressed, want := range map[string]int{
		"down": 1, "tab tab": 2, "ctrl+n ctrl+n ctrl+p": 1, "up": 0, "down up up": 0, "pgdown": 8, "pgdown pgup": 0, strings.Repeat("pgdown ", 1+len(table)/8): last,
	} {
		m, got := send(open(60, 10), append(strings.Fields(pressed), "enter")...)
		if table[want].Action == keys.Delete {
			t.Fatal("the test wants what cannot be done")
		}
		if got != (palette.ChosenMsg{Action: table[want].Action}) {
			t.Errorf("%s chose %v, want %s", pressed, got, table[want].Action)
		}
		if line := under(t, m); !strings.Contains(line, table[want].Meaning) {
			t.Errorf("%s: the cursor is at %q", pressed, line)
		}
	}
	// Typing starts again at the best match.
	if _, got := send(open(60, 10), "pgdown", "pgdown", "refresh", "enter"); got != (palette.ChosenMsg{Action: keys.Refresh}) {
		t.Errorf("a cursor far down chose %v", got)
	}
}

func TestTheWindowMovesOnlyWhereItMust(t *testing.T) {
	t.Parallel()
	m, _ := send(open(60, 10), "pgdown", "pgdown")
	before := strings.Split(shown(m), "\n")[2]
	m, _ = send(m, "up")
	if after := strings.Split(shown(m), "\n")[2]; after != before {
		t.Errorf("one up inside the window scrolled it from %q to %q", before, after)
	}
	m.SetSize(60, 4)
	under(t, m)
	m.SetSize(60, 60)
	if line := strings.Split(shown(m), "\n")[2]; !strings.Contains(line, "enable or disable") {
		t.Errorf("a larger screen stays half empty: it begins with %q", line)
	}
}

func TestEscLeaves(t *testing.T) {
	t.Parallel()
	if _, got := send(open(80, 19), "abc", "esc"); got != (screen.BackMsg{}) {
		t.Errorf("esc sent %T", got)
	}
	m, got := send(open(80, 19), "q?")
	if got != nil || !m.TakingText() || m.Cursor() == nil {
		t.Error("a letter is not text")
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for width := 0; width < 130; width += 3 {
		for _, height := range []int{0, 1, 2, 3, 10, 50} {
			for _, pressed := range [][]string{nil, {"pgdown"}, {"del"}, {"zzzz"}} {
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
