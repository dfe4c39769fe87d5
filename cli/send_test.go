package cli_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

const signingSecret = "s3cret-of-a-receiver"

// receiver keeps the deliveries that it gets, and answers each with a status.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	got    []delivery.Verdict
	bodies []string
	header []http.Header
}

func newReceiver(t *testing.T, status int) *receiver {
	t.Helper()
	r := &receiver{status: status}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, delivery.Check(mask.NewSecret(signingSecret), request.Header, body, time.Now()))
		r.bodies, r.header = append(r.bodies, string(body)), append(r.header, request.Header)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, "said \x1b[31mred\x1b[m, not "+signingSecret)
	}))
	t.Cleanup(r.Close)
	return r
}

// toURL are the arguments that send to the receiver.
func (r *receiver) toURL(args ...string) []string {
	return append(append([]string{"send"}, args...), "--url", r.URL+"/coro", "--secret-stdin")
}

func TestSendListsEveryTrigger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.run("", "send", "--list")
	e.want(t, 0, "workspace-created\tdocumented\t")
	if strings.Count(e.stdout, "\n") != len(api.KnownTriggers) || strings.Count(e.stdout, "\ta guess\t") != len(api.KnownTriggers)-1 {
		t.Errorf("%s", e.stdout)
	}
	w.run("", "send", "--list", "--json").want(t, 0, `"documented": true`)
	w.run("", "send", "--list", "--format", "csv").want(t, 0, "event,documented,meaning")
	w.run("", "send", "--list", "--all").want(t, 2)
}

func TestSendSendsAGenuineSample(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusNoContent)
	w.run(signingSecret+"\n", r.toURL("workspaceCreated.v1", "--set", "data.domain=x.example", "--set", "data.count:=5", "--remove", "data.displayName")...).
		want(t, 0, "204\tworkspace-created\t")
	if len(r.got) != 1 || !r.got[0].Valid {
		t.Fatalf("%+v", r.got)
	}
	var data map[string]any
	if err := json.Unmarshal(r.got[0].Event.Data, &data); err != nil || data["domain"] != "x.example" || data["count"] != 5.0 || data["displayName"] != nil || data["maxProtectedUsers"] != "25" {
		t.Errorf("%v: %s", err, r.got[0].Event.Data)
	}
	if w.sent(emulator.OpToken) != 0 {
		t.Error("it asked the API")
	}
}

func TestSendTellsTheAnswer(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusFound)
	e := w.run(signingSecret, r.toURL("subscription-updated", "--json")...)
	e.want(t, 1, "302 Found")
	var told struct {
		ID, Type, URL, Answer string
		Status                int
		Accepted              bool
		Error                 *string
	}
	if err := json.Unmarshal([]byte(e.stdout), &told); err != nil || told.Status != 302 || told.Accepted || told.Error != nil || told.Type != "subscription-updated" ||
		!strings.Contains(told.Answer, "said") || strings.Contains(told.Answer, signingSecret) {
		t.Errorf("%v: %s", err, e.stdout)
	}
	if len(r.got) != 1 {
		t.Errorf("%d requests: a redirect was followed", len(r.got))
	}
	r.Close()
	w.run(signingSecret, r.toURL("subscription-updated", "--json")...).want(t, 1, `"status":null`, "Could not reach", "connection refused")
}

func TestSendRepeatsWithNewIds(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusOK)
	e := w.run(signingSecret, r.toURL("--all", "--repeat", "2", "--json")...)
	e.want(t, 0)
	known := make(map[api.Text]bool)
	for _, v := range r.got {
		if !v.Valid || known[v.ID] {
			t.Errorf("%s: valid %t, known %t", v.ID, v.Valid, known[v.ID])
		}
		known[v.ID] = true
	}
	if want := 2 * len(api.KnownTriggers); len(r.got) != want || strings.Count(e.stdout, "\n") != want {
		t.Errorf("%d deliveries, %d results, want %d", len(r.got), strings.Count(e.stdout, "\n"), want)
	}
}

func TestSendWithABadSignature(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusUnauthorized)
	w.run(signingSecret, r.toURL("workspace-created", "--bad-signature")...).want(t, 1, "401 Unauthorized")
	if len(r.got) != 1 || r.got[0].Refusal != delivery.WrongSignature {
		t.Errorf("%+v", r.got)
	}
	r.status = http.StatusOK
	w.run(signingSecret, r.toURL("workspace-created", "--bad-signature")...).want(t, 0, "does not verify")
}

func TestSendSignsInTheFormatThatIsAskedFor(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusOK)
	w.run(signingSecret, r.toURL("workspace-created", "--signature-format", "sha256=base64+body")...).want(t, 0)
	if want := (delivery.Form{Scheme: delivery.SignedIDBody, Encoding: delivery.Base64, Prefix: true}); len(r.got) != 1 || r.got[0].Form != want {
		t.Errorf("%+v", r.got)
	}
}

func TestSendTakesWhatItNeedsFromAWebhook(t *testing.T) {
	t.Parallel()
	w, r := loggedIn(t), newReceiver(t, http.StatusOK)
	e := w.run(`{"name":"Local","url":"`+r.URL+`/coro","secret":"`+signingSecret+`","triggers":["workspace-created"],"headers":{"X-Api-Key":"k3y-47110815-abcdef"}}`,
		"webhooks", "create", "--from", "-", "--yes")
	e.want(t, 0)
	w.run("", "send", "workspace-created", "--webhook", "Local").want(t, 0, "200\tworkspace-created")
	if len(r.got) != 1 || !r.got[0].Valid || r.header[0].Get("X-Api-Key") != "k3y-47110815-abcdef" {
		t.Fatalf("%+v, %v", r.got, r.header)
	}
	e = w.run("", "send", "workspace-created", "--webhook", "Local", "--dry-run")
	e.want(t, 0, "curl -i -X POST '"+r.URL+"/coro'", "-H 'X-Coro-Signature: ", "--data-binary '{")
	if strings.Contains(e.stdout, signingSecret) || strings.Contains(e.stdout, "k3y-") || len(r.got) != 1 {
		t.Errorf("%d sent\n%s", len(r.got), e.stdout)
	}
	e = w.run("", "send", "workspace-created", "--webhook", "Local", "--dry-run", "--show-secrets")
	e.want(t, 0, "-H 'X-Api-Key: k3y-47110815-abcdef'")
	if strings.Contains(e.stdout, signingSecret) {
		t.Error("the secret is shown")
	}
}

func TestSendNeedsTheSecretThatCoroHides(t *testing.T) {
	t.Parallel()
	w := loggedIn(t, emulator.WithVariant(emulator.Variant{Secret: "stars"}))
	w.run("", "send", "workspace-created", "--webhook", tickets, "--yes").want(t, 2, "Coro does not return the secret of", "--secret-stdin")
}

// TestWhatIsWrongIsNotSent: nothing reaches the receiver or the API.
func TestWhatIsWrongIsNotSent(t *testing.T) {
	t.Parallel()
	w, r := loggedIn(t), newReceiver(t, http.StatusOK)
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no event":          {r.toURL(), "Name an event"},
		"unknown event":     {r.toURL("workspace-creatd"), "Did you mean workspace-created?"},
		"two events":        {r.toURL("workspace-created", "subscription-updated"), "Name one event"},
		"event and all":     {r.toURL("workspace-created", "--all"), "--all sends every event"},
		"no receiver":       {[]string{"send", "workspace-created"}, "Give the receiver"},
		"no secret":         {[]string{"send", "workspace-created", "--url", r.URL}, "--secret-stdin"},
		"two receivers":     {r.toURL("workspace-created", "--webhook", tickets), "exclude each other"},
		"no URL":            {[]string{"send", "workspace-created", "--url", "localhost:1", "--secret-stdin"}, "does not start with https://"},
		"format":            {r.toURL("workspace-created", "--signature-format", "base32"), "base64url"},
		"set without value": {r.toURL("workspace-created", "--set", "data.domain"), "PATH=TEXT"},
		"set of no path":    {r.toURL("workspace-created", "--set", "data..x=1"), "is not a path"},
		"set of no JSON":    {r.toURL("workspace-created", "--set", "data.x:=y"), "is not JSON"},
		"set into a text":   {r.toURL("workspace-created", "--set", "data.domain.x=y"), "data.domain is not an object"},
		"set of an id":      {r.toURL("workspace-created", "--set", "id=x", "--repeat", "2"), "its own id"},
		"id for no header":  {r.toURL("workspace-created", "--set", `id:="a\nb"`), "cannot be sent in a header"},
		"remove nothing":    {r.toURL("workspace-created", "--remove", "data.none"), "the body has no data.none"},
		"data of no file":   {r.toURL("workspace-created", "--data", "{}"), "@FILE"},
		"data of no JSON":   {r.toURL("workspace-created", "--data", "@"+bad), "--data is not JSON"},
		"data that is gone": {r.toURL("workspace-created", "--data", "@"+bad+".gone"), "could not read"},
		"two from stdin":    {r.toURL("workspace-created", "--data", "-"), "both read stdin"},
		"no times":          {r.toURL("workspace-created", "--repeat", "0"), "use 1 to"},
		"edit without one":  {r.toURL("workspace-created", "--edit"), "--edit needs a terminal"},
		"secrets to send":   {r.toURL("workspace-created", "--show-secrets"), "is for --dry-run"},
		"not this machine":  {[]string{"send", "workspace-created", "--url", "https://hooks.example.com/x", "--secret-stdin"}, "Confirm with --yes"},
		"read-only":         {[]string{"send", "workspace-created", "--url", "https://hooks.example.com/x", "--secret-stdin", "--yes", "--read-only"}, "Nothing was sent"},
	} {
		e := w.run(signingSecret, test.args...)
		if e.code != 2 || !strings.Contains(e.stderr, test.want) || e.stdout != "" {
			t.Errorf("%s: %d\n%s\n%s", name, e.code, e.stdout, e.stderr)
		}
	}
	w.run("", "send", "workspace-created", "--webhook", tickets).want(t, 2, "Confirm with --yes")
	if len(r.got) != 0 {
		t.Errorf("%d deliveries", len(r.got))
	}
}

func TestSendReplacesTheData(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t, http.StatusOK)
	file := filepath.Join(t.TempDir(), "data.json")
	if err := os.WriteFile(file, []byte(` {"a": [1, 2.50]} `+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run(signingSecret, r.toURL("protected-users-added", "--data", "@"+file)...).want(t, 0)
	if len(r.got) != 1 || string(r.got[0].Event.Data) != `{"a": [1, 2.50]}` || !r.got[0].Valid {
		t.Errorf("%+v", r.got)
	}
	w.run(signingSecret, r.toURL("protected-users-added", "--remove", "type")...).want(t, 0, "The body has no type, so a receiver should refuse")
}
