package login

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/text"
	"corotui/ui/input"
)

// field is a line that asks for an answer.
type field struct {
	asks  account.Field
	value *string
	check func(string) error // what is wrong with an answer
}

// fields are those that are asked for. A region has its own URL: where one is selected,
// none is asked for, so that the two cannot name different servers.
func (m Model) fields() []field {
	a := m.answers
	fields := []field{{account.Region, &a.region, func(string) error { return nil }}}
	if a.region == account.OtherServer {
		fields = append(fields, field{account.APIURL, &a.apiURL, checkURL})
	}
	return append(fields,
		field{account.ClientID, &a.clientID, m.checkID("type the client id")},
		field{account.ClientSecret, &a.secret, m.checkSecret},
		field{account.Workspace, &a.workspace, m.checkID("")},
	)
}

func (m *Model) credentialsForm() *huh.Form {
	var lines []huh.Field
	for _, f := range m.fields() {
		if f.asks == account.Region {
			lines = append(lines, huh.NewSelect[string]().Inline(true).Value(f.value).Options(m.servers()...).Key(string(f.asks)))
			continue
		}
		line := huh.NewInput().Inline(true).Title(text.Pad(string(f.asks), labelWidth)).Prompt("").Placeholder(f.asks.Hint()).
			Value(f.value).Key(string(f.asks)).Validate(m.unlessPassing(f.check))
		if f.asks == account.ClientSecret {
			line.EchoMode(huh.EchoModePassword)
		}
		lines = append(lines, line)
	}
	return huh.NewForm(huh.NewGroup(lines...))
}

// servers are the choices of a region, each with the host that the secret goes to.
func (m *Model) servers() []huh.Option[string] {
	servers := account.Servers()
	options := make([]huh.Option[string], 0, len(servers))
	for _, server := range servers {
		shown := server.Name
		if base, err := api.RegionURL(server.Region); err == nil {
			shown += m.env.Dot() + text.Host(api.Text(base))
		} else {
			shown += ", by its URL below"
		}
		options = append(options, huh.NewOption(shown, server.Region))
	}
	return options
}

// unlessPassing finds nothing wrong with an empty field while the user moves past it.
func (m *Model) unlessPassing(check func(string) error) func(string) error {
	a := m.answers
	return func(typed string) error {
		if typed == "" && a.passing {
			return nil
		}
		return check(typed)
	}
}

// at is the field that has the focus.
func (m Model) at() account.Field { return account.Field(m.form.GetFocusedField().GetKey()) }

// row is where that is among all, and where the last one is.
func (m Model) row() (at, last int) {
	fields := m.fields()
	return slices.IndexFunc(fields, func(f field) bool { return f.asks == m.at() }), len(fields) - 1
}

// last reports whether enter tries the answers.
func (m Model) last() bool {
	at, last := m.row()
	return at == last
}

// to puts the focus on a field; an empty one leaves it where it is.
func (m Model) to(asks account.Field) Model {
	if asks != "" {
		m.answers.passing = true
		input.ToField(m.form, string(asks))
		m.answers.passing = false
		m.resize()
	}
	return m
}

// press answers a key while the answers are typed: what moves between the fields does so
// whatever they hold, and the last enter goes to the first that is wrong.
func (m Model) press(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	if m.note != "" {
		m = m.refused(m.problem) // the note is read
	}
	fields := m.fields()
	at, last := m.row()
	switch pressed.String() {
	case "tab":
		return m.to(fields[(at+1)%(last+1)].asks), nil
	case "shift+tab":
		return m.to(fields[(at+last)%(last+1)].asks), nil
	case "down":
		return m.to(fields[min(at+1, last)].asks), nil
	case "up":
		return m.to(fields[max(at-1, 0)].asks), nil
	case "enter":
		wrong := slices.IndexFunc(fields, func(f field) bool { return f.check(*f.value) != nil })
		if at == last && wrong >= 0 {
			m = m.to(fields[wrong].asks) // where enter says what is wrong
		}
	}
	region := m.answers.region
	cmd := input.UpdateForm(m.form, pressed)
	switch {
	case m.form.State == huh.StateCompleted:
		return m.next()
	case m.answers.region != region:
		m.ask() // with the URL or without
		return m, m.form.Init()
	}
	m.resize() // for what is said below the form
	return m, cmd
}
