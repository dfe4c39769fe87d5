package conflict_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/internal/change"
	"corotui/ui/conflict"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

func open(width, height int) conflict.Model {
	text := func(t api.Text) *api.Text { return &t }
	env := screen.Env{Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
	m := conflict.New(env, "Billing to QuickBooks", []change.Conflict{
		{Field: change.URL, Base: text("https://hooks.acme.example/billing?v=2"), Theirs: text("https://hooks.acme.example/billing?v=2.1"), Ours: text("https://hooks.acme.example/billing?v=3")},
		{Field: change.Header, Item: "X-Env", Base: text("prod"), Ours: text("test\x1b[2J\u202e")},
		{Field: change.Name, Base: text("Billing"), Theirs: text("Theirs"), Ours: text("Mine")},
	})
	m.SetSize(width, height)
	return m
}

func send(m conflict.Model, names ...string) (conflict.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}}
	var cmd tea.Cmd
	for _, name := range names {
		press, ok := special[name]
		if !ok {
			press = tea.KeyPressMsg{Code: rune(name[0]), Text: name}
		}
		m, cmd = m.Update(press)
	}
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func TestEveryFieldIsDecidedBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	m, out := send(open(80, 19), "enter")
	if out != nil {
		t.Fatalf("a hasty enter sent %+v", out)
	}
	m, out = send(m, "t", "m", "enter")
	if out != nil {
		t.Fatalf("two of three decided: %+v was sent", out)
	}
	_, out = send(m, "m", "enter")
	resolved, ok := out.(conflict.ResolvedMsg)
	if want := []change.Side{change.Theirs, change.Ours, change.Ours}; !ok || !slices.Equal(resolved.Sides, want) {
		t.Errorf("decided %+v, want %v", out, want)
	}
}

func TestADecisionCanBeChanged(t *testing.T) {
	t.Parallel()
	_, out := send(open(80, 19), "t", "t", "t", "up", "up", "m", "enter")
	if resolved, ok := out.(conflict.ResolvedMsg); !ok || resolved.Sides[0] != change.Ours || resolved.Sides[1] != change.Theirs {
		t.Errorf("decided %+v", out)
	}
}

func TestEscSavesNothing(t *testing.T) {
	t.Parallel()
	if _, out := send(open(80, 19), "m", "esc"); out != (screen.BackMsg{}) {
		t.Errorf("esc sent %T", out)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}, {1, 1}, {12, 4}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			m, _ := send(open(size[0], size[1]), "t", "enter")
			view := m.View()
			for _, bad := range []string{"\x1b[2J", "\u202e"} {
				if strings.Contains(view, bad) {
					t.Errorf("%q reached the screen", bad)
				}
			}
			for _, line := range strings.Split(view, "\n") {
				if got := ansi.StringWidth(line); got > size[0] {
					t.Errorf("a line of %d cells", got)
				}
			}
			golden.RequireEqual(t, []byte(ansi.Strip(view)))
		})
	}
}
