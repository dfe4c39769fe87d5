package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"corotui/internal/mask"
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
// tolerant way of the API contract. A known field whose value has an unexpected
// type goes to Extra, so that it is still shown and sent back. Of members of one
// name the last counts. Only a body that is no object, or has no id, is an error.
func (w *Webhook) UnmarshalJSON(data []byte) error {
	o, err := splitObject(data)
	if err != nil {
		return fmt.Errorf("reading a webhook: %w", err)
	}
	o = lastOnly(o)
	var read Webhook
	id, _ := o.take(fieldID)
	text, ok := looseText(id)
	if !ok || text == "" {
		return fmt.Errorf("a webhook has no %s", fieldID)
	}
	read.ID = WebhookID(text)

	d := fieldDecoder{rest: &o}
	read.Workspace = WorkspaceID(d.text(fieldWorkspace))
	read.Name = d.text(fieldName)
	read.Description = d.text(fieldDescription)
	read.URL = d.text(fieldURL)
	read.Status = Status(d.text(fieldStatus))
	read.Secret = d.secret()
	read.Created = d.time(fieldCreated)
	read.Updated = d.time(fieldUpdated)
	read.Triggers = d.triggers()
	read.ApplyToAllDescendants, read.wire.descendants = d.descendants()
	read.Headers, read.wire.headers = d.headers()
	read.wire.received = slices.Clone(read.Headers)
	read.Extra = kept(append(o, d.odd...))
	if len(d.exact) > 0 || len(d.triggerValues) > 0 {
		if read.wire.odd, err = d.remember(read); err != nil {
			return fmt.Errorf("reading a webhook: %w", err)
		}
	}
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
	rest          *object
	odd           []Member  // of a type that is not the field's
	exact         []Member  // that our types cannot hold exactly
	triggerValues []Trigger // see [oddForm]
}

// remember returns what of a webhook, as it was read, goes back as it came.
func (d *fieldDecoder) remember(read Webhook) (*oddForm, error) {
	form := &oddForm{triggers: d.triggerValues}
	read.wire.odd = form
	ours, err := writable(read.Fields, read.wire)
	if err != nil {
		return nil, err
	}
	for _, member := range d.exact {
		form.fields = append(form.fields, oddField{member.Name, ours.value(member.Name), slices.Clone(member.Value)})
	}
	return form, nil
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
		d.exact = append(d.exact, Member{name, raw})
		var none T
		return none, name
	}
	if loses(raw) {
		d.exact = append(d.exact, Member{name, raw})
	}
	return value, name
}

// loses reports whether reading the strings of a JSON value loses something:
// half a surrogate pair, or bytes that are no UTF-8. Go reads both as U+FFFD.
func loses(raw json.RawMessage) bool {
	if !utf8.Valid(raw) {
		return true
	}
	if !bytes.Contains(raw, []byte(`\u`)) {
		return false
	}
	// What U+FFFD there was already makes no difference: such a value goes back
	// as it came, which is right for it too.
	again, err := marshalRead(raw)
	return err != nil || bytes.ContainsRune(again, utf8.RuneError)
}

// marshalRead writes a JSON value after reading it.
func marshalRead(raw json.RawMessage) (json.RawMessage, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	return marshal(value)
}

// secret reads the secret. One that is not shown in full, or not as text, is
// known to exist and no more: it is neither shown nor ever written back.
func (d *fieldDecoder) secret() WebhookSecret {
	raw, _ := d.rest.take(fieldSecret)
	text, ok := looseText(raw)
	switch {
	case string(text) == "false" && raw[0] != '"':
		return WebhookSecret{}
	case !ok || loses(raw) || mask.Hides(string(text)) || string(text) == "true" && raw[0] != '"':
		return WebhookSecret{masked: true}
	}
	return GivenSecret(string(text))
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
	triggers, _ := decode(d, func(raw json.RawMessage) ([]Trigger, bool) {
		triggers, values, complete, ok := looseTexts[Trigger](raw)
		if !complete {
			d.exact = append(d.exact, Member{fieldTriggers, raw})
		}
		d.triggerValues = values
		return triggers, ok
	}, fieldTriggers)
	return triggers
}

// The names that a webhook's applyToAllDescendants can have had.
var (
	spelledRight = []string{fieldDescendants}
	spelledWrong = []string{fieldDescendents}
	spelledBoth  = []string{fieldDescendants, fieldDescendents}
)

// descendants reads the field in either spelling. A server that has both means
// the same by them: both are written back.
func (d *fieldDecoder) descendants() (bool, []string) {
	value, right := decode(d, looseBool, fieldDescendants)
	other, wrong := decode(d, looseBool, fieldDescendents)
	switch {
	case right == "" && wrong == "":
		return false, nil
	case wrong == "":
		return value, spelledRight
	case right == "":
		return other, spelledWrong
	}
	if other != value {
		d.exact = append(d.exact, Member{wrong, json.RawMessage(strconv.FormatBool(other))})
	}
	return value, spelledBoth
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
		if raw := bytes.TrimSpace(member.Value); raw[0] == '"' && !loses(raw) {
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

// looseTexts reads an array of strings, or the bare string of one sample. An
// element of an array that is no string is returned as its JSON, and once more
// among values; an empty one is left out, and the result is not complete.
func looseTexts[T ~string](raw json.RawMessage) (texts, values []T, complete, ok bool) {
	items, isArray := splitArray(raw)
	if !isArray {
		text, ok := looseText(raw)
		if !ok || text == "" {
			return nil, nil, true, ok
		}
		return []T{T(text)}, nil, true, true
	}
	texts, complete = make([]T, 0, len(items)), true
	for _, item := range items {
		text, ok := looseText(item)
		if !ok {
			text = Text(item)
		}
		if text == "" {
			complete = false
			continue
		}
		texts = append(texts, T(text))
		if item[0] != '"' {
			values = append(values, T(text))
		}
	}
	return texts, values, complete, true
}

// looseIDs reads an array of ids, or one id alone.
func looseIDs(raw json.RawMessage) ([]WorkspaceID, bool) {
	ids, values, _, ok := looseTexts[WorkspaceID](raw)
	if slices.ContainsFunc(values, func(v WorkspaceID) bool { return v[0] == '{' || v[0] == '[' }) {
		return nil, false
	}
	return ids, ok
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
	o = lastOnly(o)
	d := fieldDecoder{rest: &o}
	var read Workspace
	read.ID = WorkspaceID(d.text(fieldID, fieldWorkspace))
	if read.ID == "" {
		return fmt.Errorf("a workspace has no %s", fieldID)
	}
	read.DisplayName = d.text("displayName")
	read.CompanyName = d.text("companyName")
	read.Domain = d.text("domain", "domainName")
	read.Type = d.text("type")
	read.Parent = WorkspaceID(d.text("parentWorkspaceId"))
	read.Created = d.time("workspaceCreationTime")
	if children, _ := decode(&d, looseIDs, "children"); len(children) > 0 {
		read.Children = children
	}
	read.Extra = kept(append(o, d.odd...))
	*w = read
	return nil
}
