// Package change is how a webhook is changed: what differs between two states
// of one, how two people's changes are put together, and the only way from the
// rest of the program to a write: read, compare, write, settle, record.
package change

import (
	"corotui/api"
	"corotui/internal/mask"
)

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
