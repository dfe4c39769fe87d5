package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

func TestCreatingAWorkspace(t *testing.T) {
	t.Parallel()
	h := delivering(t, "", emulator.Deliveries{})
	h.get("/v1/workspaces/search") // which remembers what it finds
	got := h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated).object(t)
	id, _ := got["id"].(string)
	for name, want := range map[string]any{
		"companyName": "Tailspin Toys", "displayName": "Tailspin", "domain": "tailspin.example", "type": "child", "maxProtectedUsers": 25.0,
		"notificationsLevel": "all", "parentWorkspaceId": h.workspace, "mainAdminEmail": "a@tailspin.example",
		"workspaceCreationTime": float64(now.UnixMilli()),
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if !strings.HasPrefix(id, "tailspinexample_") || !strings.HasSuffix(id, "_x") || len(id) != len("tailspinexample_AB12_x") {
		t.Errorf("its id is %s", id)
	}
	if found := h.get("/v1/workspaces/search").wants(t, 200).items(t); len(found) != 3 || !slices.ContainsFunc(found, func(w map[string]any) bool { return w["id"] == id }) {
		t.Errorf("found %v", found)
	}
	if children := fmt.Sprint(h.get("/v1/workspaces").wants(t, 200).object(t)["children"]); !strings.Contains(children, id) {
		t.Errorf("the channel has the children %s", children)
	}
	again := h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated).object(t)
	if again["id"] == id {
		t.Error("two have the same id")
	}
	h.workspace = id
	if own := h.get("/v1/workspaces").wants(t, 200).object(t); own["id"] != id {
		t.Errorf("got %v", own)
	}
	h.do("POST", hooks, newWebhook).wants(t, http.StatusCreated)
}

func TestWhereAWorkspaceIsCreated(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"displayName":"A"}`: emulator.DemoChannel + " child a_",
		`{"companyName":"A","type":"channel","domain":"a.example"}`: emulator.DemoChannel + " channel aexample_",
		`{"companyName":"A","type":"regular"}`:                      emulator.DemoChannel + " regular a_",
		`{"companyName":"A","parentWorkspaceId":"sub_S1B2_c"}`:      "sub_S1B2_c child a_",
		`{"displayName":"東京","domainName":null}`:                    emulator.DemoChannel + " child workspace_",
	} {
		h := delivering(t, "", emulator.Deliveries{})
		got := h.do("POST", "/v1/workspaces", body).wants(t, http.StatusCreated).object(t)
		if said := fmt.Sprintf("%v %v %v", got["parentWorkspaceId"], got["type"], got["id"]); !strings.HasPrefix(said, want) {
			t.Errorf("%s: got %s", body, said)
		}
		if got["displayName"] != got["companyName"] || !strings.HasSuffix(fmt.Sprint(got["domain"]), ".example") {
			t.Errorf("%s: got %v", body, got)
		}
	}
}

func TestAWorkspaceThatCannotBeCreated(t *testing.T) {
	t.Parallel()
	h := delivering(t, "", emulator.Deliveries{})
	for body, says := range map[string]string{
		`{}`: "companyName: must be a string", `{"displayName":7}`: "companyName: ", `[]`: "not a JSON object", `{`: "not valid JSON",
		`{"displayName":"` + strings.Repeat("ä", 31) + `"}`: "displayName: must be a string of at most 30",
		`{"displayName":"A","type":"group"}`:                "type: must be one of regular, channel, child",
		`{"displayName":"A","maxProtectedUsers":-1}`:        "maxProtectedUsers: ", `{"displayName":"A","maxProtectedUsers":"25"}`: "maxProtectedUsers: ",
		`{"displayName":"A","notificationsLevel":"some"}`:       "notificationsLevel: ",
		`{"displayName":"A","adminEmails":"a@b.example"}`:       "adminEmails: ",
		`{"displayName":"A","domain":"https://a.example"}`:      "domain: ",
		`{"displayName":"A","parentWorkspaceId":"nowhere"}`:     "parentWorkspaceId: no such workspace",
		`{"displayName":"A","parentWorkspaceId":"leaf_L1F2_x"}`: "parentWorkspaceId: is not a channel",
	} {
		if got := h.do("POST", "/v1/workspaces", body).wants(t, http.StatusBadRequest).body; !strings.Contains(got, says) {
			t.Errorf("%s: got %s", body, got)
		}
	}
	h.workspace = "sub_S1B2_c"
	h.do("POST", "/v1/workspaces", `{"displayName":"A","parentWorkspaceId":"`+emulator.DemoChannel+`"}`).wants(t, http.StatusForbidden)
	h.workspace = "nowhere"
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusForbidden)
	h.workspace = emulator.DemoChannel
	if found := h.get("/v1/workspaces/search").items(t); len(found) != 2 {
		t.Errorf("something was created: %v", found)
	}
}

// TestWhoHearsOfANewWorkspace: of a workspace below sub, which is below the channel.
func TestWhoHearsOfANewWorkspace(t *testing.T) {
	t.Parallel()
	const all = `,"applyToAllDescendants":true`
	for spec, want := range map[string]string{
		"":                        "[camel direct passed string twice]",
		"subscribers=descendants": "[camel passed twice]",
	} {
		to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
		h := delivering(t, spec, emulator.Deliveries{})
		h.hook("sub_S1B2_c", "direct", to.URL, "")
		h.hook("sub_S1B2_c", "string", to.URL, `,"triggers":"workspace-created"`)
		h.hook("sub_S1B2_c", "twice", to.URL, all+`,"triggers":["workspace-created","workspaceCreated.v1"]`)
		h.hook("sub_S1B2_c", "off", to.URL, all+`,"status":"disabled"`)
		h.hook("sub_S1B2_c", "others", to.URL, all+`,"triggers":["subscription-updated"]`)
		h.hook(h.workspace, "above", to.URL, "")
		h.hook(h.workspace, "passed", to.URL, all)
		h.hook(h.workspace, "camel", to.URL, all+`,"triggers":["subscription-updated","workspaceCreated"]`)
		h.hook("leaf_L1F2_x", "beside", to.URL, all)
		h.do("POST", "/v1/workspaces", `{"displayName":"A","parentWorkspaceId":"sub_S1B2_c"}`).wants(t, http.StatusCreated)
		var heard []string
		ids := map[string]bool{}
		for _, made := range h.settle() {
			heard = append(heard, made.Webhook)
			ids[made.ID] = true
		}
		slices.Sort(heard)
		if fmt.Sprint(heard) != want || len(ids) != 1 {
			t.Errorf("%s: heard by %v, by %d ids", spec, heard, len(ids))
		}
	}
}

func TestBodyOfANewWorkspace(t *testing.T) {
	t.Parallel()
	millis := now.UnixMilli()
	for spec, want := range map[string]string{
		"": fmt.Sprintf(`"timestamp":"%d","workspaceId":ID,"type":"workspace-created","data":{"companyName":"Tailspin Toys","displayName":"Tailspin",`+
			`"domain":"tailspin.example","type":"child","maxProtectedUsers":"25","notificationLevel":"all","parentWorkspaceId":"%s",`+
			`"adminEmails":"a@tailspin.example,b@tailspin.example","workspaceCreationTime":"%d","subscriptionType":"initial"}}`, millis, emulator.DemoChannel, millis),
		"delivery-data=typed": fmt.Sprintf(`"maxProtectedUsers":25,"notificationLevel":"all","parentWorkspaceId":"%s",`+
			`"adminEmails":["a@tailspin.example","b@tailspin.example"],"workspaceCreationTime":%d,`, emulator.DemoChannel, millis),
		"delivery-time=number": fmt.Sprintf(`"timestamp":%d,`, millis),
		"delivery-id=webhook":  `{"id":"hook1","timestamp"`,
	} {
		to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
		h := delivering(t, spec, emulator.Deliveries{})
		h.hook(h.workspace, "hook1", to.URL, "")
		made := h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated).object(t)
		h.settle()
		got := to.all()[0]
		want = strings.ReplaceAll(want, "ID", fmt.Sprintf("%q", made["id"]))
		if !strings.Contains(got.body, want) {
			t.Errorf("%s: got %s", spec, got.body)
		}
		same := decode[map[string]any](t, got.body)["id"] == got.header.Get("X-Coro-Hook-Id")
		if same == (spec == "delivery-id=webhook") {
			t.Errorf("%s: the id is the same: %v", spec, same)
		}
	}
}

// TestANewWorkspaceWithoutDeliveries is created, and nothing is sent.
func TestANewWorkspaceWithoutDeliveries(t *testing.T) {
	t.Parallel()
	to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	h := serve(t, emulator.Demo())
	h.hook(h.workspace, "1", to.URL, "")
	h.create()
	if len(to.all()) > 0 || h.server.Deliveries() != nil {
		t.Errorf("%d came", len(to.all()))
	}
}
