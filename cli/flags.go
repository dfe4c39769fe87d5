package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/text"
)

// flags are those that every command has.
type flags struct {
	profile, region, apiURL, workspace, configFile, logFile, timeout, caFile string
	readOnly, noTokenCache                                                   bool
}

// register adds the flags to the root command.
func (f *flags) register(root *cobra.Command) {
	all := root.PersistentFlags()
	all.StringVar(&f.profile, "profile", "", "use this profile of the config file")
	all.StringVar(&f.region, "region", "", "talk to this region: us, ca or eu")
	all.StringVar(&f.apiURL, "api-url", "", "talk to this base URL in place of a region's")
	all.StringVar(&f.workspace, "workspace", "", "work in this workspace, by its id")
	all.BoolVar(&f.readOnly, "read-only", false, "refuse every change before it is sent")
	all.StringVar(&f.configFile, "config", "", "read this config file")
	all.StringVar(&f.logFile, "log-file", "", "append what is sent and received to this file, without secrets")
	all.StringVar(&f.caFile, "ca-file", "", "trust the certificates in this PEM file, too, as for a company's proxy")
	all.BoolVar(&f.noTokenCache, "no-token-cache", false, "ask for a new access token, and do not keep it for the next run")
	all.StringVar(&f.timeout, "timeout", "", "wait so long for an answer, like 10s")
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
	return config.Load(config.Options{Env: config.NewEnv(a.env.Without(config.AccountVariables()...)), Flags: given, NewProfile: true})
}

// config resolves the settings for a command, and tells what they leave out.
func (a *app) config(cmd *cobra.Command) (config.Config, error) {
	return a.load(config.Options{Env: a.env, Flags: a.flags.given(cmd), Passphrase: a.passphrase})
}

// load resolves settings, and tells what they leave out.
func (a *app) load(o config.Options) (config.Config, error) {
	c, err := config.Load(o)
	for _, note := range c.Notes {
		a.tellf("%s", text.Clean(api.Text(note)))
	}
	return c, err
}
