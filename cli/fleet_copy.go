package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/filter"
	"corotui/internal/text"
)

// fleetCopyOptions are what fleet copy takes.
type fleetCopyOptions struct {
	changeFlags
	to         []string
	toFilter   string
	everywhere bool
	into       filter.Workspaces
}

func (a *app) fleetCopyCommand() *cobra.Command {
	o := &fleetCopyOptions{changeFlags: changeFlags{app: a}}
	c := &cobra.Command{
		Use: "copy WEBHOOK", Short: "Copy a webhook into workspaces",
		Long: "Copy a webhook, by its id or name, into the workspaces that --to names or --to-filter finds. Workspaces that already have it are " +
			"left unchanged.",
		Example: "corotui fleet copy Billing --to northwinddental_N3D5_x,lakesidelaw_L4L1_x\ncorotui fleet copy Billing --to-filter domain:example --dry-run",
	}
	o.register(c)
	concurrencyFlag(c, &o.concurrency)
	allWorkspacesFlag(c, &o.everywhere)
	c.Flags().Var(wordList{&o.to}, "to", "ids of the workspaces to copy into")
	c.Flags().StringVar(&o.toFilter, "to-filter", "", "copy into the workspaces below the channel that match this filter")
	return a.command(c, oneWebhook, o.run)
}

// check says what is wrong with the command line.
func (o *fleetCopyOptions) check() (err error) {
	if (len(o.to) > 0) == (o.toFilter != "") {
		return usage("Say where to copy to with --to WORKSPACE,... or with --to-filter")
	}
	if err := o.canAsk(); err != nil {
		return err
	}
	if o.into, err = filter.ParseWorkspaces(o.toFilter); err != nil {
		return usage("--to-filter %q: %s", o.toFilter, text.Sentence(err))
	}
	return checkConcurrency(o.concurrency)
}

func (o *fleetCopyOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(); err != nil {
		return err
	}
	conn, err := o.connectToChange(cmd)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	named, _, err := o.operands(ctx, &conn, args, o.everywhere)
	if err != nil {
		return err
	}
	item := named[0].item()
	if item.Webhook, err = conn.session.Webhook(ctx, item.Workspace, item.Webhook.ID); err != nil {
		return err
	}
	into, err := o.targets(ctx, conn, item.Workspace)
	if err != nil {
		return err
	}
	plan, err := bulk.New(bulk.Action{Kind: bulk.Copy, Into: into}, []bulk.Item{item})
	if err != nil {
		return usage("%s", capital(err))
	}
	return o.carryOut(cmd, conn, plan, nil, asking{always: true, question: func(bulk.Summary) string {
		return fmt.Sprintf("Copy %s into %s?", text.Quote(item.Webhook.Name), text.Plural(len(into), "workspace", "workspaces"))
	}, declined: "Nothing was copied"})
}

// targets are the workspaces to copy into: never that in which the webhook lives.
func (o *fleetCopyOptions) targets(ctx context.Context, conn connection, home api.WorkspaceID) ([]api.Workspace, error) {
	known, err := keepingReader{conn.session, conn}.Workspaces(ctx, conn.workspace)
	if err = o.tellIncomplete(err); err != nil {
		return nil, err
	}
	if o.toFilter != "" {
		into := slices.DeleteFunc(known, func(w api.Workspace) bool { return w.ID == home || !o.into.Match(filter.NewWorkspace(w)) })
		if len(into) == 0 {
			return nil, failedWith(codeNotFound, "No workspace matches --to-filter %q. List them with corotui workspaces list", o.toFilter)
		}
		return into, nil
	}
	into := make([]api.Workspace, 0, len(o.to))
	for _, id := range o.to {
		id := api.WorkspaceID(strings.TrimSpace(id))
		at := slices.IndexFunc(known, func(w api.Workspace) bool { return w.ID == id })
		switch {
		case id == home:
			return nil, usage("--to %s: the webhook lives there already", id)
		case at >= 0:
			into = append(into, known[at])
		default: // the server says whether it is there
			into = append(into, api.Workspace{ID: id})
		}
	}
	return into, nil
}
