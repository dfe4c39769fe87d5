package cli

import (
	"cmp"
	"strconv"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/text"
)

// whoamiOptions are what whoami takes.
type whoamiOptions struct {
	*app
	output.Flags
}

// sourced is a value of the account, and where it came from; both are null where there is
// none.
type sourced struct {
	Value  *string `json:"value"`
	Source *string `json:"source"`
}

// whoamiJSON is the account that commands work in.
type whoamiJSON struct {
	Profile   sourced `json:"profile"`
	Region    sourced `json:"region"`
	APIURL    sourced `json:"apiUrl"`
	Audience  sourced `json:"audience"`
	ClientID  sourced `json:"clientId"`
	Secret    sourced `json:"secret"`
	Workspace sourced `json:"workspace"`
	ReadOnly  sourced `json:"readOnly"`
}

const sourcedType = "object: value and source, a string or null each"

var whoamiView = output.View{
	Columns: output.Columns("WHAT!", "VALUE!", "SOURCE"),
	Kind: output.Kind{
		Name: "account", Meaning: "The account that commands work in, and where each value came from",
		Fields: []output.Field{
			{Name: "profile", Type: sourcedType, Meaning: "the profile; null where the environment has the account"},
			{Name: "region", Type: sourcedType, Meaning: "us, ca, or eu; null where a URL replaces it"},
			{Name: "apiUrl", Type: sourcedType, Meaning: "the base URL of the API"},
			{Name: "audience", Type: sourcedType, Meaning: "the audience of the access tokens"},
			{Name: "clientId", Type: sourcedType, Meaning: "the start of the client id"},
			{Name: "secret", Type: sourcedType, Meaning: "where the client secret is, never the secret"},
			{Name: "workspace", Type: sourcedType, Meaning: "the workspace that is worked in"},
			{Name: "readOnly", Type: sourcedType, Meaning: "true or false, as a string: whether changes are refused"},
		},
	},
}

func (a *app) whoamiCommand() *cobra.Command {
	o := &whoamiOptions{app: a}
	c := &cobra.Command{
		Use: "whoami", Short: "Show the account and the workspace in use, and where each value came from",
		Long: "Show the account and the workspace in use, and where each value came from: a flag, the environment, a line of the config " +
			"file, or the default. It sends no request, so it does not show whether Coro accepts the account; corotui doctor does.",
		Example: "corotui whoami\ncorotui whoami --jq .workspace.value",
	}
	a.prints(c, &o.Flags, whoamiView)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *whoamiOptions) run(cmd *cobra.Command, _ []string) error {
	c, err := o.config(cmd)
	if err != nil {
		return err
	}
	told, p := whoamiOf(c), o.printer(cmd, false)
	if p.ForPeople() {
		for _, line := range told.lines() {
			if err := p.Add(told, "", line...); err != nil {
				return err
			}
		}
	} else if err := p.Add(told, cmp.Or(c.Profile.Value, c.ClientID.Value)); err != nil {
		return err
	}
	if err := p.End(cmd.Context()); err != nil {
		return err
	}
	if !c.LoggedIn() {
		return failedWith(codeAuth, "%s", c.Missing())
	}
	return nil
}

// whoamiOf is the account of settings.
func whoamiOf(c config.Config) whoamiJSON {
	secret := config.Setting[string]{Value: string(c.Secret.Value.Kind), Source: c.Secret.Source}
	return whoamiJSON{
		Profile: sourcedOf(c.Profile), Region: sourcedOf(c.Region), APIURL: sourcedOf(c.APIURL), Audience: sourcedOf(c.Audience),
		ClientID: sourcedOf(config.Setting[string]{Value: startOf(c.ClientID.Value), Source: c.ClientID.Source}),
		Secret:   sourcedOf(secret), Workspace: sourcedOf(c.Workspace),
		ReadOnly: sourcedOf(config.Setting[string]{Value: strconv.FormatBool(c.ReadOnly.Value), Source: c.ReadOnly.Source}),
	}
}

func sourcedOf(s config.Setting[string]) sourced {
	if s.Value == "" {
		return sourced{}
	}
	return sourced{filled(s.Value), filled(string(s.Source))}
}

// lines are the account for people.
func (w whoamiJSON) lines() [][]string {
	all := []struct {
		what  string
		value sourced
	}{
		{"profile", w.Profile}, {"region", w.Region}, {"API URL", w.APIURL}, {"audience", w.Audience}, {"client id", w.ClientID},
		{"secret", w.Secret}, {"workspace", w.Workspace}, {"read-only", w.ReadOnly},
	}
	lines := make([][]string, 0, len(all))
	for _, of := range all {
		value, source := "-", "-"
		if of.value.Value != nil {
			value = text.Clean(api.Text(*of.value.Value))
		}
		if of.value.Source != nil {
			source = text.Clean(api.Text(*of.value.Source))
		}
		lines = append(lines, []string{of.what, value, source})
	}
	return lines
}

// startOf is the start of a client id: enough to tell two apart.
func startOf(id string) string {
	const shown = 4
	runes := []rune(id)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[:min(shown, len(runes)/2)]) + "…"
}
