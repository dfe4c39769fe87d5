package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

// names gathers the names of a list's pages.
func names(t *testing.T, h *harness, path string, pages int) (names []string) {
	t.Helper()
	for page := range pages {
		for _, item := range h.get(fmt.Sprintf("%s?page=%d", path, page)).wants(t, 200).items(t) {
			names = append(names, item["id"].(string))
		}
	}
	return names
}

func TestPages(t *testing.T) {
	var all []string
	for _, doc := range newServer(t, emulator.Demo()).Webhooks(emulator.DemoChannel) {
		all = append(all, decode[map[string]any](t, string(doc))["id"].(string))
	}
	cases := map[string][]string{
		"list=paged,page-size=5":                  all,
		"list=no-total,page-size=5":               all,
		"list=total-string,page-size=5":           all,
		"list=page-ignored,page-size=5":           slices.Concat(all[:5], all[:5], all[:5], all[:5]),
		"list=repeating,page-size=5":              slices.Concat(all, all[10:]),
		"list=paged,page-size=12":                 all,
		"list=envelope,page-size=5":               slices.Concat(all, all, all, all),
		"list=array,single=bare,empty=null":       slices.Concat(all, all, all, all),
		"list=paged,size=size,page-size=5":        all,
		"list=paged,size=pageSize,page-size=1000": all,
	}
	for spec, want := range cases {
		if got := names(t, variant(t, spec), hooks, 4); !slices.Equal(got, want) {
			t.Errorf("%s: got %d elements, wanted %d", spec, len(got), len(want))
		}
	}
	for _, spec := range []string{"search=paged", "search=no-total", "search=total-string"} {
		if got := names(t, variant(t, spec+",page-size=4"), "/v1/workspaces/search", 5); len(got) != 15 || slices.Contains(got[1:], got[0]) {
			t.Errorf("%s: got %v", spec, got)
		}
	}
	if got := names(t, variant(t, "search=page-ignored,page-size=4"), "/v1/workspaces/search", 2); got[0] != got[4] || len(got) != 8 {
		t.Errorf("page-ignored: got %v", got)
	}
	if got := names(t, variant(t, "search=repeating,page-size=4"), "/v1/workspaces/search", 5); len(got) != 18 || got[12] != got[15] {
		t.Errorf("repeating: got %v", got)
	}
	h := variant(t, "list=repeating,page-size=5")
	if total := h.get(hooks).object(t)["totalElements"]; total != 24.0 {
		t.Errorf("repeating claims %v", total)
	}
	h = variant(t, "list=paged,size=pageSize")
	if got := h.get(hooks + "?pageSize=3&page=1").items(t); len(got) != 3 || got[0]["id"] != all[3] {
		t.Errorf("pageSize=3: got %v", got)
	}
}

func TestListsOfOneAndNone(t *testing.T) {
	h := variant(t, "single=bare,list=array,search=array")
	h.workspace = "granitelegal_G6L9_x"
	if got := h.get(hooks).wants(t, 200).object(t)["name"]; got != "Billing to QuickBooks" {
		t.Errorf("got %v", got)
	}
	h = variant(t, "single=bare,list=paged,page-size=11")
	if got := h.get(hooks+"?page=1").wants(t, 200).items(t); len(got) != 1 {
		t.Errorf("the last page of many has %d elements", len(got))
	}
	for spec, want := range map[string]string{
		"list=array": "[]", "empty=null": "null", "empty=nothing": "", "list=paged": `{"items":[],"totalElements":0}`,
	} {
		h := variant(t, spec)
		h.workspace = "alpineski_A5S3_x"
		if got := h.get(hooks).wants(t, 200).body; got != want {
			t.Errorf("%s: got %q", spec, got)
		}
	}
}

func TestWhatAnUpdateDoesWithMissingFields(t *testing.T) {
	const partial = `{"url":"https://only.example/","applyToAllDescendants":false}`
	cases := []struct {
		spec   string
		status int
		want   map[string]any // nil as a value: the field is gone
	}{
		{"update=replace", 200, map[string]any{"name": "", "description": "", "secret": nil, "status": "enabled", "ownerTeam": nil, "url": "https://only.example/"}},
		{"update=keep-secret", 200, map[string]any{"name": "", "secret": "qb-7f3e91c2a4", "ownerTeam": nil}},
		{"update=patch", 200, map[string]any{"name": "Billing to QuickBooks", "secret": "qb-7f3e91c2a4", "status": "disabled",
			"ownerTeam": "billing", "url": "https://only.example/", "applyToAllDescendants": false}},
		{"update=strict", 400, map[string]any{"name": "Billing to QuickBooks", "url": "https://hooks.acme.example/coro/billing?v=2"}},
	}
	for _, c := range cases {
		h := variant(t, c.spec)
		answer := h.do("PUT", hooks+"/"+billing, partial).wants(t, c.status)
		held := h.held(billing)
		for name, want := range c.want {
			if got := held[name]; got != want {
				t.Errorf("%s: %s is %v, wanted %v", c.spec, name, got, want)
			}
		}
		if c.status == 400 && !strings.Contains(answer.body, "secret: must not be null") {
			t.Errorf("%s: got %s", c.spec, answer.body)
		}
	}
}

func TestAddedFieldsKeepWhatWasWritten(t *testing.T) {
	h := variant(t, "extra=added")
	h.do("PUT", hooks+"/"+billing, strings.Replace(newWebhook, "{", `{"revision":1,`, 1)).wants(t, 200)
	if got := h.get(hooks+"/"+billing).wants(t, 200).body; !strings.Contains(got, `"revision":1,`) {
		t.Errorf("got %s", got)
	}
}

func TestAMaskThatIsWrittenBackBecomesTheSecret(t *testing.T) {
	h := variant(t, "secret=stars")
	read := h.get(hooks + "/" + billing).body
	h.do("PUT", hooks+"/"+billing, read).wants(t, 200)
	if got := h.held(billing)["secret"]; got != "********" {
		t.Errorf("the server holds %v: it must not protect the client from this mistake", got)
	}
}

func TestTheMisspelledFieldIsTheOnlyOneThatAnUpdateReads(t *testing.T) {
	h := variant(t, "descendants=misspelled,update=patch")
	body := func(name string) string { return `{"` + name + `":false}` }
	h.do("PUT", hooks+"/"+billing, body("applyToAllDescendants")).wants(t, 200)
	if h.held(billing)["applyToAllDescendants"] != true {
		t.Error("the right spelling was read")
	}
	h.do("PUT", hooks+"/"+billing, body("applyToAllDescendents")).wants(t, 200)
	if h.held(billing)["applyToAllDescendants"] != false {
		t.Error("the wrong spelling was not read")
	}
	h = variant(t, "flags=string,update=patch")
	h.do("PUT", hooks+"/"+billing, `{"applyToAllDescendants":"False"}`).wants(t, 200)
	if h.held(billing)["applyToAllDescendants"] != false {
		t.Error("the word was not read")
	}
}

func TestTracePlaces(t *testing.T) {
	for spec, want := range map[string][2]bool{
		"trace=both": {true, true}, "trace=header": {true, false}, "trace=body": {false, true}, "trace=none": {false, false},
	} {
		answer := variant(t, spec).get(hooks + "/0000")
		_, inBody := answer.object(t)["traceId"]
		if got := [2]bool{answer.header.Get("X-Coro-Trace-Id") != "", inBody}; got != want {
			t.Errorf("%s: got %v", spec, got)
		}
	}
}

func TestUnknownWorkspaces(t *testing.T) {
	for spec, status := range map[string]int{"unknown-workspace=403": 403, "unknown-workspace=404": 404, "unknown-workspace=400": 400} {
		h := variant(t, spec)
		h.workspace = "nobody"
		h.get(hooks).wants(t, status)
		h.workspace = "citywater_C3W0_x"
		h.get(hooks).wants(t, 403)
	}
}

func TestLifetimes(t *testing.T) {
	cases := []struct {
		spec string
		said any
		life time.Duration
	}{
		{"expires-in=day", 86400.0, 24 * time.Hour}, {"expires-in=string", "86400", 24 * time.Hour}, {"expires-in=short", 5.0, 5 * time.Second},
		{"expires-in=absent", nil, 24 * time.Hour}, {"expires-in=lie", 86400.0, 5 * time.Second},
	}
	for _, c := range cases {
		clock := now
		v, _ := emulator.ParseVariant(c.spec)
		h := serve(t, emulator.Demo(), emulator.WithVariant(v), emulator.WithClock(func() time.Time { return clock }))
		answer := h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, h.base).wants(t, 200).object(t)
		h.token = answer["access_token"].(string)
		clock = now.Add(c.life - time.Second)
		h.get(hooks).wants(t, 200)
		clock = now.Add(c.life)
		h.get(hooks).wants(t, 401)
		if answer["expires_in"] != c.said {
			t.Errorf("%s: said %v", c.spec, answer["expires_in"])
		}
	}
}

func TestAudiences(t *testing.T) {
	const us, legacy = "https://api.secure.coro.net", "https://secure.coro.net/api"
	for spec, want := range map[string][3]int{
		"audience=known": {200, 200, 403}, "audience=host": {200, 403, 403}, "audience=legacy": {403, 403, 200},
	} {
		h := variant(t, spec)
		for i, audience := range []string{h.base, us, legacy} {
			if got := h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, audience).status; got != want[i] {
				t.Errorf("%s, %s: got %d", spec, audience, got)
			}
		}
	}
}

func TestRetryAfterForms(t *testing.T) {
	for spec, want := range map[string]string{
		"retry-after=seconds": "3", "retry-after=date": "Mon, 23 Nov 2026 09:14:02 GMT", "retry-after=none": "",
		"retry-after=fraction": "2.5",
	} {
		h := variant(t, spec)
		h.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpList, Status: 429, RetryAfter: 2500 * time.Millisecond})
		if got := h.get(hooks).wants(t, http.StatusTooManyRequests).header.Get("Retry-After"); got != want {
			t.Errorf("%s: got %q", spec, got)
		}
	}
}

// TestETags: a write that names another state than the webhook is in changes
// nothing, where the server has ETags at all.
func TestETags(t *testing.T) {
	for spec, want := range map[string]struct {
		tagged, weak bool
		right, wrong int
	}{
		"etag=off":  {right: 204, wrong: 204},
		"etag=on":   {tagged: true, right: 204, wrong: 412},
		"etag=weak": {tagged: true, weak: true, right: 412, wrong: 412},
	} {
		for _, right := range []bool{true, false} {
			h := variant(t, spec)
			read := h.get(hooks+"/"+billing).wants(t, 200)
			tag := read.header.Get("ETag")
			if (tag != "") != want.tagged || strings.HasPrefix(tag, "W/") != want.weak {
				t.Errorf("%s: the ETag is %q", spec, tag)
			}
			header, status := h.header(), want.right
			if header.Set("If-Match", tag); !right {
				status = want.wrong
				header.Set("If-Match", `"another"`)
			}
			if got := h.send(t.Context(), "DELETE", hooks+"/"+billing, "", header); got.status != status {
				t.Errorf("%s, the right state is %v: a delete got %d, want %d", spec, right, got.status, status)
			}
			if _, there := h.server.Webhook(h.workspace, billing); there != (status == 412) {
				t.Errorf("%s, the right state is %v: the webhook is there: %v", spec, right, there)
			}
			put := h.send(t.Context(), "PUT", hooks+"/"+billing, read.body, header)
			if (put.status == 412) != (status == 412) {
				t.Errorf("%s, the right state is %v: an update got %d", spec, right, put.status)
			}
		}
	}
}

// TestEveryVariantCanBeUsed writes a webhook in every variant as a careful
// client would: in the spelling that the server shows, with every field.
func TestEveryVariantCanBeUsed(t *testing.T) {
	for _, named := range emulator.Variants() {
		t.Run(named.Name, func(t *testing.T) {
			h := serve(t, emulator.Demo(), emulator.WithVariant(named.Variant))
			body := strings.Replace(newWebhook, "workspace-created", spelled(named.Variant), 1)
			if created := h.do("POST", hooks, body); created.status/100 != 2 {
				t.Fatalf("create: %d %s", created.status, created.body)
			}
			held := h.server.Webhooks(h.workspace)
			id := decode[map[string]any](t, string(held[len(held)-1]))["id"].(string)
			read := h.get(hooks+"/"+id).wants(t, 200).object(t)
			for _, name := range []string{"id", "workspaceId", "created", "updated"} {
				delete(read, name)
			}
			read["secret"], read["status"] = "s3", "disabled"
			read["headers"] = map[string]string{"X-A": "1"}
			if bare, isBare := read["triggers"].(string); isBare {
				read["triggers"] = []string{bare}
			}
			raw, err := json.Marshal(read)
			if err != nil {
				t.Fatal(err)
			}
			if updated := h.do("PUT", hooks+"/"+id, string(raw)); updated.status/100 != 2 {
				t.Fatalf("update: %d %s", updated.status, updated.body)
			}
			if got := h.held(id); got["status"] != "disabled" || got["ownerTeam"] != "x" || got["secret"] != "s3" || got["applyToAllDescendants"] != true {
				t.Errorf("held %v", got)
			}
			if tested := h.get(hooks + "/" + id + "/test"); tested.status/100 != 2 {
				t.Errorf("test: %d", tested.status)
			}
			if deleted := h.do("DELETE", hooks+"/"+id, ""); deleted.status/100 != 2 {
				t.Errorf("delete: %d", deleted.status)
			}
			if gone := h.get(hooks + "/" + id); gone.status/100 != 4 {
				t.Errorf("read after delete: %d", gone.status)
			}
		})
	}
}

func spelled(v emulator.Variant) string {
	switch v.Triggers {
	case "camel":
		return "workspaceCreated"
	case "versioned", "reference":
		return "workspaceCreated.v1"
	default:
		return "workspace-created"
	}
}

// TestInheritedWebhooksAreWrittenWhereTheyLive: a list below the channel shows them,
// as the switch says, and refuses to change them.
func TestInheritedWebhooksAreWrittenWhereTheyLive(t *testing.T) {
	const below = "northwinddental_N3D5_x"
	for form, want := range map[string]struct {
		sameID bool
		owner  any
	}{
		"same-id": {true, below}, "owner": {false, emulator.DemoChannel}, "unowned": {false, nil}, "copies": {false, below},
	} {
		h := variant(t, "inherited="+form)
		h.workspace = below
		items := h.get(hooks).wants(t, 200).items(t)
		if len(items) != 10 {
			t.Fatalf("%s: %d are listed", form, len(items))
		}
		one := items[3] // after the three of its own
		id, _ := one["id"].(string)
		if one["name"] != "Billing to QuickBooks" || (id == billing) != want.sameID || one["workspaceId"] != want.owner {
			t.Errorf("%s: %v", form, one)
		}
		h.get(hooks+"/"+id).wants(t, 200)
		h.do("PUT", hooks+"/"+id, newWebhook).wants(t, 403)
		h.do("DELETE", hooks+"/"+id, "").wants(t, 403)
		h.get(hooks+"/"+id+"/test").wants(t, 403)
		h.workspace = emulator.DemoChannel
		h.do("PUT", hooks+"/"+billing, newWebhook).wants(t, 200)
	}
}
