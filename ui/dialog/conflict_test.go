package dialog_test

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
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// disputed is a conflict and the answer to it.
type disputed struct {
	screen.Box
	answered bool
	sides    []change.Side
}

func dispute(width, height int) *disputed {
	text := func(t api.Text) *api.Text { return &t }
	env := screen.Env{Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
	d := new(disputed)
	m := dialog.NewConflict(env, "Billing to QuickBooks", []change.Conflict{
		{Field: change.URL, Base: text("https://hooks.acme.example/billing?v=2"), Theirs: text("https://hooks.acme.example/billing?v=2.1"), Ours: text("https://hooks.acme.example/billing?v=3")},
		{Field: change.Header, Item: "X-Env", Base: text("prod"), Ours: text("test\x1b[2J\u202e")},
		{Field: change.Name, Base: text("Billing"), Theirs: text("Theirs"), Ours: text("Mine")},
	}, func(sides []change.Side) tea.Cmd {
		d.answered, d.sides = true, sides
		return nil
	})
	d.Box = m.SetSize(width, height)
	return d
}

func (d *disputed) send(names ...string) {
	special := map[string]tea.KeyPressMsg{"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}}
	for _, name := range names {
		press, ok := special[name]
		if !ok {
			press = tea.KeyPressMsg{Code: rune(name[0]), Text: name}
		}
		var then screen.Then
		if d.Box, _, then = d.Update(press); then != nil {
			then()
		}
	}
}

func TestEveryFieldIsDecidedBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	d := dispute(80, 19)
	if d.send("enter"); d.answered {
		t.Fatalf("a hasty enter sent %v", d.sides)
	}
	if d.send("t", "m", "enter"); d.answered {
		t.Fatalf("two of three decided: %v was sent", d.sides)
	}
	d.send("m", "enter")
	if want := []change.Side{change.Theirs, change.Ours, change.Ours}; !slices.Equal(d.sides, want) {
		t.Errorf("decided %v, want %v", d.sides, want)
	}
}

func TestADecisionCanBeChanged(t *testing.T) {
	t.Parallel()
	d := dispute(80, 19)
	d.send("t", "t", "t", "up", "up", "m", "enter")
	if len(d.sides) != 3 || d.sides[0] != change.Ours || d.sides[1] != change.Theirs {
		t.Errorf("decided %v", d.sides)
	}
}

func TestEscSavesNothing(t *testing.T) {
	t.Parallel()
	d := dispute(80, 19)
	if d.send("m", "esc"); !d.answered || d.sides != nil {
		t.Errorf("esc sent %v", d.sides)
	}
}

func TestConflictViews(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}, {1, 1}, {12, 4}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			m := dispute(size[0], size[1])
			m.send("t", "enter")
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
