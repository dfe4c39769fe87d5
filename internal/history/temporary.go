package history

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"corotui/api"
)

// temporary is the type of the line about a webhook that exists as long as a program
// runs. It is open until an [End] of the same set.
const temporary Type = "temporary"

// ofTemporary begins the sets of temporary webhooks.
const ofTemporary = "temporary-"

// Temporary is a webhook that this process made for itself.
type Temporary struct {
	log     *Log
	who     Who
	set     string
	release func() error
}

// BeginTemporary writes down that a webhook is about to be created that this process
// deletes at its end. Its name has to tell it from all others of the workspace.
func (l *Log) BeginTemporary(ctx context.Context, who Who, workspace api.WorkspaceID, workspaceName, name api.Text) (*Temporary, error) {
	t := &Temporary{log: l, who: who, set: ofTemporary + NewID()}
	var err error
	if t.release, err = l.Hold(ctx, t.set); err != nil {
		return nil, err
	}
	err = l.Mark(ctx, who, Entry{Type: temporary, Set: t.set, Workspace: workspace, WorkspaceName: workspaceName, Name: name})
	if err != nil {
		return nil, errors.Join(err, t.release())
	}
	return t, nil
}

// End writes down that the webhook is deleted, or was never made. Without it the webhook
// is an [Orphan] as soon as this process has ended.
func (t *Temporary) End(ctx context.Context) error {
	return errors.Join(t.log.Mark(ctx, t.who, Entry{Type: End, Set: t.set}), t.release())
}

// Leave says that the process ends and the webhook stays.
func (t *Temporary) Leave() error { return t.release() }

// Orphan is a temporary webhook whose program ended without deleting it.
type Orphan struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Webhook       api.Webhook
}

// Says tells of an orphan in a clause. The names in it are not ours.
func (o Orphan) Says() api.Text {
	where := o.WorkspaceName
	if where == "" {
		where = api.Text(o.Workspace)
	}
	return api.Text(fmt.Sprintf("corotui listen ended without deleting its webhook %q in %s", string(o.Webhook.Name), string(where)))
}

// Lister reads the webhooks of a workspace.
type Lister interface {
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
}

// Orphans returns the temporary webhooks of who that are still there, though the programs
// that made them have ended. It asks the server nothing when no program left any. With
// settle it writes down of which nothing is left.
func (l *Log) Orphans(ctx context.Context, who Who, server Lister, settle bool) ([]Orphan, error) {
	left, err := l.leftBehind(ctx, who)
	if err != nil {
		return nil, err
	}
	var orphans []Orphan
	var failed error
	for _, e := range left {
		listed, err := server.Webhooks(ctx, e.Workspace)
		at := slices.IndexFunc(listed, func(w api.Webhook) bool { return w.Name == e.Name })
		switch {
		case at >= 0:
			orphans = append(orphans, Orphan{e.Workspace, e.WorkspaceName, listed[at]})
		case err != nil:
			failed = errors.Join(failed, err)
		case settle:
			failed = errors.Join(failed, l.Note(ctx, who, Entry{Type: End, Set: e.Set}))
		}
	}
	return orphans, failed
}

// leftBehind lists the open entries of temporary webhooks whose programs have ended.
func (l *Log) leftBehind(ctx context.Context, who Who) ([]Entry, error) {
	p, err := l.pending(ctx)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(p.sets, func(set string, _ int) bool { return !strings.HasPrefix(set, ofTemporary) })
	if len(p.sets) == 0 {
		return nil, nil
	}
	var left []Entry
	err = l.search(ofType(temporary)).through(ctx, func(e Entry) bool {
		if _, open := p.sets[e.Set]; open && e.Type == temporary && e.Profile == who.Profile && e.Host == who.Host {
			left = append(left, e)
		}
		return true
	})
	return slices.DeleteFunc(left, func(e Entry) bool {
		release, err := l.Hold(ctx, e.Set)
		return err != nil || release() != nil // it runs, or that cannot be told
	}), err
}
