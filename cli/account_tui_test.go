//go:build unix

package cli_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestProfileOnTheScreen: the terminal program keeps to the same.
func TestProfileOnTheScreen(t *testing.T) {
	t.Parallel()
	a, b := loggedIn(t), newWorld(t)
	a.run(canary, "login", "--profile", "beta", "--api-url", b.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file", "--workspace", emulator.DemoChannel).want(t, 0, "as profile beta")
	s := a.start("--profile", "beta")
	s.WaitFor("Acme Channel  beta", "Billing to QuickBooks")
	s.Press("q")
	s.WaitEnd()
	if sent := a.emulator.Requests(); len(sent) > 0 {
		t.Errorf("the server of the environment was asked: %+v", sent)
	}
}

// TestCredentialsCountAsAPair: half a pair sends nothing, and names the other half.
func TestCredentialsCountAsAPair(t *testing.T) {
	t.Parallel()
	for missing, set := range map[string]string{"COROTUI_CLIENT_ID": "COROTUI_CLIENT_SECRET", "COROTUI_CLIENT_SECRET": "COROTUI_CLIENT_ID"} {
		w := newWorld(t)
		w.run(canary, "login", "--api-url", w.url, "--client-id", clientID, "--secret-stdin", "--store", "file").want(t, 0)
		before := len(w.emulator.Requests())
		w.set(set + "=" + canary)
		for _, args := range [][]string{{"webhooks", "list", "--workspace", emulator.DemoChannel}, {"fleet"}, {"login"}, {"logout"}} {
			w.run("", args...).want(t, 2, set+": is set and "+missing+" is not", "set "+missing+", or unset "+set)
		}
		w.run("", "profiles").want(t, 0, clientID) // shows what there is, for whoever mends it
		s := w.start("--demo")                     // has an account of its own
		s.WaitFor("Acme Channel")
		s.Press("q")
		s.WaitEnd()
		if len(w.emulator.Requests()) != before {
			t.Error("something was sent")
		}
	}
}
