package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// found is a webhook that the scan found and the flags selected.
type found struct {
	account   string // see [fleet.Member]; empty: there is only one
	profile   string // of the account, where there are several
	workspace api.Workspace
	webhook   api.Webhook
	origin    *fleet.Origin // where it lives if it is inherited; else nil
	heirs     int           // workspaces that inherit it, as far as is known
	news      fleet.News    // of a watch: how it differs from the scan before
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

// matches reports whether the flags select a webhook.
func (one found) matches(by filter.Filter) bool {
	return by.Match(filter.NewSubject(&one.webhook, string(one.workspace.Name())+"\n"+string(one.workspace.ID)).Of(one.profile))
}

// toldOf reports whether a watch tells of a webhook: it was disabled, or is enabled again,
// and the flags select what it was, or what it has become.
func (one found) toldOf(by filter.Filter) bool {
	was := one
	switch one.news {
	case fleet.Disabled:
		was.webhook.Status = api.Enabled
	case fleet.Enabled:
		was.webhook.Status = api.Disabled
	default:
		return false
	}
	return one.matches(by) || was.matches(by)
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
func (o *fleetOptions) scanner(conn connection) *fleet.Group {
	return fleet.NewGroup(fleet.Member{Scanner: &fleet.Scanner{Reader: conn.session, Channel: conn.workspace, Options: o.scanOptions()}})
}

func (o *fleetOptions) scanOptions() fleet.Options {
	return fleet.Options{Concurrency: o.concurrency, Limit: o.limit}
}

// scan scans the fleet once and gives every webhook to take. It tells the progress on
// a terminal, and the count and the failures at the end.
func (o *fleetOptions) scan(ctx context.Context, scanner *fleet.Group, take func(found)) error {
	show := o.progress()
	var passed []found // which others may inherit: by how many is known at the end
	err := scanner.Scan(ctx, fleet.All, func(r fleet.Result) {
		news := o.seen.Compare(r, func(api.WebhookID) bool { return false })
		for webhook, origin := range r.Rows {
			if webhook.Workspace == "" {
				webhook.Workspace = r.Workspace.ID
			}
			one := found{
				account: r.Account, profile: o.profiles[r.Account], workspace: r.Workspace, webhook: webhook, origin: origin, news: news[webhook.ID],
			}
			if origin != nil || webhook.ApplyToAllDescendants {
				passed = append(passed, one)
				continue
			}
			take(one)
		}
		show(scanner.Progress())
	})
	heirs := scanner.Heirs()
	for _, one := range passed {
		at := one.ref()
		if one.origin != nil {
			at = one.origin.Ref()
			at.Account = one.account
		}
		one.heirs = heirs[at]
		take(one)
	}
	show(fleet.Progress{})
	return o.scanned(scanner, err)
}

// scanned tells how a scan ended, and returns the error of what could not be read.
func (o *fleetOptions) scanned(scanner *fleet.Group, err error) error {
	up, late := errors.AsType[*fleet.TimeUp](err)
	late = late && up.Total > 0
	accounts := scanner.Failures()
	switch {
	case o.members != nil && len(accounts) == len(o.members) && !late:
		return o.noAccount(accounts)
	case err != nil && !late:
		return err
	}
	var failures []error
	unlisted := scanner.Unlisted()
	for _, short := range unlisted {
		o.tellf("%s%s", o.whose(short.Account), text.Sentence(short.Err))
	}
	for _, r := range scanner.Troubles() {
		reason := text.Sentence(cmp.Or(r.Err, r.Short))
		if r.Skipped() {
			reason = "skipped: " + reason
		}
		o.tellf("%s%s (%s): %s", o.whose(r.Account), text.Clean(r.Workspace.Name()), text.Clean(api.Text(r.Workspace.ID)), reason)
		if r.Err != nil && !r.Refused() {
			failures = append(failures, r.Err)
		}
	}
	o.tellAccounts(accounts)
	p := scanner.Progress()
	o.tellf("%s · %s, %d disabled%s", counted(p), text.Plural(p.Webhooks, "webhook", "webhooks"), p.Disabled, inheritedOnce(p))
	switch {
	case late:
		return coded{up, codePartly}
	case len(accounts) > 0:
		return failedWith(codePartly, "%d of %d accounts could not be read; the others are shown", len(accounts), len(o.members))
	case len(failures) == 0 && slices.ContainsFunc(unlisted, func(f fleet.Failure) bool { return !api.IsIncomplete(f.Err) }):
		return failedWith(codePartly, "Not all workspaces could be listed; the others are shown")
	case len(failures) == 0:
		return nil
	case len(failures) == p.Total:
		return failures[0]
	}
	return failedWith(codePartly, "%d of %d workspaces could not be read; the others are shown", len(failures), p.Total)
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
func (o *fleetOptions) progress() func(fleet.Progress) {
	streams := o.format == asJSONLines && program.IsTerminal(o.process.Stdout)
	if !program.IsTerminal(o.process.Stderr) || streams {
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
