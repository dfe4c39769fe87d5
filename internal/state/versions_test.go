package state_test

import (
	"fmt"
	"strings"
	"testing"

	"corotui/api"
	"corotui/config"
	"corotui/internal/state"
)

// TestVersionsStayFew however often secrets change: of each webhook the newest is kept, and
// so are all runs that made secrets.
func TestVersionsStayFew(t *testing.T) {
	t.Parallel()
	versions := state.NewSecretVersions(config.Paths{State: t.TempDir()})
	of, long := state.Account{Host: "h", Client: "c"}, api.WorkspaceID(strings.Repeat("w", 100<<10))
	add := func(one state.SecretVersion) {
		if err := versions.Add(t.Context(), of, one); err != nil {
			t.Fatal(err)
		}
	}
	add(state.SecretVersion{Run: "one"})
	add(state.SecretVersion{Workspace: "w", Name: "Billing", Version: "begun"})
	add(state.SecretVersion{Workspace: "w", Webhook: "h", Name: "Billing", Version: "first"})
	for i := range 50 {
		add(state.SecretVersion{Workspace: long, Webhook: "h", Version: fmt.Sprint(i)})
	}
	all := versions.Load(of)
	if len(all) < 4 || len(all) > 30 || all[0].Run != "one" || all[2].Name != "Billing" || all[2].Webhook != "h" || all[len(all)-1].Version != "49" {
		t.Errorf("%d lines are left", len(all))
	}
	if other := versions.Load(state.Account{Host: "h", Client: "d"}); len(other) > 0 {
		t.Errorf("another account has %v", other)
	}
	var none *state.SecretVersions
	if err := none.Add(t.Context(), of, state.SecretVersion{}); err != nil || none.Load(of) != nil {
		t.Error("one that keeps nothing fails")
	}
}
