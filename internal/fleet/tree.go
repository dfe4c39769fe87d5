package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"corotui/api"
)

// Workspaces returns the channel and everything below it, each once, the channel
// first, however much or little the server says of it: a search may omit the
// channel itself and what is below its children, and where there is no search, the
// children are known by their ids alone. Beside what was found, the error is an
// [api.Incomplete] if the server has more than it returns, and an [Unlisted] if it
// failed below the channel.
func Workspaces(ctx context.Context, reader Reader, channel api.WorkspaceID) ([]api.Workspace, error) {
	found, err := reader.Workspaces(ctx, channel)
	short, _ := errors.AsType[*api.Incomplete](err)
	if err != nil && short == nil {
		return nil, err
	}
	t := &tree{reader: reader, at: make(map[api.WorkspaceID]int, len(found)+1), looked: make(map[api.WorkspaceID]bool)}
	for _, w := range found {
		if w.ID == channel {
			t.add(w)
		}
	}
	if len(t.all) == 0 {
		t.add(t.own(ctx, channel))
	}
	for _, w := range found {
		t.add(w)
	}
	for range deepest {
		more, err := t.deepen(ctx)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
	}
	if short != nil && t.short == nil && !t.completes(short) {
		t.short = short
	}
	return t.all, t.short
}

// completes reports whether what the channel and those below it name is all that
// their search kept back.
func (t *tree) completes(short *api.Incomplete) bool {
	return len(t.all[0].Children) > 0 && short.Total >= 0 && int64(len(t.all)-1) >= short.Total
}

// Unlisted is the error of a tree of which a part is not known, because the search
// for it failed. The rest is returned beside it.
type Unlisted struct {
	Below api.Workspace
	Err   error
}

// Error describes the error for logs and for wrapping.
func (e *Unlisted) Error() string {
	return fmt.Sprintf("list the workspaces below %s: %s", e.Below.Name(), e.Err)
}

// Unwrap returns the cause.
func (e *Unlisted) Unwrap() error { return e.Err }

// Sentence says what is not known, and why, as a user reads it.
func (e *Unlisted) Sentence() string {
	reason := "the search failed"
	var cause interface{ Sentence() string }
	if errors.As(e.Err, &cause) {
		reason = cause.Sentence()
	}
	return fmt.Sprintf("Could not list the workspaces below %s: %s", e.Below.Name(), reason)
}

// partly reports whether err is of a tree that is known but for a part.
func partly(err error) bool {
	_, unlisted := errors.AsType[*Unlisted](err)
	return unlisted || api.IsIncomplete(err)
}

// deepest bounds how many levels below the channel's children are searched, since a
// server could name ever more.
const deepest = 8

// tree gathers workspaces.
type tree struct {
	reader Reader
	all    []api.Workspace
	at     map[api.WorkspaceID]int // indexes in all
	looked map[api.WorkspaceID]bool
	short  error // of the first search below the channel that gave less than there is
}

// detailer is a [Reader] that can read one workspace.
type detailer interface {
	Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error)
}

func (t *tree) add(w api.Workspace) {
	if _, there := t.at[w.ID]; !there {
		t.at[w.ID] = len(t.all)
		t.all = append(t.all, w)
	}
}

// own returns the channel itself, where the reader can read it. It is only about its
// name: after a failure the id is enough.
func (t *tree) own(ctx context.Context, channel api.WorkspaceID) api.Workspace {
	if r, can := t.reader.(detailer); can {
		if w, err := r.Workspace(api.Once(ctx), channel); err == nil && w.ID == channel {
			return w
		}
	}
	return api.Workspace{ID: channel}
}

// deepen searches the workspaces that may have unknown ones below them, and reports
// whether there were any. A refusal does not matter here: the scan of that workspace
// reports it.
func (t *tree) deepen(ctx context.Context) (more bool, err error) {
	looks := t.unknown()
	answers := make([][]api.Workspace, len(looks))
	failures := make([]error, len(looks))
	var group sync.WaitGroup
	free := make(chan struct{}, api.DefaultConcurrency)
	for i, w := range looks {
		t.looked[w.ID] = true
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return false, ctx.Err()
		}
		group.Go(func() {
			answers[i], failures[i] = t.look(ctx, w)
			<-free
		})
	}
	group.Wait()
	for i, w := range looks {
		switch failure := failures[i]; {
		case failure == nil:
		case ctx.Err() != nil || api.KindOf(failure) == api.KindAuth: // which is true of all
			return false, failure
		case api.IsIncomplete(failure):
			t.short = cmp.Or(t.short, failure)
		default:
			t.short = cmp.Or[error](t.short, &Unlisted{Below: w, Err: failure})
		}
		for _, below := range answers[i] {
			if below.ID == w.ID && bare(w) {
				below.Parent = cmp.Or(below.Parent, w.Parent)
				t.all[t.at[w.ID]] = below
			}
			t.add(below)
		}
	}
	return len(looks) > 0, ctx.Err()
}

// look reads one workspace that is known by its id alone, or searches below one.
// Children that are only named are known by their ids.
func (t *tree) look(ctx context.Context, w api.Workspace) (found []api.Workspace, err error) {
	if r, can := t.reader.(detailer); can && bare(w) {
		var read api.Workspace
		if read, err = r.Workspace(ctx, w.ID); err == nil && read.ID == w.ID {
			w, found = read, []api.Workspace{read}
		}
		err = nil // its own scan reports what is wrong with it
	} else {
		found, err = t.reader.Workspaces(ctx, w.ID)
	}
	if (Result{Err: err}).Refused() {
		err = nil
	}
	for _, child := range w.Children {
		found = append(found, api.Workspace{ID: child, Parent: w.ID})
	}
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	return found, err
}

// bare reports whether nothing but the id of a workspace is known.
func bare(w api.Workspace) bool {
	return w.Name() == api.Text(w.ID) && w.Type == "" && len(w.Children) == 0
}

// unknown lists the workspaces to look into, once each: those that are known by
// their id alone, and channels below which nothing, or not all, was found.
func (t *tree) unknown() []api.Workspace {
	parents := make(map[api.WorkspaceID]bool)
	for _, w := range t.all {
		parents[w.Parent] = true
	}
	_, details := t.reader.(detailer)
	var looks []api.Workspace
	for i, w := range t.all {
		missing := w.IsChannel() && len(w.Children) == 0 && !parents[w.ID]
		for _, child := range w.Children {
			if _, there := t.at[child]; !there {
				missing = true
			}
		}
		if i > 0 && !t.looked[w.ID] && (missing || details && bare(w)) {
			looks = append(looks, w)
		}
	}
	return looks
}
