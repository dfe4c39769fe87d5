package work

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/mask"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/list"
)

// bulkChoice is what can be done to a set that is not done by a key of its own: its name
// and letter in the menu, and how it asks for what it needs.
type bulkChoice struct {
	letter, name, about string

	kind bulk.Kind
	ask  func(w *Work, c bulkChoice, items []list.Item) tea.Cmd
}

// bulkChoices are the choices of the menu.
var bulkChoices = []bulkChoice{
	{"m", "move URL", "to another host, or start of it", bulk.SetURL, (*Work).askTyped},
	{"a", "add trigger", "where it is missing", bulk.AddTrigger, (*Work).pickTriggers},
	{"r", "remove trigger", "of those that they have", bulk.RemoveTrigger, (*Work).pickTriggers},
	{"s", "set header", "add it, or change its value", bulk.AddHeader, (*Work).askTyped},
	{"d", "drop header", "of those that they have", bulk.RemoveHeader, (*Work).pickHeader},
	{"n", "new secret", "one for all, generated or typed", bulk.Rotate, (*Work).askTyped},
	{"c", "copy", "into other workspaces", bulk.Copy, func(w *Work, _ bulkChoice, items []list.Item) tea.Cmd { return w.pickCopies(items) }},
}

// Bulk asks what is to be done to the marked.
func (w *Work) Bulk() tea.Cmd {
	items := w.browser.Targets()
	q := dialog.PickQuestion{Title: "Change " + w.named(items), Lines: w.hiddenLines(items), Verb: "choose"}
	for _, choice := range bulkChoices {
		q.Options = append(q.Options, dialog.Option{Key: choice.letter, Label: choice.name, Note: choice.about})
	}
	return w.shell.Ask(dialog.NewPick(w.shell.Env(), q, func(picked []int) (tea.Cmd, error) {
		if picked == nil {
			return nil, nil
		}
		choice := bulkChoices[picked[0]]
		return choice.ask(w, choice, items), nil
	}))
}

// entry is what an action needs to be typed.
type entry struct {
	lines  []string
	fields []dialog.Field
	values func(typed []string) bulk.Action
	check  func(bulk.Action) error // says which field is wrong; nil: the action's rules do
}

// entries are those of the actions that need something typed.
var entries = map[bulk.Kind]entry{
	bulk.SetURL: {
		[]string{"Replaces a host (old.example) or the start of a URL (https://old.example/in)."},
		[]dialog.Field{{Label: "From", Hint: "old.example"}, {Label: "To", Hint: "new.example"}},
		func(typed []string) bulk.Action { return bulk.Action{From: typed[0], To: typed[1]} },
		checkMove,
	},
	bulk.AddHeader: {
		[]string{"It is added where it is missing."},
		[]dialog.Field{{Label: "Name", Hint: "X-Env"}, {Label: "Value"}},
		func(typed []string) bulk.Action {
			return bulk.Action{Header: api.Header{Name: api.Text(typed[0]), Value: api.Text(typed[1])}}
		},
		checkHeader,
	},
	bulk.Rotate: {
		[]string{"One secret for all of them. Give it to their receivers."},
		[]dialog.Field{{Label: secretLabel, Secret: true}},
		func(typed []string) bulk.Action { return bulk.Action{Secret: api.GivenSecret(typed[0])} },
		nil,
	},
}

// action makes an action of what was typed, or says what is wrong with it.
func (e entry) action(kind bulk.Kind, typed []string) (bulk.Action, error) {
	action := e.values(typed)
	action.Kind = kind
	if e.check != nil {
		return action, e.check(action)
	}
	return action, action.Check()
}

// checkMove says which of the two parts of a move is wrong: From, unless that is right
// by itself.
func checkMove(action bulk.Action) error {
	err := action.Check()
	if err == nil {
		return nil
	}
	alone := action
	alone.To = action.From
	if alone.Check() == nil {
		return dialog.WrongField{Field: 1, Err: err}
	}
	return dialog.WrongField{Field: 0, Err: err}
}

// checkHeader says whether the name of a header is wrong or its value.
func checkHeader(action bulk.Action) error {
	err := action.Check()
	if err == nil {
		return nil
	}
	named := action
	named.Header.Value = "x"
	if named.Check() == nil {
		return dialog.WrongField{Field: 1, Err: err}
	}
	return dialog.WrongField{Field: 0, Err: err}
}

// askTyped asks for what an action needs, and then whether it shall be done. What the
// action's rules refuse is said below its field, and the prompt stays as it is.
func (w *Work) askTyped(choice bulkChoice, items []list.Item) tea.Cmd {
	e := entries[choice.kind]
	q := dialog.TextQuestion{Title: words.OfAction(choice.kind).Ask + " " + w.named(items), Lines: e.lines, Fields: e.fields}
	switch choice.kind {
	case bulk.SetURL:
		q.Lines, q.Fields = w.hostsNow(q, items)
	case bulk.AddHeader:
		q.Lines = append(q.Lines, headersNow(items)...)
	case bulk.Rotate:
		if len(items) == 1 {
			q.Lines = []string{"Its receiver needs it from you."}
		}
		q.Lines, q.Fields = append(slices.Clip(q.Lines), secretLater), []dialog.Field{{Label: secretLabel, Hint: "generated unless typed", Secret: true}}
	default:
	}
	return w.askText(q, func(typed []string) (tea.Cmd, error) {
		if choice.kind == bulk.Rotate && typed[0] == "" {
			typed = []string{mask.Generate().Reveal()}
		}
		action, err := e.action(choice.kind, typed)
		if err != nil {
			return nil, err
		}
		var notes []string
		if choice.kind == bulk.Rotate {
			notes = []string{secretLater}
			if len(items) > 1 {
				notes = []string{"All get the same secret. " + secretLater}
			}
		}
		cmd, err := w.planBulk(action, items, notes...)
		if err != nil && choice.kind == bulk.SetURL {
			return nil, dialog.WrongField{Field: 0, Err: err} // none has it
		}
		return cmd, err
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
