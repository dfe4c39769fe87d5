package work

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/form"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// noChange is the choice that leaves everything as it is.
const noChange = "cancel"

// Delete asks before webhooks are deleted: that is the change which undo
// cannot take back whole.
func (w *Work) Delete() tea.Cmd {
	items := w.browser.Targets()
	if len(items) > 1 {
		return w.askBulk(bulk.Action{Kind: bulk.Delete}, items)
	}
	item := items[0]
	j := job{verb: deleting, item: item, name: nameOf(item.Ref, item.Webhook.Name), change: change.Delete{
		Workspace: item.Ref.Workspace, WorkspaceName: w.browser.WorkspaceOf(item), Base: item.Webhook,
	}}
	limits := history.Screens.Limits(j.change)
	lines := append([]string{"in " + w.across(items), text.URL(item.Webhook.URL)}, w.hiddenLines(items)...)
	lines = append(append(lines, "", "Coro stops sending to it at once."), append(w.sharedLines(items), limits...)...)
	q := dialog.Question{
		Title:   fmt.Sprintf("Delete %s?", text.Quote(item.Webhook.Name)),
		Lines:   lines,
		Choices: []string{noChange, deleteIt},
	}
	return w.askTo(q, func() tea.Cmd { return w.start(j) })
}

// askSecret asks what an update shall do with a secret that the server does
// not show. The answer holds for the profile.
func (w *Work) askSecret(j job) tea.Cmd {
	return w.ask(hiddenSecret("Coro does not return the secret of "+w.label(j)), func(choice int) tea.Cmd {
		if choice != 1 {
			w.shell.Say(screen.Info, "Nothing was changed.")
			return nil
		}
		w.writes.secrets[j.item.Ref.Account] = change.LeaveSecret
		return w.start(j)
	})
}

// hiddenSecret is the question about secrets that cannot be sent back.
func hiddenSecret(title string) dialog.Question {
	return dialog.Question{
		Title: title,
		Lines: []string{"The update leaves it out. " +
			"Coro most likely keeps it; corotui checks afterwards. " +
			"To set a new one, edit the webhook and type or generate it."},
		Choices: []string{noChange, "leave it out"},
		Grace:   dialog.Grace,
	}
}

// askConflict asks whose change shall hold: field by field for an edit, and
// whether to go on for a deletion.
func (w *Work) askConflict(j job, outcome change.Outcome) tea.Cmd {
	if len(outcome.Conflicts) > 0 {
		return w.shell.Ask(dialog.NewConflict(w.shell.Env(), w.label(j), outcome.Conflicts, func(sides []change.Side) tea.Cmd {
			if sides == nil {
				return nil
			}
			return w.again(j, outcome, sides)
		}))
	}
	lines := []string{"Someone else changed it since you saw it:", ""}
	for _, d := range change.Diff(outcome.Goal, outcome.Before.Fields) {
		lines = append(lines, strings.TrimSpace(string(d.Field)+" "+text.Clean(d.Item)))
	}
	q := dialog.Question{
		Title:   "Delete " + w.label(j) + " anyway?",
		Lines:   append(append(lines, ""), history.Screens.Limits(change.AfterConflict(j.change, outcome, nil))...),
		Choices: []string{noChange, deleteIt},
		Grace:   dialog.Grace,
	}
	return w.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			w.shell.Say(screen.Info, "Nothing was changed.")
			return nil
		}
		return w.again(j, outcome, nil)
	})
}

// again makes a disputed write once more, now from what the user has seen.
func (w *Work) again(j job, outcome change.Outcome, sides []change.Side) tea.Cmd {
	j.change = change.AfterConflict(j.change, outcome, sides)
	j.item.Webhook = *outcome.Before
	if j.fromForm {
		w.shell.Tell(form.SavingMsg{On: true})
	}
	return w.start(j)
}

// askShared asks before a change that reaches beyond what is on the screen: one of more
// than one workspace, or of a row that the filter hides. Any other is made at once.
func (w *Work) askShared(item list.Item, doing string, do func() tea.Cmd) tea.Cmd {
	lines := append(w.sharedLines([]list.Item{item}), w.hiddenLines([]list.Item{item})...)
	if len(lines) == 0 {
		return do()
	}
	return w.askUnseen(item, doing, lines, do)
}

// askUnseen asks whether something shall be done to a webhook of which lines tell what
// the screen does not.
func (w *Work) askUnseen(item list.Item, doing string, lines []string, do func() tea.Cmd) tea.Cmd {
	q := dialog.Question{
		Title:   doing + " " + text.QuoteIn(item.Webhook.Name, api.Text(w.browser.Where(item))) + "?",
		Lines:   lines,
		Choices: []string{noChange, strings.ToLower(doing)},
	}
	return w.askTo(q, do)
}

// sharedLines say of webhooks which of them change in more than one workspace.
func (w *Work) sharedLines(items []list.Item) []string {
	const most = 3
	var lines []string
	for _, item := range items {
		if item.Shared() {
			lines = append(lines, w.sharedLine(item))
		}
	}
	if rest := len(lines) - most; rest > 0 {
		lines = append(lines[:most], "and "+text.Plural(rest, "other", "others"))
	}
	return lines
}

func (w *Work) sharedLine(item list.Item) string {
	below := "in every workspace below that inherits it"
	if item.Heirs > 0 {
		below = "in the " + text.Plural(item.Heirs, "workspace", "workspaces") + " below that inherit it"
	}
	return fmt.Sprintf("%s lives in %s: it changes there and %s.", text.Quote(item.Webhook.Name), w.browser.Where(item), below)
}

// hiddenLines say in a question that what it is about cannot be seen: marks stay
// when a filter hides their rows.
func (w *Work) hiddenLines(items []list.Item) []string {
	switch hidden := w.browser.Hidden(items); {
	case hidden == 0:
		return nil
	case len(items) == 1:
		return []string{"It is marked, and hidden by the filter."}
	default:
		return []string{text.Plural(hidden, "of them is", "of them are") + " hidden by the filter."}
	}
}

// across names the workspace of rows, or says how many there are.
func (w *Work) across(items []list.Item) string {
	workspaces, accounts := make(map[screen.Ref]bool), accountsOf(items)
	for _, item := range items {
		workspaces[item.Ref.OfWorkspace()] = true
	}
	switch at := items[0].Ref; {
	case accounts > 1:
		return text.Plural(len(workspaces), "workspace", "workspaces") + " of " + text.Plural(accounts, "account", "accounts")
	case len(workspaces) > 1:
		return text.Plural(len(workspaces), "workspace", "workspaces")
	case at.Workspace == w.browser.Workspace().ID && !w.browser.InAll() && at.Account == "":
		return w.namedWorkspace()
	}
	return w.browser.Where(items[0])
}

// named is one webhook's name, or how many there are, and where unless the header says it.
func (w *Work) named(items []list.Item) string {
	if len(items) == 1 {
		return w.browser.Label(items[0])
	}
	said := text.Plural(len(items), "webhook", "webhooks")
	if where := w.across(items); where != w.namedWorkspace() || w.browser.InFleet() {
		said += " in " + where
	}
	return said
}

// namedWorkspace is the workspace in a question. As long as the server has not
// told its name, the question says that it shows an id.
func (w *Work) namedWorkspace() string {
	name := text.Clean(w.browser.Workspace().Name())
	if name == text.Clean(api.Text(w.browser.Workspace().ID)) {
		return "the workspace with the id " + name
	}
	return name
}
