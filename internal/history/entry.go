// Package history is the log of the changes that were made from this machine:
// written so that neither a crash nor a second copy of the program tears it,
// read for people and scripts, and the plan for undoing a change. It knows
// nothing of screens, and holds no secret: of a secret value it keeps a keyed
// fingerprint, which tells whether a value is still the same.
package history

import (
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// Type says what an entry is about.
type Type string

// The types of entries. A run over many webhooks writes what it is going to do
// before it begins and how each item ended, so that a run that was killed can
// be told from one that was not begun.
const (
	Change Type = "change"
	Plan   Type = "plan"
	Begun  Type = "begun" // a write that is about to be sent
	Result Type = "result"
	End    Type = "end"
)

// version is that of the entries' form.
const version = 1

// Who makes changes, and where.
type Who struct {
	User    string // the operating system's
	Profile string // empty without one
	Client  string // the client id, of which only the first characters are kept
	Host    string // of the API
}

// Entry is one line of the history. Its text is the server's or a user's, so
// it is cleaned by whoever shows it.
type Entry struct {
	Version int       `json:"v"`
	Type    Type      `json:"type"`
	ID      string    `json:"id"` // what was begun and its end have the same
	At      time.Time `json:"at"`

	User    string `json:"user"`
	Profile string `json:"profile,omitempty"`
	Client  string `json:"client,omitempty"` // the first characters of the client id
	Host    string `json:"host"`

	Workspace     api.WorkspaceID `json:"workspace"`
	WorkspaceName api.Text        `json:"workspaceName,omitempty"`
	Webhook       api.WebhookID   `json:"webhook,omitempty"`
	Name          api.Text        `json:"name,omitempty"`

	Action  change.Action `json:"action"`
	Deltas  []Delta       `json:"changes,omitempty"`
	Outcome change.Kind   `json:"outcome"`
	Error   api.Text      `json:"error,omitempty"`
	Trace   api.Text      `json:"trace,omitempty"`

	OffBefore *api.Off `json:"offBefore,omitempty"` // since when it was disabled before, if it was
	OffAfter  *api.Off `json:"offAfter,omitempty"`  // since when it is disabled now, if it is

	Undoes string `json:"undoes,omitempty"` // id of the entry that this took back
	Set    string `json:"set,omitempty"`    // names the marked set that it was one of

	Delivery *Delivery `json:"delivery,omitempty"` // of one that was sent

	Run  *RunPlan `json:"run,omitempty"`  // of a plan
	Item int      `json:"item,omitempty"` // of a result and what was begun: the place in the plan, from 1

	// UndoneBy is the entry that took this one back, and UndoneAt when. They
	// are found out when the history is read, and are not in the file.
	UndoneBy string    `json:"undoneBy,omitempty"`
	UndoneAt time.Time `json:"undoneAt,omitzero"`
}

// Delta is what one field was and became.
type Delta struct {
	Field  Field    `json:"field"`
	Item   api.Text `json:"item,omitempty"` // the trigger as spelled, or the header's name
	Before *Value   `json:"before"`         // nil: it was not there
	After  *Value   `json:"after"`          // nil: it was not there any more
}

// Value is what a field held. A sensitive one is masked in Text, and Print is
// its fingerprint; Print is empty where the value was never known.
type Value struct {
	Text  api.Text `json:"text"`
	Print string   `json:"print,omitempty"`

	exact *mask.Secret // known where Text is not masked, or while the program runs
}

// Field is a [change.Field] under the name that the file has for it, which
// stays when the words on the screens change.
type Field change.Field

var fieldNames = map[change.Field]string{
	change.Name:        "name",
	change.Description: "description",
	change.URL:         "url",
	change.Descendants: "applyToAllDescendants",
	change.Status:      "status",
	change.Trigger:     "trigger",
	change.Header:      "header",
	change.Secret:      "secret",
	change.Other:       "other",
}

// MarshalText writes the field's name in the file.
func (f Field) MarshalText() ([]byte, error) {
	if name, known := fieldNames[change.Field(f)]; known {
		return []byte(name), nil
	}
	return []byte(f), nil
}

// UnmarshalText reads a field's name. One that this version does not know stays
// as it is.
func (f *Field) UnmarshalText(name []byte) error {
	*f = Field(name)
	for field, known := range fieldNames {
		if known == string(name) {
			*f = Field(field)
		}
	}
	return nil
}

// Changes returns what the entry changed, for people: masked, in the words of
// reviews, and still untrusted text.
func (e Entry) Changes() []change.Delta {
	changes := make([]change.Delta, 0, len(e.Deltas))
	for _, d := range e.Deltas {
		changes = append(changes, change.Delta{
			Field: change.Field(d.Field), Item: d.Item, Before: d.shown(d.Before), After: d.shown(d.After),
		})
	}
	return changes
}

func (d Delta) shown(v *Value) *api.Text {
	if v == nil {
		return nil
	}
	if v.Print != "" {
		masked := v.Text // to mask it once more could change it
		return &masked
	}
	text := mask.NewSecret(string(v.Text))
	return change.Shown(change.Field(d.Field), d.Item, &text)
}

// Masked returns the entry for showing: values that were written in clear and
// are known to be secret now are masked.
func (e Entry) Masked() Entry {
	deltas := make([]Delta, 0, len(e.Deltas))
	for _, d := range e.Deltas {
		for _, side := range []**Value{&d.Before, &d.After} {
			if v := *side; v != nil && v.Print == "" && change.Sensitive(change.Field(d.Field), d.Item, mask.NewSecret(string(v.Text))) {
				*side = &Value{Text: *d.shown(v)}
			}
		}
		deltas = append(deltas, d)
	}
	if len(deltas) > 0 {
		e.Deltas = deltas
	}
	return e
}

// known returns the value itself, if there is one and it is known.
func (v *Value) known() *mask.Secret {
	if v == nil {
		return nil
	}
	return v.exact
}

// Undoable reports whether the entry is of a change that is in force, as far as
// is known, and says else why there is nothing to undo.
func (e Entry) Undoable() (ok bool, why string) {
	switch {
	case e.Type != Change:
		return false, "it is not a change"
	case e.UndoneBy != "":
		return false, "it was undone already, by " + e.UndoneBy
	case e.Action == change.Sent:
		return false, "a delivery that was sent cannot be called back"
	case e.Action == change.Requested && (e.Outcome == change.Done || e.Outcome == change.Unknown):
		return false, "corotui does not know what a raw request changed; undo it with another request"
	case e.Outcome == change.Done:
		return true, ""
	case e.Action == change.Deleted && e.Outcome == change.Gone && len(e.Deltas) > 0:
		return true, ""
	case e.Action == change.Updated && e.Outcome == change.Unknown:
		return true, "" // the check before the write tells whether there is something to do
	case e.Outcome == change.Unknown:
		return false, "it is not known whether it was made; check with corotui webhooks list"
	}
	return false, "it changed nothing"
}
