//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"corotui/internal/text"
)

// machine says what everything was measured on.
func machine() string {
	parts := []string{runtime.GOOS + "/" + runtime.GOARCH, fmt.Sprintf("%d cores", runtime.NumCPU()), runtime.Version()}
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return strings.Join(parts, ", ") // only Linux has this file
	}
	defer func() { _ = file.Close() }() // nothing was written
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, found := strings.Cut(lines.Text(), ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value) + ", " + strings.Join(parts, ", ")
		}
	}
	return strings.Join(parts, ", ")
}

// report is the page docs/performance.md.
func (r results) report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Performance\n\nThis page is written by `make bench`; the last time on %s. Everything was measured in one run, on a\n"+
		"pseudo-terminal of %dx%d that answers as an xterm does, against the emulator of the API on loopback.\n\n"+
		"Machine: %s. Absolute times differ by machine, and other work on it makes\n"+
		"them longer: so the yardstick is a bare Bubble Tea program ([e2e/bench/bare](../e2e/bench/bare/main.go)), measured in turn with corotui.\n\n",
		r.when.UTC().Format(time.DateOnly), width, height, r.machine)
	r.writeGoals(&b)
	r.writeStarts(&b)
	r.writeWork(&b)
	b.WriteString(explained)
	r.writeFrames(&b)
	r.writeExtremes(&b)
	r.writeWalks(&b)
	r.writeFleetKeys(&b)
	r.writeVerbs(&b)
	r.plans.write(&b)
	r.received.write(&b)
	b.WriteString(repeated)
	return b.String()
}

func (r results) writeGoals(b *strings.Builder) {
	b.WriteString("## Goals\n\nA goal that holds or not on every machine alike, which is a ratio or a count, fails `make bench` when it is missed.\n\n" +
		"| what | goal | measured | | fails the run |\n|---|---|---|---|---|\n")
	for _, g := range r.goals() {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", g.what, g.limit, g.measured, word(g.held, "holds", "**missed**"), word(g.anywhere, "yes", "no"))
	}
}

func word(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}

func (r results) writeStarts(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Start\n\nMedian and p95 of %d starts each, in turn, from the start of the process. A list is usable when its rows are on the\n"+
		"screen, and fresh when they are what the server says now. Bytes are those until nothing more comes.\n\n"+
		"| program | first byte | usable | p95 | fresh | bytes | beside the bare program |\n|---|---|---|---|---|---|---|\n",
		len(r.start(bareName).usable))
	yardstick := median(r.start(bareName).usable)
	for _, s := range r.starts {
		usable := median(s.usable)
		fmt.Fprintf(b, "| %s | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %d | %.2f x |\n", s.name, milliseconds(median(s.firstByte)),
			milliseconds(usable), milliseconds(p95(s.usable)), milliseconds(median(s.settled)), median(s.bytes), float64(usable)/float64(yardstick))
	}
}

func (r results) writeWork(b *strings.Builder) {
	b.WriteString("\n## Work\n\nBytes and times for each key: a time is that from sending the key to the first byte that comes back, and for a filter to the\n" +
		"last. A move stays in the window, a scroll shifts it by a row. Keys are spread evenly over the frames.\n\n" +
		"| program | bytes, move | p95 | ms, move | p95 | bytes, scroll | p95 | ms, scroll | p95 | ms, filter | p95 | idle | of a core | peak memory |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, w := range r.work {
		filter, busy, peak := "| |", "", ""
		if len(w.filter.last) > 0 {
			filter = fmt.Sprintf("| %.1f | %.1f |", milliseconds(median(w.filter.last)), milliseconds(p95(w.filter.last)))
		}
		if w.busy > 0 {
			busy = fmt.Sprintf("%.2f %%", w.share())
		}
		if w.peak > 0 {
			peak = fmt.Sprintf("%.1f MiB", mebibytes(w.peak))
		}
		fmt.Fprintf(b, "| %s | %d | %d | %.1f | %.1f | %d | %d | %.1f | %.1f %s %d B in %s | %s | %s |\n", w.name,
			median(w.moves.bytes), p95(w.moves.bytes), milliseconds(median(w.moves.first)), milliseconds(p95(w.moves.first)),
			median(w.scrolls.bytes), p95(w.scrolls.bytes), milliseconds(median(w.scrolls.first)), milliseconds(p95(w.scrolls.first)),
			filter, w.idle, w.idleFor, busy, peak)
	}
}

// writeFrames says why there are so many frames a second, by the bare program at
// both rates.
func (r results) writeFrames(b *strings.Builder) {
	own, other := r.workOf(bareName+fewRows), r.workOf(otherName+fewRows)
	fmt.Fprintf(b, "\nFrames: Bubble Tea draws the first frame, and what a key changed, at the next tick of its renderer. At %d frames a second\n"+
		"that is at most %d ms away, at %d at most %d ms. A tick without a change sends nothing, but the clock that ticks computes, also\n"+
		"while no one types: the bare program takes %.1f %% of a core at %d and %.1f %% at %d, and each technician on a jump host runs one.\n"+
		"In return a key is on the screen after %.1f instead of %.1f ms (p95 %.1f and %.1f), and the first list after %.1f instead of %.1f ms.\n"+
		"That is too little to see, but a host with twenty of them feels the clocks: so corotui draws %d times a second at most. No release\n"+
		"of Bubble Tea has a clock that stops while there is nothing to draw (its pull request 1776 is open); with one the rate can go up.\n",
		otherRate, ceil(otherRate), framesPerSecond, ceil(framesPerSecond), other.share(), otherRate, own.share(), framesPerSecond,
		milliseconds(median(other.moves.first)), milliseconds(median(own.moves.first)), milliseconds(p95(other.moves.first)), milliseconds(p95(own.moves.first)),
		milliseconds(median(r.start(otherName).usable)), milliseconds(median(r.start(bareName).usable)), framesPerSecond)
}

// ceil is how many milliseconds there are between two frames, at most.
func ceil(rate int) int { return (1000 + rate - 1) / rate }

func (r results) writeExtremes(b *strings.Builder) {
	if len(r.past.full.usable) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Extremes\n\nA history at its limit is %d files of %d MiB. Undo is the key in the list, on the change before it, from the key to\n"+
		"the row as it was; it includes three requests.\n\n| | usable | p95 | undo | peak memory |\n|---|---|---|---|---|\n", historyFiles, historySize>>20)
	for _, row := range []struct {
		name  string
		start starts
		undo  time.Duration
		peak  int64
	}{{"no history", r.past.empty, r.past.emptyUndo, r.past.emptyPeak}, {"a history at its limit", r.past.full, r.past.undo, r.past.peak}} {
		fmt.Fprintf(b, "| %s | %.1f ms | %.1f ms | %.1f ms | %.1f MiB |\n", row.name, milliseconds(median(row.start.usable)),
			milliseconds(p95(row.start.usable)), milliseconds(row.undo), mebibytes(row.peak))
	}
	b.WriteString("\n`corotui webhooks disable` and `enable` of a webhook with many headers, the start of the program included:\n\n" +
		"| headers | time | processor |\n|---|---|---|\n")
	for _, h := range r.headers {
		fmt.Fprintf(b, "| %s | %.1f ms | %.1f ms |\n", text.Count(h.count), milliseconds(h.took), milliseconds(h.processor))
	}
}

func (r results) writeWalks(b *strings.Builder) {
	if len(r.scans) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Fleet\n\nReading every webhook of every workspace below a channel: %d webhooks each, %s until each answer, %d requests at once.\n"+
		"The limit is requests x latency / concurrency: no scan with so many requests at once can be faster. The scan begins\n"+
		"with the tree, of which a page has 20 workspaces; its first two pages are read one after the other, and then as many at\n"+
		"once, since only then it is known that the server knows pages.\n\n"+
		"![The time of a scan beside its limit](fleet.svg)\n\n"+
		"| workspaces | webhooks | requests | failed | the tree of it | scan | limit | beside the limit | peak memory |\n|---|---|---|---|---|---|---|---|---|\n",
		walkWebhooks, walkLatency, walkConcurrency)
	for _, w := range r.scans {
		fmt.Fprintf(b, "| %s | %s | %s | %d | %.2f s | %.2f s | %.2f s | %.2f x | %.1f MiB |\n", text.Count(w.Workspaces), text.Count(w.Webhooks),
			text.Count(w.Requests), w.Failed, w.Tree.Seconds(), w.Took.Seconds(), w.limit().Seconds(), w.ratio(), mebibytes(w.Peak))
	}
}

func (r results) writeFleetKeys(b *strings.Builder) {
	f := r.fleet
	if f.workspaces == 0 {
		return
	}
	fmt.Fprintf(b, "\nKeys in the fleet's screen with such a line: from sending the key to the byte after which the cursor stands in another row.\n\n"+
		"| %s workspaces, %s webhooks | keys | ms, median | p95 | longest | peak memory |\n|---|---|---|---|---|---|\n", text.Count(f.workspaces), text.Count(f.webhooks))
	for _, row := range []struct {
		name string
		took []time.Duration
		peak string
	}{{"while they stream in", f.streaming, ""}, {"once all are there", f.quiet, fmt.Sprintf("%.1f MiB", mebibytes(f.peak))}} {
		fmt.Fprintf(b, "| %s | %d | %.1f | %.1f | %.1f | %s |\n", row.name, len(row.took), milliseconds(median(row.took)),
			milliseconds(p95(row.took)), milliseconds(quantile(row.took, 100)), row.peak)
	}
}

const explained = `
What keeps the line quiet: the selected row differs by its marker only, scrolling uses the terminal's own, a spinner appears
after 100 ms and stops when nothing runs, and nothing is redrawn by a clock.

What is known to cost more: a row with wide characters, such as Japanese or an emoji. The renderer's library writes such a row
again as a whole in every frame in which anything changed, whether the row did or not, since it cannot know how wide the
terminal takes the characters to be: some 135 bytes for a row, at each move of the cursor. Only the library can change that
(charmbracelet/ultraviolet, issue 163; no release has the change of its pull request 131, which leaves a row alone that is what
it was). So the goal for such screens is missed; the rows above tell when a release reaches it.

What the binary holds, as "go build -trimpath -ldflags '-s -w'" makes it: by size of their code our own packages are 1.6 MB,
cryptography and TLS 0.8, net/http with the rest of net 0.5, Go's runtime 0.5, Huh 0.2, YAML and D-Bus for the keyring 0.1
each; with the tables for stack traces each takes up to two and a half times that. These tables grow with what a function
holds on its stack: a screen that held Bubbles' text input by value, eight kilobytes of it, cost 0.3 MB in each place that
copied it. A smaller program also starts sooner, for each page of it that a start touches is read first.
`

const repeated = `
## How to repeat it

    make bench

It takes about four minutes, needs Go, and measures ` + "`less` and `tig`" + ` too where they are installed. Run it on a machine that does
nothing else. ` + "`go run ./e2e/bench -help`" + ` shows how to measure less, or only the parts in Go:

    go test -run '^$' -bench . ./ui/list ./internal/filter ./api

The measuring tool is [e2e/bench/probe](../e2e/bench/probe/probe.go), with tests of its own.
`
