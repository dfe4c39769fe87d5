package change

import (
	"slices"
	"strings"

	"corotui/api"
	"corotui/mask"
)

// Diff returns what differs between two states of a webhook, field by field in
// the order of the fields, for a review, a history line or a summary. Secrets
// and sensitive values in it are masked. The order of triggers and headers is
// no difference, and neither is another spelling of the same trigger.
func Diff(before, after api.Fields) []Delta {
	var deltas []Delta
	add := func(field Field, item api.Text, from, to *api.Text) {
		deltas = append(deltas, Delta{field, item, from, to})
	}
	for _, field := range scalars {
		if from, to := field.get(before), field.get(after); from != to {
			add(field.name, "", field.shown(from), field.shown(to))
		}
	}
	for _, t := range before.Triggers {
		if !after.HasTrigger(t.Name()) {
			add(Trigger, api.Text(t), text(api.Text(t)), nil)
		}
	}
	for _, t := range after.Triggers {
		if !before.HasTrigger(t.Name()) {
			add(Trigger, api.Text(t), nil, text(api.Text(t)))
		}
	}
	for _, h := range before.Headers {
		now, there := after.Header(h.Name)
		switch {
		case !there:
			add(Header, h.Name, shownHeader(h.Name, h.Value), nil)
		case now != h.Value:
			add(Header, h.Name, shownHeader(h.Name, h.Value), shownHeader(h.Name, now))
		}
	}
	for _, h := range after.Headers {
		if _, there := before.Header(h.Name); !there {
			add(Header, h.Name, nil, shownHeader(h.Name, h.Value))
		}
	}
	if changed(before.Secret, after.Secret) {
		add(Secret, "", shownSecret(before.Secret), shownSecret(after.Secret))
	}
	return deltas
}

// scalar is a field with one value, handled as text.
type scalar struct {
	name  Field
	get   func(api.Fields) api.Text
	set   func(*api.Fields, api.Text)
	shown func(api.Text) *api.Text
}

// The words of [Descendants]: what a webhook applies to.
const (
	thisOnly       = "this workspace only"
	allDescendants = "this workspace and all its descendants"
)

// scalars are in the order in which they are shown.
var scalars = []scalar{
	{Name, func(f api.Fields) api.Text { return f.Name }, func(f *api.Fields, v api.Text) { f.Name = v }, text},
	{Description, func(f api.Fields) api.Text { return f.Description }, func(f *api.Fields, v api.Text) { f.Description = v }, text},
	{
		URL, func(f api.Fields) api.Text { return f.URL }, func(f *api.Fields, v api.Text) { f.URL = v },
		func(v api.Text) *api.Text { return text(api.Text(mask.URL(string(v)))) },
	},
	{
		Descendants,
		func(f api.Fields) api.Text {
			if f.ApplyToAllDescendants {
				return allDescendants
			}
			return thisOnly
		},
		func(f *api.Fields, v api.Text) { f.ApplyToAllDescendants = v == allDescendants }, text,
	},
	{
		Status, func(f api.Fields) api.Text { return api.Text(strings.ToLower(string(f.Status))) },
		func(f *api.Fields, v api.Text) { f.Status = api.Status(v) }, text,
	},
}

func text(t api.Text) *api.Text { return &t }

func shownHeader(name, value api.Text) *api.Text {
	if mask.SensitiveHeader(string(name)) {
		return text(mask.Dots)
	}
	return text(value)
}

// shownSecret tells a secret that there is from one that there is not.
func shownSecret(s api.WebhookSecret) *api.Text {
	if _, known := s.Value(); known || s.Masked() {
		return text(mask.Dots)
	}
	return nil
}

// changed reports whether after sets another secret. A secret that is masked
// or not told is one that is left alone.
func changed(before, after api.WebhookSecret) bool {
	value, given := after.Value()
	if !given {
		return false
	}
	old, known := before.Value()
	return !known || !old.Equal(value)
}

// WithStatus returns f enabled or disabled, in the letter case in which the
// server spells the status.
func WithStatus(f api.Fields, on bool) api.Fields {
	goal := f.Clone()
	goal.Status = api.Disabled
	if on {
		goal.Status = api.Enabled
	}
	if s := string(f.Status); s != "" && s == strings.ToUpper(s) {
		goal.Status = api.Status(strings.ToUpper(string(goal.Status)))
	}
	return goal
}

// same reports whether writing goal would change nothing of now, but for the
// order of headers, which it tells from a change of them.
func same(now, goal api.Fields) bool {
	return len(Diff(now, goal)) == 0 && slices.Equal(now.Headers, goal.Headers) && now.Status.On() == goal.Status.On()
}
