package fleet

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"corotui/api"
)

// Again says what a further walk of a [Walker] reads anew.
type Again int

// What is read anew.
const (
	Stale  Again = iota // what is older than [Walker.Fresh], and what failed
	All                 // everything: a refresh
	Failed              // what could not be read, for whatever reason; the tree is not searched again
)

// DefaultFresh is how long what was read counts as fresh.
const DefaultFresh = 2 * time.Minute

// Walker walks the tree below one channel, and remembers what it read and when,
// so that a second walk asks only for what is not fresh any more. Its fields are
// set before the first walk. Its methods may be used by several goroutines; a
// walk waits for the end of the one before, whose counts are not its own.
type Walker struct {
	Reader  Reader
	Channel api.WorkspaceID
	Options Options       // its Limiter and Gate are made when they are nil
	Fresh   time.Duration // 0: DefaultFresh

	turn     sync.Mutex // held by the walk under way
	mu       sync.Mutex
	known    map[api.WorkspaceID]Result
	forgot   map[api.WorkspaceID]time.Time // when it was changed, which what was asked before does not tell
	order    []api.Workspace
	short    error // nil, or why order may not be all
	searched time.Time
	progress Progress
	heirs    map[api.Ref]int
}

// Progress counts how far a walk has come, in workspaces. They are the counts
// of the last one when none is under way.
type Progress struct {
	Total     int // 0 while the tree is searched
	Read      int // of Total, whatever came of it
	Kept      int // of Read: still fresh from an earlier walk
	Forbidden int // of Read: no access, or gone
	Skipped   int // of Read: the server asked to wait too long
	Failed    int // of Read: not read, for another reason
	Short     int // of Read: the server did not give all of their webhooks
	Webhooks  int // each once: where it lives, or else where it was seen first
	Disabled  int // of Webhooks
	Inherited int // seen in further lists, and not of Webhooks
	Began     time.Time
	Ended     time.Time // zero while it is under way
}

// Walk walks and gives each result to take as it comes, what is still fresh at
// once and the rest as it is read. It ends as [Walk] does; the tree that cannot
// be searched is an error too, and so is [TimeUp]. What was read until then is
// remembered.
func (w *Walker) Walk(ctx context.Context, again Again, take func(Result)) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.begin()
	defer w.end()
	limited, stop := within(ctx, cmp.Or(w.Options.Limit, DefaultLimit), w.Options.Gate)
	defer stop()
	err := w.walk(limited, again, take)
	if up, is := errors.AsType[*TimeUp](context.Cause(limited)); is && err != nil {
		p := w.Progress()
		return &TimeUp{Limit: up.Limit, Read: p.Read, Total: p.Total}
	}
	return err
}

func (w *Walker) walk(ctx context.Context, again Again, take func(Result)) error {
	all, err := w.tree(ctx, again)
	if err != nil {
		return err
	}
	kept, open := w.sort(all, again)
	lineage := NewLineage(w.Channel, all)
	d := newDelivery(lineage, func(result Result) {
		w.remember(result)
		w.countTold(result)
		take(result)
	})
	w.mu.Lock()
	w.progress.Total, w.heirs = len(all), nil
	w.mu.Unlock()
	for _, result := range kept {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.count(result)
		d.take(result)
	}
	lineage.sort(open)
	err = Walk(ctx, w.Reader, open, w.Options, func(result Result) {
		w.remember(result)
		w.count(result)
		d.take(result)
	})
	if _, up := errors.AsType[*TimeUp](context.Cause(ctx)); up || ctx.Err() == nil {
		d.flush() // but not for who has left
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heirs = d.heirs
	return err
}

// Heirs returns of the webhooks that others inherit how many workspaces do, as the
// last walk saw it.
func (w *Walker) Heirs() map[api.Ref]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.heirs)
}

// Pause lets nothing begin until [Walker.Resume].
func (w *Walker) Pause() { w.gate().Close() }

// Resume goes on after [Walker.Pause].
func (w *Walker) Resume() { w.gate().Open() }

// Paused reports whether the walk is paused.
func (w *Walker) Paused() bool { return w.gate().Closed() }

// Progress tells how far the walk has come.
func (w *Walker) Progress() Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.progress
}

// Forget drops what is known of a workspace, which was changed since it was
// read, and what a request under way will tell of it: the next walk reads it
// anew.
func (w *Walker) Forget(id api.WorkspaceID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.known, id)
	if w.forgot == nil {
		w.forgot = make(map[api.WorkspaceID]time.Time)
	}
	w.forgot[id] = time.Now()
}

// Workspaces lists those that the last walk found, in the order of the tree.
func (w *Walker) Workspaces() []api.Workspace {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.order)
}

// Unlisted is nil, or why the last search did not find all workspaces: an
// [api.Incomplete] or an [Unlisted].
func (w *Walker) Unlisted() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.short
}

// Results lists what is known of the workspaces that were read, in the order of the
// tree.
func (w *Walker) Results() []Result {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]Result, 0, len(w.known))
	for _, workspace := range w.order {
		if result, there := w.known[workspace.ID]; there {
			all = append(all, result)
		}
	}
	return all
}

// Troubles lists the workspaces that could not be read, or not whole, in the order
// of the tree.
func (w *Walker) Troubles() []Result {
	return slices.DeleteFunc(w.Results(), func(r Result) bool { return r.Err == nil && r.Short == nil })
}

func (w *Walker) gate() *Gate {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Options.Gate == nil {
		w.Options.Gate = new(Gate)
	}
	return w.Options.Gate
}

func (w *Walker) begin() {
	w.gate()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Options.Limiter == nil {
		w.Options.Limiter = NewLimiter(w.Options.Concurrency)
	}
	if w.Fresh == 0 {
		w.Fresh = DefaultFresh
	}
	w.progress = Progress{Began: time.Now()}
	clear(w.forgot) // nothing is under way that was asked before
}

func (w *Walker) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.progress.Ended = time.Now()
}

// tree returns the workspaces, searched for unless they are known well enough.
func (w *Walker) tree(ctx context.Context, again Again) ([]api.Workspace, error) {
	w.mu.Lock()
	order := slices.Clone(w.order)
	_, failed := errors.AsType[*Unlisted](w.short)
	known := order != nil && !failed && (again == Failed || again == Stale && time.Since(w.searched) < w.Fresh)
	w.mu.Unlock()
	if known {
		return order, nil
	}
	all, err := Workspaces(api.Ahead(ctx, places(w.Options.Concurrency)), w.Reader, w.Channel)
	if err != nil && !partly(err) {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	there := make(map[api.WorkspaceID]bool, len(all))
	for _, workspace := range all {
		there[workspace.ID] = true
	}
	for _, workspace := range w.order {
		if err != nil && !there[workspace.ID] { // it may be in the part that is not known
			there[workspace.ID] = true
			all = append(all, workspace)
		}
	}
	w.order, w.short, w.searched = all, err, time.Now()
	for id := range w.known {
		if !there[id] {
			delete(w.known, id)
		}
	}
	return slices.Clone(all), nil
}

// sort tells what need not be read from what must be.
func (w *Walker) sort(all []api.Workspace, again Again) (kept []Result, open []api.Workspace) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, workspace := range all {
		result, there := w.known[workspace.ID]
		if !there || !w.keeps(result, again) {
			open = append(open, workspace)
			continue
		}
		result.Workspace, result.Kept = workspace, true
		kept = append(kept, result)
	}
	return kept, open
}

func (w *Walker) keeps(result Result, again Again) bool {
	switch again {
	case All:
		return false
	case Failed:
		return result.Err == nil
	default:
		return time.Since(result.At) < w.Fresh && (result.Err == nil || result.Refused())
	}
}

// remember keeps a result. What was read before a failure is not kept beside
// it: it would be shown as if it were still so.
func (w *Walker) remember(result Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil {
		w.known = make(map[api.WorkspaceID]Result)
	}
	if !result.Asked.Before(w.forgot[result.Workspace.ID]) {
		w.known[result.Workspace.ID] = result
	}
}

func (w *Walker) count(result Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := &w.progress
	p.Read++
	switch {
	case result.Refused():
		p.Forbidden++
	case result.Skipped():
		p.Skipped++
	case result.Err != nil:
		p.Failed++
	case result.Short != nil:
		p.Short++
	}
	if result.Kept {
		p.Kept++
	}
}

// countTold counts the webhooks of a result, each once.
func (w *Walker) countTold(result Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := &w.progress
	told := 0
	for webhook := range result.Told {
		told++
		if webhook.Status.Off() {
			p.Disabled++
		}
	}
	p.Webhooks += told
	p.Inherited += len(result.Webhooks) - told
}
