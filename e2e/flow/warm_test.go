package flow_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/config"
	"corotui/e2e/flow"
	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/state"
	"corotui/ui"
	"corotui/ui/keys"
)

// shelf keeps snapshots in a folder of the test's.
type shelf struct {
	store *state.Snapshots
	trees chan error // how the saving of each tree ended
	// folder is held while something is written to it, and for good once the
	// test is over: the program does not wait for a saving when it ends.
	folder *sync.RWMutex
}

// errFolderGone is what a saving meets that begins after its test.
var errFolderGone = errors.New("the test is over, and its folder gone")

var whose = state.Account{Host: "demo", Client: "demo"}

func (s shelf) Load(_ context.Context, id api.WorkspaceID) (state.List, bool) {
	return s.store.Load(whose, id)
}

func (s shelf) Save(_ context.Context, kept state.List) error {
	return s.write(func() error { return s.store.Save(whose, kept) })
}

// write writes to the folder, if it is still there.
func (s shelf) write(save func() error) error {
	if !s.folder.TryRLock() {
		return errFolderGone
	}
	defer s.folder.RUnlock()
	return save()
}

func (s shelf) Tree(_ context.Context, channel api.WorkspaceID) ([]api.Workspace, bool) {
	return s.store.Tree(whose, channel)
}

func (s shelf) SaveTree(_ context.Context, channel api.WorkspaceID, tree []api.Workspace) error {
	err := s.write(func() error { return s.store.SaveTree(whose, channel, tree, now) })
	s.trees <- err
	return err
}

// warmly starts the program as after a run that read the channel at two
// o'clock, on a server that answers the question for the list only when the
// returned function is called.
func warmly(t *testing.T) (w *world, kept shelf, answer func()) {
	t.Helper()
	hold := make(chan struct{})
	answer = func() { close(hold) }
	server := emulator.New(emulator.Demo(), emulator.WithClock(func() time.Time { return now }))
	slow := http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/settings/webhooks") {
			<-hold
		}
		server.ServeHTTP(out, r)
	})
	recorded := &wire{next: slow}
	listener := httptest.NewServer(recorded)
	t.Cleanup(func() {
		select {
		case <-hold:
		default:
			answer()
		}
		server.Close()
		listener.Close()
	})
	clock := func() time.Time { return now.Add(5 * time.Minute) }
	client, err := api.New(api.WithBaseURL(listener.URL), api.WithClock(clock),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	kept = shelf{state.NewSnapshots(config.Paths{Cache: t.TempDir()}), make(chan error, 8), &sync.RWMutex{}}
	t.Cleanup(kept.folder.Lock)
	if err := kept.Save(t.Context(), before(t, server)); err != nil {
		t.Fatal(err)
	}
	log := history.InMemory()
	options := ui.Options{
		Context: t.Context(), Service: client, History: log, Keys: keys.Default(), Now: clock, Snapshots: kept,
		Writer: change.NewWriter(client, change.WithClock(clock), change.WithRecorder(log.By(history.Who{User: "tech1", Profile: "demo", Host: client.Host()}))),
		Where: func() account.Where {
			return account.Where{Profile: "demo", Region: "us", Host: client.Host(), BaseURL: client.BaseURL()}
		},
		Workspace: emulator.DemoChannel,
	}
	w = &world{Session: flow.Start(t, ui.New(options), 80, 24), t: t, server: server, wire: recorded}
	w.WaitFor("Acme Channel", "12 webhooks · 5 minutes ago", "PSA tickets", "Billing to QuickB")
	return w, kept, answer
}

// before is the channel as an earlier run saw it.
func before(t *testing.T, server *emulator.Server) state.List {
	t.Helper()
	client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	webhooks, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	workspace, err := client.Workspace(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	return state.List{Workspace: workspace, At: now, Webhooks: webhooks}
}

// TestAWarmStartShowsTheListBeforeTheServerAnswers, with its age, and the
// answer comes behind it without moving the cursor from its webhook.
func TestAWarmStartShowsTheListBeforeTheServerAnswers(t *testing.T) {
	t.Parallel()
	w, _, answer := warmly(t)
	w.choose("Usage report")
	w.Press("e")
	w.said(`"Usage report" is shown as it was 5 minutes ago; wait until it is read.`)
	w.Press("enter")
	w.WaitFor("As of 5 minutes ago")
	w.Press("esc")
	w.elsewhere(billing, "name", "Billing, renamed")
	answer()
	w.WaitFor("12 webhooks · fresh", "Billing, renamed")
	w.at("Usage report")
	if asked := len(w.wire.all(http.MethodGet)); asked > 2 {
		t.Errorf("%d requests beside the token's: the list and, after it, the workspace's name are enough", asked)
	}
	w.Press("e")
	w.WaitFor("Edit  Usage report", "https://usage.acme.example/v1/coro")
}

// TestAFilterOverKeptRowsSaysWhatTheyLack: not all that a filter looks at is kept, so
// that nothing matches is not the whole truth until the server has answered.
func TestAFilterOverKeptRowsSaysWhatTheyLack(t *testing.T) {
	t.Parallel()
	w, _, answer := warmly(t)
	w.Press("/")
	w.Type("header:X-Env")
	w.said(`Nothing matches "header:X-Env". esc clears. These rows are from an earlier run`)
	answer()
	w.WaitFor("fresh", "1 of 12", "Billing to QuickB")
}

// TestAKeptRowCanBeEnabledAtOnce: five seconds to the fix. All that the row
// does not know stays as the server has it.
func TestAKeptRowCanBeEnabledAtOnce(t *testing.T) {
	t.Parallel()
	w, _, answer := warmly(t)
	was := w.held(billing)
	w.elsewhere(billing, "description", "changed since")
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor(`Enabled "Billing to QuickBooks"`)
	held := w.held(billing)
	for _, field := range []string{"url", "secret", "ownerTeam", "name"} {
		if held[field] != was[field] {
			t.Errorf("%s was %v and is %v", field, was[field], held[field])
		}
	}
	if held["status"] != "enabled" || held["description"] != "changed since" {
		t.Errorf("the server holds %v", held)
	}
	answer()
	w.WaitFor("12 webhooks · fresh")
	w.Press("u")
	w.said(`Disabled "Billing to QuickBooks" in Acme Channel again`)
	if status := w.held(billing)["status"]; status != "disabled" {
		t.Errorf("after the undo it is %v", status)
	}
}

// TestAKeptListStaysWhenTheServerFails, with its age and the reason.
func TestAKeptListStaysWhenTheServerFails(t *testing.T) {
	t.Parallel()
	w, _, answer := warmly(t)
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpList})
	answer()
	w.said("Could not refresh: These credentials have no access to workspace acmechannel_AB12_c")
	w.WaitFor("5 minutes ago", "PSA tickets")
	w.choose("Usage report")
	w.Press("e")
	w.said(`"Usage report" is shown as it was 5 minutes ago; r reads it.`)
	w.Press("r")
	w.WaitFor("12 webhooks · fresh")
}

// TestTheTreeOfAnEarlierRunCanBeChosenFrom before the server has answered, and
// its answer leaves the cursor where it is.
func TestTheTreeOfAnEarlierRunCanBeChosenFrom(t *testing.T) {
	t.Parallel()
	w, kept, answer := warmly(t)
	answer()
	w.WaitFor("fresh")
	w.Press("w")
	w.WaitFor("Alpine Ski House", "16 workspaces")
	if err := <-kept.trees; err != nil {
		t.Fatal(err)
	}
	w.Press("esc")
	w.WaitGone("to filter")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpSearch})
	w.Press("w")
	w.WaitFor("Alpine Ski House", "These credentials have no access")
	w.Press("down", "enter")
	w.WaitGone("to filter")
	w.WaitFor("Alpine Ski House", "fresh")
}
