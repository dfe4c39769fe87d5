// Package screen says what a screen is, and what each is made with.
package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
	"corotui/ui/theme"
)

// Env is what every screen is made with. It is a value: a screen keeps its
// own, and the root replaces it when the terminal has told its colours.
type Env struct {
	Context context.Context //nolint:containedctx // the program's, for commands; cancelled when it quits
	Keys    keys.Map
	Theme   theme.Theme
	Now     func() time.Time // read in Update only, never in View
}

// Screen is what the root can show. T is the screen's own type: screens are
// values, and Update returns the next one.
type Screen[T any] interface {
	// Init returns the screen's first command.
	Init() tea.Cmd
	// Update answers a message. It does no I/O: that is a command's.
	Update(tea.Msg) (T, tea.Cmd)
	// View draws the screen in exactly the cells it was given, as lines
	// joined by newlines. It reads the state and nothing else.
	View() string
	// ShortHelp lists the keys for the hint line, the most useful first. It
	// names actions whether or not they can be done now: the frame leaves out
	// those that cannot.
	ShortHelp() []keys.Hint
	// TakingText reports that a text field has the focus: then every key but
	// ctrl+c belongs to the screen.
	TakingText() bool
}

// Sizer is a screen that can be given its cells. *T implements it.
type Sizer interface{ SetSize(width, height int) }
