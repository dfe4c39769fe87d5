package form

import (
	"cmp"
	"net"
	"net/url"
	"sort"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// problem is what keeps a form from being saved, at the place to fix it; or what
// is only doubtful there.
type problem struct {
	at   place
	says string
}

// checked is the form's content as the rules of every change found it. What is
// right is theirs to say: the form adds only what is not typed to its end.
func (m Model) checked() change.Goal {
	if m.start.Base != nil {
		return change.Rules{LikeThese: m.start.LikeThese}.Edit(m.start.Base.Fields, m.goal())
	}
	// A trigger that is not documented cannot be typed here: it is the copied
	// webhook's, so Coro takes it.
	return change.Rules{LikeThese: m.start.LikeThese, Force: true}.New(m.goal())
}

// problems lists what is wrong with a goal, from top to bottom.
func (m Model) problems(goal change.Goal) []problem {
	found := m.content.unfinished()
	var wrong change.Problems
	for _, p := range goal.Problems() {
		if !p.Doubtful {
			wrong = append(wrong, p)
		}
	}
	for _, p := range wrong {
		at := m.content.placeOf(p)
		if !reported(found, at) {
			found = append(found, problem{at, sentence(p)})
		}
	}
	return inOrder(found)
}

// warnings says what may be wrong with a goal but does not keep it from being
// saved.
func (m Model) warnings(goal change.Goal) []problem {
	var found []problem
	for _, p := range goal.Problems().Warnings() {
		at := m.content.placeOf(p)
		if m.mode != reviewing && at == m.focus && p.Field == change.Name {
			continue // a blank at its end, before the next word
		}
		found = append(found, problem{at, sentence(p)})
	}
	for _, says := range hints(string(goal.Fields().URL)) {
		found = append(found, problem{place{kind: atURL}, says})
	}
	return found
}

// reported is whether something is said at a place, or at the choice that it belongs
// to.
func reported(found []problem, at place) bool {
	for _, p := range found {
		if p.at == at || at.section() == atSecret && p.at.section() == atSecret {
			return true
		}
	}
	return false
}

// inOrder sorts problems as the form has their places.
func inOrder(found []problem) []problem {
	sort.SliceStable(found, func(i, j int) bool {
		a, b := found[i].at, found[j].at
		return cmp.Or(cmp.Compare(a.group(), b.group()), cmp.Compare(a.item, b.item), cmp.Compare(a.kind, b.kind)) < 0
	})
	return found
}

// unfinished lists what the user has begun and not typed to its end: a row of
// headers with one half, a secret that is to be typed or is being made.
func (c content) unfinished() []problem {
	var found []problem
	for i, h := range c.headers {
		switch {
		case !h.changed() || !h.had && h.blank():
		case h.name.typed == "":
			found = append(found, problem{place{atHeaderName, i}, "Type the name of this header."})
		case h.value.typed == "":
			found = append(found, problem{place{atHeaderValue, i}, "Type the value of this header."})
		}
	}
	s := c.secret
	_, sendable := s.value().Value()
	switch {
	case s.origin == generated && s.generated.Empty():
		found = append(found, problem{place{kind: atSecret}, "The secret is still being generated; try again."})
	case s.origin == typed && strings.TrimSpace(s.typed.Reveal()) == "":
		found = append(found, problem{place{kind: atSecretText}, "Type a secret, or select generate."})
	case s.origin == typed && !sendable: // which would stand for the one that is there
		found = append(found, problem{place{kind: atSecretText}, "Secret is masked; type the real value."})
	}
	return found
}

// labels are the names of the fields at the beginning of a sentence, as the form
// shows them.
var labels = map[change.Field]string{
	change.Name: "Name", change.Description: "Description", change.URL: "URL", change.Descendants: "Applies to",
	change.Status: "Status", change.Trigger: "Trigger", change.Header: "Header", change.Secret: "Secret",
}

// sentence says a problem to whoever sees the value beside it: without the value,
// and with what to press where that is not to type.
func sentence(p change.Problem) string {
	subject, known := labels[p.Field]
	switch {
	case p.Field == change.Trigger && p.Item == "":
		return "Select at least one trigger (space)."
	case p.Field == change.Trigger && !p.Doubtful:
		p.Right, p.Nearest = "turn it off", ""
	case p.Field == change.Trigger:
		p.Right, p.Nearest = "it is sent as the other webhook has it", ""
	case p.Field == change.Header && p.OfName && strings.TrimSpace(string(p.Item)) == "":
		p.What, p.Right = "has no name", "type one, or remove the row"
	case p.Masked && known:
		p.Right = "type the real value"
	case p.Masked:
		subject, p.Right = "Field "+text.Quote(p.Item), "Coro does not show its value, so a copy cannot have it"
	case !known:
		subject = "Field " + text.Quote(p.Item)
	}
	p.Value = ""
	return text.Clean(api.Text(p.Says(subject))) + "."
}

// hints say of a valid URL what the rules cannot know to be meant.
func hints(raw string) []string {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Hostname() == "" {
		return nil
	}
	var found []string
	if credentials(raw) {
		found = append(found, "The URL holds credentials; a header keeps them out of logs.")
	}
	if private(parsed.Hostname()) {
		found = append(found, "Coro cannot reach this host: it is not on the Internet.")
	}
	return found
}

// credentials reports whether a URL shows something that must be masked.
func credentials(raw string) bool { return mask.URL(raw) != raw }

func private(host string) bool {
	ip := net.ParseIP(host)
	if ip == nil {
		return !strings.Contains(strings.Trim(host, "."), ".")
	}
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

// placeOf finds where a problem can be fixed.
func (c content) placeOf(p change.Problem) place {
	switch p.Field {
	case change.Trigger:
		for i, e := range c.triggers {
			if p.Item != "" && e.Name == api.Trigger(p.Value).Name() {
				return place{atTrigger, i}
			}
		}
		return place{kind: atTrigger}
	case change.Header:
		if i, there := c.rowOf(p.Index); there && p.OfName {
			return place{atHeaderName, i}
		} else if there {
			return place{atHeaderValue, i}
		}
		return place{kind: atAddHeader}
	case change.Secret:
		if c.secret.origin == typed {
			return place{kind: atSecretText}
		}
		return place{kind: atSecret}
	default:
	}
	if at, known := placeNamed(p.Path()); known && p.Field != change.Other {
		return at
	}
	return place{kind: atReview} // a field that the form does not show
}

// rowOf finds the row of the header of that number among those that are sent.
func (c content) rowOf(number int) (row int, there bool) {
	for i, h := range c.headers {
		if h.blank() && !h.had {
			continue
		}
		if number == 0 {
			return i, true
		}
		number--
	}
	return 0, false
}

// FieldError is what Coro says about one field, by its name in the API.
type FieldError struct {
	Field string
	Says  api.Text
}

// wirePlaces are the places in the form of the API's names for fields.
var wirePlaces = map[string]place{
	"name": {kind: atName}, "description": {kind: atDescription}, "url": {kind: atURL},
	"applytoalldescendants": {kind: atDescendants}, "applytoalldescendents": {kind: atDescendants},
	"status": {kind: atStatus}, "triggers": {kind: atTrigger}, "headers": {kind: atAddHeader}, "secret": {kind: atSecret},
}

// placeNamed finds a field by its name on the wire, also in a path such as
// "headers.X-Env" or "triggers[0]".
func placeNamed(field string) (place, bool) {
	field, _, _ = strings.Cut(strings.ToLower(field), ".")
	field, _, _ = strings.Cut(field, "[")
	at, known := wirePlaces[field]
	return at, known
}
