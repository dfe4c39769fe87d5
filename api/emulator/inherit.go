package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
)

// Inherited says whether, and how, the list of a workspace shows the webhooks that
// workspaces above it apply to all of their descendants.
type Inherited int

// How lists show inherited webhooks.
const (
	InheritedNone    Inherited = iota // not at all
	InheritedSameID                   // with the channel's id; their workspaceId is the list's workspace
	InheritedOwner                    // with ids of their own and the channel's workspaceId
	InheritedUnowned                  // with ids of their own, without workspaceId
	InheritedCopies                   // with ids of their own, as if they lived there
)

func inheritedSwitch() setting {
	return choose("inherited", "webhooks of a channel in the lists below it", func(v *Variant) *Inherited { return &v.Inherited },
		Value{"unlisted", "not listed"},
		Value{"same-id", "listed with the channel's id"},
		Value{"owner", "listed with other ids and the channel's workspaceId"},
		Value{"unowned", "listed with other ids, without workspaceId"},
		Value{"copies", "listed with other ids and the list's workspaceId"})
}

// passedDown returns what a workspace inherits, as its list shows it. Those of the
// nearest workspace above it come first.
func (s *Server) passedDown(v Variant, ws string) []json.RawMessage {
	var all []json.RawMessage
	at, known := s.store.workspace(ws)
	always := at.Inherits
	if v.Inherited == InheritedNone && len(always) == 0 {
		return nil
	}
	for level := 0; known && at.Parent != "" && level < len(s.store.workspaces); level++ {
		for _, doc := range s.store.webhooks(at.Parent) {
			d, err := parseDocument(doc)
			if err != nil {
				panic("emulator: a stored webhook is unreadable: " + err.Error())
			}
			if string(d.value(fieldDescendants)) == "true" && (v.Inherited != InheritedNone || slices.Contains(always, d.text(fieldID))) {
				all = append(all, v.heir(d, ws).encode())
			}
		}
		at, known = s.store.workspace(at.Parent)
	}
	return all
}

// heir is a webhook of a channel as the list of a workspace below it shows it.
func (v Variant) heir(d document, ws string) document {
	if v.Inherited == InheritedSameID {
		d.set(fieldWorkspace, quote(ws))
		return d
	}
	sum := sha256.Sum256([]byte("inherited " + d.text(fieldID) + " " + ws))
	d.set(fieldID, quote(hex.EncodeToString(sum[:12])))
	switch v.Inherited {
	case InheritedUnowned:
		d.remove(fieldWorkspace)
	case InheritedCopies:
		d.set(fieldWorkspace, quote(ws))
	default:
	}
	return d
}

// inherits returns what a workspace inherits under an id.
func (s *Server) inherits(c *call) (json.RawMessage, bool) {
	for _, doc := range s.passedDown(c.variant, c.workspace) {
		if d, err := parseDocument(doc); err == nil && d.text(fieldID) == c.id {
			return doc, true
		}
	}
	return nil, false
}

// notHere answers a write of a webhook that the workspace does not hold. One that
// it inherits is written where it lives only.
func (s *Server) notHere(c *call) answer {
	if _, inherited := s.inherits(c); inherited {
		return c.problem(http.StatusForbidden, fieldError{message: "the webhook configuration is inherited"})
	}
	return c.unknownID()
}
