package cli_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// The workspaces and webhooks of the world that policies are for.
const (
	planTop    = "acme_A1_c"
	planNorth  = "northwind_N1_x"
	planSakura = "sakura_S1_x"
	planTwins  = "twins_T1_x"
	planClosed = "closed_C1_x"

	planBilling = "b00000000000000000000001"
	planAudit   = "a00000000000000000000001"
	planExtra   = "e00000000000000000000001"
	planWide    = "c00000000000000000000001"
)

// planSeed has a webhook that all inherit, one with a wide name and headers, two of one
// name, and a workspace without access.
func planSeed() emulator.Seed {
	hook := func(id, name string, change ...func(*emulator.SeedWebhook)) emulator.SeedWebhook {
		one := emulator.SeedWebhook{
			ID: id, Name: name, URL: "https://hooks.example.com/in", Secret: "s3cret-" + id,
			Triggers: []string{"workspace-created", "subscription-updated"},
		}
		for _, by := range change {
			by(&one)
		}
		return one
	}
	children := []emulator.SeedWorkspace{
		{ID: planNorth, DisplayName: "Northwind Dental", Webhooks: []emulator.SeedWebhook{
			hook(planAudit, "Audit", func(w *emulator.SeedWebhook) { w.URL, w.Extra = "https://old.example.com/in", `"ownerTeam":"audit"` }),
			hook(planExtra, "Extra"),
		}},
		{ID: planSakura, DisplayName: "さくらフーズ", Webhooks: []emulator.SeedWebhook{
			hook(planWide, "請求書連携", func(w *emulator.SeedWebhook) {
				w.Headers = []emulator.SeedHeader{{Name: "X-B", Value: "2"}, {Name: "X-A", Value: "1"}}
			}),
		}},
		{ID: planTwins, DisplayName: "Twins", Webhooks: []emulator.SeedWebhook{hook("d00000000000000000000001", "Twin"), hook("d00000000000000000000002", "Twin")}},
		{ID: planClosed, DisplayName: "Closed", NoAccess: true},
	}
	seed := emulator.Seed{Workspaces: []emulator.SeedWorkspace{{
		ID: planTop, DisplayName: "Acme", Type: "channel",
		Webhooks: []emulator.SeedWebhook{hook(planBilling, "Billing", func(w *emulator.SeedWebhook) { w.Descendants = true })},
	}}}
	for _, child := range children {
		child.Type, child.Parent = "child", planTop
		seed.Workspaces = append(seed.Workspaces, child)
	}
	return seed
}

// planPolicy is at odds with one webhook, wants one more, and else what is there in other
// words.
const planPolicy = `corotui: v1
sets:
  - workspaces: {all: true}
    webhooks:
      - name: Billing
        url: https://hooks.example.com/in
        triggers: [subscriptionUpdated.v1, workspace-created]
        applyToAllDescendants: true
  - workspaces: {type: child, filter: "name:northwind"}
    webhooks:
      - name: Audit
        url: https://new.example.com/in?token=${TOKEN}
        triggers: [workspace-created, protected-users-added]
        status: enabled
  - workspaces: {ids: [` + planSakura + `]}
    webhooks:
      - name: Users
        url: https://hooks.example.com/users
        triggers: [protected-users-added]
        secret: {generate: true}
      - name: 請求書連携
        triggers: [subscription-updated, workspace-created]
        headers: {x-a: "1", X-B: "2"}
        status: enabled
`

// planToken is what a file has by a variable. It must be shown only if asked for.
const planToken = "t0k3n-of-the-test"

// planning is a world for policies, with the file of one in it.
func planning(t *testing.T, policy string, options ...emulator.Option) (w *world, file string) {
	t.Helper()
	return planningIn(t, planSeed(), policy, options...)
}

// planningIn is planning with other workspaces.
func planningIn(t *testing.T, seed emulator.Seed, policy string, options ...emulator.Option) (w *world, file string) {
	t.Helper()
	w = newWorldOf(t, seed, options...)
	w.logIn()
	w.set("COROTUI_WORKSPACE="+planTop, "TOKEN="+planToken)
	return w, w.keep("policy.yaml", policy)
}

// wantOnlyReads fails if anything was written.
func (w *world) wantOnlyReads() {
	w.t.Helper()
	if n := w.writes(); n > 0 {
		w.t.Errorf("%d writes were sent", n)
	}
}

// wantNoRequest fails if the server was asked anything.
func (w *world) wantNoRequest() {
	w.t.Helper()
	if asked := w.emulator.Requests(); len(asked) > 0 {
		w.t.Errorf("the server was asked %d times, first %s %s", len(asked), asked[0].Method, asked[0].Path)
	}
}

// wantLines checks what stands on stdout.
func (e ended) wantLines(t *testing.T, what string, lines ...string) {
	t.Helper()
	want := strings.Join(lines, "\n")
	if len(lines) > 0 {
		want += "\n"
	}
	if e.stdout != want {
		t.Errorf("%s: stdout is\n%s\nwant\n%s\nstderr: %s", what, e.stdout, want, e.stderr)
	}
}
