package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/doctor"
	"corotui/internal/text"
	"corotui/ui/theme"
)

// signs say how a check ended, by sign and word.
func (a *app) signs() map[doctor.Verdict]string {
	if theme.ASCIIOnly(a.env.Get) {
		return map[doctor.Verdict]string{doctor.OK: "+ ok", doctor.Warning: "! look", doctor.Failed: "x failed", doctor.Skipped: "- skipped"}
	}
	return map[doctor.Verdict]string{doctor.OK: "✓ ok", doctor.Warning: "! look", doctor.Failed: "✗ failed", doctor.Skipped: "- skipped"}
}

// The columns of the report, in cells. What a check says takes the rest.
const (
	inset      = 2
	signWidth  = 11
	checkWidth = 18
)

// reportWidth is how wide the report is, in cells: as the terminal, within what
// a sentence can be read in, and 80 in a file.
func reportWidth(t doctor.TerminalFacts) int {
	const inFile, narrowest, widest = 80, 50, 110
	if t.Width == 0 {
		return inFile
	}
	return max(narrowest, min(t.Width, widest))
}

// doctorReport writes what checks say, group by group.
type doctorReport struct {
	*app
	width int // in cells
	group doctor.Group
}

// print writes what a check says beside its name, and below that what to do about it.
func (r *doctorReport) print(f doctor.Finding) {
	if r.group != f.Group {
		r.group = f.Group
		r.printf("%s\n", f.Group)
	}
	saysWidth := r.width - inset - signWidth - checkWidth
	lead := strings.Repeat(" ", inset) + text.Pad(r.signs()[f.Verdict], signWidth) + text.Pad(f.Name, checkWidth)
	says := inLines(f.Says, saysWidth)
	if f.Next != "" {
		says = append(says, inLines("so: "+f.Next, saysWidth)...)
	}
	for _, line := range says {
		r.printf("%s%s\n", lead, strings.TrimRight(line, " "))
		lead = strings.Repeat(" ", inset+signWidth+checkWidth)
	}
}

// inLines is a text in lines, broken at blanks only where that is possible: a flag or
// a path that is broken at a hyphen is hard to read and to copy.
func inLines(said string, width int) []string {
	const held = "\u2011" // a hyphen at which no line is broken
	wrapped := ansi.Wrap(strings.ReplaceAll(text.Clean(api.Text(said)), "-", held), width, "")
	return strings.Split(strings.ReplaceAll(wrapped, held, "-"), "\n")
}
