package cli_test

import (
	"strings"
	"testing"
)

// TestWhatUndoCannotBringBack: a command has ended before undo is asked for, so it says
// nothing of what a program knows until it is closed.
func TestWhatUndoCannotBringBack(t *testing.T) {
	t.Parallel()
	for line, said := range map[string]string{
		"webhooks delete " + tickets + " --dry-run":               "undo needs a new secret for it",
		"webhooks delete " + tickets + " --yes":                   "undo needs a new secret for it",
		"webhooks rotate-secret " + tickets + " --generate --yes": "Undo cannot bring back the old secret,",
		"fleet rotate-secret --generate --all --dry-run":          "Undo cannot bring back the old secret,",
		"webhooks edit " + tickets + " --secret-stdin":            "Undo cannot bring back the old secret,",
		"fleet remove-header X-Api-Key --filter name:PSA --yes":   "Undo cannot bring back the old value of header X-Api-Key,",
		"webhooks edit " + tickets + " --remove-header X-Api-Key": "Undo cannot bring back the old value of header X-Api-Key,",
	} {
		e := loggedIn(t).run("a new secret\n", strings.Fields(line)...)
		if !strings.Contains(e.stderr, said) || strings.Contains(e.stderr, "until corotui is closed") {
			t.Errorf("%s (%d) says %s", line, e.code, e.stderr)
		}
	}
}
