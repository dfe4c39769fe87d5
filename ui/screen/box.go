package screen

import (
	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
	"corotui/ui/theme"
)

// Box is a question over the page. It is a value: its methods return the next one.
type Box interface {
	// Init opens the box, and returns its first command. One that waited for its turn
	// opens late: when nobody expects it, so that it may ignore keys for a moment.
	Init(late bool) (Box, tea.Cmd)
	// Update answers a message. Once the user has answered it returns what follows
	// from that, and the box is closed.
	Update(tea.Msg) (Box, tea.Cmd, Then)
	// Unanswered is what follows when the box is closed without an answer.
	Unanswered() Then
	// View draws the box in at most the cells it was given.
	View() string
	// Whole reports that the box covers the page.
	Whole() bool
	// SetSize tells how large the box may be.
	SetSize(width, height int) Box
	// SetTheme changes the look.
	SetTheme(theme.Theme) Box
	// ShortHelp lists the keys for the hint line, the most useful first. It names
	// actions whether or not they can be done now: the frame leaves out those that
	// cannot.
	ShortHelp() []keys.Hint
}

// Then is what follows from an answer. It may return a box that opens in place of the
// closed one, such as the same with the reason why its answer cannot be taken.
type Then func() (tea.Cmd, Box)
