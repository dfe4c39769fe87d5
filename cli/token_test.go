package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// asked counts the requests for a token since the last time.
func (w *world) asked() int {
	w.t.Helper()
	count := 0
	for _, r := range w.emulator.Requests() {
		if r.Operation == emulator.OpToken {
			count++
		}
	}
	return count
}

// tokens lists the kept ones.
func (w *world) tokens() []string {
	w.t.Helper()
	var found []string
	for path, mode := range w.files() {
		if strings.Contains(path, "/tokens/") && filepath.Ext(path) != ".lock" {
			found = append(found, path)
			if mode != 0o600 {
				w.t.Errorf("%s has mode %v", path, mode)
			}
		}
	}
	return found
}

// TestTokenIsKeptForTheNextRun, so that this one asks for its list only.
func TestTokenIsKeptForTheNextRun(t *testing.T) {
	w := loggedIn(t)
	list := func(code int, args ...string) {
		t.Helper()
		w.run("", append([]string{"webhooks", "list"}, args...)...).want(t, code)
	}
	list(0, "--no-token-cache")
	if kept := w.tokens(); w.asked() != 1 || len(kept) != 0 {
		t.Errorf("with --no-token-cache %d tokens were asked for and %q kept", w.asked(), kept)
	}
	list(0)
	list(0)
	if kept := w.tokens(); w.asked() != 2 || len(kept) != 1 {
		t.Errorf("%d tokens were asked for and %q kept", w.asked(), kept)
	}
	list(0, "--no-token-cache")
	if w.asked() != 3 {
		t.Error("--no-token-cache took the kept token")
	}

	w.set("COROTUI_CLIENT_SECRET=wrong")
	list(3)
	w.set("COROTUI_CLIENT_SECRET=" + canary)
	list(0)
	w.emulator.RevokeTokens()
	list(0)
	if w.asked() != 5 {
		t.Errorf("%d tokens were asked for; after a refused one there is one more", w.asked())
	}
	for _, path := range w.tokens() {
		if err := os.Chmod(filepath.Join(w.home, path), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list(0)
	if w.asked() != 6 {
		t.Error("a token that others can read was used")
	}
}

// TestTokensAreInTheRuntimeFolder where there is one, since that is gone after
// the last logout.
func TestTokensAreInTheRuntimeFolder(t *testing.T) {
	w := loggedIn(t)
	runtime := filepath.Join(w.home, "run")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	w.set("XDG_RUNTIME_DIR=" + runtime)
	w.run("", "webhooks", "list").want(t, 0)
	if kept := w.tokens(); len(kept) != 1 || !strings.HasPrefix(kept[0], "run/corotui/tokens/") {
		t.Errorf("kept are %q", kept)
	}
}
