package cli_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestAPartOfTheTreeThatFails is told, and what is known of the rest is shown.
func TestAPartOfTheTreeThatFails(t *testing.T) {
	variant, err := emulator.ParseVariant("grandchildren=absent")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: http.StatusInternalServerError, Operation: emulator.OpSearch,
		Workspace: "harborpartners_H7Q2_c", Times: emulator.Forever,
	})
	for _, list := range [][]string{{"fleet"}, {"workspaces", "list"}} {
		e := w.run("", list...)
		if e.code != 6 || !strings.Contains(e.stdout, "Lakeside Law") {
			t.Errorf("%s ended with %d, and showed\n%s", list, e.code, e.stdout)
		}
		for _, told := range []string{"Could not list the workspaces below Harbor Partners", "500", "Not all workspaces could be listed"} {
			if !strings.Contains(e.stderr, told) {
				t.Errorf("%q is not in\n%s", told, e.stderr)
			}
		}
	}
}

// TestWorkspacesOfNoChannel: where nothing is below it, a workspace is listed by itself.
func TestWorkspacesOfNoChannel(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	if got := w.run("", "workspaces", "list", "--workspace", "contosobikes_C9B1_x", "--format", "name"); got.code != 0 || got.stdout != "contosobikes_C9B1_x\n" {
		t.Errorf("got %+v", got)
	}
}
