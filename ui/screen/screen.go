// Package screen says what a screen is, and what each is made with.
package screen

import (
	"context"
	"time"

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

// Dot joins the clauses of a sentence in the status line.
func (e Env) Dot() string { return " " + e.Theme.Signs.Dot + " " }

// Key is the key of an action, as it is named to the user.
func (e Env) Key(action keys.Action) string { return e.Keys.Binding(action).Help().Key }
