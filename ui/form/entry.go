package form

import (
	"strings"

	"corotui/api"
	"corotui/ui/text"
)

// entry is one text of the form. A text field cannot show control characters,
// so what it holds is the cleaned text; as long as that is not edited, the raw
// one goes back as it came.
type entry struct {
	raw   api.Text
	clean string // raw as the field shows it
	typed string
}

func newEntry(raw api.Text) entry {
	clean := editable(raw)
	return entry{raw, clean, clean}
}

// editable is raw as a text field can hold it. The replacement character goes
// too: a Huh input would drop it by itself at the first key.
func editable(raw api.Text) string {
	return strings.ReplaceAll(text.Clean(raw), "\uFFFD", "")
}

// text is what is to be written. Blanks around what was typed are never meant:
// they come with a paste.
func (e entry) text() api.Text {
	if e.typed == e.clean {
		return e.raw
	}
	return api.Text(strings.TrimSpace(e.typed))
}

func (e entry) changed() bool { return e.text() != e.raw }

// partial reports that the field does not show all that its text holds.
func (e entry) partial() bool { return e.typed == e.clean && e.clean != string(e.raw) }

// empty reports that there is nothing to see.
func (e entry) empty() bool { return strings.TrimSpace(e.typed) == "" }
