package plan

import (
	"fmt"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Problem is what the rules of changes find wrong with the webhook, at its place in the
// file.
func (w Wanted) Problem(p change.Problem) Problem {
	if p.Masked && (p.Field == change.URL || p.Field == change.Header) {
		p.Right = "write {keep: true} to leave it as it is, or give the real value"
	}
	says := p.Says(fieldOf(p))
	if p.UnknownTrigger && !p.Doubtful {
		says += "; --force allows it"
	}
	return Problem{At: w.place(p), Says: text.Clean(api.Text(says))}
}

// fieldOf names the field of a problem as the file does.
func fieldOf(p change.Problem) string {
	switch {
	case p.Field == change.Trigger && p.Item != "":
		return "trigger"
	case p.Field == change.Header && p.Item != "":
		return fmt.Sprintf("header %s", shown(string(p.Item)))
	}
	return p.Path()
}
