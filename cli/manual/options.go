package manual

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// option is a flag of some of the page's commands.
type option struct {
	*pflag.Flag
	of []string // the commands, by their names
}

// options writes the options of the page's commands, and those of all.
func (p Page) options(r *roff) {
	r.section("Options")
	commands := p.commands()
	for _, o := range optionsOf(commands) {
		text := o.meaning()
		if len(o.of) < len(commands) {
			text += " Only for " + strings.Join(o.of, ", ") + "."
		}
		r.term(o.call(), text)
	}
	r.part("Options of every command")
	p.root.PersistentFlags().VisitAll(func(flag *pflag.Flag) { r.term(option{Flag: flag}.call(), option{Flag: flag}.meaning()) })
	r.term(bold("--"+helpFlag), "Show the help of the command.")
}

// optionsOf are the options of commands; those that are the same in several are one.
func optionsOf(commands []*cobra.Command) []option {
	var all []option
	for _, c := range commands {
		c.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
			if flag.Name == helpFlag || flag.Hidden {
				return
			}
			same := func(o option) bool {
				return o.Name == flag.Name && o.Usage == flag.Usage && o.DefValue == flag.DefValue
			}
			if at := slices.IndexFunc(all, same); at >= 0 {
				all[at].of = append(all[at].of, "`"+c.Name()+"`")
				return
			}
			all = append(all, option{flag, []string{"`" + c.Name() + "`"}})
		})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// call is how the option is given.
func (o option) call() string {
	call := bold("--" + o.Name)
	if o.Shorthand != "" {
		call = bold("-"+o.Shorthand) + ", " + call
	}
	if value := o.value(); value != "" {
		call += " " + italic(value)
	}
	return call
}

// value says what an option takes; empty: nothing.
func (o option) value() string {
	if named, _ := pflag.UnquoteUsage(o.Flag); named != "" && named == strings.ToUpper(named) {
		return named
	}
	switch o.Name {
	case "config", "log-file", "ca-file", "output", "from":
		return "FILE"
	case "dir":
		return "DIR"
	}
	switch o.Flag.Value.Type() {
	case "bool":
		return ""
	case "int", "uint64":
		return "NUMBER"
	case "duration":
		return "TIME"
	case "strings":
		return "VALUE,..."
	}
	return strings.ToUpper(strings.ReplaceAll(o.Name, "-", "_"))
}

// meaning says what the option does, and what it is if it is not given.
func (o option) meaning() string {
	_, usage := pflag.UnquoteUsage(o.Flag)
	text := sentence(usage)
	switch o.DefValue {
	case "", "0", "false", "[]", "0s":
		return text
	}
	return text + fmt.Sprintf(" The default is `%s`.", o.DefValue)
}
