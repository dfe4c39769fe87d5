package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

func TestDriftTellsWhatIsMissingAndChanged(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	e := w.run("", "drift", file, "--jq", ".kind + \" \" + .action + \" \" + .name")
	e.want(t, 7, "Drift: 1 missing, 1 changed in 2 workspaces; 2 as wanted; no access to 1 workspace\n")
	e.wantLines(t, "without --prune", "changed change Audit", "missing create Users")
	e = w.run("", "drift", file, "--prune", "--jq", ".kind + \" \" + .name")
	e.want(t, 7, "Drift: 1 missing, 1 changed, 3 extra in 3 workspaces; 2 as wanted")
	e.wantLines(t, "with --prune", "changed Audit", "extra Extra", "missing Users", "extra Twin", "extra Twin")
	e = w.run("", "drift", file, "--quiet")
	e.want(t, 7, "changed\t"+planNorth+"\tNorthwind Dental\t"+planAudit+"\tAudit\turl -", "missing\t"+planSakura)
	if e.stderr != "" {
		t.Errorf("with --quiet stderr is %s", e.stderr)
	}
	w.wantOnlyReads()
}

// For cron: silence and 0 where all is as wanted. What no set names counts only with
// --prune.
func TestDriftIsSilentWhereThereIsNone(t *testing.T) {
	t.Parallel()
	w, _ := planning(t, planPolicy)
	file := w.keep("as-is.yaml", "corotui: v1\nsets:\n  - workspaces: {ids: ["+planNorth+"]}\n    webhooks:\n      - {name: Audit, status: enabled}\n")
	e := w.run("", "drift", file, "--quiet")
	e.want(t, 0)
	if e.stdout+e.stderr != "" {
		t.Errorf("it says %s%s", e.stdout, e.stderr)
	}
	w.run("", "drift", file).want(t, 0, "No drift: 1 webhook is as wanted in 1 workspace\n")
	w.run("", "drift", file, "--prune", "--quiet").want(t, 7, "extra\t"+planNorth+"\tNorthwind Dental\t"+planExtra+"\tExtra\t")
}

func TestDriftForPrometheus(t *testing.T) {
	t.Parallel()
	w, file := planning(t, planPolicy)
	to := filepath.Join(w.home, "drift.prom")
	w.run("", "drift", file, "--format", "prometheus", "--output", to).want(t, 7)
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	metrics, _, _ := strings.Cut(string(data), "# HELP corotui_drift_end_timestamp_seconds")
	want := `# HELP corotui_drift_webhooks Webhooks that are not as the files want them, by workspace and kind.
# TYPE corotui_drift_webhooks gauge
corotui_drift_webhooks{workspace="acme_A1_c",workspace_name="Acme",kind="missing"} 0
corotui_drift_webhooks{workspace="acme_A1_c",workspace_name="Acme",kind="changed"} 0
corotui_drift_webhooks{workspace="northwind_N1_x",workspace_name="Northwind Dental",kind="missing"} 0
corotui_drift_webhooks{workspace="northwind_N1_x",workspace_name="Northwind Dental",kind="changed"} 1
corotui_drift_webhooks{workspace="sakura_S1_x",workspace_name="さくらフーズ",kind="missing"} 1
corotui_drift_webhooks{workspace="sakura_S1_x",workspace_name="さくらフーズ",kind="changed"} 0
corotui_drift_webhooks{workspace="twins_T1_x",workspace_name="Twins",kind="missing"} 0
corotui_drift_webhooks{workspace="twins_T1_x",workspace_name="Twins",kind="changed"} 0
# HELP corotui_drift_total Webhooks that are not as the files want them, by kind.
# TYPE corotui_drift_total gauge
corotui_drift_total{kind="missing"} 1
corotui_drift_total{kind="changed"} 1
# HELP corotui_drift_webhooks_as_wanted Webhooks that are as the files want them.
# TYPE corotui_drift_webhooks_as_wanted gauge
corotui_drift_webhooks_as_wanted 2
# HELP corotui_drift_workspaces Workspaces that the files select, by what came of reading them.
# TYPE corotui_drift_workspaces gauge
corotui_drift_workspaces{result="forbidden"} 1
corotui_drift_workspaces{result="read"} 4
corotui_drift_workspaces{result="unknown"} 0
# HELP corotui_drift_success Whether all that the files are about could be read: 1, or 0 where there may be more than is counted.
# TYPE corotui_drift_success gauge
corotui_drift_success 1
`
	if metrics != want {
		t.Errorf("the metrics are\n%s\nwant\n%s", metrics, want)
	}
	w.run("", "drift", file, "--format", "prometheus", "--prune").want(t, 7,
		`corotui_drift_webhooks{workspace="twins_T1_x",workspace_name="Twins",kind="extra"} 2`, `corotui_drift_total{kind="extra"} 3`,
		"corotui_drift_end_timestamp_seconds 1", "corotui_drift_duration_seconds 0.")

	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusInternalServerError, Operation: emulator.OpList, Workspace: planSakura, Times: emulator.Forever})
	e := w.run("", "drift", file, "--format", "prometheus")
	e.want(t, 6, `corotui_drift_workspaces{result="unknown"} 1`, "corotui_drift_success 0", "1 of 5 workspaces could not be read")
	if strings.Contains(e.stdout, planSakura) {
		t.Errorf("what could not be read is counted:\n%s", e.stdout)
	}
}

func TestDriftOfABadFileAsksNothing(t *testing.T) {
	t.Parallel()
	w, file := planning(t, strings.ReplaceAll(planPolicy, "${TOKEN}", "${NOWHERE_SET}"))
	w.run("", "drift", file, "--format", "prometheus").want(t, 2, "policy.yaml:12:", "NOWHERE_SET is not set")
	w.run("", "drift", file, "--format", "html").want(t, 2, "--format html: use table, json, csv, yaml, name, or prometheus")
	w.wantNoRequest()
}
