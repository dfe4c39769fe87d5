package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

const deliveredBody = `{"id":"evt-1","timestamp":"1700000000000","workspaceId":"acme_AB12_x","type":"workspace-created","data":{}}`

func signature(t *testing.T, form, body string) string {
	t.Helper()
	f, err := delivery.ParseForm(form)
	if err != nil {
		t.Fatal(err)
	}
	return f.Sign(mask.NewSecret(signingSecret), "evt-1", []byte(body))
}

func bodyFile(t *testing.T, body string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "body.json")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestVerifyNamesTheForm(t *testing.T) {
	t.Parallel()
	w, file := newWorld(t), bodyFile(t, deliveredBody)
	for form, want := range map[string]string{
		"hex":                "{\n  \"valid\": true,\n  \"scheme\": \"id\",\n  \"encoding\": \"hex\"\n}\n",
		"sha256=base64+body": "{\n  \"valid\": true,\n  \"scheme\": \"id+body\",\n  \"encoding\": \"base64\"\n}\n",
		"sha256=HEX":         "{\n  \"valid\": true,\n  \"scheme\": \"id\",\n  \"encoding\": \"HEX\"\n}\n",
	} {
		e := w.run(signingSecret+"\n", "verify", file, "--secret-stdin", "--id", "evt-1", "--signature", signature(t, form, deliveredBody), "--json")
		e.want(t, 0, "project page")
		if e.stdout != want {
			t.Errorf("%s: %s", form, e.stdout)
		}
	}
	e := w.run(signingSecret, "verify", "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex", ""))
	e.want(t, 0, "Valid: signed over the id alone, in hex")
	w.run(signingSecret, "verify", "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex+body", deliveredBody)).
		want(t, 1, "Not valid", "give the body")
	if e := w.run(signingSecret, "verify", "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex", ""), "--quiet"); e.stderr != "" {
		t.Errorf("%s", e.stderr)
	}
}

func TestVerifyOfAWrongSignatureFails(t *testing.T) {
	t.Parallel()
	w, file := newWorld(t), bodyFile(t, deliveredBody)
	e := w.run("another", "verify", file, "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex", ""), "--json")
	e.want(t, 1, "Not valid", "byte for byte")
	var told map[string]any
	if err := json.Unmarshal([]byte(e.stdout), &told); err != nil || told["valid"] != false || told["scheme"] != nil || told["encoding"] != nil || len(told) != 3 {
		t.Errorf("%v: %s", err, e.stdout)
	}
	if strings.Contains(e.stderr, "project page") {
		t.Error("what is not valid settles nothing")
	}
}

func TestVerifyNotesWhatElseDoesNotFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := bodyFile(t, strings.Replace(deliveredBody, "evt-1", "evt-2", 1))
	e := w.run(signingSecret, "verify", other, "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex", ""), "--json")
	e.want(t, 0, `"valid": true`, `the id "evt-1", the body "evt-2", so a receiver should refuse it`, "covers the id alone", " old: a retry, or a replay")
	e = w.run(signingSecret, "verify", bodyFile(t, "hello"), "--secret-stdin", "--id", "evt-1", "--signature", signature(t, "hex", ""))
	e.want(t, 0, "The body is not JSON")
	e = w.run(signingSecret, "verify", bodyFile(t, deliveredBody), "--secret-stdin", "--id", "evt-1", "--type", "subscription-updated", "--signature", signature(t, "hex", ""))
	e.want(t, 0, `the type "subscription-updated", the body "workspace-created"`)
}

func TestVerifyWithTheSecretOfAWebhook(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	held, _ := w.webhook(tickets)
	signed := delivery.DefaultForm().Sign(mask.NewSecret(held.Secret), "evt-1", nil)
	w.run(deliveredBody, "verify", "-", "--webhook", tickets, "--id", "evt-1", "--signature", signed).want(t, 0, "Valid:")
	w.run("", "verify", "--webhook", "No such", "--id", "evt-1", "--signature", signed).want(t, 4, "No webhook")
}

func TestVerifyChecksItsLineFirst(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for name, args := range map[string][]string{
		"no id":          {"--signature", "ab", "--webhook", tickets},
		"no signature":   {"--id", "ab", "--webhook", tickets},
		"no secret":      {"--id", "ab", "--signature", "ab"},
		"two secrets":    {"--id", "ab", "--signature", "ab", "--webhook", tickets, "--secret-stdin"},
		"two from stdin": {"-", "--id", "ab", "--signature", "ab", "--secret-stdin"},
		"two files":      {"a", "b", "--id", "ab", "--signature", "ab", "--webhook", tickets},
		"no such file":   {"/nowhere/at/all", "--id", "ab", "--signature", "ab", "--webhook", tickets},
		"empty id":       {"--id", "", "--signature", "ab", "--webhook", tickets},
	} {
		if e := w.run("x", append([]string{"verify"}, args...)...); e.code != 2 || e.stdout != "" {
			t.Errorf("%s: %d\n%s\n%s", name, e.code, e.stdout, e.stderr)
		}
	}
	if w.sent(emulator.OpToken) != 0 {
		t.Error("it asked the API")
	}
}
