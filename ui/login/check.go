package login

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/text"
	"corotui/internal/weburl"
	"corotui/ui/input"
)

// checkID says what is wrong with an id; missing is said of none, unless empty.
func (m Model) checkID(missing string) func(string) error {
	return func(id string) error {
		if id == "" && missing != "" {
			return errors.New(missing)
		}
		return m.gate.CheckID(id)
	}
}

func (m Model) checkSecret(secret string) error {
	if secret == "" {
		return errors.New("type the secret")
	}
	if _, err := m.gate.CleanSecret(secret); err != nil {
		return errors.New("the secret " + err.Error())
	}
	return nil
}

// paste gives a paste to the form. One with something that a field drops or
// replaces without a word, such as a line break, is refused: what is sent is what
// was pasted. The line break at the end of a secret belongs to the file or the
// terminal that it was copied from. Blanks at the ends are part of none of the answers,
// and that they are left out is said.
func (m Model) paste(pasted tea.PasteMsg) (Model, tea.Cmd) {
	what, whole := "it", pasted.Content
	pasted.Content = strings.Trim(whole, " ")
	if m.form.GetFocusedField().GetKey() == string(account.ClientSecret) {
		what = "the secret"
		secret, err := m.gate.CleanSecret(pasted.Content)
		if err != nil {
			return m.refused("Not pasted: " + what + " " + err.Error()), nil
		}
		pasted.Content = secret.Reveal()
	}
	if unsayable, holds := text.Unsayable(pasted.Content); holds {
		return m.refused("Not pasted: " + what + " contains " + unsayable.A() + ". Copy it again without it."), nil
	}
	m = m.refused("")
	if strings.Trim(whole, " ") != whole {
		m.note = "Pasted without the blanks at its ends."
		m.resize()
	}
	return m, input.UpdateForm(m.form, pasted)
}

// refused says why a paste was not taken, or else what is still to be said.
func (m Model) refused(sentence string) Model {
	m.problem, m.note = sentence, ""
	m.resize()
	return m
}

// checkURL says what is wrong with the API URL.
func checkURL(raw string) error {
	if _, err := weburl.Parse(raw); errors.Is(err, weburl.ErrBlank) || errors.Is(err, weburl.ErrInside) {
		return fmt.Errorf("the URL %w", err)
	}
	// The client's own sentence is longer than the line below the form.
	switch _, err := api.CheckBaseURL(raw); {
	case err == nil:
		return nil
	case errors.Is(err, weburl.ErrClear):
		return errors.New("http is for this machine only; use https")
	case errors.Is(err, weburl.ErrUser):
		return errors.New("the URL must not hold a password")
	case errors.Is(err, weburl.ErrQuery):
		return errors.New("the URL must end with its path, without ? and #")
	}
	return errors.New("type the whole URL: https://…")
}

// host is where the attempt is made: what is sent goes there and nowhere else.
func (m Model) host() string {
	a := m.attempt()
	base := a.APIURL
	if base == "" {
		base, _ = api.RegionURL(a.Region) // the form has no other regions
	}
	return text.Host(api.Text(base))
}
