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
// left out is one that nobody touched.
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
