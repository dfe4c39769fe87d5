package change_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// read puts a document onto what a server holds, as an edit does, and returns
// everything that is said about it.
func read(was api.Fields, document string) (change.Goal, change.Problems) {
	d, err := change.ReadDocument([]byte(document))
	if err != nil {
		problems, _ := err.(change.Problems) //nolint:errorlint // it is nothing else, as the fuzz test proves
		return change.Goal{}, problems
	}
	fields, found := d.Onto(was)
	goal := change.Rules{}.Edit(was, fields)
	return goal, append(found, goal.Problems()...)
}

// TestADocumentIsReadStrictly: each fault is told with its place, and never
// taken for a value.
func TestADocumentIsReadStrictly(t *testing.T) {
	t.Parallel()
	was := held()
	for document, said := range map[string]string{
		`{"headers":["a"]}`:                     "headers must be an object of strings, not an array",
		`{"headers":null}`:                      "headers must be an object of strings, not null",
		`{"headers":{"X-A":1}}`:                 `headers["X-A"] must be a string, not a number`,
		`{"triggers":null}`:                     "triggers must be an array of strings, not null",
		`{"triggers":"workspace-created"}`:      "triggers must be an array of strings, not a string",
		`{"triggers":["workspace-created",7]}`:  "triggers[1] must be a string, not a number",
		`{"triggers":[]}`:                       "triggers must not be empty",
		`{"triggers":["workspace-created",""]}`: "triggers[1] is empty",
		`{"status":"banana"}`:                   `status "banana" is not a status; use enabled or disabled`,
		`{"status":"enabld"}`:                   "did you mean enabled?",
		`{"status":null}`:                       "status must be a string, not null",
		`{"applyToAllDescendants":"yes"}`:       "applyToAllDescendants must be true or false, not a string",
		`{"name":["a"]}`:                        "name must be a string, not an array",
		`{"name":"\ud800x"}`:                    "name contains half a character",
		`{"secret":""}`:                         "secret is empty; leave the field out",
		`{"secret":"a\nb"}`:                     "secret contains a line break",
		`{"tiggers":[]}`:                        "tiggers is not a field of a webhook; did you mean triggers?",
		`{"Name":"x"}`:                          "did you mean name?",
		`{"name":"a","name":"b"}`:               "name is there twice",
		`{"headers":{"X-A":"1","x-a":"2"}}`:     `headers["X-A"] is there twice`,
		"{\n  \"name\": \"a\",\n  nope\n}":      "is not one JSON object: invalid character 'n' looking for beginning of object key string (line 3, column 3)",
		`{"name":"a"} {"name":"b"}`:             "(line 1, column 14)",
		`[]`:                                    "the input must be one JSON object, not an array",
		"":                                      "the input is empty",
		"{\"name\":\"\xff\"}":                   "is not UTF-8 (line 1, column 10)",
		`{"url":"https://u:••••@elsewhere.example"}`:       "url is masked",
		`{"headers":{"X-New-Token":"••••••••••••"}}`:       `headers["X-New-Token"] is masked`,
		`{"brandNewToken":"••••••••••••"}`:                 "brandNewToken is masked",
		`{"name":"` + strings.Repeat("n", 70_000) + `"}`:   "name is too long (70000 bytes); use at most 65536",
		`{"note":1,"status":7,"triggers":{},"secret":[1]}`: "secret must be a string",
	} {
		goal, problems := read(was, document)
		err := problems.Err()
		var lines []string
		for _, p := range problems {
			lines = append(lines, p.Says(p.Path()))
		}
		if err == nil || !strings.Contains(strings.Join(lines, "\n"), said) {
			t.Errorf("of %.80s it says %q, want %s (goal %+v)", document, lines, said, goal.Fields())
		}
	}
}

// held is a webhook with a credential wherever one can be.
func held() api.Fields {
	return api.Fields{
		Name: "Billing", URL: "https://u:pw@h.example/x?sig=ABC&a=1", Status: "ENABLED", Triggers: []api.Trigger{"workspaceCreated.v1"},
		Headers: []api.Header{{Name: "X-Env", Value: "prod"}, {Name: "Authorization", Value: "Bearer abc"}},
		Secret:  api.GivenSecret("s3cret"),
		Extra:   []api.Member{{Name: "accessToken", Value: json.RawMessage(`"t0k"`)}, {Name: "team", Value: json.RawMessage(`{"a":"<b>","c":[1.50]}`)}},
	}
}

// TestADocumentKeepsWhatItMasks: the mask of a value stands for it, unknown
// fields stay or are set, and what was not named stays.
func TestADocumentKeepsWhatItMasks(t *testing.T) {
	t.Parallel()
	goal, problems := read(held(), "\ufeff"+`{"id":"other","created":7,"description":"moved","url":"https://••••••••••••@h.example/x?sig=••••••••••••&a=1",
		"headers":{"authorization":"Bearer ••••••••••••","X-Env":"prod"},"secret":"****1234","accessToken":"••••••••••••","team":{"c":[1.50],"a":"\u003cb>"},"newer":[1,2]}`)
	if problems.Err() != nil || goal.Err() != nil {
		t.Fatalf("refused: %v %v", problems, goal.Err())
	}
	want := held()
	want.Description = "moved"
	want.Headers = []api.Header{{Name: "authorization", Value: "Bearer abc"}, {Name: "X-Env", Value: "prod"}}
	want.Extra = append(want.Extra, api.Member{Name: "newer", Value: json.RawMessage(`[1,2]`)})
	if diff := change.Diff(want, goal.Fields()); len(diff) != 0 {
		t.Errorf("it became %+v, which differs in %+v", goal.Fields(), diff)
	}
	if warned := problems.Warnings(); len(warned) != 1 || !strings.Contains(warned.Error(), `field "newer" is not a field that corotui knows`) {
		t.Errorf("it warns of %v", warned)
	}
	if got := string(goal.Fields().Extra[1].Value); got != `{"a":"<b>","c":[1.50]}` {
		t.Errorf("an unknown field that says the same became %s", got)
	}
	fields, _ := mustRead(t, `{"name":"n","url":"https://••••••••••••@h.example","headers":{"Authorization":"••••••••••••"},"secret":"••••","triggers":["workspace-created"]}`).Onto(api.Fields{})
	if found := (change.Rules{}).New(fields).Problems(); len(found) < 3 {
		t.Errorf("a new webhook of masks: %v", found)
	}
}

func mustRead(t *testing.T, document string) change.Document {
	t.Helper()
	d, err := change.ReadDocument([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestExportsGoBackIn: whatever a server holds, what is shown of it changes
// nothing when it is given back.
func TestExportsGoBackIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"", "plain", "two\nlines", "••••••••••••", "****1234", "notaurl", "\u202ex", "Bearer abc", "https://u:pw@h.example/x?sig=ABC&a=1#key=2",
			"https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXXXXXXXXXX", "workspace-created", "workspaceCreated.v1", "ENABLED", "disabled",
		}))
		value := rapid.OneOf(rapid.Map(text, func(s string) any { return s }), rapid.SampledFrom([]any{
			nil, 7, 1.5, true, []any{}, []any{"a", 1}, map[string]any{"token": "x", "note": "<&>"},
		}))
		name := rapid.SampledFrom([]string{"X-Env", "Authorization", "X-Api-Key", "Cookie", "x-env", "weird name", ""})
		server := map[string]any{"id": "w1"}
		for _, field := range []string{
			"name", "description", "url", "status", "secret", "created", "updated", "applyToAllDescendants", "team", "accessToken", "callback", "workspaceName", "tiggers", "we ird",
		} {
			if rapid.Bool().Draw(t, "has "+field) {
				server[field] = value.Draw(t, field)
			}
		}
		server["triggers"] = rapid.SliceOfN(value, 0, 3).Draw(t, "triggers")
		server["headers"] = rapid.MapOfN(name, value, 0, 4).Draw(t, "headers")
		body, err := json.Marshal(server)
		if err != nil {
			t.Fatal(err)
		}
		var webhook api.Webhook
		if err := json.Unmarshal(body, &webhook); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		export, err := json.Marshal(webhook.Export("ws"))
		if err != nil {
			t.Fatal(err)
		}
		goal, problems := read(webhook.Fields, string(export))
		if problems.Err() != nil {
			t.Fatalf("of %s the export %s is refused: %v", body, export, problems)
		}
		if diff := change.Diff(webhook.Fields, goal.Fields()); len(diff) > 0 {
			t.Fatalf("of %s the export %s changes %+v", body, export, diff)
		}
	})
}

// FuzzReadDocument: no input is taken with a mask in it, and all faults are
// problems with words.
func FuzzReadDocument(f *testing.F) {
	for _, seed := range []string{`{}`, `{"name":"a","triggers":["workspace-created"],"headers":{"A":"b"},"x":[{}]}`, "\ufeff{", `{"secret":"•••"}`, `{"a":1,"a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := change.ReadDocument(data)
		if err != nil {
			problems, ok := err.(change.Problems) //nolint:errorlint // the type itself is promised
			if !ok || len(problems) == 0 || problems.Error() == "" {
				t.Fatalf("%q fails with %#v", data, err)
			}
			return
		}
		fields, found := d.Onto(api.Fields{})
		goal := change.Rules{}.New(fields)
		if found.Err() != nil || goal.Err() != nil {
			return
		}
		for _, value := range []string{string(fields.Name), string(fields.URL), string(fields.Description)} {
			if strings.Contains(value, mask.Dots) {
				t.Errorf("%q is sent with a mask", data)
			}
		}
	})
}
