package suggest_test

import (
	"testing"

	"corotui/internal/suggest"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"workspace-created", "workspace-status-updated", "enabled", "disabled"}
	for word, want := range map[string]string{
		"workspace-craeted": "workspace-created", "Workspace-Created": "workspace-created", "workspacecreated": "workspace-created",
		"enable": "enabled", "dissabled": "disabled", "banana": "", "": "", "x": "",
	} {
		if got := suggest.Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
