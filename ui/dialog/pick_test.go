package dialog_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/ui/dialog"
)

// menu is a list of what can be done, with a letter for each.
func menu(answers *[]int) dialog.Pick {
	q := dialog.PickQuestion{Title: "Change 12 webhooks", Lines: []string{"4 of them are hidden by the filter."}, Verb: "choose", Options: []dialog.Option{
		{Key: "m", Label: "move URL", Note: "to another host"},
		{Key: "a", Label: "add trigger", Note: "where it is missing"},
		{Key: "d", Label: "drop header", Note: "of those that they have"},
	}}
	return dialog.NewPick(env(false), q, func(picked []int) (tea.Cmd, error) {
		*answers = append(*answers, picked...)
		return nil, nil
	})
}

// TestALetterTakesItsLine at once; arrows and enter do too.
func TestALetterTakesItsLine(t *testing.T) {
	t.Parallel()
	var answers []int
	for _, keys := range [][]string{{"d"}, {"down", "enter"}, {"m"}} {
		b := newBoxes()
		b.Ask(menu(&answers))
		b.press(keys...)
		if !b.Empty() {
			t.Errorf("after %v it is still open", keys)
		}
	}
	if len(answers) != 3 || answers[0] != 2 || answers[1] != 1 || answers[2] != 0 {
		t.Errorf("the answers are %v", answers)
	}
}

// TestALetterIsBesideItsLine, below what is to be known first.
func TestALetterIsBesideItsLine(t *testing.T) {
	t.Parallel()
	b := newBoxes()
	b.Ask(menu(new([]int)))
	drawn := ansi.Strip(b.View(body(80, 19)))
	place := 0
	for _, line := range []string{"Change 12 webhooks", "4 of them are hidden", "m  move URL     to another host", "a  add trigger  where it is missing"} {
		next := strings.Index(drawn, line)
		if next <= place {
			t.Errorf("%q is not where it belongs:\n%s", line, drawn)
		}
		place = next
	}
	if hints := menu(new([]int)).ShortHelp(); hints[0].Key != "letter" {
		t.Errorf("the hints are %v", hints)
	}
}
