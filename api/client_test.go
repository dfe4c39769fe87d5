package api_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
)

func asError(err error, into **api.Error) bool { return errors.As(err, into) }

// answering starts a server that gives a token and one answer to all else.
func answering(t *testing.T, answer http.HandlerFunc, more ...api.Option) *api.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			_, _ = io.WriteString(w, `{"access_token":"canary-token","token_type":"Bearer","expires_in":"86400"}`)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	client, err := api.New(append([]api.Option{
		api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("canary-client-secret")), api.WithRetries(0),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for raw, ok := range map[string]bool{
		"https://api.secure.coro.net": true, "https://gateway.example/coro/": true, "http://127.0.0.1:8788": true,
		"http://localhost": true, "http://[::1]:80": true, "http://api.secure.coro.net": false, "http://127.0.0.1.evil.example": false,
		"ftp://x.example": false, "https://": false, "api.secure.coro.net": false, "https://user:canary@x.example": false,
		"https://x.example?token=canary": false, "": false,
	} {
		_, err := api.New(api.WithBaseURL(raw), api.WithCredentials("id", mask.NewSecret("s")))
		if (err == nil) != ok {
			t.Errorf("%q: %v", raw, err)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("the error of %q tells a secret: %v", raw, err)
		}
	}
}

func TestEveryCallCarriesWorkspaceAndToken(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	w := all[0]
	if _, err := client.UpdateWebhook(t.Context(), emulator.DemoChannel, w.Update(w.Fields)); err != nil {
		t.Fatal(err)
	}
	if _, err := client.TestWebhook(t.Context(), emulator.DemoChannel, w.ID); err != nil {
		t.Fatal(err)
	}
	requests := coro.Requests()
	if len(requests) != 4 {
		t.Fatalf("%d requests were made, want a token, a list, an update and a test", len(requests))
	}
	for _, r := range requests[1:] {
		if r.Workspace != emulator.DemoChannel || !r.Token {
			t.Errorf("%s %s came with workspace %q, token %v", r.Method, r.Path, r.Workspace, r.Token)
		}
	}
}

func TestA401BringsOneNewTokenAndOneRepetition(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); err != nil {
		t.Fatal(err)
	}
	coro.RevokeTokens()
	coro.ResetRequests()
	if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); err != nil {
		t.Fatalf("a revoked token was not renewed: %v", err)
	}
	if got := len(coro.Requests()); got != 3 {
		t.Errorf("%d requests, want the refused one, a token and the repeated one", got)
	}
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 401, Operation: emulator.OpList, Times: emulator.Forever})
	coro.ResetRequests()
	_, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if api.KindOf(err) != api.KindAuth {
		t.Errorf("a token that stays refused ended with %v", err)
	}
	if got := len(coro.Requests()); got != 3 {
		t.Errorf("%d requests, want no more than 3", got)
	}
}

func TestOneRenewalForManyCallers(t *testing.T) {
	t.Parallel()
	var tokens atomic.Int32
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			tokens.Add(1)
			<-release
			_, _ = io.WriteString(w, `{"access_token":"t","expires_in":60}`)
			return
		}
		_, _ = io.WriteString(w, `[]`)
	}))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("s")))
	if err != nil {
		t.Fatal(err)
	}
	leaving, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := client.Webhooks(leaving, "w")
		left <- err
	}()
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() {
			if _, err := client.Webhooks(t.Context(), "w"); err != nil {
				t.Error(err)
			}
		})
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller that left got %v", err)
	}
	close(release)
	callers.Wait()
	if got := tokens.Load(); got != 1 {
		t.Errorf("%d tokens were asked for 20 callers", got)
	}
}

func TestARenewalThatNobodyWaitsForEnds(t *testing.T) {
	t.Parallel()
	arrived, ended := make(chan struct{}, 9), make(chan struct{}, 9)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees a client leave only after its body
		arrived <- struct{}{}
		<-r.Context().Done()
		ended <- struct{}{}
	}))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("s")), api.WithTimeout(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-arrived
		leave()
	}()
	if err := client.Authenticate(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the only caller got %v", err)
	}
	<-ended
}

func TestARefusedTokenDoesNotMakeAWebhookGone(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpToken, Times: emulator.Forever})
	if _, err := client.Webhook(t.Context(), emulator.DemoChannel, "x"); api.KindOf(err) != api.KindAuth {
		t.Errorf("the error is of kind %q: %v", api.KindOf(err), err)
	}
}

func TestTokenIsRenewedBeforeItExpires(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	coro, client := serve(t, nil, api.WithClock(clock))
	ask := func(after time.Duration, want int) {
		t.Helper()
		mu.Lock()
		now = now.Add(after)
		mu.Unlock()
		if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); err != nil {
			t.Fatal(err)
		}
		if got := len(coro.Tokens()); got != want {
			t.Errorf("%d tokens were issued, want %d", got, want)
		}
	}
	ask(0, 1)
	ask(23*time.Hour, 1)
	ask(58*time.Minute, 2)
}

func TestWrongCredentialsAreFinal(t *testing.T) {
	t.Parallel()
	coro, _ := serve(t, nil)
	server := httptest.NewServer(coro)
	t.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("canary-wrong")))
	if err != nil {
		t.Fatal(err)
	}
	coro.ResetRequests()
	err = client.Authenticate(t.Context())
	if api.KindOf(err) != api.KindAuth || strings.Contains(err.Error(), "canary") {
		t.Errorf("wrong credentials ended with %v", err)
	}
	if got := len(coro.Requests()); got != 1 {
		t.Errorf("the token was asked for %d times", got)
	}
}

// TestWhichCredentialIsWrong: the documentation names the status codes of a refusal
// and no form, so what is wrong is found in any that names it.
func TestWhichCredentialIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		body, next string
	}{
		"nothing":              {401, "", "check client id, secret, region, and audience (Coro does not say which is wrong)"},
		"id or secret":         {401, `{"error":"access_denied","error_description":"Unauthorized"}`, "check client id, secret, region, and audience"},
		"audience, problem":    {403, `{"title":"Forbidden","errors":[{"field":"audience","message":"is not known"}]}`, "the audience is wrong: check the region"},
		"audience, OAuth":      {403, `{"error":"access_denied","error_description":"Service not enabled within domain: x"}`, "the audience is wrong: check the region"},
		"id, problem":          {400, `{"title":"Bad Request","errors":[{"field":"client_id","message":"is not known"}]}`, "check the client id and the region"},
		"id, sentence":         {401, `{"message":"Client not found"}`, "check the client id and the region"},
		"secret, OAuth":        {401, `{"error":"invalid_client","error_description":"Client secret is wrong"}`, "check the client secret, or create new credentials"},
		"secret, other fields": {400, `{"errors":[{"field":"clientSecret","message":"expired"}]}`, "check the client secret, or create new credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			t.Cleanup(server.Close)
			client, err := api.New(api.WithBaseURL(server.URL), api.WithCredentials("id", mask.NewSecret("canary-wrong")))
			if err != nil {
				t.Fatal(err)
			}
			var told *api.Error
			if err := client.Authenticate(t.Context()); !asError(err, &told) || told.Kind != api.KindAuth {
				t.Fatalf("ended with %v", err)
			}
			if said := told.Sentence(); !strings.Contains(said, " · "+c.next) {
				t.Errorf("the user is told %q", said)
			}
		})
	}
}

func TestAnswersThatAreNotTheAPIs(t *testing.T) {
	t.Parallel()
	garbage := strings.Repeat("\x1b[2Jgarbage ", 1<<20)
	for name, answer := range map[string]string{
		"a proxy's page": "<html><body>Sign in to the guest WiFi</body></html>", "cut": `{"items":[{"id":"a"`,
		"10 MB of garbage": garbage[:10<<20], "a number": "42", "another object": `{"hello":1}`, "no ids": `[{"name":"x"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
			_, err := client.Webhooks(t.Context(), "w")
			var told *api.Error
			if !errors.As(err, &told) || told.Kind != api.KindAnswer {
				t.Fatalf("ended with %v", err)
			}
			if said := told.Sentence(); len(said) > 600 || strings.ContainsAny(said, "\x1b\n") {
				t.Errorf("the user would be told %q", said)
			}
		})
	}
}

func TestEmptyListsInEveryForm(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"", "null", "[]", `{"items":[]}`, `{"items":null,"totalElements":"0"}`, "\xef\xbb\xbf[]"} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		if all, err := client.Webhooks(t.Context(), "w"); err != nil || len(all) != 0 {
			t.Errorf("%q: %v, %v", answer, all, err)
		}
	}
}

func TestNoBodyIsReadWithoutBound(t *testing.T) {
	t.Parallel()
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for r.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	_, err := client.Webhook(t.Context(), "w", "id")
	if api.KindOf(err) != api.KindAnswer {
		t.Errorf("an endless body ended with %v", err)
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "canary-cookie")
		_, _ = io.WriteString(w, `{"id":"x","secret":"canary-hook","url":"https://u:canary-pass@h.example/?token=canary-query",
			"headers":{"Authorization":"Bearer canary-header"}}`)
	}, api.WithLogger(logger))
	w, err := client.Webhook(t.Context(), "w", "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.UpdateWebhook(t.Context(), "w", w.Update(w.Fields)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), "canary") {
		t.Errorf("the log tells a secret:\n%s", log.String())
	}
	if !strings.Contains(log.String(), "/v1/settings/webhooks/x") {
		t.Errorf("the log does not tell the request:\n%s", log.String())
	}
}

func TestATestIsSentOnceEvenOnADeadConnection(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	coro.Fault(emulator.Fault{Kind: emulator.KindReset, Operation: emulator.OpTest, Applied: true})
	_, err = client.TestWebhook(t.Context(), emulator.DemoChannel, all[0].ID)
	if api.KindOf(err) != api.KindNetwork || !api.IsUnclear(err) {
		t.Errorf("a reset test ended with %v", err)
	}
	if got := len(coro.Tests()); got != 1 {
		t.Errorf("the test was sent %d times", got)
	}
}

func TestCancelEndsAtOnce(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	coro.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Times: emulator.Forever})
	ctx, cancel := context.WithCancel(t.Context())
	if err := client.Authenticate(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := client.Webhooks(ctx, emulator.DemoChannel)
		ended <- err
	}()
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it went on after the cancel")
	}
}
