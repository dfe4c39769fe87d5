package filter

import (
	"slices"
	"strings"
	"time"

	"corotui/api"
)

// Subject is what a filter looks at: a webhook and its workspace.
type Subject struct {
	webhook   *api.Webhook
	workspace string // name and id, folded
	profile   string // folded; empty where all are of one
	since     time.Time
	// words is all that a plain word is looked for in, folded: name, id,
	// description, and last the URL, which comes twice when its host has two forms.
	// A filter looks through twenty thousand of them at every key.
	words  string
	places places
}

// places tells where the fields are in the words of a subject.
type places struct{ nameEnd, idEnd, url, host, hostEnd, other uint32 }

// NewSubject prepares a webhook, which must not change, for many filters. The
// workspace is its name and id, a line for each.
func NewSubject(w *api.Webhook, workspace string) Subject {
	if w.Workspace != "" && !strings.HasSuffix(workspace, string(w.Workspace)) {
		workspace += "\n" + string(w.Workspace)
	}
	s := Subject{webhook: w, workspace: fold(workspace), since: w.DisabledSince().Since}
	name, id, url := fold(string(w.Name)), fold(string(w.ID)), fold(string(w.URL))
	parts := []string{name, id, fold(string(w.Description)), url}
	s.places.nameEnd = offset(len(name))
	s.places.idEnd = s.places.nameEnd + 1 + offset(len(id))
	s.places.url = s.places.idEnd + 1 + offset(len(parts[2])) + 1
	from, to := authority(url)
	s.places.host, s.places.hostEnd = s.places.url+offset(from), s.places.url+offset(to)
	// The host is turned as it came: folding makes another name of some.
	rawFrom, rawTo := authority(string(w.URL))
	if other := otherHost(string(w.URL)[rawFrom:rawTo]); other != "" {
		s.places.other = s.places.url + offset(len(url)) + 1
		parts = append(parts, url[:from]+fold(other)+url[to:])
	}
	s.words = strings.Join(parts, "\n")
	return s
}

// offset is a place in the words. A text of more than 4 GiB does not come from
// an API whose answers are bounded.
func offset(n int) uint32 { return uint32(n) } //nolint:gosec // bounded by the size of an answer

// Of returns the subject as one of a profile, where webhooks are of several.
func (s Subject) Of(profile string) Subject {
	s.profile = fold(profile)
	return s
}

func (s *Subject) name() string { return s.words[:s.places.nameEnd] }
func (s *Subject) id() string   { return s.words[s.places.nameEnd+1 : s.places.idEnd] }
func (s *Subject) url() string  { return s.words[s.places.url:] }

// onHost reports whether the host, in one of its forms, has part in it.
func (s *Subject) onHost(part string) bool {
	p := s.places
	if strings.Contains(s.words[p.host:p.hostEnd], part) {
		return true
	}
	if p.other == 0 {
		return false
	}
	// The other URL differs from the first in the host only.
	behind := p.other - 1 - p.hostEnd
	return strings.Contains(s.words[p.other+p.host-p.url:offset(len(s.words))-behind], part)
}

// Together returns subjects whose words lie one after the other in memory. To
// look through thousands of them takes a tenth of the time that it takes where
// each has to be found in another place.
func Together(subjects []Subject) []Subject {
	size := 0
	for _, s := range subjects {
		size += len(s.words)
	}
	var all strings.Builder
	all.Grow(size)
	for _, s := range subjects {
		all.WriteString(s.words)
	}
	together, rest := slices.Clone(subjects), all.String()
	for i := range together {
		length := len(together[i].words)
		together[i].words, rest = rest[:length], rest[length:]
	}
	return together
}

// Workspace is a workspace that a filter looks at.
type Workspace struct{ name, domain, id, kind string }

// NewWorkspace prepares a workspace for many filters.
func NewWorkspace(w api.Workspace) Workspace {
	domain := fold(string(w.Domain))
	if other := otherHost(string(w.Domain)); other != "" {
		domain += "\n" + fold(other)
	}
	kind := w.Type
	if kind == "" && w.IsChannel() {
		kind = "channel"
	}
	return Workspace{fold(string(w.Name())), domain, fold(string(w.ID)), fold(string(kind))}
}

// Parts are what a word is looked for in, each folded.
func (p Workspace) Parts() (name, domain, id string) { return p.name, p.domain, p.id }

// Text is all that a word is looked for in, folded.
func (p Workspace) Text() string { return p.name + " " + p.domain + " " + p.id }
