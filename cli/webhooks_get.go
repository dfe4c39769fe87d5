package cli

import (
	"context"

	"github.com/spf13/cobra"

	"corotui/cli/output"
	"corotui/internal/text"
)

// webhooksGetOptions are what webhooks get takes.
type webhooksGetOptions struct {
	*app
	output.Flags
	everywhere, showSecrets bool
}

func (a *app) webhooksGetCommand() *cobra.Command {
	o := &webhooksGetOptions{app: a}
	c := &cobra.Command{
		Use: "get WEBHOOK...", Short: "Show everything about webhooks",
		Example: "corotui webhooks get Billing --json\ncorotui webhooks get Billing --jq .url",
	}
	a.prints(c, &o.Flags, output.View{Kind: webhookKind, Shape: output.Stream, Columns: webhooksView.Columns})
	allWorkspacesFlag(c, &o.everywhere)
	showSecretsFlag(c, &o.showSecrets)
	return a.command(c, someWebhooks, o.run)
}

func (o *webhooksGetOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	shown, missing, err := o.operands(ctx, &conn, args, o.everywhere)
	if err != nil {
		return err
	}
	p := o.printer(cmd, o.showSecrets)
	if len(args) == 1 {
		p.Single()
	}
	var failures []error
	for _, r := range missing {
		failures = append(failures, r.Err)
	}
	told := 0
	for _, one := range shown {
		if one.webhook, err = conn.session.Webhook(ctx, one.workspace.ID, one.webhook.ID); err != nil {
			failures = append(failures, err)
			continue
		}
		told++
		export := exportFound(one)
		export.Secrets = o.showSecrets
		if !p.ForPeople() {
			err = p.Add(export, string(one.webhook.ID))
		} else {
			err = p.Text(map[bool]string{true: "\n"}[told > 1] + webhookText(one, o.showSecrets))
		}
		if err != nil {
			return err
		}
	}
	if err := p.End(ctx); err != nil {
		return err
	}
	return o.allFailures(ctx, failures, told)
}

// allFailures is the error of several webhooks that could not be shown; told are those
// that were.
func (o *webhooksGetOptions) allFailures(ctx context.Context, failures []error, told int) error {
	switch {
	case len(failures) == 0:
		return nil
	case ctx.Err() != nil || told == 0 && len(failures) == 1:
		return failures[0]
	}
	for _, err := range failures {
		o.tellf("%s", text.Sentence(err))
	}
	if told == 0 {
		return failedWith(codeOf(failures[0]), "None of the %d webhooks could be shown", len(failures))
	}
	return failedWith(codePartly, "%d of %d webhooks could not be shown", len(failures), len(failures)+told)
}
