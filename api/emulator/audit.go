package emulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// maxAudit is how many entries of a workspace are remembered.
const maxAudit = 1000

// auditEntry is a line of a workspace's audit log. How Coro writes them is not
// documented.
type auditEntry struct {
	id      string
	at      time.Time
	action  string
	actor   string // empty: a client of the API
	webhook string // its id, if it is about one
	message string
}

// auditLog remembers what happened in each workspace, the oldest first.
type auditLog struct {
	mu      sync.Mutex
	made    int
	entries map[string][]auditEntry
}

func (l *auditLog) add(ws string, e auditEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made++
	sum := sha256.Sum256(fmt.Appendf(nil, "audit %d", l.made))
	e.id = hex.EncodeToString(sum[:12])
	if l.entries == nil {
		l.entries = map[string][]auditEntry{}
	}
	all := append(l.entries[ws], e)
	l.entries[ws] = all[max(0, len(all)-maxAudit):]
}

// of returns the entries of a workspace, the newest first.
func (l *auditLog) of(ws string) []auditEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.entries[ws]
	newest := make([]auditEntry, 0, len(all))
	for i := range all {
		newest = append(newest, all[len(all)-1-i])
	}
	return newest
}

// webhookChanged notes what a client did with a webhook.
func (s *Server) webhookChanged(c *call, done string, doc json.RawMessage) {
	d := held(doc)
	s.audit.add(c.workspace, auditEntry{
		at: c.now, action: "webhook-" + done, webhook: d.text(fieldID),
		message: fmt.Sprintf("Webhook %q was %s", d.text(fieldName), done),
	})
}

// searchAudit answers GET /v1/audit-logs/search, of which only the path is documented.
func (s *Server) searchAudit(c *call) answer {
	if refusal, refused := c.refuses(c.variant.Audit); refused {
		return refusal
	}
	entries := s.audit.of(c.workspace)
	return c.collection(pagings[cmp.Or(c.variant.Audit, "paged")], len(entries), func(i int) json.RawMessage {
		e := entries[i]
		d := document{
			{"id", quote(e.id)},
			{"timestamp", encodeValue(e.at.UnixMilli())},
			{"workspaceId", quote(c.workspace)},
			{"action", quote(e.action)},
			{"actor", quote(cmp.Or(e.actor, "api"))},
			{"message", quote(e.message)},
		}
		if e.webhook != "" {
			d.set("webhookId", quote(e.webhook))
		}
		return d.encode()
	})
}
