//go:build unix

// Bench measures corotui beside a bare Bubble Tea program and writes
// docs/performance.md. It ends with 1 when a goal is missed that does not depend
// on the machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"corotui/api/emulator"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// settings are the flags.
type settings struct {
	starts, keys int
	idle         time.Duration
	many         int
	release      bool
	others       bool
	scans        bool
	extremes     bool
	verbs        bool
	docs         string
	scan         string
}

func run(args []string, stdout, stderr io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.starts, "starts", 15, "start each program so often")
	flags.IntVar(&s.keys, "keys", 60, "send so many keys of each kind")
	flags.DurationVar(&s.idle, "idle", 5*time.Second, "listen for so long to a program that no one uses")
	flags.IntVar(&s.many, "webhooks", 20_000, "webhooks of the long list")
	flags.BoolVar(&s.release, "release", true, "measure programs that are built as for a release")
	flags.BoolVar(&s.others, "others", true, "measure less and tig too, where they are installed")
	flags.BoolVar(&s.scans, "fleet", true, "scan of fleets too")
	flags.BoolVar(&s.extremes, "extremes", true, "measure a history at its limit and a webhook with many headers too")
	flags.BoolVar(&s.verbs, "verbs", true, "measure commands of scripts too")
	flags.StringVar(&s.docs, "docs", "", "write performance.md and fleet.svg into this folder; empty: write the page to the output")
	flags.StringVar(&s.scan, "scan", "", "scan of the fleet that is served here, and report what it took (used by itself)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	var err error
	if s.scan != "" {
		err = walkAll(context.Background(), s.scan, stdout)
	} else {
		err = bench(s, stdout, stderr)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// bench measures everything and writes it down.
func bench(s settings, stdout, stderr io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	r, err := measure(s, folder, func(what string) { _, _ = fmt.Fprintln(stderr, what) })
	if err != nil {
		return err
	}
	if err := write(s.docs, r, stdout); err != nil {
		return err
	}
	lost := missed(r.goals())
	for _, g := range lost {
		_, _ = fmt.Fprintf(stderr, "missed: %s is %s, more than %s\n", g.what, g.measured, g.limit)
	}
	if len(lost) > 0 {
		return errors.New("a goal was missed")
	}
	return nil
}

// write writes the page and the picture.
func write(docs string, r results, stdout io.Writer) error {
	if docs == "" {
		_, err := io.WriteString(stdout, r.report())
		return err //nolint:wrapcheck // of writing to the output there is nothing more to say
	}
	files := map[string]string{"performance.md": r.report()}
	if len(r.scans) > 0 {
		files["fleet.svg"] = picture(r.scans)
	}
	for name, content := range files {
		//nolint:gosec // documentation is for everybody to read
		if err := os.WriteFile(filepath.Join(docs, name), []byte(content), 0o644); err != nil {
			return fmt.Errorf("write the documentation: %w", err)
		}
	}
	return nil
}

// measure runs all measurements, one after the other.
func measure(s settings, folder string, tell func(string)) (r results, err error) {
	tell("build corotui and the bare program")
	p, err := build(folder, s.release)
	if err != nil {
		return r, err
	}
	built, err := os.Stat(p.corotui)
	if err != nil {
		return r, fmt.Errorf("look at the program: %w", err)
	}
	r.when, r.machine, r.binary, r.webhooks = time.Now(), machine(), built.Size(), s.many
	const few = 200
	w, err := newWorld(folder, p, emulator.Scale(1, few, 1))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	tell("starts")
	if err := r.measureStarts(s, w); err != nil {
		return r, err
	}
	tell("keys, 200 rows")
	if err := r.measureList(s, w, fewRows, few); err != nil {
		return r, err
	}
	tell("keys, wide characters")
	if err := r.measureWide(s, folder, p, few); err != nil {
		return r, err
	}
	tell(fmt.Sprintf("keys, %d rows", s.many))
	long, err := newWorld(folder, p, emulator.Scale(1, s.many, 1))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, long.close()) }()
	if err := r.measureList(s, long, manyRows, s.many); err != nil {
		return r, err
	}
	tell("other programs")
	for _, other := range s.otherPrograms(folder) {
		one, err := measureWork(other, s.keys, s.idle)
		if err != nil {
			return r, err
		}
		r.work = append(r.work, one)
	}
	if s.extremes {
		if err := r.measureExtremes(s, w, tell); err != nil {
			return r, err
		}
	}
	err = r.measureRest(s, w, tell)
	return r, err
}

// measureRest looks at commands, and at many workspaces.
func (r *results) measureRest(s settings, w *world, tell func(string)) (err error) {
	if s.verbs {
		tell("commands of scripts")
		if r.verbs, err = measureVerbs(w, 2*s.starts, verbWorkspaces); err != nil {
			return err
		}
		tell("plans")
		if r.plans, err = measurePlans(w.folder, w.programs, verbWorkspaces, planTimes); err != nil {
			return err
		}
		tell("deliveries")
		if r.received, err = measureDeliveries(w, manyDeliveries); err != nil {
			return err
		}
	}
	if s.scans {
		tell("scans through fleets")
		if r.scans, err = measureWalks(w.folder, walkSizes); err != nil {
			return err
		}
		tell("keys while a fleet streams")
		r.fleet, err = measureFleet(w.folder, w.programs, walkSizes[len(walkSizes)-1], s.keys)
	}
	return err
}

// measureExtremes looks at what is far more than anybody has.
func (r *results) measureExtremes(s settings, w *world, tell func(string)) (err error) {
	tell("a history at its limit")
	if r.past, err = measureHistory(w, s.starts, historyFiles, historySize); err != nil {
		return err
	}
	tell("a webhook with many headers")
	const times = 3
	for _, count := range []int{manyHeaders / 10, manyHeaders} {
		one, err := measureHeaders(w.folder, w.programs, count, times)
		if err != nil {
			return err
		}
		r.headers = append(r.headers, one)
	}
	return nil
}

func (s settings) otherPrograms(folder string) []subject {
	if !s.others {
		return nil
	}
	return others(folder)
}

// measureStarts starts corotui, the bare program and the others in turn.
func (r *results) measureStarts(s settings, w *world) error {
	warm, err := w.warm()
	if err != nil {
		return err
	}
	if r.warm, err = w.requests(warm); err != nil {
		return err
	}
	if r.cold, err = w.requests(w.cold()); err != nil {
		return err
	}
	subjects := []subject{bare(w.programs, framesPerSecond, 200), warm, w.cold(), bare(w.programs, otherRate, 200)}
	r.starts, err = measureStarts(append(subjects, s.otherPrograms(w.folder)...), s.starts)
	return err
}

// measureWide works in lists with characters of two cells: in the header, and in
// every third row too.
func (r *results) measureWide(s settings, folder string, p programs, rows int) (err error) {
	seed := emulator.Scale(1, rows, 1)
	seed.Workspaces[0].DisplayName = "新規ワークスペース"
	for _, suffix := range []string{wideHeader, wideRows} {
		if suffix == wideRows {
			for i := 0; i < rows; i += 3 {
				seed.Workspaces[0].Webhooks[i].Name = "請求書の更新"
			}
		}
		one, err := measureIn(s, folder, p, seed, suffix)
		if err != nil {
			return err
		}
		r.work = append(r.work, one)
	}
	return nil
}

// measureIn works in corotui's list of a world of its own.
func measureIn(s settings, folder string, p programs, seed emulator.Seed, suffix string) (one work, err error) {
	w, err := newWorld(folder, p, seed)
	if err != nil {
		return work{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	warm, err := w.warm()
	if err != nil {
		return work{}, err
	}
	warm.name += suffix
	return measureWork(warm, s.keys, s.idle)
}

// measureList works in corotui's list and in the bare program's.
func (r *results) measureList(s settings, w *world, suffix string, rows int) error {
	warm, err := w.warm()
	if err != nil {
		return err
	}
	for _, subject := range []subject{bare(w.programs, framesPerSecond, rows), bare(w.programs, otherRate, rows), warm} {
		subject.name += suffix
		one, err := measureWork(subject, s.keys, s.idle)
		if err != nil {
			return err
		}
		r.work = append(r.work, one)
	}
	return nil
}
