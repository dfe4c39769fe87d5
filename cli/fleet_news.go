package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/text"
	"corotui/internal/watch"
)

// The fields of news besides those of its webhook.
const (
	eventField   = "event"
	timeField    = "time"
	changesField = "changes"
)

var newsView = output.View{
	Shape: output.Stream,
	Kind: output.Kind{
		Name: "news", Meaning: "What happened to a webhook, followed by the webhook as it is now, or as it was if it was deleted", Open: true,
		Fields: append(append([]output.Field{
			{Name: eventField, Type: "string", Meaning: "listed, disabled, enabled, created, deleted, or changed"},
			{Name: timeField, Type: "string", Meaning: "when corotui saw it, in UTC, as in RFC 3339"},
		}, webhookKind.Fields...), output.Field{
			Name: changesField, Type: "array of objects", Absent: true,
			Meaning: "what else changed: field, before, and after, masked where they are secret",
		}),
	},
	Columns: output.Columns("TIME!", "WHAT!", "WORKSPACE ID!", "WORKSPACE", "ID!", "NAME", "CHANGES?"),
}

// fleetNews is an event as commands print it.
type fleetNews struct {
	watch.News

	webhook found
}

// MarshalJSON writes the event: what happened and when, the webhook as fleet list has it,
// and what changed. A field of the API that has one of these names is left out.
func (e fleetNews) MarshalJSON() ([]byte, error) {
	webhook, err := exportFound(e.webhook).MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteByte('{')
	put := func(name string, value any) error {
		said, err := output.Marshal(value)
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, said)
		return err
	}
	if err := put(eventField, e.Kind); err != nil {
		return nil, err
	}
	if err := put(timeField, e.Time.UTC().Format(time.RFC3339)); err != nil {
		return nil, err
	}
	fields := json.NewDecoder(bytes.NewReader(webhook))
	_, err = fields.Token() // the brace
	for err == nil && fields.More() {
		var name json.Token
		var value json.RawMessage
		if name, err = fields.Token(); err == nil {
			err = fields.Decode(&value)
		}
		if field, _ := name.(string); err == nil && field != eventField && field != timeField && field != changesField {
			err = put(field, value)
		}
	}
	if err == nil && len(e.Changes) > 0 {
		err = put(changesField, differencesOf(e.Changes))
	}
	b.WriteByte('}')
	return b.Bytes(), err
}

// differencesOf are what changed as results of changes have it.
func differencesOf(changes []watch.Difference) []difference {
	all := make([]difference, len(changes))
	for i, c := range changes {
		all[i] = difference(c)
	}
	return all
}

// changed names the fields that changed, each once.
func (e fleetNews) changed() string {
	var fields []string
	for _, c := range e.Changes {
		if field := text.Clean(api.Text(c.Field)); len(fields) == 0 || fields[len(fields)-1] != field {
			fields = append(fields, field)
		}
	}
	return strings.Join(fields, ", ")
}

// cells are the event as a line of a table for programs.
func (e fleetNews) cells() []string {
	one := e.webhook
	where := one.where()
	if one.profile != "" {
		where = one.profile + ": " + where
	}
	return []string{
		e.Time.UTC().Format(time.RFC3339), string(e.Kind), text.Clean(api.Text(one.workspace.ID)), where,
		text.Clean(api.Text(one.webhook.ID)), text.Clean(one.webhook.Name), e.changed(),
	}
}

// newsWords say what happened, to people.
var newsWords = map[watch.Kind]string{
	watch.Listed: "found", watch.Disabled: "disabled", watch.Enabled: "enabled again",
	watch.Created: "created", watch.Deleted: "deleted", watch.Changed: "changed",
}

// sentence is the event as a line for people.
func (e fleetNews) sentence() string {
	one := e.webhook
	said := fmt.Sprintf("%s  %-13s  %s", e.Time.Local().Format(time.DateTime), newsWords[e.Kind], text.Quote(one.webhook.Name))
	said += fmt.Sprintf(" (%s) in ", text.Clean(api.Text(one.webhook.ID)))
	if one.profile != "" {
		said += one.profile + ": "
	}
	said += fmt.Sprintf("%s (%s)", one.where(), text.Clean(api.Text(one.workspace.ID)))
	if fields := e.changed(); fields != "" {
		said += " · " + fields
	}
	return said
}
