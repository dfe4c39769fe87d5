package api

import (
	"encoding/json"
	"slices"
)

// CreateWebhook is the body of a create: every writable field, and a secret if
// one is given.
type CreateWebhook struct{ Fields Fields }

// MarshalJSON writes the body, the secret in clear.
func (c CreateWebhook) MarshalJSON() ([]byte, error) {
	body, err := writable(c.Fields, wireForm{})
	if err != nil {
		return nil, err
	}
	return body.with(c.Fields.Extra).MarshalJSON()
}

// UpdateWebhook is the body of an update. It can only be made from a webhook
// that a server sent, by [Webhook.Update], so that no field it had gets lost:
// whether an update replaces or patches is not documented.
type UpdateWebhook struct {
	id   WebhookID
	from Webhook
	goal Fields
}

// Update returns the body that turns w, as it was read just before, into goal.
// Fields that the client does not know, the order of headers and the spelling
// of triggers stay as w has them. A goal whose secret is not known leaves the
// secret out of the body.
func (w Webhook) Update(goal Fields) UpdateWebhook {
	return UpdateWebhook{id: w.ID, from: w, goal: goal.Clone()}
}

// ID names the webhook that the update is of.
func (u UpdateWebhook) ID() WebhookID { return u.id }

// Change returns what the update begins with and what it makes of that.
func (u UpdateWebhook) Change() (from, goal Fields) { return u.from.Clone(), u.goal.Clone() }

// MarshalJSON writes the body, the secret in clear.
func (u UpdateWebhook) MarshalJSON() ([]byte, error) {
	body, err := writable(u.goal, u.from.wire)
	if err != nil {
		return nil, err
	}
	if odd := u.from.wire.odd; odd != nil {
		for _, field := range odd.fields {
			place := body.index(field.name)
			switch {
			case slices.Contains(notWritten, field.name):
			case place < 0 && field.ours == nil:
				body = append(body, Member{field.name, field.theirs})
			case place >= 0 && string(body[place].Value) == string(field.ours):
				body[place].Value = field.theirs // no one touched it
			}
		}
	}
	return body.with(u.goal.Extra).MarshalJSON()
}

// with returns a body and after its fields those that the client does not know.
func (o object) with(extra []Member) object {
	there := o.names()
	for _, member := range extra {
		if !there[member.Name] && !slices.Contains(notWritten, member.Name) {
			there[member.Name] = true
			o = append(o, member)
		}
	}
	return o
}

// notWritten are the fields that no update carries, whatever form they were
// received in (API contract, section 5).
var notWritten = []string{fieldID, fieldWorkspace, fieldCreated, fieldUpdated}

func (o object) names() map[string]bool {
	names := make(map[string]bool, len(o))
	for _, member := range o {
		names[member.Name] = true
	}
	return names
}

func (o object) index(name string) int {
	return slices.IndexFunc(o, func(m Member) bool { return m.Name == name })
}

func (o object) value(name string) json.RawMessage {
	if place := o.index(name); place >= 0 {
		return o[place].Value
	}
	return nil
}

// writable puts the fields into the words of the wire.
func writable(f Fields, wire wireForm) (object, error) {
	descendants := wire.descendants
	if descendants == nil {
		descendants = spelledRight
	}
	headers, err := wire.spellHeaders(f.Headers)
	if err != nil {
		return nil, err
	}
	triggers, err := wire.spellTriggers(f.Triggers)
	if err != nil {
		return nil, err
	}
	type field struct {
		name  string
		value any
	}
	values := []field{{fieldName, string(f.Name)}, {fieldDescription, string(f.Description)}}
	for _, name := range descendants {
		values = append(values, field{name, f.ApplyToAllDescendants})
	}
	values = append(values, field{fieldURL, string(f.URL)}, field{fieldHeaders, headers}, field{fieldTriggers, triggers})
	body := make(object, 0, len(values)+2)
	for _, field := range values {
		raw, err := marshal(field.value)
		if err != nil {
			return nil, err
		}
		body = append(body, Member{field.name, raw})
	}
	if f.Status != "" {
		raw, err := marshal(string(f.Status))
		if err != nil {
			return nil, err
		}
		body = append(body, Member{fieldStatus, raw})
	}
	if secret, known := f.Secret.Value(); known {
		raw, err := marshal(secret.Reveal())
		if err != nil {
			return nil, err
		}
		body = append(body, Member{fieldSecret, raw})
	}
	return body, nil
}

// spellTriggers writes triggers in their order; those that were received as
// something else than strings are that again.
func (w wireForm) spellTriggers(triggers []Trigger) ([]json.RawMessage, error) {
	spelled := make([]json.RawMessage, 0, len(triggers))
	var odd map[Trigger]bool
	if w.odd != nil {
		odd = setOf(w.odd.triggers)
	}
	for _, trigger := range triggers {
		raw, err := marshal(string(trigger))
		if err != nil {
			return nil, err
		}
		if odd[trigger] {
			raw = json.RawMessage(trigger)
		}
		spelled = append(spelled, raw)
	}
	return spelled, nil
}

// spellHeaders writes headers in their order; one that is as it was received
// keeps the very value, even where that was no string.
func (w wireForm) spellHeaders(headers []Header) (object, error) {
	spelled := make(object, 0, len(headers))
	odd := w.oddHeaders()
	for _, header := range headers {
		raw, err := marshal(string(header.Value))
		if err != nil {
			return nil, err
		}
		if received := odd[header]; len(received) > 0 {
			if received[0] != nil {
				raw = received[0]
			}
			odd[header] = received[1:]
		}
		spelled = append(spelled, Member{string(header.Name), raw})
	}
	return spelled, nil
}

// oddHeaders lists the values that headers were received with, in their order,
// as two can have the same name and text. Where all are strings there are none.
func (w wireForm) oddHeaders() map[Header][]json.RawMessage {
	if !slices.ContainsFunc(w.headers, func(raw json.RawMessage) bool { return raw != nil }) {
		return nil
	}
	odd := make(map[Header][]json.RawMessage, len(w.received))
	for at, header := range w.received {
		odd[header] = append(odd[header], w.headers[at])
	}
	return odd
}

// setOf is for looking elements up: a webhook can have thousands.
func setOf[T comparable](all []T) map[T]bool {
	set := make(map[T]bool, len(all))
	for _, one := range all {
		set[one] = true
	}
	return set
}
