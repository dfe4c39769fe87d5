// Corotui is a terminal program for the webhooks of the Coro platform.
package main

import (
	"context"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/change"
	"corotui/mask"
	"corotui/ui"
	"corotui/ui/keys"
)

func main() {
	server := emulator.New(emulator.Demo())
	client, err := api.New(api.WithBaseURL("https://api.secure.coro.net"), api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)), api.WithHTTPTransport(server.Transport()))
	if err != nil {
		panic(err)
	}
	m := ui.New(ui.Options{
		Context: context.Background(), Service: client, Writer: change.NewWriter(client), Keys: keys.Default(),
		Where:     func() ui.Where { return ui.Where{Profile: "demo", Region: "us", Host: client.Host(), BaseURL: client.BaseURL()} },
		Workspace: emulator.DemoChannel,
	})
	if _, err := tea.NewProgram(m, tea.WithFPS(120)).Run(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
