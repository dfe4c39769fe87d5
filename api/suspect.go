package api

import (
	"fmt"
	"slices"
	"strings"
)

// Suspicion is the part of the credentials that a refusal is about.
type Suspicion int

// The suspicions.
const (
	SuspectAny Suspicion = iota // the answer does not say
	SuspectAudience
	SuspectSecret
	SuspectID
)

// Suspected is the part of the credentials to check, as far as the answer to a token's
// request shows. Its form is not documented, so its words count, wherever they are.
func (e *Error) Suspected() Suspicion {
	said := strings.ToLower(fmt.Sprint(e.Title))
	for _, detail := range e.Details {
		said += " " + strings.ToLower(detail.String())
	}
	names := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(said, word) })
	}
	switch {
	case e.Op != opToken:
		return SuspectAny
	case names("audience", "service not found", "not enabled within domain"):
		return SuspectAudience
	case names("client_secret", "client secret", "clientsecret"):
		return SuspectSecret
	case names("client_id", "client id", "clientid", "unknown client", "client not found"):
		return SuspectID
	}
	return SuspectAny
}

// Suspect says what of the credentials to check. Nothing that the server said is
// repeated.
func (e *Error) Suspect() string {
	if e.Op != opToken {
		return "check client id, secret, and region, or create new credentials in Coro's console"
	}
	switch e.Suspected() {
	case SuspectAudience:
		return "the audience is wrong: check the region, and COROTUI_AUDIENCE or the profile's audience if set"
	case SuspectSecret:
		return "check the client secret, or create new credentials in Coro's console"
	case SuspectID:
		return "check the client id and the region: each region has its own credentials"
	case SuspectAny:
	}
	return "check client id, secret, region, and audience (Coro does not say which is wrong), or create new credentials in Coro's console"
}
