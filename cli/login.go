package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/text"
)

// loginOptions are what login takes.
type loginOptions struct {
	*app
	clientID, store string
	secretStdin     bool
}

func (a *app) loginCommand() *cobra.Command {
	o := &loginOptions{app: a}
	c := &cobra.Command{
		Use: "login", Short: "Log in and store the credentials as a profile",
		Long: "Try the credentials and store them as a profile in the config file. On a terminal, a form asks for what is missing; " +
			"without one, give everything by flags and the secret on stdin.",
		Example: "corotui login\n" +
			"pass show coro | corotui login --profile acme --region eu --client-id 2qDg \\\n" +
			"  --secret-stdin --store keyring",
	}
	c.Flags().StringVar(&o.clientID, "client-id", "", "client id to log in with")
	c.Flags().BoolVar(&o.secretStdin, "secret-stdin", false, "read the client secret from stdin")
	c.Flags().StringVar(&o.store, "store", "", "where to store the secret: keyring, encrypted (a passphrase-protected file), or file (plain text, mode 0600)")
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *loginOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	c, err := o.settings(cmd)
	if err != nil {
		return err
	}
	s, err := o.session(cmd, c)
	if err != nil {
		return err
	}
	attempt, location := s.Account(), o.store
	if o.clientID != "" {
		attempt.ClientID = o.clientID
	}
	if o.secretStdin {
		attempt, err = o.fromStdin(ctx, s, attempt)
	} else if err = o.askable(); err == nil {
		attempt, location, err = o.fromForm(ctx, s, attempt)
	}
	if err != nil {
		return err
	}
	left, err := s.Replace(ctx, c, attempt, location)
	if err != nil {
		return err
	}
	for _, err := range left {
		o.tellf("%s", text.Sentence(err))
	}
	o.loggedIn(s, attempt, location)
	return nil
}

// settings resolves the settings of the profile to log in to, and says why there
// cannot be a login.
func (o *loginOptions) settings(cmd *cobra.Command) (config.Config, error) {
	c, err := o.load(config.Options{Env: o.env, Flags: o.flags.given(cmd), NewProfile: true, Passphrase: o.passphrase})
	if err == nil {
		err = c.CheckNewAccount()
	}
	switch {
	case err != nil:
	case c.Secret.Source.Environment():
		err = usage("COROTUI_CLIENT_SECRET is set and would override what login stores. Unset it and log in again")
	case o.store != "" && !slices.Contains(config.Storable(), config.SecretKind(o.store)):
		err = usage("--store %q: use keyring, encrypted, or file", o.store)
	}
	return c, err
}

// fromStdin tries the secret that stdin has.
func (o *loginOptions) fromStdin(ctx context.Context, s *account.Session, attempt account.Attempt) (account.Attempt, error) {
	if attempt.ClientID == "" || o.store == "" {
		return attempt, usage("login --secret-stdin also needs --client-id and --store")
	}
	var err error
	if attempt.Secret, err = o.secretFromStdin(ctx); err != nil {
		return attempt, err
	}
	return attempt, s.Try(ctx, attempt)
}

// askable says why the terminal cannot show the form; nil when it can.
func (o *loginOptions) askable() error {
	switch {
	case !o.interactive():
		return usage("There is no terminal to ask on. Give --client-id, --secret-stdin, and --store")
	case program.Dumb(o.env):
		return usage("This terminal (TERM=%s) cannot show the form. Set TERM to its type, e.g. xterm-256color, "+
			"or give --client-id, --secret-stdin, and --store", o.env.Get("TERM"))
	}
	return nil
}

// loggedIn says what was proved, and where it is kept.
func (o *loginOptions) loggedIn(s *account.Session, attempt account.Attempt, location string) {
	if attempt.Workspace == "" {
		o.tellf("Only the token was tried. Add --workspace ID to check access to a workspace.")
	}
	where := s.Where()
	if location == account.Nowhere {
		o.printf("The credentials work at %s; nothing was stored.\n", where.Host)
		return
	}
	o.printf("Logged in to %s as profile %s; its secret is stored in the %s.\n", where.Host, where.Profile, map[string]string{
		string(config.KeyringSecret):   "keyring",
		string(config.EncryptedSecret): "folder " + s.Config().Paths.SecretsFolder() + ", protected by the passphrase",
		string(config.FileSecret):      "folder " + s.Config().Paths.SecretsFolder(),
	}[location])
}
