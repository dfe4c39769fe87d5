package api_test

import (
	"testing"

	"corotui/api"
)

// roundTrip is what is sent of a webhook as it was received, once it was edited.
type roundTrip struct {
	received string
	edit     func(*api.Fields)
	sent     map[string]string // "": not sent
}

func (c roundTrip) check(t *testing.T) {
	t.Helper()
	w := decode(t, c.received)
	goal := w.Clone()
	if c.edit != nil {
		c.edit(&goal)
	}
	got := body(t, w.Update(goal))
	for field, want := range c.sent {
		if string(got[field]) != want {
			t.Errorf("%s is sent as %q, want %q", field, got[field], want)
		}
	}
}

// What the server's answer holds in a form that our types do not have goes back
// as it came, for as long as the user does not change that very field.
func TestOddFieldsGoBackAsTheyCame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]roundTrip{
		"the last of a name counts": {
			received: `{"id":"0","id":"1","name":"a","name":"b","x":1,"x":2}`,
			sent:     map[string]string{"name": `"b"`, "x": "2", "id": ""},
		},
		"never written": {
			received: `{"id":"1","workspaceId":{"a":1},"created":[1],"updated":"odd"}`,
			sent:     map[string]string{"id": "", "workspaceId": "", "created": "", "updated": ""},
		},
		"half a surrogate": {
			received: `{"id":"1","name":"\ud800","headers":{"A":"\udfff","B":"b"},"triggers":["\ud800"]}`,
			edit:     func(f *api.Fields) { f.Headers[1].Value = "c" },
			sent:     map[string]string{"name": `"\ud800"`, "headers": `{"A":"\udfff","B":"c"}`, "triggers": `["\ud800"]`},
		},
		"unless it is changed": {
			received: `{"id":"1","name":"\ud800","description":{"a":1},"status":["x"]}`,
			edit:     func(f *api.Fields) { f.Name, f.Description, f.Status = "n", "d", api.Enabled },
			sent:     map[string]string{"name": `"n"`, "description": `"d"`, "status": `"enabled"`},
		},
		"a status that is no text": {
			received: `{"id":"1","status":{"now":"on"}}`,
			edit:     func(f *api.Fields) { f.Name = "n" },
			sent:     map[string]string{"status": `{"now":"on"}`},
		},
		"triggers that are objects": {
			received: `{"id":"1","triggers":[{"type":"x"},"workspace-created",7]}`,
			edit:     func(f *api.Fields) { f.Triggers = append(f.Triggers[:1:1], f.Triggers[2], "new") },
			sent:     map[string]string{"triggers": `[{"type":"x"},7,"new"]`},
		},
		"triggers with nothing among them": {
			received: `{"id":"1","triggers":["a",null,""]}`,
			sent:     map[string]string{"triggers": `["a",null,""]`},
		},
		"both spellings": {
			received: `{"id":"1","applyToAllDescendants":true,"applyToAllDescendents":true}`,
			edit:     func(f *api.Fields) { f.ApplyToAllDescendants = false },
			sent:     map[string]string{"applyToAllDescendants": "false", "applyToAllDescendents": "false"},
		},
		"both spellings, not agreed": {
			received: `{"id":"1","applyToAllDescendants":true,"applyToAllDescendents":false}`,
			sent:     map[string]string{"applyToAllDescendants": "true", "applyToAllDescendents": "false"},
		},
		"a list in the headers' place": {
			received: `{"id":"1","headers":[{"name":"A","value":"b"}]}`,
			edit:     func(f *api.Fields) { f.Name = "n" },
			sent:     map[string]string{"headers": `[{"name":"A","value":"b"}]`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.check(t)
		})
	}
}

// A secret that is not shown as the text that it is must neither be written
// back nor be offered as a field to look at.
func TestOddSecretsAreTakenForMasked(t *testing.T) {
	t.Parallel()
	for received, want := range map[string]struct{ value, masked bool }{
		`"s3cret"`:        {value: true},
		`12345`:           {value: true},
		`"a\/b\u00e9"`:    {value: true},
		`"********"`:      {masked: true},
		`"****1234"`:      {masked: true},
		`"whsec_•••"`:     {masked: true},
		`"\ud800s3cret"`:  {masked: true},
		`{"value":"s3c"}`: {masked: true},
		`["s3cret"]`:      {masked: true},
		`true`:            {masked: true},
		`false`:           {},
		`"true"`:          {value: true},
		`"false"`:         {value: true},
		`null`:            {},
		`""`:              {},
	} {
		w := decode(t, `{"id":"1","secret":"earlier","secret":`+received+`}`)
		if _, known := w.Secret.Value(); known != want.value || w.Secret.Masked() != want.masked {
			t.Errorf("%s: known %v, masked %v", received, known, w.Secret.Masked())
		}
		if len(w.Extra) != 0 {
			t.Errorf("%s is among the unknown fields: %v", received, w.Extra)
		}
		if _, sent := body(t, w.Update(w.Fields))["secret"]; sent != want.value {
			t.Errorf("%s: written back %v", received, sent)
		}
	}
}
