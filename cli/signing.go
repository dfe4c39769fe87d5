package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// signingFlags say with whose secret deliveries are signed or verified.
type signingFlags struct {
	*app
	webhook     string
	secretStdin bool
}

func (f *signingFlags) register(c *cobra.Command, use string) {
	c.Flags().StringVar(&f.webhook, "webhook", "", use)
	c.Flags().BoolVar(&f.secretStdin, "secret-stdin", false, "read the secret from stdin")
}

// find returns the webhook of --webhook, with what is needed to reach the API.
func (f *signingFlags) find(cmd *cobra.Command) (api.Webhook, connection, error) {
	conn, err := f.connectWorkspace(cmd)
	if err != nil {
		return api.Webhook{}, conn, err
	}
	listed, err := f.listWebhooks(cmd.Context(), conn)
	if err != nil {
		return api.Webhook{}, conn, err
	}
	webhook, err := conn.find(cmd.Context(), listed, f.webhook)
	if err != nil {
		return webhook, conn, err
	}
	if _, known := webhook.Secret.Value(); !known { // a list may hide what the webhook itself has
		if alone, err := conn.session.Webhook(cmd.Context(), conn.workspace, webhook.ID); err == nil {
			webhook = alone
		}
	}
	if _, known := webhook.Secret.Value(); !known { // but not one that was generated here
		at := api.Ref{Workspace: conn.workspace, Webhook: webhook.ID}
		if secret, made := conn.session.MadeSecret(cmd.Context(), conn.log, at, webhook.Name); made {
			webhook.Secret = api.GivenSecret(secret.Reveal())
		}
	}
	return webhook, conn, nil
}

// secretOf is the secret of a webhook. Where Coro does not return it, otherwise says how
// else it can be given.
func secretOf(webhook api.Webhook, otherwise string) (mask.Secret, error) {
	secret, known := webhook.Secret.Value()
	if !known {
		return secret, usage("Coro does not return the secret of %s. %s", text.Quote(webhook.Name), otherwise)
	}
	return secret, nil
}

// sender makes what sends deliveries, by the settings of the API's client.
func (a *app) sender(c config.Config) (*delivery.Sender, error) {
	options, err := a.clientOptions(c)
	if err != nil {
		return nil, err
	}
	return delivery.NewSender(append(options, api.WithTimeout(c.Timeout.Value), api.WithEnvironment(a.env.Get))...)
}
