package plan_test

import (
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/plan"
)

func TestThePlanSaysWhatDiffersInTheOrderOfTheTree(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	w.add("c1", "b1", "Billing")
	w.add("c1", "z1", "Zoo")
	w.add("c1", "a1", "Audit")
	w.add("c3", "b3", "Billing", func(h *api.Webhook) { h.URL = "https://old.example.com/in" })
	policy := policyOf(inType("child", hook(10, "Users", whole), hook(20, "Billing", whole)))

	p := w.plan(t, policy, plan.Options{})
	want := "+ c1 /Users name url status triggers secret\n" +
		"+ c2 /Users name url status triggers secret\n+ c2 /Billing name url status triggers secret\n" +
		"+ c3 /Users name url status triggers secret\n~ c3 b3/Billing url\n"
	same(t, "items", lines(p.Items), want)
	same(t, "extra", lines(p.Extra), "- c1 a1/Audit name url status triggers headers.X-Env\n- c1 z1/Zoo name url status triggers headers.X-Env\n")
	same(t, "summary", p.Summary(), "Plan: 4 to create, 1 to change, 0 to delete in 3 workspaces; 1 as wanted")

	p = w.plan(t, policy, plan.Options{Prune: true})
	want = strings.Replace(want, "+ c2 /Users", "- c1 a1/Audit name url status triggers headers.X-Env\n- c1 z1/Zoo name url status triggers headers.X-Env\n+ c2 /Users", 1)
	same(t, "items with pruning", lines(p.Items), want)
	same(t, "extra with pruning", lines(p.Extra), "")
}

// The order of triggers and headers, the spelling of triggers, the case of a status and of
// the name of a header, and how accents are composed are no differences, and what a file
// does not name stays.
func TestWhatMeansTheSameIsNoDifference(t *testing.T) {
	t.Parallel()
	w := newWorld(1)
	w.add("c1", "b1", "Cafe\u0301", func(h *api.Webhook) {
		h.Status, h.Description = "ENABLED", "stays"
		h.Triggers = []api.Trigger{"protectedUsersAdded.v1", "workspaceCreated.v1"}
		h.Headers = []api.Header{{Name: "X-B", Value: "2"}, {Name: "X-A", Value: "1"}}
		h.Extra = []api.Member{{Name: "retries", Value: []byte("3")}}
	})
	wanted := hook(10, "Caf\u00e9", withURL("https://hooks.example.com/in"), withTriggers("workspace-created", "protected-users-added"), func(w *plan.Wanted) {
		w.Status = given(13, api.Enabled)
		w.Headers = given(14, []plan.Header{
			{Name: given(15, api.Text("x-a")), Value: given(15, plan.Value{Text: "1"})}, {Name: given(16, api.Text("X-B")), Value: given(16, plan.Value{Keep: true})},
		})
	})
	p := w.plan(t, policyOf(inType("child", wanted)), plan.Options{})
	same(t, "items", lines(p.Items), "")
	same(t, "summary", p.Summary(), "Nothing to do: 1 webhook is as wanted in 1 workspace")
}

func TestAWebhookIsFoundByItsIDAndElseByItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	w.add("c1", "one", "Billing")
	w.add("c1", "two", "Billing")
	w.add("c2", "three", "Billing", func(h *api.Webhook) { h.URL = "https://old.example.com" })
	p := w.plan(t, policyOf(inType("child", hook(10, "Ledger", withID("two"), whole), hook(20, "Billing", whole))), plan.Options{})
	same(t, "items", lines(p.Items), "~ c1 two/Billing name\n+ c2 /Ledger name url status triggers secret\n~ c2 three/Billing url\n"+
		"+ c3 /Ledger name url status triggers secret\n+ c3 /Billing name url status triggers secret\n")

	p = w.plan(t, policyOf(inType("child", hook(10, "", withID("three"), withURL("https://new.example.com")))), plan.Options{})
	same(t, "items by the id alone", lines(p.Items), "~ c2 three/Billing url\n")
}

// What is wrong is said once, however many workspaces it is true of.
func TestWhatCannotBeIsSaidWithItsPosition(t *testing.T) {
	t.Parallel()
	keeps := func(w *plan.Wanted) {
		w.URL.Value = plan.Value{Keep: true}
		w.Headers = given(w.At.Line+4, []plan.Header{{Name: given(w.At.Line+5, api.Text("X-Key")), Value: given(w.At.Line+5, plan.Value{Keep: true})}})
	}
	for name, one := range map[string]struct {
		policy *plan.Policy
		opts   plan.Options
		want   string
	}{
		"an id that is nowhere": {
			policyOf(inAll(hook(10, "", withID("gone")))), plan.Options{},
			"want.yaml:10:1: no webhook of the set's workspaces has the id \"gone\"; give a name too if it should be created",
		},
		"a workspace that is nowhere": {
			policyOf(in("c9", hook(10, "Billing", whole))), plan.Options{},
			`want.yaml:2:1: there is no workspace "c9" in this channel; did you mean c1?`,
		},
		"an override of a workspace that is nowhere": {
			policyOf(plan.Set{At: at(1), Workspaces: plan.Selection{All: true}, Override: []plan.Override{{Workspace: given(30, api.WorkspaceID("c9"))}}}), plan.Options{},
			`want.yaml:30:1: there is no workspace "c9" in this channel; did you mean c1?`,
		},
		"too little to create it": {
			policyOf(inType("child", hook(10, "Audit", withURL("https://a.example.com")))), plan.Options{},
			`want.yaml:10:1: "Audit" is not there in Child 1 (c1) and 1 other workspace, and cannot be created: the file gives no triggers`,
		},
		"nothing to keep": {
			policyOf(in("c2", hook(10, "Audit", whole, keeps))), plan.Options{},
			`want.yaml:11:1: the URL is to be that of what is there, and "Audit" is not there in Child 2 (c2); give a URL` + "\n" +
				`want.yaml:15:1: the value of the header is to be that of what is there, and "Audit" is not there in Child 2 (c2); give a value`,
		},
		"a trigger that is not known": {
			policyOf(in("c2", hook(10, "Audit", whole, withTriggers("workspace-created", "workspace-creatd")))), plan.Options{},
			`want.yaml:12:2: "Audit" is not there and cannot be created in Child 2 (c2): trigger "workspace-creatd" is not a known trigger; did you mean workspace-created?; --force allows it`,
		},
		"two sets that want the same webhook": {
			policyOf(inAll(hook(10, "Billing", whole)), in("c1", hook(20, "Billing", whole)), in("c2", hook(30, "Billing", whole))), plan.Options{},
			`want.yaml:20:1: the webhook "Billing" is wanted twice in Child 1 (c1): here and at want.yaml:10:1; leave one of them out` + "\n" +
				`want.yaml:30:1: the webhook "Billing" is wanted twice in Child 2 (c2): here and at want.yaml:10:1; leave one of them out`,
		},
		"two sets that want the same webhook by id and name": {
			policyOf(in("c1", hook(10, "Billing", whole)), in("c1", hook(20, "", withID("b1")))), plan.Options{},
			`want.yaml:10:1: the webhook "Billing" is wanted twice in Child 1 (c1): here and at want.yaml:20:1; leave one of them out`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(2)
			w.add("c1", "b1", "Billing")
			same(t, "problems", w.problems(t, one.policy, one.opts), one.want)
		})
	}
}

func TestForceLetsUnknownTriggersThrough(t *testing.T) {
	t.Parallel()
	w := newWorld(1)
	p := w.plan(t, policyOf(in("c1", hook(10, "Audit", whole, withTriggers("workspace-creatd")))), plan.Options{Force: true})
	same(t, "items", lines(p.Items), "+ c1 /Audit name url status triggers secret\n")
}

func TestWhatIsAmbiguousIsSaidOfAllWorkspacesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	for _, in := range []api.WorkspaceID{"c1", "c3"} {
		w.add(in, string(in)+"-a", "Billing")
		w.add(in, string(in)+"-b", "Billing")
	}
	w.add("c2", "two", "Billing")
	said := w.problems(t, policyOf(inType("child", hook(10, "Billing", whole))), plan.Options{})
	same(t, "problems", said, "want.yaml:10:1: 2 webhooks are named \"Billing\" in Child 1 (c1); give the id of the one that is meant: c1-a or c1-b\n"+
		"want.yaml:10:1: 2 webhooks are named \"Billing\" in Child 3 (c3); give the id of the one that is meant: c3-a or c3-b")
}
