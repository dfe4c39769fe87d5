package change

import (
	"errors"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/suggest"
)

// Goal is what a webhook is to be, as [Rules] found it. Only they make one that a
// [Writer] takes, so that no write leaves that was not checked.
type Goal struct {
	fields   api.Fields
	rules    Rules
	problems Problems
	checked  bool
}

// Fields returns what the webhook is to be: what was given, with present values
// in the place of masks, and triggers and status as the server spells them.
func (g Goal) Fields() api.Fields { return g.fields }

// Problems lists what is wrong with the goal, and what is only doubtful.
func (g Goal) Problems() Problems { return g.problems }

// Err says why the goal cannot be sent, or nothing. It is a [Problems].
func (g Goal) Err() error {
	if !g.checked {
		return errUnchecked
	}
	return g.problems.Err()
}

var errUnchecked = errors.New("the change was not checked, so it is not sent")

// Rules say what of a webhook may be sent (API contract, section 5). They look
// only at what a change sets: what a server holds already is its own affair.
type Rules struct {
	Force      bool          // let triggers through that are not documented
	LikeThese  []api.Webhook // of the workspace: new triggers and a status are spelled as theirs
	NoSecret   bool          // a new webhook's secret is asked for later
	HeldBefore bool          // the server held all of it once, so only masks are refused
}

// New checks the fields of a webhook that does not exist yet.
func (r Rules) New(goal api.Fields) Goal { return r.check(api.Fields{}, goal, true) }

// Edit checks what changes from was, which the server holds, to goal. A masked
// value in goal stands for the one that was has.
func (r Rules) Edit(was, goal api.Fields) Goal { return r.check(was, goal, false) }

// Try says what is wrong with an edit, whatever the webhook holds that it is
// made of: so it need not be read first.
func (r Rules) Try(edit func(api.Fields) api.Fields) Problems {
	plain := api.Fields{Name: "-", URL: "https://host.invalid", Triggers: []api.Trigger{"-"}, Status: api.Enabled}
	return r.Edit(plain, edit(plain.Clone())).problems
}

// with checks other fields by the rules of g: what became of them meanwhile.
func (g Goal) with(was, goal api.Fields) Goal {
	other := g.rules.Edit(was, goal)
	other.checked = g.checked
	return other
}

// withSecret is g with a secret that was asked for, which is checked as one that
// was given at once.
func (g Goal) withSecret(secret api.WebhookSecret) Goal {
	g.fields = g.fields.Clone()
	g.fields.Secret = secret
	c := checker{Rules: g.rules}
	c.secret(secret)
	c.lengths(api.Fields{Secret: secret})
	g.problems = slices.DeleteFunc(slices.Clone(g.problems), func(p Problem) bool { return p.Field == Secret })
	g.problems = append(g.problems, c.found...)
	return g
}

// RemoveTrigger takes a trigger away. One that the webhook does not have needs
// nothing, unless it is not documented either: then it is most likely misspelled.
func (r Rules) RemoveTrigger(f api.Fields, trigger api.Trigger) (api.Fields, Problems) {
	if f.HasTrigger(trigger.Name()) {
		return Set(f, Trigger, api.Text(trigger), nil), nil
	}
	if _, known := api.FindTrigger(trigger.Name()); known {
		return f, nil
	}
	p := Problem{
		Field: Trigger, Item: api.Text(trigger), Value: api.Text(trigger), What: "is not a trigger of the webhook",
		UnknownTrigger: true, Doubtful: r.Force,
	}
	var names []api.TriggerName
	for _, one := range f.Triggers {
		names = append(names, one.Name())
	}
	for _, event := range api.KnownTriggers {
		if !slices.Contains(names, event.Name) {
			names = append(names, event.Name)
		}
	}
	if p.Nearest = string(suggest.Nearest(string(trigger.Name()), names)); p.Nearest == "" {
		p.Right = "it has " + join(names[:len(f.Triggers)])
	}
	return f, Problems{p}
}

// RemoveHeader takes a header away. That the webhook does not have it is only
// doubtful: any name could have been meant.
func (r Rules) RemoveHeader(f api.Fields, name api.Text) (api.Fields, Problems) {
	if _, there := f.Header(name); there {
		return Set(f, Header, name, nil), nil
	}
	p := Problem{Field: Header, Item: name, What: "is not a header of the webhook", Doubtful: true}
	var names []string
	for _, header := range f.Headers {
		names = append(names, string(header.Name))
	}
	if p.Nearest = suggest.Nearest(string(name), names); p.Nearest == "" && len(names) > 0 {
		p.Right = "it has " + strings.Join(names, ", ")
	}
	return f, Problems{p}
}
