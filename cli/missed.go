package cli

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/delivery"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/missed"
	"corotui/internal/text"
)

// missedOptions are what missed takes.
type missedOptions struct {
	output.Flags
	scanning
	selection
	send, yes, dryRun, secretStdin, repeatUnknown bool
	format                                        string // of signatures

	how  missed.How
	said map[string]bool // what was noted, which is not repeated for each webhook
}

func (a *app) missedCommand() *cobra.Command {
	o := &missedOptions{scanning: scanning{app: a}, said: make(map[string]bool)}
	c := &cobra.Command{
		Use: "missed [WEBHOOK]", Short: "Show what a webhook missed while it was disabled, and send it",
		Long: "Show what a webhook, or with --filter those of the fleet, missed in its newest gap: the time in which it was disabled, which " +
			"may still be open, as far as this machine saw it. Coro never sends again what happened then.\n" +
			"A workspace was missed if it was created in the gap, and is right below the webhook's own workspace, or anywhere below it if " +
			"the webhook applies to all descendants. An inherited webhook is looked at where it lives. What was missed of other triggers " +
			"cannot be known; stderr says what the usage and the audit log tell, where the API provides them.\n" +
			"--send sends a workspace-created delivery for each workspace straight to the webhook's URL, the oldest first: signed with its " +
			"secret, with its headers, and with X-Coro-Resent-By: corotui, which says that it is rebuilt. Its data is what the workspace " +
			"is now; what the workspace does not say is omitted, such as subscriptionType. It asks first, goes on after a failure, and " +
			"records each in the history. None is sent twice: one that arrived is skipped, and one of which no one saw the end, as " +
			"corotui was killed or the receiver did not answer, is sent again only with --repeat-unknown. A repetition has the same id. " +
			"A webhook that is disabled gets nothing.\n" +
			"The delivery whose four failures disabled the webhook came before the gap, and is not part of it.",
		Example: "corotui missed Billing\n" +
			"corotui missed --filter name:billing --json | jq -r .workspaceName\n" +
			"corotui missed Billing --send --dry-run --json | jq .body\n" +
			"corotui missed Billing --send --yes",
	}
	a.prints(c, &o.Flags, missedView)
	flags := c.Flags()
	flags.StringVar(&o.filter, "filter", "", "webhooks of the fleet that match this filter, as in the terminal program")
	flags.BoolVar(&o.send, "send", false, "send the deliveries that were missed, after asking")
	yesFlag(c, &o.yes)
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what --send would send, and send nothing")
	flags.StringVar(&o.format, "signature-format", string(delivery.Hex),
		"write signatures as hex, HEX, base64, or base64url; sha256= before it also writes that, and +body after it also signs the body")
	flags.BoolVar(&o.secretStdin, "secret-stdin", false, "sign with the secret on stdin, for a webhook whose secret Coro does not return")
	flags.BoolVar(&o.repeatUnknown, "repeat-unknown", false, "also send again what may have been sent before")
	o.scanning.register(c)
	return a.command(c, cobra.MaximumNArgs(1), o.run)
}

func (o *missedOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.checkMissed(cmd, args); err != nil {
		return err
	}
	conn, err := o.connectWorkspace(cmd)
	if err == nil && o.send && !o.dryRun {
		err = o.mayChange(conn)
	}
	if err == nil && o.secretStdin {
		o.how.Secret, err = o.secretFromStdin(cmd.Context())
	}
	if err != nil {
		return err
	}
	reports, partly, err := o.reports(cmd.Context(), &conn, args)
	if err != nil {
		return err
	}
	if !o.send {
		return cmp.Or(o.list(cmd, reports), partly)
	}
	return cmp.Or(o.sendAll(cmd, conn, reports), partly)
}

// checkMissed says what is wrong with the command line, before anything is asked.
func (o *missedOptions) checkMissed(cmd *cobra.Command, args []string) (err error) {
	changed := cmd.Flags().Changed
	switch {
	case len(args) == 0 && !changed("filter"):
		return usage("Name a webhook by its id or name, or select webhooks of the fleet with --filter")
	case len(args) > 0 && changed("filter"):
		return usage("WEBHOOK and --filter exclude each other")
	case !changed("filter") && (changed("concurrency") || changed("time-limit")):
		return usage("--concurrency and --time-limit are for --filter")
	}
	for _, name := range []string{"yes", "dry-run", "signature-format", "secret-stdin", "repeat-unknown"} {
		if changed(name) && !o.send {
			return usage("--%s is for --send", name)
		}
	}
	if o.how.Form, err = delivery.ParseForm(o.format); err != nil {
		return usage("--signature-format: %s", err)
	}
	o.how.RepeatUnknown = o.repeatUnknown
	if o.by, err = filter.Parse(o.filter); err != nil {
		return usage("--filter %q: %s", o.filter, text.Sentence(err))
	}
	if o.send && !o.yes && !o.dryRun && !o.interactive() {
		return usage("There is no terminal to ask on. Confirm with --yes, or look first with --dry-run")
	}
	return o.scanning.check()
}

// reports find what the webhooks missed that are asked for. partly is the error of what
// could not be read beside that.
func (o *missedOptions) reports(ctx context.Context, conn *connection, args []string) (reports []missed.Report, partly, err error) {
	var all []found
	if len(args) > 0 {
		all, _, err = o.operands(ctx, conn, args, false)
	} else {
		all, partly, err = o.matching(ctx, *conn)
	}
	if err != nil {
		return nil, nil, err
	}
	finder := missed.Finder{Server: conn.session, Memory: conn.session, Log: conn.log, Who: conn.session.Who()}.Remembering()
	gapless, seen := 0, make(map[api.Ref]bool)
	for _, one := range all {
		at := one.homeRef()
		if seen[at] {
			continue
		}
		seen[at] = true
		item := one.item()
		if len(args) == 0 { // of many that never were disabled nothing is asked
			has, err := finder.HasGap(ctx, item.Workspace, item.Webhook)
			if err != nil {
				return nil, nil, err
			}
			if !has {
				gapless++
				continue
			}
		}
		home := one.home()
		home.ID = item.Workspace
		report, err := finder.Find(ctx, home, item.Webhook.ID)
		if err != nil {
			return nil, nil, err
		}
		if _, failed := errors.AsType[*fleet.Unlisted](report.Unlisted); failed && !api.IsIncomplete(report.Unlisted) {
			partly = cmp.Or(partly, failedWith(codePartly, "%s", notAllListed))
		}
		o.noteReport(report)
		reports = append(reports, report)
	}
	if gapless > 0 {
		o.notef("%s not known to have been disabled", text.Plural(gapless, "webhook is", "webhooks are"))
	}
	return reports, partly, nil
}

// matching are the webhooks of the fleet that the filter selects.
func (o *missedOptions) matching(ctx context.Context, conn connection) (all []found, partly, err error) {
	scanned := o.scan(ctx, o.scanner(conn), func(one found) {
		if o.has(one) {
			all = append(all, one)
		}
	})
	if scanned != nil && codeOf(scanned) != codePartly {
		return nil, nil, scanned
	}
	if len(all) == 0 && scanned == nil {
		o.notef("No webhook matches the filter")
	}
	return all, scanned, nil
}

// noteReport says of a webhook what there is besides the workspaces. What was said of
// another one already is not repeated.
func (o *missedOptions) noteReport(r missed.Report) {
	says := r.Says(time.Now())
	if r.Known && r.Subscribed() && len(r.Missed) == 0 {
		says.Notes = append([]string{"No workspace below " + text.Clean(r.Home.Name()) + " is known to have been created in that time."}, says.Notes...)
	}
	if o.send { // who sends has looked before
		says.Others = nil
	}
	for _, sentence := range says.All() {
		if !o.said[sentence] {
			o.said[sentence] = true
			o.notef("%s", text.Clean(api.Text(sentence)))
		}
	}
}

// list prints the workspaces that were missed.
func (o *missedOptions) list(cmd *cobra.Command, reports []missed.Report) error {
	p := o.printer(cmd, false)
	for _, r := range reports {
		for _, m := range r.Missed {
			told := missedOf(r, m)
			if err := p.Add(told, told.WorkspaceID, told.cells(r)...); err != nil {
				return err
			}
		}
	}
	return p.End(cmd.Context())
}
