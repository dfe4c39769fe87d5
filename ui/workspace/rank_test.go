package workspace_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/workspace"
)

// names are those of the rows that the picker shows, in their order.
func names(m workspace.Model) []string {
	var all []string
	for _, line := range strings.Split(ansi.Strip(m.View()), "\n")[2:] {
		if name, _, found := strings.Cut(strings.TrimLeft(line, " ▌✓"), "  "); found {
			all = append(all, name)
		}
	}
	return all
}

// TestTheBestMatchComesFirst in a flat list while something is typed, and the tree
// comes back with nothing typed.
func TestTheBestMatchComesFirst(t *testing.T) {
	t.Parallel()
	all := []api.Workspace{
		{ID: "c_x", DisplayName: "Acme", Type: "channel"},
		{ID: "n1_x", DisplayName: "Narrow orthopedics", Parent: "c_x", Domain: "ortho.example"},
		{ID: "n2_x", DisplayName: "Alpha", Parent: "c_x", Domain: "north.example"},
		{ID: "n3_x", DisplayName: "Magnetonorth", Parent: "c_x"},
		{ID: "n4_x", DisplayName: "Dental North", Parent: "c_x"},
		{ID: "n5_x", DisplayName: "Northwind Dental", Parent: "c_x"},
		{ID: "n6_x", DisplayName: "North", Parent: "n5_x"},
		{ID: "n7_x", DisplayName: "Northern Lights", Parent: "c_x"},
	}
	start := workspace.Start{Recent: []api.WorkspaceID{"n7_x"}}
	whole := names(open(t, &finder{workspaces: all}, start, 80, 19))
	m, _ := send(open(t, &finder{workspaces: all}, start, 80, 19), "north")
	want := []string{"North", "Northern Lights", "Northwind Dental", "Dental North", "Magnetonorth", "Alpha", "Narrow orthopedics"}
	if got := names(m); !slices.Equal(got, want) {
		t.Errorf("the order is %q, not %q", got, want)
	}
	if _, got := send(m, "enter"); opened(t, got) != "n6_x" {
		t.Errorf("enter opened %q", opened(t, got))
	}
	m, _ = send(m, "esc")
	if got := names(m); !slices.Equal(got, whole) {
		t.Errorf("with nothing typed the rows are %q, not %q", got, whole)
	}
	m, _ = send(m, "dental n")
	if got := names(m); got[0] != "Dental North" || got[1] != "Northwind Dental" {
		t.Errorf("the order is %q", got)
	}
}

// TestRecentOnesAreAlwaysOffered: before the answer, without one, and those that the
// channel does not list.
func TestRecentOnesAreAlwaysOffered(t *testing.T) {
	t.Parallel()
	start := workspace.Start{Channel: acme()[1], Recent: []api.WorkspaceID{"away_ZZ99_x", "north_CD34_x"}, Host: "api.example"}
	early := workspace.New(env(), &finder{workspaces: acme()}, start)
	early.SetSize(80, 19)
	for name, m := range map[string]workspace.Model{
		"before the answer": early, "after it": open(t, &finder{workspaces: acme()}, start, 80, 19),
		"without one": open(t, &finder{err: errors.New("refused")}, start, 80, 19),
	} {
		if _, got := send(m, "enter"); opened(t, got) != "away_ZZ99_x" {
			t.Errorf("%s: enter opened %q", name, opened(t, got))
		}
		if _, got := send(m, "down", "enter"); opened(t, got) != "north_CD34_x" {
			t.Errorf("%s: the second is %q", name, opened(t, got))
		}
		if _, got := send(m, "zz99", "enter"); opened(t, got) != "away_ZZ99_x" {
			t.Errorf("%s: what is typed opened %q", name, opened(t, got))
		}
	}
	if view := ansi.Strip(open(t, &finder{workspaces: acme()}, start, 80, 19).View()); !strings.Contains(view, "5 workspaces") {
		t.Errorf("they are counted as well:\n%s", view)
	}
}
