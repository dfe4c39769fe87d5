package flow_test

import (
	"image/color"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/mask"
	"corotui/ui"
	"corotui/ui/theme"
)

// TestABackgroundToldLate opens what can be on the screen before a slow
// terminal has said that it is light: it must look as if it had been known.
func TestABackgroundToldLate(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, change func(*ui.Options)) *flow.Session {
		t.Helper()
		clock := func() time.Time { return now }
		server := emulator.New(emulator.Demo(), emulator.WithClock(clock))
		t.Cleanup(server.Close)
		client, err := api.New(api.WithClock(clock), api.WithHTTPTransport(server.Transport()),
			api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
		if err != nil {
			t.Fatal(err)
		}
		s := flow.Start(t, flow.Demo(t, client, clock, change), 80, 24)
		s.WaitFor("Acme Channel", "12 webhooks · fresh", "PSA tickets") // a form opened earlier would show the workspace's id
		return s
	}
	for name, open := range map[string]struct {
		keys  []string
		shows string
	}{
		"list":    {nil, "PSA tickets"},
		"detail":  {[]string{"enter"}, "Applies to"},
		"form":    {[]string{"e"}, "Description"},
		"palette": {[]string{":", "d"}, ": d"},
		"help":    {[]string{"?", "/", "a"}, "/ a"},
		"picker":  {[]string{"w", "l"}, "16 of 16 workspaces"}, // all are there: a later answer changes nothing
		"changes": {[]string{"h"}, "No changes yet"},
		"dialog":  {[]string{"d"}, "Delete \""},
		"prompt":  {[]string{"b", "m"}, "Move the URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			early := start(t, func(o *ui.Options) { o.Theme = theme.Light })
			late := start(t, func(o *ui.Options) { o.AutoTheme = true })
			for _, s := range []*flow.Session{early, late} {
				s.Press(open.keys...)
				s.WaitFor(open.shows)
			}
			if name != "dialog" && name != "changes" && early.ANSI() == late.ANSI() {
				t.Error("dark and light look the same before the answer, so this test would see nothing")
			}
			late.Tell(tea.BackgroundColorMsg{Color: color.White})
			late.WaitUntil(func(string) bool { return late.ANSI() == early.ANSI() }, "has the colours of a light terminal")
		})
	}
}
