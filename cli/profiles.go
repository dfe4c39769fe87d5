package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/environment"
)

// profilesOptions are what profiles takes.
type profilesOptions struct {
	*app
	json bool
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
	c := &cobra.Command{Use: "profiles", Short: "List the profiles, and where each secret is"}
	jsonFlag(c, &o.json)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *profilesOptions) run(cmd *cobra.Command, _ []string) error {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return err
	}
	if o.json {
		return o.printJSON(profilesJSON(c))
	}
	if len(c.Profiles()) == 0 {
		o.printf("No profiles in %s yet. Create one with corotui login\n", c.File)
		return nil
	}
	o.printTable(profileRows(c))
	if o.env.Get(environment.Secret) != "" {
		o.tellf("COROTUI_CLIENT_SECRET is set and is used instead of the secrets of profiles, unless --profile names one.")
	}
	return nil
}

func profilesJSON(c config.Config) []profileJSON {
	all := make([]profileJSON, 0, len(c.Profiles()))
	for _, p := range c.Profiles() {
		all = append(all, profileJSON{
			Name: p.Name, Default: p.Name == c.DefaultProfile(), Region: p.Region.Value, APIURL: p.APIURL.Value,
			ClientID: p.ClientID.Value, Secret: account.SecretLocation(p), Path: secretPath(c, p), Command: p.Secret.Value.Command,
			Workspace: p.Workspace.Value, ReadOnly: p.ReadOnly.Value,
		})
	}
	return all
}

func profileRows(c config.Config) [][]string {
	rows := make([][]string, 0, 1+len(c.Profiles()))
	rows = append(rows, []string{"", "PROFILE", "REGION", "CLIENT ID", "SECRET", "WORKSPACE", "CHANGES"})
	for _, p := range c.Profiles() {
		mark, changes := "", "allowed"
		if p.Name == c.DefaultProfile() {
			mark = "*"
		}
		if p.ReadOnly.Value {
			changes = "read-only"
		}
		rows = append(rows, []string{mark, p.Name, p.Where(), orDash(p.ClientID.Value), account.SecretLocation(p), orDash(p.Workspace.Value), changes})
	}
	return rows
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
