//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"testing"
)

// folder is where the config file is, which is made if it is not there.
func (w *world) folder() string {
	w.t.Helper()
	path := filepath.Join(w.home, ".config", "corotui")
	if err := os.MkdirAll(path, 0o700); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// TestDriftOnTheScreen: the files that the config names are read when D is pressed, from the
// folder of the config file; what differs is applied, and the history has it.
func TestDriftOnTheScreen(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.config("desired: [policies]\n")
	s := w.start()
	s.WaitFor("Billing to QuickBooks", "fresh")
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access", "D drift")
	s.Press("D")
	s.WaitFor("1 problem in policies", "no such file or directory")
	if err := os.MkdirAll(filepath.Join(w.folder(), "policies"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(w.folder(), "policies", "a.yaml")
	if err := os.WriteFile(file, []byte("corotui: v1\nsets:\n  - workspaces: {ids: [northwinddental_N3D5_x]}\n    webhooks:\n"+
		"      - {name: Billing to QuickBooks, status: enabled}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Press("r")
	s.WaitFor("Drift from policies", "1 changed · 2 extra", "status")
	s.Press("enter")
	s.WaitFor("+ enabled")
	s.Press("a")
	s.WaitFor("Apply the plan to 1 webhook in Northwind Dental?")
	s.Press("y")
	s.WaitFor("1 changed", "u undo all")
	s.Press("esc")
	s.WaitFor("2 extra · 1 as wanted")
	s.Press("ctrl+c")
	s.WaitEnd()
	w.run("", "history", "--limit", "1").want(t, 0, "Billing to QuickBooks", "Northwind Dental")
}

// TestWithoutDesiredFiles says which key in which file names some, and asks for nothing.
func TestWithoutDesiredFiles(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	s := w.start()
	s.WaitFor("Billing to QuickBooks", "fresh")
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access")
	asked := len(w.emulator.Requests())
	s.Press("D")
	s.WaitFor("No files say what is wanted: add desired: [policy.yaml]", "--output policy.yaml")
	if now := len(w.emulator.Requests()); now != asked {
		t.Errorf("%d requests were sent", now-asked)
	}
	s.Press("ctrl+c")
	s.WaitEnd()
}

// TestDriftOfTheDemo is that of a policy of its own, which can be applied.
func TestDriftOfTheDemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start("--demo")
	s.WaitFor("Billing to QuickBooks")
	s.Press("f")
	s.WaitFor("16 workspaces")
	s.Press("D")
	s.WaitFor("Drift from demo.yaml", "2 missing · 5 changed · 2 extra · 3 as wanted")
	s.Press("X", "a")
	s.WaitFor("Apply the plan to 7 webhooks in 5 workspaces?", "2 to create, 5 to change.")
	s.Press("y")
	s.WaitFor("5 changed · 2 created")
	s.Press("esc")
	s.WaitFor("2 extra · 10 as wanted")
	s.Press("ctrl+c")
	s.WaitEnd()
	if found := w.files(); len(found) != 0 {
		t.Errorf("the demo wrote %v", found)
	}
}

// TestDriftIsOfOneAccount: the fleets of all accounts together are not compared.
func TestDriftIsOfOneAccount(t *testing.T) {
	t.Parallel()
	a := newAccounts(t, small("Beta"), "desired: [policy.yaml]\n")
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 2 profiles")
	s.Press("D")
	s.WaitFor("Drift is shown for one account")
	s.Press("ctrl+c")
	s.WaitEnd()
}
