//go:build unix

package main

import (
	"fmt"
	"slices"
	"time"
)

// goal is one of the numbers that this project wants to reach.
type goal struct {
	what, limit, measured string
	held                  bool
	// anywhere is that the number does not depend on the machine: a ratio of two
	// programs that were measured in the same run, or a count. Only such a goal
	// fails the run. A slower machine is no fault of the program.
	anywhere bool
}

// results are all that one run measured.
type results struct {
	when     time.Time
	machine  string
	starts   []starts // corotui warm and cold, the bare program at both frame rates, and others
	warm     int      // requests of a warm start
	cold     int      // and of a cold one
	work     []work
	scans    []scan
	past     past
	headers  []headers // few, and ten times as many; none: not measured
	fleet    fleetKeys // none: of no workspaces
	verbs    verbs     // none: the fleet has no workspaces
	plans    plans     // none: of no workspaces
	received received  // none: not measured
	binary   int64     // bytes
	webhooks int       // in the long list
}

// The names that results are found by.
const (
	fewRows    = ", 200 webhooks"
	manyRows   = ", 20,000 webhooks"
	wideHeader = ", 200 webhooks, wide characters in the header"
	wideRows   = ", 200 webhooks, wide characters in the header and in every third name"
	warmName   = "corotui"
	coldName   = "corotui, cold"
	bareName   = "bare program, 60 frames a second"
	otherName  = "bare program, 120 frames a second"
)

// framesPerSecond is how often corotui draws at most, and so how often the program
// does that it is compared with; otherRate is the other choice that there is.
const (
	framesPerSecond = 60
	otherRate       = 120
)

func (r results) start(name string) starts {
	for _, s := range r.starts {
		if s.name == name {
			return s
		}
	}
	return starts{}
}

func (r results) workOf(name string) work {
	for _, w := range r.work {
		if w.name == name {
			return w
		}
	}
	return work{}
}

// ratio is the time of a warm start beside that of the bare program.
func (r results) ratio() float64 {
	return beside(median(r.start(warmName).usable), median(r.start(bareName).usable))
}

// beside is how many times as long as the other a time is; 0 if there is no other.
func beside(time, other time.Duration) float64 {
	if other == 0 {
		return 0
	}
	return float64(time) / float64(other)
}

// goals compares what was measured with what is wanted.
func (r results) goals() []goal {
	few, many, wide := r.workOf(warmName+fewRows), r.workOf(warmName+manyRows), r.workOf(warmName+wideHeader)
	yardstick := r.workOf(bareName + manyRows)
	time := func(what string, measured time.Duration, limit int) goal {
		return goal{
			what, fmt.Sprintf("%d ms", limit), fmt.Sprintf("%.1f ms", milliseconds(measured)),
			measured > 0 && milliseconds(measured) <= float64(limit), false,
		}
	}
	count := func(what string, measured, limit int) goal {
		return goal{what, fmt.Sprint(limit), fmt.Sprint(measured), measured <= limit, true}
	}
	memory := func(what string, measured int64, limit int) goal {
		return goal{
			what, fmt.Sprintf("%d MiB", limit), fmt.Sprintf("%.1f MiB", mebibytes(measured)),
			measured > 0 && mebibytes(measured) <= float64(limit), false,
		}
	}
	times := func(what string, measured, limit float64, anywhere bool) goal {
		return goal{what, fmt.Sprintf("%.2f x", limit), fmt.Sprintf("%.2f x", measured), measured > 0 && measured <= limit, anywhere}
	}
	all := []goal{
		times("warm start to a usable list, beside the bare program", r.ratio(), 1.15, true),
		count("requests of a warm start before the list is fresh", r.warm, 1),
		count("requests of a cold start before the list is fresh", r.cold, 2),
		count("bytes for a move of the cursor, median", median(few.moves.bytes), 60),
		{"bytes for a move of the cursor with wide characters on the screen, median", "60", fmt.Sprint(median(wide.moves.bytes)),
			len(wide.moves.bytes) > 0 && median(wide.moves.bytes) <= 60, false},
		count("bytes for a row while scrolling, p95", p95(few.scrolls.bytes), 300),
		count("bytes while idle", few.idle, 0),
		times("key to the first changed byte with 20,000 rows, p95, beside the bare program",
			beside(p95(many.moves.first), p95(yardstick.moves.first)), 1.15, false),
		{"processor while idle, of a core", "1.3 %", fmt.Sprintf("%.1f %%", few.share()), few.busy > 0 && few.share() <= 1.3, false},
		time("filter over 20,000 rows: key to the last byte, median", median(many.filter.last), 10),
		memory("peak memory with 20,000 webhooks", many.peak, 120),
		memory("peak memory with 200 webhooks", few.peak, 30),
		{"stripped binary", "20 MiB", fmt.Sprintf("%.1f MiB", mebibytes(r.binary)), mebibytes(r.binary) <= 20, true},
	}
	if p := r.past; len(p.full.usable) > 0 {
		all = append(all,
			times("warm start with a history at its limit, beside one without", beside(median(p.full.usable), median(p.empty.usable)), 1.1, true),
			time("undo with a history at its limit", p.undo, 300),
			goal{
				"memory that such a history takes", "10 MiB", fmt.Sprintf("%.1f MiB", mebibytes(p.peak-p.emptyPeak)),
				p.peak > 0 && mebibytes(p.peak-p.emptyPeak) <= 10, false,
			})
	}
	if len(r.headers) > 1 {
		few, many := r.headers[0], r.headers[1]
		all = append(all, times("processor for a toggle with 4,000 headers, beside 400", beside(many.processor, few.processor), 10, true))
	}
	if len(r.scans) > 0 {
		largest := r.scans[len(r.scans)-1]
		all = append(all, goal{
			"scan of 5,000 workspaces, beside its limit", "1.15 x", fmt.Sprintf("%.2f x", largest.ratio()), largest.ratio() <= 1.15, true,
		}, memory("peak memory of that scan", largest.Peak, 120))
	}
	if streaming := r.fleet.streaming; len(streaming) > 0 {
		all = append(all, time("key to its effect while 20,000 webhooks stream into the fleet, p95", p95(streaming), twoFrames))
	}
	return slices.Concat(all, r.verbGoals(), r.plans.goals(), r.received.goals())
}

// verbGoals are the goals of the commands.
func (r results) verbGoals() []goal {
	v := r.verbs
	if v.fleet.workspaces == 0 {
		return nil
	}
	times := func(what string, one, other time.Duration) goal {
		ratio := beside(one, other)
		return goal{what, "1.50 x", fmt.Sprintf("%.2f x", ratio), ratio > 0 && ratio <= 1.5, false}
	}
	return []goal{
		times("time of webhooks list --json, beside curl with the same requests", median(v.list.took), median(v.curl.took)),
		times("its processor", median(v.list.processor), median(v.curl.processor)),
		{"fleet verb over 1,000 workspaces, beside its limit", "1.15 x", fmt.Sprintf("%.2f x", v.fleet.ratio()), v.fleet.ratio() <= 1.15, true},
		{
			"peak memory of that", "60 MiB", fmt.Sprintf("%.1f MiB", mebibytes(v.fleet.peak)),
			v.fleet.peak > 0 && mebibytes(v.fleet.peak) <= 60, false,
		},
	}
}

// twoFrames is, in milliseconds, what a key waits for the next tick of the
// renderer and for what was drawn before it.
const twoFrames = 17

// missed returns the goals that fail the run.
func missed(goals []goal) []goal {
	var all []goal
	for _, g := range goals {
		if g.anywhere && !g.held {
			all = append(all, g)
		}
	}
	return all
}
