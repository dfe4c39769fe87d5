package history

import (
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

const newIDLimit = "It comes back with a new id."

// Face is where a change is made. The history keeps nothing secret, so what undo can bring
// back of that is only what the program still knows.
type Face int

// The faces.
const (
	Commands Face = iota // a command has ended before undo is asked for
	Screens              // know what was there until they are closed
)

// bringsBack says of something secret for how long undo can bring it back.
func (f Face) bringsBack(what string) string {
	if f == Screens {
		return "Undo can bring back " + what + " only until corotui is closed."
	}
	return "Undo cannot bring back " + what + ", as the history keeps nothing secret."
}

// Limits says before changes are made what undo will not bring back of them,
// in clean sentences; each is said once. It is empty when undo brings back all.
func (f Face) Limits(changes ...change.Change) []string {
	var limits []string
	add := func(limit string) {
		if limit != "" && !slices.Contains(limits, limit) {
			limits = append(limits, limit)
		}
	}
	for _, c := range changes {
		switch c := c.(type) {
		case change.Update:
			for _, d := range change.Diff(c.Base.Fields, c.Goal.Fields()) {
				add(f.limitOfUpdate(d))
			}
		case change.Delete:
			for _, limit := range f.limitsOfDelete(c.Base) {
				add(limit)
			}
		}
	}
	return limits
}

// limitOfUpdate says what cannot be brought back of one changed field.
func (f Face) limitOfUpdate(d change.Delta) string {
	before, _ := d.Exact()
	switch {
	case d.Field == change.Secret && before == nil:
		return "The server does not show the old secret, so undo cannot bring it back."
	case before == nil || !change.Sensitive(d.Field, d.Item, *before):
		return ""
	case d.Field == change.Secret:
		return f.bringsBack("the old secret")
	case d.Field == change.URL:
		return f.bringsBack("the credentials in the old URL")
	case d.Field == change.Other:
		return f.bringsBack(fmt.Sprintf("the old value of field %s", d.Item))
	}
	return f.bringsBack(fmt.Sprintf("the old value of header %s", d.Item))
}

// limitsOfDelete says what cannot be brought back of a whole webhook.
func (f Face) limitsOfDelete(w api.Webhook) []string {
	keyed := change.Sensitive(change.URL, "", mask.NewSecret(string(w.URL)))
	if keyed && f != Screens {
		return []string{"Undo cannot recreate it: its URL holds credentials, and the history keeps nothing secret."}
	}
	limits := []string{"Undo recreates it with another id."}
	switch _, known := w.Secret.Value(); {
	case !known:
		limits = append(limits, "The server does not show its secret: undo needs a new one.")
	case f == Screens:
		limits = append(limits, f.bringsBack("its secret"))
	default:
		limits = append(limits, "The history keeps nothing secret: undo needs a new secret for it.")
	}
	for _, header := range w.Headers {
		if change.Sensitive(change.Header, header.Name, mask.NewSecret(string(header.Value))) {
			limits = append(limits, f.bringsBack(fmt.Sprintf("the value of header %s", header.Name)))
		}
	}
	for _, extra := range w.Extra {
		if change.Sensitive(change.Other, api.Text(extra.Name), mask.NewSecret(string(extra.Value))) {
			limits = append(limits, f.bringsBack(fmt.Sprintf("the value of field %s", api.Text(extra.Name))))
		}
	}
	if keyed {
		limits = append(limits, "Undo can recreate it only until corotui is closed: its URL holds credentials.")
	}
	return limits
}
