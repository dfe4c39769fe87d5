package history_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// start is the time of the tests' records.
var start = time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)

var tech1 = history.Who{User: "tech1", Profile: "acme", Client: "2qDgXyZ0123456", Host: "api.secure.coro.net"}

// open returns a history in a folder that is not there yet.
func open(t *testing.T, options ...history.Option) (*history.Log, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state", "corotui", "history.jsonl")
	return history.Open(path, options...), path
}

// event is a change of the name, by which it is found again.
func event(name api.Text) change.Record {
	return change.Record{
		At: start, Action: change.Updated, Workspace: "acme_AB12_x", WorkspaceName: "Acme Channel", Webhook: "hook-1", Name: name,
		Deltas: change.Diff(api.Fields{Name: name}, api.Fields{Name: name + " 2"}),
	}
}

func record(t *testing.T, log *history.Log, who history.Who, e change.Record) string {
	t.Helper()
	id, err := log.By(who).Record(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func read(t *testing.T, log *history.Log, filter history.Filter) history.Found {
	t.Helper()
	found, err := log.Read(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func names(entries []history.Entry) string {
	var all []string
	for _, e := range entries {
		all = append(all, string(e.Name))
	}
	return strings.Join(all, " ")
}

// arePrivate checks the history's folder and what is in it: history, key, and lock.
func arePrivate(t *testing.T, folder, canary string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 3 {
		t.Errorf("files %v, %v; want history, key and lock", files, err)
	}
	for _, file := range append(files, folder) {
		mode := permissions(t, file)
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[file == folder]; mode != want && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o, want %o", file, mode, want)
		}
		if content, err := os.ReadFile(file); err == nil && strings.Contains(string(content), canary) {
			t.Errorf("a secret is in %s", file)
		}
	}
}

// TestRecord holds an entry to the letter, and that no secret is in the files.
func TestRecord(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	const canary = "CANARY77"
	before := api.Fields{
		Name: "Billing", URL: "https://u:" + canary + "@hooks.example/coro", Status: api.Enabled,
		Headers: []api.Header{{Name: "Authorization", Value: "Bearer " + canary}, {Name: "X-Env", Value: "prod"}},
		Secret:  api.GivenSecret(canary),
	}
	after := api.Fields{
		Name: "Billing", URL: "https://hooks.example/coro", Status: api.Disabled, ApplyToAllDescendants: true,
		Headers:  []api.Header{{Name: "Authorization", Value: "Bearer " + canary + "2"}},
		Triggers: []api.Trigger{"workspaceCreated.v1"}, Secret: api.GivenSecret(canary + "2"),
	}
	id := record(t, log, tech1, change.Record{
		At: start.Add(123456 * time.Microsecond), Action: change.Updated, Workspace: "acme_AB12_x", WorkspaceName: "Acme", Webhook: "hook-1", Name: "Billing",
		Deltas: change.Diff(before, after), Outcome: change.Unknown, Err: errors.New("cut"), Trace: "trace-1", Set: "set-1",
	})
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := string(raw)
	for _, part := range []string{
		`{"v":1,"type":"change","id":"` + id + `","at":"2026-11-23T14:02:00.123Z","user":"tech1","profile":"acme","client":"2qDg","host":"api.secure.coro.net",` +
			`"workspace":"acme_AB12_x","workspaceName":"Acme","webhook":"hook-1","name":"Billing","action":"update","changes":[`,
		`{"field":"applyToAllDescendants","before":{"text":"false"},"after":{"text":"true"}}`,
		`{"field":"status","before":{"text":"enabled"},"after":{"text":"disabled"}}`,
		`{"field":"trigger","item":"workspaceCreated.v1","before":null,"after":{"text":"workspaceCreated.v1"}}`,
		`{"field":"header","item":"X-Env","before":{"text":"prod"},"after":null}`,
		`{"field":"secret","before":{"text":"••••••••••••","print":"`,
		`"outcome":"unknown","error":"cut","trace":"trace-1","set":"set-1"}` + "\n",
	} {
		if !strings.Contains(line, part) {
			t.Errorf("the line has no %s:\n%s", part, line)
		}
	}
	arePrivate(t, filepath.Dir(path), canary)
	found := read(t, log, history.Filter{})
	if len(found.Entries) != 1 || found.Entries[0].ID != id || found.Entries[0].Outcome != change.Unknown {
		t.Fatalf("read %+v", found)
	}
	if got, want := len(found.Entries[0].Changes()), len(change.Diff(before, after)); got != want {
		t.Errorf("%d changes, want %d", got, want)
	}
	for i, d := range found.Entries[0].Changes() {
		if want := change.Diff(before, after)[i]; text(d.Before) != text(want.Before) || text(d.After) != text(want.After) || d.Field != want.Field || d.Item != want.Item {
			t.Errorf("read as %v %q: %s > %s", d.Field, d.Item, text(d.Before), text(d.After))
		}
	}
}

func text(t *api.Text) string {
	if t == nil {
		return "nothing"
	}
	return string(*t)
}

func permissions(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

// TestHostileText: what comes from a server reaches the file so that looking
// at it in a terminal does no harm, and comes back to the letter.
func TestHostileText(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	const hostile = "a\x1b[2J\u009b31m\u202egnp\u2028\u0000\x7f\U000e0041\U0001f600\n\"}{"
	id := record(t, log, tech1, event(hostile))
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(raw), "\x1b\u009b\u202e\u2028\x00\x7f\U000e0041") || strings.Count(string(raw), "\n") != 1 {
		t.Errorf("the file holds %q", raw)
	}
	if got := read(t, log, history.Filter{}).Entries; len(got) != 1 || got[0].ID != id || got[0].Name != hostile {
		t.Errorf("read %+v", got)
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	log := history.InMemory()
	other := history.Who{User: "tech2", Profile: "eu", Host: "api.secure-eu.coro.net"}
	record(t, log, tech1, event("one"))
	two := event("two")
	two.Webhook, two.Set, two.At = "hook-2", "set-1", start.Add(time.Hour)
	record(t, log, tech1, two)
	three := event("three")
	three.Workspace, three.At = "client_CD34_x", start.Add(2*time.Hour)
	record(t, log, other, three)
	if _, err := log.Append(t.Context(), history.Entry{Type: history.Plan, Name: "plan", Set: "set-1"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		filter history.Filter
		want   string
	}{
		{history.Filter{}, "three two one"},
		{history.Filter{Limit: 2}, "three two"},
		{history.Filter{Profile: "acme"}, "two one"},
		{history.Filter{Host: other.Host}, "three"},
		{history.Filter{Workspace: "acme_AB12_x"}, "two one"},
		{history.Filter{Webhook: "hook-1"}, "three one"},
		{history.Filter{Webhook: "hook-1", Workspace: "acme_AB12_x"}, "one"},
		{history.Filter{Set: "set-1"}, "two"},
		{history.Filter{Type: history.Plan}, "plan"},
		{history.Filter{Since: start.Add(time.Hour)}, "three two"},
	} {
		if got := names(read(t, log, c.filter).Entries); got != c.want {
			t.Errorf("%+v chooses %q, want %q", c.filter, got, c.want)
		}
	}
	if got, err := log.ForWebhook(t.Context(), tech1.Host, "acme_AB12_x", "hook-2", 8); err != nil || names(got) != "two" {
		t.Errorf("of one webhook %q, %v", names(got), err)
	}
}

// TestNothingThere: reading makes no files.
func TestNothingThere(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	if found := read(t, log, history.Filter{}); len(found.Entries) != 0 {
		t.Errorf("found %v", found)
	}
	if ways, err := log.PlanUndoLast(t.Context(), here); err != nil || len(ways) != 0 {
		t.Errorf("to undo: %v, %v", ways, err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}

// TestTorn cuts the file at every byte of its last line, as a crash can, and
// appends to it.
func TestTorn(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	record(t, log, tech1, event("one"))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	record(t, log, tech1, event("two"))
	both, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for end := len(whole); end < len(both); end++ {
		if err := os.WriteFile(path, both[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		fresh := history.Open(path)
		want, torn := "one", 1
		switch end {
		case len(whole):
			torn = 0
		case len(both) - 1: // only the line feed is missing
			want, torn = "two one", 0
		}
		if found := read(t, fresh, history.Filter{}); names(found.Entries) != want || found.Unreadable != torn {
			t.Fatalf("cut after %d bytes: %q and %d unreadable, want %q and %d", end-len(whole), names(found.Entries), found.Unreadable, want, torn)
		}
		record(t, fresh, tech1, event("three"))
		if found := read(t, fresh, history.Filter{}); names(found.Entries) != "three "+want || found.Unreadable != torn {
			t.Fatalf("cut after %d bytes and appended to: %q and %d unreadable", end-len(whole), names(found.Entries), found.Unreadable)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	log, path := open(t, history.WithRotation(900, 3))
	var want []string
	for i := range 9 {
		name := string(rune('a' + i))
		record(t, log, tech1, event(api.Text(name)))
		want = append([]string{name}, want...)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "history*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Size() > 900 {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	got := names(read(t, log, history.Filter{}).Entries)
	if len(files) != 4 || !strings.HasPrefix(strings.Join(want, " "), got) || len(strings.Fields(got)) < 7 {
		t.Errorf("files %v hold %q of %v", files, got, want)
	}
	// A crash between two renames leaves a gap.
	if err := os.Rename(path, strings.Replace(path, ".jsonl", ".2.jsonl", 1)); err != nil {
		t.Fatal(err)
	}
	record(t, log, tech1, event("z"))
	if got := read(t, log, history.Filter{}).Entries; got[0].Name != "z" {
		t.Errorf("after a gap: %q", names(got))
	}
}

// TestNotThroughALink: a link in the file's place is refused, not followed.
func TestNotThroughALink(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := filepath.Join(folder, "target")
	if err := os.WriteFile(target, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "history.jsonl")
	if err := os.Symlink(target, path); err != nil {
		t.Skip("no links here")
	}
	if _, err := history.Open(path).By(tech1).Record(t.Context(), event("one")); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("recorded with %v", err)
	}
	if content, err := os.ReadFile(target); err != nil || len(content) > 0 {
		t.Errorf("the target holds %q, %v", content, err)
	}
}

func TestOpenToOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no modes here")
	}
	log, path := open(t)
	record(t, log, tech1, event("one"))
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	record(t, log, tech1, event("two"))
	if mode := permissions(t, path); mode != 0o600 {
		t.Errorf("mode %o", mode)
	}
}

// TestLockHeld: a copy that hangs while it holds the lock does not hang others.
func TestLockHeld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log, path := open(t)
		record(t, log, tech1, event("one"))
		held := flock.New(strings.TrimSuffix(path, ".jsonl") + ".lock")
		if got, err := held.TryLock(); err != nil || !got {
			t.Fatal(got, err)
		}
		if _, err := log.By(tech1).Record(t.Context(), event("two")); err == nil || !strings.Contains(err.Error(), "another corotui holds the lock") {
			t.Errorf("recorded with %v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := log.By(tech1).Record(ended, event("three")); !errors.Is(err, context.Canceled) {
			t.Errorf("recorded with %v", err)
		}
		if got := names(read(t, log, history.Filter{}).Entries); got != "one" {
			t.Errorf("the history is not readable meanwhile: %q", got)
		}
		if err := held.Unlock(); err != nil {
			t.Fatal(err)
		}
		record(t, log, tech1, event("four"))
	})
}

// TestTwoLogs: what one copy writes, the other reads, although it remembers
// what it has read.
func TestTwoLogs(t *testing.T) {
	t.Parallel()
	one, path := open(t)
	two := history.Open(path)
	var want []string
	for i := range 6 {
		name := string(rune('a' + i))
		record(t, []*history.Log{one, two}[i%2], tech1, event(api.Text(name)))
		want = append([]string{name}, want...)
		for _, log := range []*history.Log{one, two} {
			if got := read(t, log, history.Filter{}); names(got.Entries) != strings.Join(want, " ") {
				t.Fatalf("read %q, want %v", names(got.Entries), want)
			}
		}
	}
}
