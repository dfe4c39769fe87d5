//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestOpenedWorkspaceIsRemembered logs in without a workspace and opens one by hand:
// the screen says that the profile names it now, and the next start opens it. One
// that is opened later, or by a flag, changes nothing.
func TestOpenedWorkspaceIsRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run(canary, "login", "--profile", "acme", "--client-id", clientID, "--secret-stdin", "--store", "file").want(t, 0)
	file := filepath.Join(w.home, ".config", "corotui", "config.yaml")
	text := func() string {
		t.Helper()
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	commented := "# my accounts\n" + text()
	w.config(commented)

	byFlag := w.start("--workspace", emulator.DemoChannel)
	byFlag.WaitFor("Billing to QuickBooks", "fresh")
	byFlag.Press("q")
	byFlag.WaitEnd()
	if text() != commented {
		t.Errorf("a flag changed the file:\n%s", text())
	}

	s := w.start()
	s.WaitFor("id")
	s.Type(emulator.DemoChannel)
	s.Press("enter")
	s.WaitFor("Billing to QuickBooks", "Profile acme now opens "+emulator.DemoChannel+" at start")
	s.Press("q")
	s.WaitEnd()
	if want := commented + "    workspace: " + emulator.DemoChannel + "\n"; text() != want {
		t.Errorf("the file holds\n%s\nwant\n%s", text(), want)
	}

	again := w.start()
	again.WaitFor("Billing to QuickBooks", "fresh")
	again.Press("w")
	again.WaitFor("Lakeside Realty")
	again.Type("Realty")
	again.Press("enter")
	again.WaitFor("Lakeside Realty  acme", "fresh")
	again.Press("ctrl+c")
	again.WaitEnd()
	if strings.Count(text(), "workspace:") != 1 || !strings.Contains(text(), emulator.DemoChannel) {
		t.Errorf("the file holds\n%s", text())
	}
}
