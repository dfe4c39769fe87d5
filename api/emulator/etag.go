package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// tag names the state of a webhook.
func tag(doc json.RawMessage) string {
	sum := sha256.Sum256(doc)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// tagged gives an answer the ETag of the webhook that it shows.
func (c *call) tagged(a answer, doc json.RawMessage) answer {
	switch c.variant.ETag {
	case "on":
		a.header.Set("ETag", tag(doc))
	case "weak":
		a.header.Set("ETag", "W/"+tag(doc))
	}
	return a
}

// matches reports whether a write may be made on a webhook in its present state.
// If-Match compares strongly: a weak ETag is never the same as another.
func (c *call) matches(doc json.RawMessage) bool {
	wanted := c.request.Header.Get("If-Match")
	if wanted == "" || wanted == "*" || c.variant.ETag == "" {
		return true
	}
	if c.variant.ETag == "weak" {
		return false
	}
	return slices.ContainsFunc(strings.Split(wanted, ","), func(one string) bool { return strings.TrimSpace(one) == tag(doc) })
}
