// Package change is how a webhook is changed: what differs between two states
// of one, how two people's changes are put together, and the only way from the
// rest of the program to a write: read, compare, write, settle, record.
package change

import (
	"slices"

	"corotui/api"
	"corotui/internal/mask"
)

// Diff returns what differs between two states of a webhook, in the order of
// the fields, for a review, a history line or a summary; secrets and sensitive
// values are masked. The order of triggers and headers is no difference, nor is
// another spelling of the same trigger or another letter case of the status.
// The secret differs only if after has one that is known: one that is masked or
// left out is one that no one touched.
func Diff(before, after api.Fields) []Delta {
	var deltas []Delta
	for _, field := range scalars {
		if !alike(field, scalar(before, field), scalar(after, field)) {
			deltas = append(deltas, newDelta(field, "", Value(before, field, ""), Value(after, field, "")))
		}
	}
	deltas = append(deltas, diffTriggers(before, after)...)
	was, is := groupHeaders(before), groupHeaders(after)
	for _, key := range headerKeys(before, after) {
		deltas = append(deltas, diffHeaders(was[key], is[key])...)
	}
	if secretGiven(before.Secret, after.Secret) {
		delta := newDelta(Secret, "", Value(before, Secret, ""), Value(after, Secret, ""))
		if before.Secret.Masked() {
			dots := api.Text(mask.Dots)
			delta.Before = &dots
		}
		deltas = append(deltas, delta)
	}
	for _, name := range changedOthers(before, after) {
		item := api.Text(name)
		deltas = append(deltas, newDelta(Other, item, Value(before, Other, item), Value(after, Other, item)))
	}
	return deltas
}

func diffTriggers(before, after api.Fields) []Delta {
	var deltas []Delta
	was, is := triggerNames(before.Triggers), triggerNames(after.Triggers)
	for _, trigger := range before.Triggers {
		if !is[trigger.Name()] {
			deltas = append(deltas, newDelta(Trigger, api.Text(trigger), wrap(string(trigger)), nil))
		}
	}
	for _, trigger := range after.Triggers {
		if !was[trigger.Name()] {
			deltas = append(deltas, newDelta(Trigger, api.Text(trigger), nil, wrap(string(trigger))))
		}
	}
	return deltas
}

// diffHeaders compares the headers of one name. A header that is spelled
// another way is one that went and one that came.
func diffHeaders(before, after []api.Header) []Delta {
	if slices.Equal(before, after) {
		return nil
	}
	if len(before) == 1 && len(after) == 1 && before[0].Name == after[0].Name {
		return []Delta{newDelta(Header, after[0].Name, wrap(string(before[0].Value)), wrap(string(after[0].Value)))}
	}
	var deltas []Delta
	for _, header := range before {
		if !slices.Contains(after, header) {
			deltas = append(deltas, newDelta(Header, header.Name, wrap(string(header.Value)), nil))
		}
	}
	for _, header := range after {
		if !slices.Contains(before, header) {
			deltas = append(deltas, newDelta(Header, header.Name, nil, wrap(string(header.Value))))
		}
	}
	return deltas
}

// secretGiven reports whether after sets another secret than before has, as
// far as before tells.
func secretGiven(before, after api.WebhookSecret) bool {
	value, given := after.Value()
	old, known := before.Value()
	return given && !(known && old.Equal(value))
}

// Field names a field of a webhook that a user can change.
type Field string

// The fields, in the order in which reviews and conflicts show them.
const (
	Name        Field = "name"
	Description Field = "description"
	URL         Field = "URL"
	Descendants Field = "applies to"
	Status      Field = "status"
	Trigger     Field = "triggers"
	Header      Field = "headers"
	Secret      Field = "secret"
	Other       Field = "other fields" // those that the client does not know
)

// wireNames are the fields in the API's words, for scripts.
var wireNames = map[Field]string{
	Name: "name", Description: "description", URL: "url", Descendants: "applyToAllDescendants",
	Status: "status", Trigger: string(Trigger), Header: string(Header), Secret: "secret",
}

// WireName names what differs in the API's words: "url", "headers.X-Env".
func (d Delta) WireName() string {
	name := wireNames[d.Field]
	switch {
	case name == "":
		return string(d.Item)
	case d.Field == Header:
		return name + "." + string(d.Item)
	}
	return name
}

// fieldOrder lists the fields as they are shown.
var fieldOrder = []Field{Name, Description, URL, Descendants, Status, Trigger, Header, Secret, Other}

// Delta is one difference between two states of a webhook. Triggers, headers
// and unknown fields differ one by one: Item names which. Before and After are for people:
// secrets and sensitive values in them are masked already, and the text is
// still untrusted.
type Delta struct {
	Field  Field
	Item   api.Text  // the trigger as spelled, the name of the header or unknown field; else empty
	Before *api.Text // nil: it was not there
	After  *api.Text // nil: it is not there any more

	exactBefore, exactAfter *mask.Secret
}

// Exact returns the values themselves, as [Value] does: nil where there is
// none, or where a secret is not known.
func (d Delta) Exact() (before, after *mask.Secret) { return d.exactBefore, d.exactAfter }

// newDelta makes a difference from the values themselves.
func newDelta(field Field, item api.Text, before, after *mask.Secret) Delta {
	return Delta{
		Field: field, Item: item,
		Before: Shown(field, item, before), After: Shown(field, item, after),
		exactBefore: before, exactAfter: after,
	}
}

// Conflict is a field that two people changed differently since the base.
// The values are for people, as in [Delta]; nil means that it is not there.
type Conflict struct {
	Field              Field
	Item               api.Text
	Base, Theirs, Ours *api.Text
}

// Side says whose value a conflict takes.
type Side int

// The sides.
const (
	Theirs Side = iota
	Ours
)
