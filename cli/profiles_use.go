package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/text"
)

// profileEditOptions are what the commands take that change the config file.
type profileEditOptions struct {
	*app
	output.Flags
}

func (a *app) profilesUseCommand() *cobra.Command {
	o := &profileEditOptions{app: a}
	c := &cobra.Command{
		Use: "use PROFILE", Short: "Make a profile the default one",
		Long: "Make a profile the default one: the one that is used where neither --profile nor COROTUI_PROFILE names another. " +
			"Only default_profile changes in the config file.",
		Example: "corotui profiles use acme",
	}
	a.prints(c, &o.Flags, oneProfileView)
	return a.command(c, exactly(1, "Name one profile. List them with corotui profiles"), o.use)
}

// profilesSetCommand holds the commands that set something of a profile.
func (a *app) profilesSetCommand() *cobra.Command {
	o := &profileEditOptions{app: a}
	c := &cobra.Command{
		Use: "workspace ID", Short: "Set the workspace that a profile opens",
		Long: "Set the workspace that a profile opens: the one that --profile or COROTUI_PROFILE names, or else the default one. " +
			"Only that line of the config file changes. No request is sent, so access to the workspace is not checked.",
		Example: "corotui profiles set workspace acmecorpcom_AB12_x\n" +
			"corotui profiles set workspace acmecorpcom_AB12_x --profile acme",
	}
	a.prints(c, &o.Flags, oneProfileView)
	a.command(c, exactly(1, "Give the id of one workspace. List them with corotui workspaces list"), o.setWorkspace)
	return a.group(&cobra.Command{Use: "set", Short: "Set something of a profile"}, c)
}

// oneProfileView is a profile by itself.
var oneProfileView = output.View{Kind: profilesView.Kind, Columns: profilesView.Columns}

// exactly are the arguments of a command that takes so many, and else the error.
func exactly(count int, wrong string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != count {
			return usage("%s", wrong)
		}
		return nil
	}
}

func (o *profileEditOptions) use(cmd *cobra.Command, args []string) error {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return err
	}
	if err := c.UseProfile(args[0]); err != nil {
		return err
	}
	if named := o.env.Get("COROTUI_PROFILE"); named != "" && named != args[0] {
		o.notef("COROTUI_PROFILE names another profile, which is used until you unset it.")
	}
	return o.tellProfile(cmd, args[0], fmt.Sprintf("Profile %s is now the default one", args[0]))
}

func (o *profileEditOptions) setWorkspace(cmd *cobra.Command, args []string) error {
	// Which profile is meant is all that the variables and flags say here.
	env := append(o.env.Without(config.AccountVariables()...), "COROTUI_PROFILE="+o.env.Get("COROTUI_PROFILE"))
	given := o.flags.given(cmd)
	c, err := o.load(config.Options{Env: config.NewEnv(env), Flags: config.Flags{Profile: given.Profile, ConfigFile: given.ConfigFile}})
	if err != nil {
		return err
	}
	if !c.Profile.Set() {
		return usage("No profile is named, and there is no default one. Name one with --profile; corotui profiles lists them")
	}
	profile := c.Profile.Value
	if err := c.SetWorkspace(profile, args[0]); err != nil {
		return err
	}
	if named := o.env.Get("COROTUI_WORKSPACE"); named != "" && named != args[0] && given.Profile == nil {
		o.notef("COROTUI_WORKSPACE names another workspace, which is used until you unset it.")
	}
	return o.tellProfile(cmd, profile, fmt.Sprintf("Profile %s now opens workspace %s", profile, text.Clean(api.Text(args[0]))))
}

// tellProfile tells how a profile is now, to people by what was said.
func (o *profileEditOptions) tellProfile(cmd *cobra.Command, name, said string) error {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return err
	}
	p := o.printer(cmd, false)
	err = p.Text(said + "\n")
	for _, one := range c.Profiles() {
		if one.Name == name && !p.ForPeople() {
			err = p.Add(profileOf(c, one), one.Name)
		}
	}
	if err != nil {
		return err
	}
	return p.End(cmd.Context())
}
