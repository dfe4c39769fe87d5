package watch

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/mask"
)

// sight is a webhook as it was seen last: what a watch shows of it, and of what is secret
// a print that tells whether it is still the same. It is what a file keeps, so its names
// are short.
type sight struct {
	ID          api.WebhookID   `json:"id"`
	In          api.WorkspaceID `json:"in,omitempty"` // the workspace that the server names
	Name        api.Text        `json:"name,omitempty"`
	Description api.Text        `json:"text,omitempty"`
	URL         hidden          `json:"url,omitzero"`
	Descendants bool            `json:"all,omitempty"`
	Status      api.Status      `json:"status,omitempty"`
	Triggers    []api.Trigger   `json:"triggers,omitempty"`
	Headers     []header        `json:"headers,omitempty"`
	Secret      hidden          `json:"secret,omitzero"`
	Created     time.Time       `json:"created,omitzero"`
	Updated     time.Time       `json:"updated,omitzero"`
	Off         api.Off         `json:"off,omitzero"`
	Extra       []extra         `json:"more,omitempty"`
	Selected    bool            `json:"sel,omitempty"` // by the watch that saw it
}

// hidden is a text without what is secret in it. Where that is anything, a print of the
// whole stands for it.
type hidden struct {
	Shown api.Text `json:"s,omitempty"`
	Print string   `json:"p,omitempty"`
}

type header struct {
	Name api.Text `json:"n"`
	hidden
}

type extra struct {
	Name  string          `json:"n"`
	Value json.RawMessage `json:"v"`
}

// printBytes is how much of a print is kept: enough that two values never have the same.
const printBytes = 12

// hide hides what is secret in a value of a webhook. The print is by the key of this
// watch, and another one for the same value in another place.
func (m *Memory) hide(id api.WebhookID, field, shown, value string) hidden {
	if shown == value {
		return hidden{Shown: api.Text(shown)}
	}
	return hidden{Shown: api.Text(shown), Print: m.print(string(id), strings.ToLower(field), value)}
}

// print returns what tells whether texts are the same, and nothing else of them.
func (m *Memory) print(texts ...string) string {
	mac := hmac.New(sha256.New, m.key)
	_, _ = fmt.Fprintf(mac, "%q", texts) // a hash never fails to take what is written to it
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:printBytes])
}

// see is a webhook as it is remembered.
func (m *Memory) see(w *api.Webhook, selected bool) sight {
	url := string(w.URL)
	s := sight{
		ID: w.ID, In: w.Workspace, Name: w.Name, Description: w.Description, URL: m.hide(w.ID, "url", mask.URL(url), url),
		Descendants: w.ApplyToAllDescendants, Status: w.Status, Triggers: slices.Clone(w.Triggers),
		Created: w.Created, Updated: w.Updated, Off: w.DisabledSince(), Selected: selected,
	}
	for _, h := range w.Headers {
		value := string(h.Value)
		s.Headers = append(s.Headers, header{h.Name, m.hide(w.ID, "headers."+string(h.Name), mask.HeaderShown(string(h.Name), value), value)})
	}
	if secret, known := w.Secret.Value(); known {
		s.Secret = m.hide(w.ID, "secret", mask.Dots, secret.Reveal())
	} else if w.Secret.Masked() {
		s.Secret.Shown = mask.Dots
	}
	for _, more := range w.Extra {
		s.Extra = append(s.Extra, extra{more.Name, mask.Field(more.Name, more.Value)})
	}
	return s
}

// webhook is what was seen as a webhook, in which everything secret is masked.
func (s sight) webhook() api.Webhook {
	w := api.Webhook{ID: s.ID, Workspace: s.In, Created: s.Created, Updated: s.Updated, Off: s.Off, Fields: api.Fields{
		Name: s.Name, Description: s.Description, URL: s.URL.Shown, ApplyToAllDescendants: s.Descendants,
		Status: s.Status, Triggers: s.Triggers, Secret: api.GivenSecret(string(s.Secret.Shown)),
	}}
	for _, h := range s.Headers {
		w.Headers = append(w.Headers, api.Header{Name: h.Name, Value: h.Shown})
	}
	for _, more := range s.Extra {
		w.Extra = append(w.Extra, api.Member{Name: more.Name, Value: more.Value})
	}
	return w
}

// Difference is a field that differs from what was seen before: in the API's words, as
// "url" or "headers.X-Env", without what is secret. Nil is that it was, or is, not there.
type Difference struct {
	Field  string
	Before *string
	After  *string
}

// statusField is the field that events are named after.
const statusField = "status"

// since lists what differs from what was seen before. The order of triggers and headers
// is no difference, nor is another spelling of a trigger or of the status. Nor is a field
// that corotui does not know, which may be a counter, or a secret that was not returned
// one of the times.
func (s sight) since(was sight) []Difference {
	var all []Difference
	add := func(field string, before, after api.Text) {
		all = append(all, Difference{field, filled(before), filled(after)})
	}
	if s.Name != was.Name {
		add("name", was.Name, s.Name)
	}
	if s.Description != was.Description {
		add("description", was.Description, s.Description)
	}
	if s.URL != was.URL {
		add("url", was.URL.Shown, s.URL.Shown)
	}
	if s.Descendants != was.Descendants {
		add("applyToAllDescendants", api.Text(strconv.FormatBool(was.Descendants)), api.Text(strconv.FormatBool(s.Descendants)))
	}
	if !strings.EqualFold(string(s.Status), string(was.Status)) {
		add(statusField, api.Text(was.Status), api.Text(s.Status))
	}
	all = append(all, triggerDifferences(was.Triggers, s.Triggers)...)
	all = append(all, headerDifferences(was.Headers, s.Headers)...)
	if s.Secret.Print != was.Secret.Print && s.Secret.Print != "" && was.Secret.Print != "" {
		add("secret", was.Secret.Shown, s.Secret.Shown)
	}
	return all
}

// filled is a text that is there.
func filled(value api.Text) *string {
	if value == "" {
		return nil
	}
	said := string(value)
	return &said
}

func triggerDifferences(before, after []api.Trigger) []Difference {
	var all []Difference
	was, is := api.Fields{Triggers: before}, api.Fields{Triggers: after}
	for _, trigger := range before {
		if !is.HasTrigger(trigger.Name()) {
			all = append(all, Difference{"triggers", filled(api.Text(trigger)), nil})
		}
	}
	for _, trigger := range after {
		if !was.HasTrigger(trigger.Name()) {
			all = append(all, Difference{"triggers", nil, filled(api.Text(trigger))})
		}
	}
	return all
}

// headerDifferences compares headers by their names. One value in place of another is one
// difference.
func headerDifferences(before, after []header) []Difference {
	var all []Difference
	done := make(map[string]bool)
	for _, one := range slices.Concat(before, after) {
		key := strings.ToLower(string(one.Name))
		if done[key] {
			continue
		}
		done[key] = true
		was, is := without(named(before, key), named(after, key)), without(named(after, key), named(before, key))
		field := "headers." + string(one.Name)
		for i := range max(len(was), len(is)) {
			d := Difference{Field: field}
			if i < len(was) {
				d.Before = filled(was[i].Shown)
			}
			if i < len(is) {
				d.After = filled(is[i].Shown)
			}
			all = append(all, d)
		}
	}
	return all
}

// named are the values of the headers of a name in lower case.
func named(headers []header, key string) []hidden {
	var values []hidden
	for _, h := range headers {
		if strings.ToLower(string(h.Name)) == key {
			values = append(values, h.hidden)
		}
	}
	return values
}

// without are the values that the others do not have.
func without(values, others []hidden) []hidden {
	others = slices.Clone(others)
	return slices.DeleteFunc(slices.Clone(values), func(v hidden) bool {
		at := slices.Index(others, v)
		if at >= 0 {
			others = slices.Delete(others, at, at+1)
		}
		return at >= 0
	})
}
