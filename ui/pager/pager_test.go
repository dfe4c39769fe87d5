package pager_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"corotui/ui/keys"
	"corotui/ui/pager"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

const document = `{
  "id": "66b204f0c992d50b8b2f984c",
  "name": "新規ワークスペース通知",
  "description": "Updates invoices when a client's plan changes, and tells the accountants of the ones that are new",
  "a \"quoted\": name": true,
  "headers": {
    "X-Env": "prod",
    "Authorization": "••••••••••••"
  },
  "triggers": [
    "workspace-created",
    "workspace-status-updated",
    "subscription-updated"
  ],
  "status": "enabled"
}`

func open(width, height int) pager.Model {
	m := pager.New(screen.Env{
		Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false),
	}, pager.Content{Title: `JSON of "Billing"`, Text: document, What: `JSON of "Billing"`, Close: keys.JSON, Quiet: pager.MemberName})
	m.SetSize(width, height)
	return m
}

// send presses keys, and returns what the last of them asked for.
func send(m pager.Model, names ...string) (pager.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "ctrl+d": {Code: 'd', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	}
	var cmd tea.Cmd
	for _, name := range names {
		if press, ok := special[name]; ok {
			m, cmd = m.Update(press)
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

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string][]string{
		"start": nil, "end": {"G"}, "found": {"/", "workspace", "enter", "n"}, "typing": {"/", "WORKSPACE"}, "nothing": {"/", "zebra"},
	}
	for name, pressed := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {110, 40}, {200, 45}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m, _ := send(open(size[0], size[1]), pressed...)
				golden.RequireEqual(t, []byte(ansi.Strip(m.View())))
			})
		}
	}
}

// TestTheSearchGoesFromMatchToMatch, round about, and esc goes back to where it began.
func TestTheSearchGoesFromMatchToMatch(t *testing.T) {
	t.Parallel()
	m, _ := send(open(80, 8), "ctrl+d", "/", "workspace")
	for _, step := range []struct{ press, want string }{
		{"enter", "1 of 2 matches"}, {"n", "2 of 2 matches"}, {"n", "1 of 2 matches"}, {"N", "2 of 2 matches"},
	} {
		if m, _ = send(m, step.press); !strings.Contains(ansi.Strip(m.View()), step.want) || !strings.Contains(m.View(), "workspace") {
			t.Errorf("after %s it is not %s:\n%s", step.press, step.want, ansi.Strip(m.View()))
		}
	}
	m, got := send(m, "esc")
	if view := ansi.Strip(m.View()); got != nil || strings.Contains(view, "matches") {
		t.Errorf("esc left %v, and\n%s", got, view)
	}
	if _, got = send(m, "esc"); got != (screen.BackMsg{}) {
		t.Errorf("the second esc sent %T", got)
	}
	at, _ := send(open(80, 8), "ctrl+d")
	if m, _ = send(at, "/", "status", "esc"); m.View() != at.View() {
		t.Errorf("esc did not go back to\n%s\nbut to\n%s", ansi.Strip(at.View()), ansi.Strip(m.View()))
	}
}

// TestTheWholeIsCopied, whatever of it is in sight, and its own key leaves.
func TestTheWholeIsCopied(t *testing.T) {
	t.Parallel()
	m := open(60, 5)
	want := screen.CopyMsg{Text: document, Level: screen.Done, What: `JSON of "Billing"`}
	if _, got := send(m, "y"); got != want {
		t.Errorf("y sent %v", got)
	}
	for _, pressed := range []string{"J", "q", "esc"} {
		if _, got := send(m, pressed); got != (screen.BackMsg{}) {
			t.Errorf("%s sent %T", pressed, got)
		}
	}
	if m, got := send(m, "/", "Jqy"); got != nil || !strings.Contains(ansi.Strip(m.View()), "/ Jqy") {
		t.Error("letters are not typed into the search")
	}
}

// TestNothingIsLostAtAnyWidth: the rows together are the text, none is wider than the
// screen, and a search changes only how they look.
func TestNothingIsLostAtAnyWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(12, 220).Draw(t, "width"), rapid.IntRange(1, 300).Draw(t, "height")
		m := open(width, height)
		if rapid.Bool().Draw(t, "searching") {
			m, _ = send(m, "/", rapid.SampledFrom([]string{"a", "work", `"`, "通知", "zebra", "["}).Draw(t, "word"), "enter", "n", "n")
		}
		lines := strings.Split(m.View(), "\n")
		if len(lines) > height {
			t.Fatalf("%d lines of %d", len(lines), height)
		}
		for _, line := range lines {
			if cells := ansi.StringWidth(line); cells > width {
				t.Fatalf("a line of %d cells of %d", cells, width)
			}
		}
		const enough = 200 // rows for the whole text
		if height < enough {
			return
		}
		packed := strings.NewReplacer(" ", "", "\n", "")
		if shown := packed.Replace(ansi.Strip(strings.Join(lines[1:], "\n"))); !strings.HasPrefix(shown, packed.Replace(document)) {
			t.Fatalf("the rows are\n%s", ansi.Strip(m.View()))
		}
	})
}
