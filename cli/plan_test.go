package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// planItems are the items of planPolicy in JSON, with masks.
func planItems() []string {
	return []string{
		`{"action":"change","workspaceId":"` + planNorth + `","workspaceName":"Northwind Dental","id":"` + planAudit + `","name":"Audit","changes":[` +
			`{"field":"url","before":"https://old.example.com/in","after":"https://new.example.com/in?token=••••••••••••"},` +
			`{"field":"triggers","before":"subscription-updated","after":null},{"field":"triggers","before":null,"after":"protected-users-added"}]}`,
		`{"action":"create","workspaceId":"` + planSakura + `","workspaceName":"さくらフーズ","id":"","name":"Users","changes":[` +
			`{"field":"name","before":null,"after":"Users"},{"field":"url","before":null,"after":"https://hooks.example.com/users"},` +
			`{"field":"status","before":null,"after":"enabled"},{"field":"triggers","before":null,"after":"protected-users-added"},{"field":"secret","before":null,"after":"(generated)"}]}`,
	}
}

func TestPlanPrintsItsItems(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	e := w.run("", "plan", file, "--json")
	e.want(t, 0, "Plan: 1 to create, 1 to change, 0 to delete in 2 workspaces; 2 as wanted; no access to 1 workspace\n")
	e.wantLines(t, "json", planItems()...)
	if strings.Contains(e.stdout+e.stderr, planToken) {
		t.Errorf("the token is shown: %s", e.stdout)
	}
	if e := w.run("", "plan", file, "--json", "--show-secrets"); !strings.Contains(e.stdout, "?token="+planToken) {
		t.Errorf("the token is masked: %s", e.stdout)
	}
	w.run("", "plan", file, "--format", "name").wantLines(t, "names", planAudit)
	w.run("", "plan", file, "--jq", ".action + \" \" + .name").wantLines(t, "jq", "change Audit", "create Users")
	w.run("", "plan", file, "--template", "{{.action}}").want(t, 0, "change", "create")
	w.run("", "plan", file, "--format", "csv").want(t, 0, "action,workspaceId,workspaceName,id,name,changes\nchange,"+planNorth+",Northwind Dental,"+planAudit+",Audit,")
	w.run("", "plan", file).wantLines(t, "a table",
		"change\t"+planNorth+"\tNorthwind Dental\t"+planAudit+"\tAudit\turl -https://old.example.com/in +https://new.example.com/in?token=••••••••••••; "+
			"triggers -subscription-updated; triggers +protected-users-added",
		"create\t"+planSakura+"\tさくらフーズ\t-\tUsers\tname +Users; url +https://hooks.example.com/users; status +enabled; triggers +protected-users-added; secret +(generated)")
	w.wantOnlyReads()
}

func TestPlanExitCodes(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	w.run("", "plan", file, "--exit-code").want(t, 7, "Plan: ")
	nothing := w.keep("nothing.yaml", "corotui: v1\nsets:\n  - workspaces: {type: child}\n    webhooks:\n      - id: "+planAudit+"\n        status: enabled\n")
	e := w.run("", "plan", nothing, "--exit-code")
	e.want(t, 0, "Nothing to do: 1 webhook is as wanted in 3 workspaces; no access to 1 workspace")
	e.wantLines(t, "nothing")
	w.run("", "plan", nothing, "--quiet").wantLines(t, "nothing")
	stdin := w.run(planPolicy, "plan", "-", "--exit-code", "--quiet")
	stdin.want(t, 7)
	if stdin.stderr != "" {
		t.Errorf("with --quiet stderr is %s", stdin.stderr)
	}
	none := w.keep("none.yaml", "corotui: v1\nsets:\n  - workspaces: {filter: \"name:nobody\"}\n    webhooks:\n      - name: Audit\n        status: enabled\n")
	w.run("", "plan", none).want(t, 0, "none.yaml:3:5: the set selects no workspace", "Nothing to do: 0 webhooks are as wanted in 0 workspaces")
}

func TestPlanPrunes(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	// Every workspace is selected, so what is not named there goes.
	e := w.run("", "plan", file, "--prune", "--jq", ".action + \" \" + .id + \" \" + (.changes | map(select(.after != null)) | length | tostring)")
	e.wantLines(t, "with --prune", "change "+planAudit+" 2", "delete "+planExtra+" 0", "create  5", "delete d00000000000000000000001 0", "delete d00000000000000000000002 0")
	w.wantOnlyReads()
}

// What is wrong with the files or does not fit to what is there ends with 2, and all of it
// is said.
func TestPlanSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w, file := planning(t, strings.ReplaceAll(planPolicy, "workspace-created", "workspace-creatd"))
	for name, one := range map[string]struct {
		args []string
		said string
	}{
		"no file":      {nil, "Give a file, a folder"},
		"a bad file":   {[]string{file}, "policy.yaml:7:44: trigger \"workspace-creatd\" is not a known trigger; did you mean workspace-created?"},
		"no folder":    {[]string{file, "--out", "nowhere/x.plan"}, "--out nowhere/x.plan: folder nowhere does not exist; create it first"},
		"no name":      {[]string{file, "--out", "-"}, "--out -: name a file"},
		"one file":     {[]string{file, "--out", w.home + "/x", "--output", w.home + "//x"}, "--out and --output name the same file; use two"},
		"concurrency":  {[]string{file, "--concurrency", "0"}, "--concurrency 0: use 1 to 64"},
		"no such file": {[]string{w.home + "/gone.yaml"}, "gone.yaml"},
	} {
		if e := w.run("", append([]string{"plan"}, one.args...)...); e.code != 2 || !strings.Contains(e.stderr, one.said) || e.stdout != "" {
			t.Errorf("%s: %d, %s", name, e.code, e.stderr)
		}
	}
	w.wantNoRequest()

	fits := w.keep("fits.yaml", strings.Join([]string{
		"corotui: v1", "sets:", "  - workspaces: {type: child}", "    webhooks:", "      - {name: Twin, status: enabled}", "      - {id: nobody}",
		"  - workspaces: {ids: [" + planNorth + ", nowhere]}", "    webhooks:", "      - {name: Audit, status: enabled}", "",
	}, "\n"))
	e := w.run("", "plan", fits)
	for _, said := range []string{
		`fits.yaml:5:9: "Twin" is not there in Northwind Dental (` + planNorth + `) and 1 other workspace, and cannot be created: the file gives no url and no triggers`,
		`fits.yaml:5:9: 2 webhooks are named "Twin" in Twins (` + planTwins + `); give the id of the one that is meant: d00000000000000000000001 or d00000000000000000000002`,
		`fits.yaml:6:14: no webhook of the set's workspaces has the id "nobody"`,
		`fits.yaml:7:40: there is no workspace "nowhere" in this channel`,
	} {
		if e.code != 2 || !strings.Contains(e.stderr, said) || e.stdout != "" {
			t.Errorf("%d: %q is not in\n%s", e.code, said, e.stderr)
		}
	}
	w.wantOnlyReads()
}

func TestPlanKeepsItselfForApply(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	kept := filepath.Join(w.home, "monday.plan")
	w.run("", "plan", file, "--out", kept).want(t, 0, "The plan is in "+kept+". Apply it with corotui apply "+kept)
	data, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(kept); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file has %v, %v", info.Mode(), err)
	}
	for _, secret := range []string{planToken, "s3cret-", canary} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%s is in %s", secret, data)
		}
	}
	for _, there := range []string{`"corotuiPlan": 1`, `"action": "change"`, `"id": "` + planAudit + `"`} {
		if !strings.Contains(string(data), there) {
			t.Errorf("%s is missing in %s", there, data)
		}
	}
	w.wantOnlyReads()
	w.run("", "plan", file, "--out", w.home).want(t, 2, "name a file")
}

// The plan is the same in every variant of the API, but for what only a list shows that is
// not complete.
func TestAPlanIsTheSameInEveryVariant(t *testing.T) {
	t.Parallel()
	seed := planSeed()
	seed.Workspaces = seed.Workspaces[:len(seed.Workspaces)-1] // a refusal is not told from a gateway's page in all of them
	for _, named := range emulator.Variants() {
		t.Run(named.Name, func(t *testing.T) {
			t.Parallel()
			w, file := planningIn(t, seed, planPolicy, emulator.WithVariant(named.Variant))
			if named.Variant.Audience == "legacy" {
				w.set("COROTUI_AUDIENCE=https://secure.coro.net/api")
			}
			e := w.run("", "plan", file, "--json")
			want := planItems()
			switch {
			case named.Variant.Search == "403":
				e.want(t, 3)
				return
			case named.Name == "list=repeating": // it is not known whether Users is there
				e.want(t, 6, "it is not created in さくらフーズ")
				want = want[:1]
			default:
				e.want(t, 0, "2 as wanted")
			}
			got := strings.NewReplacer("subscriptionUpdated", "subscription-updated", "protectedUsersAdded", "protected-users-added", ".v1", "").Replace(e.stdout)
			ended{0, got, e.stderr}.wantLines(t, "items", want...)
			w.wantOnlyReads()
		})
	}
}

// A workspace that fails is told and leads to no items; an incomplete list leads to no
// creations and deletions. Both end with 6, also where something is to be done.
func TestPlanOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusInternalServerError, Operation: emulator.OpList, Workspace: planSakura, Times: emulator.Forever})
	e := w.run("", "plan", file, "--json", "--exit-code", "--prune")
	e.want(t, 6, planSakura, "1 of 5 workspaces could not be read", "1 workspace is not known")
	if strings.Contains(e.stdout, "さくらフーズ") || !strings.Contains(e.stdout, planAudit) {
		t.Errorf("items:\n%s", e.stdout)
	}

	variant, err := emulator.ParseVariant("list=page-ignored,page-size=1")
	if err != nil {
		t.Fatal(err)
	}
	w, file = planning(t, planPolicy, emulator.WithVariant(variant))
	e = w.run("", "plan", file, "--json", "--prune")
	e.want(t, 6, "2 of 4 workspaces that the files select could not be fully read", `"action":"change"`, `"action":"create"`)
	if strings.Contains(e.stdout, "delete") {
		t.Errorf("it deletes by lists that are not complete:\n%s", e.stdout)
	}
}

// A workspace without access fails nothing, unless a set names it.
func TestPlanOfAWorkspaceWithoutAccess(t *testing.T) {
	t.Parallel()
	w, _ := planning(t, planPolicy)
	named := w.keep("named.yaml", "corotui: v1\nsets:\n  - workspaces: {ids: ["+planClosed+"]}\n    webhooks:\n      - {name: Audit, status: enabled}\n")
	w.run("", "plan", named).want(t, 6, "1 of 1 workspaces that the files select could not be fully read")
}

func TestPlanStopsAtItsTimeLimit(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: planSakura, Times: emulator.Forever})
	e := w.run("", "plan", file, "--time-limit", "2s", "--json")
	e.want(t, 6, "The scan stopped at its time limit", "1 workspace is not known")
	e.wantLines(t, "items", planItems()[:1]...)
}
