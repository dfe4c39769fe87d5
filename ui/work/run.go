package work

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
	historypage "corotui/ui/history"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// runState is the bulk run under way, or the last one.
type runState struct {
	screen.Stream[bulk.Result, runSignal]
	number  int
	active  bool
	plan    *bulk.Plan
	report  bulk.Report         // so far
	made    map[screen.Ref]bool // webhooks that need no mark any more; only Update touches it
	cancel  context.CancelFunc  // begins nothing more
	stopped bool                // by cancel
}

// runSignal is a question of a run, or its end.
type runSignal struct {
	ask    chan<- change.SecretPolicy // the run must know what to do about secrets; nil: it has ended
	report bulk.Report
	err    error
}

// ranMsg is what a run brought since the last one.
type ranMsg struct {
	number  int
	results []bulk.Result
	signal  *runSignal // nil while there are only results
}

// startRun carries a plan out. It goes on when the user leaves the screen.
func (w *Work) startRun(plan *bulk.Plan) tea.Cmd {
	begin, cancel := context.WithCancel(w.shell.Env().Context)
	w.run = runState{
		number: w.run.number + 1, active: true, plan: plan, cancel: cancel, made: make(map[screen.Ref]bool),
		Stream: screen.NewStream[bulk.Result, runSignal](2), // it asks once, and ends
	}
	w.run.report.Set = plan.Set
	w.gate.Open() // a run that was paused when it ended must not hold this one
	w.setPending(plan, words.OfAction(plan.Action.Kind).Pending)
	shown := w.beginResults(plan)
	w.sayRun()
	way, desk, quitting := w.run, w.opts.Runner(), w.shell.Env().Context
	desk.ReadOnly = w.account.ReadOnly()
	options := bulk.Options{Limiter: w.opts.Limiter, Gate: w.gate, Secret: way.askSecret, Begin: begin}
	return tea.Batch(shown, func() tea.Msg {
		go func() {
			report, err := desk.Run(quitting, plan, options, func(result bulk.Result) { way.Bring(quitting, result) })
			way.Signal(runSignal{report: report, err: err})
		}()
		return way.next()
	})
}

// EndRun begins nothing more of the run, if there is one. Changes in progress finish.
func (w *Work) EndRun() {
	w.missed.stopped = true
	if w.run.active {
		w.run.stopped = true
		w.run.cancel()
	}
}

// StopRun stops the run for one who stays, and goes on to use the program.
func (w *Work) StopRun() {
	w.gate.Open()
	w.EndRun()
	w.shell.Say(screen.Warning, "Stopping: changes in progress finish"+w.shell.Env().Theme.Signs.Ellipsis)
}

// PauseRun pauses the run, or lets it resume.
func (w *Work) PauseRun() {
	if w.gate.Closed() {
		w.gate.Open()
	} else {
		w.gate.Close()
	}
	w.sayRun()
}

// setPending says in the rows of a plan what is being done to them; nothing is
// when it is empty.
func (w *Work) setPending(plan *bulk.Plan, pending string) {
	set := make(map[screen.Ref]bool, len(plan.Tasks))
	for _, task := range plan.Tasks {
		set[refOf(task)] = true
		w.writes.changed[task.Account] = true
	}
	w.browser.Pending(set, pending)
}

// askSecret asks the user, from the run's own goroutine.
func (r runState) askSecret(ctx context.Context) (change.SecretPolicy, error) {
	reply := make(chan change.SecretPolicy, 1)
	r.Signal(runSignal{ask: reply})
	select {
	case policy := <-reply:
		return policy, nil
	case <-ctx.Done():
		return change.AskSecret, ctx.Err()
	}
}

// next waits for the next results, a question or the end.
func (r runState) next() tea.Msg {
	results, signal := r.Next()
	return ranMsg{r.number, results, signal}
}

// ran takes what a run brought.
func (w *Work) ran(message ranMsg) tea.Cmd {
	if message.number != w.run.number {
		return nil
	}
	w.placeResults(message.results)
	past := tea.Batch(w.shell.Tell(historypage.ChangedMsg{}), w.tellResults(message.results))
	switch signal := message.signal; {
	case signal == nil:
		w.sayRun()
		return tea.Batch(w.run.next, past)
	case signal.ask != nil:
		cmd := w.askRunSecret(signal.ask)
		return tea.Batch(cmd, w.run.next, past)
	default:
		w.runEnded(*signal)
		return tea.Batch(w.endResults(signal.report), w.browser.ReadHistory(), past, w.browser.Keep(), w.compareAgain())
	}
}

// counted adds a result to a report, as the run itself does at its end.
func counted(r bulk.Report, result bulk.Result) bulk.Report {
	switch {
	case result.Kind == change.Done:
		r.Done++
	case result.OK():
		r.Unchanged++
	default:
		r.Failed++
	}
	return r
}

// sayRun says how far a run has come.
func (w *Work) sayRun() {
	r := w.run.report
	said := fmt.Sprintf("%s %s of %s", didAll(w.run.plan.Action), text.Count(r.Done+r.Unchanged), text.Plural(len(w.run.plan.Tasks), "webhook", "webhooks"))
	if r.Failed > 0 {
		said += ", " + text.Count(r.Failed) + " failed"
	}
	if w.gate.Closed() {
		said += w.shell.Env().Dot() + "paused"
	}
	w.shell.Say(screen.Info, said+w.shell.Env().Theme.Signs.Ellipsis)
}

// askRunSecret asks what a run shall do with secrets that the server does not
// show: once for all of them.
func (w *Work) askRunSecret(reply chan<- change.SecretPolicy) tea.Cmd {
	q := hiddenSecret("Coro does not return the secrets of these webhooks")
	return w.ask(q, func(choice int) tea.Cmd {
		if choice == 1 {
			for _, task := range w.run.plan.Tasks {
				w.writes.secrets[task.Account] = change.LeaveSecret
			}
		}
		reply <- w.policyOfRun(w.run.plan)
		return nil
	})
}

// policyOfRun is what a run does about such secrets.
func (w *Work) policyOfRun(plan *bulk.Plan) change.SecretPolicy {
	items := make([]list.Item, len(plan.Tasks))
	for i, task := range plan.Tasks {
		items[i].Ref.Account = task.Account
	}
	return w.policyOf(items)
}

// runEnded says how a run ended.
func (w *Work) runEnded(end runSignal) {
	plan, r := w.run.plan, end.report
	w.run.active = false
	w.setPending(plan, "") // what was not begun is as it was
	if end.err != nil && r.Done+r.Unchanged+r.Failed+r.Conflicts == 0 && !errors.Is(end.err, context.Canceled) {
		w.shell.Say(screen.Failure, "Nothing was changed: "+text.Sentence(end.err))
		return
	}
	w.unmark(r)
	said := didAll(plan.Action) + " " + text.Plural(r.Done, "webhook", "webhooks")
	if plan.Action.Kind == bulk.Undo {
		said = text.Undid(r.Done)
	}
	if r.Unchanged > 0 {
		said += ", " + words.WasUnchanged(plan.Action.Kind, r.Unchanged)
	}
	level := screen.Done
	if failed := r.Failed + r.Conflicts; failed > 0 {
		said, level = said+", "+text.Count(failed)+" failed", screen.Failure
	}
	if r.NotBegun > 0 {
		said, level = said+", "+text.Count(r.NotBegun)+" not begun"+w.resumes(), screen.Warning
	}
	if r.Done > 0 && plan.Action.Kind != bulk.Undo && plan.Action.Kind != bulk.Test {
		said += w.shell.Env().Dot() + w.shell.Env().Key(keys.Undo) + " undo"
	}
	if !w.resultsShown() {
		said += w.shell.Env().Dot() + w.shell.Env().Key(keys.Results) + " results"
	}
	w.shell.Say(level, said)
}

// resumes says how what was not begun is begun.
func (w *Work) resumes() string {
	how := " (" + w.shell.Env().Key(keys.Refresh) + " begins them"
	if !w.resultsShown() {
		how = " (" + w.shell.Env().Key(keys.Results) + " lists them"
	}
	return how + ", and the next start offers to resume)"
}

// unmark takes the marks from what was done. What failed or was not begun keeps
// them, for another try; so does what was only tested, which changes nothing, and
// whatever else is marked.
func (w *Work) unmark(r bulk.Report) {
	switch w.run.plan.Action.Kind {
	case bulk.Test, bulk.Undo:
		return
	default:
	}
	for _, problem := range r.Problems {
		delete(w.run.made, refOf(problem.Task))
	}
	w.browser.Unmark(w.run.made)
}

// whereOf names the workspace of a task, and its profile where that is to be said.
func (w *Work) whereOf(task bulk.Task) api.Text {
	if task.Account == "" && !w.browser.InAll() {
		return task.WorkspaceName
	}
	return api.Text(w.browser.Where(list.Item{Ref: refOf(task), WorkspaceName: text.Clean(task.WorkspaceName)}))
}

func refOf(task bulk.Task) screen.Ref {
	return screen.Ref{Account: task.Account, Workspace: task.Workspace, Webhook: task.Webhook.ID}
}

// placeResults shows what a run brought.
func (w *Work) placeResults(results []bulk.Result) {
	ends := make([]list.End, 0, len(results))
	for _, result := range results {
		w.run.report = counted(w.run.report, result)
		if result.OK() {
			w.run.made[refOf(result.Task)] = true
		}
		ends = append(ends, w.endsOf(result)...)
	}
	w.browser.Apply(ends)
}

// endsOf is what became of the rows of one task.
func (w *Work) endsOf(result bulk.Result) []list.End {
	task := result.Task
	e := list.End{
		Ref: refOf(task), Workspace: text.Clean(task.WorkspaceName), Now: result.Now, Gone: result.Kind == change.Gone,
	}
	switch w.run.plan.Action.Kind {
	case bulk.Test:
		e.Now, e.Gone = nil, false // nothing was changed
	case bulk.Copy:
		source := e
		source.Now, source.Gone = nil, false // it is as it was
		if result.Now == nil || w.browser.Filtered() {
			return []list.End{source} // where the filter asks for others, many new rows are in the way
		}
		made := list.End{Ref: screen.Ref{Account: task.Account, Workspace: task.Into.ID, Webhook: result.Now.ID}, Workspace: text.Clean(task.Into.Name()), Now: result.Now}
		return []list.End{source, made}
	case bulk.Delete:
		e.Gone = e.Gone || result.Kind == change.Done
	case bulk.Apply:
		e.Gone = e.Gone || task.Does(bulk.Apply) == change.Deleted && result.Kind == change.Done
		if result.Now != nil {
			e.Ref.Webhook = result.Now.ID
		}
	case bulk.Undo:
		if result.Now != nil {
			e.Ref.Webhook = result.Now.ID
		} else if result.OK() {
			e.Gone = true
		}
	default:
		if result.Now != nil {
			e.Ref.Webhook = result.Now.ID
		}
	}
	return []list.End{e}
}
