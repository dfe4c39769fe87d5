package keys_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
)

// TestCommandsHaveTheirKeys: a command is an action of its own, found by its name and
// listed behind all others, and its key does nothing else.
func TestCommandsHaveTheirKeys(t *testing.T) {
	t.Parallel()
	m, err := keys.NewMap(map[string][]string{"new": {"f4"}})
	if err != nil {
		t.Fatal(err)
	}
	plain := m
	ticket, arrow := keys.Command{Name: "Ticket", Key: "n"}, keys.Command{Name: "Beside", Key: "left"}
	if m, err = m.WithCommands([]keys.Command{ticket, arrow}); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[rune]keys.Action{'n': ticket.Action(), tea.KeyLeft: arrow.Action(), 'e': keys.Edit} {
		if action, found := m.Find(tea.KeyPressMsg{Code: key}); !found || action != want || action.Kind() != action {
			t.Errorf("%c does %q", key, action)
		}
	}
	if _, found := plain.Find(tea.KeyPressMsg{Code: 'n'}); found {
		t.Error("the bindings before have changed")
	}
	rows := m.Table()
	own := rows[len(rows)-2:]
	if own[0].Action != ticket.Action() || own[0].Meaning != "run your command Ticket" || own[1].Keys != "←" || own[0].Group != keys.OwnCommands || slices.Contains(keys.Groups, own[0].Group) {
		t.Errorf("they are listed as %+v", own)
	}
	if found := keys.Search("ticket", rows); len(found) == 0 || found[0].At != len(rows)-2 {
		t.Errorf("its name finds %v", found)
	}
	if hints := m.CommandHints(); len(hints) != 2 || hints[0] != (keys.Hint{Action: ticket.Action(), Key: "n", Text: "Ticket"}) {
		t.Errorf("the hints are %+v", hints)
	}
	for key, said := range map[string]string{
		"t": `both test and the command "A"`, "3": `both saved-filter and the command "A"`, "ctrl+c": `both interrupt and the command "A"`, "nn": `there is no key "nn" for the command "A"`,
	} {
		if _, err := plain.WithCommands([]keys.Command{{Name: "A", Key: key}}); err == nil || !strings.HasPrefix(err.Error(), "commands: ") || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: it says %v", key, err)
		}
	}
}
