package cli_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestCopyDryRun reads the targets, as the run would, and tells of each what would become
// of it.
func TestCopyDryRun(t *testing.T) {
	t.Parallel()
	const there, locked, unknown, open = "granitelegal_G6L9_x", "citywater_C3W0_x", "nowhere_N0W0_x", alpine
	w := loggedIn(t)
	w.run("", "fleet", "copy", "PSA tickets", "--to", there, "--yes").want(t, 0)
	before := w.sent(emulator.OpCreate)
	dry := w.run("", "fleet", "copy", "PSA tickets", "--to", strings.Join([]string{there, locked, unknown, open}, ","), "--dry-run", "--json")
	dry.want(t, 6, "2 of 4 webhooks cannot be changed\n")
	outcomes := make(map[string]string)
	for _, one := range dry.results(t) {
		outcomes[one.WorkspaceID] = one.Outcome
		if failed := one.Outcome == "failed"; failed != (one.Error != nil) || failed && !strings.Contains(*one.Error, "no access to workspace") {
			t.Errorf("%s has the error %v", one.WorkspaceID, one.Error)
		}
		for _, d := range one.Changes {
			if d.Before != nil {
				t.Errorf("before the copy, %s is said to have been %q", d.Field, *d.Before)
			}
		}
	}
	for workspace, want := range map[string]string{there: "unchanged", locked: "failed", unknown: "failed", open: "dry-run"} {
		if outcomes[workspace] != want {
			t.Errorf("%s ends as %q, want %q", workspace, outcomes[workspace], want)
		}
	}
	if w.sent(emulator.OpCreate) != before {
		t.Error("a dry run has written something")
	}
	w.run("", "fleet", "copy", "PSA tickets", "--to", locked, "--dry-run").want(t, 3, "no access to workspace "+locked)
}
