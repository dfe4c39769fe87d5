package input_test

import (
	"reflect"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/input"
	"corotui/ui/theme"
)

func typed(t *testing.T, m input.Line, what string) input.Line {
	t.Helper()
	for _, r := range what {
		m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return m
}

// TestCopies: a model is a value, so that a copy kept from before a key, a
// change of width or of theme is what it was.
func TestCopies(t *testing.T) {
	t.Parallel()
	empty := input.NewLine(theme.New(theme.Dark, false), "/ ", "type to filter")
	focused := empty
	focused.Focus()
	if empty.Cursor() != nil || focused.Cursor() == nil {
		t.Fatalf("the cursor is shown before the focus or not after it: %v, %v", empty.Cursor(), focused.Cursor())
	}
	filled := typed(t, focused, "off")
	if focused.Value() != "" || filled.Value() != "off" {
		t.Fatalf("%q was typed, and before it %q", filled.Value(), focused.Value())
	}
	before := filled.View()
	other := filled
	other.SetValue("on")
	other.SetWidth(1)
	other.SetTheme(theme.New(theme.Light, true))
	other.Blur()
	if after := filled.View(); after != before || filled.Value() != "off" || filled.Cursor() == nil {
		t.Errorf("a change of the copy changed the other from %q to %q", before, after)
	}
	if hidden := filled.Secret().View(); hidden == before || filled.View() != before {
		t.Errorf("a secret is drawn as %q", hidden)
	}
}

// TestZero: a screen that was not opened yet has sizes and themes set as the
// others have.
func TestZero(t *testing.T) {
	t.Parallel()
	var zero input.Line
	zero.SetWidth(20)
	zero.SetTheme(theme.New(theme.Dark, false))
	if !reflect.DeepEqual(zero, input.Line{}) || zero.Prompt() != "" {
		t.Errorf("the zero line became %v with the prompt %q", zero, zero.Prompt())
	}
}

// TestWidth: a line that was narrow for a moment shows what one shows that never
// was, wherever its cursor stands.
func TestWidth(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "undo", "a text of more cells than the line has"} {
		for left := range len(value) + 1 {
			calm := input.NewLine(theme.New(theme.Dark, false), ": ", "")
			calm.Focus()
			calm.SetWidth(20)
			shaken := calm
			move := func(m *input.Line) {
				for range left {
					*m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
				}
			}
			calm = typed(t, calm, value)
			move(&calm)
			shaken.SetWidth(1)
			shaken = typed(t, shaken, value)
			move(&shaken)
			shaken.SetWidth(60)
			shaken.SetWidth(20)
			calm.SetWidth(19)
			calm.SetWidth(20)
			if shaken.View() != calm.View() || !reflect.DeepEqual(shaken.Cursor(), calm.Cursor()) {
				t.Errorf("%q with the cursor %d from its end is shown as %q, not %q", value, left, shaken.View(), calm.View())
			}
		}
	}
}
