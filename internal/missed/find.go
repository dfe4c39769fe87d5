package missed

import (
	"context"
	"errors"
	"slices"
	"sort"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/history"
)

// Server is what is asked.
type Server interface {
	fleet.Reader
	Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error)
	Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error)
	AuditLog(ctx context.Context, workspace api.WorkspaceID) ([]api.AuditEntry, error)
	Usage(ctx context.Context, workspace api.WorkspaceID) (api.Usage, error)
}

// Report is what a webhook missed.
type Report struct {
	Home    api.Workspace // in which the webhook lives
	Webhook api.Webhook   // as it is now
	Gap     Gap
	Known   bool // the gap; else nothing is known of any

	Missed   []Missed        // workspaces that were created in the gap, in the order of that
	Undated  []api.Workspace // that do not say when they were created
	Unlisted error           // there are workspaces that are not known, and why
	Others   Others          // what can be known of its other triggers
}

// Missed is a workspace of whose creation the webhook was not told.
type Missed struct {
	Workspace api.Workspace
	Tried     *history.Entry // that corotui sent its delivery, or may have; nil: it did not
}

// Sent reports that its delivery was sent already.
func (m Missed) Sent() bool { return m.Tried != nil && m.Tried.Outcome == change.Done }

// Unclear reports that its delivery may have been sent already.
func (m Missed) Unclear() bool { return m.Tried != nil && m.Tried.Outcome == change.Unknown }

// Subscribed reports that the webhook is told of workspaces that are created.
func (r Report) Subscribed() bool { return r.Webhook.HasTrigger(Created) }

// Unsent counts what was not sent, and what may have been.
func (r Report) Unsent() (unsent, unclear int) {
	for _, m := range r.Missed {
		switch {
		case m.Unclear():
			unclear++
		case !m.Sent():
			unsent++
		}
	}
	return unsent, unclear
}

// Find finds what a webhook missed. It is read where it lives, which is home.
func (f Finder) Find(ctx context.Context, home api.Workspace, id api.WebhookID) (Report, error) {
	r := Report{Home: home}
	var err error
	if r.Webhook, err = f.Server.Webhook(ctx, home.ID, id); err != nil {
		return r, err
	}
	if r.Gap, r.Known, err = f.gapOf(ctx, home.ID, r.Webhook); err != nil || !r.Known {
		return r, err
	}
	if err = f.others(ctx, &r); err == nil && r.Subscribed() {
		err = f.findCreated(ctx, &r)
	}
	return r, err
}

// findCreated finds the workspaces that were created in the gap.
func (f Finder) findCreated(ctx context.Context, r *Report) error {
	below, err := f.below(ctx, r.Home.ID, r.Webhook.ApplyToAllDescendants)
	_, partly := errors.AsType[*fleet.Unlisted](err)
	if partly || api.IsIncomplete(err) {
		r.Unlisted, err = err, nil
	}
	if err != nil {
		return err
	}
	tried, err := f.Log.Deliveries(ctx, f.Who.Host, r.Home.ID, r.Webhook.ID)
	if err != nil {
		return err
	}
	for _, w := range below {
		switch {
		case w.Created.IsZero():
			r.Undated = append(r.Undated, w)
		case r.Gap.holds(w.Created):
			r.Missed = append(r.Missed, Missed{Workspace: w, Tried: attempt(tried, w.ID)})
		}
	}
	sort.SliceStable(r.Missed, func(i, j int) bool { return r.Missed[i].Workspace.Created.Before(r.Missed[j].Workspace.Created) })
	return nil
}

func attempt(tried map[api.WorkspaceID]history.Entry, id api.WorkspaceID) *history.Entry {
	if e, there := tried[id]; there {
		return &e
	}
	return nil
}

// trees are the workspaces that are known already, by the channel they are below.
type trees struct{ below map[api.WorkspaceID]found }

type found struct {
	all []api.Workspace
	err error
}

// Remembering returns a finder that lists the workspaces below a channel once, for all
// webhooks.
func (f Finder) Remembering() Finder {
	f.trees = &trees{below: make(map[api.WorkspaceID]found)}
	return f
}

// tree lists a workspace and all below it. What is part of a tree that was listed before
// is not asked for again.
func (f Finder) tree(ctx context.Context, home api.WorkspaceID) (from api.WorkspaceID, of found) {
	if f.trees != nil {
		for from, of := range f.trees.below {
			if slices.ContainsFunc(of.all, func(w api.Workspace) bool { return w.ID == home }) {
				return from, of
			}
		}
	}
	of.all, of.err = fleet.Workspaces(ctx, f.Server, home)
	if f.trees != nil && ctx.Err() == nil {
		f.trees.below[home] = of
	}
	return home, of
}

// below lists the workspaces of whose creation a webhook of home is told: those right
// below it, and all further down if it applies to all descendants. Of which webhooks
// Coro tells is not documented (API contract, section 5); its webhooks of a channel are
// about the workspaces that are created in that.
func (f Finder) below(ctx context.Context, home api.WorkspaceID, all bool) ([]api.Workspace, error) {
	from, tree := f.tree(ctx, home)
	parent := make(map[api.WorkspaceID]api.WorkspaceID, len(tree.all))
	for _, w := range tree.all {
		for _, child := range w.Children {
			parent[child] = w.ID
		}
	}
	for _, w := range tree.all {
		if w.Parent != "" {
			parent[w.ID] = w.Parent
		} else if parent[w.ID] == "" && w.ID != from {
			parent[w.ID] = from // which lists it, and says no more
		}
	}
	var listed []api.Workspace
	for _, w := range tree.all {
		if depth := depthBelow(parent, home, w.ID); depth == 1 || depth > 1 && all {
			listed = append(listed, w)
		}
	}
	return listed, tree.err
}

// depthBelow is how many levels a workspace is below another; 0 for one that is not.
func depthBelow(parent map[api.WorkspaceID]api.WorkspaceID, home, id api.WorkspaceID) int {
	if id == home {
		return 0
	}
	for depth := 1; depth <= len(parent); depth++ { // a server may have a circle
		if id = parent[id]; id == home {
			return depth
		}
	}
	return 0
}

// ended is the end of the gap, or now while it is open.
func (g Gap) ended(now time.Time) time.Time {
	if g.Open() {
		return now
	}
	return g.Until
}
