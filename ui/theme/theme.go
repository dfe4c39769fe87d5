// Package theme is the one place that knows what things look like: every style
// by its meaning, and every sign, for dark and light terminals, for none of
// the colours, and for terminals that have ASCII only.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Mode is the set of colours to use.
type Mode int

// The modes. Dark is also right before the terminal has said what it is.
const (
	Dark Mode = iota
	Light
	None
)

// Theme is what a screen draws with. Every screen keeps one, and screens are
// values that are copied at every key: so a Theme is a handle to styles that
// are shared and never change once made.
type Theme struct{ *Styles }

// Styles are what a Theme stands for. They use only the terminal's first sixteen
// colours, so that the user's own scheme wins.
type Styles struct {
	Mode  Mode
	Signs Signs

	Title    lipgloss.Style // what the screen is about
	Text     lipgloss.Style // the plain text of a value
	Muted    lipgloss.Style // what is secondary
	Accent   lipgloss.Style // selection and focus, and nothing else
	Selected lipgloss.Style // the row under the cursor: without a colour, as it is sent at every key
	Good     lipgloss.Style // what is on, done, fresh
	Bad      lipgloss.Style // what is wrong: off, failed
	Warn     lipgloss.Style // what needs a look: stale, read-only
	Rule     lipgloss.Style // lines between the parts
	Label    lipgloss.Style // the name of a field
	Key      lipgloss.Style // a key in the help line
	KeyText  lipgloss.Style // what the key does
	Added    lipgloss.Style // the new value in a review
	Removed  lipgloss.Style // the old value in a review
	Match    lipgloss.Style // what a filter found
	Button   lipgloss.Style // a choice in a dialog
	ButtonOn lipgloss.Style // the choice that enter takes
}

// Signs are the characters that carry meaning beside the colours.
type Signs struct {
	On, Off, Pending, Unknown string // status of a webhook, one cell each
	Cursor, Marked, News      string // one cell each
	Ellipsis                  string
	Rule, Bar                 string // horizontal and vertical line
	Dot                       string // between the parts of a sentence
	Arrow                     string
	Checked, Unchecked        string
	SortUp, SortDown          string
	Full, Empty               string // of a progress bar
	Spinner                   []string
}

var unicodeSigns = Signs{
	On: "●", Off: "○", Pending: "◌", Unknown: "◇",
	Cursor: "▌", Marked: "✓", News: "◆", Ellipsis: "…", Rule: "─", Bar: "│", Dot: "·", Arrow: "→",
	Checked: "[x]", Unchecked: "[ ]", SortUp: "↑", SortDown: "↓", Full: "▓", Empty: "░",
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var asciiSigns = Signs{
	On: "*", Off: "o", Pending: ".", Unknown: "?",
	Cursor: ">", Marked: "x", News: "!", Ellipsis: "...", Rule: "-", Bar: "|", Dot: "-", Arrow: "->",
	Checked: "[x]", Unchecked: "[ ]", SortUp: "^", SortDown: "v", Full: "#", Empty: ".",
	Spinner: []string{"|", "/", "-", "\\"},
}

// Spell writes the ellipsis of a sentence as this terminal shows it. Sentences
// are made where no theme is known, and ASCII has three dots for it.
func (s Signs) Spell(sentence string) string {
	return strings.ReplaceAll(sentence, unicodeSigns.Ellipsis, s.Ellipsis)
}

// New returns the theme of a mode, with signs that the terminal can show:
// ascii is what [ASCIIOnly] says of the environment.
func New(mode Mode, ascii bool) Theme {
	t := Theme{&Styles{Mode: mode, Signs: unicodeSigns}}
	if ascii {
		t.Signs = asciiSigns
	}
	plain := lipgloss.NewStyle()
	bold := plain.Bold(true)
	t.Title, t.Text, t.Key, t.Label = bold, plain, bold, plain
	t.Muted, t.Rule, t.KeyText = plain.Faint(true), plain.Faint(true), plain
	t.Accent, t.Selected, t.Good, t.Bad, t.Warn = bold, bold, plain, bold, plain
	t.Added, t.Removed, t.Match = plain, plain, plain.Underline(true)
	t.Button, t.ButtonOn = plain, plain.Reverse(true)
	if mode == None {
		return t
	}
	// The bright variants read on black, the plain ones on white.
	accent, good, bad, warn := lipgloss.BrightCyan, lipgloss.Green, lipgloss.BrightRed, lipgloss.Yellow
	muted := lipgloss.BrightBlack
	if mode == Light {
		// Yellow can hardly be read on white.
		accent, bad, warn = lipgloss.Blue, lipgloss.Red, lipgloss.Magenta
	}
	t.Muted, t.Rule, t.KeyText = plain.Foreground(muted), plain.Foreground(muted), plain.Foreground(muted)
	t.Label = plain.Foreground(muted)
	t.Accent = bold.Foreground(accent)
	t.Key = plain
	t.Good = plain.Foreground(good)
	t.Bad = plain.Foreground(bad)
	t.Warn = plain.Foreground(warn)
	t.Added = plain.Foreground(good)
	t.Removed = plain.Foreground(bad)
	t.Match = plain.Foreground(accent)
	t.Button = plain
	t.ButtonOn = plain.Foreground(accent).Reverse(true)
	return t
}

// ASCIIOnly reports whether an environment asks for ASCII: its locale (LC_ALL,
// LC_CTYPE, LANG, the first that is set) names no UTF-8. lookup is os.Getenv
// or a test's own. Without any of them the terminal is taken for a modern one.
func ASCIIOnly(lookup func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := lookup(name); value != "" {
			value = strings.ToLower(value)
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return false
}
