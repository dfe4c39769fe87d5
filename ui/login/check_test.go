package login_test

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/internal/account"
	"corotui/internal/mask"
)

// TestWhatNoCredentialHoldsIsNamed: blanks and control characters in what is typed
// or pasted are neither dropped nor sent.
func TestWhatNoCredentialHoldsIsNamed(t *testing.T) {
	t.Parallel()
	full := account.Attempt{APIURL: "https://typed.example", ClientID: "my-id", Secret: mask.NewSecret("canary-right"), Workspace: "acme_AB12_x"}
	fields := []struct{ name, typed, pasted string }{
		{"URL", "has a blank at its start or end", "Not pasted: it contains a line break"},
		{"client id", "holds blanks at its ends", "Not pasted: it contains a line break"},
		{"secret", "the secret ends with a blank", "Not pasted: the secret holds more than one line"},
		{"workspace", "holds blanks at its ends", "Not pasted: it contains a line break"},
	}
	for number, field := range fields {
		t.Run(field.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := &gate{places: places()}
				there := make([]string, number+1)
				for i := range there {
					there[i] = "enter"
				}
				m, _ := send(open(g, full, 80, 19), append(there, " ", "enter", "enter", "enter", "enter", "enter")...)
				if view := ansi.Strip(m.View()); len(g.tried) > 0 || !strings.Contains(view, field.typed) {
					t.Errorf("%d tries, with a blank:\n%s", len(g.tried), view)
				}
				m, _ = send(open(g, full, 80, 19), there...)
				m, cmd := m.Update(tea.PasteMsg{Content: "a\nb"})
				m, _ = run(m, cmd)
				if view := ansi.Strip(m.View()); !strings.Contains(view, field.pasted) || strings.Contains(view, "a b") {
					t.Errorf("with a line break:\n%s", view)
				}
				m, _ = send(m, "enter", "enter", "enter", "enter")
				if len(g.tried) != 1 || g.tried[0] != full {
					t.Errorf("tried %+v, not what was there before:\n%s", g.tried, ansi.Strip(m.View()))
				}
			})
		})
	}
}

// TestALineBreakAfterASecretIsNotPartOfIt: it comes with a copied line.
func TestALineBreakAfterASecretIsNotPartOfIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		m, _ := send(open(g, account.Attempt{}, 80, 19), "enter", "enter", "my-id", "enter")
		m, cmd := m.Update(tea.PasteMsg{Content: "canary-right\r\n"})
		m, _ = run(m, cmd)
		if _, _ = send(m, "enter", "enter"); len(g.tried) != 1 || g.tried[0].Secret != mask.NewSecret("canary-right") {
			t.Errorf("tried %+v", g.tried)
		}
	})
}
