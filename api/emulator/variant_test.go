package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

func TestVariantSpecs(t *testing.T) {
	for _, named := range emulator.Variants() {
		again, err := emulator.ParseVariant(named.Variant.String())
		if err != nil || again != named.Variant {
			t.Errorf("%s: %v became %v, %v", named.Name, named.Variant, again, err)
		}
	}
	if v, err := emulator.ParseVariant(" list=array , secret=stars,page-size=3 "); err != nil ||
		v != (emulator.Variant{List: "array", Secret: "stars", PageSize: 3}) {
		t.Errorf("got %v, %v", v, err)
	}
	for spec, says := range map[string]string{
		"list": "switch=value", "lists=array": "unknown variant \"lists\"; use list, search", "list=tuple": "takes envelope, array",
		"page-size=0": "of 1 or more", "page-size=x": "of 1 or more",
	} {
		if _, err := emulator.ParseVariant(spec); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", spec, err)
		}
	}
}

// TestEverySwitchIsExplained holds the table of words against the constants:
// the last constant of each switch has the last word.
func TestEverySwitchIsExplained(t *testing.T) {
	last := emulator.Variant{
		List: "repeating", Search: "403", SizeParameter: "refused",
		Drift:  "lasting",
		Single: "bare", Empty: "nothing", Workspace: "envelope",
		WorkspaceNames: "alias", Grandchildren: "absent", Parents: "absent",
		UnknownWorkspace: "400", Secret: "null", Triggers: "reference",
		OneTrigger: "string", Descendants: "misspelled", Timestamps: "zero",
		Flags: "string", EmptyFields: "absent", Owner: "absent",
		Extra: "added", ETag: "weak", Inherited: "copies", Create: "string", Update: "patch", Updated: "string",
		ReadOnly: "refused", Delete: "string", UnknownID: "403",
		Test: "refused", Errors: "empty", Trace: "none", RetryAfter: "fraction",
		ExpiresIn: "lie", Audience: "legacy", CreationTimes: "absent", Audit: "403", Usage: "403",
		Signed: "id.body", Signature: "base64url-raw", SignaturePrefix: "sha256", Failure: "no-answer",
		Subscribers: "descendants", DeliveryID: "webhook", DeliveryTime: "number", DeliveryData: "typed",
	}
	var want []string
	for _, s := range emulator.Switches() {
		if len(s.Values) > 0 {
			want = append(want, s.Name+"="+s.Values[len(s.Values)-1].Name)
		}
		for _, value := range append(s.Values, emulator.Value{Name: s.Name, Meaning: s.About}) {
			if value.Name == "" || value.Meaning == "" {
				t.Errorf("%s is not explained", s.Name)
			}
		}
	}
	if got := last.String(); got != strings.Join(want, ",") {
		t.Errorf("got  %s\nwant %s", got, strings.Join(want, ","))
	}
}

// show asks for one answer in a variant.
type show struct {
	spec, method, path, body string
	status                   int
	contains                 []string // of the body
	lacks                    []string
	is                       string // the whole body, unless empty
}

const (
	one     = hooks + "/" + billing
	missing = hooks + "/0000"
)

var shows = []show{
	{"list=array", "GET", hooks, "", 200, []string{`[{"id":"` + billing}, []string{"totalElements"}, ""},
	{"list=envelope", "GET", hooks, "", 200, []string{`{"items":[{"id":"` + billing, `],"totalElements":12}`}, nil, ""},
	{"list=total-string-whole", "GET", hooks, "", 200, []string{`],"totalElements":"12"}`}, nil, ""},
	{"list=total-string,page-size=5", "GET", hooks, "", 200, []string{`],"totalElements":"12"}`}, nil, ""},
	{"list=no-total", "GET", hooks, "", 200, []string{`]}`}, []string{"totalElements"}, ""},
	{"list=paged", "GET", hooks + "?page=9", "", 200, nil, nil, `{"items":[],"totalElements":12}`},
	{"list=paged", "GET", hooks + "?page=-1", "", 400, []string{"page: "}, nil, ""},
	{"list=paged,size=size", "GET", hooks + "?size=0", "", 400, []string{"size: "}, nil, ""},
	{"size=refused", "GET", hooks + "?size=7", "", 400, []string{"size: "}, nil, ""},
	{"size=refused", "GET", hooks + "?page=0", "", 200, nil, nil, ""},

	{"search=array", "GET", "/v1/workspaces/search", "", 200, []string{`[{"id":`}, []string{"totalElements"}, ""},
	{"search=envelope,page-size=2", "GET", "/v1/workspaces/search", "", 200, []string{`"totalElements":15`, "lakesidelaw"}, nil, ""},
	{"search=404", "GET", "/v1/workspaces/search", "", 404, nil, nil, ""},
	{"search=405", "GET", "/v1/workspaces/search", "", 405, nil, nil, ""},
	{"search=403", "GET", "/v1/workspaces/search", "", 403, nil, nil, ""},
	{"grandchildren=absent", "GET", "/v1/workspaces/search", "", 200, []string{`"totalElements":10`}, []string{`"id":"lakesidelaw`}, ""},
	{"parents=absent", "GET", "/v1/workspaces/search", "", 200, nil, []string{"parentWorkspaceId"}, ""},
	{"workspace=array", "GET", "/v1/workspaces", "", 200, []string{`[{"id":"acme`}, nil, ""},
	{"workspace=envelope", "GET", "/v1/workspaces", "", 200, []string{`{"items":[{"id":"acme`, `"totalElements":1`}, nil, ""},
	{"workspace-names=alias", "GET", "/v1/workspaces", "", 200,
		[]string{`{"workspaceId":"acme`, `"domainName":"acme.example"`}, []string{`"id"`, `"domain"`}, ""},

	{"secret=clear", "GET", one, "", 200, []string{`"secret":"qb-7f3e91c2a4"`}, nil, ""},
	{"secret=stars", "GET", hooks, "", 200, []string{`"secret":"********"`}, []string{"qb-7f3e91c2a4"}, ""},
	{"secret=dots", "GET", one, "", 200, []string{`"secret":"••••"`}, []string{"qb-7f3e91c2a4"}, ""},
	{"secret=absent", "GET", one, "", 200, nil, []string{"secret", "qb-7f3e91c2a4"}, ""},
	{"secret=empty", "GET", one, "", 200, []string{`"secret":""`}, nil, ""},
	{"secret=null", "GET", one, "", 200, []string{`"secret":null`}, nil, ""},
	{"secret=stars", "PUT", one, newWebhook, 200, []string{`"secret":"********"`}, nil, ""},
	{"secret=stars", "POST", hooks, newWebhook, 201, []string{`"secret":"s3"`}, nil, ""},

	{"triggers=kebab", "GET", hooks, "", 200, []string{`"protected-devices-added"`, `"ticket-escalated"`}, []string{".v1", "protectedUsersAdded"}, ""},
	{"triggers=camel", "GET", one, "", 200, []string{`"workspaceCreated"`, `"ticketEscalated"`}, []string{".v1"}, ""},
	{"triggers=versioned", "GET", one, "", 200, []string{`"workspaceCreated.v1"`}, nil, ""},
	{"triggers=reference", "GET", one, "", 200, []string{`"workspaceCreated"`}, []string{".v1"}, ""},
	{"triggers=versioned", "POST", hooks, newWebhook, 400, []string{"workspace-created"}, nil, ""},
	{"triggers=camel", "POST", hooks, strings.Replace(newWebhook, "workspace-created", "workspaceCreated.v1", 1), 400, nil, nil, ""},
	{"triggers=kebab", "POST", hooks, strings.Replace(newWebhook, "workspace-created", "workspaceCreated.v1", 1), 400, nil, nil, ""},
	{"triggers=reference", "POST", hooks, strings.Replace(newWebhook, "workspace-created", "workspaceCreated.v1", 1), 201,
		[]string{`["workspaceCreated"]`}, nil, ""},
	{"triggers=reference", "PUT", one, strings.Replace(newWebhook, "workspace-created", "workspaceCreated", 1), 200, nil, nil, ""},
	{"one-trigger=string", "GET", hooks, "", 200, []string{`"triggers":"workspace-created"`, `"triggers":["`}, nil, ""},

	{"descendants=misspelled", "GET", one, "", 200, []string{`"applyToAllDescendents":true`}, []string{"Descendants"}, ""},
	{"descendants=misspelled", "POST", hooks, newWebhook, 201, []string{`"applyToAllDescendents":true`}, nil, ""},
	{"timestamps=millis", "GET", one, "", 200, []string{fmt.Sprintf(`"updated":%d`, now.Add(-72*time.Hour).UnixMilli())}, nil, ""},
	{"timestamps=string", "GET", one, "", 200, []string{fmt.Sprintf(`"updated":"%d"`, now.Add(-72*time.Hour).UnixMilli())}, nil, ""},
	{"timestamps=seconds", "GET", one, "", 200, []string{fmt.Sprintf(`"updated":%d,`, now.Add(-72*time.Hour).Unix())}, nil, ""},
	{"timestamps=iso", "GET", one, "", 200, []string{`"updated":"2026-11-20T09:14:00Z"`}, nil, ""},
	{"timestamps=iso", "POST", hooks, newWebhook, 201, []string{`"updated":""`}, nil, ""},
	{"timestamps=absent", "GET", one, "", 200, nil, []string{`"updated":`, `"created":`}, ""},
	{"timestamps=zero", "GET", one, "", 200, []string{`"created":0,"updated":0`}, nil, ""},
	{"flags=string", "GET", one, "", 200, []string{`"applyToAllDescendants":"true"`}, nil, ""},
	{"empty-fields=null", "GET", hooks, "", 200, []string{`"description":null`, `"headers":null`}, []string{`"headers":{}`}, ""},
	{"empty-fields=absent", "GET", hooks, "", 200, nil, []string{`"description":""`, `"headers":{}`, `"headers":null`}, ""},
	{"owner=absent", "GET", one, "", 200, nil, []string{"workspaceId"}, ""},
	{"extra=added", "GET", one, "", 200, []string{`"revision":9007199254740993`, `"deliveryPolicy":{"retries":3,"backoff":1.50,"window":null}`}, nil, ""},

	{"create=no-secret", "POST", hooks, newWebhook, 201, []string{`"name":"New"`}, []string{"s3", "secret"}, ""},
	{"create=empty", "POST", hooks, newWebhook, 201, nil, []string{"N"}, ""},
	{"create=string", "POST", hooks, newWebhook, 202, nil, nil, `"Webhook configuration created"`},
	{"updated=empty", "PUT", one, newWebhook, 200, nil, []string{"N"}, ""},
	{"updated=204", "PUT", one, newWebhook, 204, nil, nil, ""},
	{"updated=string", "PUT", one, newWebhook, 202, nil, nil, `"Webhook configuration updated"`},
	{"read-only=refused", "PUT", one, strings.Replace(newWebhook, "{", `{"id":"x",`, 1), 400, []string{"id: is read-only"}, nil, ""},
	{"read-only=ignored", "PUT", one, strings.Replace(newWebhook, "{", `{"id":"x","created":7,`, 1), 200, []string{billing}, []string{`:7,`}, ""},
	{"read-only=ignored", "POST", hooks, strings.Replace(newWebhook, "{", `{"id":"x","created":7,`, 1), 201, nil, []string{`"id":"x"`, `:7,`}, ""},
	{"delete=empty", "DELETE", one, "", 200, nil, []string{"N"}, ""},
	{"delete=object", "DELETE", one, "", 200, []string{`{"id":"` + billing}, nil, ""},
	{"delete=string", "DELETE", one, "", 202, nil, nil, `"Webhook configuration deleted"`},
	{"unknown-id=400", "GET", missing, "", 400, nil, nil, ""},
	{"unknown-id=403", "PUT", missing, newWebhook, 403, nil, nil, ""},
	{"test=string", "GET", one + "/test", "", 202, nil, nil, `"Test event was queued"`},
	{"test=empty", "GET", one + "/test", "", 204, nil, nil, ""},
	{"test=text", "GET", one + "/test", "", 200, nil, nil, "Test event sent\n"},

	{"errors=strings", "POST", hooks, "{}", 400, []string{`"errors":["name: must not be null",`}, nil, ""},
	{"errors=objects", "POST", hooks, "{}", 400, []string{`{"field":"name","message":"must not be null"}`, `"defaultMessage"`}, nil, ""},
	{"errors=message", "POST", hooks, "{}", 400, []string{`{"message":"Bad Request; name: must not be null;`}, nil, ""},
	{"errors=oauth", "GET", missing, "", 404, []string{`{"error":"not_found","error_description":"no webhook`}, nil, ""},
	{"errors=html", "GET", missing, "", 404, []string{"<h1>404 Not Found</h1>"}, nil, ""},
	{"errors=empty", "GET", missing, "", 404, nil, []string{"N"}, ""},
}

func TestAnswersOfEachSwitch(t *testing.T) {
	for _, c := range shows {
		t.Run(c.spec+" "+c.method+" "+c.path, func(t *testing.T) {
			h := variant(t, c.spec)
			got := h.do(c.method, c.path, c.body).wants(t, c.status)
			if c.is != "" && got.body != c.is {
				t.Errorf("got %s", got.body)
			}
			for _, part := range c.contains {
				if !strings.Contains(got.body, part) {
					t.Errorf("%s is not in %s", part, got.body)
				}
			}
			for _, part := range c.lacks {
				if part == "N" && got.body != "" || strings.Contains(got.body, part) {
					t.Errorf("%s should not be in %s", part, got.body)
				}
			}
		})
	}
}
