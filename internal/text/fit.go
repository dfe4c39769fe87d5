package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cut shortens s, which may hold styles, to at most width cells; what is cut
// off the end is shown by ellipsis. A character is never split.
func Cut(s string, width int, ellipsis string) string {
	if width <= 0 {
		return ""
	}
	if ansi.StringWidth(s) <= width {
		return s
	}
	if ansi.StringWidth(ellipsis) > width {
		ellipsis = ""
	}
	return ansi.Truncate(s, width, ellipsis)
}

// CutMiddle shortens plain s to at most width cells by taking out its middle,
// as for a URL, whose start and end tell it from others.
func CutMiddle(s string, width int, ellipsis string) string {
	total := ansi.StringWidth(s)
	if total <= width {
		return s
	}
	room := width - ansi.StringWidth(ellipsis)
	if room < 2 {
		return Cut(s, width, ellipsis)
	}
	tail := room / 2
	head := ansi.Truncate(s, room-tail, "")
	// TruncateLeft takes cells off the start; a wide character that does not
	// fit whole would come back as a blank too many.
	end := ansi.TruncateLeft(s, total-tail, "")
	for ansi.StringWidth(head)+ansi.StringWidth(end) > room && end != "" {
		tail--
		end = ansi.TruncateLeft(s, total-tail, "")
	}
	return head + ellipsis + end
}

// Pad fills s up with blanks on the right to width cells. A longer s stays.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// PadLeft fills s up with blanks on the left to width cells.
func PadLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}

// Fit cuts or pads s to exactly width cells.
func Fit(s string, width int, ellipsis string) string { return Pad(Cut(s, width, ellipsis), width) }

// lookalikes are of one cell each, like the signs that they stand for.
var lookalikes = strings.NewReplacer(
	"…", ".", "·", "-", "•", "*", "→", ">", "←", "<", "↑", "^", "↓", "v", "–", "-", "×", "x",
	"↵", "$", "⇥", ">", "␣", "_", "◦", "~", "\uFFFD", "?",
	"“", `"`, "”", `"`, "‘", "'", "’", "'",
)

// ASCII replaces the signs that our own sentences have for a terminal without
// them. Other characters stay: they are someone's names.
func ASCII(drawn string) string { return lookalikes.Replace(drawn) }
