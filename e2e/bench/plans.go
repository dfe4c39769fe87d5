//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/text"
)

// plans are what it costs to compare files with what is there, in turn with a scan alone.
type plans struct {
	workspaces, items int
	list, plan        []time.Duration
	peak              int64 // bytes; 0: the system does not tell
}

// planTimes is how often each is run.
const planTimes = 5

// ratio is the time of a plan beside that of the scan: of the fastest of each, as the line
// makes most of both.
func (p plans) ratio() float64 {
	if len(p.plan) == 0 || len(p.list) == 0 {
		return 0
	}
	return beside(slices.Min(p.plan), slices.Min(p.list))
}

// planPolicy wants the same webhooks in every workspace below the channel.
func planPolicy() string {
	var b strings.Builder
	b.WriteString("corotui: v1\nsets:\n  - workspaces: {type: child}\n    webhooks:\n")
	for n := range walkWebhooks {
		fmt.Fprintf(&b, "      - name: Billing %d\n        url: https://hooks.example.com/billing/%d\n        triggers: [workspace-created, subscription-updated]\n"+
			"        headers: {X-Env: prod}\n        status: enabled\n        secret: {generate: true}\n", n, n)
	}
	return b.String()
}

// How many of the workspaces are not as the policy wants them: of every so many one has
// another URL, one lacks a webhook, and one has one more.
const (
	planChangedEvery = 20
	planMissingEvery = 50
	planExtraEvery   = 70
)

// planSeed are workspaces that are as the policy wants them, but for some.
func planSeed(workspaces int) emulator.Seed {
	seed := emulator.Scale(workspaces, walkWebhooks, 1)
	for i := range seed.Workspaces {
		webhooks := seed.Workspaces[i].Webhooks
		for n := range webhooks {
			webhooks[n].Name, webhooks[n].URL = fmt.Sprintf("Billing %d", n), fmt.Sprintf("https://hooks.example.com/billing/%d", n)
			webhooks[n].Triggers, webhooks[n].Headers = []string{"workspace-created", "subscription-updated"}, []emulator.SeedHeader{{Name: "X-Env", Value: "prod"}}
			webhooks[n].Descendants, webhooks[n].Status = false, string(api.Enabled)
		}
		if i%planChangedEvery == 1 {
			webhooks[0].URL = "https://old.example.com/billing"
		}
		if i%planMissingEvery == 1 {
			webhooks = webhooks[1:]
		}
		if i%planExtraEvery == 1 {
			webhooks = append(webhooks, emulator.SeedWebhook{Name: "Forgotten", URL: "https://old.example.com", Secret: "s", Triggers: []string{"workspace-created"}})
		}
		seed.Workspaces[i].Webhooks = webhooks
	}
	return seed
}

// measurePlans plans, and lists the fleet, in turn.
func measurePlans(folder string, p programs, workspaces, times int) (m plans, err error) {
	w, err := newWorld(folder, p, planSeed(workspaces), emulator.WithLatency(walkLatency))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	home, err := w.home()
	if err != nil {
		return m, err
	}
	file := filepath.Join(home, "policy.yaml")
	if err := os.WriteFile(file, []byte(planPolicy()), 0o600); err != nil {
		return m, fmt.Errorf("write the policy: %w", err)
	}
	flags := []string{"--quiet", "--concurrency", strconv.Itoa(walkConcurrency)}
	m.workspaces = workspaces
	scan := func() error {
		r, err := watched(w.command(home, append([]string{"fleet", "list", "--json"}, flags...)...))
		m.list = append(m.list, r.took)
		return err
	}
	plan := func() error {
		r, err := watched(w.command(home, append([]string{"plan", file, "--prune", "--json"}, flags...)...))
		m.plan = append(m.plan, r.took)
		m.items, m.peak = strings.Count(r.stdout, "\n"), max(m.peak, r.peak)
		return err
	}
	for i := range times { // neither is always the first
		turns := []func() error{scan, plan}
		if i%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			if err := turn(); err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// goals are what plans are to cost at most.
func (p plans) goals() []goal {
	if p.workspaces == 0 {
		return nil
	}
	return []goal{
		{"plan over 1,000 workspaces and 4,000 webhooks, beside the scan", "1.05 x", fmt.Sprintf("%.2f x", p.ratio()), p.ratio() > 0 && p.ratio() <= 1.05, true},
		{"peak memory of that", "60 MiB", fmt.Sprintf("%.1f MiB", mebibytes(p.peak)), p.peak > 0 && mebibytes(p.peak) <= 60, false},
	}
}

// write says what plans cost.
func (p plans) write(b *strings.Builder) {
	if p.workspaces == 0 {
		return
	}
	fmt.Fprintf(b, "\n`corotui plan --prune --json` over %s workspaces with %s webhooks, with the line of the scans, in turn with\n"+
		"`corotui fleet list --json`, the fastest of each. What the files want is compared while the scan goes on:\n\n"+
		"| items of the plan | scan | plan | beside the scan | peak memory |\n|---|---|---|---|---|\n| %s | %.2f s | %.2f s | %.2f x | %.1f MiB |\n",
		text.Count(p.workspaces), text.Count(p.workspaces*walkWebhooks), text.Count(p.items),
		slices.Min(p.list).Seconds(), slices.Min(p.plan).Seconds(), p.ratio(), mebibytes(p.peak))
}
