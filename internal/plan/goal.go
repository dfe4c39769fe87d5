package plan

import (
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// Onto puts what is wanted in the place of what a webhook has; what the file does not
// name stays, and so does what it says to keep. Where only the spelling differs, or the
// order, that of the server stays. A webhook that does not exist yet has no fields.
func (w Wanted) Onto(was api.Fields) api.Fields {
	goal := was.Clone()
	if w.Name.Set && !change.SameName(was.Name, w.Name.Value) { // accents may be composed in other ways
		goal.Name = w.Name.Value
	}
	set(&goal.Description, w.Description)
	set(&goal.ApplyToAllDescendants, w.Descendants)
	if w.URL.Set && !w.URL.Value.Keep {
		goal.URL = w.URL.Value.Text
	}
	if w.Status.Set && !change.Alike(change.Status, string(was.Status), string(w.Status.Value)) {
		goal.Status = w.Status.Value
		if was.Status != "" {
			goal = change.WithStatus(goal, w.Status.Value.On())
		}
	}
	if w.Triggers.Set {
		goal.Triggers = w.triggers(was)
	}
	if w.Headers.Set {
		goal.Headers = w.headers(was)
	}
	if _, known := api.GivenSecret(w.Secret.Value.Value.Reveal()).Value(); known {
		goal.Secret = api.GivenSecret(w.Secret.Value.Value.Reveal())
	}
	return goal
}

// New is what is wanted of a webhook that does not exist yet. One of which the file does
// not say whether it is enabled is enabled.
func (w Wanted) New() api.Fields { return w.Onto(api.Fields{Status: api.Enabled}) }

func set[T any](field *T, given Given[T]) {
	if given.Set {
		*field = given.Value
	}
}

// triggers are those that are wanted: first those that are there, as they are spelled.
func (w Wanted) triggers(was api.Fields) []api.Trigger {
	var wanted api.Fields
	for _, given := range w.Triggers.Value {
		wanted.Triggers = append(wanted.Triggers, given.Value)
	}
	triggers := slices.DeleteFunc(slices.Clone(was.Triggers), func(t api.Trigger) bool { return !wanted.HasTrigger(t.Name()) })
	for _, t := range wanted.Triggers {
		if !was.HasTrigger(t.Name()) {
			triggers = append(triggers, t)
		}
	}
	return triggers
}

// headers are those that are wanted: first those that are there, in their order.
func (w Wanted) headers(was api.Fields) []api.Header {
	goal := was.Clone()
	var wanted api.Fields
	for _, given := range w.Headers.Value {
		wanted.Headers = append(wanted.Headers, api.Header{Name: given.Name.Value})
	}
	goal.Headers = slices.DeleteFunc(goal.Headers, func(h api.Header) bool {
		_, stays := wanted.Header(h.Name)
		return !stays
	})
	for _, given := range w.Headers.Value {
		if given.Value.Value.Keep || has(goal.Headers, given) {
			continue
		}
		value := mask.NewSecret(string(given.Value.Value.Text))
		goal = change.Set(goal, change.Header, given.Name.Value, &value)
	}
	return goal.Headers
}

// has reports whether a header is there once and as it is wanted, however its name is
// spelled.
func has(headers []api.Header, wanted Header) bool {
	same, others := 0, 0
	for _, h := range headers {
		switch {
		case !strings.EqualFold(string(h.Name), string(wanted.Name.Value)):
		case h.Value == wanted.Value.Value.Text:
			same++
		default:
			others++
		}
	}
	return same == 1 && others == 0
}

// Only returns those fields of a webhook that the file names; the others are empty. Two
// webhooks whose Only is the same are the same to the file.
func (w Wanted) Only(f api.Fields) api.Fields {
	var only api.Fields
	if w.Name.Set {
		only.Name = f.Name
	}
	if w.Description.Set {
		only.Description = f.Description
	}
	if w.URL.Set {
		only.URL = f.URL
	}
	if w.Descendants.Set {
		only.ApplyToAllDescendants = f.ApplyToAllDescendants
	}
	if w.Status.Set {
		only.Status = f.Status
	}
	if w.Triggers.Set {
		only.Triggers = slices.Clone(f.Triggers)
	}
	if w.Headers.Set {
		only.Headers = slices.Clone(f.Headers)
	}
	if w.Secret.Set {
		only.Secret = f.Secret
	}
	return only
}
