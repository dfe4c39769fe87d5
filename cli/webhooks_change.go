package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
)

// webhooksChangeOptions are what the commands take that do one thing to some webhooks.
type webhooksChangeOptions struct {
	changeFlags
	everywhere bool
	ifPresent  bool
	action     func() (bulk.Action, error) // what the flags ask for, before anything is asked of the server
	always     bool                        // it asks also about what can be undone
}

// webhooksChangeCommand makes such a command.
func (a *app) webhooksChangeCommand(c *cobra.Command, always bool, action func() (bulk.Action, error)) *cobra.Command {
	a.webhooksChange(c, always, action)
	return c
}

// webhooksChange makes a command one of these, and returns its options.
func (a *app) webhooksChange(c *cobra.Command, always bool, action func() (bulk.Action, error)) *webhooksChangeOptions {
	o := &webhooksChangeOptions{changeFlags: changeFlags{app: a}, action: action, always: always}
	o.register(c)
	allWorkspacesFlag(c, &o.everywhere)
	concurrencyFlag(c, &o.concurrency)
	a.command(c, someWebhooks, o.run)
	return o
}

func (o *webhooksChangeOptions) run(cmd *cobra.Command, args []string) error {
	action, err := o.action()
	if err == nil {
		err = checkConcurrency(o.concurrency)
	}
	if err == nil && action.Kind == bulk.Rotate {
		err = action.Check()
	}
	if err != nil {
		return err
	}
	conn, err := o.connectToChange(cmd, args...)
	if err != nil {
		return err
	}
	named, missing, err := o.operands(cmd.Context(), &conn, args, o.everywhere)
	if o.ifPresent {
		missing, err = conn.absent(args, missing, err)
	}
	if err != nil {
		return err
	}
	items := make([]bulk.Item, len(named))
	for i, one := range named {
		items[i] = one.item()
		o.noteOrigin(one, action.Kind)
	}
	action.Policy = o.policy()
	plan := &bulk.Plan{Action: action}
	if len(items) > 0 {
		if plan, err = bulk.New(action, items); err != nil {
			return usage("%s", capital(err))
		}
	}
	return o.carryOut(cmd, conn, plan, missing, asking{always: o.always, question: o.question, declined: declined(action.Kind)})
}

// declined says what a no to the question means.
func declined(kind bulk.Kind) string {
	if kind == bulk.Delete {
		return "Nothing was deleted"
	}
	return "Nothing was changed"
}

// absent turns what was not found into what needs no change.
func (conn connection) absent(args []string, missing []bulk.Result, err error) ([]bulk.Result, error) {
	if _, told := errors.AsType[coded](err); told && len(args) == 1 && codeOf(err) == codeNotFound {
		missing, err = []bulk.Result{conn.notFound(args[0], err)}, nil
	}
	for i, r := range missing {
		if codeOf(r.Err) == codeNotFound {
			missing[i].Kind, missing[i].Err = change.Unchanged, nil
		}
	}
	return missing, err
}

// question asks for all webhooks at once, and names a single one and where it is.
func (o *webhooksChangeOptions) question(s bulk.Summary) string {
	if s.Changes == 1 && len(s.Sample) == 1 {
		t := s.Sample[0].Task
		from := map[bool]string{true: "from", false: "in"}[s.Action.Kind == bulk.Delete]
		where := text.Clean(t.WorkspaceName)
		if where == "" {
			where = text.Clean(api.Text(t.Workspace))
		}
		return fmt.Sprintf("%s %s (%s) %s %s?", words.OfAction(s.Action.Kind).Ask, text.Quote(t.Webhook.Name), text.Clean(api.Text(t.Webhook.ID)), from, where)
	}
	return questionOfAll(s)
}
