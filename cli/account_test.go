package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestProfileIsTakenAsAWhole has one account in the environment and another, at its
// own server, in a profile: with --profile nothing goes to the first.
func TestProfileIsTakenAsAWhole(t *testing.T) {
	t.Parallel()
	a, b := loggedIn(t), newWorld(t)
	a.run(canary, "login", "--profile", "beta", "--api-url", b.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file", "--workspace", emulator.DemoChannel).want(t, 0, "as profile beta")
	a.set("COROTUI_CLIENT_SECRET=secret-of-another", "COROTUI_WORKSPACE=workspace-of-another", "COROTUI_AUDIENCE=audience-of-another")
	const ignored = "Ignored COROTUI_API_URL, COROTUI_AUDIENCE, COROTUI_CLIENT_SECRET and COROTUI_WORKSPACE: --profile beta takes the account as a whole."
	for _, args := range [][]string{
		{"webhooks", "list"}, {"webhooks", "get", billing}, {"webhooks", "enable", billing}, {"webhooks", "test", billing},
		{"fleet"}, {"workspaces", "list"}, {"undo", "--yes"}, {"doctor"}, {"logout"},
	} {
		before := len(b.emulator.Requests())
		e := a.run("", append(args, "--profile", "beta", "--no-token-cache")...)
		if e.code != 0 || !strings.Contains(e.stderr, ignored) {
			t.Errorf("%q ends with %d, %s", args, e.code, e.stderr)
		}
		if asked := len(b.emulator.Requests()) > before; asked != (args[0] != "logout") {
			t.Errorf("%q asks the server of the profile: %v", args, asked)
		}
	}
	if sent := a.emulator.Requests(); len(sent) > 0 {
		t.Errorf("the server of the environment was asked: %+v", sent)
	}
	a.run(canary, "login", "--profile", "beta", "--client-id", clientID, "--secret-stdin", "--store", "file").want(t, 0, "as profile beta")
	a.run("", "doctor", "--json", "--profile", "beta").want(t, 0, "ignored COROTUI_API_URL COROTUI_AUDIENCE COROTUI_CLIENT_SECRET COROTUI_WORKSPACE (flag --profile)")
	// A single flag counts before the profile.
	e := a.run("", "webhooks", "list", "--profile", "beta", "--workspace", "nope")
	if e.code != 3 || strings.Contains(e.stderr, "COROTUI_WORKSPACE") {
		t.Errorf("with --workspace it ends with %d, %s", e.code, e.stderr)
	}
}

// TestLoginOfANewProfileBesideAnotherAccount does not guess where the secret goes.
func TestLoginOfANewProfileBesideAnotherAccount(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	login := []string{"login", "--profile", "beta", "--client-id", clientID, "--secret-stdin", "--store", "file"}
	e := w.run(canary, login...)
	if e.code != 2 || !strings.Contains(e.stderr, `--profile: profile "beta" is new, and COROTUI_API_URL belongs to the account of COROTUI_CLIENT_SECRET; say where the profile is with --region or --api-url`) {
		t.Errorf("it ends with %d, %s", e.code, e.stderr)
	}
	if sent := w.emulator.Requests(); len(sent) > 0 || len(w.files()) > 0 {
		t.Errorf("sent are %+v", sent)
	}
	w.run(canary, append(login, "--api-url", w.url)...).want(t, 0, "as profile beta")
}

// unclean are secrets as files and variables come to hold them, and what is said.
var unclean = map[string]string{
	canary + " ":           "ends with a blank",
	" " + canary:           "begins with a blank",
	canary + "\r":          "ends with a carriage return",
	canary + "\xff":        "is not valid UTF-8",
	"\xff\xfec\x00a\x00":   "holds UTF-16 text; save the secret as UTF-8",
	canary + "\ufffd" + "": "U+FFFD",
}

// TestSecretsFromEverywhere reads the same secrets from each place that one can be in.
// With a mark and a line end they are good, and what else is wrong with them is said
// before anything is sent.
func TestSecretsFromEverywhere(t *testing.T) {
	t.Parallel()
	list := []string{"webhooks", "list", "--no-token-cache", "--workspace", emulator.DemoChannel}
	sources := map[string]func(w *world, secret string) ended{
		"stdin": func(w *world, secret string) ended {
			return w.run(secret, "login", "--client-id", clientID, "--secret-stdin", "--store", "file")
		},
		"stdin of a webhook": func(w *world, secret string) ended {
			w.logIn()
			return w.run(secret, "webhooks", "edit", billing, "--secret-stdin", "--json")
		},
		"variable": func(w *world, secret string) ended {
			w.set("COROTUI_CLIENT_ID="+clientID, "COROTUI_CLIENT_SECRET="+secret)
			return w.run("", list...)
		},
		"file": func(w *world, secret string) ended {
			w.run(canary, "login", "--client-id", clientID, "--secret-stdin", "--store", "file").want(w.t, 0)
			stored := w.secrets()
			if len(stored) != 1 {
				w.t.Fatalf("stored are %q", stored)
			}
			if err := os.WriteFile(filepath.Join(w.home, stored[0]), []byte(secret), 0o600); err != nil {
				w.t.Fatal(err)
			}
			return w.run("", list...)
		},
		"command": func(w *world, secret string) ended {
			path := filepath.Join(w.home, "printed")
			if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
				w.t.Fatal(err)
			}
			w.config("profiles:\n  a: {client_id: " + clientID + ", secret: {command: [cat, " + path + "]}}\n")
			return w.run("", list...)
		},
	}
	for source, read := range sources {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			for secret, said := range unclean {
				w := newWorld(t)
				e := read(w, secret)
				if e.code != 2 || !strings.Contains(e.stderr, said) {
					t.Errorf("of %q: code %d, %s", secret, e.code, e.stderr)
				}
			}
			for _, secret := range []string{"\ufeff" + canary, canary + "\r\n", "\ufeff" + canary + "\n"} {
				w := newWorld(t)
				if e := read(w, secret); e.code != 0 {
					t.Errorf("of %q: code %d, %s", secret, e.code, e.stderr)
				}
			}
		})
	}
}
