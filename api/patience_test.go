package api_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
)

// silent never answers, not even to the request for a token.
type silent struct{ sent int }

func (s *silent) RoundTrip(r *http.Request) (*http.Response, error) {
	s.sent++
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A server that is silent is told of after one timeout, whatever was asked.
func TestSilenceIsToldAfterOneTimeout(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*api.Client) error{
		"list":   func(c *api.Client) error { _, err := c.Webhooks(context.Background(), "ws"); return err },
		"search": func(c *api.Client) error { _, err := c.Workspaces(context.Background(), "ws"); return err },
		"read":   func(c *api.Client) error { _, err := c.Webhook(context.Background(), "ws", "1"); return err },
		"delete": func(c *api.Client) error { return c.DeleteWebhook(context.Background(), "ws", "1") },
		"token":  func(c *api.Client) error { return c.Authenticate(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := &silent{}
				client, err := api.New(api.WithCredentials("id", mask.NewSecret("secret")), api.WithHTTPTransport(network))
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				err = ask(client)
				if took := time.Since(began); api.KindOf(err) != api.KindTimeout || took != api.DefaultTimeout || network.sent != 1 {
					t.Errorf("%d sent in %s: %v", network.sent, took, err)
				}
			})
		})
	}
}

// A server that fails late is not asked again when a timeout has passed.
func TestLateFailuresAreNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late := answered(http.StatusInternalServerError)
		late.before = func() { <-time.After(api.DefaultTimeout - time.Second) }
		s := &script{steps: []step{late}}
		began := time.Now()
		_, err := scripted(t, s).Webhooks(context.Background(), "ws")
		if took := time.Since(began); err == nil || s.sent != 2 || took > 2*api.DefaultTimeout {
			t.Errorf("%d sent in %s: %v", s.sent, took, err)
		}
	})
}

// What a server asks to wait is waited for, or told, but never shortened.
func TestRetryAfterIsNotShortened(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, sent int
		took        time.Duration
		said        string
	}{
		{asked: 5, sent: 4, took: 15 * time.Second, said: "try again in 5 s"},
		{asked: 20, sent: 2, took: 20 * time.Second, said: "try again in 20 s"},
		{asked: 31, sent: 1, said: "try again in 31 s"},
		{asked: 290, sent: 1, said: "try again in 5 minutes"},
		{asked: 80000, sent: 1, said: "try again in 23 hours, at "},
		{asked: 86400, sent: 1, said: "try again after 2000-01-0"},
		{asked: 1e9, sent: 1, said: "try again after 2031-09-0"},
	} {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: []step{{status: status, header: http.Header{"Retry-After": {strconv.Itoa(c.asked)}}}}}
				began := time.Now()
				_, err := scripted(t, s).Webhooks(context.Background(), "ws")
				var failed *api.Error
				if !errors.As(err, &failed) || !strings.Contains(failed.Sentence(), c.said) || s.sent != c.sent || time.Since(began) != c.took {
					t.Errorf("%d, asked for %d s: %d sent in %s: %v", status, c.asked, s.sent, time.Since(began), failed.Sentence())
				}
			})
		}
	}
}

// A test has Coro deliver something, which a client that is read-only must not.
func TestReadOnlyRefusesATest(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil, api.WithReadOnly("the profile is read-only"))
	all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.TestWebhook(t.Context(), emulator.DemoChannel, all[0].ID)
	var told *api.Error
	if !errors.As(err, &told) || told.Kind != api.KindRefused || !strings.Contains(told.Sentence(), "the profile is read-only") {
		t.Errorf("a test ended with %v", err)
	}
	if sent := coro.Tests(); len(sent) > 0 {
		t.Errorf("Coro delivered %v", sent)
	}
}

// A 400 to the reading of one webhook does not say that it is gone, and what
// the token's endpoint says is nothing about a webhook.
func TestWhatSaysThatAWebhookIsGone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		operation emulator.Operation
		status    int
		kind      api.Kind
	}{
		{emulator.OpGet, 400, api.KindInvalid}, {emulator.OpGet, 403, api.KindForbidden},
		{emulator.OpGet, 404, api.KindNotFound}, {emulator.OpGet, 410, api.KindNotFound},
		{emulator.OpToken, 400, api.KindAuth}, {emulator.OpToken, 404, api.KindAnswer},
	} {
		coro, client := serve(t, nil)
		coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: c.status, Operation: c.operation, Times: emulator.Forever})
		_, err := client.Webhook(t.Context(), emulator.DemoChannel, "1")
		if api.KindOf(err) != c.kind {
			t.Errorf("%s with %d: %v", c.operation, c.status, err)
		}
	}
}
