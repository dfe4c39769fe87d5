package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// loginTo stores the pair of the tests as a profile at a server.
func (w *world) loginTo(profile, url string) {
	w.t.Helper()
	w.run(canary, "login", "--profile", profile, "--api-url", url, "--client-id", clientID, "--secret-stdin", "--store", "file",
		"--workspace", emulator.DemoChannel).want(w.t, 0, "as profile "+profile)
}

// TestLogoutIsOfOneProfile, whatever account the environment names at the time, and
// also of one whose pair another profile uses, too.
func TestLogoutIsOfOneProfile(t *testing.T) {
	w, elsewhere := newWorld(t), newWorld(t)
	w.loginTo("acme", w.url)
	w.loginTo("beta", elsewhere.url)
	w.loginTo("twin", w.url)
	w.set("COROTUI_API_URL=" + elsewhere.url)
	before := len(w.tokens())

	w.run("", "logout", "--profile", "acme").want(t, 0, "Removed the secret of profile acme from the file")
	if kept := w.tokens(); before != 2 || len(kept) != 2 {
		t.Errorf("of %d tokens %q are left", before, kept)
	}
	w.set("COROTUI_API_URL=")
	asked := w.asked() + elsewhere.asked()
	for _, profile := range []string{"beta", "twin"} {
		w.run("", "webhooks", "list", "--profile", profile).want(t, 0, "Billing to QuickBooks")
	}
	if got := w.asked() + elsewhere.asked() - asked; got != 0 {
		t.Errorf("after the logout of another profile %d tokens were asked for", got)
	}
	w.run("", "webhooks", "list", "--profile", "acme").want(t, 3, "There are no credentials yet")

	w.run("", "logout", "--profile", "twin").want(t, 0)
	if kept := w.tokens(); len(kept) != 1 {
		t.Errorf("kept are %q", kept)
	}
	w.run("", "webhooks", "list", "--profile", "beta").want(t, 0, "Billing to QuickBooks")
	w.run("", "logout", "--profile", "beta", "--api-url", w.url).want(t, 0)
	if kept := w.tokens(); len(kept) != 0 {
		t.Errorf("kept are %q", kept)
	}
}

// TestLogoutForgetsWhatAnOverrideBrought: a token that the pair of the profile got
// at another server belongs to the profile.
func TestLogoutForgetsWhatAnOverrideBrought(t *testing.T) {
	w, elsewhere := newWorld(t), newWorld(t)
	w.loginTo("acme", w.url)
	w.set("COROTUI_API_URL=" + elsewhere.url)
	w.run("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
	if kept := w.tokens(); len(kept) != 2 {
		t.Fatalf("kept are %q", kept)
	}
	w.run("", "logout").want(t, 0)
	if kept := w.tokens(); len(kept) != 0 {
		t.Errorf("kept are %q", kept)
	}
}

// TestLoginWithAnotherAccount takes the token of the old one away with its secret, and
// leaves what another profile uses.
func TestLoginWithAnotherAccount(t *testing.T) {
	w, elsewhere := newWorld(t), newWorld(t)
	w.loginTo("acme", w.url)
	w.loginTo("acme", w.url) // once more with the same
	if kept := w.tokens(); len(kept) != 1 {
		t.Fatalf("kept are %q", kept)
	}
	w.loginTo("acme", elsewhere.url)
	if kept := w.tokens(); len(kept) != 1 {
		t.Errorf("the token of the old account is left: %q", kept)
	}
	w.loginTo("twin", elsewhere.url)
	w.loginTo("acme", w.url)
	if kept := w.tokens(); len(kept) != 2 {
		t.Errorf("kept are %q", kept)
	}
	asked := elsewhere.asked()
	w.run("", "webhooks", "list", "--profile", "twin").want(t, 0, "Billing to QuickBooks")
	if elsewhere.asked() != asked {
		t.Error("the token of another profile is gone")
	}
}

// TestLoginKeepsTheAudience that the credentials were proved with, also where the
// environment names it: the next start would be refused without it.
func TestLoginKeepsTheAudience(t *testing.T) {
	variant, err := emulator.ParseVariant("audience=legacy")
	if err != nil {
		t.Fatal(err)
	}
	const audience = "COROTUI_AUDIENCE=https://secure.coro.net/api"
	w := newWorld(t, emulator.WithVariant(variant))
	url := w.env[2]
	for range 2 { // the second one meets the audience in the file
		w.env = append(w.env[:2:2], url, audience)
		w.loginTo("acme", w.url)
		w.env = w.env[:2]
		w.run("", "webhooks", "list", "--no-token-cache").want(t, 0, "Billing to QuickBooks")
	}
}

// TestLogoutOfTheEnvironment forgets the token, and says what it cannot do.
func TestLogoutOfTheEnvironment(t *testing.T) {
	w := loggedIn(t)
	w.run("", "webhooks", "list").want(t, 0)
	if kept := w.tokens(); len(kept) != 1 {
		t.Fatalf("kept are %q", kept)
	}
	w.run("", "logout").want(t, 0, "Removed the token of the credentials in the environment", "COROTUI_CLIENT_SECRET is still set")
	if kept := w.tokens(); len(kept) != 0 {
		t.Errorf("kept are %q", kept)
	}
	w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=")
	w.run("", "logout").want(t, 2, "There is no profile to log out of")
}

// TestLoginSaysWhatWasNotTried: without a workspace it has only got a token.
func TestLoginSaysWhatWasNotTried(t *testing.T) {
	w := newWorld(t)
	login := []string{"login", "--profile", "acme", "--client-id", clientID, "--secret-stdin", "--store", "file"}
	w.run(canary+"\r\n", login...).want(t, 0, "as profile acme", "Add --workspace ID to check access to a workspace")
	w.run("", "webhooks", "list", "--no-token-cache", "--workspace", emulator.DemoChannel).want(t, 0, "Billing to QuickBooks")
	if said := w.run(canary, append(login, "--workspace", emulator.DemoChannel)...); strings.Contains(said.stderr, "no workspace was named") {
		t.Errorf("with a workspace it says %q", said.stderr)
	}
}

// secrets lists the files of stored secrets.
func (w *world) secrets() []string {
	var found []string
	for path := range w.files() {
		if filepath.Base(filepath.Dir(path)) == "secrets" {
			found = append(found, path)
		}
	}
	return found
}
