package theme

import "charm.land/bubbles/v2/textinput"

// Input returns the styles of a text field: its prompt in the accent, since it
// has the focus wherever it is drawn.
func (t Theme) Input() textinput.Styles {
	state := textinput.StyleState{Text: t.Text, Placeholder: t.Muted, Suggestion: t.Muted, Prompt: t.Accent}
	return textinput.Styles{Focused: state, Blurred: state}
}
