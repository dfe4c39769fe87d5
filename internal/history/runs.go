package history

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/disk"
)

// RunPlan is what a run over many webhooks is going to do. It holds no secret:
// a value that is one is left out, and Lacks says so.
type RunPlan struct {
	Kind        string     `json:"kind"` // the action, in the words of whoever runs it
	From        string     `json:"from,omitempty"`
	To          string     `json:"to,omitempty"`
	Trigger     api.Text   `json:"trigger,omitempty"` // the only one, as older versions wrote it
	Triggers    []api.Text `json:"triggers,omitempty"`
	Header      api.Text   `json:"header,omitempty"`  // that is set; of older versions also the only one that is removed
	Headers     []api.Text `json:"headers,omitempty"` // that are removed
	NeedsValues bool       `json:"lacks,omitempty"`   // a value that must be given again
	Policy      []byte     `json:"policy,omitempty"`  // of an apply: the files, see [Log.SealData]
	Items       []RunItem  `json:"items"`
}

// AllTriggers returns the triggers that the run adds or removes.
func (p RunPlan) AllTriggers() []api.Text {
	if p.Trigger != "" {
		return append([]api.Text{p.Trigger}, p.Triggers...)
	}
	return p.Triggers
}

// AllHeaders returns the headers that the run removes.
func (p RunPlan) AllHeaders() []api.Text {
	if p.Header != "" {
		return append([]api.Text{p.Header}, p.Headers...)
	}
	return p.Headers
}

// RunItem is one webhook of a plan.
type RunItem struct {
	Profile       string          `json:"profile,omitempty"` // whose it is, where that is another account than the run's
	Host          string          `json:"host,omitempty"`    // of the API of that
	Workspace     api.WorkspaceID `json:"workspace"`
	WorkspaceName api.Text        `json:"workspaceName,omitempty"`
	Webhook       api.WebhookID   `json:"webhook"`
	Name          api.Text        `json:"name,omitempty"`
	Into          api.WorkspaceID `json:"into,omitempty"` // of a copy: where to
	IntoName      api.Text        `json:"intoName,omitempty"`
	Seal          string          `json:"seal,omitempty"`   // see [Log.Seal]
	Goal          string          `json:"goal,omitempty"`   // of an apply: the seal of what it is to be
	Secret        bool            `json:"secret,omitempty"` // of an apply: also another secret, which the server does not show
	Does          change.Action   `json:"does,omitempty"`   // of an apply
	InSet         int             `json:"inSet,omitempty"`  // of an apply: the place of what is wanted in the files, from 0
	Nth           int             `json:"nth,omitempty"`    // and in the set
	Undoes        string          `json:"undoes,omitempty"` // of an undo: the entry
}

// Run is a run over many webhooks as the history tells it.
type Run struct {
	Plan    Entry
	Results map[int]Entry // how items ended, by their place in the plan
	Begun   map[int]Entry // the writes that were about to be sent, by their place in the plan
	Changes []Entry       // what was sent of the set, the oldest first
	Ended   bool          // all was tried, or the user wanted no more
}

// follow takes over what an earlier run of the same set tells of the items that
// are planned again: a write that was about to be sent has no end in either.
func (r *Run) follow(earlier *Run) {
	if earlier == nil {
		return
	}
	r.Changes = earlier.Changes
	for place, begun := range earlier.Begun {
		if _, ended := earlier.Results[place]; ended || place < 0 || place >= len(earlier.Plan.Run.Items) {
			continue
		}
		was := &earlier.Plan.Run.Items[place]
		for now := range r.Plan.Run.Items {
			i := &r.Plan.Run.Items[now]
			if i.Profile == was.Profile && i.Host == was.Host && i.Workspace == was.Workspace && i.Webhook == was.Webhook && i.Into == was.Into && i.Undoes == was.Undoes {
				r.Begun[now] = begun
			}
		}
	}
}

// Mark appends an entry of a run, as who makes it.
func (l *Log) Mark(ctx context.Context, who Who, entry Entry) error {
	_, err := l.Append(ctx, by(who, entry))
	return err
}

// Note is Mark for an entry that is only about a program that is killed, or that
// another one tells as well: it outlives the program, and does not wait for the
// disk.
func (l *Log) Note(ctx context.Context, who Who, entry Entry) error {
	_, err := l.add(ctx, by(who, entry), false)
	return err
}

func by(who Who, entry Entry) Entry {
	entry.User, entry.Profile, entry.Client, entry.Host = who.User, who.Profile, shortClient(who.Client), who.Host
	return entry
}

// ErrHeld is that another process, or this one, is carrying out a run.
var ErrHeld = errors.New("the run is in progress in another corotui")

// Hold claims a run for this process until release is called, or the process is
// gone, however it went. It returns [ErrHeld] while another has it.
func (l *Log) Hold(ctx context.Context, set string) (release func() error, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[set] {
		return nil, ErrHeld
	}
	unlock, err := l.store.hold(ctx, set)
	if err != nil {
		return nil, err
	}
	if l.held == nil {
		l.held = make(map[string]bool)
	}
	l.held[set] = true
	return func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, set)
		return unlock()
	}, nil
}

// hold locks a file of its own for the run. The system gives the lock back when
// the process is killed; the file that is then left is used again.
func (f *file) hold(_ context.Context, set string) (func() error, error) {
	if err := disk.MakeFolder(f.folder()); err != nil {
		return nil, err
	}
	if set != filepath.Base(set) {
		return nil, fmt.Errorf("%q cannot be the name of a run", set)
	}
	release, free, err := disk.TryLock(f.beside(".run-" + set + ".lock"))
	switch {
	case err != nil:
		return nil, fmt.Errorf("claiming the run: %w", err)
	case !free:
		return nil, ErrHeld
	}
	return release, nil
}
