package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
)

// fleetChangeOptions are what the commands take that do one thing to the selected
// webhooks of the fleet.
type fleetChangeOptions struct {
	changeFlags
	scanning
	selection
	// action is what the arguments ask for, before anything is asked of the server.
	action func(args []string) (bulk.Action, error)
}

// fleetChangeCommand makes such a command.
func (a *app) fleetChangeCommand(c *cobra.Command, takes cobra.PositionalArgs, action func(args []string) (bulk.Action, error)) *cobra.Command {
	o := &fleetChangeOptions{changeFlags: changeFlags{app: a}, scanning: scanning{app: a}, action: action}
	o.changeFlags.register(c)
	o.scanning.register(c)
	o.selection.register(c, toChange)
	return a.command(c, takes, o.run)
}

func (o *fleetChangeOptions) run(cmd *cobra.Command, args []string) error {
	a, ctx := o.changeFlags.app, cmd.Context()
	if err := o.checkStdin(cmd); err != nil {
		return err
	}
	action, err := o.action(args)
	if err != nil {
		return err
	}
	if err := o.checkAll(a, action); err != nil {
		return err
	}
	conn, err := o.connectToChange(cmd)
	if err != nil {
		return err
	}
	a.tellUnfinished(ctx, conn)
	items, missing, scanned := o.selected(ctx, conn)
	if scanned != nil && codeOf(scanned) != codePartly {
		return scanned
	}
	if len(items)+len(missing) == 0 {
		a.notef("No webhook matches; nothing was changed")
		return scanned
	}
	action.Policy = o.policy()
	plan := &bulk.Plan{Action: action}
	if len(items) > 0 {
		if plan, err = bulk.New(action, items); err != nil {
			return usage("%s", capital(err))
		}
	}
	a.noteAll(shared(items))
	ask := asking{always: true, question: questionOfAll, declined: declined(action.Kind)}
	o.changeFlags.concurrency = o.scanning.concurrency
	if err := o.carryOut(cmd, conn, plan, missing, ask); err != nil {
		return err
	}
	return scanned
}

// checkStdin says that two flags want stdin, which is read once.
func (o *fleetChangeOptions) checkStdin(cmd *cobra.Command) error {
	for _, flag := range []string{"secret-stdin", "value-stdin"} {
		if o.ids == "-" && cmd.Flags().Changed(flag) {
			return usage("--ids - and --%s both read stdin. Select with --filter instead", flag)
		}
	}
	return nil
}

// checkAll says what is wrong with the command line, before the first request.
func (o *fleetChangeOptions) checkAll(a *app, action bulk.Action) error {
	if err := o.scanning.check(); err != nil {
		return err
	}
	if err := o.selection.check(); err != nil {
		return err
	}
	if err := action.Check(); err != nil && action.Kind != bulk.Copy { // where to copy is known later
		return usage("%s", capital(err))
	}
	if err := o.selection.checkChange(a); err != nil {
		return err
	}
	return o.canAsk()
}

// selected scans the fleet for what is selected, and returns also the ids that no
// webhook has.
func (o *fleetChangeOptions) selected(ctx context.Context, conn connection) ([]bulk.Item, []bulk.Result, error) {
	var items []bulk.Item
	there := make(map[api.WebhookID]bool)
	scanned := o.scan(ctx, o.scanner(conn), func(one found) {
		there[one.webhook.ID] = true
		if o.has(one) {
			items = append(items, one.item())
		}
	})
	unknown := slices.Sorted(slices.Values(o.missing(there)))
	missing := make([]bulk.Result, 0, len(unknown))
	for _, id := range unknown {
		err := failedWith(codeNotFound, "No webhook with the id %q in any workspace below %s", string(id), conn.workspaceName())
		missing = append(missing, unnamed(bulk.Item{}, string(id), change.Gone, err))
	}
	return items, missing, scanned
}

// questionOfAll asks for all of a plan.
func questionOfAll(s bulk.Summary) string {
	return fmt.Sprintf("%s %s in %s?", words.OfAction(s.Action.Kind).Ask, text.Plural(s.Changes, "webhook", "webhooks"),
		text.Plural(s.Workspaces, "workspace", "workspaces"))
}

// shared says which of some webhooks change in more than one workspace.
func shared(items []bulk.Item) []string {
	var lines []string
	for _, item := range items {
		if item.Heirs > 0 {
			lines = append(lines, fmt.Sprintf("%s of %s is inherited: it changes there and in %s below",
				text.Quote(item.Webhook.Name), text.Clean(item.WorkspaceName), text.Plural(item.Heirs, "workspace", "workspaces")))
		}
	}
	const most = 10
	if rest := len(lines) - most; rest > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %s", text.Plural(rest, "other", "others")))
	}
	return lines
}

// someArguments are the arguments of a command that needs at least one; what says what
// they are.
func someArguments(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("Name at least one %s", what)
		}
		return nil
	}
}

// kindOnly is the action of a command that needs nothing more.
func kindOnly(kind bulk.Kind) func([]string) (bulk.Action, error) {
	return func([]string) (bulk.Action, error) { return bulk.Action{Kind: kind}, nil }
}
