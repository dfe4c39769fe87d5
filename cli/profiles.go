package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/environment"
)

// profilesOptions are what profiles takes.
type profilesOptions struct {
	*app
	output.Flags
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
	o := &profilesOptions{app: a}
	group := &cobra.Command{
		Use: "profiles", Aliases: []string{"profile"}, Short: "List the profiles, and choose what they open",
		Long: "List the profiles, and where each secret is; and choose the default profile, and the workspace that one opens. " +
			"corotui profiles alone is profiles list.",
	}
	group.AddCommand(a.profilesListCommand(), a.profilesUseCommand(), a.profilesSetCommand())
	a.prints(group, &o.Flags, profilesView)
	return a.command(group, cobra.NoArgs, o.run)
}

func (a *app) profilesListCommand() *cobra.Command {
	o := &profilesOptions{app: a}
	c := &cobra.Command{Use: "list", Short: "List the profiles, and where each secret is", Example: "corotui profiles list --json"}
	a.prints(c, &o.Flags, profilesView)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *profilesOptions) run(cmd *cobra.Command, _ []string) error {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return err
	}
	p := o.printer(cmd, false)
	for _, one := range c.Profiles() {
		if err := p.Add(profileOf(c, one), one.Name, profileCells(c, one)...); err != nil {
			return err
		}
	}
	if len(c.Profiles()) == 0 {
		o.notef("No profiles in %s yet. Create one with corotui login", c.File)
	}
	if err := p.End(cmd.Context()); err != nil {
		return err
	}
	if o.env.Get(environment.Secret) != "" {
		o.notef("COROTUI_CLIENT_SECRET is set and is used instead of the secrets of profiles, unless --profile names one.")
	}
	return nil
}

var profilesView = output.View{
	Shape: output.List, Columns: output.Columns("PROFILE!", "DEFAULT", "REGION", "CLIENT ID?", "SECRET", "WORKSPACE?", "CHANGES?"),
	Kind: output.Kind{
		Name: "profile", Meaning: "A profile of the config file",
		Fields: []output.Field{
			{Name: "name", Type: "string", Meaning: "its name"},
			{Name: "default", Type: "boolean", Meaning: "whether it is used where none is named"},
			{Name: "region", Type: "string", Meaning: "us, ca, or eu", Absent: true},
			{Name: "apiUrl", Type: "string", Meaning: "the base URL instead of a region", Absent: true},
			{Name: "clientId", Type: "string", Meaning: "the client id", Absent: true},
			{Name: "secret", Type: "string", Meaning: "where its secret is"},
			{Name: "path", Type: "string", Meaning: "the file of a secret in a file", Absent: true},
			{Name: "command", Type: "array of strings", Meaning: "the command that prints the secret", Absent: true},
			{Name: "workspace", Type: "string", Meaning: "the workspace that it opens", Absent: true},
			{Name: "readOnly", Type: "boolean", Meaning: "whether changes are refused"},
		},
	},
}

func profileOf(c config.Config, p config.Profile) profileJSON {
	return profileJSON{
		Name: p.Name, Default: p.Name == c.DefaultProfile(), Region: p.Region.Value, APIURL: p.APIURL.Value,
		ClientID: p.ClientID.Value, Secret: account.SecretLocation(p), Path: secretPath(c, p), Command: p.Secret.Value.Command,
		Workspace: p.Workspace.Value, ReadOnly: p.ReadOnly.Value,
	}
}

func profileCells(c config.Config, p config.Profile) []string {
	mark, changes := "-", "allowed"
	if p.Name == c.DefaultProfile() {
		mark = "default"
	}
	if p.ReadOnly.Value {
		changes = "read-only"
	}
	return []string{p.Name, mark, p.Where(), orDash(p.ClientID.Value), account.SecretLocation(p), orDash(p.Workspace.Value), changes}
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
