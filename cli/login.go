package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/environment"
	"corotui/internal/text"
)

// loginFlags are what login takes besides the flags of all commands.
type loginFlags struct {
	clientID, store string
	secretStdin     bool
}

func (a *app) loginCommand() *cobra.Command {
	var f loginFlags
	c := &cobra.Command{
		Use: "login", Short: "Try credentials, and store them as a profile",
		Long: "Try credentials, and store them as a profile of the config file. On a terminal a form asks for what is missing; " +
			"without one everything is given by flags, and the secret on stdin.",
		Example: "corotui login\n" +
			"pass show coro | corotui login --profile acme --region eu --client-id 2qDg \\\n" +
			"  --secret-stdin --store keyring",
	}
	c.Flags().StringVar(&f.clientID, "client-id", "", "log in with this client id")
	c.Flags().BoolVar(&f.secretStdin, "secret-stdin", false, "read the client secret from stdin")
	c.Flags().StringVar(&f.store, "store", "", "keep the secret here: keyring, encrypted (a file that a passphrase opens), or file (plain text, mode 0600)")
	a.offer(c, "store", storeKinds)
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error { return a.login(cmd, f) })
}

func (a *app) login(cmd *cobra.Command, f loginFlags) error {
	c, err := a.load(config.Options{Env: a.env, Flags: a.flags.given(cmd), NewProfile: true, Passphrase: a.passphrase})
	if err == nil {
		err = c.CheckNewAccount()
	}
	if err != nil {
		return err
	}
	if c.Secret.Source.Environment() {
		return usage("the credentials come from COROTUI_CLIENT_SECRET, which would win over what login stores; unset it and log in again")
	}
	if f.store != "" && !slices.Contains(config.Storable(), config.SecretKind(f.store)) {
		return usage("--store %q does not exist; allowed are keyring, encrypted and file", f.store)
	}
	s, err := a.session(cmd, c)
	if err != nil {
		return err
	}
	attempt := s.Account()
	if f.clientID != "" {
		attempt.ClientID = f.clientID
	}
	if !f.secretStdin {
		if !a.interactive() {
			return usage("login has no terminal to ask on; give --client-id, --secret-stdin and --store")
		}
		if program.Dumb(a.env) {
			return usage("the terminal (TERM=%s) cannot show the form; set TERM to what it is, like xterm-256color, "+
				"or give --client-id, --secret-stdin and --store", a.env.Get("TERM"))
		}
		attempt, place, err := a.loginForm(cmd.Context(), s, attempt, f.store)
		if err != nil {
			return err
		}
		return a.keep(cmd.Context(), c, s, attempt, place)
	}
	if attempt.ClientID == "" || f.store == "" {
		return usage("with --secret-stdin login also needs --client-id, and --store to say where the secret may be kept")
	}
	if attempt.Secret, err = a.secretFromStdin(cmd.Context()); err != nil {
		return err
	}
	if err := s.Try(cmd.Context(), attempt); err != nil {
		return err
	}
	return a.keep(cmd.Context(), c, s, attempt, f.store)
}

// keep stores what was proved, and says how the login ended.
func (a *app) keep(ctx context.Context, c config.Config, s *account.Session, attempt account.Attempt, place string) error {
	left, err := s.Replace(ctx, c, attempt, place)
	if err != nil {
		return err
	}
	for _, err := range left {
		a.tellf("%s", text.Sentence(err))
	}
	a.loggedIn(s, attempt, place)
	return nil
}

// loggedIn says what was proved, and where it is kept.
func (a *app) loggedIn(s *account.Session, attempt account.Attempt, place string) {
	if attempt.Workspace == "" {
		a.tellf("The token alone was tried, as no workspace was named; --workspace with the id of one proves what the credentials may see.")
	}
	where := s.Where()
	if place == account.Nowhere {
		a.printf("The credentials work at %s; nothing was stored.\n", where.Host)
		return
	}
	a.printf("Logged in at %s as profile %s; its secret is kept in the %s.\n", where.Host, where.Profile, map[string]string{
		string(config.KeyringSecret):   "keyring",
		string(config.EncryptedSecret): "folder " + s.Config().Paths.SecretsFolder() + ", behind the passphrase",
		string(config.FileSecret):      "folder " + s.Config().Paths.SecretsFolder(),
	}[place])
}

// profileJSON is a profile for scripts.
type profileJSON struct {
	Name      string   `json:"name"`
	Default   bool     `json:"default"`
	Region    string   `json:"region,omitempty"`
	APIURL    string   `json:"apiUrl,omitempty"`
	ClientID  string   `json:"clientId,omitempty"`
	Secret    string   `json:"secret"`         // where it is
	Path      string   `json:"path,omitempty"` // of a secret in a file
	Command   []string `json:"command,omitempty"`
	Workspace string   `json:"workspace,omitempty"`
	ReadOnly  bool     `json:"readOnly"`
}

func (a *app) profilesCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "profiles", Short: "List the profiles, and where each secret is"}
	jsonFlag(c, &asJSON)
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		c, err := a.everyProfile(cmd)
		if err != nil {
			return err
		}
		if asJSON {
			all := make([]profileJSON, 0, len(c.Profiles()))
			for _, p := range c.Profiles() {
				all = append(all, profileJSON{
					Name: p.Name, Default: p.Name == c.DefaultProfile(), Region: p.Region.Value, APIURL: p.APIURL.Value,
					ClientID: p.ClientID.Value, Secret: account.SecretPlace(p), Path: secretPath(c, p), Command: p.Secret.Value.Command,
					Workspace: p.Workspace.Value, ReadOnly: p.ReadOnly.Value,
				})
			}
			return a.printJSON(all)
		}
		if len(c.Profiles()) == 0 {
			a.printf("There are no profiles in %s yet; corotui login makes one.\n", c.File)
			return nil
		}
		rows := [][]string{{"", "PROFILE", "REGION", "CLIENT ID", "SECRET", "WORKSPACE", "CHANGES"}}
		for _, p := range c.Profiles() {
			mark, changes := "", "allowed"
			if p.Name == c.DefaultProfile() {
				mark = "*"
			}
			if p.ReadOnly.Value {
				changes = "read-only"
			}
			rows = append(rows, []string{mark, p.Name, p.Where(), orDash(p.ClientID.Value), account.SecretPlace(p), orDash(p.Workspace.Value), changes})
		}
		a.printTable(rows)
		if a.env.Get(environment.Secret) != "" {
			a.tellf("COROTUI_CLIENT_SECRET is set, and is used in place of what the profiles name, unless --profile names one.")
		}
		return nil
	})
}

// secretPath is the file in which the secret of a profile is, if it is in one.
func secretPath(c config.Config, p config.Profile) string {
	files, ok := c.Stores()[p.Secret.Value.Kind].(interface{ Path(key config.Key) string })
	if !ok {
		return ""
	}
	return files.Path(config.Key{Profile: p.Name, ClientID: p.ClientID.Value})
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}
