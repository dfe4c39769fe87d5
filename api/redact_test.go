package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/mask"
)

// The planted values all hold this word; none may come out of the client but
// on the wire.
const canary = "canary"

// repeating starts a server that gives tokens and answers the rest with
// answer. It returns a client of it, and what that logs.
func repeating(t *testing.T, answer http.HandlerFunc) (*api.Client, *bytes.Buffer) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			_, _ = io.WriteString(w, `{"access_token":"token-canary","expires_in":"86400"}`)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	var log bytes.Buffer
	client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("client-canary")), api.WithRetries(0),
		api.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	return client, &log
}

func planted() api.Fields {
	return api.Fields{
		Name: "Billing", URL: "https://user:url-canary@h.example/in?token=query-canary", Triggers: []api.Trigger{"workspace-created"},
		Secret:  api.GivenSecret(`hook-"canary"`),
		Headers: []api.Header{{Name: "Authorization", Value: "Bearer header-canary"}, {Name: "X-Api-Key", Value: "key-canary"}},
	}
}

// What a server says about a request can repeat all of it.
func TestWhatAServerRepeatsIsNotQuoted(t *testing.T) {
	t.Parallel()
	plain := func(_ http.ResponseWriter, r *http.Request, sent []byte) string {
		said := fmt.Sprintf("refused %s with %s: client-canary %s", r.Header.Get("Authorization"), sent, planted().URL)
		if len(sent) > 0 {
			said += " for header-canary" // without its scheme
		}
		return said
	}
	for name, say := range map[string]func(w http.ResponseWriter, r *http.Request, sent []byte) string{
		"plain text": plain,
		"a page": func(w http.ResponseWriter, r *http.Request, sent []byte) string {
			return "<html>" + plain(w, r, sent)
		},
		"a title": func(w http.ResponseWriter, r *http.Request, sent []byte) string {
			text, _ := json.Marshal(map[string]any{"title": plain(w, r, sent)})
			return string(text)
		},
		"details": func(w http.ResponseWriter, r *http.Request, sent []byte) string {
			text, _ := json.Marshal(map[string]any{"errors": []any{
				plain(w, r, sent), map[string]any{"field": "secret", "message": plain(w, r, sent)},
				map[string]any{"secret": "other-canary", "rejectedValue": plain(w, r, sent)}, json.RawMessage(sent),
			}})
			return string(text)
		},
		"headers": func(w http.ResponseWriter, r *http.Request, _ []byte) string {
			w.Header().Set("X-Request", r.Header.Get("Authorization"))
			w.Header().Set("X-Coro-Trace-Id", r.Header.Get("Authorization"))
			w.Header().Set("Set-Cookie", "id=cookie-canary")
			return ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := repeating(t, func(w http.ResponseWriter, r *http.Request) {
				sent, err := io.ReadAll(r.Body)
				if err != nil || r.Method == http.MethodPost && !bytes.Contains(sent, []byte(canary)) {
					t.Errorf("the credentials did not arrive: %v", err)
				}
				said := say(w, r, sent)
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, said)
			})
			_, err := client.CreateWebhook(context.Background(), "ws", api.CreateWebhook{Fields: planted()})
			wantNoCanary(t, "create", err, log)
			_, err = client.Webhooks(context.Background(), "ws")
			wantNoCanary(t, "list", err, log)
		})
	}
}

func wantNoCanary(t *testing.T, op string, err error, log *bytes.Buffer) {
	t.Helper()
	var failed *api.Error
	if !asError(err, &failed) {
		t.Fatalf("%s: no error of the API: %v", op, err)
	}
	for where, said := range map[string]string{
		"the error": err.Error(), "the sentence": failed.Sentence(), "the error's fields": fmt.Sprintf("%+v", *failed), "the log": log.String(),
	} {
		if strings.Contains(said, canary) {
			t.Errorf("%s: %s says %s", op, where, said)
		}
	}
}

// The start of an answer that is not understood may be that of a webhook.
func TestTheStartOfABrokenAnswerIsShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"cut":               `[{"id":"1","secret":"hook-canary","headers":{"X-Api-Key":"key-canary"},"na`,
		"cut in the secret": `[{"id":"1","secret":"hook-canary`,
		"cut in an escape":  `[{"id":"1","secret":"hook-canary\`,
		"an odd secret":     `[{"id":"1","secret":{"value":"hook-canary"},"x":}]`,
		"a list of them":    `[{"id":"1","secret":["hook-canary"],"x":}]`,
		"a number":          `[{"id":"1","token":12345canary}]`,
		"a URL":             `{"url":"https://u:canary@h.example/?token=canary"}`,
		"an escaped URL":    `{"url":"https:\/\/u:canary@h.example\/?token=canary"}`,
		"an envelope":       `{"content":[{"secret": "hook-canary"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := repeating(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
			_, err := client.Webhooks(context.Background(), "ws")
			wantNoCanary(t, name, err, log)
			if api.KindOf(err) != api.KindAnswer || !strings.Contains(err.Error(), strings.Trim(body[:6], `[{"`)) {
				t.Errorf("the start is missing: %v", err)
			}
		})
	}
}

func TestATestsAnswerIsShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	client, log := repeating(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"sent":true,"with":%q,"secret":"hook-canary","to":%q}`, r.Header.Get("Authorization"), planted().URL)
	})
	result, err := client.TestWebhook(context.Background(), "ws", "1")
	if err != nil || result.Status != http.StatusOK || !strings.Contains(string(result.Body), `{"sent":true`) {
		t.Fatalf("%+v, %v", result, err)
	}
	if strings.Contains(string(result.Body)+log.String(), canary) {
		t.Errorf("shown: %q, logged: %s", result.Body, log)
	}
}

func TestATokenThatIsNotUnderstoodIsNotShown(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"access_token":"token-canary","token_type":"mac"}`, `{"access_token":"token-canary`, `{"access_token":["token-canary"]}`, `"client-canary"`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		t.Cleanup(server.Close)
		client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("client-canary")))
		if err != nil {
			t.Fatal(err)
		}
		if err = client.Authenticate(context.Background()); api.KindOf(err) != api.KindAnswer || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// The sentence about an answer that is not understood is a person's, not Go's.
func TestAnAnswerThatIsNotUnderstoodIsToldInWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                     "returned nothing",
		"<html> <b>Log in</b>": "returned a web page instead of JSON; the response starts with “<html> <b>Log in</b>”",
		`{"id":"1",,`:          `did not return JSON; the response starts with “{"id":"1",,”`,
		`{"name":"x"}`:         `returned unexpected JSON: a webhook has no id; the response starts with “{"name":"x"}”`,
		"\x1b[2Jgarb\x00age\n": "did not return JSON; the response starts with “\ufffd[2Jgarb\ufffdage”",
	} {
		client, _ := repeating(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		_, err := client.Webhook(context.Background(), "ws", "1")
		var failed *api.Error
		if !asError(err, &failed) || failed.Kind != api.KindAnswer || !strings.Contains(failed.Sentence(), want) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

// An address of a proxy holds the password for it, and Go quotes one that it
// cannot use.
func TestAProxysPasswordIsNotQuoted(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		`invalid proxy address "http://user:canary@proxy.example:x": invalid port`, `proxy https://canary@proxy.example refused`,
	} {
		_, err := scripted(t, &script{steps: []step{{err: errors.New(said)}}}, api.WithRetries(0)).Webhooks(context.Background(), "ws")
		wantNoCanary(t, said, err, &bytes.Buffer{})
		if !strings.Contains(err.Error(), "proxy.example") {
			t.Errorf("the cause is lost: %v", err)
		}
	}
}

// The answer to a test is cut before it is looked through, however long it is,
// and not in the middle of a credential or of a URL with one.
func TestAHugeAnswerOfATestIsCutFirst(t *testing.T) {
	t.Parallel()
	const kept, echo = 16 << 10, "token-canary"
	for cut := range 24 {
		filler := strings.Repeat(".", kept-cut)
		rest := 100
		if cut == 0 {
			rest = 200_000
		}
		for _, tail := range []string{echo, "https://user:url-canary@h.example", `{"secret":"hook-canary"}`} {
			client, _ := repeating(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, filler+tail+strings.Repeat(" https://h.example?a=b", rest))
			})
			result, err := client.TestWebhook(context.Background(), "ws", "1")
			if err != nil || len(result.Body) > kept+100 || len(result.Body) < kept-100 {
				t.Fatalf("%d bytes: %v", len(result.Body), err)
			}
			if shown := strings.Trim(string(result.Body), "."); strings.Contains(shown, "token-") || strings.Contains(shown, "user:") || strings.Contains(shown, "hook") {
				t.Errorf("cut after %d bytes: %q", cut, shown)
			}
		}
	}
}
