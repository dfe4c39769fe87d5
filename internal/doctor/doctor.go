// Package doctor looks at everything that corotui needs, from the terminal to
// the API, without changing anything, and says what it found in words that can
// be pasted into a public ticket: no secret, no token, no name or URL of a
// webhook, ids and paths shortened.
package doctor

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"corotui/api"
	"corotui/config"
)

// Verdict is how a check ended.
type Verdict string

// The verdicts.
const (
	OK      Verdict = "ok"
	Warning Verdict = "warning" // works, but something will be missed
	Failed  Verdict = "failed"
	Skipped Verdict = "skipped" // an earlier check failed, or there is nothing to look at
)

// Group is what a check is about.
type Group string

// The groups, in the order in which they are looked at.
const (
	Terminal Group = "terminal"
	Settings Group = "settings"
	Network  Group = "network"
	Account  Group = "account"
	API      Group = "api" // which of the behaviors that the API contract leaves open
)

// Finding is what one check found. Its text is clean and holds nothing secret.
type Finding struct {
	Group   Group   `json:"group"`
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	Says    string  `json:"says"`
	Next    string  `json:"next,omitempty"` // what to do about it

	// Cause is why a check failed, for the exit code. It may hold more than may
	// be shown.
	Cause error `json:"-"`
}

// Subject is what is looked at. Nothing in it is changed.
type Subject struct {
	Terminal    TerminalFacts
	Config      config.Config
	ConfigError error // why there is no Config
	// Client makes a client with the credentials of the settings. It may ask the
	// user for what opens them.
	Client func(context.Context) (*api.Client, error)
	// SavedToken looks for the token of an earlier run. Nil: none is looked for.
	SavedToken func(context.Context) (api.Token, error)
	// Orphans lists where there are webhooks that earlier programs made for themselves
	// and did not delete. Nil: they are not looked for.
	Orphans func(context.Context) ([]api.WorkspaceID, error)
	TLS     *tls.Config // nil: the system's
	Proxy   func(*http.Request) (*url.URL, error)
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // nil: the system's
	Now     func() time.Time
}

// Examine makes every check and gives each finding to take as it comes. It
// returns when all are made or the context ends; each request is bounded by the
// timeout of the settings.
func Examine(ctx context.Context, s Subject, take func(Finding)) {
	for _, f := range examineTerminal(s.Terminal) {
		take(f)
	}
	lost := false // the secret
	for _, f := range examineSettings(ctx, s) {
		take(f)
		lost = lost || f.Name == checkSecret && f.Verdict == Failed
	}
	if s.ConfigError != nil {
		take(skipped(Network, "server", "no server is set"))
		take(skipped(Account, checkToken, "no account is set"))
		return
	}
	reached := true
	for _, f := range examineNetwork(ctx, s) {
		take(f)
		reached = reached && f.Verdict != Failed
	}
	if ctx.Err() != nil {
		return
	}
	lacking := "" // why there can be no token
	switch {
	case lost:
		lacking = "no secret"
	case !reached:
		lacking = "the server could not be reached"
	}
	if s.SavedToken != nil && !lost {
		take(examineKept(ctx, s))
	}
	if lacking != "" {
		take(skipped(Account, checkToken, lacking))
		take(skipped(Account, checkWorkspace, "no token"))
		return
	}
	examineAccount(ctx, s, take)
}

func skipped(group Group, name, why string) Finding {
	return Finding{Group: group, Name: name, Verdict: Skipped, Says: "not checked: " + why}
}

func ok(group Group, name, says string) Finding {
	return Finding{Group: group, Name: name, Verdict: OK, Says: says}
}

// warning is of what works, but for something that is missed.
func warning(group Group, name, says, next string) Finding {
	return Finding{Group: group, Name: name, Verdict: Warning, Says: says, Next: next}
}

// failed is of what does not work.
func failed(group Group, name, says, next string, cause error) Finding {
	return Finding{Group: group, Name: name, Verdict: Failed, Says: says, Next: next, Cause: cause}
}

// short is enough of an id to tell it from another one's.
func short(id string) string {
	const shown = 4
	runes := []rune(id)
	if len(runes) <= 2*shown {
		return "…"
	}
	return string(runes[:shown]) + "…"
}

// tidy takes out of a text what tells of the user: the home folder's name. URLs
// come masked to it.
func tidy(text, home string) string {
	if home = filepath.Clean(home); home == "." || home == filepath.Dir(home) {
		return text
	}
	var tidied strings.Builder
	for {
		before, after, found := strings.Cut(text, home)
		tidied.WriteString(before)
		if !found {
			return tidied.String()
		}
		if next, _ := utf8.DecodeRuneInString(after); unicode.IsLetter(next) || unicode.IsDigit(next) || strings.ContainsRune("._-", next) && after != "" {
			tidied.WriteString(home) // of someone whose name only begins so
		} else {
			tidied.WriteString("~")
		}
		text = after
	}
}
