package delivery_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/internal/delivery"
	"corotui/internal/mask"
)

const (
	eventBody = `{"id":"evt-1","timestamp":"1700000000000","workspaceId":"acme_AB12_x","type":"workspace-created","data":{"companyName":"Acme"}}`
	eventID   = "evt-1"
)

var (
	secret  = mask.NewSecret("s3cret-of-the-test")
	eventAt = time.UnixMilli(1700000000000)
)

// signed returns the headers of a delivery of a body.
func signed(form delivery.Form, id, kind, body string) http.Header {
	return http.Header{
		delivery.HeaderID:        {id},
		delivery.HeaderType:      {kind},
		delivery.HeaderSignature: {form.Sign(secret, id, []byte(body))},
		"Content-Type":           {"application/json"},
	}
}

func warned(v delivery.Verdict) []delivery.Warning {
	var all []delivery.Warning
	for _, note := range v.Notes {
		all = append(all, note.Warning)
	}
	return all
}

func TestAGenuineDeliveryIsValidInEveryForm(t *testing.T) {
	t.Parallel()
	for _, form := range allForms() {
		v := delivery.Check(secret, signed(form, eventID, "workspace-created", eventBody), []byte(eventBody), eventAt)
		if !v.Valid || !v.Signed || !sameForm(v.Form, form, form.Sign(secret, eventID, []byte(eventBody))) || v.Refusal != delivery.Genuine || v.Reason != "" {
			t.Errorf("%+v: %+v", form, v)
		}
		if got, want := slices.Contains(warned(v), delivery.BodyUnsigned), form.Scheme == delivery.SignedID; got != want {
			t.Errorf("%+v: says that the body is unsigned: %t, want %t", form, got, want)
		}
		if v.ID != eventID || v.Type != "workspace-created" || v.Event.WorkspaceID != "acme_AB12_x" || string(v.Event.Data) != `{"companyName":"Acme"}` {
			t.Errorf("%+v: event %+v", form, v.Event)
		}
	}
}

func TestAWrongDeliveryIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	without := func(name string) func(http.Header) { return func(h http.Header) { h.Del(name) } }
	with := func(name, value string) func(http.Header) { return func(h http.Header) { h.Set(name, value) } }
	tests := map[string]struct {
		change func(http.Header)
		body   string
		want   delivery.Refusal
		reason string
	}{
		"unsigned":         {without(delivery.HeaderSignature), eventBody, delivery.Unsigned, "is not signed"},
		"empty signature":  {with(delivery.HeaderSignature, " "), eventBody, delivery.Unsigned, "is not signed"},
		"wrong signature":  {with(delivery.HeaderSignature, strings.Repeat("ab", 32)), eventBody, delivery.WrongSignature, "not one of this secret"},
		"no signature":     {with(delivery.HeaderSignature, "\x1b[2Jzzz"), eventBody, delivery.WrongSignature, "not one of this secret"},
		"two signatures":   {func(h http.Header) { h.Add(delivery.HeaderSignature, "ab") }, eventBody, delivery.Malformed, "X-Coro-Signature 2 times"},
		"two ids":          {func(h http.Header) { h.Add(delivery.HeaderID, "b") }, eventBody, delivery.Malformed, "X-Coro-Hook-Id 2 times"},
		"two types":        {func(h http.Header) { h.Add(delivery.HeaderType, "b") }, eventBody, delivery.Malformed, "X-Coro-Hook-Type 2 times"},
		"no id":            {without(delivery.HeaderID), eventBody, delivery.Malformed, "has no X-Coro-Hook-Id"},
		"other id":         {nil, strings.Replace(eventBody, "evt-1", "evt-\\u001b[1m2", 1), delivery.OtherID, `the id "evt-1", the body "evt-2"`},
		"other type":       {with(delivery.HeaderType, "subscription-updated"), eventBody, delivery.OtherType, `the type "subscription-updated", the body "workspace-created"`},
		"empty body":       {nil, "", delivery.Malformed, "The body is empty"},
		"no JSON":          {nil, `{"id":`, delivery.Malformed, "The body is not JSON"},
		"more than JSON":   {nil, eventBody + "x", delivery.Malformed, "The body is not JSON"},
		"no object":        {nil, `["evt-1"]`, delivery.Malformed, "not an object"},
		"a number as id":   {nil, `{"id":1,"type":"a"}`, delivery.Malformed, "id is not a string"},
		"a list as type":   {nil, `{"id":"evt-1","type":["a"]}`, delivery.Malformed, "type is not a string"},
		"no time":          {nil, `{"id":"evt-1","type":"a","timestamp":true}`, delivery.Malformed, "neither a string nor a number"},
		"id of two minds":  {nil, `{"id":"evt-1","type":"a","id":"evt-1"}`, delivery.Malformed, `two members named "id"`},
		"body without id":  {nil, `{"type":"a"}`, delivery.Malformed, "The body has no id"},
		"body with no id":  {nil, `{"id":null,"type":"a"}`, delivery.Malformed, "The body has no id"},
		"body of no type":  {nil, `{"id":"evt-1"}`, delivery.Malformed, "The body has no type"},
		"too deep":         {nil, `{"id":"evt-1","type":"a","data":` + strings.Repeat("[", 80) + strings.Repeat("]", 80) + `}`, delivery.Malformed, "levels deep"},
		"not UTF-8":        {nil, "{\"id\":\"evt-1\",\"type\":\"\xff\"}", delivery.Malformed, "not UTF-8"},
		"a million levels": {nil, strings.Repeat("[", 1<<20), delivery.Malformed, "levels deep"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := signed(delivery.DefaultForm(), eventID, "workspace-created", test.body)
			if test.change != nil {
				test.change(header)
			}
			v := delivery.Check(secret, header, []byte(test.body), eventAt)
			if v.Valid || v.Refusal != test.want || !strings.Contains(v.Reason, test.reason) || strings.Contains(v.Reason, "\x1b") {
				t.Errorf("valid %t, %s: %q; want %s: %q", v.Valid, v.Refusal, v.Reason, test.want, test.reason)
			}
		})
	}
}

func TestWithoutTheSecretNothingIsGenuine(t *testing.T) {
	t.Parallel()
	v := delivery.Check(mask.Secret{}, signed(delivery.DefaultForm(), eventID, "workspace-created", eventBody), []byte(eventBody), eventAt)
	if v.Valid || v.Refusal != delivery.NoSecret || v.Event.ID != eventID {
		t.Errorf("%+v", v)
	}
}

func TestWhatIsOddIsNotedAndNotRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(http.Header)
		body   string
		now    time.Time
		want   []delivery.Warning
	}{
		"nothing":         {nil, eventBody, eventAt.Add(time.Minute), nil},
		"old":             {nil, eventBody, eventAt.Add(2 * time.Hour), []delivery.Warning{delivery.Old}},
		"early":           {nil, eventBody, eventAt.Add(-2 * time.Hour), []delivery.Warning{delivery.Early}},
		"no timestamp":    {nil, `{"id":"evt-1","type":"workspace-created"}`, eventAt, []delivery.Warning{delivery.NoTimestamp}},
		"no time":         {nil, `{"id":"evt-1","type":"workspace-created","timestamp":"soon"}`, eventAt, []delivery.Warning{delivery.NoTimestamp}},
		"no type header":  {func(h http.Header) { h.Del(delivery.HeaderType) }, eventBody, eventAt, []delivery.Warning{delivery.NoType}},
		"not JSON":        {func(h http.Header) { h.Set("Content-Type", "text/plain") }, eventBody, eventAt, []delivery.Warning{delivery.OtherContent}},
		"JSON with more":  {func(h http.Header) { h.Set("Content-Type", "application/JSON; charset=utf-8") }, eventBody, eventAt, nil},
		"other spelling":  {func(h http.Header) { h.Set(delivery.HeaderType, "workspaceCreated.v1") }, eventBody, eventAt, nil},
		"unknown trigger": {func(h http.Header) { h.Set(delivery.HeaderType, "test") }, `{"id":"evt-1","type":"test","timestamp":1700000000000}`, eventAt, []delivery.Warning{delivery.UnknownType}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := signed(delivery.Form{Scheme: delivery.SignedIDBody, Encoding: delivery.Hex}, eventID, "workspace-created", test.body)
			if test.change != nil {
				test.change(header)
			}
			v := delivery.Check(secret, header, []byte(test.body), test.now)
			if !v.Valid || !slices.Equal(warned(v), test.want) {
				t.Errorf("valid %t (%s), notes %v, want %v", v.Valid, v.Reason, v.Notes, test.want)
			}
		})
	}
}

func TestATimestampIsReadInEveryForm(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`"1700000000000"`:            "2023-11-14T22:13:20Z",
		`1700000000000`:              "2023-11-14T22:13:20Z",
		`1.7e12`:                     "2023-11-14T22:13:20Z",
		`"2023-11-14T22:13:20.000Z"`: "2023-11-14T22:13:20Z",
		`"later"`:                    "0001-01-01T00:00:00Z",
		`-5`:                         "0001-01-01T00:00:00Z",
		`1e99`:                       "0001-01-01T00:00:00Z",
		`null`:                       "0001-01-01T00:00:00Z",
	} {
		event, err := delivery.ParseEvent([]byte(`{"id":"a","type":"b","more":[1],"timestamp":` + given + `}`))
		if got := event.Time.Format(time.RFC3339); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", given, got, err, want)
		}
		if len(event.Extra) != 1 || string(event.Extra[0].Value) != "[1]" {
			t.Errorf("%s: lost what it does not know: %v", given, event.Extra)
		}
	}
}

func TestSeenKnowsTheLastIds(t *testing.T) {
	t.Parallel()
	seen := delivery.NewSeen(2)
	for i, step := range []struct {
		id     string
		before bool
	}{{"a", false}, {"a", true}, {"b", false}, {"c", false}, {"b", true}, {"a", false}, {"c", true}, {"b", false}} {
		if got := seen.Add(step.id); got != step.before {
			t.Errorf("step %d, %s: seen %t, want %t", i, step.id, got, step.before)
		}
	}
}
