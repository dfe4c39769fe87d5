package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// bulkWords are the forms of each bulk action: in a question, on its button, in
// the rows while it runs, and in the sentence at the end.
var bulkWords = map[bulk.Kind]struct{ ask, button, pending, done string }{
	bulk.Enable:        {"Enable", "enable", beingSaved, "Enabled"},
	bulk.Disable:       {"Disable", "disable", beingSaved, "Disabled"},
	bulk.Test:          {"Test", "test", "testing", "Tested"},
	bulk.SetURL:        {"Move the URLs of", "move", beingSaved, "Moved the URLs of"},
	bulk.AddTrigger:    {"Add an event to", "add", beingSaved, "Added the event to"},
	bulk.RemoveTrigger: {"Remove an event from", "remove", beingSaved, "Removed the event from"},
	bulk.AddHeader:     {"Set a header of", "set", beingSaved, "Set the header of"},
	bulk.RemoveHeader:  {"Remove a header from", "remove", beingSaved, "Removed the header from"},
	bulk.Rotate:        {"Give a new secret to", "give", beingSaved, "Gave the new secret to"},
	bulk.Copy:          {"Copy", "copy", "copying", "Copied"},
	bulk.Delete:        {"Delete", deleteIt, "deleting", "Deleted"},
	bulk.Undo:          {"Undo", "undo", "undoing", "Undid"},
}

// asItIs says why an action leaves some webhooks as they are. That is not always
// that they are what was asked for: those of a move may have another URL.
type asItIs struct{ is, are, was, were string }

func asItIsOf(kind bulk.Kind) asItIs {
	switch kind {
	case bulk.SetURL:
		return asItIs{"has another URL", "have another URL", "had another URL", "had another URL"}
	case bulk.RemoveTrigger, bulk.RemoveHeader:
		return asItIs{"does not have it", "do not have it", "did not have it", "did not have it"}
	case bulk.Undo:
		return asItIs{"cannot be undone", "cannot be undone", "was that way already", "were that way already"}
	case bulk.Copy:
		return asItIs{was: "was there already", were: "were there already"}
	case bulk.Delete:
		return asItIs{was: "was gone already", were: "were gone already"}
	default:
		return asItIs{"is that way already", "are that way already", "was that way already", "were that way already"}
	}
}

// runState is the bulk run under way, or the last one.
type runState struct {
	number  int
	active  bool
	plan    *bulk.Plan
	report  bulk.Report         // so far
	made    map[screen.Ref]bool // webhooks that need no mark any more; only Update touches it
	cancel  context.CancelFunc  // begins nothing more
	stopped bool                // by cancel
	results chan bulk.Result
	asks    chan chan<- change.SecretPolicy // a run that must know what to do about secrets
	ended   chan runEnd
}

type runEnd struct {
	report bulk.Report
	err    error
}

// ranMsg is what a run brought since the last one.
type ranMsg struct {
	number  int
	results []bulk.Result
	ask     chan<- change.SecretPolicy // not nil: the user is asked
	end     *runEnd
}

// askBulk sums up what an action does to the marked, and asks once.
func (m *frame) askBulk(action bulk.Action, items []list.Item) tea.Cmd {
	cmd, err := m.planBulk(action, items)
	if err != nil {
		m.Say(screen.Failure, text.Sentence(err))
	}
	return cmd
}

// planBulk plans an action and asks, or says why there is no such plan.
func (m *frame) planBulk(action bulk.Action, items []list.Item) (tea.Cmd, error) {
	if m.opts.Desk == nil {
		m.Say(screen.Warning, "Sets cannot be changed here.")
		return nil, nil
	}
	if m.run.active {
		m.Say(screen.Warning, "A run is still under way; wait for its end.")
		return nil, nil
	}
	set := make([]bulk.Item, len(items))
	for i, item := range items {
		if item.Kept {
			m.Say(screen.Warning, m.keptReason(item))
			return nil, nil
		}
		set[i] = bulk.Item{Workspace: item.Ref.Workspace, WorkspaceName: m.workspaceOf(item), Webhook: item.Webhook, Heirs: item.Heirs}
	}
	action.Policy = m.writes.secrets
	plan, err := bulk.New(action, set)
	if err != nil {
		return nil, err
	}
	lines := m.hiddenLines(items)
	if action.Kind != bulk.Test && action.Kind != bulk.Copy {
		lines = append(lines, m.sharedLines(items)...)
	}
	return m.askPlan(plan, m.across(items), lines), nil
}

// askPlan asks before a plan is carried out. Above a hundred the number must be
// typed.
func (m *frame) askPlan(plan *bulk.Plan, where string, hidden []string) tea.Cmd {
	s, words := plan.Summary(), bulkWords[plan.Action.Kind]
	if s.Unchanged == s.Tasks && plan.Action.Kind != bulk.Undo {
		words := asItIsOf(plan.Action.Kind)
		m.Say(screen.Info, text.Plural(s.Tasks, "webhook "+words.is, "webhooks "+words.are)+"; there is nothing to change.")
		return nil
	}
	lines := m.summary(s)
	if len(hidden) > 0 {
		lines = append(append(lines, ""), hidden...)
	}
	if plan.Action.Kind != bulk.Test {
		lines = append(lines, "", "Each is read first; one that somebody changed meanwhile is left and listed.")
	}
	what := text.Plural(s.Tasks, "webhook", "webhooks")
	if plan.Action.Kind == bulk.Undo {
		what = text.Plural(s.Tasks, "change", "changes")
	}
	q := dialog.Question{
		Title:   fmt.Sprintf("%s %s in %s?", words.ask, what, where),
		Lines:   append(lines, s.Limits...),
		Choices: []string{noChange, words.button + " " + text.Count(s.Tasks)},
	}
	if plan.Action.Kind == bulk.Undo {
		q.Title, q.Choices[1], q.Grace = "Undo "+what+"?", "undo", dialog.Grace
	}
	if plan.Action.Kind == bulk.Copy {
		names := make([]string, 0, len(plan.Action.Into))
		for _, into := range plan.Action.Into {
			names = append(names, text.Clean(into.Name()))
		}
		q.Title = "Copy " + text.Plural(s.Webhooks, "webhook", "webhooks") + " into " + strings.Join(names, ", ") + "?"
	}
	if s.Typed {
		q.TypeToConfirm = fmt.Sprint(s.Tasks)
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.startRun(plan)
	})
}

// hiddenLines say in a question that what it is about cannot be seen: marks stay
// when a filter hides their rows.
func (m *frame) hiddenLines(items []list.Item) []string {
	if m.onDetail() {
		return nil
	}
	switch hidden := m.table().Hidden(items); {
	case hidden == 0:
		return nil
	case len(items) == 1:
		return []string{"It is marked, and hidden by the filter."}
	default:
		return []string{text.Plural(hidden, "of them is", "of them are") + " hidden by the filter."}
	}
}

// summary shows some webhooks and what becomes of them, field by field.
func (m *frame) summary(s bulk.Summary) []string {
	var lines []string
	for _, sample := range s.Sample {
		line := text.Clean(sample.Task.Webhook.Name)
		if name := text.Clean(sample.Task.WorkspaceName); name != "" {
			line += " in " + name
		}
		lines = append(lines, line)
		if s.Action.Kind == bulk.Delete || s.Action.Kind == bulk.Copy || s.Action.Kind == bulk.Undo {
			continue
		}
		for _, d := range sample.Deltas {
			lines = append(lines, "  "+m.deltaLine(d))
		}
	}
	if rest := s.Tasks - s.Unchanged - len(s.Sample); rest > 0 && len(s.Sample) > 0 {
		lines = append(lines, "and "+text.Plural(rest, "other", "others"))
	}
	if s.Unchanged > 0 {
		words := asItIsOf(s.Action.Kind)
		lines = append(lines, text.Plural(s.Unchanged, words.is, words.are)+".")
	}
	return lines
}

// deltaLine is one changed field in one line.
func (m *frame) deltaLine(d change.Delta) string {
	value := func(v *api.Text) string {
		const longest = 32
		if v == nil {
			return ""
		}
		return text.CutMiddle(text.Clean(*v), longest, m.env.Theme.Signs.Ellipsis)
	}
	name := string(d.Field)
	if d.Item != "" && d.Field == change.Header {
		name += " " + text.Clean(d.Item)
	}
	switch {
	case d.Before == nil:
		return name + " + " + value(d.After)
	case d.After == nil:
		return name + " - " + value(d.Before)
	}
	return name + " " + value(d.Before) + " " + m.env.Theme.Signs.Arrow + " " + value(d.After)
}

// startRun carries a plan out. It goes on when the user leaves the screen.
func (m *frame) startRun(plan *bulk.Plan) tea.Cmd {
	begin, cancel := context.WithCancel(m.opts.Context)
	m.run = runState{
		number: m.run.number + 1, active: true, plan: plan, cancel: cancel, made: make(map[screen.Ref]bool),
		results: make(chan bulk.Result), asks: make(chan chan<- change.SecretPolicy), ended: make(chan runEnd, 1),
	}
	m.run.report.Set = plan.Set
	m.gate.Open() // a run that was paused when it ended must not hold this one
	m.setPending(plan, bulkWords[plan.Action.Kind].pending)
	m.follow()
	m.sayRun()
	way, desk, quitting := m.run, m.opts.Desk(), m.opts.Context
	desk.ReadOnly = m.account.ReadOnly()
	options := bulk.Options{Limiter: m.limiter, Gate: m.gate, Secret: way.askSecret, Begin: begin}
	return func() tea.Msg {
		go func() {
			report, err := desk.Run(quitting, plan, options, func(result bulk.Result) {
				select {
				case way.results <- result:
				case <-quitting.Done():
				}
			})
			way.ended <- runEnd{report, err}
		}()
		return way.next()
	}
}

// stop begins nothing more of the run. What is under way ends.
func (r *runState) stop() {
	r.stopped = true
	r.cancel()
}

// setPending says in the rows of a plan what is being done to them; nothing is
// when it is empty.
func (m *frame) setPending(plan *bulk.Plan, pending string) {
	set := make(map[screen.Ref]bool, len(plan.Tasks))
	for _, task := range plan.Tasks {
		set[screen.Ref{Workspace: task.Workspace, Webhook: task.Webhook.ID}] = true
	}
	for _, table := range m.tables() {
		table.Change(set, func(item *list.Item) { item.Pending = pending })
	}
}

// askSecret asks the user, from the run's own goroutine.
func (r runState) askSecret(ctx context.Context) (change.SecretPolicy, error) {
	reply := make(chan change.SecretPolicy, 1)
	select {
	case r.asks <- reply:
	case <-ctx.Done():
		return change.AskSecret, ctx.Err()
	}
	select {
	case policy := <-reply:
		return policy, nil
	case <-ctx.Done():
		return change.AskSecret, ctx.Err()
	}
}

// next waits for the next results, a question or the end.
func (r runState) next() tea.Msg {
	message := ranMsg{number: r.number}
	var full <-chan time.Time // from the first result on
	for {
		select {
		case result := <-r.results:
			message.results = append(message.results, result)
			if full == nil {
				timer := time.NewTimer(together)
				defer timer.Stop()
				full = timer.C
			}
		case message.ask = <-r.asks:
			return message
		case end := <-r.ended:
			message.end = &end
			return message
		case <-full:
			return message
		}
	}
}

// ran takes what a run brought.
func (m *frame) ran(message ranMsg) tea.Cmd {
	if message.number != m.run.number {
		return nil
	}
	m.placeResults(message.results)
	m.follow()
	past := m.readHistory()
	switch {
	case message.ask != nil:
		cmd := m.askRunSecret(message.ask)
		return tea.Batch(cmd, m.run.next, past)
	case message.end != nil:
		cmd := m.runEnded(*message.end)
		return tea.Batch(cmd, m.pastCmd(), past, m.keepCmd())
	}
	m.sayRun()
	return tea.Batch(m.run.next, past)
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
func (m *frame) sayRun() {
	r := m.run.report
	words := bulkWords[m.run.plan.Action.Kind]
	said := fmt.Sprintf("%s %s of %s", words.done, text.Count(r.Done+r.Unchanged), text.Plural(len(m.run.plan.Tasks), "webhook", "webhooks"))
	if r.Failed > 0 {
		said += ", " + text.Count(r.Failed) + " failed"
	}
	if m.gate.Closed() {
		said += m.env.Dot() + "paused"
	}
	m.Say(screen.Info, said+m.env.Theme.Signs.Ellipsis)
}

// askRunSecret asks what a run shall do with secrets that the server does not
// show: once for all of them.
func (m *frame) askRunSecret(reply chan<- change.SecretPolicy) tea.Cmd {
	q := hiddenSecret("The server does not show the secrets of these webhooks")
	return m.ask(q, func(choice int) tea.Cmd {
		if choice == 1 {
			m.writes.secrets = change.LeaveSecret
		}
		reply <- m.writes.secrets
		return nil
	})
}
