package workspace_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/workspace"
)

// TestAnAnswerMovesNothing: a row that is looked at stays where it is on the screen
// when the workspaces are read anew, also a recent one in its place in the tree; and
// where it is gone, the cursor stays.
func TestAnAnswerMovesNothing(t *testing.T) {
	t.Parallel()
	many := []api.Workspace{{ID: "acme", DisplayName: "Acme Channel", Type: "channel"}}
	for i := range 60 {
		many = append(many, api.Workspace{ID: api.WorkspaceID(fmt.Sprintf("c%02d_x", i)), DisplayName: api.Text(fmt.Sprintf("Client %02d", i)), Parent: "acme"})
	}
	f := &finder{workspaces: many}
	start := workspace.Start{Channel: many[0], Current: "acme", Recent: []api.WorkspaceID{"c30_x"}}
	m := open(t, f, start, 80, 19)
	down, up := slices.Repeat([]string{"down"}, 36), slices.Repeat([]string{"up"}, 4)
	m, _ = send(m, append(down, up...)...)
	before := m.View()
	if _, got := send(m, "enter"); opened(t, got) != "c30_x" {
		t.Fatalf("the cursor is at %q", opened(t, got))
	}
	f.workspaces = many
	m, cmd := m.Update(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
	if m = run(m, cmd); m.View() != before {
		t.Errorf("the answer moved the rows from\n%s\nto\n%s", ansi.Strip(before), ansi.Strip(m.View()))
	}
	f.workspaces = slices.DeleteFunc(slices.Clone(many), func(w api.Workspace) bool { return w.ID == "c30_x" })
	m, cmd = m.Update(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
	if _, got := send(run(m, cmd), "enter"); opened(t, got) != "c31_x" { // the one in its place now; a recent one stays in front of the tree
		t.Errorf("the cursor left its place for %q", opened(t, got))
	}
}

// TestTheFirstScreenHasAWayOut: where there is nothing to go back to, esc changes
// nothing, not even the search, and help names the key that quits.
func TestTheFirstScreenHasAWayOut(t *testing.T) {
	t.Parallel()
	var asked context.Context
	finder := asking(func(ctx context.Context) { asked = ctx })
	m := workspace.New(env(), finder, workspace.Start{Channel: acme()[1], First: true})
	m.SetSize(80, 19)
	run(m, m.Init())
	help := func() string {
		hints := m.ShortHelp()
		last := hints[len(hints)-1]
		return last.Key + " " + last.Text
	}
	if got := help(); got != "ctrl+c quit" {
		t.Errorf("help ends with %q", got)
	}
	m, _ = send(m, "law")
	if last := help(); last != "esc clear" {
		t.Errorf("while something is typed, help ends with %q", last)
	}
	if _, got := send(m, "esc", "esc"); got != nil || asked.Err() != nil {
		t.Errorf("esc sent %T, and the search says %v", got, asked.Err())
	}
}
