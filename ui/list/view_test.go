package list_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// TestViews compares each state at the widths that screens have, as plain text.
func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string]func(*testing.T, int) list.Model{
		"many": func(t *testing.T, width int) list.Model {
			t.Helper()
			return press(loaded(t, five(), width, 10), "down", "x")
		},
		"one": func(t *testing.T, width int) list.Model {
			t.Helper()
			return loaded(t, five()[:1], width, 10)
		},
		"saving": func(t *testing.T, width int) list.Model {
			t.Helper()
			m := loaded(t, five(), width, 10)
			it, _ := m.Selected()
			it.Pending = "saving"
			m.Put(it)
			return m
		},
		"filtered": func(t *testing.T, width int) list.Model {
			t.Helper()
			return press(loaded(t, five(), width, 10), "/", "status:off")
		},
		"loading": func(t *testing.T, width int) list.Model {
			t.Helper()
			m := list.New(env())
			m.SetSize(width, 10)
			m.SetWaiting(list.Waiting{Text: "asking api.secure.coro.net…", Spinner: "⠋"})
			return m
		},
		"failed": func(t *testing.T, width int) list.Model {
			t.Helper()
			m := list.New(env())
			m.SetSize(width, 10)
			m.SetWaiting(list.Waiting{Problem: "api.secure.coro.net did not answer in 10 s · r tries again · trace 66b204f0"})
			return m
		},
		"empty": func(t *testing.T, width int) list.Model {
			t.Helper()
			m := loaded(t, nil, width, 10)
			m.SetWaiting(list.Waiting{Empty: "No webhooks in Acme Channel yet.  n creates the first one."})
			return m
		},
	}
	for name, state := range states {
		for _, width := range []int{60, 80, 120} {
			t.Run(fmt.Sprintf("%s/%d", name, width), func(t *testing.T) {
				t.Parallel()
				golden.RequireEqual(t, []byte(ansi.Strip(state(t, width).View())))
			})
		}
	}
}

func BenchmarkView20000(b *testing.B) {
	var items []list.Item
	for i := range 20_000 {
		items = append(items, item(fmt.Sprint(i), fmt.Sprintf("Webhook number %d", i), api.Enabled, 0))
	}
	m := list.New(env())
	m.SetSize(80, 19)
	m.Load(items, now)
	b.Run("View", func(b *testing.B) {
		for b.Loop() {
			_ = m.View()
		}
	})
	b.Run("Down", func(b *testing.B) {
		for b.Loop() {
			m = press(m, "down")
		}
	})
	b.Run("Filter", func(b *testing.B) {
		f := press(m, "/", "number 199")
		for b.Loop() {
			next, filter := f.Update(tea.KeyPressMsg{Code: '9', Text: "9"})
			next, _ = next.Update(filter())
			_ = next.View()
		}
	})
}

// BenchmarkMerge20000 puts in what a scan brings in the time between two frames:
// some workspaces, into a table of thousands.
func BenchmarkMerge20000(b *testing.B) {
	const workspaces, each, together = 5000, 4, 20
	read := make(map[screen.Ref][]list.Item, workspaces)
	batch := make(map[screen.Ref][]list.Item, together)
	for i := range workspaces {
		id := screen.Ref{Workspace: api.WorkspaceID(fmt.Sprintf("client%05d_x", i))}
		for k := range each {
			one := item(fmt.Sprintf("%d-%d", i, k), fmt.Sprintf("Webhook %d of client %d", k, i), api.Enabled, time.Duration(i)*time.Minute)
			one.Ref.Workspace, one.WorkspaceName = id.Workspace, fmt.Sprintf("Client %05d", i)
			read[id] = append(read[id], one)
		}
		if i%(workspaces/together) == 0 {
			batch[id] = read[id]
		}
	}
	for name, keys := range map[string][]string{"plain": {"down"}, "marked": {"X"}, "filtered": {"/", "client 1"}} {
		b.Run(name, func(b *testing.B) {
			m := list.NewFleet(env())
			m.SetSize(80, 19)
			m.Merge(read, now)
			m = press(m, keys...)
			for b.Loop() {
				m.Merge(batch, now)
			}
			if m.Len() != workspaces*each {
				b.Fatalf("there are %d rows", m.Len())
			}
		})
	}
}

// TestProfileGivesWayLate: of several accounts each row names its profile, also in the
// narrowest terminal, and before the host.
func TestProfileGivesWayLate(t *testing.T) {
	t.Parallel()
	for width, want := range map[int][]string{
		120: {"PROFILE", "WORKSPACE", "HOST", "northern-msp"}, 80: {"PROFILE", "WORKSPACE", "northern-msp"}, 60: {"PROFILE", "WORKSPACE", "northe…"},
		40: {"NAME"},
	} {
		m := list.NewFleet(env())
		m.SetProfiles([]string{"acme", "northern-msp"})
		m.SetSize(width, 13)
		one := item("a", "Billing", api.Disabled, time.Hour)
		one.Ref.Account, one.Profile, one.WorkspaceName = "northern-msp", "northern-msp", "Northwind Dental"
		m.Load([]list.Item{one, item("b", "A name that takes what room there is", api.Enabled, time.Hour)}, now)
		shown := ansi.Strip(m.View())
		for _, part := range append(want, "Billing") {
			if !strings.Contains(shown, part) {
				t.Errorf("%d columns do not show %s:\n%s", width, part, shown)
			}
		}
		for line := range strings.Lines(shown) {
			if ansi.StringWidth(strings.TrimRight(line, "\n")) > width {
				t.Errorf("%d columns are not enough for %q", width, line)
			}
		}
	}
}

// TestTheSelectedRowIsObvious: a sign and the first word of the name in the style of
// what is selected, in that row alone, also where a name is cut or is one word.
func TestTheSelectedRowIsObvious(t *testing.T) {
	t.Parallel()
	th := env().Theme
	items := []list.Item{
		item("a", "Usage report", api.Enabled, time.Hour), item("b", "Billing", api.Enabled, time.Hour),
		item("c", "新規ワークスペース通知", api.Enabled, time.Hour), item("d", strings.Repeat("long", 30)+" name", api.Enabled, time.Hour),
	}
	for at, word := range []string{"Usage", "Billing", "新規ワークスペース通知", "longlong"} {
		m := loaded(t, items, 80, 10)
		for range at {
			m = press(m, "down")
		}
		style, _, _ := strings.Cut(th.Accent.Render("x"), "x")
		if view := m.View(); !strings.Contains(view, style+th.Signs.Cursor+word) || strings.Count(view, style) != 1 {
			t.Errorf("row %d is not the only one that stands out: %q", at, view)
		}
	}
}
