package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	tokenLife  = 24 * time.Hour
	tokenShort = 5 * time.Second
	maxTokens  = 1000 // live tokens that are remembered; the oldest go first
)

// regionBases are the audiences of the three regions (API contract, section 1).
var regionBases = []string{"https://api.secure.coro.net", "https://api.secure-ca.coro.net", "https://api.secure-eu.coro.net"}

const legacyAudience = "https://secure.coro.net/api"

// credentials is one pair of API credentials.
type credentials struct {
	secret string
	roots  []string // the workspaces it may use, with all below them; empty: every one
}

type token struct {
	value    string
	clientID string
	ends     time.Time
}

// tokens are the access tokens that were issued and have not been revoked.
type tokens struct {
	mu     sync.Mutex
	made   int
	issued []token
}

func (t *tokens) issue(clientID string, ends time.Time) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made++
	sum := sha256.Sum256(fmt.Appendf(nil, "token %d of %s", t.made, clientID))
	value := "emulated." + hex.EncodeToString(sum[:])
	if len(t.issued) == maxTokens {
		t.issued = t.issued[1:]
	}
	t.issued = append(t.issued, token{value, clientID, ends})
	return value
}

// owner returns whose a token is, if it is good now.
func (t *tokens) owner(value string, now time.Time) (clientID string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, issued := range t.issued {
		if issued.value == value && now.Before(issued.ends) {
			return issued.clientID, true
		}
	}
	return "", false
}

// RevokeTokens makes every token invalid: calls answer 401 until a new one is
// asked for.
func (s *Server) RevokeTokens() {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.issued = nil
}

// Tokens returns the tokens that were issued and not revoked, the oldest
// first, so that a test can search outputs for them.
func (s *Server) Tokens() []string {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	values := make([]string, 0, len(s.tokens.issued))
	for _, issued := range s.tokens.issued {
		values = append(values, issued.value)
	}
	return values
}

// issueToken answers POST /oauth/token (API contract, section 2).
func (s *Server) issueToken(c *call) answer {
	body, refusal, ok := c.document()
	if !ok {
		return refusal
	}
	var faults []fieldError
	for _, name := range []string{"client_id", "client_secret", "audience", "grant_type"} {
		if body.text(name) == "" {
			faults = append(faults, fieldError{name, "must be a string that is not empty"})
		}
	}
	if len(faults) == 0 && body.text("grant_type") != "client_credentials" {
		faults = append(faults, fieldError{"grant_type", "must be client_credentials"})
	}
	if len(faults) > 0 {
		return c.problem(http.StatusBadRequest, faults...)
	}
	clientID := body.text("client_id")
	pair, known := s.pairs[clientID]
	if !known || pair.secret != body.text("client_secret") {
		return c.problem(http.StatusUnauthorized)
	}
	if audience := body.text("audience"); !slices.Contains(c.audiences(), audience) {
		return c.problem(http.StatusForbidden, fieldError{"audience", "is not known: " + audience})
	}
	life, said := c.variant.lifetime()
	d := document{
		{"access_token", quote(s.tokens.issue(clientID, c.now.Add(life)))},
		{"token_type", quote("Bearer")},
	}
	if said != nil {
		d.set("expires_in", said)
	}
	a := c.json(http.StatusOK, d.encode())
	a.header.Set("Cache-Control", "no-store")
	return a
}

// lifetime returns how long a token is good, and what is said of it.
func (v Variant) lifetime() (life time.Duration, said json.RawMessage) {
	switch v.ExpiresIn {
	case "string":
		return tokenLife, quote("86400")
	case "short":
		return tokenShort, json.RawMessage("5")
	case "absent":
		return tokenLife, nil
	case "lie":
		return tokenShort, json.RawMessage("86400")
	default:
		return tokenLife, json.RawMessage("86400")
	}
}

// audiences lists what a token may be asked for.
func (c *call) audiences() []string {
	scheme := "http"
	if c.request.TLS != nil {
		scheme = "https"
	}
	// Behind a path prefix the base URL ends with that prefix.
	path, _, _ := strings.Cut(c.request.RequestURI, "?")
	host := scheme + "://" + c.request.Host + strings.TrimSuffix(path, tokenPath)
	switch c.variant.Audience {
	case "host":
		return []string{host}
	case "legacy":
		return []string{legacyAudience}
	default:
		return append([]string{host}, regionBases...)
	}
}

// admit checks the token and the Workspace header of a resource call.
func (s *Server) admit(c *call) (refusal answer, ok bool) {
	value, found := bearer(c.request)
	owner, valid := s.tokens.owner(value, c.now)
	if !found || !valid {
		refusal = c.problem(http.StatusUnauthorized)
		refusal.header.Set("WWW-Authenticate", "Bearer")
		return refusal, false
	}
	if c.op == "" {
		return c.noRoute(), false
	}
	if names := c.request.Header.Values(headerWorkspace); len(names) != 1 || c.workspace == "" {
		return c.problem(http.StatusBadRequest, fieldError{headerWorkspace, "exactly one such header is required"}), false
	}
	place, known := s.store.workspace(c.workspace)
	switch {
	case !known && c.variant.UnknownWorkspace == "404":
		return c.problem(http.StatusNotFound, fieldError{headerWorkspace, "no such workspace"}), false
	case !known && c.variant.UnknownWorkspace == "400":
		return c.problem(http.StatusBadRequest, fieldError{headerWorkspace, "no such workspace"}), false
	case !known, place.NoAccess, !s.mayUse(owner, c.workspace):
		return c.problem(http.StatusForbidden), false
	}
	return answer{}, true
}

func (s *Server) mayUse(clientID, ws string) bool {
	roots := s.pairs[clientID].roots
	return len(roots) == 0 || slices.ContainsFunc(roots, func(root string) bool { return s.store.isBelow(ws, root) })
}

// bearer returns the token of a request.
func bearer(r *http.Request) (value string, found bool) {
	scheme, value, found := strings.Cut(r.Header.Get(headerAuthorization), " ")
	return value, found && strings.EqualFold(scheme, "Bearer") && value != ""
}
