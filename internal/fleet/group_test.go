package fleet_test

import (
	"context"
	"errors"
	"testing"

	"corotui/api"
	"corotui/internal/fleet"
)

// lost is a server of which nothing can be read.
type lost struct{ fleet.Reader }

var errLost = errors.New("it is not there")

func (lost) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return nil, errLost
}

// oneOff is a server of so many workspaces with a disabled webhook each.
func oneOff(workspaces int) *fleet.Scanner {
	answer := func(api.WorkspaceID, int) ([]api.Webhook, error) {
		return []api.Webhook{{ID: "w", Fields: api.Fields{Status: api.Disabled}}}, nil
	}
	return &fleet.Scanner{Reader: tree{&server{answer: answer}, workspaces}, Channel: "c0000"}
}

// TestGroup scans accounts together, with the same ids. Those that cannot be read do not
// stop the others.
func TestGroup(t *testing.T) {
	t.Parallel()
	unknown := errors.New("no workspace")
	g := fleet.NewGroup(
		fleet.Member{Scanner: oneOff(3)}, fleet.Member{Account: "beta", Scanner: oneOff(2)},
		fleet.Member{Account: "lost", Scanner: &fleet.Scanner{Reader: lost{}, Channel: "c0000"}}, fleet.Member{Account: "none", Err: unknown},
	)
	read, seen, news := map[api.Ref]int{}, fleet.Seen{}, 0
	scan := func() {
		t.Helper()
		if err := g.Scan(t.Context(), fleet.All, func(r fleet.Result) {
			read[api.Ref{Account: r.Account, Workspace: r.Workspace.ID}]++
			news += len(seen.Compare(r, func(api.WebhookID) bool { return false }))
		}); err != nil {
			t.Fatal(err)
		}
	}
	scan()
	if len(read) != 5 {
		t.Errorf("read were %v", read)
	}
	if p := g.Progress(); p.Total != 5 || p.Read != 5 || p.Webhooks != 5 || p.Disabled != 5 || p.Began.IsZero() || p.Ended.Before(p.Began) {
		t.Errorf("the progress is %+v", p)
	}
	failures := g.Failures()
	if len(failures) != 2 || failures[0].Account != "lost" || !errors.Is(failures[0].Err, errLost) || failures[1] != (fleet.Failure{Account: "none", Err: unknown}) {
		t.Errorf("the failures are %v", failures)
	}
	scan()
	if news != 0 {
		t.Errorf("%d are new, as the accounts have the same ids", news)
	}
}

// TestGroupThatCannotBeRead ends with the error of the only account, or says that none
// could be read.
func TestGroupThatCannotBeRead(t *testing.T) {
	t.Parallel()
	take := func(fleet.Result) { t.Error("something was read") }
	gone := func(account string) fleet.Member {
		return fleet.Member{Account: account, Scanner: &fleet.Scanner{Reader: lost{}, Channel: "c0000"}}
	}
	if err := fleet.NewGroup(gone("")).Scan(t.Context(), fleet.All, take); !errors.Is(err, errLost) {
		t.Errorf("of one it is %v", err)
	}
	if err := fleet.NewGroup(gone("a"), gone("b")).Scan(t.Context(), fleet.All, take); err == nil || errors.Is(err, errLost) {
		t.Errorf("of two it is %v", err)
	}
}
