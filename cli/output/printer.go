// Package output writes what commands print, in the format that their flags ask for:
// tables for people, and JSON, csv, YAML, ids, jq, and templates for scripts.
package output

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"corotui/internal/disk"
	"corotui/internal/text"
)

// Printer writes the objects of one command.
type Printer struct {
	flags  Flags
	view   View
	to     Target
	file   bytes.Buffer      // what goes to --output
	held   bytes.Buffer      // of a list: what goes to stdout together
	object bytes.Buffer      // the one that is being written
	rows   [][]string        // of a table on a terminal, whose columns are as wide as all need
	list   []json.RawMessage // of a list that jq or a template sees as one
	count  int
	ended  error // why jq or the template had to be ended
}

// Target is where the output goes.
type Target struct {
	Context context.Context //nolint:containedctx // of the command: with it end also jq and templates
	Stdout  io.Writer
	Width   int  // of the terminal that stdout is, in cells; 0: it is none
	Secret  bool // the output has secrets, so a file is for its owner alone
	Color   bool // the terminal shows colors
}

// New returns what prints a view. The flags are those that [Flags.Check] found right.
func New(flags Flags, view View, to Target) *Printer {
	if flags.File != "" {
		to.Width = 0
	}
	return &Printer{flags: flags, view: view, to: to}
}

// Single says that there is only one object, whose JSON stands by itself.
func (p *Printer) Single() { p.view.Shape = One }

// OnScreen reports that people see the output on a terminal.
func (p *Printer) OnScreen() bool { return p.to.Width > 0 }

// ForPeople reports that the output is a table or a text, and no format for programs.
func (p *Printer) ForPeople() bool { return p.flags.ForPeople() }

// Add prints one object: value is anything that can be written as JSON, id what names
// it in the next command, cells are its line in the table, of clean text.
func (p *Printer) Add(value any, id string, cells ...string) error {
	p.count++
	switch {
	case p.flags.Format == Name:
		return p.write(oneLine(id) + "\n")
	case p.flags.ForPeople() && p.OnScreen():
		p.rows = append(p.rows, cells)
		return nil
	case p.flags.ForPeople():
		return p.write(tabbed(cells))
	}
	data, err := Marshal(value)
	if err != nil {
		return err
	}
	return p.addJSON(data)
}

// Text prints what a command says to people in words of its own. In other formats it
// is nothing.
func (p *Printer) Text(said string) error {
	if !p.flags.ForPeople() {
		return nil
	}
	return p.write(said)
}

// Signed is [Printer.Text] of lines of which some begin with a sign: + for what comes, -
// for what goes, ~ for what changes. On a terminal with colors these have theirs.
func (p *Printer) Signed(said string) error {
	if !p.flags.ForPeople() || !p.OnScreen() || !p.to.Color {
		return p.Text(said)
	}
	var b strings.Builder
	for line := range strings.Lines(harmless(said)) {
		bare := strings.TrimRight(line, "\n")
		if color := colorOf(bare); color != "" {
			line = color + bare + plainColor + line[len(bare):]
		}
		b.WriteString(line)
	}
	return p.put(b.String())
}

// The colors of signs, of the sixteen that every terminal's scheme has.
const (
	addedColor   = "\x1b[32m"
	removedColor = "\x1b[91m"
	changedColor = "\x1b[33m"
	plainColor   = "\x1b[m"
)

// colorOf is the color of a line that begins with a sign.
func colorOf(line string) string {
	switch line = strings.TrimLeft(line, " "); {
	case strings.HasPrefix(line, "+ "):
		return addedColor
	case strings.HasPrefix(line, "- "):
		return removedColor
	case strings.HasPrefix(line, "~ "):
		return changedColor
	}
	return ""
}

// TextJSON is [Printer.Text] of JSON that is not the command's own.
func (p *Printer) TextJSON(data []byte) error {
	if !p.flags.ForPeople() {
		return nil
	}
	return p.writeJSON(data)
}

// Raw prints a text in a format of the command's own, such as that of Prometheus.
func (p *Printer) Raw(said string) error { return p.write(said) }

func (p *Printer) addJSON(data []byte) error {
	switch {
	case p.flags.Format == CSV:
		return p.addCSV(data)
	case p.flags.Format == YAML:
		element, err := asYAML(data)
		if err != nil {
			return err
		}
		return p.write(string(element))
	case p.queries() && p.view.Shape == List:
		p.list = append(p.list, data)
		return nil
	case p.queries():
		return p.query(data)
	case p.view.Shape == Stream:
		return p.writeJSON(data)
	}
	return p.addIndented(data)
}

func (p *Printer) addCSV(data []byte) error {
	line, err := asCSV(p.view.Kind, data)
	if err == nil && p.count == 1 {
		var titles string
		titles, err = csvTitles(p.view.Kind)
		line = titles + line
	}
	if err != nil {
		return err
	}
	return p.write(line)
}

// addIndented writes an object as people like to read JSON, and of a list what stands
// around it.
func (p *Printer) addIndented(data []byte) error {
	b := &p.object
	b.Reset()
	prefix := ""
	if p.view.Shape == List {
		prefix = "  "
		b.WriteString(map[bool]string{true: "[\n  ", false: ",\n  "}[p.count == 1])
	}
	if err := json.Indent(b, data, prefix, "  "); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	if p.view.Shape == List {
		return p.put(text.EscapeUnseen(b.Bytes()))
	}
	return p.writeJSON(b.Bytes())
}

// writeJSON writes JSON, of which no terminal obeys anything, wherever it goes.
func (p *Printer) writeJSON(data []byte) error { return p.put(text.EscapeUnseen(data) + "\n") }

// queries reports that jq or a template says what is printed.
func (p *Printer) queries() bool { return p.flags.program != nil || p.flags.layout != nil }

// query prints what jq or a template makes of JSON. One that had to be ended is not asked
// again.
func (p *Printer) query(data []byte) error {
	if p.ended != nil {
		return p.ended
	}
	value, err := plain(data)
	if err != nil {
		return err
	}
	e, stop := evaluate(p.to.Context, patience)
	defer stop()
	if p.flags.program != nil {
		err = e.queried(p.flags.program, value, p.write)
	} else {
		err = e.laidOut(p.flags.layout, value, p.write)
	}
	if e.ctx.Err() != nil {
		p.ended = err
	}
	return err
}

// End writes what had to wait for all objects, and the file.
func (p *Printer) End(ctx context.Context) error {
	if err := p.finish(); err != nil {
		return err
	}
	if p.flags.File == "" {
		return p.flush()
	}
	mode := map[bool]fs.FileMode{true: 0o600, false: 0o644}[p.to.Secret]
	if err := disk.Output(ctx, p.flags.File, p.file.Bytes(), mode); err != nil {
		return fmt.Errorf("--output: %w; choose another file", err)
	}
	return nil
}

// finish writes what had to wait for all objects.
func (p *Printer) finish() error {
	switch {
	case p.flags.ForPeople() && p.OnScreen() && len(p.rows) > 0:
		return p.write(table(p.view.Columns, p.rows, p.to.Width))
	case p.flags.Format == CSV && p.count == 0:
		titles, err := csvTitles(p.view.Kind)
		if err != nil {
			return err
		}
		return p.write(titles)
	case p.flags.Format == YAML && p.count == 0:
		return p.write("[]\n")
	case p.flags.Format != JSON || p.view.Shape != List:
		return nil
	case p.queries():
		return p.query(arrayOf(p.list))
	case p.count == 0:
		return p.write("[]\n")
	}
	return p.write("\n]\n")
}

// arrayOf is an array of elements.
func arrayOf(elements []json.RawMessage) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, element := range elements {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(element)
	}
	b.WriteByte(']')
	return b.Bytes()
}

// write writes what is no JSON. On a terminal nothing is obeyed.
func (p *Printer) write(said string) error {
	if p.OnScreen() {
		said = harmless(said)
	}
	return p.put(said)
}

// put writes to stdout or keeps for the file what is harmless already.
func (p *Printer) put(said string) error {
	if p.flags.File != "" {
		p.file.WriteString(said)
		return nil
	}
	p.held.WriteString(said)
	if p.view.Shape == List && p.held.Len() < holds { // nobody waits for a part of a list
		return nil
	}
	return p.flush()
}

// holds is how much of a list is written at once.
const holds = 32 << 10

// flush writes what is held.
func (p *Printer) flush() error {
	if p.held.Len() == 0 {
		return nil
	}
	defer p.held.Reset()
	if _, err := p.to.Stdout.Write(p.held.Bytes()); err != nil {
		return fmt.Errorf("write the output: %w", err)
	}
	return nil
}

// harmless shows what a terminal would obey, but tabs and line breaks.
func harmless(said string) string {
	parts := strings.Split(said, "\t")
	for i, part := range parts {
		parts[i] = text.EscapeUnseen([]byte(part))
	}
	return strings.Join(parts, "\t")
}

// oneLine is an id that cannot be taken for two.
func oneLine(id string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(id) }
