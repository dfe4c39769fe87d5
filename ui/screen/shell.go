package screen

import tea "charm.land/bubbletea/v2"

// Shell is what the frame does for those that work behind the pages. It is for Update
// alone: a command touches nothing of it.
type Shell interface {
	// Env is what a page is made with now.
	Env() Env
	// Say puts a clean sentence into the status line; Said returns what stands there.
	Say(level Level, sentence string)
	Said() (level Level, sentence string)
	// Ask opens a box once no other is open; AskNow opens it over those that are, for
	// what they may depend on.
	Ask(Box) tea.Cmd
	AskNow(Box) tea.Cmd
	// Push shows a page over the one that is shown. When it is left, left says what
	// follows; it may be nil. Pop leaves the page on top, and Reset all of them for
	// another one.
	Push(page Page, left func() tea.Cmd) tea.Cmd
	Pop() tea.Cmd
	Reset(Page) tea.Cmd
	// Pages are those that are open, the one on top last. Tell gives a message to each.
	Pages() []Page
	Tell(tea.Msg) tea.Cmd
}
