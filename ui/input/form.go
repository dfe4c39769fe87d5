// Here Huh's forms get their keys in the order in which they were typed. Huh
// goes from field to field by a command, whose message comes after the keys that
// already wait: of an id, enter and a secret that arrive together the secret
// would land in the field of the id, where everyone can read it. Here a form
// moves while it takes the key.

package input

import (
	"errors"
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// FormBindings returns Huh's keys without the search in a select: a select of ours
// has a handful of choices, and while one searches, enter does not move.
func FormBindings() *huh.KeyMap {
	bindings := huh.NewDefaultKeyMap()
	bindings.Select.Filter.SetEnabled(false)
	return bindings
}

// UpdateForm gives a form with the keys of FormBindings a message. Where the key leads
// to another field, or out of the form, the form is there when UpdateForm returns.
// Otherwise it is Huh's: the form changes in place, and what is returned is to
// be run.
func UpdateForm(form *huh.Form, message tea.Msg) tea.Cmd {
	field := form.GetFocusedField()
	leads := direction(field, message)
	_, cmd := form.Update(message)
	if form.State != huh.StateNormal || leads == stay || field.Error() != nil {
		return cmd
	}
	// The command is left: all it would bring is the message to move.
	if leads == back {
		return move(form, form.PrevField, form.PrevGroup)
	}
	return move(form, form.NextField, form.NextGroup)
}

// way is where a key leads from a field.
type way int

const (
	stay way = iota
	back
	onward
)

// direction tells what a message is to a field. A field has switched off the
// keys that lead nowhere from where it stands.
func direction(field huh.Field, message tea.Msg) way {
	pressed, ok := message.(tea.KeyPressMsg)
	if !ok || !key.Matches(pressed, field.KeyBinds()...) {
		return stay
	}
	_, question := field.(*huh.Confirm)
	switch pressed.String() {
	case "shift+tab":
		return back
	case "tab", "enter":
		return onward
	case "y", "Y", "n", "N":
		if question {
			return onward
		}
	}
	return stay
}

// move goes to another field, and from the last one of a group to another
// group, or out of the form.
func move(form *huh.Form, field, group func() tea.Cmd) tea.Cmd {
	from := form.GetFocusedField()
	if cmd := field(); form.GetFocusedField() != from {
		return cmd
	}
	cmd := group()
	if form.State == huh.StateNormal && form.GetFocusedField() == from {
		return from.Focus() // Huh leaves no group with a wrong field, but has blurred it
	}
	return cmd
}

// ToField moves a form to the field with a key, past fields that are wrong.
func ToField(form *huh.Form, key string) {
	for _, step := range []func() tea.Cmd{form.PrevField, form.NextField} {
		for form.GetFocusedField().GetKey() != key {
			from := form.GetFocusedField()
			if step(); form.GetFocusedField() == from {
				break // at the first or the last, from where the command leads out of the form
			}
		}
	}
	form.GetFocusedField().Focus()
}

// RunForm shows a form until it is filled in. The error is huh.ErrUserAborted when
// the user left it.
func RunForm(form *huh.Form, options ...tea.ProgramOption) error {
	form.SubmitCmd, form.CancelCmd = tea.Quit, tea.Interrupt
	_, err := tea.NewProgram(program{form.WithKeyMap(FormBindings())}, options...).Run()
	switch {
	case form.State == huh.StateAborted, errors.Is(err, tea.ErrInterrupted):
		return huh.ErrUserAborted
	case err != nil:
		return fmt.Errorf("show the form: %w", err)
	}
	return nil
}

// program is a form as a whole program.
type program struct{ form *huh.Form }

func (p program) Init() tea.Cmd { return p.form.Init() }

func (p program) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	return p, UpdateForm(p.form, message)
}

func (p program) View() tea.View { return tea.NewView(p.form.View()) }
