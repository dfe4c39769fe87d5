package cli_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/api/emulator"
)

const (
	signing  = "signing-s3cret-0815-of-billing"
	gappedID = "aa0000000000000000000001"
)

// inbox is a receiver of deliveries that keeps what it got.
type inbox struct {
	*httptest.Server

	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	answer func(w http.ResponseWriter, r *http.Request) // nil: 204
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{}
	in.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		in.mu.Lock()
		in.got, in.bodies = append(in.got, r), append(in.bodies, string(body))
		answer := in.answer
		in.mu.Unlock()
		if answer != nil {
			answer(w, r)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(in.Close)
	return in
}

func (in *inbox) answers(how func(w http.ResponseWriter, r *http.Request)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answer = how
}

// told are the workspaces that it was told of, in that order.
func (in *inbox) told(t *testing.T) []string {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	var all []string
	for _, body := range in.bodies {
		all = append(all, decode[struct{ WorkspaceID string }](t, body).WorkspaceID)
	}
	return all
}

// gapSeed has a webhook of the channel that is disabled for three hours, and workspaces
// from before that and from after it, one of them further down.
func gapSeed(url string, edit ...func(*emulator.SeedWebhook)) emulator.Seed {
	hook := emulator.SeedWebhook{
		ID: gappedID, Name: "Billing", Status: "disabled", URL: url, Secret: signing, Descendants: true, Changed: 3 * time.Hour,
		Triggers: []string{"workspaceCreated.v1", "subscription-updated", "protected-users-added"}, Headers: []emulator.SeedHeader{{Name: "X-Env", Value: "prod"}},
	}
	for _, change := range edit {
		change(&hook)
	}
	child := func(id, parent, kind string, age time.Duration) emulator.SeedWorkspace {
		return emulator.SeedWorkspace{
			ID: id, DisplayName: strings.ToUpper(id), CompanyName: id + " Inc", Domain: id + ".example", Type: kind, Parent: parent, Users: 25, Created: age,
		}
	}
	channel := child(emulator.DemoChannel, "", "channel", 9000*time.Hour)
	channel.DisplayName, channel.Webhooks = "Acme Channel", []emulator.SeedWebhook{hook}
	return emulator.Seed{Workspaces: []emulator.SeedWorkspace{
		channel, child("second", emulator.DemoChannel, "child", time.Hour), child("first", emulator.DemoChannel, "child", 2*time.Hour),
		child("old", emulator.DemoChannel, "child", 4*time.Hour), child("partner", emulator.DemoChannel, "channel", 100*time.Hour),
		child("deep", "partner", "child", 30*time.Minute),
	}}
}

// gapped is a world with such a webhook, and its receiver.
func gapped(t *testing.T, variant string, edit ...func(*emulator.SeedWebhook)) (*world, *inbox) {
	t.Helper()
	in := newInbox(t)
	v, err := emulator.ParseVariant(variant)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOf(t, gapSeed(in.URL+"/coro", edit...), emulator.WithVariant(v))
	w.logIn()
	return w, in
}

type missedTold struct {
	WorkspaceID, WorkspaceName, CreatedAt, Webhook string
	Outcome                                        string
	Error                                          *string
	Status                                         *int
	History                                        string
}

func missedOf(t *testing.T, e ended) []missedTold {
	t.Helper()
	var all []missedTold
	for line := range strings.Lines(e.stdout) {
		all = append(all, decode[missedTold](t, line))
	}
	return all
}

// namesOf are the workspaces of results, with their outcomes where there are some.
func namesOf(t *testing.T, e ended) string {
	t.Helper()
	var all []string
	for _, one := range missedOf(t, e) {
		all = append(all, strings.TrimSuffix(one.WorkspaceID+":"+one.Outcome, ":"))
	}
	return strings.Join(all, " ")
}
