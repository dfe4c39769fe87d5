package history

import (
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

const newIDLimit = "It comes back with a new id."

// Limits says before changes are made what undo will not bring back of them,
// in clean sentences; each is said once. It is empty when undo brings back all.
func Limits(changes ...change.Change) []string {
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
				add(limitOfUpdate(d))
			}
		case change.Delete:
			for _, limit := range limitsOfDelete(c.Base) {
				add(limit)
			}
		}
	}
	return limits
}

// limitOfUpdate says what cannot be brought back of one changed field.
func limitOfUpdate(d change.Delta) string {
	before, _ := d.Exact()
	switch {
	case d.Field == change.Secret && before == nil:
		return "The server does not show the old secret, so undo cannot bring it back."
	case before == nil || !change.Sensitive(d.Field, d.Item, *before):
		return ""
	case d.Field == change.Secret:
		return "Undo can bring the old secret back only until corotui is closed."
	case d.Field == change.URL:
		return "Undo can bring back the credentials in the old URL only until corotui is closed."
	}
	return fmt.Sprintf("Undo can bring back the old value of header %s only until corotui is closed.", d.Item)
}

// limitsOfDelete says what cannot be brought back of a whole webhook.
func limitsOfDelete(w api.Webhook) []string {
	limits := []string{"Undo recreates it with another id."}
	if _, known := w.Secret.Value(); known {
		limits = append(limits, "Undo can bring its secret back only until corotui is closed.")
	} else {
		limits = append(limits, "The server does not show its secret: undo needs a new one.")
	}
	for _, header := range w.Headers {
		if change.Sensitive(change.Header, header.Name, mask.NewSecret(string(header.Value))) {
			limits = append(limits, fmt.Sprintf("Undo can bring back the value of header %s only until corotui is closed.", header.Name))
		}
	}
	for _, extra := range w.Extra {
		if change.Sensitive(change.Other, api.Text(extra.Name), mask.NewSecret(string(extra.Value))) {
			limits = append(limits, fmt.Sprintf("Undo can bring back the value of field %s only until corotui is closed.", api.Text(extra.Name)))
		}
	}
	if change.Sensitive(change.URL, "", mask.NewSecret(string(w.URL))) {
		limits = append(limits, "Undo can recreate it only until corotui is closed: its URL holds credentials.")
	}
	return limits
}
