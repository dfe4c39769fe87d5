package cli

import (
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"corotui/cli/output"
)

// Printed is a command and the objects that it prints.
type Printed struct {
	Command string // without the program's name: "webhooks list"
	View    output.View
}

// Reference lists every command that prints objects, by name; docs/json.md is made of it.
func Reference() []Printed {
	a, root := wholeTree()
	var all []Printed
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		if p, prints := a.views[c]; prints {
			all = append(all, Printed{strings.TrimPrefix(c.CommandPath(), root.Name()+" "), p.view})
		}
		for _, below := range c.Commands() {
			look(below)
		}
	}
	look(root)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Command < all[j].Command })
	return all
}
