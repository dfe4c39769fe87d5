package keys

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"charm.land/bubbles/v2/key"
)

// scan is what the fleet does.
const scan = "scan"

// searchWords are what users call an action besides its name: the words of other
// programs, and of what it is about.
var searchWords = map[Action][]string{
	Toggle:      {"enable", "disable", "activate", "deactivate", "switch", "on", "off"},
	Open:        {"show", "view", "details", "inspect"},
	Edit:        {"change", "modify", "rename", "set"},
	New:         {"create", "add", "insert"},
	CopyNew:     {"clone", "duplicate", "copy", "copy to new", "template"},
	Delete:      {"remove", "rm", "drop", "destroy", "erase"},
	Test:        {"send", "ping", "try", "check", "deliver"},
	Copy:        {"json", "curl", "id", "url", "clipboard", "yank", "export"},
	Bulk:        {"bulk", "many", "url", "events", "triggers", "headers", "secret", "rotate", "replace"},
	Filter:      {"search", "find", "grep", "narrow"},
	Sort:        {"order", "column"},
	SortReverse: {"order", "descending", "ascending"},
	Mark:        {"select", "tag", "check"},
	MarkAll:     {"select all", "tag", "all"},
	Reveal:      {"show secret", "unmask", "secrets", "password"},
	Fleet:       {"all workspaces", "tenants", "channel", "everything", scan},
	Watch:       {"monitor", "poll", "follow", scan},
	Pause:       {"resume", "continue", "hold", scan},
	Halt:        {"stop", "cancel", "abort", scan},
	Troubles:    {"errors", "failed", "failures", "problems", scan},
	RetryRead:   {"repeat", "again", "failed", scan},
	Workspaces:  {"tenants", "clients", "customers", "switch", "workspace"},
	Profiles:    {"accounts", "login", "logout", "region", "switch", "profile"},
	Refresh:     {"reload", "update", "fetch", "sync", "again"},
	Undo:        {"revert", "restore", "rollback", "take back"},
	History:     {"log", "audit", "changes", "past"},
	Palette:     {"palette", "commands", "command"},
	Help:        {"help", "keys", "shortcuts", "manual"},
	Back:        {"leave", "close", "clear", "cancel"},
	Quit:        {"exit", "leave", "close"},
	Interrupt:   {"exit", "abort"},
	Suspend:     {"background", "shell", "job"},
	Top:         {"first", "start", "home"},
	Bottom:      {"last", "end"},
}

// Match is a row that a search found.
type Match struct {
	Place int // in the rows that were searched
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
			found = append(found, Match{Place: at, rank: rank})
		}
	}
	strict := len(found)
	for _, loose := range fuzzy.FindFrom(query, searched(rows)) {
		if !slices.ContainsFunc(found[:strict], func(m Match) bool { return m.Place == loose.Index }) {
			found = append(found, Match{Place: loose.Index, Loose: true, rank: byLetters, score: loose.Score})
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.score, a.score))
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
	known := append(strings.Fields(r.Keys), searchWords[r.Action]...)
	if slices.Contains(known, query) || query == r.short() {
		return byWord
	}
	if strings.HasPrefix(name, query) {
		return byBeginning
	}
	all := strings.FieldsFunc(strings.ToLower(strings.Join(append(known, name, r.short(), r.Meaning), " ")), func(c rune) bool {
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

// short is what the help line calls the row's action.
func (r Row) short() string {
	for _, e := range table {
		if e.action == r.Action {
			return strings.TrimSuffix(e.short, "…")
		}
	}
	return ""
}

// Of returns the action of a binding that this map has made, if any: help is made
// of bindings, and searched by actions.
func (m Map) Of(b key.Binding) Action {
	for _, e := range table {
		if slices.Equal(m.bindings[e.action].Keys(), b.Keys()) {
			return e.action
		}
	}
	return ""
}
