package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"corotui/api"
	"corotui/internal/mask"
)

// step is one answer, or the failure in its place.
type step struct {
	status int
	body   string
	header http.Header
	err    error
	before func() // may be nil
}

func (s step) answer(r *http.Request) (*http.Response, error) {
	if s.before != nil {
		s.before()
	}
	if s.err != nil {
		return nil, s.err
	}
	header := s.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: s.status, Header: header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

func answered(status int) step { return step{status: status} }

var cut = step{err: io.ErrUnexpectedEOF}

// script answers one request after the other, the last step forever, without a
// network. It tells nothing of how far a request came, as a transport in memory
// does not.
type script struct {
	steps []step
	sent  int
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/oauth/token") {
		return step{status: http.StatusOK, body: `{"access_token":"token","expires_in":86400}`}.answer(r)
	}
	next := s.steps[min(s.sent, len(s.steps)-1)]
	s.sent++
	return next.answer(r)
}

func scripted(t *testing.T, s *script, more ...api.Option) *api.Client {
	t.Helper()
	client, err := api.New(append([]api.Option{
		api.WithBaseURL("https://api.example"), api.WithCredentials("id", mask.NewSecret("secret")), api.WithHTTPTransport(s),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// What an earlier attempt may have done stays in doubt, however clearly a later
// one is refused.
func TestDoubtOutlivesALaterRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps []step
		kind  api.Kind
		doubt bool
		sent  int
	}{
		"refused at once":           {steps: []step{answered(403)}, kind: api.KindForbidden, sent: 1},
		"busy to the end":           {steps: []step{answered(503)}, kind: api.KindServer, doubt: true, sent: 4},
		"too slow":                  {steps: []step{answered(408)}, kind: api.KindServer, doubt: true, sent: 1},
		"sent elsewhere":            {steps: []step{answered(307)}, kind: api.KindAnswer, doubt: true, sent: 1},
		"not as it was":             {steps: []step{answered(412)}, kind: api.KindConflict, sent: 1},
		"busy, then not as it was":  {steps: []step{answered(503), answered(412)}, kind: api.KindConflict, doubt: true, sent: 2},
		"cut, then refused":         {steps: []step{cut, answered(403)}, kind: api.KindForbidden, doubt: true, sent: 2},
		"cut, then busy":            {steps: []step{cut, answered(503)}, kind: api.KindServer, doubt: true, sent: 4},
		"cut, then a stale token":   {steps: []step{cut, answered(401)}, kind: api.KindAuth, doubt: true, sent: 3},
		"cut, then failed":          {steps: []step{cut, answered(500)}, kind: api.KindServer, doubt: true, sent: 2},
		"busy, then gone":           {steps: []step{answered(503), answered(404)}, kind: api.KindNotFound, doubt: true, sent: 2},
		"asked to slow down":        {steps: []step{{status: 429, body: "<html>"}}, kind: api.KindRateLimit, sent: 4},
		"cut again and again":       {steps: []step{cut}, kind: api.KindNetwork, doubt: true, sent: 4},
		"failed, which may be done": {steps: []step{{status: 502, body: "<html>"}}, kind: api.KindServer, doubt: true, sent: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: c.steps}
				err := scripted(t, s).DeleteWebhook(context.Background(), "ws", "1")
				if api.KindOf(err) != c.kind || api.IsUnclear(err) != c.doubt || s.sent != c.sent {
					t.Errorf("%d sent, unclear %v: %v", s.sent, api.IsUnclear(err), err)
				}
			})
		})
	}
}

// A read has nothing to carry out, and a read that the user left is an end of
// the context and no failure of the network.
func TestReadsAreNeverInDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, only := range []step{cut, answered(500)} {
			if _, err := scripted(t, &script{steps: []step{only}}).Webhooks(context.Background(), "ws"); err == nil || api.IsUnclear(err) {
				t.Errorf("in doubt: %v", err)
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		left := step{err: context.Canceled, before: cancel}
		_, err := scripted(t, &script{steps: []step{left}}).Webhooks(ctx, "ws")
		if !errors.Is(err, context.Canceled) || api.KindOf(err) != "" {
			t.Errorf("left: %v", err)
		}
	})
}

// The page that a hotel's network puts in the place of every answer says 200.
func TestAWebPageIsNoProofOfAWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contentType, body string
		page              bool
	}{
		"a page":             {"text/html", "<!doctype html><title>Log in", true},
		"by its start":       {"", "\n <html>", true},
		"by its type":        {"text/html; charset=utf-8", "Log in", true},
		"nothing":            {"", "", false},
		"nothing of HTML":    {"text/html", "", false},
		"JSON that says so":  {"text/html", `{"done":true}`, false},
		"a bare JSON string": {"application/json", `"accepted"`, false},
		"a word":             {"text/plain", "OK", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := repeating(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				_, _ = io.WriteString(w, c.body)
			})
			_, created := client.CreateWebhook(context.Background(), "ws", api.CreateWebhook{Fields: planted()})
			_, updated := client.UpdateWebhook(context.Background(), "ws", decode(t, `{"id":"1"}`).Update(planted()))
			deleted := client.DeleteWebhook(context.Background(), "ws", "1")
			for op, err := range map[string]error{"create": created, "update": updated, "delete": deleted} {
				if (api.KindOf(err) == api.KindAnswer && api.IsUnclear(err)) != c.page || (err == nil) == c.page {
					t.Errorf("%s: %v", op, err)
				}
			}
		})
	}
}

// Whatever came of a test's answer is shown.
func TestACutAnswerOfATestIsShown(t *testing.T) {
	t.Parallel()
	client, _ := repeating(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "delivered, and")
	})
	result, err := client.TestWebhook(context.Background(), "ws", "1")
	if err != nil || result.Status != http.StatusOK || result.Body != "delivered, and" {
		t.Errorf("%+v, %v", result, err)
	}
}

// A header that the server holds, legal or not, does not keep a user from
// disabling the webhook; a new one must be legal.
func TestOnlyNewHeadersAreChecked(t *testing.T) {
	t.Parallel()
	client, _ := repeating(t, func(http.ResponseWriter, *http.Request) {})
	w := decode(t, `{"id":"1","status":"enabled","headers":{"Bad Name":"x","X-Note":"a\nb"}}`)
	goal := w.Clone()
	goal.Status = api.Disabled
	if _, err := client.UpdateWebhook(context.Background(), "ws", w.Update(goal)); err != nil {
		t.Errorf("an old header is in the way: %v", err)
	}
	goal.Headers[0].Value = "y"
	if _, err := client.UpdateWebhook(context.Background(), "ws", w.Update(goal)); api.KindOf(err) != api.KindRefused {
		t.Errorf("a changed header is not checked: %v", err)
	}
}
