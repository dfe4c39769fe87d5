package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/account"
	"corotui/internal/fleet"
)

// allProfiles has a scan read the channels of all profiles.
func (o *scanning) allProfiles(cmd *cobra.Command) (*fleet.Group, error) {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return nil, err
	}
	session, err := o.session(cmd, c)
	if err != nil {
		return nil, err
	}
	members, err := session.Together(account.OpenHistory(c.Paths), o.concurrency).Members(cmd.Context())
	if err != nil {
		return nil, err
	}
	if len(members) == 0 {
		return nil, usage("There are no profiles in %s yet. Create one with corotui login", c.File)
	}
	o.paths, o.about = c.Paths, []string{"all profiles", c.File}
	o.members, o.profiles = members, make(map[string]string, len(members))
	scanned := make([]fleet.Member, 0, len(members))
	for _, m := range members {
		o.profiles[m.Key] = m.Profile
		scanned = append(scanned, m.Scanner(m.Channel, o.scanOptions()))
		for _, note := range m.Notes {
			o.notef("%s", note)
		}
	}
	return fleet.NewGroup(scanned...), nil
}

// whose says before a line about several accounts which one it is about.
func (o *scanning) whose(account string) string {
	if name := o.profiles[account]; name != "" {
		return name + ": "
	}
	return ""
}

// tellAccounts says which accounts could not be read, why, and what to do.
func (o *scanning) tellAccounts(failures []fleet.Failure) {
	for _, f := range failures {
		for _, m := range o.members {
			if m.Key == f.Account {
				o.tellf("%s%s", o.whose(f.Account), m.Says(f.Err))
			}
		}
	}
}

// noAccount is the error of a scan that could read none of the accounts.
func (o *scanning) noAccount(failures []fleet.Failure) error {
	code := codeOf(failures[0].Err)
	if len(failures) == 1 {
		return failedWith(code, "%s%s", o.whose(failures[0].Account), o.members[0].Says(failures[0].Err))
	}
	o.tellAccounts(failures)
	return failedWith(code, "None of the %d accounts could be read", len(failures))
}
