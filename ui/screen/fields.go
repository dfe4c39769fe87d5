package screen

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/internal/text"
	"corotui/ui/theme"
)

// maxPair is the widest that a column of names gets: the longest trigger.
const maxPair = 33

// Cells of the parts of a line of fields.
const (
	inset      = 1
	labelWidth = 13
	minValue   = 10
	narrow     = 44 // below that values stand below their labels, after
	indent     = 2
)

// Fields gathers labeled lines, each value wrapped to the width: nothing is cut. Theme and
// Width are set first; all texts are clean, and may be styled.
type Fields struct {
	Theme theme.Theme
	Width int
	Lines []string
}

// ValueWidth is how many cells a value has in a line.
func (p *Fields) ValueWidth() int { return max(minValue, p.Width-inset-p.labelWidth()) }

func (p *Fields) labelWidth() int {
	if p.Width < narrow {
		return indent
	}
	return labelWidth
}

// Field adds a value under its label; an empty value shows as a dash, so that
// what is empty differs from what is not shown.
func (p *Fields) Field(label, value string) {
	t := p.Theme
	if value == "" {
		value = t.Muted.Render(t.Signs.Rule)
	}
	if p.Width < narrow && label != "" {
		p.Lines = append(p.Lines, text.Cut(strings.Repeat(" ", inset)+t.Label.Render(label), max(0, p.Width), ""))
		label = ""
	}
	wrapped := ansi.Wrap(value, p.ValueWidth(), "")
	for i, line := range strings.Split(wrapped, "\n") {
		if i > 0 {
			label = ""
		}
		head := strings.Repeat(" ", inset) + t.Label.Render(text.Pad(label, p.labelWidth()))
		p.Lines = append(p.Lines, text.Cut(head+strings.TrimRight(line, " "), max(0, p.Width), ""))
	}
}

// Item adds a value behind a mark under a label. What the value goes on with stands
// below it, or below the label's column where that leaves it too little room.
func (p *Fields) Item(label, mark, value string, style lipgloss.Style) {
	width := p.ValueWidth() - lipgloss.Width(mark)
	if width < 2*minValue && lipgloss.Width(value) > width {
		p.Field(label, strings.TrimRight(mark, " "))
		label, mark = "", "  "
		width = p.ValueWidth() - lipgloss.Width(mark)
	}
	for line := range strings.SplitSeq(ansi.Wrap(value, max(minValue, width), ""), "\n") {
		p.Field(label, mark+style.Render(strings.TrimRight(line, " ")))
		label, mark = "", strings.Repeat(" ", lipgloss.Width(mark))
	}
}

// Pair is a name and what belongs to it.
type Pair struct{ Name, Value string }

// Pairs adds names and values in two columns. A value that does not fit beside
// its name goes below it.
func (p *Fields) Pairs(label string, all []Pair) {
	column := 0
	for _, one := range all {
		column = max(column, lipgloss.Width(one.Name)+2)
	}
	column = min(column, maxPair, p.ValueWidth()*2/3)
	for _, one := range all {
		name := one.Name
		if lipgloss.Width(name) < column {
			name = text.Pad(name, column)
		} else {
			name += "  "
		}
		if lipgloss.Width(name)+lipgloss.Width(one.Value) <= p.ValueWidth() {
			p.Field(label, name+one.Value)
		} else {
			p.Field(label, strings.TrimRight(name, " "))
			for _, line := range strings.Split(ansi.Wrap(one.Value, max(minValue, p.ValueWidth()-2), ""), "\n") {
				p.Field("", "  "+line)
			}
		}
		label = ""
	}
	if len(all) == 0 {
		p.Field(label, "")
	}
}

// Blank adds an empty line.
func (p *Fields) Blank() { p.Lines = append(p.Lines, "") }

// Sentence adds text over the whole width.
func (p *Fields) Sentence(style lipgloss.Style, said string) {
	wrapped := ansi.Wrap(said, max(minValue, p.Width-2*inset), "")
	for _, line := range strings.Split(wrapped, "\n") {
		drawn := strings.Repeat(" ", inset) + style.Render(strings.TrimRight(line, " "))
		p.Lines = append(p.Lines, text.Cut(drawn, max(0, p.Width), ""))
	}
}

// Stamp writes a time as it is compared with logs: to the minute, in UTC.
func Stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }
