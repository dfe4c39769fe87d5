package workspace

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/sahilm/fuzzy"

	"corotui/internal/filter"
)

// The ranks of matches, best first.
const (
	byName      = iota // the words are the name, or the id
	byBeginning        // they begin the name
	byStarts           // each begins a word of the name
	byParts            // each is in the name somewhere
	byOther            // each is in the name, the domain, or the id
	byLetters          // the letters of each stand in their order
)

// match is a node that the filter lets through.
type match struct{ at, rank, score int }

// find returns the nodes that match, the best first: a flat list. Of equal ones those
// that were opened before come first, and then what the fuzzy finder likes better.
func find(all []node, wanted filter.Workspaces) []node {
	found := matching(all, wanted)
	sort.SliceStable(found, func(i, j int) bool {
		a, b := found[i], found[j]
		before := 0
		switch recent := all[a.at].recent; {
		case recent == all[b.at].recent:
		case recent:
			before = -1
		default:
			before = 1
		}
		return cmp.Or(cmp.Compare(a.rank, b.rank), before, cmp.Compare(b.score, a.score)) < 0
	})
	flat := make([]node, len(found))
	for i, m := range found {
		flat[i] = all[m.at]
		flat[i].depth = 0
	}
	return flat
}

// matching ranks and scores the nodes that a filter lets through: words find letters
// that stand apart, too, and all of them must.
func matching(all []node, wanted filter.Workspaces) []match {
	const out = math.MinInt
	scores := make([]int, len(all))
	for at := range all {
		if !wanted.Narrows(all[at].place) {
			scores[at] = out
		}
	}
	words := wanted.Words()
	for _, word := range words {
		found := slices.Repeat([]int{out}, len(all))
		for _, m := range fuzzy.FindFromNoSort(word, nodes(all)) {
			if score := scores[m.Index]; score != out {
				found[m.Index] = score + m.Score
			}
		}
		scores = found
	}
	var matches []match
	for at, score := range scores {
		if score != out {
			matches = append(matches, match{at, rank(all[at].place, words), score})
		}
	}
	return matches
}

// rank says how a workspace has the words, which it has in some way.
func rank(w filter.Workspace, words []string) int {
	if len(words) == 0 {
		return byName // only fields were asked for: all are as good
	}
	name, domain, id := w.Parts()
	whole := strings.Join(words, " ")
	each := func(has func(word string) bool) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !has(word) })
	}
	switch {
	case whole == name || whole == id:
		return byName
	case strings.HasPrefix(name, whole):
		return byBeginning
	case each(func(word string) bool { return begins(name, word) }):
		return byStarts
	case each(func(word string) bool { return strings.Contains(name, word) }):
		return byParts
	case each(func(word string) bool {
		return strings.Contains(name, word) || strings.Contains(domain, word) || strings.Contains(id, word)
	}):
		return byOther
	}
	return byLetters
}

// begins reports whether a word of the name begins so.
func begins(name, start string) bool {
	for at := 0; ; {
		found := strings.Index(name[at:], start)
		if found < 0 {
			return false
		}
		at += found
		if at == 0 || strings.ContainsRune(" -_.,/&()", rune(name[at-1])) {
			return true
		}
		at++
	}
}
