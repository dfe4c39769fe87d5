package cli

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// planning is how a command compares what files want with what is there: by one scan.
type planning struct {
	scanning
	files policyFlags
	prune bool

	accepts func(config.Config, *plan.Policy) error // what else has to be right before anything is asked; may be nil
}

// planned is what came of it.
type planned struct {
	*plan.Plan

	conn    connection
	options plan.Options
	ended   fleet.Progress
	failed  error // of what could not be read; the rest is in the plan
}

// newPlanning begins the options of a command that compares.
func (a *app) newPlanning() planning {
	return planning{scanning: scanning{app: a}, files: policyFlags{app: a}}
}

// register adds the flags.
func (o *planning) register(c *cobra.Command) {
	o.scanning.register(c)
	o.files.register(c)
	c.Flags().BoolVar(&o.prune, "prune", false, "delete webhooks that no set names, in the workspaces that sets select")
}

// plan reads the files, scans once, and says what differs. Nothing is asked of the server
// before the files are right.
func (o *planning) plan(cmd *cobra.Command, names []string) (*planned, error) {
	c, err := o.config(cmd)
	if err != nil {
		return nil, err
	}
	policy, err := o.files.readPolicy(cmd.Context(), c, names)
	if err == nil && o.accepts != nil {
		err = o.accepts(c, policy)
	}
	if err != nil {
		return nil, err
	}
	conn, err := o.connectWith(cmd, c)
	if err == nil {
		err = someWorkspace(conn.workspace)
	}
	if err != nil {
		return nil, err
	}
	o.tellUnfinished(cmd.Context(), conn)
	return o.compare(cmd, conn, policy)
}

// compare scans once, and says what differs from what a policy wants.
func (o *planning) compare(cmd *cobra.Command, conn connection, policy *plan.Policy) (*planned, error) {
	p := &planned{conn: conn, options: plan.Options{Channel: conn.workspace, Prune: o.prune, Force: o.files.force, Secrets: conn.session.KnownSecrets(conn.log)}}
	differ, group := plan.NewDiffer(policy, p.options), o.scanner(conn)
	p.failed = o.scanned(group, o.scanResults(cmd.Context(), group, differ.Take))
	if p.failed != nil && codeOf(p.failed) != codePartly {
		return nil, p.failed
	}
	scanner := group.Scanner("")
	_, late := errors.AsType[*fleet.TimeUp](p.failed)
	p.ended = scanner.Progress()
	var wrong error
	p.Plan, wrong = differ.End(plan.Scanned{Workspaces: scanner.Workspaces(), Complete: !late && scanner.Unlisted() == nil, Heirs: scanner.Heirs()})
	if wrong != nil {
		if p.failed != nil {
			o.tellf("%s", text.Sentence(p.failed))
		}
		return nil, wrong
	}
	for _, note := range p.Notes {
		o.notef("%s", note.Says)
	}
	if count := len(p.Unread); count > 0 && p.failed == nil {
		p.failed = failedWith(codePartly, "%d of %d workspaces that the files select could not be fully read; the others are shown", count, count+p.known())
	}
	return p, nil
}

// known counts the selected workspaces of which all that matters was read.
func (p *planned) known() int {
	unread := make(map[string]bool, len(p.Unread))
	for _, w := range p.Unread {
		unread[string(w.ID)] = true
	}
	count := 0
	for _, w := range p.Read {
		if !unread[string(w.ID)] {
			count++
		}
	}
	return count
}

// account is where the plan was made.
func (p *planned) account() plan.Account {
	c := p.conn.config
	return plan.Account{Host: account.WhereOf(c).BaseURL, Client: c.ClientID.Value, Channel: p.conn.workspace}
}

// end is how a command ends that looked for differences: what it did not see is worse than
// what it saw.
func (o *planning) end(printed error, p *planned, different bool) error {
	if printed != nil && p.failed != nil {
		o.tellf("%s", text.Sentence(p.failed))
	}
	if err := cmp.Or(printed, p.failed); err != nil || !different {
		return err
	}
	return errDifferent
}

// lines are an item for people, below the name of its workspace.
func (p *planned) lines(i int, title func(plan.Item) string, secrets bool) string {
	item, lines := p.Items[i], ""
	if i == 0 || p.Items[i-1].Workspace.ID != item.Workspace.ID {
		if i > 0 {
			lines = "\n"
		}
		lines += item.Where() + "\n"
	}
	return lines + itemLines(title(item), item.Shown(secrets).Changes)
}

// show prints items: to people under their workspaces.
func (p *planned) show(out *output.Printer, each func(plan.Item) error, title func(plan.Item) string, secrets bool) error {
	people := out.ForPeople() && out.OnScreen()
	for i, item := range p.Items {
		if !people {
			if err := each(item); err != nil {
				return err
			}
			continue
		}
		if err := out.Signed(p.lines(i, title, secrets)); err != nil {
			return err
		}
	}
	if people && len(p.Items) > 0 {
		return out.Text("\n")
	}
	return nil
}
