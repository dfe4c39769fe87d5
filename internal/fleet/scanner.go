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

// Again says what a further scan of a [Scanner] reads.
type Again int

// What a further scan reads.
const (
	Stale  Again = iota // what is older than [Scanner.Fresh], and what failed
	All                 // everything: a refresh
	Failed              // what failed, for whatever reason; the tree is not searched again
)

// DefaultFresh is how long a result counts as fresh.
const DefaultFresh = 2 * time.Minute

// Scanner scans the tree below one channel, and remembers what it read and when,
// so that a second scan asks only for what is no longer fresh. Its fields are set
// before the first scan. Its methods may be used by several goroutines; a scan
// waits for the end of the one before, which has counts of its own.
type Scanner struct {
	Reader  Reader
	Channel api.WorkspaceID
	Options Options       // its Limiter and Gate are made when they are nil
	Fresh   time.Duration // 0: DefaultFresh

	turn     sync.Mutex // held by the scan that is running
	mu       sync.Mutex
	known    map[api.WorkspaceID]Result
	forgot   map[api.WorkspaceID]time.Time // when it was changed: a read that began before is outdated
	order    []api.Workspace
	short    error // nil, or why order may not be all
	searched time.Time
	progress Progress
	heirs    map[api.Ref]int
}

// Progress counts how far a scan has come, in workspaces. When none is running,
// they are the counts of the last one.
type Progress struct {
	Total     int // 0 while the tree is being searched
	Read      int // of Total, with any result
	Reused    int // of Read: still fresh from an earlier scan
	Forbidden int // of Read: no access, or gone
	Skipped   int // of Read: the server asked to wait too long
	Failed    int // of Read: failed for another reason
	Short     int // of Read: the server did not return all of their webhooks
	Webhooks  int // each once: where it lives, or else where it was first seen
	Disabled  int // of Webhooks
	Inherited int // seen in other lists too, and not counted in Webhooks
	Began     time.Time
	Ended     time.Time // zero while it runs
}

// Scan reads what again says, and gives each result to take as it comes: what is
// still fresh at once, the rest as it is read. It ends as the function [Scan] does;
// a tree that cannot be searched is an error too, and so is [TimeUp]. What was read
// until then is remembered.
func (s *Scanner) Scan(ctx context.Context, again Again, take func(Result)) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.begin()
	defer s.end()
	limited, stop := within(ctx, cmp.Or(s.Options.Limit, DefaultLimit), s.Options.Gate)
	defer stop()
	err := s.scan(limited, again, take)
	if up, is := errors.AsType[*TimeUp](context.Cause(limited)); is && err != nil {
		p := s.Progress()
		return &TimeUp{Limit: up.Limit, Read: p.Read, Total: p.Total}
	}
	return err
}

func (s *Scanner) scan(ctx context.Context, again Again, take func(Result)) error {
	all, err := s.tree(ctx, again)
	if err != nil {
		return err
	}
	reused, open := s.sort(all, again)
	lineage := NewLineage(s.Channel, all)
	d := newInheritance(lineage, func(result Result) {
		s.remember(result)
		s.countRows(result)
		take(result)
	})
	s.mu.Lock()
	s.progress.Total, s.heirs = len(all), nil
	s.mu.Unlock()
	for _, result := range reused {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.count(result)
		d.take(result)
	}
	lineage.sort(open)
	err = Scan(ctx, s.Reader, open, s.Options, func(result Result) {
		s.remember(result)
		s.count(result)
		d.take(result)
	})
	if _, up := errors.AsType[*TimeUp](context.Cause(ctx)); up || ctx.Err() == nil {
		d.flush() // but not after a cancel
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heirs = d.heirs
	return err
}

// Heirs returns, for each webhook that workspaces inherit, how many do, as the last
// scan saw it.
func (s *Scanner) Heirs() map[api.Ref]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.heirs)
}

// Pause lets nothing begin until [Scanner.Resume].
func (s *Scanner) Pause() { s.gate().Close() }

// Resume ends a [Scanner.Pause].
func (s *Scanner) Resume() { s.gate().Open() }

// Paused reports whether the scan is paused.
func (s *Scanner) Paused() bool { return s.gate().Closed() }

// Progress returns how far the scan has come.
func (s *Scanner) Progress() Progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.progress
}

// Forget drops what is known of a workspace, because something there was changed
// since, and what a running request will say of it: the next scan reads it again.
func (s *Scanner) Forget(id api.WorkspaceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, id)
	if s.forgot == nil {
		s.forgot = make(map[api.WorkspaceID]time.Time)
	}
	s.forgot[id] = time.Now()
}

// Workspaces lists those that the last scan found, in the order of the tree.
func (s *Scanner) Workspaces() []api.Workspace {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

// Unlisted is nil, or why the last search did not find all workspaces: an
// [api.Incomplete] or an [Unlisted].
func (s *Scanner) Unlisted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.short
}

// Results lists what is known of the workspaces that were read, in the order of the
// tree.
func (s *Scanner) Results() []Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Result, 0, len(s.known))
	for _, workspace := range s.order {
		if result, there := s.known[workspace.ID]; there {
			all = append(all, result)
		}
	}
	return all
}

// Troubles lists the workspaces that failed or are incomplete, in the order
// of the tree.
func (s *Scanner) Troubles() []Result {
	return slices.DeleteFunc(s.Results(), func(r Result) bool { return r.Err == nil && r.Short == nil })
}

func (s *Scanner) gate() *Gate {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Options.Gate == nil {
		s.Options.Gate = new(Gate)
	}
	return s.Options.Gate
}

func (s *Scanner) begin() {
	s.gate()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Options.Limiter == nil {
		s.Options.Limiter = api.NewLimiter(s.Options.Concurrency)
	}
	if s.Fresh == 0 {
		s.Fresh = DefaultFresh
	}
	s.progress = Progress{Began: time.Now()}
	clear(s.forgot) // no read is running that began before
}

func (s *Scanner) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress.Ended = time.Now()
}

// tree returns the workspaces. It searches for them unless they are fresh enough.
func (s *Scanner) tree(ctx context.Context, again Again) ([]api.Workspace, error) {
	s.mu.Lock()
	order := slices.Clone(s.order)
	_, failed := errors.AsType[*Unlisted](s.short)
	known := order != nil && !failed && (again == Failed || again == Stale && time.Since(s.searched) < s.Fresh)
	s.mu.Unlock()
	if known {
		return order, nil
	}
	_, most := s.Options.Limiter.Limit()
	all, err := Workspaces(api.Prefetch(ctx, most), s.Reader, s.Channel)
	if err != nil && !partly(err) {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	there := make(map[api.WorkspaceID]bool, len(all))
	for _, workspace := range all {
		there[workspace.ID] = true
	}
	for _, workspace := range s.order {
		if err != nil && !there[workspace.ID] { // it may be in the part that failed
			there[workspace.ID] = true
			all = append(all, workspace)
		}
	}
	s.order, s.short, s.searched = all, err, time.Now()
	for id := range s.known {
		if !there[id] {
			delete(s.known, id)
		}
	}
	return slices.Clone(all), nil
}

// sort separates what is still fresh from what must be read.
func (s *Scanner) sort(all []api.Workspace, again Again) (reused []Result, open []api.Workspace) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, workspace := range all {
		result, there := s.known[workspace.ID]
		if !there || !s.reuses(result, again) {
			open = append(open, workspace)
			continue
		}
		result.Workspace, result.Reused = workspace, true
		reused = append(reused, result)
	}
	return reused, open
}

func (s *Scanner) reuses(result Result, again Again) bool {
	switch again {
	case All:
		return false
	case Failed:
		return result.Err == nil
	default:
		return time.Since(result.At) < s.Fresh && (result.Err == nil || result.Refused())
	}
}

// remember keeps a result. It replaces what was read before, also when it is a
// failure: old webhooks beside it would look current.
func (s *Scanner) remember(result Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = make(map[api.WorkspaceID]Result)
	}
	if !result.Asked.Before(s.forgot[result.Workspace.ID]) {
		s.known[result.Workspace.ID] = result
	}
}

func (s *Scanner) count(result Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.progress
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
	if result.Reused {
		p.Reused++
	}
}

// countRows counts the webhooks of a result, each once.
func (s *Scanner) countRows(result Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.progress
	rows := 0
	for webhook := range result.Rows {
		rows++
		if webhook.Status.Off() {
			p.Disabled++
		}
	}
	p.Webhooks += rows
	p.Inherited += len(result.Webhooks) - rows
}
