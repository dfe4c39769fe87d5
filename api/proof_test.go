package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// Only answers that say so prove that a write was not carried out. A web page
// with the same status is a proxy's, which knows nothing of the server behind it.
func TestWhatProvesThatNothingWasDone(t *testing.T) {
	t.Parallel()
	proofs := []int{400, 401, 403, 404, 405, 409, 411, 412, 413, 414, 415, 422, 429}
	for form, body := range map[string]struct{ kind, text string }{
		"JSON": {"application/problem+json", `{"title":"No"}`}, "page": {"text/html", "<html>No</html>"}, "nothing": {},
	} {
		client := answering(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", body.kind)
			status, _ := strconv.Atoi(r.Header.Get("Workspace"))
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body.text)
		})
		for status := 300; status < 600; status++ {
			if http.StatusText(status) == "" || status == http.StatusNotModified { // which has no body
				continue
			}
			want := !slices.Contains(proofs, status) || form == "page" && status != http.StatusTooManyRequests
			workspace := api.WorkspaceID(strconv.Itoa(status))
			_, created := client.CreateWebhook(t.Context(), workspace, api.CreateWebhook{Fields: planted()})
			_, updated := client.UpdateWebhook(t.Context(), workspace, decode(t, `{"id":"1"}`).Update(planted()))
			deleted := client.DeleteWebhook(t.Context(), workspace, "1")
			for op, err := range map[string]error{"create": created, "update": updated, "delete": deleted} {
				if err == nil || api.IsUnclear(err) != want {
					t.Errorf("%d with %s: %s is in doubt: %v, want %v: %v", status, form, op, api.IsUnclear(err), want, err)
				}
			}
			if _, err := client.Webhooks(t.Context(), workspace); api.IsUnclear(err) {
				t.Errorf("%d with %s: a read is in doubt: %v", status, form, err)
			}
		}
	}
}

// A write that is carried out and answered with a failure is done once, however
// it ends: an update or a delete is repeated after a 503, a create never is.
func TestDoneAndAnsweredWithAFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault                  string
		kind                   api.Kind // "" is success
		update, delete, create int      // requests
	}{
		{fault: "%s:503,after", update: 2, delete: 2, create: 1},
		{fault: "%s:408,after", kind: api.KindServer, update: 1, delete: 1, create: 1},
		{fault: "%s:500,after", kind: api.KindServer, update: 1, delete: 1, create: 1},
		{fault: "%s:403,html,after", kind: api.KindAnswer, update: 1, delete: 1, create: 1},
		{fault: "%s:429,html,retry-after=1ms", update: 2, delete: 2, create: 2},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			coro, client := serve(t, []emulator.Option{emulator.WithVariant(emulator.Variant{RetryAfter: "fraction"})})
			for _, op := range []string{"update", "create", "delete"} {
				f, err := emulator.ParseFault(fmt.Sprintf(c.fault, op))
				if err != nil {
					t.Fatal(err)
				}
				coro.Fault(f)
			}
			ctx, before := t.Context(), len(coro.Webhooks(emulator.DemoChannel))
			all, err := client.Webhooks(ctx, emulator.DemoChannel)
			if err != nil {
				t.Fatal(err)
			}
			goal := all[0].Clone()
			goal.Name = "Renamed"
			_, err = client.UpdateWebhook(ctx, emulator.DemoChannel, all[0].Update(goal))
			if api.KindOf(err) != c.kind || api.IsUnclear(err) != (c.kind != "") || held(t, coro, all[0].ID)["name"] != "Renamed" {
				t.Errorf("the update ended with %v", err)
			}
			_, err = client.CreateWebhook(ctx, emulator.DemoChannel, api.CreateWebhook{Fields: goal})
			if api.IsUnclear(err) == (c.create == 2) || len(coro.Webhooks(emulator.DemoChannel)) != before+1 {
				t.Errorf("the create ended with %v", err)
			}
			err = client.DeleteWebhook(ctx, emulator.DemoChannel, all[1].ID)
			if api.IsUnclear(err) == (c.create == 2) || len(coro.Webhooks(emulator.DemoChannel)) != before {
				t.Errorf("the delete ended with %v", err)
			}
			sent := map[emulator.Operation]int{}
			for _, r := range coro.Requests() {
				sent[r.Operation]++
			}
			if sent[emulator.OpUpdate] != c.update || sent[emulator.OpCreate] != c.create || sent[emulator.OpDelete] != c.delete {
				t.Errorf("requests: %v", sent)
			}
		})
	}
}

// A web page with 401 may be a proxy's, so that a create is not sent again with
// another token; what comes to the same end twice is.
func TestAPageWith401(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	for _, op := range []emulator.Operation{emulator.OpCreate, emulator.OpDelete} {
		coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 401, HTML: true, Operation: op, Applied: op == emulator.OpCreate})
	}
	before := len(coro.Webhooks(emulator.DemoChannel))
	if _, err := client.CreateWebhook(t.Context(), emulator.DemoChannel, api.CreateWebhook{Fields: planted()}); !api.IsUnclear(err) {
		t.Errorf("the create ended with %v", err)
	}
	if got := len(coro.Webhooks(emulator.DemoChannel)); got != before+1 {
		t.Errorf("%d webhooks were made", got-before)
	}
	all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.DeleteWebhook(context.Background(), emulator.DemoChannel, all[0].ID); err != nil {
		t.Errorf("the delete ended with %v", err)
	}
}
