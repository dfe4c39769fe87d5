package work

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/list"
)

// bulkChoice is what can be done to a set that is not done by a key of its own:
// its name in the menu, what it asks for, and what becomes of that.
type bulkChoice struct {
	name   string
	kind   bulk.Kind
	lines  []string
	fields []dialog.Field
	values func(w *Work, typed []string) (bulk.Action, error) // the action but for its kind
}

// action makes an action of what was typed, or says what is wrong with it.
func (c bulkChoice) action(w *Work, typed []string) (bulk.Action, error) {
	action, err := c.values(w, typed)
	if err != nil {
		return action, err
	}
	action.Kind = c.kind
	return action, action.Check()
}

// bulkChoices are the choices of the menu; their first letters differ.
var bulkChoices = []bulkChoice{
	{
		"move URL", bulk.SetURL, []string{"Replaces a host (old.example) or the start of a URL (https://old.example/in)."},
		[]dialog.Field{{Label: "From", Hint: "old.example"}, {Label: "To", Hint: "new.example"}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			return bulk.Action{From: typed[0], To: typed[1]}, nil
		},
	},
	{
		"add trigger", bulk.AddTrigger, nil, []dialog.Field{{Label: "Trigger", Hint: "workspace-created"}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			return bulk.Action{Trigger: api.Trigger(typed[0])}, nil
		},
	},
	{
		"remove trigger", bulk.RemoveTrigger, nil, []dialog.Field{{Label: "Trigger", Hint: "workspace-created"}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			return bulk.Action{Trigger: api.Trigger(typed[0])}, nil
		},
	},
	{
		"set header", bulk.AddHeader, []string{"It is added where it is missing."},
		[]dialog.Field{{Label: "Name", Hint: "X-Env"}, {Label: "Value"}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			return bulk.Action{Header: api.Header{Name: api.Text(typed[0]), Value: api.Text(typed[1])}}, nil
		},
	},
	{
		"drop header", bulk.RemoveHeader, nil, []dialog.Field{{Label: "Name", Hint: "X-Env"}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			return bulk.Action{Header: api.Header{Name: api.Text(typed[0])}}, nil
		},
	},
	{
		"new secret", bulk.Rotate, []string{"All of them get this one, and their receivers need it. It is not shown again."},
		[]dialog.Field{{Label: "Secret", Secret: true}, {Label: "Repeat", Secret: true}},
		func(_ *Work, typed []string) (bulk.Action, error) {
			if typed[0] != typed[1] {
				return bulk.Action{}, errors.New("the secrets do not match")
			}
			return bulk.Action{Secret: api.GivenSecret(typed[0])}, nil
		},
	},
	{
		"copy", bulk.Copy, []string{"Workspace names or ids, separated by commas. Workspaces that already have it are skipped."},
		[]dialog.Field{{Label: "Into"}},
		func(w *Work, typed []string) (bulk.Action, error) {
			into, err := w.workspacesNamed(typed[0])
			return bulk.Action{Into: into}, err
		},
	},
}

// Bulk asks what is to be done to the marked.
func (w *Work) Bulk() tea.Cmd {
	items := w.browser.Targets()
	q := dialog.Question{Title: "Change " + w.named(items), Lines: w.hiddenLines(items), Menu: true}
	for _, choice := range bulkChoices {
		q.Choices = append(q.Choices, choice.name)
	}
	return w.ask(q, func(choice int) tea.Cmd {
		if choice < 0 {
			return nil
		}
		return w.askBulkValues(bulkChoices[choice], items)
	})
}

// askBulkValues asks for what an action needs, and then whether it shall be done.
// What the action's rules refuse is said in the prompt, which stays as it is.
func (w *Work) askBulkValues(choice bulkChoice, items []list.Item) tea.Cmd {
	q := dialog.TextQuestion{Title: words.OfAction(choice.kind).Ask + " " + w.named(items), Lines: choice.lines, Fields: choice.fields}
	if choice.kind == bulk.Copy && len(items) > 1 {
		q.Title = "Copy " + text.Plural(len(items), "webhook", "webhooks")
	}
	if choice.kind == bulk.Copy {
		q.Title += " into other workspaces"
	}
	return w.askText(q, func(typed []string) (tea.Cmd, error) {
		action, err := choice.action(w, typed)
		if err != nil {
			return nil, err
		}
		return w.planBulk(action, items)
	})
}

// askText asks to type; typed gets what the user typed, and nothing is done when the
// user leaves.
func (w *Work) askText(q dialog.TextQuestion, typed func([]string) (tea.Cmd, error)) tea.Cmd {
	return w.shell.Ask(dialog.NewPrompt(w.shell.Env(), q, func(values []string) (tea.Cmd, error) {
		if values == nil {
			return nil, nil
		}
		return typed(values)
	}))
}

// workspacesNamed finds workspaces by their names, as the fleet shows them. What
// is no name is an id.
func (w *Work) workspacesNamed(typed string) ([]api.Workspace, error) {
	var found []api.Workspace
	for word := range strings.SplitSeq(typed, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		workspace := api.Workspace{ID: api.WorkspaceID(word)}
		named := w.browser.Named(word)
		switch {
		case len(named) > 1:
			return nil, fmt.Errorf("%d workspaces are called %s; give the id of one", len(named), text.Quote(api.Text(word)))
		case len(named) == 1:
			workspace = named[0]
		}
		if strings.ContainsAny(string(workspace.ID), " \t") {
			return nil, fmt.Errorf("no scanned workspace is called %s; give its id", text.Quote(api.Text(word)))
		}
		found = append(found, workspace)
	}
	return found, nil
}
