package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// scanning is how a command scans the fleet.
type scanning struct {
	*app
	concurrency int
	limit       time.Duration
	streams     bool               // lines of output come while it is scanned, so no progress wipes them away
	each        func(fleet.Result) // of a watch: is given what was read of each workspace
	standing    map[string]bool    // of a watch: what was told of the scan before, so as not to repeat it

	about []string     // names what is scanned, for what is remembered of it
	paths config.Paths // where that is kept

	members  []account.Member  // of a scan of all profiles: the accounts
	profiles map[string]string // their profiles, by their keys
}

// register adds the flags of a scan to a command.
func (o *scanning) register(c *cobra.Command) {
	concurrencyFlag(c, &o.concurrency)
	c.Flags().DurationVar(&o.limit, "time-limit", fleet.DefaultLimit, "stop the scan after this time, e.g. 10m")
}

// check says what is wrong with them.
func (o *scanning) check() error {
	if o.limit < time.Second {
		return usage("--time-limit %s: use at least 1s", o.limit)
	}
	return checkConcurrency(o.concurrency)
}

// found is a webhook that the scan found and the flags selected.
type found struct {
	account   string // see [fleet.Member]; empty: there is only one
	profile   string // of the account, where there are several
	workspace api.Workspace
	webhook   api.Webhook
	origin    *fleet.Origin // where it lives if it is inherited; else nil
	heirs     int           // workspaces that inherit it, as far as is known
}

// home is the workspace in which it lives.
func (one found) home() api.Workspace {
	if one.origin != nil {
		return one.origin.Workspace
	}
	return one.workspace
}

// ref names it.
func (one found) ref() api.Ref {
	return api.Ref{Account: one.account, Workspace: one.workspace.ID, Webhook: one.webhook.ID}
}

// homeRef names it where it lives.
func (one found) homeRef() api.Ref {
	at := one.ref()
	if one.origin != nil {
		at = one.origin.Ref()
		at.Account = one.account
	}
	return at
}

// matches reports whether the flags select a webhook.
func (one found) matches(by filter.Filter) bool {
	return by.Match(filter.NewSubject(&one.webhook, string(one.workspace.Name())+"\n"+string(one.workspace.ID)).Of(one.profile))
}

// item is a webhook of a plan: where it lives, whichever list showed it.
func (one found) item() bulk.Item {
	item := bulk.Item{Workspace: one.workspace.ID, WorkspaceName: one.workspace.Name(), Webhook: one.webhook, Heirs: one.heirs}
	if one.origin != nil {
		item.Workspace, item.WorkspaceName, item.Webhook = one.origin.Workspace.ID, one.origin.Workspace.Name(), one.origin.Webhook
	}
	return item
}

// scanner scans what is below the workspace of a connection.
func (o *scanning) scanner(conn connection) *fleet.Group {
	return fleet.NewGroup(fleet.Member{Scanner: &fleet.Scanner{Reader: keepingReader{conn.session, conn}, Channel: conn.workspace, Options: o.scanOptions()}})
}

func (o *scanning) scanOptions() fleet.Options {
	return fleet.Options{Concurrency: o.concurrency, Limit: o.limit}
}

// scan scans the fleet once and gives every webhook to take. It tells the progress on
// a terminal, and the count and the failures at the end.
func (o *scanning) scan(ctx context.Context, scanner *fleet.Group, take func(found)) error {
	var passed []found // which others may inherit: by how many is known at the end
	err := o.scanResults(ctx, scanner, func(r fleet.Result) {
		if o.each != nil {
			o.each(r)
		}
		for webhook, origin := range r.Rows {
			if webhook.Workspace == "" {
				webhook.Workspace = r.Workspace.ID
			}
			one := found{account: r.Account, profile: o.profiles[r.Account], workspace: r.Workspace, webhook: webhook, origin: origin}
			if origin != nil || webhook.ApplyToAllDescendants {
				passed = append(passed, one)
				continue
			}
			take(one)
		}
	})
	heirs := scanner.Heirs()
	for _, one := range passed {
		one.heirs = heirs[one.homeRef()]
		take(one)
	}
	return o.scanned(scanner, err)
}

// scanResults scans the fleet once, gives what was read of each workspace to take, and
// tells the progress on a terminal.
func (o *scanning) scanResults(ctx context.Context, scanner *fleet.Group, take func(fleet.Result)) error {
	show := o.progress()
	defer show(fleet.Progress{})
	return scanner.Scan(ctx, fleet.All, func(r fleet.Result) {
		take(r)
		show(scanner.Progress())
	})
}

// scanned tells how a scan ended, and returns the error of what could not be read.
func (o *scanning) scanned(scanner *fleet.Group, err error) error {
	up, late := errors.AsType[*fleet.TimeUp](err)
	late = late && up.Total > 0
	accounts := scanner.Failures()
	standing, said := o.standing, make(map[string]bool)
	o.standing = nil
	// again reports whether a watch has said so of the scan before.
	again := func(what ...any) bool {
		key := fmt.Sprint(what...)
		said[key] = o.each != nil
		return standing[key]
	}
	switch {
	case o.members != nil && len(accounts) == len(o.members) && !late:
		return o.noAccount(accounts)
	case err != nil && !late:
		return err
	}
	unlisted := scanner.Unlisted()
	failures := o.tellTroubles(unlisted, scanner.Troubles(), again)
	o.tellAccounts(accounts)
	p := scanner.Progress()
	count := fmt.Sprintf("%s · %s, %d disabled%s", counted(p), text.Plural(p.Webhooks, "webhook", "webhooks"), p.Disabled, inheritedOnce(p))
	if !again(count) {
		o.notef("%s", count)
	}
	o.standing = said
	switch {
	case late:
		return coded{up, codePartly}
	case len(accounts) > 0:
		return failedWith(codePartly, "%d of %d accounts could not be read; the others are shown", len(accounts), len(o.members))
	case len(failures) == 0 && slices.ContainsFunc(unlisted, func(f fleet.Failure) bool { return !api.IsIncomplete(f.Err) }):
		return failedWith(codePartly, "%s", notAllListed)
	case len(failures) == 0:
		return nil
	case len(failures) == p.Total:
		return failures[0]
	}
	return failedWith(codePartly, "%d of %d workspaces could not be read; the others are shown", len(failures), p.Total)
}

// tellTroubles tells what could not be read, and returns the errors of what failed. What
// again reports needs no repeating.
func (o *scanning) tellTroubles(unlisted []fleet.Failure, troubles []fleet.Result, again func(...any) bool) (failures []error) {
	for _, short := range unlisted {
		if !again("unlisted", short.Account) {
			o.tellf("%s%s", o.whose(short.Account), text.Sentence(short.Err))
		}
	}
	for _, r := range troubles {
		reason := text.Sentence(cmp.Or(r.Err, r.Short))
		if r.Skipped() {
			reason = "skipped: " + reason
		}
		if !again(r.Account, r.Workspace.ID, api.KindOf(r.Err)) {
			tell := o.tellf
			if r.Refused() {
				tell = o.notef // that fails nothing
			}
			tell("%s%s (%s): %s", o.whose(r.Account), text.Clean(r.Workspace.Name()), text.Clean(api.Text(r.Workspace.ID)), reason)
		}
		if r.Err != nil && !r.Refused() {
			failures = append(failures, r.Err)
		}
	}
	return failures
}

// counted is the count of a scan, of which nothing is left out.
func counted(p fleet.Progress) string {
	line := fmt.Sprintf("%d of %s", p.Read, text.Plural(p.Total, "workspace", "workspaces"))
	for _, part := range []struct {
		count int
		what  string
	}{{p.Forbidden, "no access"}, {p.Skipped, "skipped"}, {p.Failed, "failed"}, {p.Short, "incomplete"}} {
		if part.count > 0 {
			line += fmt.Sprintf(" · %d %s", part.count, part.what)
		}
	}
	return line
}

// inheritedOnce says what of the lists was not counted again.
func inheritedOnce(p fleet.Progress) string {
	if p.Inherited == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d inherited, counted where they live", p.Inherited)
}

// progressPeriod is how often the progress is written.
const progressPeriod = 100 * time.Millisecond

// progress returns what tells how far a scan is, on a terminal that shows
// nothing else; no progress wipes it away.
func (o *scanning) progress() func(fleet.Progress) {
	if o.flags.quiet || o.streams || !program.IsTerminal(o.process.Stderr) {
		return func(fleet.Progress) {}
	}
	var last time.Time
	return func(p fleet.Progress) {
		line := "\r\x1b[K"
		if p.Total > 0 {
			if time.Since(last) < progressPeriod {
				return
			}
			last = time.Now()
			line += counted(p)
		}
		o.telling.Lock()
		defer o.telling.Unlock()
		_, _ = io.WriteString(o.process.Stderr, line) // no one needs it
	}
}
