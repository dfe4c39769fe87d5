package plan_test

import (
	"errors"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/mask"
	"corotui/internal/plan"
)

// toAll has a webhook inherited by all workspaces below.
func toAll(h *api.Webhook) { h.ApplyToAllDescendants = true }

// inherit puts the webhook of the channel into the lists of those below.
func (w *world) inherit(children ...api.WorkspaceID) {
	for _, in := range children {
		w.webhooks[in] = append(w.webhooks[in], w.webhooks["top"]...)
	}
}

func wantsToAll(yes bool) func(*plan.Wanted) {
	return func(w *plan.Wanted) { w.Descendants = given(w.At.Line+6, yes) }
}

func TestAnInheritedWebhookBelongsToWhereItLives(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	w.add("top", "b", "Billing", toAll)
	w.inherit("c1", "c2")
	w.add("c2", "own", "Audit")

	said := w.problems(t, policyOf(inType("child", hook(10, "Billing", whole))), plan.Options{})
	same(t, "problems", said, `want.yaml:10:1: "Billing" is there already in Child 1 (c1) and 1 other workspace, inherited from Acme (top); want it there, or it would be delivered twice`)

	p := w.plan(t, policyOf(inAll(hook(10, "Billing", whole, withURL("https://new.example.com")))), plan.Options{Prune: true})
	same(t, "items", lines(p.Items), "~ top b/Billing url\n- c2 own/Audit name url status triggers headers.X-Env\n")
	if p.Items[0].Heirs != 2 || p.Items[0].Title() != `~ change "Billing" (b), which 2 workspaces inherit` {
		t.Errorf("title: %s", p.Items[0].Title())
	}
	if len(p.Notes) != 1 || p.Notes[0].Says != `"Billing" is inherited from Acme (top), so it stays as it is there in Child 1 (c1) and 1 other workspace` {
		t.Errorf("notes: %+v", p.Notes)
	}
}

// A webhook that is to pass to those below is not created there too, and one that passes
// no more is.
func TestAPlanKnowsWhatWillBeInherited(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	p := w.plan(t, policyOf(inAll(hook(10, "Billing", whole, wantsToAll(true)))), plan.Options{})
	same(t, "items", lines(p.Items), "+ top /Billing name url applyToAllDescendants status triggers secret\n")

	w.add("top", "b", "Billing", toAll)
	w.inherit("c1", "c2")
	p = w.plan(t, policyOf(inAll(hook(10, "Billing", whole, wantsToAll(false)))), plan.Options{})
	same(t, "items", lines(p.Items), "~ top b/Billing applyToAllDescendants\n"+
		"+ c1 /Billing name url status triggers secret\n+ c2 /Billing name url status triggers secret\n")
}

// A list that is not complete, or of which it is not known what is inherited, leads to
// nothing that is created or deleted.
func TestWhatIsNotKnownIsNeitherCreatedNorDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	for _, in := range []api.WorkspaceID{"c1", "c2", "c3"} {
		w.add(in, string(in)+"-b", "Billing", func(h *api.Webhook) { h.URL = "https://old.example.com" })
		w.add(in, string(in)+"-x", "Extra")
	}
	w.failing["c2"] = &api.Incomplete{What: "webhooks", Came: 2, Total: 5}
	w.failing["c3"] = errors.New("broken")
	policy := policyOf(inType("child", hook(10, "Billing", whole), hook(20, "Audit", whole)))
	p := w.plan(t, policy, plan.Options{Prune: true})
	same(t, "items", lines(p.Items), "~ c1 c1-b/Billing url\n+ c1 /Audit name url status triggers secret\n"+
		"- c1 c1-x/Extra name url status triggers headers.X-Env\n~ c2 c2-b/Billing url\n")
	same(t, "summary", p.Summary(), "Plan: 1 to create, 2 to change, 1 to delete in 2 workspaces; 0 as wanted; 2 workspaces are not known")
	if len(p.Notes) != 1 || !strings.Contains(p.Notes[0].Says, `not known whether "Audit" is there`) {
		t.Errorf("notes: %+v", p.Notes)
	}

	w.failing["top"] = errors.New("broken")
	p = w.plan(t, policy, plan.Options{Prune: true})
	if p.Count(plan.Delete) != 0 || len(p.Notes) != 2 {
		t.Errorf("the channel could not be read, and the plan is\n%s%+v", lines(p.Items), p.Notes)
	}
}

// A scan that was stopped deletes nothing where the workspaces above were not read, and
// does not say that what it did not find is nowhere.
func TestAScanThatWasStoppedSaysNothingOfTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	d := plan.NewDiffer(policyOf(inType("child", hook(10, "Billing", whole), hook(20, "", withID("gone"))), in("c9")), plan.Options{Channel: "top", Prune: true})
	w.add("c1", "x", "Extra")
	d.Take(fleet.Result{Workspace: w.workspaces[1], Webhooks: w.webhooks["c1"]})
	p, err := d.End(plan.Scanned{Workspaces: w.workspaces})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "items", lines(p.Items), "+ c1 /Billing name url status triggers secret\n")
	if len(p.Unread) != 1 || len(p.Notes) < 3 {
		t.Errorf("unread %v, notes %+v", p.Unread, p.Notes)
	}
}

// remembered are secrets that this machine gave.
type remembered map[api.Ref]string

func (r remembered) SameSecret(at api.Ref, secret mask.Secret) (same, known bool) {
	value, known := r[at]
	return value == secret.Reveal(), known
}

func TestASecretThatIsHiddenIsComparedWithWhatIsRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(4)
	hidden := func(h *api.Webhook) { h.Secret = api.GivenSecret(mask.Dots) }
	w.add("c1", "b1", "Billing", hidden)
	w.add("c2", "b2", "Billing")
	w.add("c3", "b3", "Billing", hidden)
	w.add("c4", "b4", "Billing", func(h *api.Webhook) { h.Secret = api.GivenSecret("old") })
	wanted := hook(10, "Billing", whole)
	wanted.Secret = given(13, plan.Secret{Env: "SECRET", Value: mask.NewSecret("new")})
	known := remembered{{Workspace: "c1", Webhook: "b1"}: "new", {Workspace: "c2", Webhook: "b2"}: "old"}
	p := w.plan(t, policyOf(inType("child", wanted)), plan.Options{Secrets: known})
	same(t, "items", lines(p.Items), "~ c2 b2/Billing secret\n~ c4 b4/Billing secret\n")
	if len(p.Notes) != 1 || p.Notes[0].Says != `Coro does not return the secret of "Billing", so it is not known whether it is as wanted in Child 3 (c3)` {
		t.Errorf("notes: %+v", p.Notes)
	}
}

func TestAPlanSaysWhichWebhooksNeedASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	p := w.plan(t, policyOf(inType("child", hook(10, "Billing", whole, func(w *plan.Wanted) { w.Secret = given(13, plan.Secret{Keep: true}) }))), plan.Options{})
	if len(p.Items) != 2 || !p.Items[0].NeedsSecret() || len(p.Notes) != 1 {
		t.Fatalf("%s%+v", lines(p.Items), p.Notes)
	}
	same(t, "note", p.Notes[0].Says, `"Billing" needs a secret before it can be created in Child 1 (c1) and 1 other workspace`)
}
