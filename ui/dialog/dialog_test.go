package dialog_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/change"
	"corotui/ui/dialog"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// boxes is a stack, and what was answered in it.
type boxes struct {
	dialog.Stack
	answers []string
}

func newBoxes() *boxes {
	b := new(boxes)
	b.SetSize(80, 19)
	return b
}

func (b *boxes) confirm(title string) screen.Box {
	q := dialog.Question{Title: title, Choices: []string{"keep", "go"}}
	return dialog.NewConfirm(env(false), q, func(choice int) tea.Cmd {
		b.answers = append(b.answers, title+map[int]string{-1: " left", 0: " no", 1: " yes"}[choice])
		return nil
	})
}

func (b *boxes) press(names ...string) (cmd tea.Cmd) {
	for _, name := range names {
		press, ok := special[name]
		if !ok {
			press = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		cmd = b.Update(press)
	}
	return cmd
}

func (b *boxes) shows(t *testing.T, title string) {
	t.Helper()
	if drawn := b.View(body(80, 19)); !strings.Contains(drawn, title) {
		t.Fatalf("%q is not shown:\n%s", title, drawn)
	}
}

// TestQuestionsWaitForTheirTurn: none takes the place of another, and one that waited
// ignores keys at first.
func TestQuestionsWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	b.Ask(b.confirm("First?"))
	if cmd := b.Ask(b.confirm("Second?")); cmd != nil {
		t.Fatal("a box that waits has a command")
	}
	b.shows(t, "First?")
	if grace := b.press("y"); grace == nil {
		t.Fatal("the second opened without a grace")
	}
	b.shows(t, "Second?")
	if b.press("y"); len(b.answers) != 1 || b.answers[0] != "First? yes" || b.Empty() {
		t.Fatalf("answers: %v", b.answers)
	}
	b.Dismiss()
	if !b.Empty() || b.answers[1] != "Second? left" {
		t.Errorf("answers: %v", b.answers)
	}
}

// TestWhatFollowsComesBeforeWhatWaits: an answer may ask the next question.
func TestWhatFollowsComesBeforeWhatWaits(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	b.Ask(dialog.NewConfirm(env(false), dialog.Question{Title: "First?", Choices: []string{"keep", "go"}}, func(int) tea.Cmd {
		return b.Ask(b.confirm("And then?"))
	}))
	b.Ask(b.confirm("Something else?"))
	b.press("y")
	b.shows(t, "And then?")
	b.press("n")
	b.shows(t, "Something else?")
}

// TestAnUrgentQuestionOpensOnTop: typed keys are its, other messages are for all.
func TestAnUrgentQuestionOpensOnTop(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	asked := deletion()
	asked.Grace = 1
	b.Ask(b.confirm("Below?"))
	b.press("y")
	grace := b.Ask(dialog.NewConfirm(env(false), asked, func(int) tea.Cmd { b.answers = append(b.answers, "deleted"); return nil }))
	var typed []string
	b.AskNow(dialog.NewPrompt(env(false), dialog.TextQuestion{Title: "Passphrase", Fields: []dialog.Field{{Label: "Passphrase"}}},
		func(values []string) (tea.Cmd, error) { typed = values; return nil, nil }))
	b.shows(t, "Passphrase")
	b.press("y", "enter")
	if len(typed) != 1 || typed[0] != "y" {
		t.Fatalf("typed %q", typed)
	}
	b.AskNow(b.confirm("Above?"))
	b.Update(grace()) // of the one below
	b.press("n", "y")
	if want := []string{"Below? yes", "Above? no", "deleted"}; strings.Join(b.answers, ", ") != strings.Join(want, ", ") {
		t.Errorf("answers: %q, want %q", b.answers, want)
	}
}

// TestAPromptStaysWithWhatIsWrong: what was typed can be corrected.
func TestAPromptStaysWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	q := dialog.TextQuestion{Title: "Header", Fields: []dialog.Field{{Label: "Name"}, {Label: "Value"}}}
	var last []string
	b.Ask(dialog.NewPrompt(env(false), q, func(values []string) (tea.Cmd, error) {
		last = values
		if values != nil && values[1] != "12" {
			return nil, errors.New("the value is wrong")
		}
		return nil, nil
	}))
	b.press("x", "enter", "1", "enter")
	b.shows(t, "the value is wrong")
	b.Update(tea.FocusMsg{}) // or what else comes meanwhile
	b.shows(t, "the value is wrong")
	if b.Empty() || len(last) != 2 {
		t.Fatalf("the prompt is gone with %q", last)
	}
	b.press("2", "enter")
	if !b.Empty() || last[0] != "x" || last[1] != "12" {
		t.Errorf("typed %q", last)
	}
	b.Ask(dialog.NewPrompt(env(false), q, func(values []string) (tea.Cmd, error) { last = values; return nil, nil }))
	if b.press("esc"); !b.Empty() || last != nil {
		t.Errorf("left with %q", last)
	}
}

// TestABoxThatCoversThePage: nothing of the page is drawn beside it.
func TestABoxThatCoversThePage(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	b.Ask(dialog.NewConflict(env(false), "Billing", []change.Conflict{{Field: change.Name}}, func([]change.Side) tea.Cmd { return nil }))
	if drawn := b.View(body(80, 19)); !b.Whole() || strings.Contains(drawn, "新") {
		t.Errorf("the page is drawn:\n%s", drawn)
	}
}

// TestSizeAndThemeReachEveryBox, also one that waits.
func TestSizeAndThemeReachEveryBox(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	b.Ask(b.confirm("First?"))
	b.Ask(b.confirm("Second?"))
	b.SetSize(30, 10)
	b.SetTheme(theme.New(theme.None, true))
	for _, title := range []string{"First?", "Second?"} {
		drawn := b.View(body(30, 10))
		fits(t, drawn, 30, 10)
		if !strings.Contains(drawn, title) || !strings.Contains(drawn, "+--") {
			t.Errorf("%s is drawn without the signs of ASCII:\n%s", title, drawn)
		}
		b.Dismiss()
	}
}
