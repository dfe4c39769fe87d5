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
	"corotui/mask"
)

// script answers one request after the other, without a network. It tells
// nothing of how far a request came, as a transport in memory does not.
type script struct {
	steps []func(*http.Request) (*http.Response, error)
	sent  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/oauth/token") {
		return answered(http.StatusOK, `{"access_token":"token","expires_in":86400}`)(r)
	}
	step := s.steps[min(len(s.sent), len(s.steps)-1)]
	s.sent = append(s.sent, r.Method)
	return step(r)
}

func answered(status int, body string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

func cut(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }

func scripted(t *testing.T, s *script) *api.Client {
	t.Helper()
	client, err := api.New(api.WithBaseURL("https://api.example"), api.WithCredentials("id", mask.NewSecret("secret")), api.WithHTTPTransport(s))
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
		steps []func(*http.Request) (*http.Response, error)
		kind  api.Kind
		doubt bool
		sent  int
	}{
		"refused at once":           {steps: []func(*http.Request) (*http.Response, error){answered(403, "")}, kind: api.KindForbidden, sent: 1},
		"busy to the end":           {steps: []func(*http.Request) (*http.Response, error){answered(503, "")}, kind: api.KindServer, sent: 4},
		"cut, then refused":         {steps: []func(*http.Request) (*http.Response, error){cut, answered(403, "")}, kind: api.KindForbidden, doubt: true, sent: 2},
		"cut, then busy":            {steps: []func(*http.Request) (*http.Response, error){cut, answered(503, "")}, kind: api.KindServer, doubt: true, sent: 4},
		"cut, then a stale token":   {steps: []func(*http.Request) (*http.Response, error){cut, answered(401, "")}, kind: api.KindAuth, doubt: true, sent: 3},
		"cut, then failed":          {steps: []func(*http.Request) (*http.Response, error){cut, answered(500, "")}, kind: api.KindServer, doubt: true, sent: 2},
		"busy, then gone":           {steps: []func(*http.Request) (*http.Response, error){answered(503, ""), answered(404, "")}, kind: api.KindNotFound, sent: 2},
		"cut again and again":       {steps: []func(*http.Request) (*http.Response, error){cut}, kind: api.KindNetwork, doubt: true, sent: 4},
		"failed, which may be done": {steps: []func(*http.Request) (*http.Response, error){answered(502, "<html>")}, kind: api.KindServer, doubt: true, sent: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: c.steps}
				err := scripted(t, s).DeleteWebhook(context.Background(), "ws", "1")
				if api.KindOf(err) != c.kind || api.IsUnclear(err) != c.doubt || len(s.sent) != c.sent {
					t.Errorf("%d sent, unclear %v: %v", len(s.sent), api.IsUnclear(err), err)
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
		for _, step := range []func(*http.Request) (*http.Response, error){cut, answered(500, "")} {
			if _, err := scripted(t, &script{steps: []func(*http.Request) (*http.Response, error){step}}).Webhooks(context.Background(), "ws"); err == nil || api.IsUnclear(err) {
				t.Errorf("in doubt: %v", err)
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		left := func(*http.Request) (*http.Response, error) {
			cancel()
			return nil, context.Canceled
		}
		_, err := scripted(t, &script{steps: []func(*http.Request) (*http.Response, error){left}}).Webhooks(ctx, "ws")
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
