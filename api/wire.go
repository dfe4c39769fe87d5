package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The names of a webhook's fields on the wire. The guides' tables misspell the
// second name of descendants, so both are understood.
const (
	fieldID           = "id"
	fieldWorkspace    = "workspaceId"
	fieldName         = "name"
	fieldDescription  = "description"
	fieldURL          = "url"
	fieldDescendants  = "applyToAllDescendants"
	fieldDescendents  = "applyToAllDescendents"
	fieldStatus       = "status"
	fieldTriggers     = "triggers"
	fieldHeaders      = "headers"
	fieldSecret       = "secret"
	fieldCreated      = "created"
	fieldUpdated      = "updated"
	millisecondsFloor = 1e11 // a smaller time stamp counts seconds: 1e11 ms is 1973
)

// UnmarshalJSON reads a webhook, from valid JSON as encoding/json gives it, the
// tolerant way of the API contract. A known
// field whose value has an unexpected type goes to Extra, so that it is still
// shown and sent back. Only a body that is no object, or has no id, is an error.
func (w *Webhook) UnmarshalJSON(data []byte) error {
	o, err := splitObject(data)
	if err != nil {
		return fmt.Errorf("reading a webhook: %w", err)
	}
	var read Webhook
	id, _ := o.take(fieldID)
	text, ok := looseText(id)
	if !ok || text == "" {
		return fmt.Errorf("reading a webhook: it has no %s", fieldID)
	}
	read.ID = WebhookID(text)

	d := fieldDecoder{rest: &o}
	read.Workspace = WorkspaceID(d.text(fieldWorkspace))
	read.Name = d.text(fieldName)
	read.Description = d.text(fieldDescription)
	read.URL = d.text(fieldURL)
	read.Status = Status(d.text(fieldStatus))
	read.Secret = GivenSecret(string(d.text(fieldSecret)))
	read.Created = d.time(fieldCreated)
	read.Updated = d.time(fieldUpdated)
	read.Triggers = d.triggers()
	read.ApplyToAllDescendants, read.wire.descendants = d.descendants()
	read.Headers, read.wire.headers = d.headers()
	read.wire.received = slices.Clone(read.Headers)
	read.Extra = kept(append(o, d.odd...))
	*w = read
	return nil
}

// kept copies members out of the answer that they are parts of, so that it can
// be freed.
func kept(members object) []Member {
	if len(members) == 0 {
		return nil
	}
	own := make([]Member, len(members))
	for i, member := range members {
		own[i] = Member{member.Name, slices.Clone(member.Value)}
	}
	return own
}

// fieldDecoder takes fields out of an object; those it cannot read it puts aside.
type fieldDecoder struct {
	rest *object
	odd  []Member
}

// decode takes the field out and reads it; where that fails it is put aside.
func decode[T any](d *fieldDecoder, read func(json.RawMessage) (T, bool), names ...string) (value T, name string) {
	raw, name := d.rest.take(names...)
	if raw == nil {
		return value, name
	}
	value, ok := read(raw)
	if !ok {
		d.odd = append(d.odd, Member{name, raw})
		var none T
		return none, name
	}
	return value, name
}

func (d *fieldDecoder) text(names ...string) Text {
	text, _ := decode(d, looseText, names...)
	return text
}

func (d *fieldDecoder) time(name string) time.Time {
	at, _ := decode(d, looseTime, name)
	return at
}

func (d *fieldDecoder) triggers() []Trigger {
	triggers, _ := decode(d, looseTriggers, fieldTriggers)
	return triggers
}

func (d *fieldDecoder) descendants() (bool, string) {
	return decode(d, looseBool, fieldDescendants, fieldDescendents)
}

func (d *fieldDecoder) headers() ([]Header, []json.RawMessage) {
	members, _ := decode(d, looseObject, fieldHeaders)
	if len(members) == 0 {
		return nil, nil
	}
	headers := make([]Header, 0, len(members))
	raws := make([]json.RawMessage, 0, len(members))
	for _, member := range members {
		value, ok := looseText(member.Value)
		if !ok {
			value = Text(member.Value)
		}
		headers = append(headers, Header{Text(member.Name), value})
		if raw := bytes.TrimSpace(member.Value); raw[0] == '"' {
			raws = append(raws, nil) // it is written as any string
		} else {
			raws = append(raws, slices.Clone(member.Value))
		}
	}
	return headers, raws
}

func looseObject(raw json.RawMessage) (object, bool) {
	o, err := splitObject(raw)
	return o, err == nil
}

// looseTriggers reads an array of strings, or the bare string of one sample.
func looseTriggers(raw json.RawMessage) ([]Trigger, bool) {
	items, ok := splitArray(raw)
	if !ok {
		items = []json.RawMessage{raw}
	}
	triggers := make([]Trigger, 0, len(items))
	for _, item := range items {
		text, ok := looseText(item)
		if !ok {
			return nil, false
		}
		if text != "" {
			triggers = append(triggers, Trigger(text))
		}
	}
	return triggers, true
}

// looseTime reads milliseconds since 1970 as a number or numeric string,
// seconds where the number is too small for milliseconds, or an ISO 8601 time;
// 0 and "" are no time.
func looseTime(raw json.RawMessage) (time.Time, bool) {
	if n, ok := looseInt(raw); ok {
		switch {
		case n == 0:
			return time.Time{}, true
		case n < 0:
			return time.Time{}, false
		case n < millisecondsFloor:
			return time.Unix(n, 0).UTC(), true
		}
		return time.UnixMilli(n).UTC(), true
	}
	text, ok := looseText(raw)
	if !ok {
		return time.Time{}, false
	}
	trimmed := strings.TrimSpace(string(text))
	if trimmed == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z0700"} {
		if at, err := time.Parse(layout, trimmed); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// UnmarshalJSON reads a workspace the tolerant way: workspaceId and domainName
// stand in for id and domain (API contract, section 4).
func (w *Workspace) UnmarshalJSON(data []byte) error {
	o, err := splitObject(data)
	if err != nil {
		return fmt.Errorf("reading a workspace: %w", err)
	}
	d := fieldDecoder{rest: &o}
	var read Workspace
	read.ID = WorkspaceID(d.text(fieldID, fieldWorkspace))
	if read.ID == "" {
		return fmt.Errorf("reading a workspace: it has no %s", fieldID)
	}
	read.DisplayName = d.text("displayName")
	read.CompanyName = d.text("companyName")
	read.Domain = d.text("domain", "domainName")
	read.Type = d.text("type")
	read.Parent = WorkspaceID(d.text("parentWorkspaceId"))
	children, _ := decode(&d, looseTriggers, "children")
	for _, child := range children {
		read.Children = append(read.Children, WorkspaceID(child))
	}
	read.Extra = kept(append(o, d.odd...))
	*w = read
	return nil
}
