package workspace_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/ui/screen"
	"corotui/ui/workspace"
)

func openMany(t *testing.T, width, height int) workspace.Model {
	t.Helper()
	many := workspace.Many{Title: `Copy "Billing" into`, Verb: "copy", Picked: func([]api.Workspace) tea.Cmd { return nil }}
	return open(t, &finder{workspaces: acme()}, workspace.Start{Current: "acme_AB12_c", Many: &many}, width, height)
}

func picked(t *testing.T, got tea.Msg) []api.WorkspaceID {
	t.Helper()
	choice, ok := got.(workspace.PickedMsg)
	if !ok || choice.Then == nil {
		t.Fatalf("nothing was picked, but %T came", got)
	}
	ids := make([]api.WorkspaceID, len(choice.Workspaces))
	for i, w := range choice.Workspaces {
		ids[i] = w.ID
	}
	return ids
}

// TestSeveralArePicked by their marks, in the order of the tree, and without marks the
// one under the cursor.
func TestSeveralArePicked(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		keys []string
		want []api.WorkspaceID
	}{
		{[]string{"enter"}, []api.WorkspaceID{"acme_AB12_c"}},
		{[]string{"j", "j", "enter"}, []api.WorkspaceID{"north_CD34_x"}},
		{[]string{"G", "x", "g", " ", "x", "enter"}, []api.WorkspaceID{"acme_AB12_c", "east_GH78_c", "orphan_IJ90_x"}},
		{[]string{"x", "up", "x", "j", "enter"}, []api.WorkspaceID{"north_CD34_x"}},
		{[]string{"/", "lake", "enter", "x", "esc", "x", "enter"}, []api.WorkspaceID{"acme_AB12_c", "lakeside_EF56_x"}},
		{[]string{"/", "lake", "enter", "enter"}, []api.WorkspaceID{"lakeside_EF56_x"}},
		{[]string{"/", "zz_99_q", "enter", "enter"}, []api.WorkspaceID{"zz_99_q"}},
		{[]string{"/", "zz_99_q", "enter", "x", "esc", "G", "x", "enter"}, []api.WorkspaceID{"zz_99_q", "orphan_IJ90_x"}},
		{[]string{"X", "G", "x", "enter"}, []api.WorkspaceID{"acme_AB12_c", "east_GH78_c", "north_CD34_x", "lakeside_EF56_x"}},
		{[]string{"X", "X", "j", "enter"}, []api.WorkspaceID{"east_GH78_c"}},
		{[]string{"x", "esc", "G", "enter"}, []api.WorkspaceID{"orphan_IJ90_x"}},
	} {
		_, got := send(openMany(t, 80, 19), one.keys...)
		if ids := picked(t, got); !slices.Equal(ids, one.want) {
			t.Errorf("%q picked %q, not %q", one.keys, ids, one.want)
		}
	}
}

// TestTheChoiceOfSeveralIsLeft by esc, once the filter and the marks are gone, and by q.
func TestTheChoiceOfSeveralIsLeft(t *testing.T) {
	t.Parallel()
	m, got := send(openMany(t, 80, 19), "x", "/", "lake", "enter", "esc")
	if got != nil || strings.Contains(ansi.Strip(m.View()), "/ lake") || !strings.Contains(m.View(), "1 marked") {
		t.Fatalf("the first esc sent %T, and shows\n%s", got, ansi.Strip(m.View()))
	}
	if m, got = send(m, "esc"); got != nil || strings.Contains(m.View(), "marked") {
		t.Fatalf("the second esc sent %T", got)
	}
	for _, last := range []string{"esc", "q"} {
		var cmd tea.Cmd
		press := tea.KeyPressMsg{Code: 'q', Text: "q"}
		if last == "esc" {
			press = tea.KeyPressMsg{Code: tea.KeyEscape}
		}
		if _, cmd = m.Update(press); cmd == nil || cmd() != (screen.BackMsg{}) {
			t.Errorf("%s does not leave", last)
		}
	}
}

func TestManyViews(t *testing.T) {
	t.Parallel()
	for name, pressed := range map[string][]string{"start": nil, "marked": {"j", "x", "x"}, "typing": {"x", "/", "nwd"}} {
		for _, size := range [][2]int{{60, 10}, {80, 19}} {
			t.Run(name+"/"+map[int]string{60: "60x10", 80: "80x19"}[size[0]], func(t *testing.T) {
				t.Parallel()
				m, _ := send(openMany(t, size[0], size[1]), pressed...)
				golden.RequireEqual(t, []byte(ansi.Strip(m.View())))
			})
		}
	}
}
