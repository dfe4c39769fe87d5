package login_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/mask"
)

// TestKeysMoveWhateverAFieldHolds: only to log in must everything be right, and then the
// cursor goes to the first that is not.
func TestKeysMoveWhateverAFieldHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		m := open(g, account.Attempt{}, 80, 19)
		at := func(wantHelp string) {
			t.Helper()
			var help []string
			for _, hint := range m.ShortHelp() {
				help = append(help, hint.Key+" "+hint.Text)
			}
			if got := strings.Join(help, "  "); !strings.HasPrefix(got, wantHelp) {
				t.Errorf("the keys are %q, not %q", got, wantHelp)
			}
		}
		at("enter next  ↑↓ move  ←→ select")
		m, _ = send(m, "down", "down", "down", "down")
		at("enter log in  ↑↓ move")
		if view := ansi.Strip(m.View()); strings.Contains(view, "type the") {
			t.Errorf("an error before anything was typed:\n%s", view)
		}
		m, _ = send(m, "tab", "shift+tab", "up", "x ", "up", "up", "up", "up")
		at("enter next  ↑↓ move  ←→ select")
		m, _ = send(m, "shift+tab", "enter")
		if view := ansi.Strip(m.View()); len(g.tried) > 0 || !strings.Contains(view, "type the client id") {
			t.Errorf("%d tries:\n%s", len(g.tried), view)
		}
		m, _ = send(m, "my-id", "tab", "canary-right", "tab", "enter")
		if len(g.tried) != 1 || g.tried[0].Secret.Reveal() != "x canary-right" || g.tried[0].ClientID != "my-id" {
			t.Errorf("tried %+v:\n%s", g.tried, ansi.Strip(m.View()))
		}
	})
}

// TestARefusalPutsTheCursorInTheFieldToCorrect, so that typing corrects it.
func TestARefusalPutsTheCursorInTheFieldToCorrect(t *testing.T) {
	t.Parallel()
	full := account.Attempt{Region: "us", ClientID: "my-id", Secret: mask.NewSecret("canary"), Workspace: "acme"}
	elsewhere := full
	elsewhere.Region, elsewhere.APIURL = "", "https://typed.example"
	for name, test := range map[string]struct {
		start   account.Attempt
		refused *api.Error
		correct []string
		changed func(account.Attempt) string
		want    string
	}{
		"the secret": {full, &api.Error{Kind: api.KindAuth, Op: "get a token", Title: "invalid_client"}, []string{"X"},
			func(a account.Attempt) string { return a.Secret.Reveal() }, "canaryX"},
		"the workspace": {full, &api.Error{Kind: api.KindForbidden, Workspace: "acme"}, []string{"X"},
			func(a account.Attempt) string { return string(a.Workspace) }, "acmeX"},
		"the region": {full, &api.Error{Kind: api.KindNetwork}, []string{"right"},
			func(a account.Attempt) string { return a.Region }, "ca"},
		"the URL": {elsewhere, &api.Error{Kind: api.KindTimeout}, []string{"X"},
			func(a account.Attempt) string { return a.APIURL }, "https://typed.exampleX"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := &gate{places: places(), refusal: test.refused}
				m, _ := send(open(g, test.start, 80, 19), "shift+tab", "enter")
				m, _ = send(m, test.correct...)
				_, _ = send(m, "enter", "enter", "enter", "enter", "enter")
				if len(g.tried) < 2 || test.changed(g.tried[1]) != test.want {
					t.Errorf("tried %+v:\n%s", g.tried, ansi.Strip(m.View()))
				}
			})
		})
	}
}
