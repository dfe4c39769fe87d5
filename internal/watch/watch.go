// Package watch compares the scans of a fleet: which webhooks went off, came back, were
// created, deleted, or changed since the scan before. It says nothing of what could not
// be read. What it remembers has no secret in it, and can be kept in a file.
package watch

import (
	"cmp"
	"crypto/rand"
	"slices"
	"sort"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
)

// Kind is what happened to a webhook, as scripts read it.
type Kind string

// The kinds of events.
const (
	Listed   Kind = "listed"   // it is seen for the first time, and may have been there before
	Disabled Kind = "disabled" // it was enabled
	Enabled  Kind = "enabled"  // it was disabled
	Created  Kind = "created"  // it was not there, in a workspace that had been read to the end
	Deleted  Kind = "deleted"
	Changed  Kind = "changed" // another field than the status differs, or the status is a word of its own
)

// order is how the events of one scan follow each other.
var order = []Kind{Disabled, Enabled, Changed, Created, Deleted, Listed}

// News is what happened to one webhook.
type News struct {
	Kind      Kind
	Time      time.Time // when that was seen
	Account   string    // of the result that shows it
	Workspace api.Workspace
	Webhook   api.Webhook   // as it is now, or of one that was deleted as it was, masked
	Origin    *fleet.Origin // where it lives if the workspace inherits it; else nil
	Changes   []Difference  // what differs, besides the status of one that was enabled or disabled

	restore func() // has it seen again by the next comparison
}

// Memory is what the scans before have shown. It belongs to one goroutine.
type Memory struct {
	key        []byte // of the prints
	at         time.Time
	workspaces map[api.Ref]*place
}

// place is a workspace as it was read last.
type place struct {
	at     time.Time
	whole  bool // all of its webhooks are known
	own    map[api.WebhookID]sight
	copies map[api.WebhookID]copied
}

// copied is a webhook that a workspace inherits. Only its status is its own.
type copied struct {
	Status   api.Status      `json:"status,omitempty"`
	Home     api.WorkspaceID `json:"home"`           // where it lives
	Of       string          `json:"of"`             // names what it is a copy of
	Read     bool            `json:"read,omitempty"` // that was read
	Selected bool            `json:"sel,omitempty"`
}

// keyBytes is how long the key of prints is.
const keyBytes = 32

// NewKey returns a key for the prints of what is secret.
func NewKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // it never fails
	return key
}

// New returns a memory of nothing, with the key of its prints.
func New(key []byte) *Memory { return &Memory{key: key, workspaces: make(map[api.Ref]*place)} }

// Since returns when the last scan was compared; zero is that there was none.
func (m *Memory) Since() time.Time { return m.at }

// Scan is what a scan has found.
type Scan struct {
	At       time.Time
	Results  []fleet.Result
	Selected func(fleet.Result, api.Webhook, *fleet.Origin) bool // whether the watch is about a webhook
	// Find reads a webhook that the list of its workspace lacks: lists that change
	// between two pages leave out what is there. Nil without an error is that it is gone.
	Find func(at api.Ref) (*api.Webhook, error)
	// Inherited reports of a webhook that is new in a list whether it is inherited from one
	// that was made after the list of its workspace had been read. nil: none is.
	Inherited func(fleet.Result, api.Webhook) (bool, error)
}

// forgetAfter is for how long a workspace is remembered that is not read any more. A
// search may leave one out, and access may come back.
const forgetAfter = 30 * 24 * time.Hour

// Compare returns what is new in a scan, and remembers it. What the scan did not read is
// remembered as it was.
func (m *Memory) Compare(scan Scan) []News {
	c := comparison{Memory: m, scan: scan, next: make(map[api.Ref]*place), refused: make(map[api.Ref]bool), turned: make(map[string]Kind)}
	for _, r := range scan.Results {
		c.refused[at(r)] = r.Refused()
		if r.Err == nil {
			c.next[at(r)] = &place{at: scan.At, whole: r.Short == nil, own: make(map[api.WebhookID]sight), copies: make(map[api.WebhookID]copied)}
		}
	}
	for _, r := range scan.Results { // what lives in a workspace, before what inherits it
		if r.Err == nil {
			c.living(r)
		}
	}
	for _, r := range scan.Results {
		if r.Err == nil {
			c.inherited(r)
		}
	}
	for ref, now := range c.next {
		m.workspaces[ref] = now
	}
	for ref, was := range m.workspaces {
		if scan.At.Sub(was.at) > forgetAfter {
			delete(m.workspaces, ref)
		}
	}
	if len(c.next) > 0 {
		m.at = scan.At
	}
	sort.SliceStable(c.events, func(i, j int) bool {
		a, b := &c.events[i], &c.events[j]
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Workspace.Name(), b.Workspace.Name()), cmp.Compare(a.Workspace.ID, b.Workspace.ID),
			cmp.Compare(a.Webhook.Name, b.Webhook.Name), cmp.Compare(a.Webhook.ID, b.Webhook.ID),
		) < 0
	})
	return c.events
}

// Restore has events seen again by the next comparison, as no one was told of them.
func (m *Memory) Restore(events []News) {
	for _, e := range events {
		e.restore()
	}
}

// at names the workspace of a result.
func at(r fleet.Result) api.Ref { return api.Ref{Account: r.Account, Workspace: r.Workspace.ID} }
