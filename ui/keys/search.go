package keys

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/sahilm/fuzzy"
)

// Match is a row that a search found.
type Match struct {
	At    int // in the rows that were searched
	Loose bool
	rank  int
	score int // of a loose one
}

// The ranks of matches, best first.
const (
	byName      = iota // the query is the action's name
	byWord             // it is one of the words that the action is known by, or its key
	byBeginning        // it begins the name
	byWords            // its words are words of the row
	byStarts           // its words begin words of the row
	byParts            // its words are in the row somewhere
	byLetters
)

// Search finds rows by what is typed, best first: by the action's name, then by
// whole words and the words that users know, then by parts of words, and last,
// loosely, by letters that stand in their order. An empty query finds all.
func Search(query string, rows []Row) []Match {
	query = strings.ToLower(strings.Join(strings.Fields(query), " "))
	found := make([]Match, 0, len(rows))
	for at, row := range rows {
		rank := byName
		if query != "" {
			rank = row.rank(query)
		}
		if rank < byLetters {
			found = append(found, Match{At: at, rank: rank})
		}
	}
	strict := len(found)
	for _, loose := range fuzzy.FindFrom(query, searched(rows)) {
		if !slices.ContainsFunc(found[:strict], func(m Match) bool { return m.At == loose.Index }) {
			found = append(found, Match{At: loose.Index, Loose: true, rank: byLetters, score: loose.Score})
		}
	}
	sort.SliceStable(found, func(i, j int) bool {
		return cmp.Or(cmp.Compare(found[i].rank, found[j].rank), cmp.Compare(found[j].score, found[i].score)) < 0
	})
	return found
}

// searched lets the fuzzy finder look at meanings and names.
type searched []Row

func (s searched) String(i int) string { return s[i].Meaning + " " + string(s[i].Action) }
func (s searched) Len() int            { return len(s) }

// rank says how a row matches a query, which is in lower case.
func (r Row) rank(query string) int {
	name := strings.ToLower(string(r.Action))
	if query == name || query == strings.ReplaceAll(name, "-", " ") {
		return byName
	}
	short := strings.TrimSuffix(r.Short, "…")
	known := append(strings.Fields(r.Keys), r.Words...)
	if slices.Contains(known, query) || query == short {
		return byWord
	}
	if strings.HasPrefix(name, query) {
		return byBeginning
	}
	all := strings.FieldsFunc(strings.ToLower(strings.Join(append(known, name, short, r.Meaning), " ")), func(c rune) bool {
		return strings.ContainsRune(" ,;:()/-…", c)
	})
	rank := byWords
	for wanted := range strings.FieldsSeq(query) {
		switch {
		case slices.Contains(all, wanted):
		case slices.ContainsFunc(all, func(word string) bool { return strings.HasPrefix(word, wanted) }):
			rank = max(rank, byStarts)
		case slices.ContainsFunc(all, func(word string) bool { return strings.Contains(word, wanted) }):
			rank = max(rank, byParts)
		default:
			return byLetters
		}
	}
	return rank
}
