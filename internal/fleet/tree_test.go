package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/fleet"
	"corotui/internal/mask"
)

// TestTheWholeTreeIsFound: whatever a server tells of its workspaces, and in
// however many answers, the scan goes over the channel and all that is below it,
// down to the clients of its clients, each once and by its name.
func TestTheWholeTreeIsFound(t *testing.T) {
	t.Parallel()
	for spec, asks := range map[string]int{
		// The search, the channel itself, and then what they leave open.
		"": 2, "parents=absent": 2, "search=array": 2, "grandchildren=absent": 2 + 2, "grandchildren=absent,parents=absent": 2 + 2,
		"search=404": 2 + 15, "search=405,workspace=array": 2 + 15, "search=404,workspace-names=alias": 2 + 15,
		"search=page-ignored,page-size=4": 2 + 1 + 6 + 5,
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			variant, err := emulator.ParseVariant(spec)
			if err != nil {
				t.Fatal(err)
			}
			server := emulator.New(emulator.Demo(), emulator.WithVariant(variant))
			t.Cleanup(server.Close)
			client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()),
				api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
			if err != nil {
				t.Fatal(err)
			}
			all, err := fleet.Workspaces(t.Context(), client, emulator.DemoChannel)
			if err != nil {
				t.Fatal(err)
			}
			named := make(map[api.WorkspaceID]api.Text)
			for _, w := range all {
				named[w.ID] = w.Name()
			}
			seed := emulator.Demo().Workspaces
			if len(all) != len(seed) || all[0].ID != emulator.DemoChannel {
				t.Errorf("there are %d of %d workspaces, the first is %s", len(all), len(seed), all[0].ID)
			}
			for _, w := range seed {
				if name := named[api.WorkspaceID(w.ID)]; string(name) != w.DisplayName && !w.NoAccess {
					t.Errorf("%s is called %q, want %q", w.ID, name, w.DisplayName)
				}
			}
			asked := 0
			for _, r := range server.Requests() {
				if r.Operation == emulator.OpSearch || r.Operation == emulator.OpWorkspace {
					asked++
				}
			}
			if asked != asks {
				t.Errorf("it took %d requests, want %d", asked, asks)
			}
		})
	}
}

// endless is a server on which every channel has another one below it.
type endless struct {
	*server
	searches atomic.Int32
	err      error
}

func (e *endless) Workspaces(_ context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	n := e.searches.Add(1)
	if e.err != nil && n > 1 {
		return nil, e.err
	}
	return []api.Workspace{{ID: api.WorkspaceID(fmt.Sprintf("deep%d", n)), Type: "channel", Parent: channel}}, nil
}

// TestTheTreeHasAnEnd: a server that invents channels without end is left, one
// that has failed below a channel is no smaller fleet, and one that has refused
// is scanned without what it does not show.
func TestTheTreeHasAnEnd(t *testing.T) {
	t.Parallel()
	deep := &endless{server: new(server)}
	all, err := fleet.Workspaces(t.Context(), deep, "root")
	if err != nil || len(all) < 3 || len(all) > 20 {
		t.Errorf("it found %d workspaces: %v", len(all), err)
	}
	failing := &api.Error{Kind: api.KindServer}
	if _, err := fleet.Workspaces(t.Context(), &endless{server: new(server), err: failing}, "root"); !errors.Is(err, failing) {
		t.Errorf("below a channel the server failed, and the error is %v", err)
	}
	refused := &endless{server: new(server), err: &api.Error{Kind: api.KindForbidden}}
	all, err = fleet.Workspaces(t.Context(), refused, "root")
	if ids := []api.WorkspaceID{all[0].ID, all[1].ID}; err != nil || !slices.Equal(ids, []api.WorkspaceID{"root", "deep1"}) {
		t.Errorf("it found %v: %v", ids, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fleet.Workspaces(ctx, &endless{server: new(server)}, "root"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, it ends with %v", err)
	}
}
