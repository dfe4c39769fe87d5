// Package filter is the language in which a user narrows webhooks and workspaces
// down: words, and words for one field, all of which must match.
package filter

import (
	"slices"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/mask"
)

// Filter decides which webhooks are shown. The zero Filter matches all.
type Filter struct {
	terms []term
	now   time.Time
}

// The fields that webhooks and workspaces have both, and that say a word twice.
const (
	fieldName      = "name"
	fieldID        = "id"
	fieldTrigger   = "trigger"
	fieldWorkspace = "workspace"
	fieldOff       = "off"
)

// Fields are the words that narrow a term to one field of a webhook, as in
// "status:disabled".
var Fields = []string{"status", fieldTrigger, "url", "host", "header", fieldName, fieldID, fieldWorkspace, fieldOff}

// ProfileField narrows a term to the profile, where webhooks are of several.
const ProfileField = "profile"

// aliases are other names of fields.
var aliases = map[string]string{"event": fieldTrigger, "ws": fieldWorkspace}

// Parse reads a filter: terms between blanks, each a word or field:word. A "-"
// before a term excludes what it matches. What stands in double quotes may hold
// blanks and is never a field. A field without a word matches everything, as it
// does while one is being typed; a field that does not exist is an
// [UnknownFieldError], and the filter then matches nothing.
func Parse(text string) (Filter, error) {
	terms, err := parse(text, Fields, ProfileField)
	return Filter{terms: terms}, err
}

// At returns the filter at a time, from which "off:" counts back.
func (f Filter) At(now time.Time) Filter {
	f.now = now
	return f
}

// Empty reports whether the filter matches everything.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// Match reports whether every term matches.
func (f Filter) Match(s Subject) bool {
	for i := range f.terms {
		if t := &f.terms[i]; t.match(&s, f.now) == t.exclude {
			return false
		}
	}
	return true
}

func (t *term) match(s *Subject, now time.Time) bool {
	w := s.webhook
	switch t.field {
	case "":
		return strings.Contains(s.words, t.value)
	case "status":
		return matchStatus(w.Status, t.value)
	case fieldTrigger:
		return matchTrigger(w.Triggers, t.value)
	case "url":
		return strings.Contains(s.url(), t.value)
	case "host":
		return s.onHost(t.value)
	case "header":
		return matchHeader(w.Headers, t.value)
	case fieldName:
		return strings.Contains(s.name(), t.value)
	case fieldID:
		return strings.Contains(s.id(), t.value)
	case fieldWorkspace:
		return strings.Contains(s.workspace, t.value)
	case ProfileField:
		return strings.Contains(s.profile, t.value)
	case fieldOff:
		return w.Status.Off() && !s.since.IsZero() && t.age.holds(now.Sub(s.since))
	}
	return false // a term that could not be read
}

// matchStatus takes the start of the API's word or of the screen's: on, off.
func matchStatus(status api.Status, value string) bool {
	if strings.HasPrefix(fold(string(status)), value) {
		return true
	}
	return status.On() && strings.HasPrefix("on", value) || status.Off() && strings.HasPrefix("off", value)
}

// matchTrigger takes part of a trigger's name in either spelling, or the
// start of the name of its group.
func matchTrigger(triggers []api.Trigger, value string) bool {
	for _, trigger := range triggers {
		name := trigger.Name()
		if contains(string(trigger), value) || strings.Contains(string(name), value) {
			return true
		}
		if event, known := api.FindTrigger(name); known && strings.HasPrefix(string(event.Group), value) {
			return true
		}
	}
	return false
}

// matchHeader takes part of a header's name, or name=value. The values of
// headers that are secret match nothing: a filter is shown and kept.
func matchHeader(headers []api.Header, value string) bool {
	name, wanted, hasValue := strings.Cut(value, "=")
	for _, header := range headers {
		if !contains(string(header.Name), name) {
			continue
		}
		if !hasValue || contains(string(header.Value), wanted) && mask.HeaderShown(string(header.Name), string(header.Value)) == string(header.Value) {
			return true
		}
	}
	return false
}

// contains reports whether text has the folded part in it, whatever text's case.
// Plain text is not folded for that: it may be one of many thousand headers.
func contains(text, part string) bool {
	if !ascii(text) {
		return strings.Contains(fold(text), part)
	}
	for at := 0; at+len(part) <= len(text); at++ {
		if sameFolded(text[at:at+len(part)], part) {
			return true
		}
	}
	return false
}

// sameFolded compares plain text with folded text of the same length.
func sameFolded(text, folded string) bool {
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != folded[i] {
			return false
		}
	}
	return true
}

// Workspaces decides which workspaces are shown. The zero Workspaces matches all.
type Workspaces struct {
	terms []term
	words []string
}

// Empty reports whether the filter matches every workspace.
func (p Workspaces) Empty() bool { return len(p.terms) == 0 }

// WorkspaceFields are the words that narrow a term to one field of a workspace.
// "workspace:", by which webhooks are narrowed, is its name or id here.
var WorkspaceFields = []string{fieldName, fieldID, "domain", fieldType}

// ParseWorkspaces reads a filter of workspaces, as [Parse] does one of webhooks.
func ParseWorkspaces(text string) (Workspaces, error) {
	terms, err := parse(text, WorkspaceFields, fieldWorkspace)
	p := Workspaces{terms: terms}
	for _, t := range terms {
		if t.field == "" && !t.exclude {
			p.words = append(p.words, t.value)
		}
	}
	return p, err
}

// Words are the words that are of no field, folded. Whoever finds by them more
// than [Workspaces.Match] does, as a fuzzy search does, leaves them to that by
// [Workspaces.Narrows].
func (p Workspaces) Words() []string { return p.words }

// Match reports whether every term matches.
func (p Workspaces) Match(w Workspace) bool {
	inWords := func(word string) bool {
		return slices.ContainsFunc([]string{w.name, w.domain, w.id}, func(s string) bool { return strings.Contains(s, word) })
	}
	return p.Narrows(w) && !slices.ContainsFunc(p.words, func(word string) bool { return !inWords(word) })
}

// Narrows reports whether the terms match that are more than a word: those of a
// field, and those that exclude.
func (p Workspaces) Narrows(w Workspace) bool {
	for _, t := range p.terms {
		if t.field == "" && !t.exclude {
			continue
		}
		if t.matchPlace(w) == t.exclude {
			return false
		}
	}
	return true
}

func (t term) matchPlace(w Workspace) bool {
	switch t.field {
	case "":
		return strings.Contains(w.name, t.value) || strings.Contains(w.domain, t.value) || strings.Contains(w.id, t.value)
	case fieldName:
		return strings.Contains(w.name, t.value)
	case fieldID:
		return strings.Contains(w.id, t.value)
	case "domain":
		return strings.Contains(w.domain, t.value)
	case fieldType:
		return strings.HasPrefix(w.kind, t.value)
	case fieldWorkspace:
		return strings.Contains(w.name, t.value) || strings.Contains(w.id, t.value)
	}
	return false // a term that could not be read
}
