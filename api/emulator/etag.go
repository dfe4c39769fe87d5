package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// ETag says whether a webhook's states have names, and a write can depend on one.
type ETag int

// The kinds of ETags.
const (
	ETagOff  ETag = iota // none is given, and If-Match is not looked at
	ETagOn               // a webhook comes with one; a PUT or DELETE with If-Match for another state is a 412
	ETagWeak             // a weak one is given, which no If-Match ever matches
)

// tag names the state of a webhook.
func tag(doc json.RawMessage) string {
	sum := sha256.Sum256(doc)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// tagged gives an answer the ETag of the webhook that it shows.
func (c *call) tagged(a answer, doc json.RawMessage) answer {
	switch c.variant.ETag {
	case ETagOff:
	case ETagOn:
		a.header.Set("ETag", tag(doc))
	case ETagWeak:
		a.header.Set("ETag", "W/"+tag(doc))
	}
	return a
}

// matches reports whether a write may be made on a webhook in its present state.
// If-Match compares strongly: a weak ETag is never the same as another.
func (c *call) matches(doc json.RawMessage) bool {
	wanted := c.request.Header.Get("If-Match")
	if wanted == "" || wanted == "*" || c.variant.ETag == ETagOff {
		return true
	}
	if c.variant.ETag == ETagWeak {
		return false
	}
	return slices.ContainsFunc(strings.Split(wanted, ","), func(one string) bool { return strings.TrimSpace(one) == tag(doc) })
}
