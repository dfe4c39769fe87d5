package history_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"corotui/internal/change"
	"corotui/internal/history"
)

// Of a history at its limit.
const (
	files    = 13
	fileSize = 4 << 20
)

// full makes a history at its limit, with an open run and an open change in its
// oldest file, and an entry of the id "oldest00".
func full(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "history.jsonl")
	line := func(number int) []byte {
		e := history.Entry{
			Version: 1, Type: history.Change, ID: fmt.Sprintf("id%06d", number), At: start, User: "tech1", Profile: tech1.Profile, Host: tech1.Host,
			Workspace: "acme_AB12_x", WorkspaceName: "Acme Channel", Webhook: "hook-1", Name: "Billing", Action: change.Updated,
			Deltas: []history.Delta{{Field: history.Field(change.Status), Before: &history.Value{Text: "enabled"}, After: &history.Value{Text: "disabled"}}},
		}
		if number == 0 {
			e.ID, e.Webhook = "oldest00", "hook-0"
		}
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		return append(raw, '\n')
	}
	number := 0
	for n := files - 1; n >= 0; n-- {
		var content bytes.Buffer
		if n == files-1 {
			content.WriteString(`{"v":1,"type":"plan","id":"planned0","at":"2026-11-23T14:02:00Z","user":"tech1","profile":"acme","host":"api.secure.coro.net","workspace":"","action":"","outcome":"done","set":"runs0000","run":{"kind":"enable","items":[{"workspace":"w","webhook":"h"}]}}` + "\n")
		}
		for next := line(number); content.Len()+len(next) <= fileSize; next = line(number) {
			content.Write(next)
			number++
		}
		name := path
		if n > 0 {
			name = strings.TrimSuffix(path, ".jsonl") + fmt.Sprintf(".%d.jsonl", n)
		}
		if err := os.WriteFile(name, content.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// metered returns the history at a path, and what checks how much of it something
// reads, and how much memory that takes.
func metered(t *testing.T, path string) (log *history.Log, cost func(what string, most, memory int64, do func() error)) {
	t.Helper()
	var readBytes atomic.Int64
	log = history.Open(path, history.WithReads(func(n int) { readBytes.Add(int64(n)) }))
	return log, func(what string, most, memory int64, do func() error) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		readBytes.Store(0)
		if err := do(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		runtime.ReadMemStats(&after)
		if got := readBytes.Load(); got > most {
			t.Errorf("%s reads %d bytes, and may %d", what, got, most)
		}
		if got := int64(after.TotalAlloc - before.TotalAlloc); got > memory {
			t.Errorf("%s takes %d bytes of memory, and may %d", what, got, memory)
		}
	}
}

// TestAtTheLimit holds what is read and taken of memory where the history is as
// long as it becomes. It is not run beside other tests, whose memory would count.
func TestAtTheLimit(t *testing.T) { //nolint:paralleltest // it measures memory
	path := full(t)
	log, cost := metered(t, path)
	const little, all, memory = 256 << 10, files*fileSize + files*fileSize/64, 10 << 20
	start := func() error {
		runs, err := log.Runs(t.Context())
		if err == nil && len(runs) != 1 {
			err = fmt.Errorf("found %d open runs", len(runs))
		}
		return err
	}
	cost("the first start", 2*all, 2*memory, start) // no one has carried anything over yet
	// The next change begins a new file, and the oldest one goes. What the run did is lost with it.
	var newest string
	cost("a change that begins a new file", 2*all, memory, func() (err error) {
		newest, err = log.By(tech1).Record(t.Context(), event("newest"))
		return err
	})
	cost("a start", little, 1<<20, func() error {
		begun, err := log.Open(t.Context())
		runs, failed := log.Runs(t.Context())
		if len(begun)+len(runs) != 0 {
			t.Errorf("found %d open changes and %d open runs", len(begun), len(runs))
		}
		return errors.Join(err, failed)
	})
	cost("the newest change", little, 1<<20, func() error {
		ways, err := log.PlanUndoLast(t.Context(), here)
		if err == nil && (len(ways) != 1 || ways[0].Entry.ID != newest) {
			err = fmt.Errorf("it is %+v", ways)
		}
		return err
	})
	choicesCost(t, log, newest, cost)
	cost("the newest entries", little, 1<<20, func() error {
		found, err := log.Read(t.Context(), history.Filter{Limit: 20})
		if err == nil && len(found.Entries) != 20 {
			err = fmt.Errorf("there are %d", len(found.Entries))
		}
		return err
	})
	cost("the entries of a webhook", little, 1<<20, func() error {
		found, err := log.ForWebhook(t.Context(), tech1.Host, "acme_AB12_x", "hook-1", 8)
		if err == nil && len(found) != 8 {
			err = fmt.Errorf("there are %d", len(found))
		}
		return err
	})
	cost("a webhook that is not in it", all, memory, func() error {
		_, err := log.ForWebhook(t.Context(), tech1.Host, "acme_AB12_x", "nowhere", 8)
		return err
	})
	cost("the undo of an old change", all, memory, func() error {
		ways, err := log.PlanUndo(t.Context(), "id020000")
		if err == nil && (len(ways) != 1 || ways[0].Change == nil || !ways[0].Earlier) {
			err = fmt.Errorf("it is %+v", ways)
		}
		return err
	})
}

// choicesCost looks at what a list of what can be undone costs.
func choicesCost(t *testing.T, log *history.Log, newest string, cost func(what string, most, memory int64, do func() error)) {
	t.Helper()
	cost("what can be undone", 256<<10, 8<<20, func() error {
		choices, err := log.Choices(t.Context(), here, 30)
		if err == nil && (len(choices) != 30 || choices[0].ID != newest) {
			err = fmt.Errorf("they are %+v", choices)
		}
		return err
	})
	cost("what can be undone elsewhere", 2<<20, 64<<20, func() error {
		choices, err := log.Choices(t.Context(), history.Scope{Profile: "other", Host: tech1.Host}, 30)
		if err == nil && len(choices) != 0 {
			err = fmt.Errorf("they are %+v", choices)
		}
		return err
	})
}
