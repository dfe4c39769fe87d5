package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/text"
)

// completes offers the values of the flags of all commands to the shell: from the config file and
// from what earlier runs kept. No one is asked anything.
func (a *app) completes(root *cobra.Command) {
	a.offer(root, "region", func(*cobra.Command) []cobra.Completion {
		return slices.Clone(config.Regions())
	})
	a.offer(root, "profile", a.profileNames)
	a.offer(root, "workspace", a.workspaceIDs)
}

// storeKinds lists where login can keep a secret.
func storeKinds(*cobra.Command) []cobra.Completion {
	kinds := make([]cobra.Completion, 0, len(config.Storable()))
	for _, kind := range config.Storable() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

// offer registers the values of one flag.
func (a *app) offer(c *cobra.Command, flag string, values func(*cobra.Command) []cobra.Completion) {
	a.fail(c.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return values(cmd), cobra.ShellCompDirectiveNoFileComp
	}))
}

// profileNames lists the profiles. Settings that are wrong only mean that
// nothing is offered: a shell has no place for the reason.
func (a *app) profileNames(cmd *cobra.Command) []cobra.Completion {
	c, err := a.everyProfile(cmd)
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, p := range c.Profiles() {
		names = append(names, cobra.CompletionWithDesc(p.Name, text.Clean(api.Text(p.Where()))))
	}
	return names
}

// workspaceIDs lists the workspaces of the account that are known from earlier
// runs, those that were opened last first.
func (a *app) workspaceIDs(cmd *cobra.Command) []cobra.Completion {
	given := a.flags.given(cmd)
	given.Workspace = nil // it is being typed
	c, err := config.Load(config.Options{Env: a.env, Flags: given})
	if err != nil {
		return nil
	}
	var ids []cobra.Completion
	for _, w := range account.KnownWorkspaces(c) {
		ids = append(ids, cobra.CompletionWithDesc(text.Clean(api.Text(w.ID)), text.Clean(w.Name)))
	}
	return ids
}
