package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/delivery"
)

func TestEveryTriggerHasASampleThatIsGenuine(t *testing.T) {
	t.Parallel()
	samples := delivery.Samples()
	if len(samples) != len(api.KnownTriggers) {
		t.Fatalf("%d samples of %d triggers", len(samples), len(api.KnownTriggers))
	}
	for _, s := range samples {
		name := s.Trigger.Name
		event := s.Event(delivery.NewID(), eventAt)
		body := event.Body()
		m := delivery.Compose("http://localhost/", event.ID, event.Type, body, secret, delivery.DefaultForm(), nil)
		v := delivery.Check(secret, m.Header, body, eventAt)
		if !v.Valid || v.Type != api.Trigger(name) || len(v.Notes) != 1 {
			t.Errorf("%s: %s %v", name, v.Reason, v.Notes)
		}
		if s.Documented != (name == "workspace-created") {
			t.Errorf("%s: documented %t", name, s.Documented)
		}
		var data map[string]string // as in the guide, all are strings
		if err := json.Unmarshal(v.Event.Data, &data); err != nil || len(data) == 0 {
			t.Errorf("%s: %v in %s", name, err, v.Event.Data)
		}
	}
}

func TestTheDocumentedSampleHasTheFieldsOfTheGuide(t *testing.T) {
	t.Parallel()
	s, found := delivery.FindSample("workspaceCreated.v1")
	if !found {
		t.Fatal("another spelling is not found")
	}
	const want = `{"id":"a","timestamp":"1700000000000","workspaceId":"acmedental_CD34_y","type":"workspace-created","data":{` +
		`"companyName":"Acme Dental","displayName":"Acme Dental","domain":"acmedental.example","type":"child","maxProtectedUsers":"25",` +
		`"notificationLevel":"all","parentWorkspaceId":"acmecorp_AB12_x","adminEmails":"admin@acmedental.example",` +
		`"workspaceCreationTime":"1700000000000","subscriptionType":"initial"}}`
	if got := string(s.Event("a", eventAt).Body()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, found := delivery.FindSample("workspace-made"); found {
		t.Error("an unknown trigger has a sample")
	}
}

func TestIdsAreNew(t *testing.T) {
	t.Parallel()
	known := make(map[api.Text]bool)
	for range 1000 {
		id := delivery.NewID()
		if known[id] || len(id) != 36 || id[14] != '4' {
			t.Fatalf("id %s", id)
		}
		known[id] = true
	}
}

func TestABodyIsEditedByPaths(t *testing.T) {
	t.Parallel()
	const body = `{"id": "a", "n": 1e3, "data": {"domain": "x", "list": [1, 2], "a.b": {"c": null}}, "z": "<&>"}`
	set := func(path, value string) func() (json.RawMessage, error) {
		return func() (json.RawMessage, error) {
			p, err := delivery.ParsePath(path)
			if err != nil {
				return nil, err
			}
			return delivery.Set(json.RawMessage(body), p, json.RawMessage(value))
		}
	}
	remove := func(path string) func() (json.RawMessage, error) {
		return func() (json.RawMessage, error) {
			p, err := delivery.ParsePath(path)
			if err != nil {
				return nil, err
			}
			return delivery.Remove(json.RawMessage(body), p)
		}
	}
	for name, test := range map[string]struct {
		edit func() (json.RawMessage, error)
		want string // or of the error
	}{
		"replace":         {set("data.domain", `"y"`), `{"id":"a","n":1e3,"data":{"domain":"y","list":[1, 2],"a.b":{"c": null}},"z":"<&>"}`},
		"add":             {set("more.deep", `1`), `{"id":"a","n":1e3,"data":{"domain": "x", "list": [1, 2], "a.b": {"c": null}},"z":"<&>","more":{"deep":1}}`},
		"into null":       {set(`data.a\.b.c.d`, `2`), `{"id":"a","n":1e3,"data":{"domain":"x","list":[1, 2],"a.b":{"c":{"d":2}}},"z":"<&>"}`},
		"element":         {set("data.list.1", `9`), `{"id":"a","n":1e3,"data":{"domain":"x","list":[1,9],"a.b":{"c": null}},"z":"<&>"}`},
		"next element":    {set("data.list.2", `9`), `{"id":"a","n":1e3,"data":{"domain":"x","list":[1,2,9],"a.b":{"c": null}},"z":"<&>"}`},
		"far element":     {set("data.list.3", `9`), "the body has no data.list.3"},
		"no element":      {set("data.list.x", `9`), `"x" is not the number of an element`},
		"into a text":     {set("data.domain.x", `9`), "data.domain is not an object or an array"},
		"remove":          {remove("data"), `{"id":"a","n":1e3,"z":"<&>"}`},
		"remove element":  {remove("data.list.0"), `{"id":"a","n":1e3,"data":{"domain":"x","list":[2],"a.b":{"c": null}},"z":"<&>"}`},
		"remove nothing":  {remove("data.other"), "the body has no data.other"},
		"remove below":    {remove("other.deep"), "the body has no other"},
		"empty path":      {remove(""), "is not a path"},
		"path of nothing": {set("data..x", `1`), "is not a path"},
		"path that ends":  {set("data.", `1`), "is not a path"},
		"escape that is":  {set(`data\`, `1`), "is not a path"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.edit()
			if err != nil && strings.Contains(err.Error(), test.want) {
				return
			}
			if err != nil || string(got) != test.want {
				t.Errorf("got\n%s\n%v\nwant\n%s", got, err, test.want)
			}
		})
	}
}
