//go:build unix

package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// puts lists what was written to a server, by workspace and webhook.
func puts(s *emulator.Server) []string {
	var all []string
	for _, r := range s.Requests() {
		if r.Method == http.MethodPut && r.Status == http.StatusOK {
			all = append(all, r.Workspace+r.Path)
		}
	}
	return all
}

// statusIn is the status of a webhook of a workspace.
func statusIn(t *testing.T, s *emulator.Server, workspace, name string) string {
	t.Helper()
	for _, raw := range s.Webhooks(workspace) {
		if strings.Contains(string(raw), fmt.Sprintf("%q", name)) {
			for _, status := range []string{"enabled", "disabled"} {
				if strings.Contains(string(raw), fmt.Sprintf(`"status":%q`, status)) {
					return status
				}
			}
		}
	}
	t.Fatalf("%s has no webhook %s", workspace, name)
	return ""
}

// TestAllAccounts scans two accounts together, with the same ids at servers of their own,
// beside one that cannot log in. What is done to a row reaches the server of its account
// and no other, and is undone there.
func TestAllAccounts(t *testing.T) {
	a := newAccounts(t, small("Beta"), "  wrong: {api_url: BETA, client_id: wrong-client, secret: {command: [echo, no]}, workspace: x}\n")
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 3 profiles", "PROFILE", "18 workspaces", "1 account not read", "wrong: ", "beta", "acme")
	s.Press("!")
	s.WaitForDialog("1 account and 1 workspace not read", "wrong: ", "corotui login --profile wrong", "retry 1")
	s.Press("esc")
	s.WaitGone("1 account and 1 workspace not read")

	s.Press("/")
	s.Type("profile:beta workspace:contoso PSA")
	s.WaitFor("1 of ", "Beta Contoso")
	s.Press("enter", "space")
	s.WaitFor(`"PSA tickets" in Beta Contoso Bikes (beta)`, "u undo")
	if sent := puts(a.emulator); len(sent) != 0 {
		t.Errorf("the server of acme was written to: %v", sent)
	}
	if sent := puts(a.beta.emulator); len(sent) != 1 || !strings.HasPrefix(sent[0], contoso) {
		t.Errorf("the server of beta was written to: %v", sent)
	}
	if past := a.past("--profile", "beta"); len(past) != 1 || past[0].Name != "PSA tickets" {
		t.Errorf("the history of beta holds %+v", past)
	}
	s.Press("t")
	s.WaitForDialog("Test of ", "(beta)", "close")
	s.Press("esc")
	s.WaitGone("Coro answered")
	s.Press("esc")
	s.WaitFor("11 off")
	s.Press("u")
	s.WaitFor(`in Beta Contoso Bikes (beta) again`)
	if sent := puts(a.beta.emulator); len(sent) != 2 {
		t.Errorf("the undo sent to the server of beta: %v", sent)
	}

	s.Press("/")
	s.Type("profile:acme status:off")
	s.WaitFor("8 of ")
	s.Press("enter", "space")
	s.WaitFor("Enabled ", "(acme)", "u undo")
	if sent := puts(a.emulator); len(sent) != 1 {
		t.Errorf("the server of acme was written to: %v", sent)
	}
	s.Press("esc")
	s.WaitGone("8 of ")
	s.Press("f")
	s.WaitFor("Fleet  Acme Channel  acme", "16 workspaces")
	s.WaitGone("Beta")
	s.Press("F")
	s.WaitFor("All accounts · 3 profiles", "Beta")
	s.Press("q", "q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	a.apart()
}

// TestAllAccountsAtOnce changes rows of several accounts in one run, each through its own
// account; those of a read-only one are refused with the reason. The run is undone as one.
func TestAllAccountsAtOnce(t *testing.T) {
	a := newAccounts(t, small("Beta"), "  still: {api_url: BETA, client_id: beta-client2, secret: {command: [echo, no]}, workspace: x, read_only: true}\n")
	before := statusIn(t, a.beta.emulator, emulator.DemoChannel, "PSA tickets")
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 3 profiles", "18 workspaces", "1 account not read")
	s.Press("/")
	s.Type("PSA")
	s.WaitFor(" of ")
	s.Press("enter", "X", "space")
	s.WaitForDialog("of 2 accounts?", "(beta)")
	s.Choose("enable 3")
	s.Press("enter")
	s.WaitFor("u undo")
	if len(puts(a.emulator)) == 0 || len(puts(a.beta.emulator)) == 0 {
		t.Errorf("written were %v and %v", puts(a.emulator), puts(a.beta.emulator))
	}
	if status := statusIn(t, a.beta.emulator, emulator.DemoChannel, "PSA tickets"); status != "enabled" {
		t.Errorf("beta holds it as %s", status)
	}
	s.Press("u")
	s.WaitForDialog("Undo ")
	s.Choose("undo")
	s.Press("enter")
	s.WaitFor("Undid 3 changes")
	s.WaitUntil(func(screen string) bool { return strings.Contains(screen, " Undid 3 changes\n") }, "says that it is undone")
	if status := statusIn(t, a.beta.emulator, emulator.DemoChannel, "PSA tickets"); status != before {
		t.Errorf("beta holds it as %s, and it was %s", status, before)
	}
	s.Quit()
	a.apart()
}

// TestAllAccountsForm edits, copies, deletes, and brings back a row of another account: all
// of it in that account, and nothing in the one that is worked in.
func TestAllAccountsForm(t *testing.T) {
	a := newAccounts(t, small("Beta"), "")
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 2 profiles", "18 workspaces")
	s.Press("/")
	s.Type("profile:beta workspace:contoso PSA")
	s.WaitFor("1 of ")
	s.Press("enter", "e")
	s.WaitFor("Edit  PSA tickets · Beta Contoso Bikes (beta)")
	s.Press("down")
	s.Type("edited")
	s.Press("ctrl+s")
	s.WaitFor("Save these changes?", "edited")
	s.Press("enter")
	s.WaitFor(`Saved "PSA tickets" in Beta Contoso Bikes (beta)`, "Description  edited")
	s.Press("c")
	s.WaitFor("New", "Beta Contoso Bikes (beta)", "PSA tickets (copy)")
	s.Press("ctrl+s")
	s.WaitFor("Create this webhook?")
	s.Press("enter")
	s.WaitFor(`Created "PSA tickets (copy)"`, "(beta)")
	s.Press("d")
	s.WaitForDialog("in Beta Contoso Bikes (beta)", "delete")
	s.Choose("delete")
	s.Press("enter")
	s.WaitFor(`Deleted "PSA tickets (copy)"`, "(beta)")
	s.Press("h")
	s.WaitFor("History of changes", "beta")
	s.Press("u")
	s.WaitForDialog("Recreate", "(beta)?")
	s.Choose("undo")
	s.Press("enter")
	s.WaitFor(`Recreated "PSA tickets (copy)" in Beta Contoso Bikes (beta)`)
	s.Quit()
	for _, r := range a.emulator.Requests() {
		if r.Method != http.MethodGet && r.Operation != emulator.OpToken {
			t.Errorf("the server of acme got %s %s", r.Method, r.Path)
		}
	}
	a.apart()
}

// TestAllAccountsCopy offers the workspaces of the row's own account to copy into, and
// copies there.
func TestAllAccountsCopy(t *testing.T) {
	a := newAccounts(t, small("Beta"), "")
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 2 profiles", "18 workspaces")
	s.Press("/")
	s.Type("profile:beta workspace:contoso PSA")
	s.WaitFor("1 of ")
	s.Press("enter", ">")
	s.WaitFor(`Copy "PSA tickets" in Beta Contoso Bikes (beta) into`, "Beta Acme Channel", "2 workspaces")
	if strings.Contains(s.Screen(), "Woodgrove Bank") {
		t.Errorf("workspaces of another account are offered:\n%s", s.Screen())
	}
	before := len(a.beta.emulator.Webhooks(emulator.DemoChannel))
	s.Press("/")
	s.Type("Beta Acme")
	s.WaitFor("/ Beta Acme", "▌  Beta Acme Channel")
	s.Press("enter")
	s.WaitFor("x mark")
	s.Press("enter")
	s.WaitForDialog("Copy 1 webhook into Beta Acme Channel?", "copy 1")
	s.Choose("copy 1")
	s.Press("enter")
	s.WaitFor("1 copied")
	if now := len(a.beta.emulator.Webhooks(emulator.DemoChannel)); now != before+1 {
		t.Errorf("beta had %d webhooks there and has %d", before, now)
	}
	for _, r := range a.emulator.Requests() {
		if r.Method != http.MethodGet && r.Operation != emulator.OpToken {
			t.Errorf("the server of acme got %s %s", r.Method, r.Path)
		}
	}
	s.Quit()
	a.apart()
}
