package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli/program"
)

// audit wants a new webhook in every child.
const audit = `corotui: v1
sets:
  - workspaces: {type: child}
    webhooks:
      - name: Audit
        url: https://audit.example.com/in
        triggers: [workspace-created, subscription-updated]
        headers: {X-Env: prod}
        secret: {env: AUDIT_SECRET}
`

// policy writes a file, and gives the variables that it needs.
func (w *world) policy(t *testing.T, name, content string) (path string) {
	t.Helper()
	path = filepath.Join(w.home, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// applied decodes the results of an apply.
func applied(t *testing.T, e ended) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(e.stdout) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, one)
	}
	return all
}

// fleetLines are all webhooks as a scan shows them.
func (w *world) fleetLines() []string {
	return slices.Sorted(strings.Lines(w.run("", "fleet", "--json").stdout))
}

func outcomes(all []map[string]any) map[string]int {
	count := make(map[string]int)
	for _, one := range all {
		count[fmt.Sprint(one["outcome"])]++
	}
	return count
}

func TestApplyFilesTwiceAndUndo(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.set("AUDIT_SECRET=the-secret-of-audit")
	file := w.policy(t, "want.yaml", audit)
	before := w.fleetLines()
	first := w.run("", "apply", file, "--yes", "--json")
	results := applied(t, first)
	if first.code != 0 || len(results) < 5 || outcomes(results)["done"] != len(results) {
		t.Fatalf("it ended with %d, %v: %s", first.code, outcomes(results), first.stderr)
	}
	set := fmt.Sprint(results[0]["set"])
	if results[0]["undo"] == nil || set == "" || results[0]["id"] == "" || results[0]["name"] != "Audit" {
		t.Errorf("the first result is %v", results[0])
	}
	if strings.Contains(first.stdout+first.stderr, "the-secret-of-audit") {
		t.Error("the secret is in the output")
	}
	w.emulator.ResetRequests()
	w.run("", "apply", file, "--yes").want(t, 0, "Nothing to do: ")
	if n := w.writes(); n != 0 {
		t.Errorf("the second apply sent %d writes", n)
	}
	if e := w.run("", "undo", set, "--yes", "--json"); e.code != 0 || outcomes(applied(t, e))["done"] != len(results) {
		t.Errorf("the undo ended with %d: %s", e.code, e.stderr)
	}
	if !slices.Equal(w.fleetLines(), before) {
		t.Error("after the undo it is not as before")
	}
}

// TestApplyRefuses: a saved plan of three actions, of which some are about what has changed
// since.
func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	file := w.policy(t, "want.yaml", `corotui: v1
sets:
  - workspaces: {ids: [northwinddental_N3D5_x]}
    webhooks:
      - name: Audit
        url: https://audit.example.com/in
        triggers: [workspace-created]
        secret: {env: AUDIT_SECRET}
      - name: PSA tickets
        url: https://billing.example.com/in
`)
	w.set("AUDIT_SECRET=the-secret-of-audit")
	saved := filepath.Join(w.home, "the.plan")
	if e := w.run("", "plan", file, "--prune", "--out", saved); e.code != 0 {
		t.Fatalf("%d %s", e.code, e.stderr)
	}
	if err := os.Remove(file); err != nil { // the plan has what it needs
		t.Fatal(err)
	}
	const northwind = "northwinddental_N3D5_x"
	w.alter(northwind, "PSA tickets", func(held map[string]any) { held["url"] = "https://elsewhere.example.com/in?token=t0k3n" })
	w.emulator.ResetRequests()
	e := w.run("", "apply", saved, "--yes", "--json")
	results := applied(t, e)
	if e.code != 6 || outcomes(results)["conflict"] != 1 || outcomes(results)["done"] != len(results)-1 || len(results) < 3 {
		t.Fatalf("it ended with %d, %v: %s", e.code, outcomes(results), e.stderr)
	}
	for _, one := range results {
		if said := fmt.Sprint(one["error"]); one["outcome"] == "conflict" && said != `Did not change "PSA tickets": url was changed since the plan. Plan again with corotui plan` {
			t.Errorf("it says %s", said)
		}
	}
	if n := w.sent(emulator.OpSearch); n != 0 {
		t.Errorf("a saved plan was scanned for %d times", n)
	}
	// Again: what is done is unchanged, and still refused is what was.
	w.emulator.ResetRequests()
	if again := w.run("", "apply", saved, "--yes", "--json"); again.code != 6 || w.writes() != 0 {
		t.Errorf("it ended with %d after %d writes: %s", again.code, w.writes(), again.stderr)
	}
	// All refused.
	w.emulator.ResetRequests()
	only := w.policy(t, "only.yaml", "corotui: v1\nsets:\n  - workspaces: {ids: [northwinddental_N3D5_x]}\n    webhooks:\n      - {name: PSA tickets, description: By a file}\n      - {name: Audit, description: By a file}\n")
	w.run("", "plan", only, "--out", saved)
	for _, name := range []string{"PSA tickets", "Audit"} {
		w.alter(northwind, name, func(held map[string]any) { held["description"] = "By someone else" })
	}
	w.run("", "apply", saved, "--yes").want(t, 5, "None of the 2 webhooks could be changed")
}

// TestApplyNeedsSecret: what cannot be created without a secret is said, and the others go
// on.
func TestApplyNeedsSecret(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	file := w.policy(t, "want.yaml", `corotui: v1
sets:
  - workspaces: {ids: [northwinddental_N3D5_x]}
    webhooks:
      - {name: Audit, url: https://audit.example.com/in, triggers: [workspace-created]}
      - {name: PSA tickets, description: By a file}
`)
	e := w.run("", "apply", file, "--yes", "--json")
	if got := outcomes(applied(t, e)); e.code != 6 || got["needs-secret"] != 1 || got["done"] != 1 {
		t.Errorf("it ended with %d, %v: %s", e.code, got, e.stderr)
	}
	if !strings.Contains(e.stdout, `a new webhook needs a secret, and the files name none. Name where it comes from, such as secret: {env: NAME}`) {
		t.Errorf("it says %s", e.stdout)
	}
}

// TestApplyAsksBeforeItWrites: without an answer, or with something wrong, nothing is sent.
func TestApplyAsksBeforeItWrites(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	file := w.policy(t, "want.yaml", audit)
	other := w.policy(t, "other.yaml", "corotui: v1\nsets: []\n")
	damaged := w.policy(t, "damaged.plan", `{"corotuiPlan": 1, "items": [`)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"apply", file}, "There is no terminal to ask on"},
		{[]string{"apply"}, "Give a file, a folder, or - for stdin"},
		{[]string{"apply", "-"}, "The files come from stdin"},
		{[]string{"apply", file, "--yes"}, "AUDIT_SECRET is not set"},
		{[]string{"apply", damaged, other, "--yes"}, "is a plan; apply it by itself"},
		{[]string{"apply", damaged, "--yes", "--prune"}, "leave --prune and --force out"},
		{[]string{"apply", damaged, "--yes"}, "is damaged"},
		{[]string{"apply", "--resume", "--prune"}, "does not go with --prune"},
		{[]string{"apply", file, "--yes", "--read-only"}, "read-only"},
	} {
		if e := w.run("", c.args...); e.code != 2 || !strings.Contains(e.stderr, c.says) {
			t.Errorf("%v ended with %d: %s", c.args, e.code, e.stderr)
		}
	}
	if n := len(w.emulator.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	w.set("AUDIT_SECRET=the-secret-of-audit")
	e := w.run("", "apply", file, "--dry-run", "--json")
	if got := outcomes(applied(t, e)); e.code != 0 || got["dry-run"] < 5 || len(got) != 1 || w.writes() != 0 {
		t.Errorf("the dry run ended with %d, %v: %s", e.code, got, e.stderr)
	}
}

// TestApplyResume interrupts an apply, and finishes it from the history alone.
func TestApplyResume(t *testing.T) {
	t.Parallel()
	var creates atomic.Int32
	ctx, stop := context.WithCancelCause(t.Context())
	w := loggedIn(t, emulator.WithLatency(5*time.Millisecond), emulator.WithObserver(func(r emulator.Request) {
		if r.Operation == emulator.OpCreate && creates.Add(1) == 3 {
			stop(program.Stopped{Signal: syscall.SIGINT})
		}
	}))
	file := w.policy(t, "want.yaml", audit)
	w.set("AUDIT_SECRET=the-secret-of-audit")
	all := strings.Count(w.run("", "plan", file, "--json").stdout, "\n")
	cut := w.runContext(ctx, strings.NewReader(""), "apply", file, "--yes", "--concurrency", "1")
	if cut.code != 130 || !strings.Contains(cut.stderr, "; resume with corotui apply --resume ") {
		t.Fatalf("it ended with %d: %s", cut.code, cut.stderr)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	w.run("", "apply", "--resume").want(t, 2, "There is no terminal to ask on")
	w.run("", "apply", "--resume", "nope", "--yes").want(t, 4, `No interrupted run has the id "nope"`)
	w.set("AUDIT_SECRET=")
	w.run("", "apply", "--resume", "--yes").want(t, 2, "the environment variable AUDIT_SECRET is not set")
	w.set("AUDIT_SECRET=another-secret")
	if e := w.run("", "apply", "--resume", "--dry-run", "--json"); outcomes(applied(t, e))["conflict"] == 0 {
		t.Errorf("with another secret: %d %s", e.code, e.stdout)
	}
	w.set("AUDIT_SECRET=the-secret-of-audit")
	if e := w.run("", "apply", "--resume", "--yes"); e.code != 0 {
		t.Errorf("the rest ended with %d: %s", e.code, e.stderr)
	}
	if got := int(creates.Load()); got != all {
		t.Errorf("%d were created, want each of %d once", got, all)
	}
	w.run("", "apply", "--resume", "--yes").want(t, 0, "No run was interrupted")
}
