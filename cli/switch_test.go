//go:build unix

package cli_test

import (
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestSwitchProfile works in one account and then in another, on its own
// server, without a restart: each change reaches the server of its account, is
// recorded as that profile's, and is undone only there.
func TestSwitchProfile(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	login := func(profile, url, workspace string) {
		w.run(canary, "login", "--profile", profile, "--api-url", url, "--client-id", clientID, "--secret-stdin",
			"--store", "file", "--workspace", workspace).want(t, 0)
	}
	login("acme", w.url, emulator.DemoChannel)
	login("beta", other.url, emulator.DemoChannel)
	w.env = w.env[:2] // HOME and PATH: the profiles say the rest

	s := w.start("--profile", "acme", "--workspace", emulator.DemoChannel)
	s.WaitFor("Acme Channel  acme", "fresh", "Billing to QuickBooks")
	s.Press("f")
	s.WaitFor("16 workspaces", "8 off")
	s.Press("esc")
	s.WaitGone("16 workspaces")
	s.Press("g", "down", "space")
	s.WaitFor(`Enabled "Billing to QuickBooks"`)
	s.Press("p")
	s.WaitFor("PROFILE", "▌✓ acme", "beta", "file", "2 profiles")
	s.Press("down", "enter")
	s.WaitFor("Acme Channel  beta", "fresh", "Billing to QuickBooks")
	if held, _ := other.webhook(billing); held.Status != "disabled" {
		t.Errorf("the other server holds it as %s", held.Status)
	}
	s.Press("f") // what was read of the same channel elsewhere says nothing here
	s.WaitFor("Acme Channel  beta", "16 workspaces", "8 off")
	if !slices.ContainsFunc(other.emulator.Requests(), func(r emulator.Request) bool { return r.Workspace == "lakesiderealty_L6R3_x" }) {
		t.Error("the fleet of the other server was not read")
	}
	s.Press("esc")
	s.WaitGone("16 workspaces")
	s.Press("u")
	s.WaitFor("There is nothing to undo")
	s.Press("g", "space")
	s.WaitFor(`Enabled "PSA tickets"`)
	s.Press("p")
	s.WaitFor("▌✓ beta")
	s.Press("up", "enter")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("u")
	s.WaitFor(`Undone: "Billing to QuickBooks"`)
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if held, _ := w.webhook(billing); held.Status != "disabled" {
		t.Errorf("the undo left it %s", held.Status)
	}
	for _, request := range other.emulator.Requests() {
		if strings.Contains(request.Path, billing) {
			t.Errorf("the other server was asked for %s", request.Path)
		}
	}
	if past := w.past("--profile", "beta"); len(past) != 1 || past[0].Name != "PSA tickets" {
		t.Errorf("the history of beta holds %+v", past)
	}
}

// TestSwitchToAProfileThatCannotBeUsed leaves the old one in use and says why.
func TestSwitchToAProfileThatCannotBeUsed(t *testing.T) {
	w := newWorld(t)
	w.run(canary, "login", "--profile", "acme", "--api-url", w.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file", "--workspace", emulator.DemoChannel).want(t, 0)
	w.run(canary, "login", "--profile", "beta", "--api-url", w.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file").want(t, 0)
	w.run("", "logout", "--profile", "beta").want(t, 0)
	w.env = w.env[:2]
	s := w.start("--profile", "acme")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("p")
	s.WaitFor("beta", "none")
	s.Press("down", "enter")
	s.WaitFor("Could not switch to beta")
	s.Press("esc")
	s.WaitFor("Acme Channel  acme", "Billing to QuickBooks")
	s.Press("g", "down", "space")
	s.WaitFor(`Enabled "Billing to QuickBooks"`)
	s.Press("q")
	s.WaitEnd()
}
