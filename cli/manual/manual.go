// Package manual writes manual pages from the commands that there are: a page for each
// command, or group of commands, and one for the program.
package manual

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Page is a page of the manual.
type Page struct {
	Name  string // "corotui-fleet"
	about *cobra.Command
	root  *cobra.Command
}

// Pages are the pages of a program, its own first.
func Pages(root *cobra.Command) []Page {
	pages := []Page{{root.Name(), root, root}}
	for _, c := range root.Commands() {
		if documented(c) {
			pages = append(pages, Page{root.Name() + "-" + c.Name(), c, root})
		}
	}
	return pages
}

// Topic is what the page is asked for by: the name of its command, or that of the program.
func (p Page) Topic() string { return p.about.Name() }

// Short says in one line what the page is about.
func (p Page) Short() string { return p.about.Short }

func documented(c *cobra.Command) bool { return c.IsAvailableCommand() && c.Name() != "help" }

// Roff is the page as man(1) reads it. The date, as in 2006-01-02, is that of the text.
func (p Page) Roff(date string) string {
	var r roff
	r.write(heading(p.Name, date))
	r.section("Name")
	r.prose(p.Name + " - " + lowered(p.about.Short))
	p.synopsis(&r)
	p.description(&r)
	p.options(&r)
	p.examples(&r)
	r.section("Exit status")
	r.facts(ExitStatus)
	r.section("Environment")
	r.prose("A flag wins over the environment, the environment over the config file, and the file over the default.")
	r.facts(Environment)
	r.section("Files")
	r.facts(Files)
	p.seeAlso(&r)
	return r.text.String()
}

// commands are those that the page describes: of the program only itself.
func (p Page) commands() []*cobra.Command {
	if p.about == p.root {
		return []*cobra.Command{p.root}
	}
	return below(p.about)
}

// below are a command, if it does something, and those below it.
func below(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	if !c.HasAvailableSubCommands() || hasOwn(c) {
		all = append(all, c)
	}
	for _, one := range c.Commands() {
		if documented(one) {
			all = append(all, below(one)...)
		}
	}
	return all
}

// hasOwn reports that a command has a flag beside --help.
func hasOwn(c *cobra.Command) bool {
	own := false
	c.LocalFlags().VisitAll(func(flag *pflag.Flag) { own = own || flag.Name != helpFlag })
	return own
}

const helpFlag = "help"

func (p Page) synopsis(r *roff) {
	r.section("Synopsis")
	for i, c := range p.commands() {
		if i > 0 {
			r.macro("br", "")
		}
		call, operands, _ := strings.Cut(c.Use, " ")
		path := strings.TrimSuffix(c.CommandPath(), c.Name()) + call
		line := bold(path)
		if operands != "" {
			line += " " + italic(operands)
		}
		r.write(line + " [" + italic("options") + "]\n")
	}
	if p.about == p.root {
		r.macro("br", "")
		r.write(bold(p.root.Name()) + " " + italic("command") + " [" + italic("options") + "]\n")
	}
}

func (p Page) description(r *roff) {
	r.section("Description")
	r.paragraphs(sentence(cmp.Or(p.about.Long, p.about.Short)))
	if p.about == p.root {
		r.part("Commands")
		for _, c := range p.root.Commands() {
			if documented(c) {
				r.term(bold(c.Name()), sentence(c.Short))
			}
		}
		return
	}
	for _, c := range p.commands() {
		if c != p.about {
			r.part(strings.TrimPrefix(c.CommandPath(), p.root.Name()+" "))
			r.paragraphs(sentence(cmp.Or(c.Long, c.Short)))
		}
	}
}

// examples are those of the page's commands, each once.
func (p Page) examples(r *roff) {
	r.section("Examples")
	var told []string
	for _, c := range append([]*cobra.Command{p.about}, p.commands()...) {
		if c.Example != "" && !slices.Contains(told, c.Example) {
			told = append(told, c.Example)
		}
	}
	r.typed(strings.Join(told, "\n"))
}

func (p Page) seeAlso(r *roff) {
	r.section("See also")
	var others []string
	for _, other := range Pages(p.root) {
		if other.Name != p.Name {
			others = append(others, bold(other.Name)+"(1)")
		}
	}
	r.write(strings.Join(others, ",\n") + "\n")
}

func (r *roff) facts(all []Fact) {
	for _, fact := range all {
		names := strings.Split(fact.Name, ", ")
		for i, name := range names {
			names[i] = bold(name)
		}
		r.term(strings.Join(names, ", "), sentence(fact.Meaning))
	}
}

// sentence is a text as a sentence, with its full stop.
func sentence(text string) string {
	text = strings.TrimRight(text, " \n")
	if text == "" || strings.HasSuffix(text, ".") || strings.Contains(text, "\n  ") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func lowered(text string) string { return strings.ToLower(text[:1]) + text[1:] }
