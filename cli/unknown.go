package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/internal/suggest"
)

// unknownCommand is the error of a word that is no command below cmd.
func unknownCommand(cmd *cobra.Command, word string) error {
	said := fmt.Sprintf("No command %q in %s.", word, cmd.CommandPath())
	if near := nearCommand(cmd, word); near != nil {
		said += fmt.Sprintf(" Did you mean %s?", near.CommandPath())
	}
	return usage("%s List the commands with %s --help", said, cmd.CommandPath())
}

// nearCommand is the command that a word was most likely meant to be: one below cmd, and
// else one below another with just that name.
func nearCommand(cmd *cobra.Command, word string) *cobra.Command {
	below := make(map[string]*cobra.Command)
	var names []string
	for _, c := range cmd.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		for _, name := range append(c.Aliases, c.Name()) {
			below[name] = c
			names = append(names, name)
		}
	}
	if c := below[otherWords[strings.ToLower(word)]]; c != nil {
		return c
	}
	if near := suggest.Name(word, names); near != "" {
		return below[near]
	}
	if near := suggest.Within(word, names, min(2, len(word)-2)); near != "" {
		return below[near]
	}
	return elsewhere(word)
}

// elsewhere is the command of a name below another one: on the webhooks of a workspace
// rather than on all of a fleet.
func elsewhere(word string) *cobra.Command {
	_, root := wholeTree()
	groups := slices.Clone(root.Commands())
	slices.SortStableFunc(groups, func(a, b *cobra.Command) int {
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.Name() == "webhooks"], map[bool]int{true: 0, false: 1}[b.Name() == "webhooks"])
	})
	for _, group := range groups {
		for _, c := range group.Commands() {
			if c.IsAvailableCommand() && (c.Name() == word || c.Name() == otherWords[word]) {
				return c
			}
		}
	}
	return nil
}

// otherWords are what other tools call our commands.
var otherWords = map[string]string{
	"ls": "list", "show": "get", "describe": "get", "view": "get", "add": "create", "new": "create",
	"rm": "delete", "remove": "delete", "del": "delete", "update": "edit", "set": "edit", "modify": "edit", "patch": "edit",
	"on": "enable", "off": "disable", "start": "enable", "stop": "disable", "ping": "test", "rotate": "rotate-secret",
	"switch": "use", "select": "use", "log": "history", "revert": "undo", "auth": "login", "status": "whoami", "signin": "login",
	"hooks": "webhooks", "hook": "webhooks", "accounts": "profiles", "config": "profiles",
	"request": "api", "curl": "api",
}

// unknownFlag is what is wrong with a flag that a command does not have.
func unknownFlag(c *cobra.Command, unknown *pflag.NotExistError) error {
	given := "--" + unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		given = "-" + unknown.GetSpecifiedName()
	}
	said := fmt.Sprintf("%s has no flag %s.", c.CommandPath(), given)
	if near := nearFlag(c, unknown.GetSpecifiedName()); near != "" {
		said += fmt.Sprintf(" Did you mean --%s?", near)
	}
	return usage("%s List the flags with %s --help", said, c.CommandPath())
}

// nearFlag is the flag that a word was most likely meant to be.
func nearFlag(c *cobra.Command, word string) string {
	var names []string
	for _, flags := range []*pflag.FlagSet{c.Flags(), c.InheritedFlags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
	}
	if len(word) == 1 { // these have no short forms
		short := map[string]string{"o": "output", "w": "workspace", "p": "profile", "q": "quiet", "y": "yes", "f": "from", "n": "limit", "j": "json"}
		word = short[word]
		if !slices.Contains(names, word) {
			return ""
		}
		return word
	}
	if near := suggest.Name(word, names); near != "" {
		return near
	}
	return suggest.Within(word, names, min(2, len(word)-2))
}
