package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
	"corotui/internal/plan"
	"corotui/ui"
)

// files are what the program compares the fleet with.
type files struct {
	text  atomic.Pointer[string]
	loses bool // nothing keeps the secrets that are made
}

func (f *files) write(text string) { f.text.Store(&text) }

func (f *files) Files() string   { return "policy.yaml" }
func (f *files) Missing() string { return "" }

func (f *files) Read(context.Context) (*plan.Policy, error) {
	return plan.Parse([]plan.Source{{Name: "policy.yaml", Data: []byte(*f.text.Load())}}, plan.Input{
		Vars: func(string) (string, bool) { return "s3cr3t-canary", true },
	})
}

func (f *files) Differ(policy *plan.Policy, channel api.WorkspaceID) *plan.Differ {
	return plan.NewDiffer(policy, plan.Options{Channel: channel})
}

func (f *files) Generate(ctx context.Context, policy *plan.Policy) error {
	if f.loses {
		return errors.New("The secrets could not be read again")
	}
	return policy.Generate(ctx, func(context.Context, string) (plan.Generated, error) {
		return plan.Generated{Make: func(in api.WorkspaceID, _ api.Text) mask.Secret { return mask.NewSecret("generated for " + string(in)) }}, nil
	}, "")
}

// The workspaces of the policy, two of which differ.
const (
	northwind = "northwinddental_N3D5_x"
	granite   = "granitelegal_G6L9_x"
	alpine    = "alpineski_A5S3_x"
)

const policy = `corotui: v1
sets:
  - workspaces: {ids: [northwinddental_N3D5_x, granitelegal_G6L9_x]}
    webhooks:
      - name: Billing to QuickBooks
        status: enabled
        triggers: [subscription-updated, protected-users-count-updated]
  - workspaces: {ids: [alpineski_A5S3_x]}
    webhooks:
      - name: Leavers
        url: https://hr.example.com/leavers
        triggers: [protected-users-deleted]
        secret: {env: HR_SECRET}
`

// desired gives the program files.
func desired(text string, changes ...func(*ui.Options)) (*files, func(*ui.Options)) {
	f := &files{}
	f.write(text)
	return f, func(o *ui.Options) {
		o.Desired = f
		for _, change := range changes {
			change(o)
		}
	}
}

// namedIn returns the webhooks of a workspace that have a name, as the server holds them.
func (w *world) namedIn(workspace, name string) []map[string]any {
	w.t.Helper()
	var all []map[string]any
	for _, raw := range w.server.Webhooks(workspace) {
		if webhook := object(w.t, raw); webhook["name"] == name {
			all = append(all, webhook)
		}
	}
	return all
}

// drift opens the fleet, and what differs from the files.
func (w *world) drift(texts ...string) {
	w.t.Helper()
	w.fleet()
	w.Press("D")
	w.WaitFor(append([]string{"Drift from policy.yaml", "compared "}, texts...)...)
}

// TestDriftIsShownAndApplied: what is missing and what is changed, field by field, and not
// what is extra; the run is undone as one, and the page follows.
func TestDriftIsShownAndApplied(t *testing.T) {
	t.Parallel()
	for name, variant := range map[string]emulator.Variant{"plain": {}, "stars": {Secret: "stars"}, "absent": {Secret: "absent"}} {
		for _, s := range sizes {
			t.Run(name+"/"+s.String(), func(t *testing.T) {
				t.Parallel()
				_, with := desired(policy)
				w := open(t, s, variant, with)
				w.drift("~ changed", "+ missing", "- extra", "1 missing · 1 changed · 2 extra · 1 as wanted")
				w.at("Billing to Qu")
				w.Press("enter")
				w.WaitFor("- disabled", "+ enabled", "1 of 4", "policy.yaml:5:9")
				w.Press("]")
				w.WaitFor("2 of 4", "https://hr.example.com/leavers")
				if strings.Contains(w.Screen(), "canary") {
					t.Error("the secret is on the screen")
				}
				w.Press("esc", "X")
				w.WaitFor("2 marked")
				w.Press("a")
				w.WaitForDialog("Apply the plan to 2 webhooks in 2 workspaces?", "1 to create, 1 to change.")
				w.Press("y")
				w.answerSecrets(name)
				w.results("created", "changed")
				if made := w.namedIn(alpine, "Leavers"); len(made) != 1 || w.namedIn(northwind, "Billing to QuickBooks")[0]["status"] != "enabled" {
					t.Errorf("there are %v", made)
				}
				w.Press("esc")
				w.WaitFor("2 extra · 3 as wanted")
				w.Press("G", "a")
				w.said("is extra: no file names it, so it stays")
				w.Press("L")
				if got := len(w.wire.all(http.MethodDelete)); got != 0 {
					t.Errorf("%d were deleted", got)
				}
			})
		}
	}
}

// answerSecrets answers what is asked once where the server hides secrets.
func (w *world) answerSecrets(variant string) {
	w.t.Helper()
	if variant != "plain" {
		w.WaitForDialog("Coro does not return the secrets")
		w.Press("right", "enter")
	}
}

// TestSecretsAreGeneratedForWhatIsCreated, and nothing is where no one could read them again.
func TestSecretsAreGeneratedForWhatIsCreated(t *testing.T) {
	t.Parallel()
	f, with := desired(strings.ReplaceAll(policy, "{env: HR_SECRET}", "{generate: true}"))
	f.loses = true
	w := open(t, sizes[0], emulator.Variant{}, with)
	w.drift("1 missing")
	w.Press("j")
	w.at("Leavers")
	w.Press("a")
	w.said("The secrets could not be read again")
	if made := w.namedIn(alpine, "Leavers"); len(made) != 0 {
		t.Errorf("there are %v", made)
	}

	_, with = desired(strings.ReplaceAll(policy, "{env: HR_SECRET}", "{generate: true}"))
	w = open(t, sizes[0], emulator.Variant{}, with)
	w.drift("1 missing")
	w.Press("j")
	w.at("Leavers")
	w.Press("a")
	w.WaitForDialog("1 to create.")
	w.Press("y")
	w.results("created")
	made := w.namedIn(alpine, "Leavers")
	if len(made) != 1 || made[0]["secret"] != "generated for "+alpine {
		t.Errorf("there are %v", made)
	}
}

// TestAppliedIsUndoneAsOne, from the page of its results, after which all differs again.
func TestAppliedIsUndoneAsOne(t *testing.T) {
	t.Parallel()
	_, with := desired(policy)
	w := open(t, sizes[0], emulator.Variant{}, with)
	w.drift("1 missing · 1 changed")
	w.Press("X", "a")
	w.WaitForDialog("Apply the plan to 2 webhooks")
	w.Press("y")
	w.results("1 changed · 1 created", "u undo all")
	w.Press("u")
	w.WaitForDialog("Undo 2 changes?")
	w.Press("y")
	w.results("2 undone")
	w.Press("esc")
	w.WaitFor("1 missing · 1 changed · 2 extra · 1 as wanted")
	if made := w.namedIn(alpine, "Leavers"); len(made) != 0 || w.namedIn(northwind, "Billing to QuickBooks")[0]["status"] != "disabled" {
		t.Errorf("there are %v", made)
	}
}

// TestWhatSomeoneElseChangedIsRefused, the rest is applied.
func TestWhatSomeoneElseChangedIsRefused(t *testing.T) {
	t.Parallel()
	_, with := desired(policy)
	w := open(t, sizes[0], emulator.Variant{}, with)
	w.drift("1 missing · 1 changed")
	theirs := w.namedIn(northwind, "Billing to QuickBooks")[0]
	theirs["triggers"] = []string{"workspace-created"}
	raw, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	w.server.Put(northwind, raw)
	w.Press("X", "a")
	w.WaitForDialog("Apply the plan to 2 webhooks")
	w.Press("y")
	w.results("1 conflict · 1 created")
	w.said("triggers was changed since the plan")
	if w.namedIn(northwind, "Billing to QuickBooks")[0]["status"] != "disabled" {
		t.Error("it was written over what someone else did")
	}
	w.Press("esc")
	w.WaitFor("1 changed · 2 extra · 2 as wanted", "status, triggers")
}

// TestDriftReadOnly shows what differs, and says why nothing is applied.
func TestDriftReadOnly(t *testing.T) {
	t.Parallel()
	_, with := desired(policy, func(o *ui.Options) { o.ReadOnly = "this is read-only (a test)" })
	w := open(t, sizes[0], emulator.Variant{}, with)
	w.drift("1 missing · 1 changed")
	w.Press("a")
	w.said("Nothing was changed: this is read-only (a test).")
	if writes := len(w.wire.all(http.MethodPut)) + len(w.wire.all(http.MethodPost)); writes > 1 { // one is for the token
		t.Errorf("%d writes were sent", writes)
	}
}

// TestProblemsOfTheFilesAreAllShown, with their places, before anything is asked; r reads
// the files again.
func TestProblemsOfTheFilesAreAllShown(t *testing.T) {
	t.Parallel()
	f, with := desired(strings.ReplaceAll(strings.Replace(policy, "enabled", "enabeld", 1), "protected-users-deleted", "protected-users-deletd"))
	w := open(t, sizes[0], emulator.Variant{}, with)
	w.fleet()
	asked := len(w.wire.all(http.MethodGet))
	w.Press("D")
	w.WaitFor("2 problems in policy.yaml; nothing was compared", "policy.yaml:6:17:", "policy.yaml:12:20:", "protected-users-deleted")
	if now := len(w.wire.all(http.MethodGet)); now != asked {
		t.Errorf("%d requests were sent", now-asked)
	}
	w.Press("a", "x", "enter")
	f.write(policy)
	w.Press("r")
	w.WaitFor("1 missing · 1 changed")
	f.write(strings.Replace(policy, "granitelegal_G6L9_x", "nowhere_X1X1_x", 1))
	w.Press("r")
	w.WaitFor("1 problem in policy.yaml", "policy.yaml:3:48:", "nowhere_X1X1_x")
	w.Press("esc")
	w.WaitGone("policy.yaml")
}

// TestDriftWithoutFiles says what would be needed.
func TestDriftWithoutFiles(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.Press("D")
	w.said("That is for the fleet; f opens it.")
	w.fleet()
	w.Press("D")
	w.said("No files are compared here.")
	w.Press("a")
	w.said("D in the fleet shows it.")
}

// TestComparingIsStopped by esc, with the scan that was only for that; one that was going
// on before goes on.
func TestComparingIsStopped(t *testing.T) {
	t.Parallel()
	f, with := desired(policy)
	w := open(t, sizes[0], emulator.Variant{}, with)
	asked, goOn := w.wire.hold(granite)
	w.Press("f")
	<-asked
	w.Press("D")
	w.WaitFor("Comparing the fleet with policy.yaml")
	w.Press("esc")
	w.WaitGone("Comparing")
	w.WaitFor("15 of 16 workspaces")
	goOn()
	w.WaitGone("15 of 16")
	f.write("corotui: v2")
	w.Press("D")
	w.WaitFor("1 problem in policy.yaml")
	f.write(policy)
	asked, goOn = w.wire.hold(granite)
	w.Press("r")
	<-asked
	w.WaitFor("Comparing the fleet with policy.yaml")
	w.Press("esc")
	w.said("Stopped after ")
	goOn()
	w.Press("D")
	w.WaitFor("1 missing · 1 changed")
	asked, goOn = w.wire.hold(granite)
	defer goOn()
	w.Press("r")
	<-asked
	w.WaitFor("comparing again")
	w.Press("a")
	w.said("It is being compared; try again in a moment.")
	w.Press("C")
	w.said("Stopped after ")
	w.WaitFor("1 missing · 1 changed")
}
