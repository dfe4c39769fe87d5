package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// wantsSecret is a policy of one webhook in the workspace below, with a secret from
// somewhere.
func wantsSecret(secret, more string) string {
	return "corotui: v1\nsets:\n  - workspaces: {ids: [below_B2_x]}\n    webhooks:\n      - name: Signed\n        url: https://hooks.example.com/in\n" +
		"        triggers: [workspace-created]\n        secret: " + secret + "\n" + more
}

const (
	oneSecret   = "first-s3cret-4711-of-signed"
	otherSecret = "second-s3cret-4712-of-signed"
)

// signed is the secret that the server holds of the webhook that files want.
func (w *world) signed(name string) string {
	w.t.Helper()
	for _, raw := range w.emulator.Webhooks(below) {
		var held struct{ Name, Secret string }
		if json.Unmarshal(raw, &held) == nil && held.Name == name {
			return held.Secret
		}
	}
	return ""
}

// hidesSecrets fails if a secret is in what was printed or in any file.
func (w *world) hidesSecrets(t *testing.T, ends []ended, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		for _, e := range ends {
			if strings.Contains(e.stdout+e.stderr, secret) {
				t.Errorf("a secret is printed:\n%s%s", e.stdout, e.stderr)
			}
		}
		for name, content := range w.contents() {
			if strings.Contains(content, secret) && !strings.HasPrefix(name, "kept/") {
				t.Errorf("a secret is in %s", name)
			}
		}
	}
}

// TestSecretsFromCommands are printed by a command, which runs once, and are compared by a
// keyed version where the server hides them.
func TestSecretsFromCommands(t *testing.T) {
	t.Parallel()
	for _, variant := range []string{"", "secret=stars", "secret=absent,create=no-secret"} {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			v, err := emulator.ParseVariant(variant)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorldOf(t, rowsSeed(), emulator.WithVariant(v))
			w.logIn()
			kept := filepath.Join(w.home, "kept")
			if err := os.Mkdir(kept, 0o700); err != nil {
				t.Fatal(err)
			}
			w.keep("kept/secret", oneSecret+"\nnotes\n")
			command := `{command: [sh, -c, "echo ran >>` + kept + `/runs; cat ` + kept + `/secret"]}`
			file := w.keep("want.yaml", wantsSecret(command, "      - {name: Other, url: https://o.example/in, triggers: [workspace-created], secret: "+command+"}\n"))
			made := w.run("", "apply", file, "--yes", "--json")
			made.want(t, 0)
			if runs := read(t, filepath.Join(kept, "runs")); w.signed("Signed") != oneSecret || w.signed("Other") != oneSecret || runs != "ran\n" {
				t.Errorf("the server holds %q and %q, and the command %s", w.signed("Signed"), w.signed("Other"), runs)
			}
			again := w.run("", "plan", file, "--exit-code", "--out", filepath.Join(w.home, "nothing.plan"))
			again.want(t, 0, "Nothing to do")
			w.keep("kept/secret", otherSecret)
			differs := w.run("", "plan", file, "--json", "--exit-code", "--out", filepath.Join(w.home, "new.plan"))
			differs.want(t, 7, `"field":"secret"`)
			changed := w.run("", "apply", filepath.Join(w.home, "new.plan"), "--yes")
			changed.want(t, 0)
			if w.signed("Signed") != otherSecret {
				t.Errorf("the server holds %q", w.signed("Signed"))
			}
			w.run("", "apply", file, "--yes").want(t, 0, "Nothing to do")
			w.hidesSecrets(t, []ended{made, again, differs, changed}, oneSecret, otherSecret)

			if strings.HasPrefix(variant, "secret") {
				if err := os.RemoveAll(filepath.Join(w.home, ".local", "state", "corotui", "versions")); err != nil {
					t.Fatal(err)
				}
				w.run("", "plan", file, "--exit-code").want(t, 0, "it is not known whether it is as wanted")
			}
			w.run(oneSecret, "webhooks", "rotate-secret", "Signed", "--secret-stdin", "--yes", "--workspace", below).want(t, 0)
			w.run("", "plan", file, "--exit-code", "--json").want(t, 7, `"field":"secret"`)
		})
	}
}

// TestSecretCommandsThatFail are told with their place, and nothing is sent.
func TestSecretCommandsThatFail(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, rowsSeed())
	w.logIn()
	for command, said := range map[string]string{
		`[sh, -c, "echo ` + oneSecret + `; echo no ` + oneSecret + ` >&2; exit 3"]`: "want.yaml:8:17: ",
		`[/nowhere/pass, show]`: "want.yaml:8:17: ",
		`["true"]`:              "printed nothing; run it by hand to see why",
		`[echo, "********"]`:    "printed a mask and not a secret",
	} {
		file := w.keep("want.yaml", wantsSecret("{command: "+command+"}", ""))
		for _, name := range []string{"plan", "apply"} {
			e := w.run("", name, file)
			if name == "apply" {
				e = w.run("", name, file, "--yes")
			}
			e.want(t, 2, said)
			if strings.Contains(e.stdout+e.stderr, oneSecret) {
				t.Errorf("the secret is printed: %s", e.stderr)
			}
		}
	}
	if asked := len(w.emulator.Requests()); asked > 0 {
		t.Errorf("%d requests were sent", asked)
	}
}

// TestGeneratedSecrets are made once for each webhook, are kept where the profile keeps its
// secret, and are read again from there.
func TestGeneratedSecrets(t *testing.T) {
	t.Parallel()
	v, err := emulator.ParseVariant("secret=absent,create=no-secret")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOf(t, rowsSeed(), emulator.WithVariant(v))
	w.loginTo("acme", w.url)
	in := newInbox(t)
	more := "      - {name: Other, url: https://o.example/in, triggers: [workspace-created], secret: {generate: true}}\n"
	file := w.keep("want.yaml", strings.ReplaceAll(wantsSecret("{generate: true}", more), "https://hooks.example.com", in.URL))
	planned := w.run("", "plan", file, "--json")
	planned.want(t, 0, `"after":"(generated)"`)
	made := w.run("", "apply", file, "--yes", "--json")
	made.want(t, 0)
	secret, other := w.signed("Signed"), w.signed("Other")
	if len(secret) < 40 || len(other) < 40 || secret == other {
		t.Fatalf("the server holds %q and %q", secret, other)
	}
	w.run("", "apply", file, "--yes").want(t, 0, "Nothing to do")
	w.hidesSecrets(t, []ended{planned, made}, secret, other)

	sent := w.run("", "send", "workspace-created", "--webhook", "Signed", "--workspace", below, "--yes")
	sent.want(t, 0)
	if len(in.bodies) != 1 {
		t.Fatalf("%d deliveries arrived\n%s", len(in.bodies), sent.stderr)
	}
	verify := []string{
		"verify", w.keep("body.json", in.bodies[0]), "--webhook", "Signed", "--workspace", below,
		"--id", in.got[0].Header.Get("X-Coro-Hook-Id"), "--signature", in.got[0].Header.Get("X-Coro-Signature"),
	}
	w.run("", verify...).want(t, 0)
	w.run("", "webhooks", "rotate-secret", "Signed", "--generate", "--yes", "--workspace", below).want(t, 0)
	w.run("", "apply", file, "--yes").want(t, 0, "Nothing to do")
	w.run("", verify...).want(t, 2, "Coro does not return the secret")
}

// TestGeneratedSecretsThatNothingKeeps are shown once, or not made.
func TestGeneratedSecretsThatNothingKeeps(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, rowsSeed())
	w.logIn()
	file := w.keep("want.yaml", wantsSecret("{generate: true}", ""))
	w.run("", "apply", file, "--yes").want(t, 2, "no one could read them again", "--show-secrets")
	if asked := len(w.emulator.Requests()); asked > 0 {
		t.Errorf("%d requests were sent", asked)
	}
	w.run("", "plan", file).want(t, 0, "1 to create")
	w.run("", "apply", file, "--dry-run", "--json").want(t, 0, "dry-run")
	shown := w.run("", "apply", file, "--yes", "--show-secrets", "--json")
	shown.want(t, 0)
	if secret := w.signed("Signed"); secret == "" || !strings.Contains(shown.stdout+shown.stderr, secret) {
		t.Errorf("the secret is not shown: %s%s", shown.stdout, shown.stderr)
	} else {
		w.hidesSecrets(t, nil, secret)
	}
}

// TestGeneratedSecretsOutliveWhatIsCutOff: the answer to a creation is lost, and so is the
// look at what came of it. The secret that was sent is known all the same.
func TestGeneratedSecretsOutliveWhatIsCutOff(t *testing.T) {
	t.Parallel()
	v, err := emulator.ParseVariant("secret=absent,create=no-secret")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOf(t, rowsSeed(), emulator.WithVariant(v))
	w.loginTo("acme", w.url)
	in := newInbox(t)
	file := w.keep("want.yaml", strings.ReplaceAll(wantsSecret("{generate: true}", ""), "https://hooks.example.com", in.URL))
	saved := filepath.Join(w.home, "new.plan")
	w.run("", "plan", file, "--out", saved).want(t, 0)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindReset, Operation: emulator.OpCreate, Applied: true, Times: 1})
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 500, Operation: emulator.OpList, Nth: 2, Times: emulator.Forever})
	lost := w.run("", "apply", saved, "--yes", "--json")
	if lost.code == 0 || w.signed("Signed") == "" {
		t.Fatalf("it ends with %d: %s%s", lost.code, lost.stdout, lost.stderr)
	}
	w.emulator.ClearFaults()
	secret := w.signed("Signed")
	w.run("", "apply", "--resume", "--yes")
	w.run("", "apply", file, "--yes").want(t, 0, "Nothing to do")
	if now := w.signed("Signed"); now != secret || len(w.emulator.Webhooks(below)) != 2 {
		t.Errorf("the server holds %q, and held %q", now, secret)
	}
	w.run("", "send", "workspace-created", "--webhook", "Signed", "--workspace", below, "--yes").want(t, 0)
	w.hidesSecrets(t, []ended{lost}, secret)
}
