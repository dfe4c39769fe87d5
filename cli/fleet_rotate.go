package cli

import (
	"context"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/mask"
)

// newSecretFlags say which secret webhooks get.
type newSecretFlags struct{ stdin, generate bool }

func (f *newSecretFlags) register(c *cobra.Command) {
	c.Flags().BoolVar(&f.stdin, "secret-stdin", false, "read the new secret from stdin")
	c.Flags().BoolVar(&f.generate, "generate", false, "generate the new secret; --show-secrets writes it")
}

// action gives webhooks the new secret, which is read or generated.
func (f *newSecretFlags) action(ctx context.Context, a *app) (bulk.Action, error) {
	if f.stdin == f.generate {
		return bulk.Action{}, usage("Give the new secret with --secret-stdin, or have one generated with --generate")
	}
	secret := mask.Generate()
	if f.stdin {
		var err error
		if secret, err = a.secretFromStdin(ctx); err != nil {
			return bulk.Action{}, err
		}
	}
	return bulk.Action{Kind: bulk.Rotate, Secret: api.GivenSecret(secret.Reveal())}, nil
}

func (a *app) fleetRotateCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "rotate-secret", Short: "Give the selected webhooks a new secret",
		Example: "pass show hook | corotui fleet rotate-secret --secret-stdin --all --yes",
	}
	var given newSecretFlags
	given.register(c)
	return a.fleetChangeCommand(c, cobra.NoArgs, func([]string) (bulk.Action, error) { return given.action(c.Context(), a) })
}
