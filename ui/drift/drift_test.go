package drift_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/plan"
	"corotui/ui/drift"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

var rules = change.Rules{NoSecret: true, Force: true}

func workspace(id api.WorkspaceID, name api.Text) api.Workspace {
	return api.Workspace{ID: id, DisplayName: name}
}

func billing() api.Fields {
	return api.Fields{
		Name: "Billing", URL: "https://hooks.example.com/in/billing?token=abc", Status: "disabled",
		Triggers: []api.Trigger{"workspace-created"},
		Headers:  []api.Header{{Name: "Authorization", Value: "Bearer canary"}},
	}
}

// changed is a webhook of a workspace that is to be another.
func changed(at api.Workspace, id api.WebhookID, name api.Text) plan.Item {
	was := billing()
	was.Name = name
	goal := was.Clone()
	goal.URL, goal.Status = "https://hooks.example.com/in/billing?token=def", "enabled"
	goal.Triggers = []api.Trigger{"workspace-created", "subscription-updated"}
	goal.Headers[0].Value = "Bearer canary-two"
	return plan.Item{
		Action: plan.Change, Workspace: at, Webhook: api.Webhook{ID: id, Fields: was}, Goal: rules.Edit(was, goal), Heirs: 2,
		Wanted: plan.Wanted{At: plan.Position{File: "/etc/corotui/policy.yaml", Line: 12, Column: 9}},
	}
}

func created(at api.Workspace, name api.Text) plan.Item {
	goal := billing()
	goal.Name, goal.Secret = name, api.GivenSecret("canary-secret")
	return plan.Item{
		Action: plan.Create, Workspace: at, Goal: rules.New(goal),
		Wanted: plan.Wanted{At: plan.Position{File: "policy.yaml", Line: 3, Column: 9}, Name: plan.Given[api.Text]{Value: name, Set: true}},
	}
}

func extra(at api.Workspace, id api.WebhookID, name api.Text) plan.Item {
	was := billing()
	was.Name = name
	return plan.Item{Action: plan.Delete, Workspace: at, Webhook: api.Webhook{ID: id, Fields: was}}
}

func content() drift.Content {
	dental, foods := workspace("northwinddental_N3D5_x", "Northwind Dental"), workspace("sakurafoods_S8F4_x", "さくらフーズ")
	needs := created(foods, "Leavers to HR and to whoever else wants to know")
	goal := needs.Goal.Fields()
	goal.Secret = api.WebhookSecret{}
	needs.Goal = rules.New(goal)
	return drift.Content{
		Files: "policy.yaml and 2 others", At: time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local),
		Plan: &plan.Plan{
			Items: []plan.Item{
				changed(dental, "66b204f0c992d50b8b2f984c", "Billing"), created(dental, "Leavers"),
				changed(foods, "77", "請求書連携"), needs,
			},
			Extra: []plan.Item{extra(dental, "88", "Old hook")}, Unchanged: 40, Workspaces: 16,
			Notes: []plan.Note{{Workspace: dental, Name: "Billing", Says: "Whether the secret of Billing is as wanted is not known"}},
		},
		Unread: 1, Notes: []string{"City Water Utility: no access", "Whether the secret of Billing is as wanted is not known"},
	}
}

// many differ in more workspaces than the screen has rows.
func many() drift.Content {
	c := content()
	c.Notes, c.Unread, c.Plan = nil, 0, &plan.Plan{Unchanged: 1200, Workspaces: 300}
	for i := range 60 {
		at := workspace(api.WorkspaceID(fmt.Sprintf("w%d_x", i)), api.Text(fmt.Sprintf("Workspace %d", i)))
		c.Plan.Items = append(c.Plan.Items, changed(at, "1", "Billing to QuickBooks"))
	}
	return c
}

func open(width, height int, c drift.Content) drift.Model {
	env := screen.Env{Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: func() time.Time { return time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC) }}
	m := drift.New(env, c)
	m.SetSize(width, height)
	return m
}

var special = map[string]tea.KeyPressMsg{"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "tab": {Code: tea.KeyTab}}

func press(m drift.Model, names ...string) (drift.Model, tea.Msg) {
	var cmd tea.Cmd
	for _, name := range names {
		if key, is := special[name]; is {
			m, cmd = m.Update(key)
			continue
		}
		for _, r := range name {
			m, cmd = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func view(m drift.Model) string { return ansi.Strip(m.View()) }

func TestViews(t *testing.T) {
	t.Parallel()
	none, waiting, again, broken, failed := content(), drift.Content{Files: "policy.yaml", Waiting: "Comparing the fleet with policy.yaml"}, content(), drift.Content{Files: "policy.yaml"}, drift.Content{Files: "policy.yaml"}
	none.Plan = &plan.Plan{Unchanged: 45, Workspaces: 16}
	again.Waiting = "Comparing"
	failed.Problem = "Could not reach api.example: timed out after 10 s. Press r to retry."
	for i := range 30 {
		broken.Problems = append(broken.Problems, fmt.Sprintf("/home/ann/.config/corotui/policy.yaml:%d:9: there is no trigger workspace-creatd; did you mean workspace-created?", i+4))
	}
	for name, state := range map[string]struct {
		content drift.Content
		pressed []string
	}{
		"some": {content(), nil}, "none": {none, nil}, "waiting": {waiting, nil}, "again": {again, nil}, "failed": {failed, nil},
		"problems": {broken, []string{"j"}}, "change": {content(), []string{"enter"}}, "create": {content(), []string{"j", "enter"}},
		"secret": {content(), []string{"jjj", "enter"}}, "extra": {content(), []string{"G", "enter"}}, "marked": {content(), []string{"X", "j"}},
		"filter": {content(), []string{"/", "workspace:dental"}}, "filtered": {content(), []string{"xx", "/", "workspace:foods", "enter"}},
		"unmatched": {content(), []string{"/", "zebra"}}, "many": {many(), []string{"G"}},
	} {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {200, 45}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m, _ := press(open(size[0], size[1], state.content), state.pressed...)
				golden.RequireEqual(t, []byte(view(m)))
			})
		}
	}
}

// TestNoSecretIsShown, nor copied, in any of what a page says.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	m := open(120, 40, content())
	for range content().Plan.Items {
		whole, _ := press(m, "enter")
		_, got := press(whole, "y")
		copied, is := got.(screen.CopyMsg)
		if said := view(whole) + copied.Text; !is || strings.Contains(said, "canary") || strings.Contains(said, "token=abc") {
			t.Errorf("it says\n%s", said)
		}
		m, _ = press(m, "j")
	}
}

// TestKeysAskFor what the page is for, and only while that can be done.
func TestKeysAskFor(t *testing.T) {
	t.Parallel()
	busy, empty := content(), drift.Content{Files: "policy.yaml", Waiting: "Reading policy.yaml"}
	busy.Waiting = "Comparing"
	for _, test := range []struct {
		content drift.Content
		keys    []string
		want    string
	}{
		{content(), []string{"a"}, "drift.ApplyMsg"},
		{content(), []string{"enter", "a"}, "drift.ApplyMsg"},
		{content(), []string{"G", "a"}, "screen.StatusMsg"}, // an extra one
		{content(), []string{"G", "x"}, "screen.StatusMsg"},
		{busy, []string{"a"}, "screen.StatusMsg"},
		{empty, []string{"a"}, "screen.StatusMsg"},
		{content(), []string{"r"}, "drift.CompareMsg"},
		{busy, []string{"r"}, "<nil>"},
		{busy, []string{"C"}, "drift.StopMsg"},
		{content(), []string{"C"}, "<nil>"},
		{content(), []string{"!"}, "drift.NotesMsg"},
		{many(), []string{"!"}, "screen.StatusMsg"},
		{content(), []string{"y"}, "screen.CopyMsg"},
		{content(), []string{"?"}, "screen.HelpMsg"},
		{content(), []string{"enter", "enter"}, "drift.OpenMsg"},
		{content(), []string{"j", "enter", "enter"}, "<nil>"}, // it does not exist yet
		{content(), []string{"esc"}, "screen.BackMsg"},
		{empty, []string{"esc"}, "screen.BackMsg"},
		{content(), []string{"enter", "esc"}, "<nil>"},
		{content(), []string{"x", "esc"}, "<nil>"},
		{content(), []string{"x", "q"}, "screen.BackMsg"},
		{content(), []string{"D"}, "screen.BackMsg"},
		{content(), []string{"/", "a"}, "<nil>"},
	} {
		if _, got := press(open(80, 19, test.content), test.keys...); fmt.Sprintf("%T", got) != test.want {
			t.Errorf("%q asks for %T, want %s", test.keys, got, test.want)
		}
	}
}

// names are those of what is to be applied.
func names(t *testing.T, got tea.Msg) []string {
	t.Helper()
	ask, is := got.(drift.ApplyMsg)
	if !is {
		t.Fatalf("it asks for %T", got)
	}
	var all []string
	for _, item := range ask.Items {
		all = append(all, string(item.Action)+" "+string(item.Name()))
	}
	return all
}

// TestMarksAreApplied, hidden ones too and counted as such; without marks the row under the
// cursor is; what no file names never is.
func TestMarksAreApplied(t *testing.T) {
	t.Parallel()
	for want, pressed := range map[string][]string{
		"[change Billing]":                {"a"},
		"[create Leavers]":                {"j", "a"},
		"[change Billing change 請求書連携]":   {"xjx", "a"},
		"[change Billing create Leavers]": {"/", "workspace:dental", "enter", "X", "esc", "a"},
		"[change Billing create Leavers change 請求書連携 create Leavers to HR and to whoever else wants to know]": {"X", "a"},
	} {
		_, got := press(open(80, 19, content()), pressed...)
		if said := fmt.Sprint(names(t, got)); said != want {
			t.Errorf("%q applies %s, want %s", pressed, said, want)
		}
	}
	_, got := press(open(80, 19, content()), "xx", "/", "workspace:foods", "enter", "a")
	if ask, _ := got.(drift.ApplyMsg); len(ask.Items) != 2 || ask.Hidden != 2 {
		t.Errorf("of %d marked %d are hidden", len(ask.Items), ask.Hidden)
	}
	if m, _ := press(open(80, 19, content()), "X", "X"); strings.Contains(view(m), "marked") {
		t.Error("a second X does not take the marks")
	}
}

// TestComparingAgainKeeps cursor, marks, and the open difference, as far as these still
// differ.
func TestComparingAgainKeeps(t *testing.T) {
	t.Parallel()
	m, _ := press(open(80, 19, content()), "xxx") // on the fourth
	less := content()
	less.Plan.Items = less.Plan.Items[1:]
	m, _ = m.Update(drift.ContentMsg{Content: less})
	if said := view(m); !strings.Contains(said, "2 marked") || !strings.Contains(said, "▌Leavers to HR") {
		t.Errorf("after the first is as wanted:\n%s", said)
	}
	whole, _ := press(m, "enter")
	still, _ := whole.Update(drift.ContentMsg{Content: less})
	if view(still) != view(whole) {
		t.Error("the same content closed the difference")
	}
	gone := content()
	gone.Plan.Items = gone.Plan.Items[:1]
	m, _ = whole.Update(drift.ContentMsg{Content: gone})
	if said := view(m); !strings.Contains(said, "WORKSPACE") || strings.Contains(said, "marked") {
		t.Errorf("after it is as wanted:\n%s", said)
	}
	if _, got := m.Update(drift.ChangedMsg{}); got == nil || got() != (drift.CompareMsg{}) {
		t.Error("a change elsewhere does not compare again")
	}
}

// TestAMoveIsSmall: on the screen only the rows that the cursor leaves and reaches, and the
// position, differ.
func TestAMoveIsSmall(t *testing.T) {
	t.Parallel()
	before := open(80, 19, many())
	after, _ := press(before, "j")
	differ := 0
	was, is := strings.Split(before.View(), "\n"), strings.Split(after.View(), "\n")
	for i := range was {
		if was[i] != is[i] {
			differ++
		}
	}
	if differ != 3 {
		t.Errorf("%d lines differ", differ)
	}
}

// TestItFits at any size, whatever is shown and pressed.
func TestItFits(t *testing.T) {
	t.Parallel()
	broken := drift.Content{Files: "policy.yaml", Problems: []string{strings.Repeat("policy.yaml:1:2: bad ", 9), "policy.yaml:2:2: 請求書連携"}}
	states := []drift.Content{content(), many(), broken, {Files: "x", Waiting: "Reading x"}}
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 130).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")
		m := open(width, height, states[rapid.IntRange(0, len(states)-1).Draw(t, "state")])
		for _, key := range rapid.SliceOfN(rapid.SampledFrom([]string{"j", "G", "x", "X", "enter", "/", "a", "esc", "]", "[", "down", "tab"}), 0, 9).Draw(t, "keys") {
			m, _ = press(m, key)
		}
		lines := strings.Split(m.View(), "\n")
		if len(lines) != height {
			t.Fatalf("%d lines of %d", len(lines), height)
		}
		for _, line := range lines {
			if cells := ansi.StringWidth(line); cells > width {
				t.Fatalf("a line of %d cells of %d: %q", cells, width, line)
			}
		}
	})
}
