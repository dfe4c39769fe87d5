package keys

import (
	"fmt"
	"slices"
	"strings"
)

// Command is a program of the user's own that a key runs, by its clean name.
type Command struct{ Name, Key string }

// commandPrefix begins the names of the actions that run one; its key follows. They have
// no record in the table: which there are, the config file says.
const commandPrefix = "command-"

// Action is the one that runs the command.
func (c Command) Action() Action { return Action(commandPrefix + c.Key) }

// WithCommands returns the bindings with the user's own commands. A key that does not
// exist, or does something else, is an error which names both.
func (m Map) WithCommands(commands []Command) (Map, error) {
	for i, c := range commands {
		name := fmt.Sprintf("the command %q", c.Name)
		if err := checkName("commands", name, c.Key); err != nil {
			return Map{}, err
		}
		other := string(m.owner(c.Key))
		if at := slices.IndexFunc(commands[:i], func(before Command) bool { return before.Key == c.Key }); at >= 0 {
			other = fmt.Sprintf("the command %q", commands[at].Name)
		}
		if other != "" {
			return Map{}, fmt.Errorf("commands: %q would do both %s and %s", c.Key, other, name)
		}
	}
	m.commands = commands
	return m, nil
}

// CommandHints are the commands as the hint line shows them.
func (m Map) CommandHints() []Hint {
	hints := make([]Hint, len(m.commands))
	for i, c := range m.commands {
		hints[i] = Hint{Action: c.Action(), Key: shown([]string{c.Key}), Text: c.Name}
	}
	return hints
}

// commandRows lists the commands as help and the palette do.
func (m Map) commandRows() []Row {
	rows := make([]Row, len(m.commands))
	for i, c := range m.commands {
		rows[i] = Row{
			Action: c.Action(), Keys: shown([]string{c.Key}), Short: c.Name, Meaning: "run your command " + c.Name,
			Group: OwnCommands, Words: []string{strings.ToLower(c.Name), "command", "script"},
		}
	}
	return rows
}
