package cli

import (
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
		Use: "login", Short: "Try credentials, and store them as a profile",
		Long: "Try credentials, and store them as a profile of the config file. On a terminal a form asks for what is missing; " +
			"without one everything is given by flags, and the secret on stdin.",
		Example: "corotui login\n" +
			"pass show coro | corotui login --profile acme --region eu --client-id 2qDg \\\n" +
			"  --secret-stdin --store keyring",
	}
	c.Flags().StringVar(&o.clientID, "client-id", "", "log in with this client id")
	c.Flags().BoolVar(&o.secretStdin, "secret-stdin", false, "read the client secret from stdin")
	c.Flags().StringVar(&o.store, "store", "", "keep the secret here: keyring, encrypted (a file that a passphrase opens), or file (plain text, mode 0600)")
	a.offer(c, "store", storeKinds)
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
	attempt, place := s.Account(), o.store
	if o.clientID != "" {
		attempt.ClientID = o.clientID
	}
	if o.secretStdin {
		attempt, err = o.fromStdin(cmd, s, attempt)
	} else {
		attempt, place, err = o.fromForm(cmd, s, attempt)
	}
	if err != nil {
		return err
	}
	left, err := s.Replace(ctx, c, attempt, place)
	if err != nil {
		return err
	}
	for _, err := range left {
		o.tellf("%s", text.Sentence(err))
	}
	o.loggedIn(s, attempt, place)
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
		err = usage("the credentials come from COROTUI_CLIENT_SECRET, which would win over what login stores; unset it and log in again")
	case o.store != "" && !slices.Contains(config.Storable(), config.SecretKind(o.store)):
		err = usage("--store %q does not exist; allowed are keyring, encrypted and file", o.store)
	}
	return c, err
}

// fromStdin tries the secret that stdin has.
func (o *loginOptions) fromStdin(cmd *cobra.Command, s *account.Session, attempt account.Attempt) (account.Attempt, error) {
	if attempt.ClientID == "" || o.store == "" {
		return attempt, usage("with --secret-stdin login also needs --client-id, and --store to say where the secret may be kept")
	}
	var err error
	if attempt.Secret, err = o.secretFromStdin(cmd.Context()); err != nil {
		return attempt, err
	}
	return attempt, s.Try(cmd.Context(), attempt)
}

// fromForm asks on the terminal.
func (o *loginOptions) fromForm(cmd *cobra.Command, s *account.Session, attempt account.Attempt) (account.Attempt, string, error) {
	if !o.interactive() {
		return attempt, "", usage("login has no terminal to ask on; give --client-id, --secret-stdin and --store")
	}
	if program.Dumb(o.env) {
		return attempt, "", usage("the terminal (TERM=%s) cannot show the form; set TERM to what it is, like xterm-256color, "+
			"or give --client-id, --secret-stdin and --store", o.env.Get("TERM"))
	}
	return o.loginForm(cmd.Context(), s, attempt, o.store)
}

// loggedIn says what was proved, and where it is kept.
func (o *loginOptions) loggedIn(s *account.Session, attempt account.Attempt, place string) {
	if attempt.Workspace == "" {
		o.tellf("The token alone was tried, as no workspace was named; --workspace with the id of one proves what the credentials may see.")
	}
	where := s.Where()
	if place == account.Nowhere {
		o.printf("The credentials work at %s; nothing was stored.\n", where.Host)
		return
	}
	o.printf("Logged in at %s as profile %s; its secret is kept in the %s.\n", where.Host, where.Profile, map[string]string{
		string(config.KeyringSecret):   "keyring",
		string(config.EncryptedSecret): "folder " + s.Config().Paths.SecretsFolder() + ", behind the passphrase",
		string(config.FileSecret):      "folder " + s.Config().Paths.SecretsFolder(),
	}[place])
}
