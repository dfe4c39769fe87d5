package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"corotui/config"
	"corotui/mask"
)

func examineSettings(s Subject) []Finding {
	home := homeOf(s.Config)
	if s.ConfigError != nil {
		return []Finding{{
			Group: Settings, Name: "config", Verdict: Failed, Says: tidy(s.ConfigError.Error(), home),
			Next: "mend it there; corotui --help lists the flags and the README the settings", Cause: s.ConfigError,
		}}
	}
	return []Finding{examineFile(s.Config, home), examineValues(s.Config, home), examineSecret(s.Config, home)}
}

func homeOf(c config.Config) string { return c.Env.Get("HOME") }

// examineFile looks at the config file. It holds no secret, so that others can
// read it is no danger; that others can write it is one.
func examineFile(c config.Config, home string) Finding {
	path := tidy(c.File, home)
	info, err := os.Stat(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ok(Settings, "config", "there is no "+path+"; environment and defaults are used")
	case err != nil:
		return Finding{Group: Settings, Name: "config", Verdict: Failed, Says: path + " cannot be looked at", Next: "mend its folder's mode", Cause: err}
	case info.Mode().Perm()&0o022 != 0:
		return Finding{
			Group: Settings, Name: "config", Verdict: Warning,
			Says: fmt.Sprintf("%s can be changed by others (mode %04o)", path, info.Mode().Perm()), Next: "chmod 600 " + path,
		}
	}
	profiles := "no profile"
	if names := len(c.Profiles()); names == 1 {
		profiles = "1 profile"
	} else if names > 1 {
		profiles = fmt.Sprintf("%d profiles", names)
	}
	return ok(Settings, "config", fmt.Sprintf("%s, mode %04o, %s", path, info.Mode().Perm(), profiles))
}

// examineValues says which value came from where.
func examineValues(c config.Config, home string) Finding {
	var says []string
	tell := func(name, value string, source config.Source) {
		if value != "" {
			says = append(says, fmt.Sprintf("%s %s (%s)", name, value, tidy(string(source), home)))
		}
	}
	// A profile may be called after a client.
	if c.Profile.Set() {
		tell("profile", short(c.Profile.Value), c.Profile.Source)
	}
	if c.Region.Value != "" {
		tell("region", c.Region.Value, c.Region.Source)
	} else {
		tell("API URL", mask.URL(c.APIURL.Value), c.APIURL.Source)
	}
	if c.Audience.Set() {
		tell("audience", mask.URL(c.Audience.Value), c.Audience.Source)
	}
	if c.Workspace.Value != "" {
		tell("workspace", short(c.Workspace.Value), c.Workspace.Source)
	}
	if c.ReadOnly.Value {
		tell("read-only", "yes", c.ReadOnly.Source)
	}
	tell("timeout", c.Timeout.Value.String(), c.Timeout.Source)
	return ok(Settings, "values", strings.Join(says, ", "))
}

// examineSecret says where the secret is. Whether it can be read is seen when a
// token is asked for.
func examineSecret(c config.Config, home string) Finding {
	if c.ClientID.Value == "" || c.Secret.Value.Kind == config.NoSecret {
		return Finding{
			Group: Settings, Name: "secret", Verdict: Failed, Says: "there are no credentials",
			Next: "corotui login, or set COROTUI_CLIENT_ID and COROTUI_CLIENT_SECRET", Cause: config.ErrNoSecret,
		}
	}
	where := map[config.SecretKind]string{
		config.EnvironmentSecret: "in the environment",
		config.KeyringSecret:     "in this system's keyring",
		config.FileSecret:        "in a plain file for this user only",
		config.CommandSecret:     "given by a command",
	}[c.Secret.Value.Kind]
	if where == "" {
		where = "in the store " + string(c.Secret.Value.Kind)
	}
	says := where + ", for client " + short(c.ClientID.Value)
	if c.Secret.Source.File() {
		says += " (" + tidy(string(c.Secret.Source), home) + ")"
	}
	return ok(Settings, "secret", says)
}
