package doctor

import (
	"fmt"
	"strings"
)

// TerminalFacts is what is known of the terminal. Widths and answers are only
// known where there is one that was asked.
type TerminalFacts struct {
	Present       bool // input and output are a terminal
	Width, Height int  // in cells
	Term          string
	UTF8          bool   // the locale's encoding
	Colors        string // "true color", "256 colors", "16 colors", "none"
	NoColor       bool   // NO_COLOR is set
	Multiplexer   string // "tmux", "screen" or empty
	Clipboard     string // tmux's set-clipboard; empty where it is not known
	SSH           bool

	Answered bool // it answered when it was asked about itself
	Copies   bool // it says that it takes text for the clipboard (OSC 52)
	Widths   []CharacterWidth
}

// CharacterWidth is how wide the terminal draws a character, and how wide the
// program takes it to be, in cells.
type CharacterWidth struct {
	Character   string
	Kind        string // "an emoji"
	Drawn, Held int
}

// The smallest terminal that every screen fits into, in cells.
const (
	minWidth  = 60
	minHeight = 15
)

func examineTerminal(t TerminalFacts) []Finding {
	if !t.Present {
		return []Finding{skipped(Terminal, "terminal", "the report does not go to a terminal")}
	}
	return []Finding{examineSize(t), examineKind(t), examineSigns(t), examineWidths(t), examineCopying(t)}
}

func examineSize(t TerminalFacts) Finding {
	f := ok(Terminal, "size", fmt.Sprintf("%dx%d", t.Width, t.Height))
	if t.Width < minWidth || t.Height < minHeight {
		f.Verdict, f.Next = Warning, fmt.Sprintf("make it at least %dx%d; 80x24 shows everything", minWidth, minHeight)
	}
	return f
}

func examineKind(t TerminalFacts) Finding {
	says := []string{"TERM " + t.Term, t.Colors}
	if t.NoColor {
		says[1] = "no colors, because NO_COLOR is set"
	}
	if t.Multiplexer != "" {
		says = append(says, "in "+t.Multiplexer)
	}
	if t.SSH {
		says = append(says, "over SSH")
	}
	f := ok(Terminal, "kind", strings.Join(says, ", "))
	switch {
	case t.Term == "" || t.Term == "dumb":
		f.Verdict, f.Next = Failed, "set TERM, for example to xterm-256color; without it only the commands for scripts work"
	case !t.Answered:
		f.Verdict, f.Says = Warning, f.Says+"; it does not answer questions"
		f.Next = "the screens work, but start with the dark theme: set ui.theme in the config file"
	}
	return f
}

func examineSigns(t TerminalFacts) Finding {
	if t.UTF8 {
		return ok(Terminal, "characters", "UTF-8")
	}
	return warning(Terminal, "characters", "the locale is not UTF-8, so signs are ASCII",
		"set LANG to a UTF-8 locale such as C.UTF-8 if the terminal shows UTF-8")
}

func examineWidths(t TerminalFacts) Finding {
	if len(t.Widths) == 0 {
		return skipped(Terminal, "widths", "the terminal does not report its cursor position")
	}
	var wrong []string
	for _, w := range t.Widths {
		if w.Drawn != w.Held {
			wrong = append(wrong, fmt.Sprintf("%s (%s) takes %d, not %d", w.Character, w.Kind, w.Drawn, w.Held))
		}
	}
	if len(wrong) == 0 {
		return ok(Terminal, "widths", "wide characters have the right width")
	}
	return warning(Terminal, "widths", strings.Join(wrong, "; "),
		"lines with such characters may look broken; use another font or the terminal's setting for wide characters")
}

func examineCopying(t TerminalFacts) Finding {
	switch {
	case t.Multiplexer == "tmux" && t.Clipboard != "" && t.Clipboard != "on":
		// With external, its default, tmux passes on what is copied in tmux, and not
		// what a program in it copies.
		return warning(Terminal, "copying", "tmux does not accept copied text from programs (set-clipboard "+printable(t.Clipboard)+")",
			"tmux set -s set-clipboard on")
	case t.Copies:
		return ok(Terminal, "copying", "the terminal accepts copied text (OSC 52)")
	case t.Multiplexer == "screen":
		return warning(Terminal, "copying", "screen does not pass on copied text", "use tmux, or copy the value from the status line by hand")
	}
	return ok(Terminal, "copying", "the terminal does not say whether it accepts copied text (OSC 52); most do")
}
