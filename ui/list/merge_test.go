package list_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"corotui/api"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// someItems are the webhooks that were read in a workspace.
func someItems(t *rapid.T, workspace string) []list.Item {
	var items []list.Item
	for n := range rapid.IntRange(0, 4).Draw(t, "webhooks") {
		status := rapid.SampledFrom([]api.Status{api.Enabled, api.Disabled}).Draw(t, "status")
		one := item(fmt.Sprint(n), fmt.Sprintf("Hook %d of %s", n, workspace), status, time.Duration(rapid.IntRange(0, 5).Draw(t, "age"))*time.Hour)
		one.Ref.Workspace, one.WorkspaceName = api.WorkspaceID(workspace), workspace
		items = append(items, one)
	}
	return items
}

// mergeOver merges what was read in some workspaces, and notes what is held then.
func mergeOver(t *rapid.T, m *list.Model, held map[screen.Ref]list.Item) {
	read := map[screen.Ref][]list.Item{}
	for _, workspace := range rapid.SliceOfNDistinct(rapid.StringMatching(`w[0-6]`), 1, 3, rapid.ID).Draw(t, "workspaces") {
		read[screen.Ref{Workspace: api.WorkspaceID(workspace)}] = someItems(t, workspace)
		for ref := range held {
			if string(ref.Workspace) == workspace {
				delete(held, ref)
			}
		}
		for _, one := range read[screen.Ref{Workspace: api.WorkspaceID(workspace)}] {
			held[one.Ref] = one
		}
	}
	m.Merge(read, now)
}

// TestMergeKeepsWhatWasRead merges and changes a table at random, and compares
// it with plain maps: every webhook is there once, as it was read last, in order;
// marks and the row under the cursor stay as long as their webhook does.
func TestMergeKeepsWhatWasRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := list.NewFleet(env())
		m.SetSize(80, 19)
		if rapid.Bool().Draw(t, "filtered") {
			m = press(m, "/", "o", "enter")
		}
		held := map[screen.Ref]list.Item{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			selected, had := m.SelectedRef()
			marked := m.Targets()
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				m = press(m, "down")
				continue
			case 1:
				m = press(m, "x")
				continue
			case 2:
				if had {
					m.Remove(selected)
					delete(held, selected)
				}
			case 3:
				if had {
					one := held[selected]
					one.Pending = "saving"
					held[selected] = one
					m.Put(one)
				}
			case 4:
				changeOver(t, &m, held)
			case 5:
				runOver(t, &m, held)
				if now, _ := m.SelectedRef(); had && held[selected].Ref == selected && now != selected {
					t.Fatalf("the cursor went from %s to %s", selected, now)
				}
				m.Merge(map[screen.Ref][]list.Item{{Workspace: "elsewhere"}: nil}, now) // which sorts what was changed
			default:
				mergeOver(t, &m, held)
				if _, there := held[selected]; had && there && m.Moved() {
					if now, _ := m.SelectedRef(); now != selected {
						t.Fatalf("the cursor went from %s to %s", selected, now)
					}
				}
				areMarked(t, m, marked, held)
			}
			isHeld(t, m, held)
		}
	})
}

// changeOver changes the webhooks of a workspace, and one that is not there.
func changeOver(t *rapid.T, m *list.Model, held map[screen.Ref]list.Item) {
	set := map[screen.Ref]bool{{Workspace: "elsewhere"}: true}
	workspace := rapid.StringMatching(`w[0-6]`).Draw(t, "changed")
	for ref, one := range held {
		if string(ref.Workspace) == workspace {
			one.Pending = "testing"
			set[ref], held[ref] = true, one
		}
	}
	m.Change(set, func(i *list.Item) { i.Pending = "testing" })
}

// runOver brings what a run made of the webhooks of a workspace: one is gone, one
// is new, and the others have changed sides.
func runOver(t *rapid.T, m *list.Model, held map[screen.Ref]list.Item) {
	workspace := api.WorkspaceID(rapid.StringMatching(`w[0-6]`).Draw(t, "run over"))
	ends := map[screen.Ref]list.Item{}
	made := item("made", "Made hook", api.Enabled, 0)
	made.Ref.Workspace = workspace
	refs := []screen.Ref{made.Ref, {Workspace: workspace, Webhook: "nowhere"}}
	ends[made.Ref] = made
	for ref, one := range held {
		if ref.Workspace != workspace || ref == made.Ref {
			continue
		}
		refs = append(refs, ref)
		if ref.Webhook == "0" {
			delete(held, ref)
			continue
		}
		if one.Webhook.Status.Off() {
			one.Webhook.Status = api.Enabled
		} else {
			one.Webhook.Status = api.Disabled
		}
		one.Webhook.Updated = now.Add(-time.Minute)
		ends[ref], held[ref] = one, one
	}
	held[made.Ref] = made
	m.Apply(refs, func(ref screen.Ref, shown list.Item, there bool) (list.Item, list.RowUpdate) {
		if there != (shown.Ref == ref) {
			t.Fatalf("of %s, there %v, %+v is shown", ref, there, shown)
		}
		switch one, becomes := ends[ref]; {
		case becomes:
			return one, list.Becomes
		case ref.Webhook == "0":
			return list.Item{}, list.Goes
		}
		return list.Item{}, list.Stays
	})
}

// areMarked checks that of several marks those are left whose webhook is.
func areMarked(t *rapid.T, m list.Model, marked []list.Item, held map[screen.Ref]list.Item) {
	for _, one := range marked {
		if _, there := held[one.Ref]; there && len(marked) > 1 && !slices.ContainsFunc(m.Targets(), func(i list.Item) bool { return i.Ref == one.Ref }) {
			t.Fatalf("the mark of %s is lost", one.Ref)
		}
	}
}

// isHeld compares a table with what it should hold.
func isHeld(t *rapid.T, m list.Model, held map[screen.Ref]list.Item) {
	all := slices.Collect(m.Items())
	if m.Len() != len(held) || len(all) != len(held) {
		t.Fatalf("there are %d rows, want %d", m.Len(), len(held))
	}
	for ref, want := range held {
		if got, there := m.Find(ref); !there || got.Pending != want.Pending || got.Webhook.Status != want.Webhook.Status || !got.Webhook.Updated.Equal(want.Webhook.Updated) {
			t.Fatalf("%s is %v, want %v", ref, got, want)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b list.Item) int {
		if off := a.Webhook.Status.Off(); off != b.Webhook.Status.Off() {
			return map[bool]int{true: -1, false: 1}[off]
		}
		return b.Webhook.Updated.Compare(a.Webhook.Updated)
	}) {
		t.Fatalf("the rows are not in order")
	}
	off := 0
	for _, one := range held {
		if one.Webhook.Status.Off() {
			off++
		}
	}
	if off > 0 && !m.Filtered() && !strings.Contains(ansi.Strip(m.View()), fmt.Sprintf(" %d off", off)) {
		t.Fatalf("%d are off, which is not counted:\n%s", off, m.View())
	}
}

// BenchmarkPlace20000 puts in what a fast run brings in the time between two
// frames.
func BenchmarkPlace20000(b *testing.B) {
	const rows, together = 20_000, 200
	items := make([]list.Item, 0, rows)
	for i := range rows {
		items = append(items, item(fmt.Sprint(i), fmt.Sprintf("Webhook number %d", i), api.Disabled, time.Duration(i)*time.Minute))
	}
	refs := make([]screen.Ref, 0, together)
	for i := range together {
		refs = append(refs, items[i*rows/together].Ref)
	}
	m := list.NewFleet(env())
	m.SetSize(80, 19)
	m.Load(items, now)
	m = press(m, "X")
	for b.Loop() {
		m.Apply(refs, func(_ screen.Ref, shown list.Item, _ bool) (list.Item, list.RowUpdate) {
			shown.Webhook.Status = api.Enabled
			return shown, list.Becomes
		})
		_ = m.View()
	}
}
