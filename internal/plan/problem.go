package plan

import (
	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Problem is what the rules of changes find wrong with the webhook, at its place in the
// file.
func (w Wanted) Problem(p change.Problem) Problem {
	says := change.Problems{p}.Error()
	if p.Masked && (p.Field == change.URL || p.Field == change.Header) {
		p.Right = "write {keep: true} to leave it as it is, or give the real value"
		says = change.Problems{p}.Error()
	}
	if p.UnknownTrigger && !p.Doubtful {
		says += "; --force allows it"
	}
	return Problem{At: w.place(p), Says: text.Clean(api.Text(says))}
}

// place is where the file says what a problem is about, or else where the webhook is.
func (w Wanted) place(p change.Problem) Position {
	switch p.Field {
	case change.Name:
		return or(w.Name, w.At)
	case change.Description:
		return or(w.Description, w.At)
	case change.URL:
		return or(w.URL, w.At)
	case change.Descendants:
		return or(w.Descendants, w.At)
	case change.Status:
		return or(w.Status, w.At)
	case change.Secret:
		return or(w.Secret, w.At)
	case change.Trigger:
		if p.Item != "" && p.Index < len(w.Triggers.Value) {
			return w.Triggers.Value[p.Index].At
		}
		return or(w.Triggers, w.At)
	case change.Header:
		switch {
		case p.Index >= len(w.Headers.Value):
			return or(w.Headers, w.At)
		case p.OfName:
			return w.Headers.Value[p.Index].Name.At
		}
		return w.Headers.Value[p.Index].Value.At
	default:
		return w.At
	}
}

// or is where a value is, or where it would be.
func or[T any](given Given[T], at Position) Position {
	if given.Set {
		return given.At
	}
	return at
}
