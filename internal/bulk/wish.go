package bulk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// Wish is what a run of [Apply] makes of one webhook.
type Wish interface {
	// Does says whether the webhook is created, updated, or deleted.
	Does() change.Action
	// Goal is what a webhook becomes that has these fields; of one that is created, among
	// those of its workspace. It is checked. Of a deletion it is nothing. Of no fields it is
	// what the wish itself gives.
	Goal(was api.Fields, among []api.Webhook) change.Goal
	// Only are the fields that the wish is about, each in one spelling. Of a deletion they
	// are all.
	Only(api.Fields) api.Fields
	// Means reports whether a webhook is the one that should be created.
	Means(api.Webhook) bool
}

// Wishes finds the wishes of a run again, from the files of its [Action] and what the
// history holds of each item.
type Wishes func(ctx context.Context, files []byte) (func(history.RunItem) (Wish, error), error)

// Wished is a webhook and what it is to be. Of one that is created only the name and the
// workspace are there.
type Wished struct {
	Item
	Wish       Wish
	InSet, Nth int  // the place of the wish in the files
	Unread     bool // only id and name of the webhook are known
	// Secret says that the server does not show the secret, and that another one is wished.
	// Without it a webhook that is else as wished is not written.
	Secret bool
	// Seal is of what the webhook had in the fields of the wish when this was planned, and
	// Goal of what it was to have; see [history.Log.SealEach]. Empty: they are made when the
	// run begins.
	Seal, Goal string
}

// wished is what a task knows of its wish.
type wished struct {
	Wish
	inSet, nth int
	secret     bool
	seal, goal string
}

// NewApply plans a wish for each of some webhooks.
func NewApply(action Action, all []Wished) (*Plan, error) {
	if len(all) == 0 {
		return nil, errors.New("there is nothing to do")
	}
	action.Kind = Apply
	p := &Plan{Set: history.NewID(), Action: action, Tasks: make([]Task, 0, len(all))}
	for _, one := range all {
		w := &wished{one.Wish, one.InSet, one.Nth, one.Secret, one.Seal, one.Goal}
		p.Tasks = append(p.Tasks, Task{Item: one.Item, wish: w, unread: one.Unread})
	}
	return p, nil
}

// Does says what the task does to its webhook.
func (t Task) Does(kind Kind) change.Action {
	switch {
	case t.wish != nil:
		return t.wish.Does()
	case kind == Delete:
		return change.Deleted
	case kind == Copy:
		return change.Created
	}
	return change.Updated
}

// wish is what a task of [Apply] asks the writer for.
func (p *Plan) wish(t Task) change.Change {
	w := t.wish
	switch w.Does() {
	case change.Created:
		return change.Create{
			Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Goal: w.Goal(api.Fields{}, nil), Set: p.Set,
			Among:  func(there []api.Webhook) change.Goal { return w.Goal(api.Fields{}, there) },
			Unless: func(one api.Webhook) bool { return w.Means(one) && w.holds(one.Fields) },
			Against: func(one api.Webhook) error {
				if !w.Means(one) {
					return nil
				}
				return fmt.Errorf("it was created since the plan, as %s", api.Text(one.ID))
			},
		}
	case change.Deleted:
		return change.Delete{
			Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Base: t.Webhook, Set: p.Set,
			Recall: func(theirs api.Fields) (base, goal api.Fields) { return theirs, theirs },
		}
	default:
		return change.Update{
			Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Base: t.Webhook,
			Goal: w.Goal(t.Webhook.Fields, nil), Secret: p.Action.Policy, Set: p.Set,
			Recall: func(theirs api.Fields) (base, goal api.Fields) {
				if !w.secret && w.holds(theirs) {
					return theirs, theirs
				}
				return theirs, w.Goal(theirs.Clone(), nil).Fields()
			},
		}
	}
}

// holds reports whether a webhook is as wished, as far as the server shows it.
func (w *wished) holds(f api.Fields) bool {
	if w.Does() == change.Deleted {
		return false
	}
	goal := w.Goal(f.Clone(), nil).Fields()
	if _, shown := f.Secret.Value(); !shown {
		goal.Secret = f.Secret
	}
	return len(change.Diff(f, goal)) == 0
}

// sealAll seals what was seen of the webhooks, and what they are to be.
func (r Runner) sealAll(ctx context.Context, p *Plan) error {
	for i := range p.Tasks {
		t := &p.Tasks[i]
		if t.wish == nil {
			continue
		}
		if t.wish.seal == "" && t.wish.Does() != change.Created && !t.unread {
			sealed, err := r.Log.SealEach(ctx, t.Webhook.ID, t.wish.Only(t.Webhook.Fields))
			if err != nil {
				return err
			}
			t.wish.seal = sealed
		}
		if t.wish.goal == "" && t.wish.Does() != change.Deleted {
			sealed, err := r.sealGoal(ctx, *t)
			if err != nil {
				return err
			}
			t.wish.goal = sealed
		}
	}
	return nil
}

func (r Runner) sealGoal(ctx context.Context, t Task) (string, error) {
	return r.Log.SealEach(ctx, t.Webhook.ID, t.wish.Only(t.wish.Goal(api.Fields{}, nil).Fields()))
}

// planned reports as an error that the wish is not any more what the run was to make of
// the webhook: it is from other files, or from other variables.
func (r Runner) planned(ctx context.Context, t Task) error {
	if t.wish.goal == "" || t.wish.Does() == change.Deleted {
		return nil
	}
	now, err := r.sealGoal(ctx, t)
	if err != nil {
		return err
	}
	if history.SameSeal(t.wish.goal, now) {
		return nil
	}
	return fmt.Errorf("the files and variables now want %s to be something else than was planned", fieldNames(history.Unlike(t.wish.goal, now)))
}

// still reports as an error that a webhook is not any more what it was when the run was
// planned, in the fields that the wish is about.
func (r Runner) still(ctx context.Context, t Task) change.Still {
	return func(theirs api.Fields) error {
		if t.wish.seal == "" || t.wish.holds(theirs) { // all but a secret, which the server does not show
			return nil
		}
		now, err := r.Log.SealEach(ctx, t.Webhook.ID, t.wish.Only(theirs))
		if err != nil || history.SameSeal(t.wish.seal, now) {
			return err
		}
		return fmt.Errorf("%s was changed since the plan", fieldNames(history.Unlike(t.wish.seal, now)))
	}
}

// fieldNames are some fields in the words of files.
func fieldNames(fields []change.Field) string {
	if len(fields) == 0 {
		return "it"
	}
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = change.Delta{Field: field}.WireName()
		if field == change.Header {
			names[i] = string(field)
		}
	}
	return strings.Join(names, ", ")
}

// guarded has a change of [Apply] end as a conflict if something is not as planned.
func (r Runner) guarded(ctx context.Context, t Task, c change.Change) (change.Change, error) {
	switch one := c.(type) {
	case change.Update:
		one.Still = r.still(ctx, t)
		c = one
	case change.Delete:
		one.Still = r.still(ctx, t)
		c = one
	}
	return c, r.planned(ctx, t)
}

// apply makes what a task wishes.
func (r *run) apply(ctx context.Context, writer *change.Writer, t Task) change.Outcome {
	c, err := r.guarded(ctx, t, r.plan.change(t))
	if err != nil {
		return change.Outcome{Kind: change.Conflicted, Err: err}
	}
	outcome := r.write(ctx, writer, c)
	if outcome.Kind == change.NeedSecret && t.wish.Does() == change.Created {
		outcome.Err = errNeedsSecret
	}
	return outcome
}

var errNeedsSecret = errors.New("a new webhook needs a secret, and the files name none")

// sealedFor binds the files of a run to it.
func sealedFor(set string) string { return "run " + set }

var errNoWishes = errors.New("it cannot be resumed here; resume it with corotui apply --resume")

// wishesOf finds the wishes of a run of [Apply] again; of another run there are none.
func (r Runner) wishesOf(ctx context.Context, p *Plan, planned *history.RunPlan) (func(history.RunItem) (Wish, error), error) {
	if p.Action.Kind != Apply {
		return nil, nil //nolint:nilnil // there is none
	}
	if r.Wishes == nil {
		return nil, errNoWishes
	}
	files, err := r.Log.OpenData(ctx, sealedFor(p.Set), planned.Policy)
	if err != nil {
		return nil, fmt.Errorf("what the run was to do cannot be read: %w", err)
	}
	p.Action.Files = files
	return r.Wishes(ctx, files)
}

// lookAtWish reads what the plan of an apply does not hold of a task, and returns how it
// would end if it would write nothing.
func (r Runner) lookAtWish(ctx context.Context, p *Plan, s *side, t *Task) (Result, bool) {
	if !t.unread {
		return Result{}, false
	}
	if err := r.planned(ctx, *t); err != nil {
		return Result{Task: *t, Kind: change.Conflicted, Err: err}, true
	}
	if create, is := p.change(*t).(change.Create); is {
		there, _, err := create.Look(ctx, s.server)
		if _, against := errors.AsType[*change.InTheWay](err); against {
			return Result{Task: *t, Kind: change.Conflicted, Err: err}, true
		}
		if err != nil {
			return unread(ctx, *t, err), true
		}
		return Result{Task: *t, Kind: change.Unchanged, Now: there}, there != nil
	}
	now, err := s.server.Webhook(ctx, t.Workspace, t.Webhook.ID)
	switch {
	case err != nil && t.wish.Does() == change.Deleted && api.KindOf(err) == api.KindNotFound:
		return Result{Task: *t, Kind: change.Gone}, true
	case err != nil:
		return unread(ctx, *t, err), true
	}
	t.Webhook, t.unread = now, false
	if t.wish.holds(now.Fields) { // or all but its secret is as wished
		return Result{}, false
	}
	err = r.still(ctx, *t)(now.Fields)
	return Result{Task: *t, Kind: change.Conflicted, Err: err}, err != nil
}
