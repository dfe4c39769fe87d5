package flow_test

import (
	"bytes"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// jobs are what a technician does, each from the list of a freshly started
// program. They hold at every size of the terminal.
var jobs = []struct {
	name string
	do   func(*world)
}{
	{"toggles", toggles},
	{"edits", edits},
	{"creates", creates},
	{"deletes", deletes},
	{"tests", tests},
	{"switches workspace", switches},
	{"filters", filters},
	{"asks for help", asksHelp},
	{"quits", func(w *world) { w.Quit("q") }},
}

func TestATechniciansDay(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		for _, job := range jobs {
			t.Run(size.String()+"/"+job.name, func(t *testing.T) {
				t.Parallel()
				w := open(t, size, emulator.Variant{})
				job.do(w)
			})
		}
	}
}

func toggles(w *world) {
	w.choose("Billing to QuickB")
	w.Press("space")
	w.said(`Enabled "Billing to QuickBooks" · events of the last 3 d were not sent`)
	w.at("● on")
	if status := w.held(billing)["status"]; status != "enabled" {
		w.t.Errorf("the server holds it as %v", status)
	}
	w.Press("space")
	w.WaitFor(`Disabled "Billing to QuickBooks"`)
	if status := w.held(billing)["status"]; status != "disabled" {
		w.t.Errorf("the server holds it as %v", status)
	}
}

func edits(w *world) {
	w.choose("Billing to QuickB")
	w.Press("e")
	w.WaitFor("Edit  Billing to QuickBooks")
	w.to("URL")
	w.retype("https://hooks.acme.example/coro/billing?v=3")
	w.tick("protected-users-added")
	w.to("X-Env")
	w.Press("enter")
	w.at("Value")
	w.retype("production")
	w.Press("enter")
	w.at("add a header")
	w.Press("enter")
	w.Type("X-Team")
	w.Press("enter")
	w.Type("東京 billing")
	w.Press("enter", "ctrl+s")
	w.WaitFor("Save these changes?")
	w.see("+ https://hooks.acme.example/coro/billing?v=3", "+ protected-users-added", "+ X-Env: production", "+ X-Team: 東京 billing")
	w.Press("enter")
	w.WaitFor(`Saved "Billing to QuickBooks"`)
	w.WaitGone("Save these changes?")
	w.see("billing?v=3", "production", "東京 billing", "protected-users-added", "ownerTeam")
	held := w.held(billing)
	want := map[string]any{
		"url":      "https://hooks.acme.example/coro/billing?v=3",
		"headers":  map[string]any{"Authorization": "Bearer eyJhbGciOiJub25lIn0.demo.billing", "X-Env": "production", "X-Team": "東京 billing"},
		"triggers": []any{"workspace-created", "subscription-updated", "ticket-escalated", "protected-users-added"},
		"name":     "Billing to QuickBooks", "status": "disabled", "secret": "qb-7f3e91c2a4", "ownerTeam": "billing",
	}
	for field, value := range want {
		if !reflect.DeepEqual(held[field], value) {
			w.t.Errorf("the server holds %s as %v, not %v", field, held[field], value)
		}
	}
}

func creates(w *world) {
	w.Press("n")
	w.WaitFor("New webhook")
	w.retype("Nightly audit")
	w.to("URL")
	w.retype("https://audit.example/in")
	w.tick("subscription-updated")
	w.generatesSecret()
	w.Press("ctrl+s")
	w.WaitFor("Create this webhook?", "https://audit.example/in")
	w.Press("enter")
	w.WaitFor(`Created "Nightly audit"`)
	w.see("https://audit.example/in", "subscription-updated")
	created := w.find("Nightly audit")
	if created == nil || created["url"] != "https://audit.example/in" || created["status"] != "enabled" || created["secret"] == "" ||
		!reflect.DeepEqual(created["triggers"], []any{"subscription-updated"}) {
		w.t.Errorf("the server holds %v", created)
	}
	if posts := w.wire.all(http.MethodPost); len(posts) != 2 { // the token's and this
		w.t.Errorf("%d POSTs were sent", len(posts))
	}
	w.Press("esc")
	w.WaitFor("13 webhooks")
}

func deletes(w *world) {
	w.choose("Usage report")
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`, "in Acme Channel", "cancel")
	w.Press("enter")
	w.WaitGone(`Delete "Usage report"?`)
	if w.find("Usage report") == nil {
		w.t.Fatal("enter alone deleted it: cancel must be the default")
	}
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`)
	w.Press("right", "enter")
	w.WaitFor(`Deleted "Usage report"`, "11 webhooks")
	if w.find("Usage report") != nil {
		w.t.Error("the server still holds it")
	}
}

func tests(w *world) {
	w.choose("Billing to QuickB")
	w.Press("t")
	w.WaitFor(`Test of "Billing to QuickBooks"`, "Coro answered 200", "trace ")
	w.closes("Coro answered 200")
	if sent := len(w.server.Tests()); sent != 1 {
		w.t.Errorf("%d tests were sent", sent)
	}
}

func switches(w *world) {
	w.Press("w")
	w.WaitFor("Alpine Ski House")
	w.Type("northwind")
	w.WaitFor("Northwind Dental")
	w.WaitGone("Alpine Ski House")
	w.Press("enter")
	w.WaitGone("type to filter")
	w.WaitUntil(func(screen string) bool { return strings.HasPrefix(screen, " Northwind Dental") }, "names the workspace in its header")
	w.WaitFor("3 webhooks")
	w.WaitGone("User lifecycle")
	w.asked("northwinddental_N3D5_x")
}

func filters(w *world) {
	w.Press("/")
	w.Type("status:disabled quick")
	w.WaitFor("Billing to QuickB", "1 of 12")
	w.WaitGone("PSA tickets", "Usage report")
	w.Press("enter", "esc")
	w.WaitFor("Contract sync", "Usage report")
	w.Press("/")
	w.Type("no such webhook")
	w.WaitFor("Nothing matches")
	w.Press("esc")
	w.WaitFor("Usage report")
}

func asksHelp(w *world) {
	w.Press("?")
	w.WaitFor("enable or disable", "delete, after asking")
	w.Press("/")
	w.Type("workspace")
	w.WaitFor("choose another workspace")
	w.WaitGone("delete, after asking")
	w.Press("esc", "esc")
	w.WaitFor("PSA tickets")
}

// TestEveryRequestNamesAccountAndWorkspace looks at the wire during a whole
// session.
func TestEveryRequestNamesAccountAndWorkspace(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	toggles(w)
	w.Press("t")
	w.WaitFor("Coro answered 200")
	w.closes("Coro answered 200")
	switches(w)
	w.Quit()
	tokens := w.server.Tokens()
	for _, r := range w.wire.all() {
		if r.path == "/oauth/token" {
			continue
		}
		bearer, found := strings.CutPrefix(r.header.Get("Authorization"), "Bearer ")
		if !found || !slices.Contains(tokens, bearer) {
			t.Errorf("%s %s has the Authorization %q", r.method, r.path, r.header.Get("Authorization"))
		}
		if r.header.Get("Workspace") == "" {
			t.Errorf("%s %s names no workspace", r.method, r.path)
		}
	}
}

// TestAToggleSendsOnePutWithEverything is the promise that no field is lost.
func TestAToggleSendsOnePutWithEverything(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, said, keeps string }{
		{"Billing to QuickBooks", "Enabled", `"ownerTeam":"billing"`},      // a field that is not known
		{"Device counts", "Disabled", `"protectedDevicesUpdated.v1"`},      // triggers in another spelling
		{"新規ワークスペース通知", "Disabled", `https://notify.tokyo.example/フック/新規`}, // as it was written
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sizes[0], emulator.Variant{})
			want := w.find(test.name)
			for _, field := range []string{"id", "workspaceId", "created", "updated"} {
				delete(want, field)
			}
			want["status"] = strings.ToLower(test.said)
			w.choose(test.name)
			w.Press("space")
			w.WaitFor(test.said + ` "` + test.name + `"`)
			writes := w.wire.all(http.MethodPut, http.MethodPatch, http.MethodDelete)
			if len(writes) != 1 || writes[0].method != http.MethodPut {
				t.Fatalf("%d writes were sent", len(writes))
			}
			body := writes[0].body
			if sent := object(t, body); !reflect.DeepEqual(sent, want) {
				t.Errorf("the body is\n%v, not\n%v", sent, want)
			}
			if !bytes.Contains(body, []byte(test.keeps)) {
				t.Errorf("%s is not in %s", test.keeps, body)
			}
		})
	}
}
