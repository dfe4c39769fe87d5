package history_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// appendTo is set for the copies of the test's program that append entries.
const appendTo = "COROTUI_TEST_APPEND_TO"

const (
	processes = 3
	appends   = 60
)

func TestMain(m *testing.M) {
	if path := os.Getenv(appendTo); path != "" {
		if err := appendMany(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1) //nolint:forbidigo // this is the main of the copy
		}
		return
	}
	os.Exit(m.Run()) //nolint:forbidigo // as the testing package asks for
}

// appendMany is what each copy does.
func appendMany(path string) error {
	log := history.Open(path, history.WithRotation(8<<10, 50))
	for i := range appends {
		e := event(api.Text(fmt.Sprintf("%d-%d", os.Getpid(), i)))
		e.Deltas = change.Diff(api.Fields{}, api.Fields{Secret: api.GivenSecret("a"), Description: api.Text(strings.Repeat("x", i*7))})
		if _, err := log.By(tech1).Record(context.Background(), e); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	return nil
}

// TestProcesses has several processes append to one history, with a file that
// is full after some entries: none is torn, lost or doubled, and all use one
// key.
func TestProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "corotui", "history.jsonl")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var copies []*exec.Cmd
	for range processes {
		c := exec.CommandContext(t.Context(), self)
		c.Env = append(os.Environ(), appendTo+"="+path)
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		copies = append(copies, c)
	}
	for _, c := range copies {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	found := read(t, history.Open(path, history.WithRotation(8<<10, 50)), history.Filter{})
	if len(found.Entries) != processes*appends || found.Unreadable != 0 {
		t.Errorf("%d entries and %d unreadable lines, want %d and none", len(found.Entries), found.Unreadable, processes*appends)
	}
	last := make(map[string]int) // of each process, the newest entry seen
	prints := make(map[string]bool)
	for _, e := range found.Entries {
		process, number, _ := strings.Cut(string(e.Name), "-")
		var n int
		if _, err := fmt.Sscan(number, &n); err != nil {
			t.Fatal(err)
		}
		if newest, seen := last[process]; seen && n != newest-1 {
			t.Errorf("process %s: entry %d stands before %d", process, n, newest)
		}
		last[process] = n
		for _, d := range e.Deltas {
			if d.After.Print != "" {
				prints[d.After.Print] = true
			}
		}
	}
	if len(prints) != 1 {
		t.Errorf("%d keys were used", len(prints))
	}
}
