package list

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// seen is what is known of the values of all rows, without another look at them: how
// wide they get, and which hosts look the same when they are cut. A table and its
// copies share it; it only grows until all rows are replaced.
type seen struct {
	widest cells
	hosts  map[string]bool
	width  int                 // that alike is for
	alike  map[string][]string // the hosts by how they are cut, sorted
}

func newSeen() *seen { return &seen{hosts: make(map[string]bool)} }

// add takes the values of a row in.
func (s *seen) add(r *row, inherited string) {
	name := cellsOf(r.name)
	if r.Origin != nil {
		name += cellsOf(inherited)
	}
	workspace := cellsOf(r.WorkspaceName)
	if r.Heirs > 0 {
		workspace += len(heirs(r.Heirs))
	}
	for i, w := range (cells{ofWorkspace: workspace, ofName: name, ofHost: cellsOf(r.host)}) {
		s.widest[i] = max(s.widest[i], w)
	}
	if !s.hosts[r.host] {
		s.hosts[r.host] = true
		s.group(r.host)
	}
}

// cellsOf is the width of clean text; most of it is ASCII.
func cellsOf(s string) int {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return lipgloss.Width(s)
		}
	}
	return len(s)
}

// group puts a host to those that look like it when they are cut.
func (s *seen) group(host string) {
	if s.width < 1 || len(host) <= s.width {
		return
	}
	short := text.CutMiddle(host, s.width, "")
	all := s.alike[short]
	if at, known := slices.BinarySearch(all, host); !known {
		s.alike[short] = slices.Insert(all, at, host)
	}
}

// cut is a host in so many cells. Its ends are shown, which say most, unless other hosts
// have the same: then what it differs in from them.
func (s *seen) cut(host string, width int, ellipsis string) string {
	if cellsOf(host) <= width {
		return host
	}
	inside := width - lipgloss.Width(ellipsis)
	if inside != s.width {
		s.width, s.alike = inside, make(map[string][]string)
		for host := range s.hosts {
			s.group(host)
		}
	}
	all := s.alike[text.CutMiddle(host, inside, "")]
	at, known := slices.BinarySearch(all, host)
	if !known || len(all) < 2 {
		return text.CutMiddle(host, width, ellipsis)
	}
	from, differs := same(all[0], all[len(all)-1]), 0 // of all of them, and of the most similar
	if at > 0 {
		differs = same(host, all[at-1])
	}
	if at < len(all)-1 {
		differs = max(differs, same(host, all[at+1]))
	}
	if label := strings.LastIndexAny(host[:from], ".-") + 1; label > 0 && from-label < inside/2 {
		from = label
	}
	if cellsOf(host[from:differs]) > inside-2*lipgloss.Width(ellipsis) {
		from = differs
	}
	for from > 0 && cellsOf(host[from:]) < inside {
		from--
	}
	return text.Cut(ellipsis+strings.ToValidUTF8(host[from:], ""), width, ellipsis)
}

// same is how many bytes two texts begin with alike, in whole characters.
func same(a, b string) int {
	for i, r := range a {
		if !strings.HasPrefix(b[i:], string(r)) {
			return i
		}
	}
	return len(a)
}
