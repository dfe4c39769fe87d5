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
	return body.MarshalJSON()
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

// MarshalJSON writes the body, the secret in clear.
func (u UpdateWebhook) MarshalJSON() ([]byte, error) {
	body, err := writable(u.goal, u.from.wire)
	if err != nil {
		return nil, err
	}
	untouched, err := writable(u.from.Fields, u.from.wire)
	if err != nil {
		return nil, err
	}
	for _, extra := range u.from.Extra {
		place := body.index(extra.Name)
		switch {
		case place < 0:
			body = append(body, extra)
		case string(body[place].Value) == string(untouched.value(extra.Name)):
			// A known field of unexpected form that we did not touch.
			body[place].Value = extra.Value
		}
	}
	return body.MarshalJSON()
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
	if descendants == "" {
		descendants = fieldDescendants
	}
	headers, err := wire.spellHeaders(f.Headers)
	if err != nil {
		return nil, err
	}
	triggers := f.Triggers
	if triggers == nil {
		triggers = []Trigger{}
	}
	values := []struct {
		name  string
		value any
	}{
		{fieldName, string(f.Name)},
		{fieldDescription, string(f.Description)},
		{descendants, f.ApplyToAllDescendants},
		{fieldURL, string(f.URL)},
		{fieldHeaders, headers},
		{fieldTriggers, triggers},
	}
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

// spellHeaders writes headers in their order; one that is as it was received
// keeps the very value, even where that was no string.
func (w wireForm) spellHeaders(headers []Header) (object, error) {
	spelled := object{}
	for _, header := range headers {
		raw, err := marshal(string(header.Value))
		if err != nil {
			return nil, err
		}
		if at := slices.Index(w.received, header); at >= 0 && w.headers[at] != nil {
			raw = w.headers[at]
		}
		spelled = append(spelled, Member{string(header.Name), raw})
	}
	return spelled, nil
}
