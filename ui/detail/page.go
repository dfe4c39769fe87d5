package detail

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/internal/text"
)

// maxPair is the widest that a column of names gets: the longest trigger.
const maxPair = 33

// page gathers labelled lines, each value wrapped to the screen's width.
type page struct {
	model Model
	lines []string
}

func (p *page) valueWidth() int { return max(minValue, p.model.width-inset-labelWidth) }

// field adds a value under its label; an empty value shows as a dash, so that
// what is empty differs from what is not shown.
func (p *page) field(label, value string) {
	t := p.model.env.Theme
	if value == "" {
		value = t.Muted.Render(t.Signs.Rule)
	}
	wrapped := ansi.Wrap(value, p.valueWidth(), "")
	for i, line := range strings.Split(wrapped, "\n") {
		if i > 0 {
			label = ""
		}
		head := strings.Repeat(" ", inset) + t.Label.Render(text.Pad(label, labelWidth))
		p.lines = append(p.lines, text.Cut(head+strings.TrimRight(line, " "), max(0, p.model.width), ""))
	}
}

// pair is a name and what belongs to it.
type pair struct{ name, value string }

// pairs adds names and values in two columns. A value that does not fit beside
// its name goes below it.
func (p *page) pairs(label string, all []pair) {
	column := 0
	for _, one := range all {
		column = max(column, lipgloss.Width(one.name)+2)
	}
	column = min(column, maxPair, p.valueWidth()*2/3)
	for _, one := range all {
		name := one.name
		if lipgloss.Width(name) < column {
			name = text.Pad(name, column)
		} else {
			name += "  "
		}
		if lipgloss.Width(name)+lipgloss.Width(one.value) <= p.valueWidth() {
			p.field(label, name+one.value)
		} else {
			p.field(label, strings.TrimRight(name, " "))
			for _, line := range strings.Split(ansi.Wrap(one.value, max(minValue, p.valueWidth()-2), ""), "\n") {
				p.field("", "  "+line)
			}
		}
		label = ""
	}
	if len(all) == 0 {
		p.field(label, "")
	}
}

func (p *page) blank() { p.lines = append(p.lines, "") }

// sentence adds text over the whole width.
func (p *page) sentence(style lipgloss.Style, said string) {
	wrapped := ansi.Wrap(said, max(minValue, p.model.width-2*inset), "")
	for _, line := range strings.Split(wrapped, "\n") {
		drawn := strings.Repeat(" ", inset) + style.Render(strings.TrimRight(line, " "))
		p.lines = append(p.lines, text.Cut(drawn, max(0, p.model.width), ""))
	}
}

// stamp writes a time as it is compared with logs: to the minute, in UTC.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }
