package work

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/form"
	historypage "corotui/ui/history"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// writeLimit is how many single writes are sent at once; more wait for their turn.
const writeLimit = 8

// verb is what a write does to a webhook.
type verb int

const (
	enabling verb = iota
	disabling
	saving
	creating
	deleting
	undoing
)

// deleteIt stands in several places.
const deleteIt = "delete"

// forms words each verb, as a run of it is worded where there is one.
var forms = map[verb]words.Action{
	enabling:  words.OfAction(bulk.Enable),
	disabling: words.OfAction(bulk.Disable),
	saving:    {Button: "save", Pending: words.Saving, Done: "Saved"},
	creating:  {Button: "create", Pending: "creating", Done: "Created"},
	deleting:  words.OfAction(bulk.Delete),
	undoing:   words.OfAction(bulk.Undo),
}

// kinds are the same verbs of a run.
var kinds = map[verb]bulk.Kind{enabling: bulk.Enable, disabling: bulk.Disable}

// job is one write, and what the screens have to know of it.
type job struct {
	verb     verb
	change   change.Change
	item     list.Item         // the row it is about, as the user saw it
	name     api.Text          // what sentences call the webhook
	fromForm bool              // a form waits for the end
	secret   mask.Secret       // that the form generated, and nobody knows yet
	took     change.Action     // of undoing: what is taken back
	way      *history.UndoPlan // of undoing
	tested   bool              // of enabling: only because its test was delivered
}

// writes is what is being written. A write goes on when the user leaves its
// screen, and always ends in a wroteMsg.
type writes struct {
	secrets  map[string]change.SecretPolicy // of each account
	changed  map[string]bool                // the accounts in which something was changed
	running  int                            // that have not ended
	turns    chan struct{}                  // one in it for each that is sent
	planning int                            // changes whose way back is being looked up
}

// wroteMsg is the end of a write.
type wroteMsg struct {
	job     job
	outcome change.Outcome
}

// Toggle enables or disables. Of a marked set with both, the disabled ones are
// enabled: a dead webhook is what this program is for.
func (w *Work) Toggle() tea.Cmd {
	items := w.browser.Targets()
	doing := disabling
	for _, item := range items {
		if !item.Webhook.Status.On() {
			doing = enabling
		}
	}
	if count := len(items); count > 1 {
		differing := slices.DeleteFunc(items, func(item list.Item) bool { return item.Webhook.Status.On() == (doing == enabling) })
		var notes []string
		if already := count - len(differing); already > 0 {
			notes = []string{words.Unchanged(kinds[doing], already, "of the marked", "of the marked") + " and will be skipped."}
		}
		return w.askBulk(bulk.Action{Kind: kinds[doing]}, differing, notes...)
	}
	item := items[0]
	j := w.statusJob(doing, item)
	ask := map[verb]string{enabling: "Enable", disabling: "Disable"}[doing]
	return w.askShared(item, ask, func() tea.Cmd { return w.start(j) })
}

// statusJob enables or disables a webhook.
func (w *Work) statusJob(doing verb, item list.Item) job {
	goal := change.Rules{}.Edit(item.Webhook.Fields, change.WithStatus(item.Webhook.Fields, doing == enabling))
	return w.updateJob(doing, item, goal)
}

// updateJob makes of a webhook, as the user saw it, what it shall be.
func (w *Work) updateJob(doing verb, item list.Item, goal change.Goal) job {
	update := change.Update{
		Workspace: item.Ref.Workspace, WorkspaceName: w.browser.WorkspaceOf(item), Base: item.Webhook,
		Goal: goal,
	}
	if item.Stale { // of which only the status is compared: that is what the user saw and changes
		was, becomes := item.Webhook.Status, goal.Fields().Status
		update.Recall = func(theirs api.Fields) (base, goal api.Fields) {
			base, goal = theirs.Clone(), theirs.Clone()
			base.Status, goal.Status = was, becomes
			return base, goal
		}
	}
	return job{verb: doing, item: item, name: nameOf(item.Ref, goal.Fields().Name, item.Webhook.Name), change: update}
}

// nameOf is the first name that there is, or else the id.
func nameOf(ref screen.Ref, names ...api.Text) api.Text {
	return cmp.Or(append(names, api.Text(ref.Webhook))...)
}

// label is what sentences call the webhook of a job.
func (w *Work) label(j job) string {
	j.item.Webhook.Name = j.name
	return w.browser.Label(j.item)
}

// start shows a write in the list at once, and sends it.
func (w *Work) start(j job) tea.Cmd {
	w.browser.Pending(map[screen.Ref]bool{j.item.Ref: true}, forms[j.verb].Pending)
	w.writes.running++
	key := j.item.Ref.Account
	w.writes.changed[key] = true
	ctx, writer, turns, doing := w.shell.Env().Context, w.writerOf(key), w.writes.turns, change.WithPolicy(j.change, w.writes.secrets[key])
	return func() tea.Msg {
		turns <- struct{}{}
		defer func() { <-turns }()
		return wroteMsg{j, writer.Do(ctx, doing)}
	}
}

// wrote takes the end of a write: the list shows what the server really holds,
// and the status line says so.
func (w *Work) wrote(message wroteMsg) tea.Cmd {
	w.writes.running--
	j, outcome := message.job, message.outcome
	w.browser.Apply([]list.End{j.ended(outcome)})
	return tea.Batch(w.told(j, outcome), w.browser.ReadHistory(), w.shell.Tell(historypage.ChangedMsg{}), w.browser.Keep(), w.compareAgain())
}

// told ends a single write: in words, and where the user has to decide, with a
// question.
func (w *Work) told(j job, outcome change.Outcome) tea.Cmd {
	if j.fromForm {
		w.shell.Tell(form.SavingMsg{})
	}
	name := w.label(j)
	switch outcome.Kind {
	case change.Done, change.Unchanged, change.Skipped:
		w.sayDone(j, outcome, name)
		if j.fromForm && outcome.Now != nil {
			return tea.Batch(w.closeForm(j, outcome), w.giveSecret(j, *outcome.Now))
		}
	case change.Gone:
		w.shell.Say(screen.Warning, words.Failure(outcome, name)+"; someone deleted it.")
		if j.fromForm {
			return w.shell.Tell(form.FailedMsg{
				Sentence: "Someone deleted this webhook; esc closes the form, and " + w.shell.Env().Key(keys.New) + " creates a new one.",
			})
		}
	case change.Conflicted:
		return w.askConflict(j, outcome)
	case change.NeedSecret:
		if create, ok := j.change.(change.Create); ok {
			return w.revive(j.item.Ref.Account, create)
		}
		return w.askSecret(j)
	case change.Failed, change.Unknown, change.Refused, change.NotBegun:
		reason := "Could not " + forms[j.verb].Button + " " + name + ": " + text.Sentence(outcome.Err)
		if outcome.Kind == change.Unknown {
			reason = words.Failure(outcome, name) + w.shell.Env().Dot() + w.shell.Env().Key(keys.Refresh) + " refresh"
		}
		reason = w.warned(reason, outcome)
		w.shell.Say(screen.Failure, reason)
		if j.fromForm {
			return w.shell.Tell(form.FailedMsg{Sentence: reason, Fields: fieldErrors(outcome.Err)})
		}
	}
	return nil
}

// sayDone says what was done, and for a webhook that is on again, for how long
// nothing was sent: that gap is what the billing check is about.
func (w *Work) sayDone(j job, outcome change.Outcome, name string) {
	said := forms[j.verb].Done + " " + name
	level := screen.Done
	if outcome.Kind == change.Unchanged {
		said = name + " " + words.Already(kinds[j.verb]) + "; nothing was written"
		level = screen.Info
	}
	if j.way != nil {
		said = text.Clean(api.Text(j.way.Result(outcome)))
	}
	env := w.shell.Env()
	dot := env.Dot()
	if j.tested {
		said += dot + "the test was delivered"
	}
	if since, enabled := outcome.Reenabled(); enabled {
		said += dot + text.Missed(env.Now(), since)
		if w.HasMissed() {
			said += dot + env.Key(keys.Missed) + " missed"
		}
	}
	if len(outcome.Warnings) > 0 {
		said, level = w.warned(said, outcome), screen.Warning
	}
	if outcome.Record != "" && j.verb != undoing {
		said += dot + env.Key(keys.Undo) + " undo"
	}
	w.shell.Say(level, said)
}

// warned adds what else there is to know of how a change ended.
func (w *Work) warned(said string, outcome change.Outcome) string {
	for _, warning := range outcome.Warnings {
		said += w.shell.Env().Dot() + warning
	}
	return said
}

// ended is the end of a single write.
func (j job) ended(outcome change.Outcome) list.End {
	e := list.End{Ref: j.item.Ref, Workspace: j.item.WorkspaceName, Now: outcome.Now}
	if e.Now != nil {
		e.Ref.Webhook = e.Now.ID // a created one has an id now
	}
	deleted := j.verb == deleting || j.verb == undoing && j.took == change.Created
	e.Gone = outcome.Kind == change.Gone || deleted && outcome.Kind == change.Done
	return e
}
