package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/internal/mask"
)

// FuzzToken: an answer is a token that can be sent and has an end, or an error
// that does not quote one.
func FuzzToken(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"canary","token_type":"Bearer","expires_in":86400}`, `{"access_token":"canary","expires_in":"60"}`,
		`{"access_token":"canary\r\nX: y"}`, `{"access_token":["canary"],"expires_in":-1}`, `{"access_token":"canary","expires_in":1e400}`,
		`{"access_token":"canary","token_type":"mac"}`, `[]`, `null`, ``, `<html>`, `{"access_token":"canary",,`, `{"access_token":"a","access_token":"b"}`,
	} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := New(WithCredentials("id", mask.NewSecret("secret")), WithClock(func() time.Time { return now }))
		if err != nil {
			t.Fatal(err)
		}
		token, err := c.readToken(&answer{status: http.StatusOK, header: http.Header{}, body: body})
		switch {
		case err != nil && bytes.Contains(body, []byte(`"canary"`)) && strings.Contains(err.Error(), `"canary"`) && bytes.HasPrefix(body, []byte("{")):
			t.Errorf("the error of %q quotes a token: %v", body, err)
		case err != nil:
		case token.Value.Empty() || !legalHeaderValue(token.Value.Reveal()):
			t.Errorf("%q gives the token %q", body, token.Value.Reveal())
		case !token.Expires.After(now) || token.Expires.After(now.AddDate(1, 0, 1)):
			t.Errorf("%q gives a token until %s", body, token.Expires)
		}
	})
}

// FuzzWorkspace: what is read has an id, and what is not known is kept.
func FuzzWorkspace(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a_AB12_x","displayName":"A","children":["b","c"],"parentWorkspaceId":"p","type":"channel","maxProtectedUsers":25}`,
		`{"workspaceId":"a","domainName":"a.example","children":[{"id":"b"}],"limited":null}`, `{"id":7,"children":"b"}`, `{"id":""}`, `[]`, `{"id":"a","id":"b"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var w Workspace
		if err := json.Unmarshal(body, &w); err == nil && json.Valid(body) && bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && w.ID == "" {
			t.Errorf("%q has no id, and no error", body)
		}
	})
}

// FuzzHide: a credential that was told is in nothing that is quoted, wherever
// the answer is cut, and at the cut itself no part of it is left.
func FuzzHide(f *testing.F) {
	f.Add("said ", " again", 8)
	f.Add(`{"secret":"`, `","url":"https://u:p@h/?token=x`, 14)
	f.Add("https://", "@h.example/", 20)
	f.Add("Zq7-secr", "Zq7-secret", 12)
	const secret = "Zq7-secret"
	f.Fuzz(func(t *testing.T, before, after string, limit int) {
		hidden := told{secret}
		said := before + secret + after
		if strings.Contains(hidden.hide(said), secret) {
			t.Errorf("%q is shown as %q", said, hidden.hide(said))
		}
		limit = max(1, min(limit, 1000))
		start := hidden.start([]byte(said), limit)
		apart := !strings.Contains(before, "Zq7") && !strings.Contains(after, "Zq7")
		if strings.Contains(start, secret) || apart && limit > len(before)+4 && strings.Contains(start, "Zq7-") {
			t.Errorf("%q, cut at %d, is shown as %q", said, limit, start)
		}
	})
}
