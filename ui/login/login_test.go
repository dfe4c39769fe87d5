package login_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/mask"
	"corotui/ui/keys"
	"corotui/ui/login"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// gate lets one secret in.
type gate struct {
	places []account.Location
	tried  []account.Attempt
	kept   []string
	broken error // of Keep
}

func (g *gate) CheckID(id string) error { return config.CheckID(id) }

func (g *gate) CleanSecret(typed string) (mask.Secret, error) {
	return config.CleanSecret([]byte(typed))
}

func (g *gate) Try(_ context.Context, a account.Attempt) error {
	g.tried = append(g.tried, a)
	if a.Secret.Reveal() != "canary-right" {
		return errors.New("api.example refused the credentials")
	}
	return nil
}

func (g *gate) Account() account.Attempt { return account.Attempt{} }

func (g *gate) Locations() []account.Location { return g.places }

func (g *gate) Keep(_ context.Context, _ account.Attempt, place string) error {
	g.kept = append(g.kept, place)
	return g.broken
}

func places() []account.Location {
	return []account.Location{
		{ID: "file", Title: "in a file that only you can read", Note: "plain text; an administrator can read it", Plain: true},
		{ID: "none", Title: "not at all", Note: "it is asked again at the next start"},
	}
}

func open(g *gate, start account.Attempt, width, height int) login.Model {
	env := screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}
	m := login.New(env, g, start, "There are no credentials yet.")
	m.SetSize(width, height)
	m, _ = run(m, m.Init())
	return m
}

// run feeds back what a command answers with; what is for the root is returned.
func run(m login.Model, cmd tea.Cmd) (login.Model, tea.Msg) {
	var out tea.Msg
	for _, message := range messages(cmd) {
		switch message.(type) {
		case login.DoneMsg, screen.BackMsg:
			out = message
			continue
		}
		var again tea.Cmd
		m, again = m.Update(message)
		var further tea.Msg
		if m, further = run(m, again); further != nil {
			out = further
		}
	}
	return m, out
}

// messages runs a command and those that it answers with. Time is that of a
// synctest bubble, so that a tick costs none.
func messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	message := cmd()
	if batch, ok := message.(tea.BatchMsg); ok {
		var all []tea.Msg
		for _, inner := range batch {
			all = append(all, messages(inner)...)
		}
		return all
	}
	return []tea.Msg{message}
}

func send(m login.Model, names ...string) (login.Model, tea.Msg) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	}
	var out tea.Msg
	press := func(key tea.KeyPressMsg) {
		var cmd tea.Cmd
		m, cmd = m.Update(key)
		var further tea.Msg
		if m, further = run(m, cmd); further != nil {
			out = further
		}
	}
	for _, name := range names {
		if key, ok := special[name]; ok {
			press(key)
			continue
		}
		for _, r := range name {
			press(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return m, out
}

// typed fills the form in: region, URL, id, secret, workspace.
func typed(secret string) []string {
	return []string{"enter", "enter", "my-id", "enter", secret, "enter", "acme_AB12_x", "enter"}
}

func TestARightSecretIsKeptWhereTheUserSays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		m, out := send(open(g, account.Attempt{}, 80, 19), typed("canary-right")...)
		if out != nil || len(g.tried) != 1 {
			t.Fatalf("after the form: %T, %d tries", out, len(g.tried))
		}
		if a := g.tried[0]; a.Region != "us" || a.ClientID != "my-id" || a.Workspace != "acme_AB12_x" {
			t.Errorf("tried %+v", a)
		}
		// Plain text is not the default, and wants a yes of its own.
		m, out = send(m, "up", "enter")
		if out != nil || len(g.kept) != 0 {
			t.Fatalf("it was kept without a yes: %v", g.kept)
		}
		if view := ansi.Strip(m.View()); !strings.Contains(view, "Store the secret in plain text?") {
			t.Fatalf("no question:\n%s", view)
		}
		_, out = send(m, "y")
		if done, ok := out.(login.DoneMsg); !ok || done.Workspace != "acme_AB12_x" || len(g.kept) != 1 || g.kept[0] != "file" {
			t.Errorf("ended with %+v, kept %v", out, g.kept)
		}
	})
}

func TestNotKeepingIsTheDefaultBesidePlainText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		m, _ := send(open(g, account.Attempt{}, 80, 19), typed("canary-right")...)
		if _, out := send(m, "enter"); out == nil || len(g.kept) != 1 || g.kept[0] != "none" {
			t.Errorf("enter ended with %T, kept %v", out, g.kept)
		}
	})
}

func TestAWrongSecretKeepsWhatWasTypedAndSaysWhy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		m, _ := send(open(g, account.Attempt{}, 80, 19), typed("canary-wrong")...)
		view := ansi.Strip(m.View())
		for _, want := range []string{"api.example refused the credentials", "my-id", "acme_AB12_x"} {
			if !strings.Contains(view, want) {
				t.Errorf("%q is not on the screen:\n%s", want, view)
			}
		}
		if strings.Contains(view, "canary") {
			t.Errorf("the secret is on the screen:\n%s", view)
		}
		m, _ = send(m, "enter", "enter", "enter", "enter", "enter")
		if len(g.tried) != 2 || g.tried[1].Secret.Reveal() != "canary-wrong" {
			t.Errorf("%d tries; the secret was not kept for the next", len(g.tried))
		}
		_ = m
	})
}

func TestWhatIsMissingIsSaidBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		m, _ := send(open(g, account.Attempt{}, 80, 19), "enter", "enter", "enter")
		if view := ansi.Strip(m.View()); !strings.Contains(view, "type the client id") || len(g.tried) != 0 {
			t.Errorf("%d tries:\n%s", len(g.tried), view)
		}
		for _, elsewhere := range []string{"http://api.example", "http://127.evil.example", "http://localhost.example"} {
			m, _ = send(open(g, account.Attempt{APIURL: elsewhere, ClientID: "x", Secret: mask.NewSecret("y")}, 80, 19), "enter", "enter")
			if view := ansi.Strip(m.View()); !strings.Contains(view, "http is for this machine only") {
				t.Errorf("http to another machine is taken:\n%s", view)
			}
		}
	})
}

// TestARegionAndAURLDoNotContradict: nothing is sent while the screen names two servers,
// in whatever order they were chosen.
func TestARegionAndAURLDoNotContradict(t *testing.T) {
	t.Parallel()
	const asks = `select "another URL" as the region, or clear this URL`
	const typedURL = "https://typed.example"
	rest := []string{"my-id", "enter", "canary-right", "enter", "enter"}
	for name, test := range map[string]struct {
		start account.Attempt
		keys  []string
		asks  string
		url   string // where it is tried
	}{
		"a URL beside a region":   {keys: append([]string{"enter", typedURL, "enter"}, rest...), asks: asks},
		"another URL":             {keys: append([]string{"left", "enter", typedURL, "enter"}, rest...), url: typedURL},
		"a region after the URL":  {start: account.Attempt{APIURL: typedURL}, keys: append([]string{"right", "enter", "enter"}, rest...), asks: asks},
		"back to the region":      {keys: append(append([]string{"left", "enter", typedURL, "enter"}, rest[:4]...), "shift+tab", "shift+tab", "shift+tab", "shift+tab", "right", "enter", "enter"), asks: asks},
		"blanks in place of one":  {keys: append([]string{"enter", "  ", "enter"}, rest...), asks: asks},
		"a region of the profile": {start: account.Attempt{Region: "eu"}, keys: append([]string{"enter", typedURL, "enter"}, rest...), asks: asks},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := &gate{places: places()}
				m, _ := send(open(g, test.start, 80, 19), test.keys...)
				view := ansi.Strip(m.View())
				if test.asks != "" && (len(g.tried) > 0 || !strings.Contains(view, test.asks)) {
					t.Errorf("%d tries:\n%s", len(g.tried), view)
				}
				if test.asks == "" && (len(g.tried) != 1 || g.tried[0].APIURL != test.url || (g.tried[0].Region == "") != (test.url != "")) {
					t.Errorf("tried %+v:\n%s", g.tried, view)
				}
			})
		})
	}
}

// TestWhereTheSecretGoesIsSaid while it is sent.
func TestWhereTheSecretGoesIsSaid(t *testing.T) {
	t.Parallel()
	for url, host := range map[string]string{"": "api.secure.coro.net", "https://typed.example/base": "typed.example"} {
		synctest.Test(t, func(t *testing.T) {
			g := &gate{}
			m := open(g, account.Attempt{APIURL: url, ClientID: "my-id", Secret: mask.NewSecret("canary-right")}, 80, 19)
			var feed func(tea.Cmd)
			feed = func(cmd tea.Cmd) {
				for _, message := range messages(cmd) {
					if len(g.tried) > 0 {
						return // before the answer
					}
					var further tea.Cmd
					m, further = m.Update(message)
					feed(further)
				}
			}
			for range 5 {
				var cmd tea.Cmd
				m, cmd = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
				feed(cmd)
			}
			if view := ansi.Strip(m.View()); len(g.tried) != 1 || !strings.Contains(view, "asking "+host+" for a token") {
				t.Errorf("it does not say %s:\n%s", host, view)
			}
		})
	}
}

func TestEscLeavesOrDoesNotKeep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places()}
		if _, out := send(open(g, account.Attempt{}, 80, 19), "esc"); out != (screen.BackMsg{}) {
			t.Errorf("esc in the form sent %T", out)
		}
		m, _ := send(open(g, account.Attempt{}, 80, 19), typed("canary-right")...)
		if _, out := send(m, "esc"); out == nil || len(g.kept) != 0 {
			t.Errorf("esc sent %T, kept %v", out, g.kept)
		}
	})
}

func TestAStoreThatFailsIsSaidAndAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{places: places(), broken: errors.New("the disk is full")}
		m, _ := send(open(g, account.Attempt{}, 80, 19), typed("canary-right")...)
		m, out := send(m, "enter")
		if view := ansi.Strip(m.View()); out != nil || !strings.Contains(view, "the disk is full") || !strings.Contains(view, "Where should") {
			t.Errorf("%T:\n%s", out, view)
		}
	})
}

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string][]string{"empty": nil, "wrong": typed("canary-wrong"), "places": typed("canary-right"), "plain": append(typed("canary-right"), "up", "enter")}
	for name, keys := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}, {1, 1}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				var view string
				synctest.Test(t, func(*testing.T) {
					m, _ := send(open(&gate{places: places()}, account.Attempt{}, size[0], size[1]), keys...)
					view = ansi.Strip(m.View())
				})
				lines := strings.Split(view, "\n")
				if len(lines) != size[1] {
					t.Errorf("%d lines", len(lines))
				}
				for _, line := range lines {
					if got := ansi.StringWidth(line); got > size[0] {
						t.Errorf("a line of %d cells: %q", got, line)
					}
				}
				golden.RequireEqual(t, []byte(view))
			})
		}
	}
}

// TestANewSizeOrThemeShowsAtOnce, not at the next key: the terminal tells both while
// nobody types.
func TestANewSizeOrThemeShowsAtOnce(t *testing.T) {
	t.Parallel()
	start := account.Attempt{APIURL: "https://" + strings.Repeat("long.", 12) + "example"}
	m := open(&gate{places: places()}, start, 60, 19)
	narrow := m.View()
	m.SetSize(100, 19)
	if wide := open(&gate{places: places()}, start, 100, 19).View(); m.View() != wide || wide == narrow {
		t.Errorf("at 100 columns it shows\n%s\nand not\n%s", ansi.Strip(m.View()), ansi.Strip(wide))
	}
	dark := m.View()
	m.SetTheme(theme.New(theme.Light, false))
	env := screen.Env{Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Light, false)}
	light := login.New(env, &gate{places: places()}, start, "There are no credentials yet.")
	light.SetSize(100, 19)
	light, _ = run(light, light.Init())
	if m.View() != light.View() || m.View() == dark {
		t.Errorf("on a light terminal it shows\n%q\nand not\n%q", m.View(), light.View())
	}
	for _, colour := range []string{"38;5;", "[37m"} {
		if strings.Contains(m.View(), colour) {
			t.Errorf("a colour of %s is not the theme's: %q", colour, m.View())
		}
	}
	// The first frame is whole, too: it is drawn before the answer to any command.
	first := login.New(env, &gate{places: places()}, start, "There are no credentials yet.")
	first.SetSize(100, 19)
	if got := ansi.Strip(first.View()); !strings.Contains(got, "Coro console, your profile, My Workspaces") {
		t.Errorf("the first frame is\n%s", got)
	}
}
