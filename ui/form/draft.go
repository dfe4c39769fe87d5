package form

import (
	"slices"

	"corotui/api"
)

// Draft is what was typed into a form, to resume it after the program ended. It holds what differs from the webhook (or from an empty form), so that
// it also fits a webhook that changed since. It is safe to write to a file: no
// secret, no value of a sensitive header and no URL with credentials is in it; those
// fields are empty again and have to be filled in.
type Draft struct {
	Account       string          `json:"account,omitempty"` // see [Start]
	Workspace     api.WorkspaceID `json:"workspace"`
	WorkspaceName string          `json:"workspaceName,omitempty"`
	Webhook       api.WebhookID   `json:"webhook,omitempty"` // empty: a new one
	Channel       bool            `json:"channel,omitempty"`

	// A nil is a field that was not touched.
	Name        *api.Text   `json:"name,omitempty"`
	Description *api.Text   `json:"description,omitempty"`
	URL         *api.Text   `json:"url,omitempty"` // empty where it held credentials
	Descendants *bool       `json:"applyToAllDescendants,omitempty"`
	Status      *api.Status `json:"status,omitempty"`

	On  []api.TriggerName `json:"on,omitempty"`  // triggers selected
	Off []api.TriggerName `json:"off,omitempty"` // triggers no longer selected

	Headers *[]DraftHeader `json:"headers,omitempty"` // all of them, in order

	Secret string `json:"secret,omitempty"` // "type" or "generate"; empty: kept
}

// DraftHeader is one row of the headers.
type DraftHeader struct {
	Name  api.Text `json:"name"`
	Was   api.Text `json:"was,omitempty"` // the name of the webhook's header whose value this still is
	Value api.Text `json:"value,omitempty"`
}

// The words of [Draft.Secret].
const (
	draftTyped     = "type"
	draftGenerated = "generate"
)

// Draft returns what was typed so far, without what must not leave memory.
func (m Model) Draft() Draft {
	c, base := m.content, m.baseline()
	d := Draft{
		Workspace: m.start.Workspace, WorkspaceName: m.start.WorkspaceName,
		Channel: m.start.Channel,
		Name:    differs(c.name.text(), base.Name), Description: differs(c.description.text(), base.Description),
		URL:         differs(c.url.text(), base.URL),
		Descendants: differs(c.descendants, base.ApplyToAllDescendants), Status: differs(c.status, base.Status),
	}
	if m.start.Base != nil {
		d.Webhook = m.start.Base.ID
	}
	if d.URL != nil && credentials(string(*d.URL)) {
		d.URL = new(api.Text)
	}
	for _, e := range c.triggers {
		switch had := base.HasTrigger(e.Name); {
		case e.on && !had && e.known:
			d.On = append(d.On, e.Name)
		case !e.on && had:
			d.Off = append(d.Off, e.Name)
		}
	}
	if !slices.Equal(m.goal().Headers, base.Headers) {
		rows := draftHeaders(c.headers, base)
		d.Headers = &rows
	}
	switch c.secret.origin {
	case typed:
		d.Secret = draftTyped
	case generated:
		d.Secret = draftGenerated
	case kept:
	}
	return d
}

// baseline is what a draft is compared with.
func (m Model) baseline() api.Fields {
	if m.start.Base != nil {
		return m.start.Base.Fields
	}
	return api.Fields{Status: api.Enabled}
}

func differs[T comparable](now, before T) *T {
	if now == before {
		return nil
	}
	return &now
}

// draftHeaders writes the rows down. A value that is still the webhook's is not
// written: the webhook brings it along.
func draftHeaders(headers []header, base api.Fields) []DraftHeader {
	rows := make([]DraftHeader, 0, len(headers))
	for _, h := range headers {
		row := DraftHeader{Name: h.name.text()}
		switch {
		case h.blank() && !h.had:
			continue
		case h.had && !h.value.changed() && slices.Contains(base.Headers, api.Header{Name: h.name.raw, Value: h.value.raw}):
			row.Was = h.name.raw
		case !h.sensitive():
			row.Value = h.value.text()
		}
		rows = append(rows, row)
	}
	return rows
}

// apply types a draft into what the form begins with.
func (d Draft) apply(c content) content {
	for _, text := range []struct {
		entry *entry
		typed *api.Text
	}{{&c.name, d.Name}, {&c.description, d.Description}, {&c.url, d.URL}} {
		if text.typed != nil {
			text.entry.typed = string(*text.typed)
		}
	}
	if d.Descendants != nil {
		c.descendants = *d.Descendants
	}
	if d.Status != nil {
		c.status = *d.Status
	}
	c.triggers = slices.Clone(c.triggers)
	for i, e := range c.triggers {
		c.triggers[i].on = (e.on || slices.Contains(d.On, e.Name)) && !slices.Contains(d.Off, e.Name)
	}
	if d.Headers != nil {
		c.headers = d.rows(c.headers)
	}
	switch d.Secret {
	case draftTyped:
		c.secret.origin = typed
	case draftGenerated:
		c.secret.origin = generated
	}
	return c
}

// rows brings the headers back: those of the webhook by the name they had, so
// that a value that is not in the draft is the webhook's again.
func (d Draft) rows(had []header) []header {
	had = slices.Clone(had)
	rows := make([]header, 0, len(*d.Headers))
	for _, draft := range *d.Headers {
		row := header{left: true, value: entry{typed: string(draft.Value)}}
		from := slices.IndexFunc(had, func(h header) bool { return h.name.raw == draft.Was })
		if draft.Was != "" && from >= 0 {
			row = had[from]
			had = slices.Delete(had, from, from+1)
		}
		if row.name.raw != draft.Name {
			row.name.typed = string(draft.Name)
		}
		rows = append(rows, row)
	}
	return rows
}
