//go:build unix

package main

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

func TestQuantiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values      []int
		median, p95 int
	}{
		{nil, 0, 0}, {[]int{7}, 7, 7}, {[]int{3, 1, 2}, 2, 3}, {[]int{4, 3, 2, 1}, 2, 4},
		{[]int{100, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 1},
	}
	for _, test := range tests {
		if got := median(test.values); got != test.median {
			t.Errorf("the median of %v is %d", test.values, got)
		}
		if got := p95(test.values); got != test.p95 {
			t.Errorf("95 %% of %v are at most %d", test.values, got)
		}
	}
}

// TestOnlyGoalsOfEveryMachineFailARun takes the times of a slow machine, and
// then more bytes than a move may cost.
func TestOnlyGoalsOfEveryMachineFailARun(t *testing.T) {
	t.Parallel()
	slow := []time.Duration{time.Second}
	r := results{
		starts: []starts{{name: bareName, usable: slow}, {name: warmName, usable: slow}},
		warm:   1, cold: 2, binary: 1,
		work: []work{
			{name: warmName + fewRows, moves: answers{bytes: []int{60}}, scrolls: answers{bytes: []int{300}}, peak: 1 << 30},
			{name: warmName + manyRows, moves: answers{first: slow}, filter: answers{last: slow}, peak: 1 << 40},
		},
	}
	if lost := missed(r.goals()); len(lost) > 0 {
		t.Errorf("missed: %v", lost)
	}
	if page := r.report(); strings.Count(page, "**missed**") != 6 {
		t.Errorf("the page should tell of six goals that are missed:\n%s", page)
	}
	r.work[0].moves.bytes = []int{61}
	if lost := missed(r.goals()); len(lost) != 1 || !strings.Contains(lost[0].what, "move of the cursor") {
		t.Errorf("missed: %v", lost)
	}
}

func TestThePictureShowsEveryWalk(t *testing.T) {
	t.Parallel()
	scans := []scan{{Workspaces: 10, Requests: 15, Tree: time.Millisecond, Took: 200 * time.Millisecond}, {Workspaces: 5000, Requests: 5252, Tree: 20 * time.Second, Took: 13 * time.Second}}
	drawn := picture(scans)
	for _, text := range []string{">10<", ">5,000<", "the scan", "requests x latency / concurrency", "</svg>"} {
		if !strings.Contains(drawn, text) {
			t.Errorf("the picture does not show %q", text)
		}
	}
	if strings.Contains(drawn, "NaN") || strings.Contains(drawn, "Inf") {
		t.Errorf("a point is nowhere:\n%s", drawn)
	}
	if got := scans[0].limit(); got != 37500*time.Microsecond {
		t.Errorf("the limit of 15 requests, 32 at once, is %s", got)
	}
}

// TestKeysWhileAFleetStreams measures a small fleet, and what the page says of it.
func TestKeysWhileAFleetStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds two programs and starts them")
	}
	t.Parallel()
	folder := t.TempDir()
	p, err := build(folder, false)
	if err != nil {
		t.Fatal(err)
	}
	var r results
	if r.fleet, err = measureFleet(folder, p, 600, 3); err != nil {
		t.Fatal(err)
	}
	f := r.fleet
	if len(f.streaming) == 0 || len(f.quiet) != 3 || slices.Min(f.streaming) <= 0 {
		t.Errorf("it measured %v and %v", f.streaming, f.quiet)
	}
	for _, text := range []string{"| 600 workspaces, 2,400 webhooks |", "| while they stream in |", "| once all are there | 3 |", "key to its effect while"} {
		if page := r.report(); !strings.Contains(page, text) {
			t.Errorf("the page has no %q:\n%s", text, page)
		}
	}
}

// TestExtremes measures small ones, and what the page says of them.
func TestExtremes(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds two programs and starts them")
	}
	t.Parallel()
	folder := t.TempDir()
	p, err := build(folder, false)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(folder, p, emulator.Scale(1, 20, 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	var r results
	if r.past, err = measureHistory(w, 1, 3, 1<<12); err != nil {
		t.Fatal(err)
	}
	if len(r.past.full.usable) != 1 || r.past.undo <= 0 || r.past.emptyUndo <= 0 {
		t.Errorf("it measured %+v", r.past)
	}
	for _, count := range []int{1, 10} {
		h, err := measureHeaders(folder, p, count, 1)
		if err != nil || h.processor <= 0 || h.took <= 0 {
			t.Fatalf("it measured %+v, %v", h, err)
		}
		r.headers = append(r.headers, h)
	}
	page := r.report()
	for _, text := range []string{"| a history at its limit |", "| undo with a history at its limit |", "| 10 | ", "toggle with 4,000 headers"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page has no %q:\n%s", text, page)
		}
	}
}

// TestTheWholeRun measures as little as can be measured, with the real programs.
func TestTheWholeRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds two programs and starts them")
	}
	t.Parallel()
	var out, said bytes.Buffer
	run([]string{"-starts", "1", "-keys", "2", "-idle", "50ms", "-webhooks", "500", "-fleet=false", "-extremes=false", "-others=false", "-release=false"}, &out, &said)
	page := out.String()
	for _, text := range []string{"| corotui |", "| corotui, cold |", "| corotui, 200 webhooks |", "| corotui, 20,000 webhooks |", "bare program, 60 frames a second"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page has no %q:\n%s\n%s", text, page, said.String())
		}
	}
	if t.Failed() {
		return
	}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| corotui, 200 webhooks |") && strings.Contains(line, "| 0 | 0 |") {
			t.Errorf("keys were not answered: %s", line)
		}
	}
}

// TestDeliveriesComeThrough: the listener is measured with few of them.
func TestDeliveriesComeThrough(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	t.Parallel()
	folder := t.TempDir()
	p, err := build(folder, false)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(folder, p, emulator.Scale(1, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.close() }()
	count := 300
	if n, err := strconv.Atoi(os.Getenv("BENCH_DELIVERIES")); err == nil {
		count = n
	}
	r, err := measureDeliveries(w, count)
	if err != nil || r.count != count || r.forwarded != count || r.rate() == 0 {
		t.Errorf("measured %+v, %v", r, err)
	}
	t.Logf("%.0f a second, %s for all, peak %d KiB", r.rate(), r.processor, r.peak>>10)
}
