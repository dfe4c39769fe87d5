package work

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
	historypage "corotui/ui/history"
	"corotui/ui/results"
	"corotui/ui/screen"
)

// lastRun is what became of the last run. A repetition of its failures goes on in the
// same lines.
type lastRun struct {
	plan   *bulk.Plan // of the last repetition
	ended  *bulk.Report
	places []int // the line of each of its tasks
	report results.Report
}

// HasResults reports that there was a run, so that its results can be shown.
func (w *Work) HasResults() bool { return w.last.plan != nil }

// OpenResults shows what became of the last run, or of the one under way.
func (w *Work) OpenResults() tea.Cmd {
	return w.shell.Push(screen.NewPage(results.New(w.shell.Env(), w.last.report)), nil)
}

// updateResults takes what the page of results asks for.
func (w *Work) updateResults(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message.(type) {
	case results.RetryMsg:
		return w.retryRun(), true
	case results.UndoMsg:
		if w.Busy() {
			return nil, true
		}
		return w.undoOne(historypage.UndoMsg{ID: w.last.plan.Set}), true
	case results.SecretMsg:
		return w.giveRunSecret(), true
	case results.PauseMsg:
		w.PauseRun()
		return w.tellResults(nil), true
	case results.StopMsg:
		w.StopRun()
		return w.tellResults(nil), true
	}
	return nil, false
}

// retryRun repeats what failed, and begins what was not begun.
func (w *Work) retryRun() tea.Cmd {
	if w.run.active || w.last.ended == nil {
		return nil
	}
	if reason := w.refusesAll(w.last.plan); reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil
	}
	again := w.last.plan.Again(*w.last.ended, w.policyOfRun(w.last.plan))
	if again == nil {
		return nil
	}
	return w.startRun(again)
}

// beginResults shows the page of a run that begins, with a line for each task. It is the
// page that is open, if there is one.
func (w *Work) beginResults(plan *bulk.Plan) tea.Cmd {
	before := w.last
	w.last = lastRun{plan: plan, places: make([]int, len(plan.Tasks))}
	repeats := before.plan != nil && before.plan.Set == plan.Set && len(plan.Earlier) == len(plan.Tasks)
	if repeats {
		w.last.report.Title, w.last.report.Rows = before.report.Title, slices.Clone(before.report.Rows)
	} else {
		w.last.report.Title, w.last.report.Rows = w.resultsTitle(plan), make([]results.Row, len(plan.Tasks))
	}
	for i, task := range plan.Tasks {
		w.last.places[i] = i
		if repeats {
			w.last.places[i] = before.places[plan.Earlier[i]]
		}
		w.last.report.Rows[w.last.places[i]] = w.waitingRow(task)
	}
	w.last.report.Running = true
	if !w.resultsOpen() {
		return w.OpenResults()
	}
	for !w.resultsShown() { // it is below the detail that was opened from it
		w.shell.Pop()
	}
	return w.shell.Tell(results.ReportMsg{Report: w.last.report})
}

// resultsTitle says what a run does, to how many.
func (w *Work) resultsTitle(plan *bulk.Plan) string {
	n := len(plan.Tasks)
	if plan.Action.Kind == bulk.Undo {
		return "Undo " + text.Plural(n, "change", "changes")
	}
	title := fmt.Sprintf("%s %s", asking(plan.Action), text.Plural(n, "webhook", "webhooks"))
	if into := plan.Action.Into; plan.Action.Kind == bulk.Copy && len(into) > 0 {
		return fmt.Sprintf("Copy %s into %s", text.Plural(n/len(into), "webhook", "webhooks"), text.Plural(len(into), "workspace", "workspaces"))
	}
	return title
}

// waitingRow is the line of a task that has not ended.
func (w *Work) waitingRow(task bulk.Task) results.Row {
	row := results.Row{
		Ref: refOf(task), Word: "waiting", Name: text.Clean(task.Webhook.Name), Workspace: text.Clean(w.whereOf(task)),
	}
	if task.Into.ID != "" {
		row.Workspace = text.Clean(task.Into.Name())
	}
	return row
}

// tellResults puts results into their lines, and shows them.
func (w *Work) tellResults(ended []bulk.Result) tea.Cmd {
	if w.last.plan == nil {
		return nil
	}
	rows := slices.Clone(w.last.report.Rows)
	for _, result := range ended {
		at := w.last.places[result.Index]
		rows[at] = w.endedRow(rows[at], result)
	}
	w.last.report.Rows, w.last.report.Paused = rows, w.gate.Closed()
	return w.shell.Tell(results.ReportMsg{Report: w.last.report})
}

// endedRow is the line of a task that has ended.
func (w *Work) endedRow(row results.Row, result bulk.Result) results.Row {
	kind := w.last.plan.Action.Kind
	outcome := change.Outcome{Kind: result.Kind, Err: result.Err}
	row.Word, row.Why = words.Ended(kind, outcome), words.Why(kind, outcome)
	switch {
	case result.Kind == change.Done:
		row.Word = words.OfTask(kind, result.Task).Word
		row.End = results.Done
		row.Why = undid(result, row)
	case result.OK():
		row.End = results.Skipped
	default:
		row.End = results.Failed
	}
	if result.Kind == change.NeedSecret && kind == bulk.Undo {
		row.Why += "; undo it by itself, in the history"
	}
	switch {
	case kind == bulk.EnableIfDelivered:
		row.Why = words.EnabledIfDelivered(result)
		for _, begins := range []string{"enabled; ", "not enabled: "} {
			row.Why = strings.TrimPrefix(row.Why, begins)
		}
		if result.Kind == change.Unchanged {
			row.Word = words.OfAction(bulk.Test).Word
		}
	case result.Test != nil && result.OK():
		row.Word, row.Why = answered(*result.Test)
	}
	enables := kind == bulk.Enable || kind == bulk.EnableIfDelivered || kind == bulk.Apply && result.Now != nil && result.Now.Status.On()
	if enables && result.Kind == change.Done && result.Task.Webhook.Status.Off() {
		row.Why = w.joined(row.Why, text.Missed(w.shell.Env().Now(), result.Task.Webhook.DisabledSince()))
	}
	for _, warning := range result.Warnings {
		row.Why = w.joined(row.Why, warning)
	}
	switch gone := result.Kind == change.Gone || kind == bulk.Delete && result.Kind == change.Done; {
	case gone:
		row.Ref = screen.Ref{}
	case result.Now != nil && kind == bulk.Copy:
		row.Ref = screen.Ref{Account: result.Task.Account, Workspace: result.Task.Into.ID, Webhook: result.Now.ID}
	case result.Now != nil:
		row.Ref.Webhook = result.Now.ID
	}
	return row
}

// joined adds a clause to a reason.
func (w *Work) joined(why, clause string) string {
	if why == "" {
		return clause
	}
	return why + w.shell.Env().Dot() + clause
}

// undid says what an undo did, without the name and the workspace, which are in the line.
func undid(result bulk.Result, row results.Row) string {
	name := " " + text.Quote(result.Task.Webhook.Name)
	place := " in " + cmp.Or(row.Workspace, text.Clean(api.Text(result.Task.Workspace)))
	said := text.Clean(api.Text(result.Undid()))
	return strings.NewReplacer(" of"+name, "", name, "", place, "").Replace(said)
}

// endResults ends the page's run: what has no end was not begun.
func (w *Work) endResults(report bulk.Report) tea.Cmd {
	rows := slices.Clone(w.last.report.Rows)
	undo := false
	for i, row := range rows {
		if row.End == results.Waiting {
			rows[i].End, rows[i].Word = results.NotBegun, words.Ended(w.last.plan.Action.Kind, change.Outcome{Kind: change.NotBegun})
		}
		undo = undo || row.End == results.Done
	}
	w.last.ended = &report
	kind := w.last.plan.Action.Kind
	w.last.report.Rows, w.last.report.Running, w.last.report.Paused = rows, false, false
	w.last.report.Undo = undo && kind != bulk.Undo && kind != bulk.Test
	w.last.report.Retry, w.last.report.NotBegun = 0, len(report.Remaining())
	if again := w.last.plan.Again(report, w.policyOfRun(w.last.plan)); again != nil {
		w.last.report.Retry = len(again.Tasks) - w.last.report.NotBegun
	}
	w.last.report.Secret = w.runSecret()
	told := w.shell.Tell(results.ReportMsg{Report: w.last.report})
	if w.last.report.Secret && report.Done > 0 {
		return tea.Batch(told, w.giveRunSecret())
	}
	return told
}

// resultsOpen reports that the page is open, and resultsShown that it is on top.
func (w *Work) resultsOpen() bool {
	return slices.ContainsFunc(w.shell.Pages(), isResults)
}

func (w *Work) resultsShown() bool {
	pages := w.shell.Pages()
	return isResults(pages[len(pages)-1])
}

func isResults(page screen.Page) bool {
	_, is := screen.As[results.Model](page)
	return is
}
