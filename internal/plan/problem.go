package plan

import (
	"fmt"
	"strings"

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

// place is where the file gives the value of which something is wrong, or else where the
// webhook is. Of what is there twice it is the last one.
func (w Wanted) place(p change.Problem) Position {
	at := w.At
	take := func(place Position, set bool) {
		if set {
			at = place
		}
	}
	switch p.Field {
	case change.Name:
		take(w.Name.At, w.Name.Set)
	case change.Description:
		take(w.Description.At, w.Description.Set)
	case change.URL:
		take(w.URL.At, w.URL.Set)
	case change.Descendants:
		take(w.Descendants.At, w.Descendants.Set)
	case change.Status:
		take(w.Status.At, w.Status.Set)
	case change.Secret:
		take(w.Secret.At, w.Secret.Set)
	case change.Trigger:
		take(w.Triggers.At, w.Triggers.Set)
		for _, t := range w.Triggers.Value {
			take(t.At, p.Item != "" && api.Text(t.Value) == p.Value)
		}
	case change.Header:
		take(w.Headers.At, w.Headers.Set)
		for _, h := range w.Headers.Value {
			if same := strings.EqualFold(string(h.Name.Value), string(p.Item)); p.OfName {
				take(h.Name.At, same)
			} else {
				take(h.Value.At, same)
			}
		}
	default: // not one that a file gives
	}
	return at
}
