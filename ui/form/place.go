package form

// kind is a kind of place, in the order of the form.
type kind int

const (
	atName kind = iota
	atDescription
	atURL
	atDescendants
	atStatus
	atTrigger
	atHeader      // a header's row
	atHeaderName  // the name in a row that is being edited
	atHeaderValue // the value in it
	atAddHeader
	atSecret
	atSecretText
	atReview
)

// place is something that the focus can be on; item says which trigger or
// header.
type place struct {
	kind kind
	item int
}

// section gathers the places that tab steps over together. The two fields of
// an open header are stepped through one by one.
func (p place) section() kind {
	switch p.kind {
	case atAddHeader:
		return atHeader
	case atSecretText:
		return atSecret
	default:
		return p.kind
	}
}

// group is the kind under which the places of a row are in the form's order.
func (p place) group() kind {
	if p.inHeader() {
		return atHeader
	}
	return p.kind
}

// takesText reports whether the place is a text field.
func (p place) takesText() bool {
	switch p.kind {
	case atName, atDescription, atURL, atHeaderName, atHeaderValue, atSecretText:
		return true
	default:
		return false
	}
}

// inHeader reports whether the place is one of the two fields of an open row.
func (p place) inHeader() bool { return p.kind == atHeaderName || p.kind == atHeaderValue }

// kinds is a set of kinds.
type kinds uint32

func (k kinds) with(member kind) kinds { return k | 1<<member }
func (k kinds) has(member kind) bool   { return k&(1<<member) != 0 }

// places lists what the focus can be on, from top to bottom.
func (m Model) places() []place {
	places := []place{{kind: atName}, {kind: atDescription}, {kind: atURL}, {kind: atDescendants}, {kind: atStatus}}
	for i := range m.content.triggers {
		places = append(places, place{atTrigger, i})
	}
	for i := range m.content.headers {
		if m.focus.inHeader() && m.focus.item == i {
			places = append(places, place{atHeaderName, i}, place{atHeaderValue, i})
			continue
		}
		places = append(places, place{atHeader, i})
	}
	places = append(places, place{kind: atAddHeader}, place{kind: atSecret})
	if m.content.secret.origin == typed {
		places = append(places, place{kind: atSecretText})
	}
	return append(places, place{kind: atReview})
}
