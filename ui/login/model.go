// Package login asks for credentials, tries them at once, says what was wrong
// with them, and then asks where to store the secret.
package login

import (
	"context"

	"charm.land/bubbles/v2/cursor"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Gate tries credentials and stores them.
type Gate interface {
	// Account returns what a login begins with: the account that is worked in,
	// at the same server, without its secret.
	Account() account.Attempt
	// CheckID says what is wrong with a client id or a workspace id.
	CheckID(id string) error
	// CleanSecret returns a secret without the line break after it, or says what is
	// wrong with it, as the rest of a sentence that begins with it.
	CleanSecret(typed string) (mask.Secret, error)
	// Try gets a token. After a nil error the program works with a.
	Try(ctx context.Context, a account.Attempt) error
	// Locations lists where the secret can be stored, the safest first. The last
	// one may be not at all.
	Locations() []account.Location
	// Keep stores a tried attempt.
	Keep(ctx context.Context, a account.Attempt, place string) error
}

// DoneMsg says that the login is over.
type DoneMsg struct{ Workspace api.WorkspaceID }

// step is how far the login is.
type step int

const (
	typing step = iota
	trying
	keeping // asks where to store the secret
	agreeing
	storing
)

// labelWidth is the column of the fields' names.
const labelWidth = 15

// answers is what the form writes into. It is behind a pointer because Huh
// keeps the address of every value.
type answers struct {
	region, apiURL, clientID, secret, workspace string
	place                                       string
	agreed                                      bool
	passing                                     bool // the user moves on, which an empty field does not keep from
}

// Model is the screen.
type Model struct {
	env           screen.Env
	gate          Gate
	reason        string // why a login is asked, clean
	width, height int

	step    step
	answers *answers
	form    *huh.Form
	styles  *huh.Styles // of the form, which takes a theme only once: so its styles change in place
	problem string      // why the last step failed, clean
	note    string      // what was done to a paste
	number  int         // of the running try or store
	first   bool        // there is nothing to go back to
}

// triedMsg is the end of a try, keptMsg of storing.
type triedMsg struct {
	number int
	err    error
}

type keptMsg struct {
	number int
	err    error
}

var _ = screen.NewPage[Model]

// New returns the login, filled in with start. reason says why it is asked.
func New(env screen.Env, gate Gate, start account.Attempt, reason string) Model {
	a := &answers{
		region: start.Region, apiURL: start.APIURL, clientID: start.ClientID,
		secret: start.Secret.Reveal(), workspace: string(start.Workspace),
	}
	switch {
	case a.apiURL != "":
		a.region = account.OtherServer
	case a.region == "":
		a.region = "us"
	}
	m := Model{env: env, gate: gate, reason: reason, answers: a}
	m.ask()
	return m
}

// First is the login with nothing to go back to.
func (m Model) First() Model {
	m.first = true
	return m
}

// ask makes the form of the step. A finished Huh form ignores messages, so
// every time a new one is made; what was typed is in the answers.
func (m *Model) ask() {
	switch m.step {
	case keeping:
		m.form = m.placeForm()
	case agreeing:
		m.form = m.agreeForm()
	default:
		m.form = m.credentialsForm()
	}
	bindings := input.FormBindings()
	bindings.Quit.SetEnabled(false) // ctrl+c is the root's
	m.styles = new(huh.Styles)
	m.style()
	styles := m.styles
	m.form.WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return styles })).WithKeyMap(bindings).WithShowHelp(false).WithShowErrors(false)
	m.resize()
}

// style gives the form the look of the moment, with the region's name before its
// choice: a select that stands in one line has its title above it otherwise, unlike
// the inputs.
func (m *Model) style() {
	t := m.env.Theme
	*m.styles = *t.Huh().Theme(t.Mode != theme.Light)
	if m.step == typing {
		label := text.Pad(string(account.Region), labelWidth)
		m.styles.Focused.PrevIndicator = t.Accent.SetString(label + "< ")
		m.styles.Blurred.PrevIndicator = t.Label.SetString(label + "  ")
	}
}

func (m *Model) placeForm() *huh.Form {
	places := m.gate.Locations()
	options := make([]huh.Option[string], 0, len(places))
	for _, place := range places {
		options = append(options, huh.NewOption(place.Title, place.ID))
	}
	return huh.NewForm(huh.NewGroup(
		huh.NewSelect[string]().Title("Where should the secret be stored?").Value(&m.answers.place).Options(options...).
			DescriptionFunc(func() string { return m.place().Note }, &m.answers.place),
	))
}

func (m *Model) agreeForm() *huh.Form {
	return huh.NewForm(huh.NewGroup(
		huh.NewConfirm().Title("Store the secret in plain text?").Description(m.place().Note).
			Affirmative("yes, store it").Negative("no").WithButtonAlignment(lipgloss.Left).Value(&m.answers.agreed),
	))
}

// place is the one that is selected.
func (m *Model) place() account.Location {
	for _, place := range m.gate.Locations() {
		if place.ID == m.answers.place {
			return place
		}
	}
	return account.Location{}
}

// attempt is what the form holds.
func (m Model) attempt() account.Attempt {
	a := m.answers
	attempt := account.Attempt{
		Region: a.region, ClientID: a.clientID, Secret: mask.NewSecret(a.secret), Workspace: api.WorkspaceID(a.workspace),
	}
	if a.region == account.OtherServer {
		attempt.Region, attempt.APIURL = "", a.apiURL
	}
	return attempt
}

// Init focuses the form's first field.
func (m Model) Init() tea.Cmd { return m.form.Init() }

// Update gives the form its messages and takes the next step when it is done.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case cursor.BlinkMsg:
		return m, nil // a cursor that blinks sends a frame twice a second
	case triedMsg:
		return m.tried(message)
	case keptMsg:
		return m.kept(message)
	case tea.PasteMsg:
		if m.step == typing {
			return m.paste(message)
		}
	case tea.KeyPressMsg:
		if m.env.Keys.Leaves(message) {
			return m.back()
		}
		if m.step == typing {
			return m.press(message)
		}
	}
	if m.step == trying || m.step == storing {
		return m, nil
	}
	cmd := input.UpdateForm(m.form, message)
	if m.form.State == huh.StateCompleted {
		return m.next()
	}
	return m, cmd
}

// back skips storing the secret where that is asked, and elsewhere closes the
// login.
func (m Model) back() (Model, tea.Cmd) {
	switch m.step {
	case keeping, agreeing:
		return m, screen.Cmd(DoneMsg{m.attempt().Workspace})
	case trying, storing:
		return m, nil
	case typing:
	}
	return m, screen.Cmd(screen.BackMsg{})
}

// next does what a finished form asks for.
func (m Model) next() (Model, tea.Cmd) {
	m.problem, m.note = "", ""
	m.number++
	number, gate, ctx, attempt := m.number, m.gate, m.env.Context, m.attempt()
	switch m.step {
	case keeping:
		if m.place().Plain {
			m.step, m.answers.agreed = agreeing, false
			m.ask()
			return m, m.form.Init()
		}
	case agreeing:
		if !m.answers.agreed {
			m.step = keeping
			m.ask()
			return m, m.form.Init()
		}
	default:
		m.step = trying
		return m, func() tea.Msg { return triedMsg{number, gate.Try(ctx, attempt)} }
	}
	m.step = storing
	place := m.answers.place
	return m, func() tea.Msg { return keptMsg{number, gate.Keep(ctx, attempt, place)} }
}

func (m Model) tried(message triedMsg) (Model, tea.Cmd) {
	if message.number != m.number {
		return m, nil
	}
	m.step = typing
	if message.err != nil {
		m.problem = text.Sentence(message.err)
		m.ask()
		cmd := m.form.Init()
		return m.to(account.Suspect(message.err, m.attempt())), cmd
	}
	places := m.gate.Locations()
	if len(places) == 0 {
		return m, screen.Cmd(DoneMsg{m.attempt().Workspace})
	}
	m.step, m.answers.place = keeping, places[0].ID
	if places[0].Plain {
		m.answers.place = places[len(places)-1].ID // plain text is never the default
	}
	m.ask()
	return m, m.form.Init()
}

func (m Model) kept(message keptMsg) (Model, tea.Cmd) {
	if message.number != m.number {
		return m, nil
	}
	if message.err != nil {
		m.problem = text.Sentence(message.err)
		m.step = keeping
		m.ask()
		return m, m.form.Init()
	}
	return m, screen.Cmd(DoneMsg{m.attempt().Workspace})
}

// TakingText is always so.
func (m Model) TakingText() bool { return true }

// Cursor is nowhere: Huh draws one of its own.
func (m Model) Cursor() *tea.Cursor { return nil }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	if m.step == trying || m.step == storing {
		return m.env.Keys.Hints(keys.Interrupt)
	}
	enter := keys.Bind("enter", "next", "enter")
	if m.step == keeping || m.step == agreeing {
		return keys.Own(enter, keys.Bind("↑↓", "select", "up"), m.env.Keys.Leave("do not store it"))
	}
	if m.last() {
		enter.SetHelp("enter", "log in")
	}
	bindings := []key.Binding{enter, keys.Bind("↑↓", "move", "up")}
	if m.at() == account.Region {
		bindings = append(bindings, keys.Bind("←→", "select", "left"))
	}
	own := keys.Own(bindings...)
	if !m.first {
		own = append(own, keys.Own(m.env.Keys.Leave("back"))...)
	}
	return append(own, m.env.Keys.Hints(keys.Interrupt)...)
}
