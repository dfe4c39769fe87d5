package cli_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corotui/api/emulator"
)

// gapOf enables a webhook and returns since when the program says it was disabled.
func gapOf(t interface{ Fatalf(string, ...any) }, w *world, id string) (since time.Time, bound string) {
	e := w.run("", "webhooks", "enable", id, "--json")
	if e.code != 0 {
		t.Fatalf("enable ended with %d: %s", e.code, e.stderr)
	}
	type off struct {
		Since time.Time
		Bound string
	}
	result := decode[struct{ DisabledSince off }](w.t, e.stdout)
	return result.DisabledSince.Since, result.DisabledSince.Bound
}

// TestNothingMovesTheStartOfAGap: no sequence of edits, tests, undos and readings of
// a disabled webhook, each in a program of its own, moves since when it is said to
// be disabled, whether that is remembered or only in the history; and an enabling
// that is undone does not either.
func TestNothingMovesTheStartOfAGap(t *testing.T) {
	t.Parallel()
	if err := flag.Set("rapid.checks", "20"); err != nil { // each is some runs of the program
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		w := loggedIn(t)
		began := changedAt(w, billing)
		changed := false
		ok := func(args ...string) {
			if e := w.run("", args...); e.code != 0 {
				r.Fatalf("%v ended with %d: %s", args, e.code, e.stderr)
			}
		}
		for i := range rapid.IntRange(1, 6).Draw(r, "steps") {
			switch step := rapid.SampledFrom([]string{"edit", "test", "list", "get", "edit and undo", "enable and undo", "disable", "forget"}).Draw(r, "step"); step {
			case "edit":
				ok("webhooks", "edit", billing, "--description", fmt.Sprintf("%d", i), "--url", fmt.Sprintf("https://new%d.example/in", i))
				changed = true
			case "test":
				w.run("", "webhooks", "test", billing)
			case "list", "get":
				ok(map[string][]string{"list": {"webhooks", "list"}, "get": {"webhooks", "get", billing}}[step]...)
			case "edit and undo":
				ok("webhooks", "edit", billing, "--description", fmt.Sprintf("%d", i))
				ok("undo", "--yes")
				changed = true
			case "enable and undo":
				ok("webhooks", "enable", billing)
				ok("undo", "--yes")
				changed = true
			case "disable":
				ok("webhooks", "disable", billing)
			case "forget": // what can be had again; the history knows the rest
				forgetGaps(t, w)
			}
		}
		if since, bound := gapOf(r, w, billing); !since.Equal(began) || bound != "" {
			r.Fatalf("it is said to be disabled since %v (%s), and was since %v; changed: %v", since, bound, began, changed)
		}
		ok("webhooks", "disable", billing)
		if since, bound := gapOf(r, w, billing); time.Since(since) > time.Hour || bound != "" {
			r.Fatalf("after it was enabled it is said to be disabled since %v (%s)", since, bound)
		}
	})
}

// changedAt is when the server says that a webhook changed last.
func changedAt(w *world, id string) time.Time {
	document, _ := w.emulator.Webhook(emulator.DemoChannel, id)
	return time.UnixMilli(decode[struct{ Updated int64 }](w.t, string(document)).Updated)
}

func forgetGaps(t *testing.T, w *world) {
	t.Helper()
	err := filepath.WalkDir(w.home, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(filepath.Base(path), "gaps.json") {
			return os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAGapThatSomeoneElseTouched: of a change that is not ours nobody knows whether
// the webhook was enabled meanwhile, and that is said.
func TestAGapThatSomeoneElseTouched(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	began := changedAt(w, billing)
	w.run("", "webhooks", "list").want(t, 0)
	document, _ := w.emulator.Webhook(emulator.DemoChannel, billing)
	theirs := decode[map[string]any](t, string(document))
	theirs["description"], theirs["updated"] = "theirs", time.Now().UnixMilli()
	raw, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	w.emulator.Put(emulator.DemoChannel, raw)
	w.run("", "webhooks", "get", billing).want(t, 0, "at the earliest")
	if since, bound := gapOf(t, w, billing); !since.Equal(began) || bound != "at-most" {
		t.Errorf("it is said to be disabled since %v (%s)", since, bound)
	}
}

// TestEnablingNamesTheGap in words, too.
func TestEnablingNamesTheGap(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "webhooks", "edit", billing, "--url", "https://new.example/in").want(t, 0)
	w.run("", "webhooks", "get", billing).want(t, 0, "off since")
	w.run("", "webhooks", "enable", billing).want(t, 0, "\tevents of the last 3 d were not sent\n")
}
