// Package profile is the choice of a profile: other credentials, another
// region, without a restart.
package profile

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/account"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// ChosenMsg asks to switch to the profile of this name.
type ChosenMsg struct{ Name string }

// FailedMsg tells that a switch has ended without one: the choice is open again.
type FailedMsg struct{}

// Model is the screen.
type Model struct {
	env           screen.Env
	width, height int
	profiles      []account.Profile
	cursor, top   int
	switching     string // the profile that is being opened; keys wait until it is
}

var _ = screen.NewPage[Model]

// New returns the choice, with the cursor on the profile in use.
func New(env screen.Env, profiles []account.Profile) Model {
	m := Model{env: env, profiles: profiles}
	for i, p := range profiles {
		if p.Current {
			m.cursor = i
		}
	}
	return m
}

// Init does nothing: the profiles are known.
func (m Model) Init() tea.Cmd { return nil }

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) { m.env.Theme = t }

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.moveTo(m.cursor)
}

// TakingText is never so.
func (m Model) TakingText() bool { return false }

// Cursor is nowhere: no text is typed.
func (m Model) Cursor() *tea.Cursor { return nil }

var keySwitch = keys.Bind("enter", "switch", "enter")

// Update moves and switches.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	if _, failed := message.(FailedMsg); failed {
		m.switching = ""
	}
	press, ok := message.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	if key.Matches(press, keySwitch) {
		return m.choose()
	}
	action, _ := m.env.Keys.Find(press)
	if place, moves := screen.Step(action, m.cursor, m.rows(), len(m.profiles)); moves {
		m.moveTo(place)
	}
	switch action {
	case keys.Back, keys.Quit, keys.Profiles:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

func (m Model) choose() (Model, tea.Cmd) {
	if m.switching != "" || m.cursor >= len(m.profiles) {
		return m, nil
	}
	chosen := m.profiles[m.cursor]
	if chosen.Current {
		return m, screen.Cmd(screen.BackMsg{})
	}
	m.switching = chosen.Name
	return m, screen.Cmd(ChosenMsg{chosen.Name})
}

// rows is how many profiles fit below the title.
func (m Model) rows() int { return max(1, m.height-3) }

func (m *Model) moveTo(place int) {
	m.cursor, m.top = screen.Window(place, m.top, m.rows(), len(m.profiles))
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	return append(keys.Own(keySwitch), m.env.Keys.Hints(keys.Up, keys.Down, keys.Back)...)
}

// The widths of the columns, in cells; the last takes the rest.
const (
	nameWidth      = 18
	hostWidth      = 26
	workspaceWidth = 20
)

// View draws a line for each profile.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	head := "   " + text.Pad("PROFILE", nameWidth) + " " + text.Pad("SERVER", hostWidth) + " " + text.Pad("WORKSPACE", workspaceWidth) + " SECRET"
	lines := []string{m.fit(t.Muted.Render(head))}
	if len(m.profiles) == 0 {
		lines = append(lines, m.fit("   No profiles yet · corotui login --profile NAME creates one."))
	}
	for at := m.top; at < min(len(m.profiles), m.top+m.rows()); at++ {
		lines = append(lines, m.line(at))
	}
	for len(lines) < m.height-1 {
		lines = append(lines, "")
	}
	return strings.Join(append(lines[:max(0, m.height-1)], m.fit(" "+t.Muted.Render(m.foot()))), "\n")
}

func (m Model) line(at int) string {
	t, p := m.env.Theme, m.profiles[at]
	cursor, mark, name := " ", " ", t.Text
	if at == m.cursor {
		cursor, name = t.Accent.Render(t.Signs.Cursor), t.Accent
	}
	if p.Current {
		mark = t.Good.Render(t.Signs.Marked)
	}
	server := p.Host
	if p.Region != "" && p.Region != p.Host {
		server = p.Region + " " + t.Signs.Dot + " " + p.Host
	}
	workspace := p.Workspace
	if workspace == "" {
		workspace = "asked for"
	}
	dots := t.Signs.Ellipsis
	return m.fit(cursor + mark + " " + name.Render(text.Fit(p.Name, nameWidth, dots)) + " " + text.Fit(server, hostWidth, dots) + " " +
		t.Muted.Render(text.Fit(workspace, workspaceWidth, dots)+" "+p.Secret))
}

func (m Model) foot() string {
	if m.switching != "" {
		return "switching to " + m.switching + m.env.Theme.Signs.Ellipsis
	}
	return text.Plural(len(m.profiles), "profile", "profiles")
}

func (m Model) fit(line string) string { return text.Cut(line, m.width, m.env.Theme.Signs.Ellipsis) }
