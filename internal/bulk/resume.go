package bulk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

// begin writes down what is going to be done. Nothing secret is in it: what a
// resumed run needs of that must be given again.
func (r Runner) writePlan(ctx context.Context, p *Plan) error {
	a := p.Action
	planned := &history.RunPlan{Kind: string(a.Kind), From: a.From, To: a.To, Header: a.Header.Name, Headers: a.Headers}
	for _, trigger := range a.Triggers {
		planned.Triggers = append(planned.Triggers, api.Text(trigger))
	}
	switch a.Kind {
	case Rotate:
		planned.NeedsValues = true
	case AddHeader:
		// A value can be a credential also under a name that does not tell.
		planned.NeedsValues = true
	case SetURL:
		if change.Sensitive(change.URL, "", mask.NewSecret(a.To)) || change.Sensitive(change.URL, "", mask.NewSecret(a.From)) {
			planned.From, planned.To, planned.NeedsValues = "", "", true
		}
	case Apply:
		var err error
		if planned.Policy, err = r.Log.SealData(ctx, sealedFor(p.Set), a.Files); err != nil {
			return fmt.Errorf("keeping what the run is to do: %w", err)
		}
		if err := r.sealAll(ctx, p); err != nil {
			return err
		}
	default:
	}
	for _, t := range append(p.Tasks[:len(p.Tasks):len(p.Tasks)], p.remaining...) {
		item, err := r.runItem(ctx, a.Kind, t)
		if err != nil {
			return err
		}
		planned.Items = append(planned.Items, item)
	}
	return r.Log.Mark(ctx, r.Who, history.Entry{Type: history.Plan, Set: p.Set, Run: planned})
}

// runItem is what is written down of a task before the run begins.
func (r Runner) runItem(ctx context.Context, kind Kind, t Task) (history.RunItem, error) {
	item := history.RunItem{
		Workspace: t.Workspace, WorkspaceName: t.WorkspaceName, Webhook: t.Webhook.ID, Name: t.Webhook.Name,
		Into: t.Into.ID, Seal: t.seal,
	}
	if t.Account != "" {
		other, err := r.of(t.Account)
		if err != nil {
			return item, err
		}
		item.Profile, item.Host = other.Who.Profile, other.Who.Host
	}
	if t.Into.ID != "" {
		item.IntoName = t.Into.Name()
	}
	if t.undo != nil {
		item.Undoes = t.undo.Entry.ID
	}
	if t.wish != nil {
		item.Does, item.InSet, item.Nth = t.wish.Does(), t.wish.inSet, t.wish.nth
		item.Seal, item.Goal, item.Secret = t.wish.seal, t.wish.goal, t.wish.secret
	}
	if kind == Delete && item.Seal == "" {
		seal, err := r.Log.Seal(ctx, t.Webhook.ID, t.Webhook.Fields)
		if err != nil {
			return item, err
		}
		item.Seal = seal
	}
	return item, nil
}

// Interrupted is a run that did not come to its end, and whose process is gone.
type Interrupted struct {
	Set         string
	Kind        Kind
	Plan        history.Entry // when, by whom and over what
	Open        int           // tasks that have not ended
	Total       int
	NeedsValues bool // the action's secret value, which the history does not hold, must be given again

	run history.Run
}

// Unfinished finds the interrupted runs of a profile at a host, the newest first.
func Unfinished(ctx context.Context, log *history.Log, who history.Who) ([]Interrupted, error) {
	runs, err := log.Runs(ctx)
	if err != nil {
		return nil, err
	}
	var found []Interrupted
	for _, run := range runs {
		if run.Ended || undoneSince(run) || run.Plan.Profile != who.Profile || run.Plan.Host != who.Host {
			continue
		}
		release, err := log.Hold(ctx, run.Plan.Set)
		if errors.Is(err, history.ErrHeld) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := release(); err != nil {
			return nil, err
		}
		total := len(run.Plan.Run.Items)
		found = append(found, Interrupted{
			Set: run.Plan.Set, Kind: Kind(run.Plan.Run.Kind), Plan: run.Plan, Total: total,
			Open: total - len(endedItems(run)), NeedsValues: run.Plan.Run.NeedsValues, run: run,
		})
	}
	return found, nil
}

// undoneSince reports whether all that a run has done was undone since: whoever
// did that does not want the rest of it.
func undoneSince(run history.Run) bool {
	made := 0
	for _, entry := range run.Changes {
		if entry.Outcome == change.Done {
			made++
			if entry.UndoneBy == "" {
				return false
			}
		}
	}
	return made > 0
}

// endedItems tells how the items ended that need not be looked at again: those
// with a result, and those whose change was recorded as made before the program
// could say so.
func endedItems(run history.Run) map[int]history.Entry {
	type subject struct {
		api.Ref

		profile, host, undoes string
	}
	changed, byID := make(map[subject]history.Entry, len(run.Changes)), make(map[string]history.Entry)
	for _, entry := range run.Changes {
		if entry.Outcome == change.Done {
			byID[entry.ID] = entry
			changed[subject{api.Ref{Workspace: entry.Workspace, Webhook: entry.Webhook}, entry.Profile, entry.Host, entry.Undoes}] = entry
		}
	}
	done := make(map[int]history.Entry, len(run.Results))
	for place, item := range run.Plan.Run.Items {
		of := subject{api.Ref{Workspace: item.Workspace, Webhook: item.Webhook}, run.Plan.Profile, run.Plan.Host, item.Undoes}
		if item.Profile != "" {
			of.profile, of.host = item.Profile, item.Host
		}
		if entry, there := run.Results[place]; there {
			done[place] = entry
		} else if entry, there := changed[of]; there && item.Into == "" {
			done[place] = entry
		} else if entry, there := byID[run.Begun[place].ID]; there && item.Does == change.Created {
			done[place] = entry // the new webhook's id was not known before
		}
	}
	return done
}

// MissingValues names in words the values that must be given again, in the order of [Interrupted.WithValues]:
// of a header its value, since the name is known.
func (i Interrupted) MissingValues() []string {
	switch {
	case !i.NeedsValues:
		return nil
	case i.Kind == AddHeader:
		return []string{fmt.Sprintf("the value of the header %s", i.run.Plan.Run.Header)}
	case i.Kind == SetURL:
		return []string{"the host or beginning of the URL that is replaced", "what takes its place"}
	}
	return []string{"the new secret"}
}

// WithValues makes the action of [Runner.Resume] from the values that MissingValues names. It
// does not judge them.
func (i Interrupted) WithValues(values []string) Action {
	a := Action{Kind: i.Kind}
	if len(values) != len(i.MissingValues()) {
		return a
	}
	switch i.Kind {
	case AddHeader:
		a.Header = api.Header{Name: i.run.Plan.Run.Header, Value: api.Text(values[0])}
	case SetURL:
		a.From, a.To = values[0], values[1]
	case Rotate:
		a.Secret = api.GivenSecret(values[0])
	default:
	}
	return a
}

// Resume plans what is left of an interrupted run; [Runner.Run] then goes on from
// the first task that has not ended, in the same set. Each of them reads what is
// really there first. With Lacks the value must be in given, which else counts
// only for its Policy.
func (r Runner) Resume(ctx context.Context, i Interrupted, given Action) (*Plan, error) {
	planned := i.run.Plan.Run
	action := Action{Kind: i.Kind, From: planned.From, To: planned.To}
	for _, trigger := range planned.AllTriggers() {
		action.Triggers = append(action.Triggers, api.Trigger(trigger))
	}
	action.Header.Name = planned.Header
	if i.Kind == RemoveHeader {
		action.Header.Name, action.Headers = "", planned.AllHeaders()
	}
	if planned.NeedsValues {
		if given.Kind != i.Kind || given.Check() != nil {
			return nil, fmt.Errorf("the history holds no secret values, so what the run over %d webhooks was to set must be given again", i.Total)
		}
		if !strings.EqualFold(string(given.Header.Name), string(planned.Header)) {
			return nil, fmt.Errorf("the run sets the header %s and no other", planned.Header)
		}
		action = given
	}
	action.Policy = given.Policy
	action.Force = true // it was checked when the run began
	p := &Plan{Set: i.Set, Action: action, planned: i.run.Plan.ID}
	p.resumeFrom(i.run)
	wishOf, err := r.wishesOf(ctx, p, planned)
	if err != nil {
		return nil, err
	}
	for _, item := range planned.Items {
		w := api.Webhook{ID: item.Webhook, Workspace: item.Workspace, Fields: api.Fields{Name: item.Name}}
		t := Task{Item: Item{Account: r.accountOf(item), Workspace: item.Workspace, WorkspaceName: item.WorkspaceName, Webhook: w}, resume: true, seal: item.Seal}
		if item.Into != "" {
			t.Into, t.unread = api.Workspace{ID: item.Into, DisplayName: item.IntoName}, true
			p.Action.Into = append(p.Action.Into, t.Into)
		}
		if wishOf != nil {
			wish, err := wishOf(item)
			if err != nil {
				return nil, err
			}
			t.wish, t.unread = &wished{wish, item.InSet, item.Nth, item.Secret, item.Seal, item.Goal}, true
		}
		p.Tasks = append(p.Tasks, t)
	}
	if i.Kind == Undo {
		return p, r.planUndos(ctx, p, planned)
	}
	return p, nil
}

// accountOf is the account of a planned item. One that is not worked with any more, or
// at another server, is named all the same: its tasks end with the reason.
func (r Runner) accountOf(item history.RunItem) string {
	if item.Profile == "" || r.Others == nil {
		return item.Profile
	}
	if other, err := r.Others.Runner(item.Profile); err == nil && other.Who.Host != item.Host {
		return item.Profile + " at " + item.Host
	}
	return item.Profile
}

// goOn takes from the history how far a run came.
func (p *Plan) resumeFrom(run history.Run) {
	p.done, p.begun, p.made = endedItems(run), run.Begun, make(map[api.WebhookID]bool)
	for _, entry := range run.Changes {
		if entry.Action == change.Created && entry.Outcome == change.Done {
			p.made[entry.Webhook] = true
		}
	}
}

var (
	errEnded  = errors.New("the run was finished or abandoned meanwhile, in another corotui; see corotui history")
	errUndone = errors.New("what the run had done was undone meanwhile, so it does not go on")
)

// renew looks how far a resumed run came, now that no other process can go on
// with it: between the question and its answer another one may have done so.
func (r Runner) refresh(ctx context.Context, p *Plan) error {
	runs, err := r.Log.Runs(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		switch {
		case run.Plan.ID != p.planned || run.Ended:
			continue
		case undoneSince(run):
			return errUndone
		}
		p.resumeFrom(run)
		return nil
	}
	return errEnded
}

// planUndos plans each undo again: what is undone already ends as such.
func (r Runner) planUndos(ctx context.Context, p *Plan, planned *history.RunPlan) error {
	for place, item := range planned.Items {
		if _, ended := p.done[place]; ended {
			continue
		}
		undos, err := r.Log.PlanUndo(ctx, item.Undoes)
		if err != nil {
			return err
		}
		side, err := r.of(p.Tasks[place].Account)
		if err != nil {
			return err
		}
		p.Tasks[place].undo = &history.ForAccount(undos, side.Who)[0]
	}
	return nil
}

// Abandon ends an interrupted run that the user does not want to resume, unless
// another process has resumed it meanwhile. What it was just about to
// write when it was cut off is looked at, so that the history has its end.
func (r Runner) Abandon(ctx context.Context, i Interrupted) error {
	release, err := r.Log.Hold(ctx, i.Set)
	if err != nil {
		return err
	}
	err = r.Log.SettleRun(ctx, i.run, r.Writer)
	if err == nil {
		err = r.Log.Mark(ctx, r.Who, history.Entry{Type: history.End, Set: i.Set})
	}
	return errors.Join(err, release())
}

// recallSealed lets a resumed deletion through only if the webhook is still what
// the user saw, of which the history has a seal.
func (r *run) recallSealed(ctx context.Context, t Task) change.Recall {
	return func(theirs api.Fields) (base, goal api.Fields) {
		if seal, err := r.Log.Seal(ctx, t.Webhook.ID, theirs); err == nil && seal == t.seal {
			return theirs, theirs
		}
		other := theirs.Clone()
		other.Name += " (as it was before someone changed it)"
		return other, theirs
	}
}
