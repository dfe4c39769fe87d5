package cli_test

import (
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// The webhooks of the table: one is disabled in the channel, one in the workspace below.
const (
	oneID   = "66b204f0c992d50b8b2f0001"
	twoID   = "66b204f0c992d50b8b2f0002"
	threeID = "66b204f0c992d50b8b2f0003"
	below   = "below_B2_x"
)

// rowsSeed has few webhooks, so that every command can be run against every variant.
func rowsSeed() emulator.Seed {
	hook := func(id, name, host, status string) emulator.SeedWebhook {
		return emulator.SeedWebhook{
			ID: id, Name: name, Status: status, URL: "https://" + host + "/in", Secret: "s3cret-of-" + name,
			Triggers: []string{"workspace-created", "subscription-updated"}, Headers: []emulator.SeedHeader{{Name: "X-Env", Value: "prod"}, {Name: "X-Old", Value: "1"}},
		}
	}
	return emulator.Seed{Workspaces: []emulator.SeedWorkspace{
		{
			ID: emulator.DemoChannel, DisplayName: "Acme Channel", Type: "channel",
			Webhooks: []emulator.SeedWebhook{hook(oneID, "One", "other.example", "enabled"), hook(twoID, "Two", "old.example", "disabled")},
		},
		{ID: below, DisplayName: "Below", Type: "child", Parent: emulator.DemoChannel, Webhooks: []emulator.SeedWebhook{hook(threeID, "Three", "old.example", "disabled")}},
	}}
}

// tableRow is a command of the table: how it ends, and how each webhook of it ended.
type tableRow struct {
	args  string
	stdin string
	code  int
	ends  map[string]string // outcome by name; nil: it changes nothing
	run   bool              // the results are of a run
	shows []string          // of one that changes nothing, besides
}

// tableRows are every command of the table, in an order in which each finds something.
func tableRows() []tableRow {
	return []tableRow{
		{args: "webhooks list", shows: []string{oneID, twoID}},
		{args: "webhooks get One", shows: []string{oneID}},
		{args: "webhooks create --name Made --url https://made.example/in --trigger workspace-created --secret-stdin", stdin: hookCanary, ends: map[string]string{"Made": "done"}},
		{args: "webhooks edit Made --description changed", ends: map[string]string{"Made": "done"}},
		{args: "webhooks disable One Two", ends: map[string]string{"One": "done", "Two": "unchanged"}, run: true},
		{args: "webhooks enable One", ends: map[string]string{"One": "done"}},
		{args: "undo --yes", ends: map[string]string{"One": "done"}},
		{args: "webhooks enable One nope", code: 6, ends: map[string]string{"One": "done", "nope": "failed"}, run: true},
		{args: "webhooks test One", ends: map[string]string{"One": "done"}, run: true},
		{args: "webhooks rotate-secret One --generate --yes", ends: map[string]string{"One": "done"}},
		{args: "webhooks delete Made --dry-run", ends: map[string]string{"Made": "dry-run"}},
		{args: "webhooks delete Made --yes", ends: map[string]string{"Made": "done"}},
		{args: "webhooks delete Made --yes", code: 4},
		{args: "fleet list", shows: []string{oneID, twoID, threeID, below}},
		{args: "fleet enable --status disabled --yes", ends: map[string]string{"Two": "done", "Three": "done"}, run: true},
		{args: "fleet disable --ids - --yes", stdin: threeID + "\r\n\n" + threeID + "\n", ends: map[string]string{"Three": "done"}},
		{args: "fleet test --workspace-filter id:" + below + " --yes", ends: map[string]string{"Three": "done"}, run: true},
		{args: "fleet set-url old.example new.example --all --yes", ends: map[string]string{"One": "skipped", "Two": "done", "Three": "done"}, run: true},
		{args: "fleet add-trigger protected-users-added --filter name:three --yes", ends: map[string]string{"Three": "done"}},
		{args: "fleet remove-trigger protected-users-added --all --yes", ends: map[string]string{"One": "unchanged", "Two": "unchanged", "Three": "done"}, run: true},
		{args: "fleet set-header X-Team:a --all --yes", ends: map[string]string{"One": "done", "Two": "done", "Three": "done"}, run: true},
		{args: "fleet remove-header X-Old X-Team --all --yes", ends: map[string]string{"One": "done", "Two": "done", "Three": "done"}, run: true},
		{args: "fleet rotate-secret --generate --all --yes", ends: map[string]string{"One": "done", "Two": "done", "Three": "done"}, run: true},
		{args: "fleet copy One --to " + below + " --yes", ends: map[string]string{"One": "done"}, run: true},
		{args: "fleet delete --workspace-filter id:" + below + " --yes --filter name:three", ends: map[string]string{"Three": "done"}},
		{args: "fleet resume --yes"},
		{args: "workspaces list", shows: []string{below}},
		{args: "history --limit 1", shows: []string{`"delete"`, threeID}},
		{args: "fleet enable", code: 2},
		{args: "webhooks delete One", code: 2, ends: map[string]string{"One": "refused"}},
		{args: "webhooks delete One --read-only", code: 2, ends: map[string]string{"One": "refused"}},
	}
}

// TestEveryCommandAgainstEveryVariant runs the table of commands against every way in which
// a server may fill what the API's documentation leaves open.
func TestEveryCommandAgainstEveryVariant(t *testing.T) {
	t.Parallel()
	for _, variant := range emulator.Variants() {
		t.Run(variant.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorldOf(t, rowsSeed(), emulator.WithVariant(variant.Variant))
			w.logIn()
			if variant.Variant.Audience == "legacy" {
				w.set("COROTUI_AUDIENCE=https://secure.coro.net/api")
			}
			for _, r := range tableRows() {
				r.on(variant.Variant).check(t, w)
			}
			document, _ := w.emulator.Webhook(emulator.DemoChannel, twoID)
			held, changed := string(document), variant.Variant.Search != "403"
			if strings.Contains(held, "X-Old") == changed || strings.Contains(held, "X-Team") || !strings.Contains(held, "X-Env") || strings.Contains(held, "new.example") != changed {
				t.Errorf("the server holds %s", held)
			}
		})
	}
}

// on is how a command ends at a server that cannot do all: that refuses to list the
// workspaces, that returns no secret to copy, or that has no words for what is not there.
func (r tableRow) on(v emulator.Variant) tableRow {
	copies := strings.HasPrefix(r.args, "fleet copy ")
	reads := strings.HasPrefix(r.args, "fleet ") && r.code == 0 && r.args != "fleet resume --yes" || r.args == "workspaces list"
	switch {
	case reads && v.Search == "403":
		r.code, r.ends, r.shows = 3, nil, nil
	case copies && !slices.Contains([]string{"", "clear"}, v.Secret):
		r.code, r.ends = 1, map[string]string{"One": "needs-secret"}
	case copies && v.List == "repeating": // what it does not show may be the copy
		r.code, r.ends = 1, map[string]string{"One": "failed"}
	case r.code == 4 && v.Errors == "html":
		r.code = 1
	case strings.HasPrefix(r.args, "history ") && v.Search == "403":
		r.shows = []string{`"delete"`}
	}
	return r
}

// check runs a command and looks at its exit code and its results.
func (r tableRow) check(t *testing.T, w *world) {
	t.Helper()
	args := append(strings.Fields(r.args), "--json")
	if r.ends != nil {
		args = append(args, "--leave-secret")
	}
	e := w.run(r.stdin, args...)
	if e.code != r.code {
		t.Errorf("%s ends with %d, want %d\nstdout: %s\nstderr: %s", r.args, e.code, r.code, e.stdout, e.stderr)
		return
	}
	for _, text := range r.shows {
		if !strings.Contains(e.stdout, text) {
			t.Errorf("%s does not show %s: %s", r.args, text, e.stdout)
		}
	}
	if r.ends == nil {
		return
	}
	results := e.results(t)
	if len(results) != len(r.ends) {
		t.Errorf("%s has %d results, want %d: %s%s", r.args, len(results), len(r.ends), e.stdout, e.stderr)
	}
	for _, one := range results {
		r.checkResult(t, one)
	}
}

// checkResult looks at one result.
func (r tableRow) checkResult(t *testing.T, one told) {
	t.Helper()
	failed := slices.Contains([]string{"failed", "refused", "needs-secret"}, one.Outcome)
	test := strings.Contains(r.args, " test ")
	switch {
	case one.Outcome != r.ends[one.Name]:
		t.Errorf("%s: %s ended as %s, want %s (%v)", r.args, one.Name, one.Outcome, r.ends[one.Name], one.Error)
	case (one.Error != nil) != failed:
		t.Errorf("%s: %s has the error %v", r.args, one.Name, one.Error)
	case (one.Undo != nil) != (one.Outcome == "done" && !test):
		t.Errorf("%s: %s is undone by %v", r.args, one.Name, one.Undo)
	case (one.Set != nil) != r.run:
		t.Errorf("%s: %s is of the run %v", r.args, one.Name, one.Set)
	case one.WorkspaceID == "":
		t.Errorf("%s: %s is in no workspace", r.args, one.Name)
	case test && (one.Test == nil || one.Test.Status/100 != 2):
		t.Errorf("%s: %s was answered with %v", r.args, one.Name, one.Test)
	case (one.Outcome == "done" || one.Outcome == "unchanged") && one.ID == "":
		t.Errorf("%s: %s has no id", r.args, one.Name)
	}
}
