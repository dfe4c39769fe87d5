package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/account"
	"corotui/internal/fleet"
)

// checkAllProfiles refuses what names one account, and what is done to one only.
func (o *fleetOptions) checkAllProfiles(cmd *cobra.Command) error {
	for _, name := range []string{"profile", "workspace", "region", "api-url"} {
		if cmd.Flags().Changed(name) {
			return usage("--all-profiles and --%s exclude each other", name)
		}
	}
	if o.enable || o.disable || o.resume || o.abandon {
		return usage("--all-profiles only shows webhooks; name a --profile to change them")
	}
	if o.format == asPrometheus {
		return usage("--all-profiles shows a table or JSON; write --format prometheus for one --profile at a time")
	}
	return nil
}

// showAll shows the fleets of all profiles together.
func (o *fleetOptions) showAll(cmd *cobra.Command) error {
	c, err := o.everyProfile(cmd)
	if err != nil {
		return err
	}
	session, err := o.session(cmd, c)
	if err != nil {
		return err
	}
	members, err := session.Together(account.OpenHistory(c.Paths), o.concurrency).Members(cmd.Context())
	if err != nil {
		return err
	}
	if len(members) == 0 {
		return usage("There are no profiles in %s yet. Create one with corotui login", c.File)
	}
	o.members, o.profiles = members, make(map[string]string, len(members))
	scanned := make([]fleet.Member, 0, len(members))
	for _, m := range members {
		o.profiles[m.Key] = m.Profile
		scanned = append(scanned, m.Scanner(m.Channel, o.scanOptions()))
		for _, note := range m.Notes {
			o.tellf("%s", note)
		}
	}
	return o.watchScans(cmd.Context(), fleet.NewGroup(scanned...))
}

// whose says before a line about several accounts which one it is about.
func (o *fleetOptions) whose(account string) string {
	if name := o.profiles[account]; name != "" {
		return name + ": "
	}
	return ""
}

// tellAccounts says which accounts could not be read, why, and what to do.
func (o *fleetOptions) tellAccounts(failures []fleet.Failure) {
	for _, f := range failures {
		for _, m := range o.members {
			if m.Key == f.Account {
				o.tellf("%s%s", o.whose(f.Account), m.Says(f.Err))
			}
		}
	}
}

// noAccount is the error of a scan that could read none of the accounts.
func (o *fleetOptions) noAccount(failures []fleet.Failure) error {
	code := codeOf(failures[0].Err)
	if len(failures) == 1 {
		return failedWith(code, "%s%s", o.whose(failures[0].Account), o.members[0].Says(failures[0].Err))
	}
	o.tellAccounts(failures)
	return failedWith(code, "None of the %d accounts could be read", len(failures))
}
