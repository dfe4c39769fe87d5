package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/state"
)

func (a *app) logoutCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "logout", Short: "Remove the stored secret and the token of a profile",
		Long: "Remove the stored secret and the token of the profile in use, or of the one that --profile names. The rest of the " +
			"profile stays, and so does every other profile.",
	}
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		c, err := a.config(cmd)
		if err != nil {
			return err
		}
		if c.Profile.Set() {
			err = a.logout(cmd, c)
		} else if !c.Secret.Source.Environment() {
			return usage("there is no profile to log out of; corotui profiles lists them")
		} else if err = forget(cmd.Context(), c, c.Secret.Value.Kind, state.SharedTokens{}); err == nil {
			a.printf("Removed the token of the credentials in the environment.\n")
		}
		if err == nil && c.Secret.Source.Environment() {
			a.tellf("COROTUI_CLIENT_SECRET is still set; unset it to be logged out.")
		}
		return err
	})
}

// logout removes the secret of the profile, and what was kept of its account. A
// keyring that does not answer keeps its secret, and the profile its mention of
// it; the token goes all the same.
func (a *app) logout(cmd *cobra.Command, c config.Config) error {
	accounts, shared, err := a.accountsOf(cmd, c)
	if err != nil {
		return err
	}
	kind, failed := c.ForgetSecret(cmd.Context(), c.Profile.Value)
	where := kind
	if failed != nil && kind == config.KeyringSecret {
		where = config.NoSecret // it would only fail once more
	}
	for i, account := range accounts {
		failed = errors.Join(failed, forget(cmd.Context(), account, where, shared[i]))
	}
	if failed != nil {
		return failed
	}
	switch kind {
	case config.NoSecret:
		a.printf("Profile %s had no secret stored.\n", c.Profile.Value)
	case config.CommandSecret:
		a.printf("Profile %s no longer runs its command; what that reads is still there.\n", c.Profile.Value)
	case config.EncryptedSecret:
		a.printf("Removed the secret of profile %s from the encrypted file.\n", c.Profile.Value)
	default:
		a.printf("Removed the secret of profile %s from the %s.\n", c.Profile.Value, kind)
	}
	return nil
}

// accountsOf lists the accounts that were worked in with the secret of the profile
// of c, and what of each another profile still uses. They are the profile's own,
// whatever flags and variables say now, and the one that those lead it to.
func (a *app) accountsOf(cmd *cobra.Command, c config.Config) ([]config.Config, []state.SharedTokens, error) {
	settings := a.settingsOf(a.flags.given(cmd), c.Stores())
	own, err := settings(c.Profile.Value)
	if err != nil {
		return nil, nil, err
	}
	accounts := []config.Config{own}
	if c.Secret.Source.File() && tokenKey(c) != tokenKey(own) {
		accounts = append(accounts, c)
	}
	shared := make([]state.SharedTokens, len(accounts))
	for _, p := range c.Profiles() {
		if p.Name == c.Profile.Value {
			continue
		}
		other, err := settings(p.Name)
		if err != nil {
			return nil, nil, err
		}
		for i, account := range accounts {
			if tokenKey(other) == tokenKey(account) {
				shared[i] = usedBy(other.Secret.Value.Kind, shared[i])
			}
		}
	}
	return accounts, shared, nil
}

// usedBy adds the tokens that a profile finds whose secret is kept so.
func usedBy(kind config.SecretKind, shared state.SharedTokens) state.SharedTokens {
	switch {
	case kind == config.NoSecret:
	case readAtOnce(kind):
		shared.Tied = true
	default: // a keyring that does not answer leaves its tokens to files
		shared.Untied, shared.Vault = true, shared.Vault || kind == config.KeyringSecret
	}
	return shared
}

func tokenKey(c config.Config) string {
	return api.TokenKey(c.APIURL.Value, c.Audience.Value, c.ClientID.Value)
}

// forget removes what earlier runs kept of an account: its tokens, and what the
// first frame shows. What others still use is left.
func forget(ctx context.Context, c config.Config, kind config.SecretKind, shared state.SharedTokens) error {
	err := tokensOf(c, kind, mask.Secret{}).Forget(ctx, tokenKey(c), shared)
	if shared != (state.SharedTokens{}) {
		return err
	}
	at := where(c.Profile.Value, c.Region.Value, c.APIURL.Value)
	return errors.Join(err, state.NewSnapshots(c.Paths).Forget(state.Account{Host: at.Host, Client: c.ClientID.Value}))
}
