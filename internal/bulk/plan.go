package bulk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// Item is a webhook of the marked set, as the user saw it.
type Item struct {
	Account       string // see [Accounts]; empty: the runner's own
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Webhook       api.Webhook
	Heirs         int // workspaces that are known to inherit it, and change with it
}

// Task is one change of a plan: of an item, or the copy of one into a workspace.
type Task struct {
	Item
	Into api.Workspace // of a copy

	wish   *wished           // of an apply
	undo   *history.UndoPlan // of an undo
	resume bool              // begun by a run that was killed: what is there now is the base
	seal   string            // of a resumed delete: what the user had seen
	unread bool              // of a resumed copy: the webhook is read first; of an apply only its id and name are known
}

// Plan is what a run is going to do.
type Plan struct {
	Set    string // names the set for the history: history.Undo undoes all of it
	Action Action
	Tasks  []Task

	Earlier []int // of a repetition: the index that each task had in the plan before

	remaining []Task // of a repetition: what the run before did not begin, and this one leaves to a resumed one

	// Of a resumed run: how tasks ended before, what of the others was about to be
	// sent, and the webhooks of which it is recorded that they were made.
	planned     string // id of the plan in the history
	done, begun map[int]history.Entry
	made        map[api.WebhookID]bool
}

// New plans an action over items: a task for each, and of a copy one for each
// item and workspace. An item that comes again, as one that several workspaces
// inherit does, is planned once. It returns an error when the action lacks
// something.
func New(action Action, items []Item) (*Plan, error) {
	if err := action.Check(); err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, errors.New("no webhook is marked")
	}
	if err := action.checkOn(items); err != nil {
		return nil, err
	}
	p := &Plan{Set: history.NewID(), Action: action, Tasks: make([]Task, 0, len(items)*max(1, len(action.Into)))}
	planned := make(map[api.Ref]bool, len(items))
	for _, item := range items {
		if action.Kind == Copy && item.Account != items[0].Account {
			return nil, errors.New("copy the webhooks of one account at a time")
		}
		at := item.ref()
		if planned[at] {
			continue
		}
		planned[at] = true
		if action.Kind != Copy {
			p.Tasks = append(p.Tasks, Task{Item: item})
			continue
		}
		for _, into := range action.Into {
			p.Tasks = append(p.Tasks, Task{Item: item, Into: into})
		}
	}
	return p, nil
}

// ref names the webhook of an item.
func (i Item) ref() api.Ref {
	return api.Ref{Account: i.Account, Workspace: i.Workspace, Webhook: i.Webhook.ID}
}

// goalOf is what a change makes of a webhook; of a deletion there is none.
func goalOf(c change.Change) (change.Goal, bool) {
	switch c := c.(type) {
	case change.Update:
		return c.Goal, true
	case change.Create:
		return c.Goal, true
	}
	return change.Goal{}, false
}

// lacksSecret reports that a change needs a secret that the server does not show.
func (p *Plan) lacksSecret(c change.Change) bool { return p.Action.Kind != Undo && MissingSecret(c) }

// MissingSecret reports that a change needs a secret that the server does not show.
func MissingSecret(c change.Change) bool {
	goal, has := goalOf(c)
	if update, is := c.(change.Update); !has || is && update.Secret == change.LeaveSecret {
		return false
	}
	_, known := goal.Fields().Secret.Value()
	return !known
}

// DeltasOf are what a change does, as far as was seen.
func DeltasOf(c change.Change) []change.Delta {
	switch c := c.(type) {
	case change.Update:
		return change.Diff(c.Base.Fields, c.Goal.Fields())
	case change.Create:
		return change.Diff(api.Fields{}, c.Goal.Fields())
	case change.Delete:
		return change.Diff(c.Base.Fields, api.Fields{})
	}
	return nil
}

// IsUndo reports that the task undoes a change.
func (t Task) IsUndo() bool { return t.undo != nil }

// where is the workspace that a task changes.
func (t Task) where() api.WorkspaceID {
	return cmp.Or(t.Into.ID, t.Workspace)
}

// copyRules are the rules of a copy: what one server's webhook holds, with a secret
// that may have to be read first.
var copyRules = change.Rules{HeldBefore: true, NoSecret: true}

// change is what a task asks the writer for; nil of an undo of what cannot be
// undone.
func (p *Plan) change(t Task) change.Change {
	switch {
	case t.undo != nil && t.undo.Change == nil:
		return nil
	case t.undo != nil:
		return change.WithSet(change.WithPolicy(t.undo.Change, p.Action.Policy), p.Set)
	case t.wish != nil:
		return p.wish(t)
	case p.Action.Kind == Delete:
		return change.Delete{Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Base: t.Webhook, Set: p.Set}
	case p.Action.Kind == Copy:
		c := change.Create{Workspace: t.Into.ID, WorkspaceName: t.Into.Name(), Goal: copyRules.New(t.Webhook.Clone()), Set: p.Set}
		c.Unless = c.LooksLike
		return c
	}
	u := change.Update{
		Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Base: t.Webhook,
		Goal: p.Action.rules().Edit(t.Webhook.Fields, p.Action.Goal(t.Webhook.Clone())), Secret: p.Action.Policy, Set: p.Set,
	}
	if t.resume {
		u.Recall = func(theirs api.Fields) (base, goal api.Fields) { return theirs, p.Action.Goal(theirs.Clone()) }
	}
	return u
}

// Repeat plans the failures of a run once more, in the same set: what failed,
// what is not known, and what needed a policy for the secret. Conflicts are for
// the user to settle, and what cannot be undone stays so. What the run did not
// begin stays planned beside them. It is nil when there is nothing to repeat.
func (p *Plan) Repeat(r Report, policy change.SecretPolicy) *Plan {
	again := &Plan{Set: p.Set, Action: p.Action, remaining: r.remaining}
	again.Action.Policy = policy
	for _, result := range r.Problems {
		if result.Kind != change.Conflicted && (result.Task.undo == nil || result.Task.undo.Change != nil) {
			again.Tasks, again.Earlier = append(again.Tasks, result.Task), append(again.Earlier, result.Index)
		}
	}
	if len(again.Tasks) == 0 {
		return nil
	}
	return again
}

// Again is Repeat, and besides what the run did not begin as it was stopped by
// [Options].Begin, so that nothing of it was cut off. It is nil when there is neither.
func (p *Plan) Again(r Report, policy change.SecretPolicy) *Plan {
	again := p.Repeat(r, policy)
	if again == nil {
		again = &Plan{Set: p.Set, Action: p.Action}
		again.Action.Policy = policy
	}
	again.remaining = p.remaining
	for _, place := range r.places {
		again.Tasks, again.Earlier = append(again.Tasks, p.Tasks[place]), append(again.Earlier, place)
	}
	if len(again.Tasks) == 0 {
		return nil
	}
	return again
}

// PlanUndo plans to take a whole set back, the newest change first. What cannot
// be undone ends as failed, with the reason.
func (r Runner) PlanUndo(ctx context.Context, set string) (*Plan, error) {
	return r.PlanUndoIn(ctx, set, "")
}

// PlanUndoIn is PlanUndo of what the set did in one workspace; the rest stays.
func (r Runner) PlanUndoIn(ctx context.Context, set string, workspace api.WorkspaceID) (*Plan, error) {
	undos, err := r.Log.PlanUndo(ctx, set)
	if err != nil {
		return nil, err
	}
	undos = slices.DeleteFunc(undos, func(w history.UndoPlan) bool { return workspace != "" && w.Entry.Workspace != workspace })
	return r.PlanUndos(undos, set)
}

// PlanUndos plans to undo these changes, of which set names the run, if they were one. What
// of several is undone already is left out; of one alone that is how it ends.
func (r Runner) PlanUndos(undos []history.UndoPlan, set string) (*Plan, error) {
	p := &Plan{Set: history.NewID(), Action: Action{Kind: Undo, From: set}}
	for _, undo := range undos {
		account, side := r.by(undo.Entry)
		undo = history.ForAccount([]history.UndoPlan{undo}, side.Who)[0]
		e := undo.Entry
		if undo.NothingToUndo() && (len(undos) > 1 || set != "") {
			continue
		}
		w := api.Webhook{ID: e.Webhook, Workspace: e.Workspace, Fields: api.Fields{Name: e.Name}}
		p.Tasks = append(p.Tasks, Task{Item: Item{Account: account, Workspace: e.Workspace, WorkspaceName: e.WorkspaceName, Webhook: w}, undo: &undo})
	}
	if len(p.Tasks) == 0 {
		return nil, errors.New("everything in it is already undone")
	}
	return p, nil
}
