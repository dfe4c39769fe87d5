package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
)

// webhooksToggleOptions are what webhooks enable and webhooks disable take.
type webhooksToggleOptions struct {
	*app
	status            api.Status // to be set
	json, leaveSecret bool
}

func (a *app) webhooksToggleCommand(name string, status api.Status, short string) *cobra.Command {
	o := &webhooksToggleOptions{app: a, status: status}
	c := &cobra.Command{Use: name + " WEBHOOK...", Short: short}
	jsonFlag(c, &o.json)
	leaveSecretFlag(c, &o.leaveSecret)
	return a.command(c, someWebhooks, o.run)
}

func (o *webhooksToggleOptions) run(cmd *cobra.Command, args []string) error {
	done := map[api.Status]string{api.Enabled: "Enabled", api.Disabled: "Disabled"}[o.status]
	return o.changeEach(cmd, args, done, o.json, func(at connection, listed []api.Webhook, webhook api.Webhook) (change.Change, error) {
		goal := change.Rules{LikeThese: listed}.Edit(webhook.Fields, change.WithStatus(webhook.Fields, o.status.On()))
		return change.Update{
			Workspace: at.workspace, WorkspaceName: at.name, Base: webhook, Goal: goal, Secret: secretPolicy(o.leaveSecret),
		}, nil
	})
}
