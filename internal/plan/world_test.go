package plan_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/plan"
)

// world is a channel and the webhooks of the workspaces in it.
type world struct {
	workspaces []api.Workspace
	webhooks   map[api.WorkspaceID][]api.Webhook
	failing    map[api.WorkspaceID]error
}

func (w *world) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return w.workspaces, nil
}

func (w *world) Webhooks(_ context.Context, id api.WorkspaceID) ([]api.Webhook, error) {
	return w.webhooks[id], w.failing[id]
}

// newWorld is a channel with so many children: c1, c2, and so on.
func newWorld(children int) *world {
	w := &world{webhooks: make(map[api.WorkspaceID][]api.Webhook), failing: make(map[api.WorkspaceID]error)}
	w.workspaces = append(w.workspaces, api.Workspace{ID: "top", DisplayName: "Acme", Type: "channel"})
	for i := range children {
		w.workspaces = append(w.workspaces, api.Workspace{
			ID: api.WorkspaceID(fmt.Sprint("c", i+1)), DisplayName: api.Text(fmt.Sprint("Child ", i+1)), Type: "child", Parent: "top",
		})
	}
	return w
}

// add puts a webhook into a workspace, with what change makes of it.
func (w *world) add(in api.WorkspaceID, id, name string, change ...func(*api.Webhook)) {
	one := api.Webhook{ID: api.WebhookID(id), Workspace: in, Fields: api.Fields{
		Name: api.Text(name), URL: "https://hooks.example.com/in", Status: api.Enabled, Triggers: []api.Trigger{"workspace-created"},
		Headers: []api.Header{{Name: "X-Env", Value: "prod"}},
	}}
	for _, by := range change {
		by(&one)
	}
	w.webhooks[in] = append(w.webhooks[in], one)
}

// differ scans and compares.
func (w *world) differ(t *testing.T, policy *plan.Policy, opts plan.Options) (*plan.Differ, plan.Scanned) {
	t.Helper()
	opts.Channel = "top"
	s := &fleet.Scanner{Reader: w, Channel: "top", Options: fleet.Options{Attempts: 1}}
	d := plan.NewDiffer(policy, opts)
	if err := s.Scan(t.Context(), fleet.All, d.Take); err != nil {
		t.Fatal(err)
	}
	return d, plan.Scanned{Workspaces: s.Workspaces(), Complete: s.Unlisted() == nil, Heirs: s.Heirs()}
}

// plan is the plan for a policy.
func (w *world) plan(t *testing.T, policy *plan.Policy, opts plan.Options) *plan.Plan {
	t.Helper()
	d, s := w.differ(t, policy, opts)
	p, err := d.End(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// problems are what is wrong with a policy in this world.
func (w *world) problems(t *testing.T, policy *plan.Policy, opts plan.Options) string {
	t.Helper()
	d, s := w.differ(t, policy, opts)
	_, err := d.End(s)
	var problems plan.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("no problems, but %v", err)
	}
	return err.Error()
}

// at is a position in the file that tests want something by.
func at(line int) plan.Position { return plan.Position{File: "want.yaml", Line: line, Column: 1} }

func given[T any](line int, value T) plan.Given[T] {
	return plan.Given[T]{Value: value, At: at(line), Set: true}
}

// policyOf is a policy of sets.
func policyOf(sets ...plan.Set) *plan.Policy { return &plan.Policy{Sets: sets} }

// inAll wants webhooks in all workspaces, inType in those of a type, in in those of ids.
func inAll(wanted ...plan.Wanted) plan.Set {
	return plan.Set{At: at(1), Workspaces: plan.Selection{All: true}, Webhooks: wanted}
}

func inType(kind string, wanted ...plan.Wanted) plan.Set {
	return plan.Set{At: at(1), Workspaces: plan.Selection{Type: given(2, api.Text(kind))}, Webhooks: wanted}
}

func in(id string, wanted ...plan.Wanted) plan.Set {
	ids := []plan.Given[api.WorkspaceID]{given(2, api.WorkspaceID(id))}
	return plan.Set{At: at(1), Workspaces: plan.Selection{IDs: given(2, ids)}, Webhooks: wanted}
}

// hook wants a webhook of a name at a line of the file, with what change makes of it.
func hook(line int, name string, change ...func(*plan.Wanted)) plan.Wanted {
	w := plan.Wanted{At: at(line)}
	if name != "" {
		w.Name = given(line, api.Text(name))
	}
	for _, by := range change {
		by(&w)
	}
	return w
}

func withID(id string) func(*plan.Wanted) {
	return func(w *plan.Wanted) { w.ID = given(w.At.Line, api.WebhookID(id)) }
}

func withURL(url string) func(*plan.Wanted) {
	return func(w *plan.Wanted) { w.URL = given(w.At.Line+1, plan.Value{Text: api.Text(url)}) }
}

func withTriggers(names ...api.Trigger) func(*plan.Wanted) {
	return func(w *plan.Wanted) {
		var all []plan.Given[api.Trigger]
		for i, name := range names {
			all = append(all, plan.Given[api.Trigger]{Value: name, At: plan.Position{File: "want.yaml", Line: w.At.Line + 2, Column: i + 1}, Set: true})
		}
		w.Triggers = given(w.At.Line+2, all)
	}
}

// whole is all that a new webhook needs.
func whole(w *plan.Wanted) {
	withURL("https://hooks.example.com/in")(w)
	withTriggers("workspace-created")(w)
	w.Secret = given(w.At.Line+3, plan.Secret{Generate: true})
}

// lines are the items of a plan, a line each: what, where, which, and the fields.
func lines(items []plan.Item) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintf(&b, "%s %s %s/%s", i.Action.Sign(), i.Workspace.ID, i.Webhook.ID, i.Name())
		for _, d := range i.Shown(false).Changes {
			fmt.Fprintf(&b, " %s", d.Field)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// same fails unless two texts are the same.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}
