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
				body[place].Value = field.theirs // nobody touched it
			}
		}
	}
	return body.with(u.goal.Extra).MarshalJSON()
}

// with returns a body and after its fields those that the client does not know.
func (o object) with(extra []Member) object {
	there := make(map[string]bool, len(o)+len(extra))
	for _, member := range o {
		there[member.Name] = true
	}
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
	var body object
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
	for _, trigger := range triggers {
		raw, err := marshal(string(trigger))
		if err != nil {
			return nil, err
		}
		if w.odd != nil && slices.Contains(w.odd.triggers, trigger) {
			raw = json.RawMessage(trigger)
		}
		spelled = append(spelled, raw)
	}
	return spelled, nil
}

// spellHeaders writes headers in their order; one that is as it was received
// keeps the very value, even where that was no string.
func (w wireForm) spellHeaders(headers []Header) (object, error) {
	spelled := object{}
	taken := make([]bool, len(w.received)) // as two can have the same name and text
	for _, header := range headers {
		raw, err := marshal(string(header.Value))
		if err != nil {
			return nil, err
		}
		for at, received := range w.received {
			if received == header && !taken[at] {
				taken[at] = true
				if w.headers[at] != nil {
					raw = w.headers[at]
				}
				break
			}
		}
		spelled = append(spelled, Member{string(header.Name), raw})
	}
	return spelled, nil
}
