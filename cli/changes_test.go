package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// rowsWorld has the few webhooks of the table.
func rowsWorld(t *testing.T, options ...emulator.Option) *world {
	t.Helper()
	w := newWorldOf(t, rowsSeed(), options...)
	w.logIn()
	return w
}

// writes counts what was sent to change or test something.
func (w *world) writes() int {
	n := 0
	for _, r := range w.emulator.Requests() {
		search := r.Operation == emulator.OpSearch || r.Operation == emulator.OpToken
		if r.Method != http.MethodGet && !search {
			n++
		}
	}
	return n
}

// TestASelectionThatSaysNothingIsRefused before the first request, and so is what cannot
// be read.
func TestASelectionThatSaysNothingIsRefused(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	for _, test := range []struct {
		args  []string
		stdin string
		said  string
	}{
		{nil, "", "Select the webhooks with --filter"},
		{[]string{"--filter", ""}, "", "--filter is empty"},
		{[]string{"--filter", " "}, "", "--filter is empty"},
		{[]string{"--filter", `""`}, "", "selects every webhook"},
		{[]string{"--filter", `""`, "--status", "disabled"}, "", "selects every webhook"},
		{[]string{"--filter", "", "--status", "disabled"}, "", "--filter is empty"},
		{[]string{"--workspace-filter", ""}, "", "--workspace-filter is empty"},
		{[]string{"--workspace-filter", " "}, "", "--workspace-filter is empty"},
		{[]string{"--workspace-filter", `""`}, "", "selects every workspace"},
		{[]string{"--status", ""}, "", "--status is empty"},
		{[]string{"--status", "off"}, "", "use enabled or disabled"},
		{[]string{"--ids", "-"}, "", "found no id on stdin"},
		{[]string{"--ids", "-"}, "\r\n \n\n", "found no id on stdin"},
		{[]string{"--ids", "-"}, "a\x00b\n", "an id on stdin contains"},
		{[]string{"--ids", oneID}, "", "only - is possible"},
		{[]string{"--all", "--filter", "name:one"}, "", "exclude each other"},
		{[]string{"--filter", "nam:one"}, "", "no field"},
	} {
		args := append([]string{"fleet", "disable", "--yes"}, test.args...)
		if e := w.run(test.stdin, args...); e.code != 2 || !strings.Contains(e.stderr, test.said) || e.stdout != "" {
			t.Errorf("%q ends with %d: %s%s", test.args, e.code, e.stderr, e.stdout)
		}
	}
	w.run("s", "fleet", "rotate-secret", "--ids", "-", "--secret-stdin", "--yes").want(t, 2, "both read stdin")
	w.run("s", "fleet", "set-header", "X-A", "--ids", "-", "--value-stdin", "--yes").want(t, 2, "both read stdin")
	if asked := len(w.emulator.Requests()); asked != 0 {
		t.Errorf("%d requests were sent", asked)
	}
}

// TestIDsFromStdin: lines of another system, empty ones, and one that comes again. Only an
// id that is nowhere has failed; one that the other flags do not select was not meant.
func TestIDsFromStdin(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	ids := "\ufeff" + oneID + "\r\n\r\n  " + threeID + "  \n" + threeID + "\nnope"
	e := w.run(ids, "fleet", "enable", "--ids", "-", "--status", "disabled", "--yes", "--json")
	e.want(t, 6)
	results := of(e.results(t))
	if len(results) != 2 || results["Three"].Outcome != "done" || results["nope"].Outcome != "gone" || results["nope"].Error == nil {
		t.Errorf("got %+v", results)
	}
	w.run("nope\n", "fleet", "enable", "--ids", "-", "--yes", "--quiet").want(t, 4, `No webhook with the id "nope" in any workspace below acmechannel_AB12_c`)
	w.run(strings.Repeat("x", 70<<10), "fleet", "enable", "--ids", "-", "--yes").want(t, 2, "an id on stdin is too long")
}

// TestADryRunSendsNoWrite and no test, needs no yes, and works also where the rest is
// read-only.
func TestADryRunSendsNoWrite(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	w.run("", "webhooks", "enable", "Two").want(t, 0)
	w.emulator.ResetRequests()
	for _, test := range []struct{ args, stdin, field string }{
		{"webhooks create --name New --url https://n.example --trigger workspace-created --secret-stdin", "s3cret", "name"},
		{"webhooks edit One --description x", "", "description"},
		{"webhooks enable Three --workspace " + below, "", "status"},
		{"webhooks disable One", "", "status"},
		{"webhooks delete One", "", "name"},
		{"webhooks test One", "", ""},
		{"webhooks enable Three --if-test-passes --workspace " + below, "", "status"},
		{"webhooks rotate-secret One --generate", "", "secret"},
		{"fleet disable --filter name:one", "", "status"},
		{"fleet test --filter name:one", "", ""},
		{"fleet delete --filter name:one", "", "name"},
		{"fleet set-url other.example new.example --filter name:one", "", "URL"},
		{"fleet add-trigger protected-users-added --filter name:one", "", "trigger"},
		{"fleet remove-trigger workspace-created --filter name:one", "", "trigger"},
		{"fleet set-header X-New:1 --filter name:one", "", "header"},
		{"fleet remove-header X-Old X-Env --filter name:one", "", "header"},
		{"fleet rotate-secret --secret-stdin --filter name:one", "s3cret", "secret"},
		{"fleet copy One --to " + below, "", "name"},
		{"undo", "", "status"},
	} {
		e := w.run(test.stdin, append(strings.Fields(test.args), "--dry-run", "--read-only", "--json")...)
		if e.code != 0 {
			t.Errorf("%s ends with %d: %s", test.args, e.code, e.stderr)
			continue
		}
		one := e.result(t)
		if one.Outcome != "dry-run" || one.Error != nil || one.Undo != nil || one.Set != nil || strings.Contains(e.stdout+e.stderr, "s3cret") {
			t.Errorf("%s: %s", test.args, e.stdout)
		}
		if test.field == "" && len(one.Changes) > 0 || test.field != "" && !strings.Contains(strings.ToLower(e.stdout), `"field":"`+strings.ToLower(test.field)) {
			t.Errorf("%s does not show %s: %s", test.args, test.field, e.stdout)
		}
	}
	if sent := w.writes(); sent != 0 {
		t.Errorf("%d writes were sent", sent)
	}
	if all := w.past(); len(all) != 1 {
		t.Errorf("the history has %d changes", len(all))
	}
}

// TestADryRunSaysWhatLacksASecret, as nothing would be written then.
func TestADryRunSaysWhatLacksASecret(t *testing.T) {
	t.Parallel()
	v, err := emulator.ParseVariant("secret=stars")
	if err != nil {
		t.Fatal(err)
	}
	w := rowsWorld(t, emulator.WithVariant(v))
	for args, said := range map[string]string{
		"webhooks disable One": "without --leave-secret", "fleet copy One --to " + below: "cannot be copied", "webhooks edit One --description x": "without --leave-secret",
	} {
		if one := w.run("", append(strings.Fields(args), "--dry-run", "--json")...).result(t); len(one.Warnings) != 1 || !strings.Contains(one.Warnings[0], said) {
			t.Errorf("%s warns of %q", args, one.Warnings)
		}
	}
	if one := w.run("", "webhooks", "disable", "One", "--dry-run", "--json", "--leave-secret").result(t); one.Warnings != nil {
		t.Errorf("it warns of %q", one.Warnings)
	}
}

// TestSecretsAreShownOnlyWhenAskedFor, in results and in dry runs, and a file with them is
// its owner's alone.
func TestSecretsAreShownOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	file := filepath.Join(w.home, "results.json")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"webhooks", "rotate-secret", "One", "--secret-stdin", "--yes", "--dry-run"}, {"webhooks", "rotate-secret", "One", "--secret-stdin", "--yes"},
		{"fleet", "rotate-secret", "--all", "--secret-stdin", "--yes"},
	} {
		for _, format := range []string{"json", "csv", "yaml", "table"} {
			masked := w.run(hookCanary, append(args, "--format", format)...)
			if masked.code != 0 || strings.Contains(masked.stdout+masked.stderr, hookCanary) {
				t.Errorf("%q in %s ends with %d and shows %s%s", args, format, masked.code, masked.stdout, masked.stderr)
			}
		}
		w.run("other", append(args, "--show-secrets", "--json")...).want(t, 0, `"other"`)
	}
	w.run(hookCanary, "webhooks", "rotate-secret", "One", "--secret-stdin", "--yes", "--show-secrets", "--json", "--output", file).want(t, 0)
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), hookCanary) || w.files()["results.json"] != 0o600 {
		t.Errorf("the file has %v: %s %v", w.files()["results.json"], data, err)
	}
}

// TestExitCodesOfSeveral: of the first if all failed, that some did, and each with its
// error once on stderr and in its result.
func TestExitCodesOfSeveral(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: below, Times: emulator.Forever})
	some := w.run("", "fleet", "set-header", "X-A: 1", "--all", "--yes", "--json")
	some.want(t, 6, "1 of 3 webhooks could not be changed; the others are done")
	if one := of(some.results(t))["Three"]; one.Outcome != "failed" || one.Error == nil || one.Undo != nil || strings.Count(some.stderr, *one.Error) != 1 {
		t.Errorf("it ended as %+v, and told %s", one, some.stderr)
	}
	single := w.run("", "fleet", "enable", "--filter", "name:three", "--yes", "--json")
	if one := single.result(t); single.code != 3 || one.Error == nil || strings.Count(single.stderr, *one.Error) != 1 {
		t.Errorf("it ended with %d as %+v, and told %s", single.code, one, single.stderr)
	}
	w.run("", "webhooks", "get", "One", "nope", "--json").want(t, 6, oneID, `No webhook "nope"`, "1 of 2 webhooks could not be shown")
	w.run("", "webhooks", "get", "nix", "nope").want(t, 4, `No webhook "nope"`, `No webhook "nix"`, "None of the 2 webhooks could be shown")
	both := w.run("", "webhooks", "get", "One", "Two", "--json")
	if both.want(t, 0); strings.Count(both.stdout, "\n") != 2 || !json.Valid([]byte(strings.Split(both.stdout, "\n")[0])) {
		t.Errorf("two are shown as %s", both.stdout)
	}
}

// TestRemovedHeadersComeBack: all that are named go, and one undo brings them back.
func TestRemovedHeadersComeBack(t *testing.T) {
	t.Parallel()
	w := rowsWorld(t)
	w.run("", "fleet", "remove-header", "X-Env", " ", "--all", "--yes").want(t, 2)
	one := w.run("", "fleet", "remove-header", "x-env", "X-Old", "X-Nope", "--filter", "name:one", "--yes", "--json").result(t)
	if held, _ := w.webhook(oneID); len(held.Headers) != 0 || one.Undo == nil {
		t.Fatalf("the server holds %+v; %+v", held.Headers, one)
	}
	w.run("", "undo", *one.Undo, "--yes").want(t, 0)
	if held, _ := w.webhook(oneID); held.Headers["X-Env"] != "prod" || held.Headers["X-Old"] != "1" {
		t.Errorf("the server holds %+v", held.Headers)
	}
	e := w.run("", "fleet", "remove-header", "X-Nope", "--all", "--yes", "--json")
	for _, one := range e.results(t) {
		if one.Outcome != "unchanged" {
			t.Errorf("%+v", one)
		}
	}
	e.want(t, 0)
}
