package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/history"
)

// Runner is what runs are made with.
type Runner struct {
	Server   Server
	Writer   *change.Writer // records in Log; its changes and the runs' wait for each other
	Log      *history.Log
	Who      history.Who
	ReadOnly string // why writes are refused; empty when they are not

	Wishes  Wishes       // of runs of [Apply] that are resumed
	Others  Accounts     // that a run may change besides; nil: none
	Limiter *api.Limiter // of one of the Others; the runner's own is in [Options]
}

// Options says how to run.
type Options struct {
	Limiter *api.Limiter // shared with walks of the same server; nil: one of 8
	Gate    *fleet.Gate  // pauses the run; nil: it is never paused
	// Secret is asked once, when the first update needs to know what to do about
	// a secret that the server does not show; the others wait. Without it (nil),
	// or after an error, such updates end with change.NeedSecret.
	Secret func(context.Context) (change.SecretPolicy, error)
	// Begin ends when nothing more should begin, and what is in progress may take
	// the time that it needs; only the end of the run's own context, which must
	// be what Begin is made of, cuts it off then. Without it (nil) that is both.
	Begin context.Context //nolint:containedctx // one of two of the run
}

// Result is how one task ended.
type Result struct {
	Task      Task
	Index     int // of the task in the plan, from 0
	Kind      change.Kind
	Now       *api.Webhook // as the server holds it, where that is known
	Test      *api.TestResult
	Err       error
	Warnings  []string          // clean clauses
	Record    string            // id of the change in the history; empty when nothing was sent
	Reenabled *api.Off          // since when it was disabled, if it is enabled now; else nil
	Conflicts []change.Conflict // of a conflict of an update
	undid     string            // of an undo: what it did
	Earlier   bool              // it ended in a run that was interrupted; only Kind and Err are known
}

// OK reports whether what was asked is so now.
func (r Result) OK() bool {
	return r.Kind == change.Done || r.Kind == change.Unchanged || r.Kind == change.Skipped || r.Kind == change.Gone && r.Err == nil
}

// Undid says how the task of an undo ended that did not fail: what it did, and
// where. The names in it are not ours, so it is cleaned before it is shown.
func (r Result) Undid() string {
	if r.Task.undo == nil {
		return ""
	}
	if r.undid != "" {
		return r.undid
	}
	return r.Task.undo.Result(change.Outcome{Kind: r.Kind, Now: r.Now})
}

// Report sums a run up.
type Report struct {
	Set       string
	Done      int
	Unchanged int      // were so already, or gone already
	Failed    int      // refused, not reached, gone, not known, or without a policy for the secret
	Conflicts int      // someone else changed the same
	NotBegun  int      // cancelled before, or left by the run that this one repeats
	Problems  []Result // Failed and Conflicts, in the order of the plan

	remaining []Task // the NotBegun
	places    []int  // of those in the plan
}

// Remaining are the tasks that were not begun.
func (r Report) Remaining() []Task { return r.remaining }

// Add counts a result.
func (r *Report) Add(result Result) {
	switch {
	case result.Kind == change.Done:
		r.Done++
	case result.OK():
		r.Unchanged++
	case result.Kind == change.Conflicted:
		r.Conflicts++
	default:
		r.Failed++
	}
	if !result.OK() {
		r.Problems = append(r.Problems, result)
	}
}

// grace is how long what is in progress may take after the context has ended.
const grace = 3 * time.Second

// Run carries a plan out and gives each result to take as it comes, one at a
// time, from the goroutine that called Run. The plan is on the disk before the
// first request. No failure stops it. When ctx ends nothing more begins, and
// what is in progress has three seconds to end; such a run can be resumed. The
// error is of a run that could not begin, or ctx's.
func (r Runner) Run(ctx context.Context, p *Plan, opts Options, take func(Result)) (Report, error) {
	if r.ReadOnly != "" && !slices.ContainsFunc(p.Tasks, func(t Task) bool { return t.Account != "" }) {
		return Report{Set: p.Set}, refused(r.ReadOnly)
	}
	if err := p.Action.Check(); err != nil {
		return Report{Set: p.Set}, err
	}
	release, err := r.Log.Hold(ctx, p.Set)
	if err != nil {
		return Report{Set: p.Set}, err
	}
	report, err := r.carryOut(ctx, p, opts, take)
	return report, errors.Join(err, release())
}

func (r Runner) carryOut(ctx context.Context, p *Plan, opts Options, take func(Result)) (Report, error) {
	settle := r.refresh
	if p.done == nil {
		settle = r.writePlan
	}
	if err := settle(ctx, p); err != nil {
		return Report{Set: p.Set}, err
	}
	if opts.Limiter == nil {
		opts.Limiter = api.NewLimiter(0)
	}
	run := &run{Runner: r, plan: p, opts: opts, sides: r.sides(p, opts.Limiter)}
	begin, working, stop := opts.Begin, ctx, func() {}
	if begin == nil {
		begin = ctx
		working, stop = context.WithCancel(context.WithoutCancel(ctx))
		defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, stop) })()
	}
	defer stop()
	report := Report{Set: p.Set}
	ended := make([]bool, len(p.Tasks))
	for place, entry := range p.done {
		result := Result{Task: p.Tasks[place], Index: place, Kind: entry.Outcome, Record: entry.ID, Earlier: true}
		if entry.Error != "" {
			result.Err = errors.New(string(entry.Error))
		}
		ended[place] = true
		report.Add(result)
		take(result)
	}
	for result := range run.start(begin, working) {
		ended[result.Index] = true
		report.Add(result)
		take(result)
	}
	sort.SliceStable(report.Problems, func(i, j int) bool { return report.Problems[i].Index < report.Problems[j].Index })
	for place, task := range p.Tasks {
		if !ended[place] {
			report.remaining, report.places = append(report.remaining, task), append(report.places, place)
		}
	}
	report.remaining = append(report.remaining, p.remaining...)
	if report.NotBegun = len(report.remaining); report.NotBegun > 0 {
		return report, begin.Err()
	}
	return report, r.Log.Mark(working, r.Who, history.Entry{Type: history.End, Set: p.Set})
}

// run is a plan being carried out.
type run struct {
	Runner
	plan  *Plan
	opts  Options
	sides map[string]*side // by account

	mu     sync.Mutex // held while the user is asked about secrets
	asked  bool
	policy change.SecretPolicy
}

// start has workers do the tasks, in their order; those of each account go by its own
// limits. begin ends the beginning of tasks, working ends those in progress.
func (r *run) start(begin, working context.Context) <-chan Result {
	results := make(chan Result)
	var workers sync.WaitGroup
	for _, s := range r.sides {
		places := make(chan int)
		_, most := s.limiter.Limit()
		for range min(most, len(s.places)) {
			workers.Go(func() {
				for place := range places {
					if result, ended := r.do(working, place); ended {
						results <- result
					}
				}
			})
		}
		go func() {
			defer close(places)
			for _, place := range s.places {
				if r.opts.Gate.Wait(begin) != nil {
					return
				}
				select {
				case places <- place:
				case <-begin.Done():
					return
				}
			}
		}()
	}
	go func() {
		workers.Wait()
		close(results)
	}()
	return results
}

// do does one task and writes down how it ended. One that was cut off has not
// ended: whoever resumes the run looks at what became of it.
func (r *run) do(ctx context.Context, place int) (result Result, ended bool) {
	result = r.attempt(ctx, place)
	result.Index = place
	if ctx.Err() != nil && !result.OK() && (result.Kind == change.NotBegun || errors.Is(result.Err, context.Canceled)) {
		return result, false
	}
	r.claim(context.WithoutCancel(ctx), &result)
	entry := history.Entry{
		Type: history.Result, Set: r.plan.Set, Item: place + 1, Outcome: result.Kind,
		Workspace: result.Task.where(), Webhook: result.Task.Webhook.ID,
	}
	if result.Err != nil {
		entry.Error = api.Text(result.Err.Error())
	}
	mark := r.Log.Mark
	if result.Kind == change.Done && result.Record != "" {
		mark = r.Log.Note // the change itself is on the disk
	}
	if err := mark(context.WithoutCancel(ctx), r.sideOf(result.Task).Who, entry); err != nil {
		result.Warnings = append(result.Warnings, fmt.Sprintf("its end could not be written to the history: %s", api.Text(err.Error())))
	}
	return result, true
}

func (r *run) attempt(ctx context.Context, place int) Result {
	t := r.plan.Tasks[place]
	if s := r.sideOf(t); s.refused != nil {
		return Result{Task: t, Kind: change.Refused, Err: s.refused}
	}
	writer := r.writer(place)
	var tested Result
	switch r.plan.Action.Kind {
	case Test:
		return r.test(ctx, t)
	case Copy:
		return r.copy(ctx, writer, t)
	case Apply:
		return Ended(t, r.apply(ctx, writer, t))
	case EnableIfDelivered:
		if tested = r.testFirst(ctx, t); tested.Kind != change.Done {
			return tested
		}
	default:
	}
	c := r.plan.change(t)
	if t.undo != nil && t.undo.Entry.UndoneBy != "" {
		return Result{Task: t, Kind: change.Unchanged}
	}
	if c == nil {
		return Result{Task: t, Kind: change.Failed, Err: fmt.Errorf("it cannot be undone: %s", t.undo.Why)}
	}
	if deletion, ok := c.(change.Delete); ok && t.resume {
		deletion.Recall = r.recallSealed(ctx, t)
		c = deletion
	}
	if made, found := r.findMade(ctx, place); found {
		return made
	}
	result := Ended(t, r.write(ctx, writer, c))
	result.Test = tested.Test
	return result
}

// write makes a change, and asks what to do about a secret that the server does not show.
func (r *run) write(ctx context.Context, writer *change.Writer, c change.Change) change.Outcome {
	outcome := writer.Do(ctx, c)
	if _, isUpdate := c.(change.Update); isUpdate && outcome.Kind == change.NeedSecret {
		if policy := r.askSecret(ctx); policy != change.AskSecret {
			outcome = writer.Do(ctx, change.WithPolicy(c, policy))
		}
	}
	return outcome
}

// Ended is how a task ended whose change had this outcome.
func Ended(t Task, o change.Outcome) Result {
	r := Result{Task: t, Kind: o.Kind, Now: o.Now, Err: o.Err, Warnings: o.Warnings, Record: o.Record, Conflicts: o.Conflicts}
	if t.undo != nil {
		r.undid = t.undo.Result(o)
	}
	if since, enabled := o.Reenabled(); enabled {
		r.Reenabled = &since
	}
	return r
}

// askSecret asks the user once for all.
func (r *run) askSecret(ctx context.Context) change.SecretPolicy {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.asked && r.opts.Secret != nil {
		r.asked = true
		if policy, err := r.opts.Secret(ctx); err == nil {
			r.policy = policy
		}
	}
	return r.policy
}

// test has Coro send its test, which fails where the answer says that it was not
// delivered.
func (r *run) test(ctx context.Context, t Task) Result {
	answer, err := r.sideOf(t).server.TestWebhook(ctx, t.Workspace, t.Webhook.ID)
	if err != nil {
		return Result{Task: t, Kind: change.Failed, Err: err}
	}
	result := Result{Task: t, Kind: change.Done, Test: &answer}
	if failed, is := errors.AsType[*api.TestFailed](answer.Proof()); is {
		result.Kind, result.Err = change.Failed, failed
	}
	return result
}

// testFirst has Coro send its test to a webhook that is to be enabled if that is delivered.
// It ends as unchanged for one that is enabled already.
func (r *run) testFirst(ctx context.Context, t Task) Result {
	result := r.test(ctx, t)
	switch {
	case result.Err != nil:
	case t.Webhook.Status.On():
		result.Kind = change.Unchanged
	default:
		if result.Err = result.Test.Proof(); result.Err != nil {
			result.Kind = change.Failed
		}
	}
	return result
}

// copy makes a webhook in another workspace, unless one like it is there: that
// is what was asked, or what a run that was killed has made.
func (r *run) copy(ctx context.Context, writer *change.Writer, t Task) Result {
	t, err := r.sideOf(t).read(ctx, t)
	if err != nil {
		return Result{Task: t, Kind: change.Failed, Err: err}
	}
	return Ended(t, writer.Do(ctx, r.plan.change(t)))
}

// read reads the webhook that a task copies, if it is a resumed one.
func (s *side) read(ctx context.Context, t Task) (Task, error) {
	if !t.unread {
		return t, nil
	}
	source, err := s.server.Webhook(ctx, t.Workspace, t.Webhook.ID)
	if err == nil {
		t.Webhook, t.unread = source, false
	}
	return t, err
}
