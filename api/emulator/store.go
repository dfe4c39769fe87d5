package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// webhook is a configuration as the server holds it. The document is replaced
// as a whole and never changed in place, so it may be read without the lock.
type webhook struct {
	id  string
	doc json.RawMessage
}

// workspace is a tenant with its webhooks in the order of their creation.
type workspace struct {
	SeedWorkspace
	created  time.Time
	level    string   // of notifications; empty: that of all workspaces of a seed
	emails   []string // of its administrators; nil: one made of its domain
	children []string
	order    []*webhook
	byID     map[string]*webhook
}

// seedTime is when workspaces were created whose seed does not say so.
var seedTime = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// store is everything that the server holds.
type store struct {
	mu         sync.RWMutex
	workspaces map[string]*workspace
	made       int // webhooks made so far, for their ids
	born       int // workspaces created so far, for their ids

	// found keeps what is below a workspace until one is created: a long tree is
	// asked for page by page, and by many at once.
	found map[lineage][]string
}

// lineage is what a search finds: all below a workspace, or its children.
type lineage struct {
	of   string
	deep bool
}

func newStore(seed Seed, now time.Time, v Variant) *store {
	st := &store{workspaces: make(map[string]*workspace, len(seed.Workspaces)), found: map[lineage][]string{}}
	for _, seeded := range seed.Workspaces {
		place := &workspace{SeedWorkspace: seeded, created: seedTime, byID: make(map[string]*webhook, len(seeded.Webhooks))}
		place.SeedWorkspace.Webhooks = nil
		if seeded.Created != 0 {
			place.created = now.Add(-seeded.Created)
		}
		st.workspaces[seeded.ID] = place
		for _, w := range seeded.Webhooks {
			id := w.ID
			if id == "" {
				id = st.newID()
			}
			d := w.document(id, seeded.ID, now)
			v.respell(d)
			place.add(&webhook{id, d.encode()})
		}
	}
	for _, seeded := range seed.Workspaces {
		if parent := st.workspaces[seeded.Parent]; parent != nil {
			parent.children = append(parent.children, seeded.ID)
		}
	}
	return st
}

// newID returns an id of 24 hexadecimal digits that depends only on how many
// were made before.
func (st *store) newID() string {
	st.made++
	sum := sha256.Sum256(fmt.Appendf(nil, "webhook %d", st.made))
	return hex.EncodeToString(sum[:12])
}

func (w *workspace) add(hook *webhook) {
	w.order = append(w.order, hook)
	w.byID[hook.id] = hook
}

// webhooks returns the documents of a workspace in the order of creation.
func (st *store) webhooks(ws string) []json.RawMessage {
	st.mu.RLock()
	defer st.mu.RUnlock()
	place := st.workspaces[ws]
	if place == nil {
		return nil
	}
	docs := make([]json.RawMessage, len(place.order))
	for i, hook := range place.order {
		docs[i] = hook.doc
	}
	return docs
}

func (st *store) webhook(ws, id string) (json.RawMessage, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	place := st.workspaces[ws]
	if place == nil {
		return nil, false
	}
	hook := place.byID[id]
	if hook == nil {
		return nil, false
	}
	return hook.doc, true
}

// create adds what build makes of a new id, in one step.
func (st *store) create(ws string, build func(id string) document) json.RawMessage {
	st.mu.Lock()
	defer st.mu.Unlock()
	place := st.workspaces[ws]
	id := st.newID()
	for place.byID[id] != nil {
		id = st.newID()
	}
	doc := build(id).encode()
	place.add(&webhook{id, doc})
	return doc
}

// update replaces a webhook by what change makes of it, in one step, unless
// change refuses with faults. found tells whether there was one.
func (st *store) update(ws, id string, change func(held json.RawMessage, old document) (document, []fieldError)) (doc json.RawMessage, found bool, refused []fieldError) {
	st.mu.Lock()
	defer st.mu.Unlock()
	place := st.workspaces[ws]
	hook := place.byID[id]
	if hook == nil {
		return nil, false, nil
	}
	next, refused := change(hook.doc, held(hook.doc))
	if len(refused) > 0 {
		return nil, true, refused
	}
	hook.doc = next.encode()
	return hook.doc, true, nil
}

// remove takes a webhook out and returns what it was, in one step, if may allows
// that.
func (st *store) remove(ws, id string, may func(held json.RawMessage) bool) (json.RawMessage, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	place := st.workspaces[ws]
	if place == nil || place.byID[id] == nil {
		return nil, false
	}
	hook := place.byID[id]
	if !may(hook.doc) {
		return nil, false
	}
	delete(place.byID, id)
	place.order = slices.DeleteFunc(place.order, func(w *webhook) bool { return w == hook })
	return hook.doc, true
}

// removeAt takes the webhook at a place of a workspace's list out, or the last one
// where the list ends before.
func (st *store) removeAt(ws string, at int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	place := st.workspaces[ws]
	if place == nil || len(place.order) == 0 {
		return
	}
	at = min(at, len(place.order)-1)
	delete(place.byID, place.order[at].id)
	place.order = slices.Delete(place.order, at, at+1)
}

// put stores a document as it is, in the place of the one that has its id or
// as a new one. The workspace is made if it is unknown.
func (st *store) put(ws string, d document) {
	st.mu.Lock()
	defer st.mu.Unlock()
	place := st.workspaces[ws]
	if place == nil {
		place = &workspace{SeedWorkspace: SeedWorkspace{ID: ws}, created: seedTime, byID: map[string]*webhook{}}
		st.workspaces[ws] = place
	}
	id := d.text(fieldID)
	doc := d.encode()
	if hook := place.byID[id]; hook != nil {
		hook.doc = doc
		return
	}
	place.add(&webhook{id, doc})
}

// workspace returns a copy of a workspace without its webhooks.
func (st *store) workspace(id string) (workspace, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	place := st.workspaces[id]
	if place == nil {
		return workspace{}, false
	}
	return place.bare(), true
}

func (w *workspace) bare() workspace {
	return workspace{SeedWorkspace: w.SeedWorkspace, created: w.created, level: w.level, emails: w.emails, children: w.children}
}

// below returns the ids of the workspaces under one, parents before children;
// only the direct children if deep is false. They must not be changed.
func (st *store) below(id string, deep bool) []string {
	st.mu.Lock()
	defer st.mu.Unlock()
	asked := lineage{id, deep}
	if found, ok := st.found[asked]; ok {
		return found
	}
	var found []string
	queue := []string{id}
	seen := map[string]bool{id: true}
	for len(queue) > 0 {
		at := st.workspaces[queue[0]]
		queue = queue[1:]
		if at == nil {
			continue
		}
		for _, childID := range at.children {
			if seen[childID] {
				continue
			}
			seen[childID] = true
			found = append(found, childID)
			if deep {
				queue = append(queue, childID)
			}
		}
	}
	st.found[asked] = found
	return found
}

// isBelow reports whether a workspace is root or anywhere under it.
func (st *store) isBelow(id, root string) bool {
	st.mu.RLock()
	defer st.mu.RUnlock()
	for range len(st.workspaces) {
		if id == root {
			return true
		}
		at := st.workspaces[id]
		if at == nil {
			return false
		}
		id = at.Parent
	}
	return false
}

// Webhook returns a webhook as the server really holds it, whatever its
// answers show. The document is compact JSON and must not be changed.
func (s *Server) Webhook(ws, id string) (json.RawMessage, bool) { return s.store.webhook(ws, id) }

// Webhooks returns every webhook of a workspace as the server holds it, in the
// order of creation. The documents must not be changed.
func (s *Server) Webhooks(ws string) []json.RawMessage { return s.store.webhooks(ws) }

// Put stores a webhook as it is, past all validation, as if someone else had
// written it: in the place of the one that has the document's id, or as a new
// one. A document that is no JSON object with a string "id" is a mistake of
// the caller and panics.
func (s *Server) Put(ws string, doc json.RawMessage) {
	d, err := parseDocument(doc)
	if err != nil {
		panic("emulator: Put: " + err.Error())
	}
	if d.text(fieldID) == "" {
		panic("emulator: Put: the webhook has no id")
	}
	s.variant.respell(d)
	s.store.put(ws, d)
}

// Remove deletes a webhook as if someone else had, and tells whether it was
// there.
func (s *Server) Remove(ws, id string) bool {
	_, found := s.store.remove(ws, id, func(json.RawMessage) bool { return true })
	return found
}
