package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"corotui/api/emulator"
)

func TestLog(t *testing.T) {
	var watched []string
	var mu sync.Mutex
	h := serve(t, emulator.Demo(), emulator.WithLog(4), emulator.WithObserver(func(r emulator.Request) {
		mu.Lock()
		defer mu.Unlock()
		watched = append(watched, fmt.Sprintf("%s %d", r.Operation, r.Status))
	}))
	h.get(hooks + "?page=0&x=%20")
	h.do("POST", hooks, newWebhook)
	h.get("/v1/nothing%2Fhere")
	h.get(hooks + "/a%2Fb")
	requests := h.server.Requests()
	if len(requests) != 4 {
		t.Fatalf("%d requests are remembered", len(requests))
	}
	r := requests[1]
	if r.Operation != emulator.OpCreate || r.Method != http.MethodPost || r.Path != hooks || string(r.Body) != newWebhook || !r.Token ||
		r.Status != 201 || r.Workspace != h.workspace || !r.Time.Equal(now) || r.Concurrent != 1 || "http://"+r.Host != h.base {
		t.Errorf("got %+v", r)
	}
	if requests[0].Query != "page=0&x=%20" || requests[2].Path != "/v1/nothing%2Fhere" || requests[2].Operation != "" {
		t.Errorf("got %+v", requests)
	}
	for _, r := range requests {
		if strings.Contains(fmt.Sprint(r), h.token) {
			t.Errorf("the token is in the log: %+v", r)
		}
	}
	if want := []string{"token 200", "list 200", "create 201", " 404", "get 404"}; !slices.Equal(watched, want) {
		t.Errorf("watched %v", watched)
	}
	h.server.ResetRequests()
	if len(h.server.Requests()) != 0 {
		t.Error("ResetRequests forgot nothing")
	}
}

func TestManyAtOnce(t *testing.T) {
	h := serve(t, emulator.Demo())
	h.login()
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 15 {
				body := strings.Replace(newWebhook, "New", fmt.Sprintf("New %d %d", n, i), 1)
				created := h.do("POST", hooks, body)
				if created.status != http.StatusCreated {
					t.Errorf("create: %v", created)
					return
				}
				id := created.object(t)["id"].(string)
				h.get(hooks)
				h.do("PUT", hooks+"/"+billing, body)
				h.server.Requests()
				h.server.Webhooks(h.workspace)
				h.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpSearch, Status: 500})
				h.get("/v1/workspaces/search")
				if i%2 == 0 {
					h.do("DELETE", hooks+"/"+id, "")
				}
			}
		})
	}
	all.Wait()
	ids := map[string]bool{}
	for _, item := range h.get(hooks).items(t) {
		ids[item["id"].(string)] = true
	}
	if len(ids) != 12+8*7 {
		t.Errorf("%d webhooks are left", len(ids))
	}
}
