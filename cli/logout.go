package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"corotui/config"
	"corotui/internal/account"
)

func (a *app) logoutCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "logout", Short: "Remove the stored secret and the token of a profile",
		Long: "Remove the stored secret and the token of the profile in use, or of the one that --profile names. The rest of the " +
			"profile stays, and so does every other profile.",
		Example: "corotui logout --profile acme",
	}
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		c, err := a.config(cmd)
		if err != nil {
			return err
		}
		environment := c.Secret.Source.Environment()
		if !c.Profile.Set() && !environment {
			return usage("There is no profile to log out of. List them with corotui profiles")
		}
		kind, err := account.Logout(cmd.Context(), c, a.reload(cmd, c.Stores()))
		if err != nil {
			return err
		}
		a.printf("%s\n", loggedOut(c, kind))
		if environment {
			a.tellf("COROTUI_CLIENT_SECRET is still set; unset it to be logged out.")
		}
		return nil
	})
}

// loggedOut says what a logout removed.
func loggedOut(c config.Config, kind config.SecretKind) string {
	profile := c.Profile.Value
	switch {
	case !c.Profile.Set():
		return "Removed the token of the credentials in the environment."
	case kind == config.NoSecret:
		return fmt.Sprintf("Profile %s had no secret stored.", profile)
	case kind == config.CommandSecret:
		return fmt.Sprintf("Profile %s no longer runs its command; the secret that it reads is still there.", profile)
	case kind == config.EncryptedSecret:
		return fmt.Sprintf("Removed the secret of profile %s from the encrypted file.", profile)
	default:
		return fmt.Sprintf("Removed the secret of profile %s from the %s.", profile, kind)
	}
}
