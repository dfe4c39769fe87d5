package keys

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Saved is a filter that the user saved under a key, in clean words.
type Saved struct{ Name, Key, Filter string }

// savedKeys are those that filters can be saved under. A binding of the user's own
// takes one away, as long as no filter is saved under it.
const savedKeys = "1 2 3 4 5 6 7 8 9"

// WithSaved returns the bindings with saved filters. A key that does something else
// is an error which names both.
func (m Map) WithSaved(saved []Saved) (Map, error) {
	for _, one := range saved {
		if !slices.Contains(m.bindings[SavedFilter].Keys(), one.Key) {
			return Map{}, fmt.Errorf("filters: %q would do both %s and the filter %q", one.Key, m.owner(one.Key), one.Name)
		}
	}
	m.saved = slices.Clone(saved)
	sort.SliceStable(m.saved, func(i, j int) bool { return m.saved[i].Key < m.saved[j].Key })
	return m, nil
}

// owner is the action that a key does.
func (m Map) owner(key string) Action {
	for _, r := range table {
		if slices.Contains(m.bindings[r.action].Keys(), key) {
			return r.action
		}
	}
	return ""
}

// Saved are the saved filters, in the order of their keys.
func (m Map) Saved() []Saved { return m.saved }

// savedPrefix begins the names of actions that apply one saved filter; its key
// follows.
const savedPrefix = string(SavedFilter) + "-"

// Action is the one that applies the filter.
func (s Saved) Action() Action { return Action(savedPrefix + s.Key) }

// Saved returns the place of a saved filter among all, and whether the action
// applies one.
func (a Action) Saved(all []Saved) (at int, applies bool) {
	key, applies := strings.CutPrefix(string(a), savedPrefix)
	if !applies {
		return 0, false
	}
	at = slices.IndexFunc(all, func(s Saved) bool { return s.Key == key })
	return at, at >= 0
}

// Kind is the action as the tables know it: of all that apply a saved filter the
// one that stands for them.
func (a Action) Kind() Action {
	if strings.HasPrefix(string(a), savedPrefix) {
		return SavedFilter
	}
	return a
}

// savedRows lists the saved filters in place of the action that stands for them.
func (m Map) savedRows(of Row) []Row {
	rows := make([]Row, len(m.saved))
	for i, s := range m.saved {
		rows[i] = of
		rows[i].Action, rows[i].Keys = s.Action(), s.Key
		rows[i].Meaning = "filter " + s.Name + ": " + s.Filter
		rows[i].Words = append([]string{strings.ToLower(s.Name)}, of.Words...)
	}
	return rows
}
