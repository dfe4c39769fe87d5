package form

import (
	"corotui/api"
	"corotui/internal/text"
)

// entry is one text of the form: what it was, and what it is now, to the byte.
type entry struct {
	raw   api.Text
	typed string
}

func newEntry(raw api.Text) entry { return entry{raw, string(raw)} }

// text is what is to be written.
func (e entry) text() api.Text { return api.Text(e.typed) }

func (e entry) changed() bool { return e.text() != e.raw }

// line is the text where it has not the focus: in one line, with signs for what
// cannot be seen.
func (e entry) line() string { return text.Signed(e.text()) }
