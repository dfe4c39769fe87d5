package login

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/input"
)

// secretField is the key of the field of the secret.
const secretField = "secret"

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
// terminal that it was copied from.
func (m Model) paste(pasted tea.PasteMsg) (Model, tea.Cmd) {
	what, field := "it", m.form.GetFocusedField()
	if field.GetKey() == secretField {
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
	return m, input.UpdateForm(m.form, pasted)
}

// refused says why a paste was not taken.
func (m Model) refused(sentence string) Model {
	m.problem = sentence
	m.resize()
	return m
}
