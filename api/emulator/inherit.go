package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
)

// passedDown returns what a workspace inherits, as its list shows it. Those of the
// nearest workspace above it come first.
func (s *Server) passedDown(v Variant, ws string) []json.RawMessage {
	var all []json.RawMessage
	at, known := s.store.workspace(ws)
	always := at.Inherits
	if v.Inherited == "" && len(always) == 0 {
		return nil
	}
	for level := 0; known && at.Parent != "" && level < len(s.store.workspaces); level++ {
		for _, doc := range s.store.webhooks(at.Parent) {
			d := held(doc)
			if string(d.value(fieldDescendants)) == "true" && (v.Inherited != "" || slices.Contains(always, d.text(fieldID))) {
				all = append(all, v.heir(d, ws).encode())
			}
		}
		at, known = s.store.workspace(at.Parent)
	}
	return all
}

// heir is a webhook of a channel as the list of a workspace below it shows it.
func (v Variant) heir(d document, ws string) document {
	if v.Inherited == "same-id" {
		d.set(fieldWorkspace, quote(ws))
		return d
	}
	sum := sha256.Sum256([]byte("inherited " + d.text(fieldID) + " " + ws))
	d.set(fieldID, quote(hex.EncodeToString(sum[:12])))
	switch v.Inherited {
	case "unowned":
		d.remove(fieldWorkspace)
	case "copies":
		d.set(fieldWorkspace, quote(ws))
	}
	return d
}

// inherits returns what a workspace inherits under an id.
func (s *Server) inherits(c *call) (json.RawMessage, bool) {
	for _, doc := range s.passedDown(c.variant, c.workspace) {
		if held(doc).text(fieldID) == c.id {
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
