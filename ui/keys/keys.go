// Package keys holds every action of the program as data: its name, keys, and
// words. The key map that screens match against, the hint line, help, the palette,
// and the README's table are all made from that, and the user's config changes it.
package keys

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"charm.land/bubbles/v2/key"
)

// Map is a set of bindings. It never changes once made; copies share it.
type Map struct {
	bindings map[Action]key.Binding
	saved    []Saved
	commands []Command
}

// NewMap returns the default bindings with those of overrides in place of theirs:
// an action's name, and the keys that do it. An action that does not exist, one
// without a key, a key that does not exist, or one that would do two things is an
// error which names it.
func NewMap(overrides map[string][]string) (Map, error) {
	m := Map{bindings: make(map[Action]key.Binding, len(table))}
	names := make([]string, 0, len(overrides))
	overridden := make(map[string]bool)
	for name, bound := range overrides {
		names = append(names, name)
		for _, k := range bound {
			overridden[k] = true
		}
	}
	sort.Strings(names)
	for _, name := range names {
		if !slices.ContainsFunc(table, func(r record) bool { return string(r.action) == name }) {
			return Map{}, fmt.Errorf("keys: there is no action %q; corotui --help keys lists them", name)
		}
		if name == string(SavedFilter) {
			return Map{}, fmt.Errorf("keys: %s has its keys in filters", name)
		}
		if len(overrides[name]) == 0 {
			return Map{}, fmt.Errorf("keys: %s has no key; name at least one", name)
		}
		for _, k := range overrides[name] {
			if err := checkName("keys", name, k); err != nil {
				return Map{}, err
			}
		}
	}
	owner := make(map[string]Action)
	for _, r := range table {
		bound := strings.Fields(r.keys)
		if own, ok := overrides[string(r.action)]; ok {
			bound = own
		}
		if r.action == SavedFilter {
			bound = slices.DeleteFunc(bound, func(k string) bool { return overridden[k] })
		}
		for _, k := range bound {
			if r.action == Apply && overridden[k] && overrides[string(Apply)] == nil {
				continue // its page takes the key before others do
			}
			if other, taken := owner[k]; taken {
				return Map{}, fmt.Errorf("keys: %q would do both %s and %s", k, other, r.action)
			}
			owner[k] = r.action
		}
		m.bindings[r.action] = Bind(shown(bound), r.short, bound...)
	}
	return m, nil
}

// Default returns the bindings that the program has without a config file.
func Default() Map {
	m, err := NewMap(nil)
	if err != nil {
		panic(err) // the table above contradicts itself; a test fails first
	}
	return m
}

// Binding returns the binding of an action, for key.Matches and for help.
func (m Map) Binding(a Action) key.Binding { return m.bindings[a] }

// Hint is an entry of the hint line: a key, and what it does now.
type Hint struct {
	Action Action // empty: the key is the page's own
	Key    string // as shown: "↑↓"
	Text   string
}

// Hints are those of actions, which the frame shows where they can be done.
func (m Map) Hints(actions ...Action) []Hint {
	hints := make([]Hint, len(actions))
	for i, action := range actions {
		hints[i] = m.Hint(action, m.bindings[action].Help().Desc)
	}
	return hints
}

// Hint is that of an action with a text of its own, for a place where the action
// means something narrower ("enable" in place of "on/off").
func (m Map) Hint(a Action, text string) Hint {
	return Hint{Action: a, Key: m.bindings[a].Help().Key, Text: text}
}

// OwnHint is that of an action's key where a page does something of its own by it, so
// that the frame does not ask whether the action can be done.
func (m Map) OwnHint(a Action, text string) Hint {
	own := m.Hint(a, text)
	own.Action = ""
	return own
}

// Bind makes a binding of a page's own keys, with how hints show them and what they do.
func Bind(shown, does string, bound ...string) key.Binding {
	return key.NewBinding(key.WithKeys(bound...), key.WithHelp(shown, does))
}

// Own are the hints of a page's own keys.
func Own(bindings ...key.Binding) []Hint {
	hints := make([]Hint, len(bindings))
	for i, b := range bindings {
		hints[i] = Hint{Key: b.Help().Key, Text: b.Help().Desc}
	}
	return hints
}

// Matches reports whether a key press is one of the action's keys.
func (m Map) Matches(pressed fmt.Stringer, a Action) bool {
	return key.Matches(pressed, m.bindings[a])
}

// Find returns the action that a key press means, if any.
func (m Map) Find(pressed fmt.Stringer) (Action, bool) {
	if at := slices.IndexFunc(m.commands, func(c Command) bool { return c.Key == pressed.String() }); at >= 0 {
		return m.commands[at].Action(), true
	}
	for _, r := range table {
		if r.action == Apply || !key.Matches(pressed, m.bindings[r.action]) {
			continue
		}
		if at := slices.IndexFunc(m.saved, func(s Saved) bool { return s.Key == pressed.String() }); r.action == SavedFilter && at >= 0 {
			return m.saved[at].Action(), true
		}
		return r.action, true
	}
	if key.Matches(pressed, m.bindings[Apply]) { // of its page alone, so what has the same key elsewhere goes first
		return Apply, true
	}
	return "", false
}

var symbols = strings.NewReplacer("up", "↑", "down", "↓", "left", "←", "right", "→")

// shown writes keys the way help shows them.
func shown(bound []string) string {
	if strings.Join(bound, " ") == savedKeys {
		return "1-9"
	}
	parts := make([]string, len(bound))
	for i, k := range bound {
		parts[i] = k
		if k == "up" || k == "down" || k == "left" || k == "right" {
			parts[i] = symbols.Replace(k)
		}
	}
	return strings.Join(parts, " ")
}
