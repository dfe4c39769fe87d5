package history

import (
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/history"
	"corotui/internal/text"
)

// Here is what the header names. What it leaves empty it does not name.
type Here struct {
	Workspace     api.WorkspaceID
	Profile, Host string
}

// places is what rows say of where changes were made: nothing of what the header says.
type places struct {
	here  *Here // nil: all are of one place
	width int   // of the widest
	names int   // cells of the widest name of a webhook
}

// SetHere says what the header names. Changes elsewhere name their workspace then, and
// their account where that is another.
func (m *Model) SetHere(here Here) {
	m.places.here = &here
	m.measure()
}

// place is where a change was made, as far as the header does not name it.
func (m Model) place(e history.Entry) string {
	here := m.places.here
	if here == nil {
		return ""
	}
	account := text.Clean(api.Text(e.Profile))
	if account == "" {
		account = text.Clean(api.Text(e.Host))
	}
	same := e.Profile == here.Profile && e.Host == here.Host
	name := text.Clean(e.WorkspaceName)
	if name == "" {
		name = text.Clean(api.Text(e.Workspace))
	}
	switch {
	case !same:
		return name + m.env.Dot() + account
	case e.Workspace == here.Workspace:
		return ""
	}
	return name
}

// measure finds how wide the columns of the changes want to be.
func (m *Model) measure() {
	m.places.width, m.places.names = 0, 0
	for _, e := range m.entries {
		m.places.width = max(m.places.width, lipgloss.Width(m.place(e)))
		m.places.names = max(m.places.names, lipgloss.Width(text.Clean(e.Name)))
	}
}

// placeWidth is the column of the places, with the blank behind it; 0: there is none. What
// was changed needs most of the room.
func (m Model) placeWidth() int {
	if m.places.width == 0 {
		return 0
	}
	const least, share = 12, 5
	return min(m.places.width, max(least, m.width/share)) + 1
}
