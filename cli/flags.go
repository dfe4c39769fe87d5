package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/filter"
	"corotui/internal/text"
)

// flags are those that every command has.
type flags struct {
	profile, region, apiURL, workspace, configFile, logFile, timeout, caFile string
	readOnly, noTokenCache, quiet                                            bool
}

// register adds the flags to the root command.
func (f *flags) register(root *cobra.Command) {
	all := root.PersistentFlags()
	all.StringVar(&f.profile, "profile", "", "profile of the config file to use")
	all.StringVar(&f.region, "region", "", "region to use: us, ca, or eu")
	all.StringVar(&f.apiURL, "api-url", "", "base URL of the API to use instead of a region's")
	all.StringVar(&f.workspace, "workspace", "", "id of the workspace to work in")
	all.BoolVar(&f.readOnly, "read-only", false, "refuse every change before it is sent")
	all.StringVar(&f.configFile, "config", "", "config file to read")
	all.StringVar(&f.logFile, "log-file", "", "append every request and response to this file, without secrets")
	all.StringVar(&f.caFile, "ca-file", "", "also trust the certificates in this PEM file, e.g. of a company proxy")
	all.BoolVar(&f.noTokenCache, "no-token-cache", false, "request a new access token and do not keep it")
	all.BoolVar(&f.quiet, "quiet", false, "write nothing to stderr but errors and questions")
	all.StringVar(&f.timeout, "timeout", "", "request timeout, e.g. 10s")
}

// given returns the flags that stand on the command line.
func (f *flags) given(cmd *cobra.Command) config.Flags {
	text := func(name string, value *string) *string {
		if cmd.Flags().Changed(name) {
			return value
		}
		return nil
	}
	given := config.Flags{
		Profile: text("profile", &f.profile), Region: text("region", &f.region), APIURL: text("api-url", &f.apiURL),
		Workspace: text("workspace", &f.workspace), ConfigFile: text("config", &f.configFile),
		LogFile: text("log-file", &f.logFile), Timeout: text("timeout", &f.timeout),
	}
	if cmd.Flags().Changed("read-only") {
		given.ReadOnly = &f.readOnly
	}
	return given
}

// everyProfile resolves the settings for a list of the profiles: all are listed,
// also when the one that is named does not exist, or variables contradict each other.
func (a *app) everyProfile(cmd *cobra.Command) (config.Config, error) {
	given := a.flags.given(cmd)
	given.Profile = nil
	return config.Load(config.Options{
		Env: config.NewEnv(a.env.Without(config.AccountVariables()...)), Flags: given, NewProfile: true,
		CheckFilter: checkFilter, Passphrase: a.passphrase,
	})
}

// reload returns what reads the settings of a profile, with the flags and
// variables of this run that hold for every account, and with its stores: a
// passphrase is asked for once. The variables of the account hold for the one that
// the program started with, and not for a profile that is switched to.
func (a *app) reload(cmd *cobra.Command, stores map[config.SecretKind]config.Store) account.Reload {
	env, given := config.NewEnv(a.env.Without(config.AccountVariables()...)), a.flags.given(cmd)
	given.Region, given.APIURL, given.Workspace = nil, nil, nil
	return func(profile string) (config.Config, error) {
		given.Profile = &profile
		return config.Load(config.Options{Env: env, Flags: given, Stores: stores})
	}
}

// session makes the session of a command or of the screens.
func (a *app) session(cmd *cobra.Command, c config.Config) (*account.Session, error) {
	options, err := a.clientOptions(c)
	if err != nil {
		return nil, err
	}
	s := account.New(c, a.reload(cmd, c.Stores()), options...)
	s.KeepTokens = !a.flags.noTokenCache
	a.opened = s
	return s, nil
}

// clientOptions are what every client of this run gets from the settings: the
// log file, and whom to trust.
func (a *app) clientOptions(c config.Config) ([]api.Option, error) {
	options, err := a.logOption(c)
	if err != nil || a.flags.caFile == "" {
		return options, err
	}
	trust, err := account.TLS(a.flags.caFile)
	if err != nil {
		return nil, err
	}
	return append(options, api.WithTLS(trust)), nil
}

// config resolves the settings for a command, and tells what they leave out.
func (a *app) config(cmd *cobra.Command) (config.Config, error) {
	return a.load(config.Options{Env: a.env, Flags: a.flags.given(cmd), Passphrase: a.passphrase})
}

// load resolves settings, and tells what they leave out.
func (a *app) load(o config.Options) (config.Config, error) {
	o.CheckFilter = checkFilter
	c, err := config.Load(o)
	for _, note := range c.Notes {
		a.notef("%s", text.Clean(api.Text(note)))
	}
	return c, err
}

// checkFilter says what is wrong with a filter of the config file.
func checkFilter(expr string) error {
	_, err := filter.Parse(expr)
	return err
}

func yesFlag(c *cobra.Command, yes *bool) {
	c.Flags().BoolVar(yes, "yes", false, "do not ask for confirmation")
}

func leaveSecretFlag(c *cobra.Command, leave *bool) {
	c.Flags().BoolVar(leave, "leave-secret", false, "leave the secret out of the update where Coro does not return it")
}

func showSecretsFlag(c *cobra.Command, show *bool) {
	c.Flags().BoolVar(show, "show-secrets", false, "write secrets as they are, not masked")
}

func secretPolicy(leave bool) change.SecretPolicy {
	if leave {
		return change.LeaveSecret
	}
	return change.AskSecret
}

// concurrencyFlag says how a fleet is scanned and changed.
func concurrencyFlag(c *cobra.Command, concurrency *int) {
	c.Flags().IntVar(concurrency, "concurrency", api.DefaultConcurrency, "requests to send at once, at most 64")
}

func checkConcurrency(concurrency int) error {
	if concurrency < 1 || concurrency > api.MaxConcurrency {
		return usage("--concurrency %d: use 1 to %d", concurrency, api.MaxConcurrency)
	}
	return nil
}
