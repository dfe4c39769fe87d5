package state

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"corotui/api"
)

// Gaps remembers since when webhooks are disabled: the server's time of the last
// change is moved by everything that is done to one. It may be used by several
// goroutines, and its file by several programs.
type Gaps struct {
	store *Snapshots                       // nil: in memory only
	now   func() time.Time                 // of this machine
	older func(of Account) map[api.Ref]Gap // what the history tells where nothing is remembered; may be nil

	mu       sync.Mutex
	accounts map[Account]*accountGaps
}

// Gap is since when a webhook is disabled, as it was seen last.
type Gap struct {
	api.Off

	Changed time.Time `json:"changed,omitzero"` // when it changed last, by the server
	Touched time.Time `json:"touched,omitzero"` // by us, which may move that
	At      time.Time `json:"at"`               // when it was seen
	Gone    bool      `json:"gone,omitempty"`   // it is enabled, or deleted
	Last    *Closed   `json:"last,omitempty"`   // the gap before, that is over
}

// accountGaps is what is known of one account.
type accountGaps struct {
	seen  map[api.Ref]Gap
	stamp string // of the file that was read
	saved time.Time
	dirty bool
}

// NewGaps returns a memory that is kept in a store, or with none as long as the
// program runs. older tells what the history knows, for an account of which
// nothing is kept.
func NewGaps(store *Snapshots, now func() time.Time, older func(of Account) map[api.Ref]Gap) *Gaps {
	return &Gaps{store: store, now: now, older: older, accounts: make(map[Account]*accountGaps)}
}

// skew is by how much the clocks of two machines may differ.
const skew = 5 * time.Minute

// See takes in webhooks as they were read, and fills in since when those are
// disabled that are.
func (g *Gaps) See(of Account, workspace api.WorkspaceID, webhooks []api.Webhook) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var known *accountGaps
	for i := range webhooks {
		w := &webhooks[i]
		if known == nil {
			known = g.of(of)
		}
		at := api.Ref{Workspace: workspace, Webhook: w.ID}
		was, there := known.seen[at]
		switch {
		case !w.Status.Off():
			if there && !was.Gone {
				known.put(at, Gap{At: g.now(), Gone: true, Last: was.closed(*w, g.now(), false)})
			}
			continue
		case !there || was.Gone:
			was = Gap{Off: w.DisabledSince(), Last: was.Last}
			if was.Since.IsZero() {
				was.Off = api.Off{Since: g.now(), Bound: api.AtLeast}
			}
			was.Changed, was.At = w.LastChange(), g.now()
			known.put(at, was)
		case !was.Changed.Equal(w.LastChange()):
			was = was.moved(*w)
			was.At = g.now()
			known.put(at, was)
		}
		w.Off = was.Off
	}
	if known != nil {
		g.save(of, known, false)
	}
}

// moved is what was seen of a webhook that changed since. A test of ours may have
// done that, or a change of which only the history tells. Else someone else changed
// it, who may have enabled it for a while.
func (s Gap) moved(w api.Webhook) Gap {
	changed := w.LastChange()
	ours := !s.Touched.IsZero() && changed.Sub(s.Touched).Abs() <= skew ||
		s.Changed.IsZero() && !changed.After(s.At.Add(skew)) // as the history tells of it
	s.Changed, s.Touched = changed, time.Time{}
	switch {
	case ours || changed.IsZero():
	case s.Bound == api.AtLeast:
		s.Off = api.Off{Since: changed, Bound: api.AtLeast} // that much is sure
	default:
		s.Bound = api.AtMost
	}
	return s
}

// Wrote takes in a webhook as a change of ours left it; its Off is by
// [api.StillOff].
func (g *Gaps) Wrote(of Account, workspace api.WorkspaceID, now api.Webhook) {
	g.mu.Lock()
	defer g.mu.Unlock()
	known, at := g.of(of), api.Ref{Workspace: workspace, Webhook: now.ID}
	was, there := known.seen[at]
	seen := Gap{Off: now.DisabledSince(), Changed: now.LastChange(), At: g.now(), Last: was.Last}
	switch {
	case now.Status.Off() && seen.Last.reopened(seen.Off):
		seen.Last = nil
	case now.Status.Off():
	case there:
		seen = Gap{At: seen.At, Gone: true, Last: was.closed(now, seen.At, true)}
	default:
		seen = Gap{At: seen.At, Gone: true}
	}
	known.put(at, seen)
	g.save(of, known, len(known.seen) <= few)
}

// few is how many webhooks are kept at once after each change of ours. A run over
// thousands does not wait for a long file each time.
const few = 200

// Touched takes in that a webhook is about to be tested or changed from here, which
// may move the time of its last change.
func (g *Gaps) Touched(of Account, workspace api.WorkspaceID, webhook api.WebhookID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	known, at := g.of(of), api.Ref{Workspace: workspace, Webhook: webhook}
	if seen, there := known.seen[at]; there && !seen.Gone {
		seen.Touched, seen.At = g.now(), g.now()
		known.put(at, seen)
		g.save(of, known, len(known.seen) <= few)
	}
}

// Flush keeps what was taken in and not kept yet.
func (g *Gaps) Flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for of, known := range g.accounts {
		g.save(of, known, true)
	}
}

func (r *accountGaps) put(at api.Ref, seen Gap) {
	r.seen[at] = seen
	r.dirty = true
}

// of returns what is known of an account. Another program may have learned more
// since it was read.
func (g *Gaps) of(of Account) *accountGaps {
	known, there := g.accounts[of]
	if !there {
		known = &accountGaps{seen: make(map[api.Ref]Gap)}
		g.accounts[of] = known
	}
	if g.store == nil {
		return known
	}
	if stamp := g.store.gapStamp(of); stamp != known.stamp {
		kept, ok := g.store.gaps(of)
		if ok {
			known.merge(kept)
			known.stamp = stamp
			return known
		}
	}
	if !there && known.stamp == "" && g.older != nil {
		known.merge(g.older(of))
		known.dirty = true
	}
	return known
}

// merge takes over what others saw later.
func (r *accountGaps) merge(kept map[api.Ref]Gap) {
	for at, seen := range kept {
		if was, there := r.seen[at]; !there || was.At.Before(seen.At) || was.Bound == api.AtMost && seen.Changed.Equal(was.Changed) {
			if seen.Last == nil && was.Last != nil && !was.Last.reopened(seen.Off) {
				seen.Last = was.Last
			}
			r.seen[at] = seen
		}
	}
}

// saveEvery is how often what was only read is kept: a scan brings it piece by
// piece.
const saveEvery = time.Second

// forgetAfter is for how long it is kept that a webhook is not disabled any more, if
// nothing else is known of it.
const forgetAfter = 24 * time.Hour

// save keeps what is known. If that fails nothing false is said: it is known for as
// long as the program runs, and the history knows most of it.
func (g *Gaps) save(of Account, known *accountGaps, now bool) {
	if g.store == nil || !known.dirty || !now && time.Since(known.saved) < saveEvery {
		return
	}
	g.of(of)
	known.forget(g.now())
	known.saved = time.Now()
	if err := g.store.saveGaps(of, known.seen); err == nil {
		known.dirty, known.stamp = false, g.store.gapStamp(of)
	}
}

// gapFile is the form of the file of an account's gaps: ids and times.
type gapFile struct {
	Version int        `json:"v"`
	Gaps    []savedGap `json:"gaps"`
}

type savedGap struct {
	Workspace api.WorkspaceID `json:"workspace"`
	Webhook   api.WebhookID   `json:"webhook"`
	Gap
}

func (s *Snapshots) gapPath(of Account) string { return filepath.Join(s.account(of), "gaps.json.gz") }

// gapStamp changes whenever the file does; it is empty without one.
func (s *Snapshots) gapStamp(of Account) string {
	info, err := os.Stat(s.gapPath(of))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

func (s *Snapshots) gaps(of Account) (map[api.Ref]Gap, bool) {
	values, err := unpack(s.gapPath(of))
	if err != nil {
		return nil, false
	}
	var f gapFile
	if values.Decode(&f) != nil || f.Version != version {
		return nil, false
	}
	all := make(map[api.Ref]Gap, len(f.Gaps))
	for _, kept := range f.Gaps {
		all[api.Ref{Workspace: kept.Workspace, Webhook: kept.Webhook}] = kept.Gap
	}
	return all, true
}

func (s *Snapshots) saveGaps(of Account, all map[api.Ref]Gap) error {
	f := gapFile{Version: version, Gaps: make([]savedGap, 0, len(all))}
	for at, gap := range all {
		f.Gaps = append(f.Gaps, savedGap{at.Workspace, at.Webhook, gap})
	}
	return pack(s.gapPath(of), func(encode func(any) error) error { return encode(f) })
}
