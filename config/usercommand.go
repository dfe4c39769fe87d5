package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// UserCommand is a program of the user's own that a key runs on the webhook under the
// cursor. It reads the webhook as JSON.
type UserCommand struct {
	Key     string   // as in the section "keys"
	Name    string   // what help, the palette, and the status line call it
	Run     []string // the program and its arguments, without a shell
	Output  string   // what becomes of what it prints: one of [CommandOutputs]
	Secrets bool     // whether it gets the real secrets
	Source  Source
}

// What becomes of what a command prints: its first line stands in the status line, a
// page shows all of it, or nobody sees it.
const (
	OutputStatus = "status"
	OutputPage   = "page"
	OutputNone   = "none"
)

// CommandOutputs are those words; without one a command has the first.
func CommandOutputs() []string { return []string{OutputStatus, OutputPage, OutputNone} }

// commands reads the section "commands", a list of mappings.
func (r reader) commands(n *yaml.Node) ([]UserCommand, error) {
	const under = "commands"
	if null(n) {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode || !bare(n) {
		return nil, r.fail(n.Line, "%s must be a list of commands like - {key: ctrl+t, name: ticket, run: [new-ticket]}", under)
	}
	all := make([]UserCommand, 0, len(n.Content))
	for i, item := range n.Content {
		one, err := r.command(item, fmt.Sprintf("%s[%d]", under, i+1))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(other UserCommand) bool { return other.Name == one.Name }) {
			return nil, r.fail(item.Line, "there is another command %q; give each a name of its own", one.Name)
		}
		all = append(all, one)
	}
	return all, nil
}

// command reads one of them.
func (r reader) command(n *yaml.Node, under string) (UserCommand, error) {
	var key, name, output Setting[string]
	var secrets Setting[bool]
	c := UserCommand{Source: fromLine(r.path, n.Line)}
	err := r.fields(n, under, []field{
		{"key", func(n *yaml.Node) error { return r.text(n, anyText, &key) }},
		{"name", func(n *yaml.Node) error { return r.text(n, anyText, &name) }},
		{"run", func(n *yaml.Node) (err error) { c.Run, err = r.list(n); return err }},
		{"output", func(n *yaml.Node) error { return r.text(n, checkOutput, &output) }},
		{"secrets", func(n *yaml.Node) error { return r.flag(n, &secrets) }},
	})
	c.Key, c.Name, c.Output, c.Secrets = key.Value, name.Value, output.Value, secrets.Value
	if c.Output == "" {
		c.Output = OutputStatus
	}
	switch {
	case err != nil:
		return c, err
	case c.Key == "":
		return c, r.fail(n.Line, "%s has no key; name one like key: ctrl+t", under)
	case c.Name == "":
		return c, r.fail(n.Line, "%s has no name; give it one like name: ticket", under)
	case len(c.Run) == 0 || strings.TrimSpace(c.Run[0]) == "":
		return c, r.fail(n.Line, "%s names no program; name one like run: [new-ticket, --json]", under)
	}
	return c, nil
}

// anyText accepts every text.
func anyText(string) error { return nil }

func checkOutput(word string) error {
	if slices.Contains(CommandOutputs(), word) {
		return nil
	}
	return fmt.Errorf("%q is no output of a command; allowed are %s", word, words(CommandOutputs()))
}
