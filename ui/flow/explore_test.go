package flow_test

import (
	"context"
	"testing"
	"time"
	"fmt"
	"os"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/change"
	"corotui/mask"
	"corotui/ui"
	"corotui/ui/flow"
	"corotui/ui/keys"
)

func TestExplore(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC) }
	server := emulator.New(emulator.Demo(), emulator.WithClock(now))
	client, err := api.New(api.WithBaseURL("https://api.secure.coro.net"), api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)), api.WithHTTPTransport(server.Transport()))
	if err != nil { t.Fatal(err) }
	m := ui.New(ui.Options{
		Context: context.Background(), Service: client, Writer: change.NewWriter(client), Keys: keys.Default(),
		Where:     func() ui.Where { return ui.Where{Profile: "demo", Region: "us", Host: client.Host(), BaseURL: client.BaseURL()} },
		Workspace: emulator.DemoChannel, Now: now,
	})
	var w, h = 80, 24
	fmt.Sscanf(os.Getenv("SIZE"), "%dx%d", &w, &h)
	s := flow.Start(t, m, w, h)
	s.WaitFor("Billing")
	show := func(what string) { t.Logf("#### %s\n%s", what, s.Screen()) }
	pause := func() { <-time.After(150*time.Millisecond); }
	pause(); show("list")
	for _, k := range []string{"space", "down", "space", "enter", "t", "esc", "esc", "n", "esc", "e", "down", "down", "down","down","down","down","down","ctrl+s", "esc", "esc", "d", "esc", "w", "esc", "?", "esc", "/", "b","i","l","enter", "esc", ":", "esc", "y", "esc","x","down","x","space","enter","c","esc"} {
		s.Press(k); pause(); show(k)
	}
}
