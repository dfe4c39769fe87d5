package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
)

// absent are the words of the switches audit and usage for a server that has neither.
var absent = map[string]int{"403": 403, "404": 404, "405": 405, "501": 501}

func parse(t *testing.T, spec string) []emulator.Option {
	t.Helper()
	v, err := emulator.ParseVariant(spec)
	if err != nil {
		t.Fatal(err)
	}
	return []emulator.Option{emulator.WithVariant(v)}
}

func TestTheAuditLogInEveryVariant(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{
		"", "audit=envelope", "audit=array", "page-size=2", "page-size=2,size=refused", "audit=array,trace=none,errors=html",
		"audit=403", "audit=404", "audit=405", "audit=501", "audit=404,errors=html", "audit=403,errors=html", "audit=405,errors=empty",
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			_, client := serve(t, parse(t, spec))
			all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range all[:5] {
				if err := client.DeleteWebhook(t.Context(), emulator.DemoChannel, w.ID); err != nil {
					t.Fatal(err)
				}
			}
			entries, err := client.AuditLog(t.Context(), emulator.DemoChannel)
			if _, word, _ := strings.Cut(strings.Split(spec, ",")[0], "="); absent[word] > 0 {
				checkNotProvided(t, err, absent[word])
				return
			}
			if err != nil || len(entries) != 5 {
				t.Fatalf("read %d entries: %v", len(entries), err)
			}
			first := entries[0]
			if first.Webhook != all[4].ID || first.Action != "webhook-deleted" || first.Actor != "api" || first.Workspace != emulator.DemoChannel ||
				first.ID == "" || time.Since(first.At) > time.Hour || !strings.Contains(string(first.Message), string(all[4].Name)) {
				t.Errorf("the newest is %+v", first)
			}
			if !first.Mentions(all[4].ID) || first.Mentions(all[0].ID) || first.ReportsDisabled(all[4].ID) {
				t.Error("it mentions the wrong webhook")
			}
		})
	}
}

// checkNotProvided holds an error to what callers can tell from a failure.
func checkNotProvided(t *testing.T, err error, status int) {
	t.Helper()
	var not *api.NotProvided
	if !api.IsNotProvided(err) || !errors.As(err, &not) || not.Err.Status != status || not.Forbidden() != (status == http.StatusForbidden) {
		t.Fatalf("the error is %v", err)
	}
	if said := not.Sentence(); !strings.Contains(said, "does not ") || strings.Contains(said, "workspace") {
		t.Errorf("the user is told %q", said)
	}
}

func TestAFailureIsNotTakenForAbsence(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 429, 500, 502} {
		coro, client := serve(t, nil, api.WithRetries(0))
		for _, op := range []emulator.Operation{emulator.OpAudit, emulator.OpUsage} {
			coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: status, Operation: op, Times: emulator.Forever})
		}
		if _, err := client.AuditLog(t.Context(), emulator.DemoChannel); err == nil || api.IsNotProvided(err) {
			t.Errorf("%d: the audit log: %v", status, err)
		}
		if _, err := client.Usage(t.Context(), emulator.DemoChannel); err == nil || api.IsNotProvided(err) {
			t.Errorf("%d: usage: %v", status, err)
		}
	}
}

func TestEntriesAreReadInWhateverForm(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"entries":[{"createdAt":"2026-11-23T09:14:00Z","event_type":"WEBHOOK_DISABLED","user":{"email":"a@b.example"},"details":"Webhook h1 disabled","objectId":"h1"}]}`: "2026-11-23T09:14:00Z WEBHOOK_DISABLED a@b.example h1 true",
		`{"data":[{"timestamp":"1795425240000","type":"disabled","message":"of \"h1\""}],"total":1}`:                                                                        "2026-11-23T09:14:00Z disabled   true",
		`[{"time":1795425240,"action":{"name":"webhook.disabled"},"target":["h1"]}]`:                                                                                        "2026-11-23T09:14:00Z webhook.disabled   true",
		`["09:14 Webhook h1 was disabled"]`:     "0001-01-01T00:00:00Z    true",
		`{"id":"7","message":"disabled: h2"}`:   "0001-01-01T00:00:00Z    false",
		`[{"at":{"x":1},"date":"yesterday"}]`:   "0001-01-01T00:00:00Z    false",
		`[null,7,[[]],{},{"action":["a"]}]`:     "0001-01-01T00:00:00Z    false",
		"\xef\xbb\xbf" + `[{"message":"\ud8"}]`: "",
		`{"items":[`:                            "",
		`<html>Sign in</html>`:                  "",
		`"no"`:                                  "",
	} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		entries, err := client.AuditLog(t.Context(), "w")
		if want == "" {
			if api.KindOf(err) != api.KindAnswer || len(entries) > 0 {
				t.Errorf("%s: got %v, %v", body, entries, err)
			}
			continue
		}
		if err != nil || len(entries) == 0 {
			t.Errorf("%s: %v, %v", body, entries, err)
			continue
		}
		e := entries[0]
		if got := fmt.Sprintf("%s %s %s %s %v", e.At.Format(time.RFC3339), e.Action, e.Actor, e.Webhook, e.ReportsDisabled("h1")); got != want {
			t.Errorf("%s: got %s", body, got)
		}
	}
	for _, body := range []string{"", "null", "[]", `{"items":[]}`, `{"items":[],"totalElements":"9"}`} {
		client := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if entries, err := client.AuditLog(t.Context(), "w"); len(entries) > 0 || err != nil && !api.IsIncomplete(err) {
			t.Errorf("%q: %v, %v", body, entries, err)
		}
	}
}

func TestAnAuditLogWithoutAnEndIsCut(t *testing.T) {
	t.Parallel()
	requests := 0
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		var items []string
		for i := range 900 {
			items = append(items, fmt.Sprintf(`{"id":"%d-%s","message":"\u001b[31mx"}`, i, r.URL.Query().Get("page")))
		}
		_, _ = fmt.Fprintf(w, `{"items":[%s]}`, strings.Join(items, ","))
	})
	entries, err := client.AuditLog(t.Context(), "w")
	if !api.IsIncomplete(err) || len(entries) != 10_000 || requests != 12 {
		t.Errorf("%d entries by %d requests: %v", len(entries), requests, err)
	}
	if said := fmt.Sprint(entries[0].Message); strings.Contains(said, "\x1b") {
		t.Errorf("it prints %q", said)
	}
}

func TestAnAuditLogThatIgnoresPagesIsIncomplete(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: true, 400: true, 500: true} {
		client := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("page") && status != http.StatusOK {
				w.WriteHeader(status)
				return
			}
			_, _ = io.WriteString(w, `{"items":[{"id":"1"},{"id":"2"}],"totalElements":5}`)
		}, api.WithRetries(0))
		entries, err := client.AuditLog(t.Context(), "w")
		if len(entries) != 2 || api.IsIncomplete(err) != want {
			t.Errorf("%d: %v, %v", status, entries, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("page") {
			cancel()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, `{"items":[{"id":"1"}],"totalElements":5}`)
	})
	if _, err := client.AuditLog(ctx, "w"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled read ends with %v", err)
	}
}

// TestWhoDisabledAWebhook can be told from the audit log: its failures, or a client.
func TestWhoDisabledAWebhook(t *testing.T) {
	t.Parallel()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	t.Cleanup(receiver.Close)
	coro, client := serve(t, []emulator.Option{emulator.WithDeliveries(emulator.Deliveries{})})
	made, err := client.CreateWebhook(t.Context(), emulator.DemoChannel, api.CreateWebhook{Fields: api.Fields{
		Name: "Tea", URL: api.Text(receiver.URL), Status: api.Enabled, Secret: api.GivenSecret("s3cret"), Triggers: []api.Trigger{"workspace-created"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	path, err := api.ParseRawPath("/v1/workspaces")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Raw(t.Context(), api.RawRequest{
		Method: "POST", Path: path, Workspace: emulator.DemoChannel, Body: []byte(`{"displayName":"New"}`),
	}); err != nil {
		t.Fatal(err)
	}
	if err := coro.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := client.AuditLog(t.Context(), emulator.DemoChannel)
	if err != nil || len(entries) != 3 {
		t.Fatalf("read %v, %v", entries, err)
	}
	for _, e := range entries {
		if off := e.ReportsDisabled(made.ID); off != (e.Action == "webhook-disabled") || off != (e.Actor == "system") {
			t.Errorf("%+v reports that it was disabled: %v", e, off)
		}
	}
	w, err := client.Webhook(t.Context(), emulator.DemoChannel, made.ID)
	if err != nil || !w.Status.Off() || w.Updated.IsZero() {
		t.Errorf("read %+v, %v", w, err)
	}
}

func TestAnAuditLogDoesNotRepeatCredentials(t *testing.T) {
	t.Parallel()
	client := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"message":"by canary-token","protectedUsers":1,"note":"canary-client-secret"}]`)
	})
	entries, err := client.AuditLog(t.Context(), "w")
	u, failed := client.Usage(t.Context(), "w")
	if said := fmt.Sprintf("%s %s %s", entries[0].Message, entries[0].Raw, u.Fields); err != nil || failed != nil || strings.Contains(said, "canary") {
		t.Errorf("got %s, %v, %v", said, err, failed)
	}
}
