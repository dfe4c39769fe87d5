//go:build unix

package reliability_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// Everything that is secret in these tests begins with the canary.
const (
	canary       = "canary-"
	clientSecret = canary + "client-11aa"
	hookSecret   = canary + "hook-22bb"
	typedSecret  = canary + "typed-33cc"
	typedURL     = "https://u:" + canary + "pass-typed@hooks.example/in?token=" + canary + "query-typed"
	secretURL    = "https://" + canary + "user-44dd:" + canary + "pass-55ee@hooks.example/in?token=" + canary + "query-66ff"
)

// cage is the built program with a home of its own, on a server that holds
// canaries and repeats all that it is told.
type cage struct {
	t        *testing.T
	binary   string
	home     string
	env      []string
	server   *emulator.Server
	refusing atomic.Bool // writes, with an error that repeats them

	mu     sync.Mutex
	tokens []string
}

func newCage(t *testing.T) *cage {
	t.Helper()
	hook := func(id, name string) emulator.SeedWebhook {
		return emulator.SeedWebhook{
			ID: id, Name: name, URL: secretURL, Secret: hookSecret, Status: "enabled",
			Headers: []emulator.SeedHeader{
				{Name: "Authorization", Value: "Bearer " + canary + "header-77aa"}, {Name: "X-Api-Key", Value: canary + "key-88bb"}, {Name: "X-Env", Value: "prod"},
				// Secret by the words of a name, and by what the value is.
				{Name: "ApiIntegrationcode", Value: canary + "code-10dd"}, {Name: "X-Forward-To", Value: secretURL}, {Name: "X-Up", Value: "Bearer " + canary + "up-11ee"},
			},
			Triggers: []string{"workspace-created"}, Created: 72 * time.Hour, Changed: 24 * time.Hour,
			Extra: `"apiToken":"` + canary + `extra-99cc","callback":"` + secretURL + `","relay":{"to":["https://hooks.slack.com/services/T01/B02/` + canary +
				`path-12ff"],"headers":[{"name":"X-PAT","value":"` + canary + `pair-13aa"}]}`,
		}
	}
	data := emulator.Seed{Workspaces: []emulator.SeedWorkspace{{
		ID: channel, DisplayName: "Acme Channel", Type: "channel",
		Webhooks: []emulator.SeedWebhook{hook(string(targets[0]), "Billing"), hook(string(targets[1]), "Tickets")},
	}}}
	c := &cage{t: t, binary: flow.Build(t), home: t.TempDir(), server: emulator.New(data, emulator.WithCredentials("tech1", clientSecret))}
	listener := httptest.NewServer(c)
	t.Cleanup(func() {
		c.server.Close()
		listener.Close()
	})
	c.env = []string{
		"HOME=" + c.home, "PATH=" + os.Getenv("PATH"), "COROTUI_API_URL=" + listener.URL, "COROTUI_WORKSPACE=" + channel,
		"COROTUI_CLIENT_ID=tech1", "COROTUI_CLIENT_SECRET=" + clientSecret,
	}
	return c
}

// ServeHTTP is in front of the server. It notes the tokens, and repeats what it
// is told in the answers to tests and in refusals.
func (c *cage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	credentials := r.Header.Get("Authorization")
	if _, token, found := strings.Cut(credentials, " "); found {
		c.mu.Lock()
		c.tokens = append(c.tokens, token)
		c.mu.Unlock()
	}
	test := strings.HasSuffix(r.URL.Path, "/test")
	if !test && (!c.refusing.Load() || r.Method == http.MethodGet || r.URL.Path == "/oauth/token") {
		c.server.ServeHTTP(w, r)
		return
	}
	said := map[string]any{
		"title": "Repeated", "detail": fmt.Sprintf("you are %s and said %s", credentials, body),
		"errors": []any{string(body), map[string]any{"field": "url", "rejectedValue": json.RawMessage(or(body, "null"))}},
	}
	status := http.StatusBadRequest
	if test {
		status, said["webhooks"] = http.StatusOK, c.server.Webhooks(channel)
	}
	w.Header().Set("X-Coro-Trace-Id", "trace-of-"+credentials)
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(said); err != nil {
		c.t.Errorf("answer: %v", err)
	}
}

func or(body []byte, otherwise string) []byte {
	if len(body) == 0 {
		return []byte(otherwise)
	}
	return body
}

// run runs a command line of the program, and looks at what it prints.
func (c *cage) run(stdin string, code int, args ...string) string {
	c.t.Helper()
	command := exec.CommandContext(c.t.Context(), c.binary, append(args, "--log-file", filepath.Join(c.home, "debug.log"))...)
	command.Env, command.Stdin = c.env, strings.NewReader(stdin)
	said, err := command.CombinedOutput()
	if command.ProcessState.ExitCode() != code {
		c.t.Errorf("%q ended with %v: %s", args, err, said)
	}
	c.look(fmt.Sprintf("what %q prints", args), said)
	return string(said)
}

// start runs the program in a terminal.
func (c *cage) start() *watched {
	args := []string{"--log-file", filepath.Join(c.home, "debug.log")}
	return &watched{flow.StartBinary(c.t, c.binary, args, c.env, 100, 40), c}
}

// watched is a session of which every screen is looked at.
type watched struct {
	*flow.Session
	cage *cage
}

// see waits for texts, and looks at the screen.
func (w *watched) see(texts ...string) {
	w.cage.t.Helper()
	w.WaitFor(texts...)
	w.cage.look("the screen with "+texts[0], []byte(w.Screen()))
}

// look fails the test when there is a canary or a token in something, in clear
// or in one of the usual encodings.
func (c *cage) look(what string, at []byte) {
	c.t.Helper()
	c.mu.Lock()
	secrets := append([]string{canary}, c.tokens...)
	c.mu.Unlock()
	slices.Sort(secrets)
	for _, secret := range slices.Compact(secrets) {
		for _, form := range forms(secret) {
			if place := bytes.Index(at, []byte(form)); place >= 0 {
				c.t.Errorf("%s tells a secret: …%s…", what, at[max(0, place-100):min(len(at), place+100)])
				return
			}
		}
	}
}

// forms are the ways in which a secret may be written: as it is, in hex, and in
// base64 wherever it stands in the encoded text.
func forms(secret string) []string {
	all := []string{secret, hex.EncodeToString([]byte(secret))}
	for shift := range 3 {
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
		first := (shift*8 + 5) / 6            // the characters before are of what stands before, too
		last := (shift + len(secret)) * 8 / 6 // those after of what comes after
		all = append(all, encoded[first:last])
	}
	return all
}

// files looks at every file in the home, and returns their names. Tokens are
// kept in one file, which is for that.
func (c *cage) files() []string {
	c.t.Helper()
	var all []string
	err := filepath.WalkDir(c.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(c.home, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all = append(all, name)
		c.look("the name of the file "+name, []byte(name))
		if strings.Contains(name, "/tokens/") {
			if bytes.Contains(content, []byte(canary)) {
				c.t.Errorf("%s holds more than a token", name)
			}
			return nil
		}
		c.look("the file "+name, content)
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}
