//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

const phrase = "canary-correct horse"

// encryptedLogin logs in with a form, and keeps the secret behind a passphrase.
func encryptedLogin(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	s := w.start("login", "--profile", "acme", "--store", "encrypted")
	credentials(s, clientID, canary, emulator.DemoChannel)
	s.WaitFor("New passphrase for the secret of profile acme")
	fill(s, "short")
	s.WaitFor("at least 8 characters")
	for range "short" {
		s.Press("backspace")
	}
	fill(s, phrase, "something else")
	s.WaitFor("They do not match")
	for range "something else" {
		s.Press("backspace")
	}
	fill(s, phrase)
	s.WaitFor("as profile acme")
	if code := s.WaitEnd(); code != 0 {
		t.Fatalf("the exit code is %d", code)
	}
	wantUnseen(t, s.Output())
	return w
}

// wantUnseen fails if a terminal was sent the secret or the passphrase.
func wantUnseen(t *testing.T, output []byte) {
	t.Helper()
	for _, hidden := range []string{canary, phrase} {
		if strings.Contains(string(output), hidden) {
			t.Errorf("%q is on the screen", hidden)
		}
	}
}

func TestSecretBehindAPassphrase(t *testing.T) {
	t.Parallel()
	w := encryptedLogin(t)
	for path, mode := range w.files() {
		data, err := os.ReadFile(filepath.Join(w.home, path))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), canary) || strings.Contains(string(data), phrase) {
			t.Errorf("%s holds the secret or the passphrase", path)
		}
		if strings.HasSuffix(path, ".age") && (mode != 0o600 || !strings.HasPrefix(string(data), "age-encryption.org/v1")) {
			t.Errorf("%s has mode %v and begins with %.30q", path, mode, data)
		}
	}
	w.run("", "profiles").want(t, 0, "encrypted")
	w.run("", "webhooks", "list").want(t, 0, "Billing to QuickBooks") // with the token that proved the login
	w.run("", "webhooks", "list", "--no-token-cache").want(t, 2, "no terminal to ask for it on")

	s := w.start("webhooks", "list", "--no-token-cache")
	s.WaitFor("Passphrase for the secret of profile acme")
	fill(s, "the wrong one")
	s.WaitFor("the passphrase does not open this secret", "try again")
	if code := s.WaitEnd(); code != 2 {
		t.Errorf("with the wrong passphrase the exit code is %d", code)
	}
	s = w.start("webhooks", "list", "--no-token-cache")
	s.WaitFor("Passphrase for the secret of profile acme")
	fill(s, phrase)
	s.WaitFor("Teams channel")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("with the right passphrase the exit code is %d", code)
	}
	wantUnseen(t, s.Output())

	w.run("", "logout").want(t, 0, "Removed the secret of profile acme")
	for path := range w.files() {
		if strings.HasSuffix(path, ".age") {
			t.Errorf("after the logout there is %s", path)
		}
	}
}

// TestPassphraseOnTheScreen asks for the passphrase over the screens, once, when
// the secret is needed for a token.
func TestPassphraseOnTheScreen(t *testing.T) {
	t.Parallel()
	w := encryptedLogin(t)
	s := w.start("--no-token-cache")
	s.WaitFor("Passphrase for the secret of profile acme")
	s.Press("esc")
	s.WaitFor("no passphrase was given")
	s.Press("r")
	s.WaitFor("Passphrase for the secret of profile acme")
	s.Type("the wrong one")
	s.Press("enter")
	s.WaitFor("does not open this secret")
	s.Press("r")
	s.WaitFor("Passphrase for the secret of profile acme")
	s.Type(phrase)
	s.Press("enter")
	s.WaitFor("Billing to QuickBooks")
	w.emulator.RevokeTokens()
	s.WaitFor("· fresh")
	s.Press("space") // which needs a new token, and no passphrase for it
	s.WaitFor(`Enabled "PSA tickets"`)
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	wantUnseen(t, s.Output())

	s = w.start() // the token that was kept at the login is refused
	s.WaitFor("Billing to QuickBooks", "Passphrase for the secret of profile acme")
	s.Type(phrase)
	s.Press("enter")
	s.WaitGone("Passphrase for")
	s.WaitFor("· fresh")
	s.Press("q")
	s.WaitEnd()
	s = w.start() // and the new one kept
	s.WaitFor("· fresh")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("with a kept token the exit code is %d", code)
	}
}

// TestFirstLoginBehindAPassphrase chooses the passphrase on the screen.
func TestFirstLoginBehindAPassphrase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start()
	credentialsOnScreen(s)
	s.WaitFor("in a passphrase-protected file")
	s.Press("enter")
	s.WaitFor("New passphrase for the secret of profile default", "Repeat")
	s.Type(phrase)
	s.Press("tab")
	s.Type("another phrase")
	s.Press("enter")
	s.WaitFor("The passphrases do not match")
	s.Type(phrase)
	s.Press("tab")
	s.Type(phrase)
	s.Press("enter")
	s.WaitFor("Billing to QuickBooks")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	wantUnseen(t, s.Output())
	w.run("", "profiles").want(t, 0, "encrypted")
}
