package output

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itchyny/gojq"
	"github.com/spf13/cobra"
)

// The formats of every command that prints data.
const (
	Table = "table"
	JSON  = "json"
	CSV   = "csv"
	YAML  = "yaml"
	Name  = "name"
)

// Flags are the flags of a command that prints data. They are the same for all.
type Flags struct {
	Format   string
	File     string // of --output; empty: stdout
	json     bool
	jq       string
	template string
	own      []string // formats that only this command has
	only     bool     // has no others than these
	program  *gojq.Code
	layout   *layout
}

// Register adds the flags to a command, which may have formats of its own.
func (f *Flags) Register(c *cobra.Command, own ...string) {
	f.own = own
	f.register(c)
	c.Flags().StringVar(&f.File, "output", "", "write to this file instead of stdout, whole or not at all")
}

// RegisterOwn adds the flags to a command that prints until it is stopped, and has only
// formats of its own: the first is for people, and [JSON] is among them.
func (f *Flags) RegisterOwn(c *cobra.Command, own ...string) {
	f.own, f.only = own, true
	f.register(c)
}

func (f *Flags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.Format, "format", f.forPeople(), "output format: "+or(f.Formats()))
	flags.BoolVar(&f.json, "json", false, "write JSON; the same as --format json")
	flags.StringVar(&f.jq, "jq", "", "write what this jq expression makes of the JSON")
	flags.StringVar(&f.template, "template", "", "write what this Go template makes of the JSON")
}

// forPeople is the format that people read, which is the default.
func (f *Flags) forPeople() string {
	if f.only {
		return f.own[0]
	}
	return Table
}

// Formats are the names of all formats that the command has.
func (f *Flags) Formats() []string {
	if f.only {
		return f.own
	}
	return append([]string{Table, JSON, CSV, YAML, Name}, f.own...)
}

// Check says what is wrong with the flags, before anything is asked. An error is a
// sentence for the user.
func (f *Flags) Check() error {
	if err := f.checkFormat(); err != nil {
		return err
	}
	var err error
	if f.jq != "" {
		if f.program, err = compile(f.jq); err != nil {
			return fmt.Errorf("--jq %q: %w", f.jq, err)
		}
	}
	if f.template != "" {
		if f.layout, err = parseLayout(f.template); err != nil {
			return fmt.Errorf("--template %q: %w", f.template, err)
		}
	}
	return nil
}

// checkFormat says which flags exclude each other, and has the others decide the format.
func (f *Flags) checkFormat() error {
	if !slices.Contains(f.Formats(), f.Format) {
		return fmt.Errorf("--format %s: use %s", f.Format, or(f.Formats()))
	}
	if f.jq != "" && f.template != "" {
		return errors.New("--jq and --template exclude each other")
	}
	for _, flag := range []struct {
		name  string
		given bool
	}{{"json", f.json}, {"jq", f.jq != ""}, {"template", f.template != ""}} {
		if !flag.given {
			continue
		}
		if f.Format != f.forPeople() && f.Format != JSON {
			return fmt.Errorf("--%s and --format %s exclude each other", flag.name, f.Format)
		}
	}
	if f.json || f.jq != "" || f.template != "" {
		f.Format = JSON
	}
	return nil
}

// ForPeople reports that the output is a table, or a text, and not for programs.
func (f *Flags) ForPeople() bool { return f.Format == f.forPeople() }

// or lists words with an "or" before the last.
func or(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + ", or " + words[last]
}
