// The messages that cross screens: a screen asks with one of them, and the root
// decides what comes of it.

package screen

import (
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/ui/keys"
)

// Ref names one webhook in one workspace.
type Ref = api.Ref

// Level says how a status line is to be read.
type Level int

// The levels.
const (
	Info Level = iota
	Done
	Warning
	Failure
)

// StatusMsg asks for a sentence in the status line, where it stays until the
// next one. Text is clean: it may hold untrusted text only after cleaning.
type StatusMsg struct {
	Level Level
	Text  string
}

// CopyMsg asks to copy a text to where the user can paste it. What says what it
// is, in clean words; it may begin with "Copied".
type CopyMsg struct {
	Text  string
	Level Level
	What  string
}

// BackMsg asks to leave the screen that sends it.
type BackMsg struct{}

// QuitMsg asks to end the program.
type QuitMsg struct{}

// HelpMsg asks to show keys.
type HelpMsg struct{ Rows []keys.Row }

// OpenWorkspaceMsg asks to show the webhooks of a workspace. Only ID is sure
// to be set: it may have been typed by hand.
type OpenWorkspaceMsg struct{ Workspace api.Workspace }

// SaveMsg asks to write what a form holds, checked. Base is the webhook that the
// user saw, and nil for a new one. Generated is the secret if nobody has typed it:
// the user has yet to give it to the receiver.
type SaveMsg struct {
	Base      *api.Webhook
	Goal      change.Goal
	Generated mask.Secret
}

// Cmd returns a command that sends m; for a screen's answer to a key.
func Cmd(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }
