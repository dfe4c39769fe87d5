package bulk

import (
	"context"
	"sync"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// Preview finds out what a run would do, and writes nothing: it reads what the run would
// read first and the plan does not hold, which are the workspaces that are copied into and
// the webhooks of a resumed run. It returns the tasks that would write something, how the
// others would end, see [Plan.Settle], and what a command that did it could not undo.
func (r Runner) Preview(ctx context.Context, p *Plan, limiter *api.Limiter) (open *Plan, settled []Result, limits []string) {
	open = &Plan{Set: p.Set, Action: p.Action, Tasks: p.Open()}
	sides := r.sides(open, limiter)
	settled = open.look(func(t *Task) (Result, bool) {
		if t.wish != nil {
			return r.lookAtWish(ctx, open, sides[t.Account], t)
		}
		return sides[t.Account].lookAt(ctx, t)
	})
	ended, others := open.Settle(history.Commands)
	settled, limits = append(settled, ended...), others.Limits
	if p.Action.Kind != Copy {
		return open, settled, limits
	}
	return open, append(settled, open.look(func(t *Task) (Result, bool) {
		c, _ := open.change(*t).(change.Create)
		there, _, err := c.Look(ctx, sides[t.Account].server)
		if err != nil {
			return unread(ctx, *t, err), true
		}
		return Result{Task: *t, Kind: change.Unchanged, Now: there}, there != nil
	})...), limits
}

// look looks at all tasks at once, as far as the limiter allows, and takes those out that
// end with it.
func (p *Plan) look(at func(*Task) (Result, bool)) (ended []Result) {
	results, ends := make([]Result, len(p.Tasks)), make([]bool, len(p.Tasks))
	var all sync.WaitGroup
	for i := range p.Tasks {
		all.Go(func() { results[i], ends[i] = at(&p.Tasks[i]) })
	}
	all.Wait()
	open := p.Tasks[:0:0]
	for i, t := range p.Tasks {
		if ends[i] {
			ended = append(ended, results[i])
		} else {
			open = append(open, t)
		}
	}
	p.Tasks = open
	return ended
}

// lookAt reads the webhook of a resumed task, of which the history holds only the name.
func (s *side) lookAt(ctx context.Context, t *Task) (result Result, ended bool) {
	if !t.resume || t.undo != nil {
		return Result{}, false
	}
	now, err := s.server.Webhook(ctx, t.Workspace, t.Webhook.ID)
	if err != nil {
		return unread(ctx, *t, err), true
	}
	t.Webhook, t.unread = now, false
	return Result{}, false
}

// unread is how a task ends for which something could not be read.
func unread(ctx context.Context, t Task, err error) Result {
	if ctx.Err() != nil {
		return Result{Task: t, Kind: change.NotBegun, Err: err}
	}
	return Result{Task: t, Kind: change.Failed, Err: err}
}
