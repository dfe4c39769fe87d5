package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/mask"
	"corotui/snapshot"
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
		Long: "Try credentials, and store them as a profile of the config file. On a terminal a form asks for what is missing;\n" +
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
	c, err := config.Load(config.Options{Env: a.env, Flags: a.flags.given(cmd), NewProfile: true, Passphrase: a.passphrase})
	if err != nil {
		return err
	}
	if c.Secret.Source.Environment() {
		return usage("the credentials come from COROTUI_CLIENT_SECRET, which would win over what login stores; unset it and log in again")
	}
	if f.store != "" && !slices.Contains(config.Storable(), config.SecretKind(f.store)) {
		return usage("--store %q does not exist; allowed are keyring, encrypted and file", f.store)
	}
	s, err := a.session(c)
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
		if a.dumb() {
			return usage("the terminal (TERM=%s) cannot show the form; set TERM to what it is, like xterm-256color, "+
				"or give --client-id, --secret-stdin and --store", a.env.Get("TERM"))
		}
		return a.loginForm(cmd.Context(), s, attempt, f.store)
	}
	if attempt.ClientID == "" || f.store == "" {
		return usage("with --secret-stdin login also needs --client-id, and --store to say where the secret may be kept")
	}
	if attempt.Secret, err = a.secretFromStdin(); err != nil {
		return err
	}
	if err := s.Try(cmd.Context(), attempt); err != nil {
		return err
	}
	if err := s.Keep(cmd.Context(), attempt, f.store); err != nil {
		return err
	}
	a.loggedIn(s, f.store)
	return nil
}

// loggedIn says how a login ended.
func (a *app) loggedIn(s *session, place string) {
	where := s.Where()
	if place == noPlace {
		a.printf("The credentials work at %s; nothing was stored.\n", where.Host)
		return
	}
	a.printf("Logged in at %s as profile %s; its secret is kept in the %s.\n", where.Host, where.Profile, map[string]string{
		string(config.KeyringSecret):   "keyring",
		string(config.EncryptedSecret): "folder " + s.settings().Paths.SecretsFolder() + ", behind the passphrase",
		string(config.FileSecret):      "folder " + s.settings().Paths.SecretsFolder(),
	}[place])
}

func (a *app) logoutCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "logout", Short: "Remove the stored secret of a profile",
		Long: "Remove the stored secret of the profile in use, or of the one that --profile names. The rest of the profile stays.",
	}
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		c, err := a.config(cmd)
		if err != nil {
			return err
		}
		if !c.Profile.Set() {
			return usage("there is no profile to log out of; corotui profiles lists them")
		}
		kind, err := c.ForgetSecret(cmd.Context(), c.Profile.Value)
		if err != nil {
			return err
		}
		if err := forget(cmd.Context(), c, kind); err != nil {
			return err
		}
		switch kind {
		case config.NoSecret:
			a.printf("Profile %s had no secret stored.\n", c.Profile.Value)
		case config.CommandSecret:
			a.printf("Profile %s no longer runs its command; what that reads is still there.\n", c.Profile.Value)
		default:
			a.printf("Removed the secret of profile %s from the %s.\n", c.Profile.Value, kind)
		}
		if c.Secret.Source.Environment() {
			a.tellf("COROTUI_CLIENT_SECRET is still set; unset it to be logged out.")
		}
		return nil
	})
}

// forget removes what earlier runs kept of the account: its tokens, and what
// the first frame shows.
func forget(ctx context.Context, c config.Config, kind config.SecretKind) error {
	at := where(c.Profile.Value, c.Region.Value, c.APIURL.Value)
	return errors.Join(
		tokensOf(c, kind, mask.Secret{}).Forget(ctx, api.TokenKey(c.APIURL.Value, c.Audience.Value, c.ClientID.Value)),
		snapshot.New(c.Paths).Forget(snapshot.Account{Host: at.Host, Client: c.ClientID.Value}),
	)
}

// profileJSON is a profile for scripts.
type profileJSON struct {
	Name      string   `json:"name"`
	Default   bool     `json:"default"`
	Region    string   `json:"region,omitempty"`
	APIURL    string   `json:"apiUrl,omitempty"`
	ClientID  string   `json:"clientId,omitempty"`
	Secret    string   `json:"secret"` // where it is
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
					ClientID: p.ClientID.Value, Secret: secretPlace(p), Command: p.Secret.Value.Command,
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
			rows = append(rows, []string{mark, p.Name, p.Where(), orDash(p.ClientID.Value), secretPlace(p), orDash(p.Workspace.Value), changes})
		}
		a.printTable(rows)
		return nil
	})
}

func secretPlace(p config.Profile) string {
	if kind := p.Secret.Value.Kind; kind != config.NoSecret {
		return string(kind)
	}
	return "none"
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}

// errLeft is that the user left the form.
var errLeft = errors.New("nothing was stored")
