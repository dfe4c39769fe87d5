//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"corotui/api/emulator"
	"corotui/internal/text"
)

// applies are what it costs to make what a saved plan says.
type applies struct {
	writes   int
	requests []int           // of each run
	took     []time.Duration // of each run
}

// How many workspaces get a new webhook and a changed one, and how often.
const (
	applyWorkspaces = 150 // and what Scale makes channels of
	applyTimes      = 3
	// applyConcurrency is how many requests apply has on the way at once unless it is told.
	applyConcurrency = 8
)

// limit is what no run with so many requests at once can be faster than: of each webhook
// one is read and one is written.
func (a applies) limit() time.Duration {
	return walkLatency * time.Duration(2*a.writes) / applyConcurrency
}

func (a applies) ratio() float64 { return beside(median(a.took), a.limit()) }

// applyPolicy changes one webhook of each workspace, and creates one.
const applyPolicy = `corotui: v1
sets:
  - workspaces: {type: child}
    webhooks:
      - name: Billing 0
        url: https://hooks.example.com/applied
      - name: Applied
        url: https://hooks.example.com/applied
        triggers: [workspace-created]
        secret: {env: APPLY_SECRET}
`

// measureApplies plans, and applies what was saved, each time to a server as it was.
func measureApplies(folder string, p programs) (a applies, err error) {
	for range applyTimes {
		if err := a.measure(folder, p); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (a *applies) measure(folder string, p programs) (err error) {
	seed := emulator.Scale(applyWorkspaces+applyWorkspaces/50+1, walkWebhooks, 1)
	for i := range seed.Workspaces {
		for n := range seed.Workspaces[i].Webhooks {
			seed.Workspaces[i].Webhooks[n].Name = fmt.Sprintf("Billing %d", n)
		}
	}
	var requests atomic.Int32
	count := emulator.WithObserver(func(emulator.Request) { requests.Add(1) })
	w, err := newWorld(folder, p, seed, emulator.WithLatency(walkLatency), count)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	home, err := w.home()
	if err != nil {
		return err
	}
	file, saved := filepath.Join(home, "policy.yaml"), filepath.Join(home, "the.plan")
	if err := os.WriteFile(file, []byte(applyPolicy), 0o600); err != nil {
		return fmt.Errorf("write the policy: %w", err)
	}
	if _, err := w.applying(home, "plan", file, "--out", saved); err != nil {
		return err
	}
	requests.Store(0)
	run, err := w.applying(home, "apply", saved, "--yes", "--format", "name")
	if err != nil {
		return err
	}
	a.took, a.requests = append(a.took, run.took), append(a.requests, int(requests.Load()))
	a.writes = strings.Count(run.stdout, "\n")
	return nil
}

// applying runs a command with the secret of the policy.
func (w *world) applying(home string, args ...string) (ran, error) {
	command := w.command(home, append(args, "--quiet", "--concurrency", strconv.Itoa(applyConcurrency))...)
	command.Env = append(command.Env, "APPLY_SECRET=a-secret-of-the-bench")
	return watched(command)
}

// goals are what applies are to cost at most.
func (a applies) goals() []goal {
	if a.writes == 0 {
		return nil
	}
	return []goal{{
		fmt.Sprintf("apply of a plan of %s webhooks, beside its requests at the line's speed", text.Count(a.writes)), "1.15 x",
		fmt.Sprintf("%.2f x", a.ratio()), a.ratio() > 0 && a.ratio() <= 1.15, true,
	}}
}

// write says what applies cost.
func (a applies) write(b *strings.Builder) {
	if a.writes == 0 {
		return
	}
	fmt.Fprintf(b, "\n`corotui apply PLAN`, which creates a webhook in each of %s workspaces and changes another, with the line of the scans\n"+
		"and %d requests at once: the median of %d runs. It reads before each write. The limit is one read and one write of each webhook at the line's speed.\n\n"+
		"| webhooks | requests | time | limit | beside the limit |\n|---|---|---|---|---|\n| %s | %s | %.2f s | %.2f s | %.2f x |\n",
		text.Count(applyWorkspaces), applyConcurrency, len(a.took), text.Count(a.writes), text.Count(a.requests[0]), median(a.took).Seconds(), a.limit().Seconds(), a.ratio())
}
