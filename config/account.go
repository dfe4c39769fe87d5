package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"corotui/internal/weburl"
)

// The variables of the environment that say which account is worked in.
const (
	profileVariable   = "COROTUI_PROFILE"
	regionVariable    = "COROTUI_REGION"
	urlVariable       = "COROTUI_API_URL"
	audienceVariable  = "COROTUI_AUDIENCE"
	clientIDVariable  = "COROTUI_CLIENT_ID"
	workspaceVariable = "COROTUI_WORKSPACE"
)

// AccountVariables lists the variables that say which account is worked in.
func AccountVariables() []string {
	return []string{profileVariable, regionVariable, urlVariable, audienceVariable, clientIDVariable, secretVariable, workspaceVariable}
}

// chooseAccount finds the account that is meant, which is taken as a whole: the
// credentials of one never meet the server or the workspace of another. It returns
// the profile and the environment that count for it.
//
//   - --profile takes that profile, and no variable counts. Where login makes the
//     profile, variables say where it is, unless they are those of another account.
//   - A pair in the environment is an account of its own. The profile counts beside it
//     if it is of the same client id, or of none: then it says where the pair works.
//   - Otherwise the profile has the credentials, and variables count before it.
func (c *Config) chooseAccount(o Options) (Profile, Env, error) {
	profile, err := c.chooseProfile(o)
	if err != nil {
		return profile, o.Env, err
	}
	if o.Flags.Profile != nil {
		return profile, c.withoutAccount(o, profile), nil
	}
	id, secret := variable(o.Env, clientIDVariable), o.Env.Get(secretVariable)
	switch {
	case id.Set() != (secret != ""):
		return profile, o.Env, halfAPair(id.Set())
	case !id.Set() || !profile.ClientID.Set() || profile.ClientID.Value == id.Value:
		return profile, o.Env, nil
	case c.Profile.Source.Environment():
		return profile, o.Env, &Error{Where: profileVariable, Problem: fmt.Sprintf(
			"profile %q has another client id than %s, so they are two accounts; unset one of them, or use --profile to take the profile",
			profile.Name, clientIDVariable)}
	}
	c.notef("The account is the one of %s; profile %s has another client id and is not used.", clientIDVariable, profile.Name)
	c.Profile = Setting[string]{}
	return Profile{}, o.Env, nil
}

// halfAPair is that one of two variables is set.
func halfAPair(id bool) error {
	set, missing := clientIDVariable, secretVariable
	if !id {
		set, missing = missing, set
	}
	return &Error{Where: set, Problem: fmt.Sprintf("is set and %s is not, and they count as a pair only; set %s, or unset %s", missing, missing, set)}
}

// withoutAccount is the environment without the variables that do not count beside
// --profile. The user is told of them, but for those that say what the profile says.
func (c *Config) withoutAccount(o Options, p Profile) Env {
	out := AccountVariables()
	if p.Name == "" && o.Env.Get(secretVariable) == "" { // it is about to be made
		out = []string{profileVariable, clientIDVariable}
	}
	same := map[string]string{profileVariable: c.Profile.Value, clientIDVariable: p.ClientID.Value, workspaceVariable: p.Workspace.Value, audienceVariable: p.audience()}
	for _, name := range out {
		value := o.Env.Get(name)
		switch {
		case value == "", value == same[name]:
		case name == regionVariable && weburl.OfRegion(value) == p.server(), name == urlVariable && trimSlash(value) == p.server():
		case name == workspaceVariable && o.Flags.Workspace != nil: // the flag counts before both
		default:
			c.ignored = append(c.ignored, name)
		}
	}
	if len(c.ignored) > 0 {
		c.notef("Ignored %s: --profile %s takes the account as a whole.", words(c.ignored), c.Profile.Value)
	}
	return NewEnv(o.Env.Without(out...))
}

// Ignored lists the variables of an account that do not count, as --profile names it.
func (c Config) Ignored() []string { return c.ignored }

// notef keeps a sentence that the user is told before the work begins.
func (c *Config) notef(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// CheckNewAccount refuses to guess the server of a profile that login is about to
// make: the environment has another account, and names the server of that one.
func (c Config) CheckNewAccount() error {
	at := slices.IndexFunc(c.ignored, func(name string) bool { return name == regionVariable || name == urlVariable })
	if _, exists := c.file.profile(c.Profile.Value); exists || c.APIURL.Set() || at < 0 {
		return nil
	}
	return &Error{Where: "--profile", Problem: fmt.Sprintf(
		"profile %q is new, and %s belongs to the account of %s; say where the profile is with --region or --api-url",
		c.Profile.Value, c.ignored[at], secretVariable)}
}

// audience is that of the profile's tokens.
func (p Profile) audience() string {
	return cmp.Or(p.Audience.Value, p.server())
}

// Missing says what is needed to log in, where [Config.LoggedIn] is false.
func (c Config) Missing() string {
	if !strings.HasPrefix(string(c.Profile.Source), flagSource) {
		return "There are no credentials yet · run corotui login, or set " + clientIDVariable + " and " + secretVariable
	}
	return fmt.Sprintf("There are no credentials yet for profile %s · run corotui login --profile %s", c.Profile.Value, c.Profile.Value)
}
