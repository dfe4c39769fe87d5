// Package keys holds every key of the program as data: the key map that
// screens match against, help, the palette and the README's table are all made
// from it, and the user's config changes it.
package keys

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"charm.land/bubbles/v2/key"
)

// Action names something that a key does. The names are what the config file's
// "keys" section uses.
type Action string

// The actions. Those of the first group act on webhooks: the marked ones, or
// the one under the cursor.
const (
	Toggle  Action = "toggle"
	Test    Action = "test"
	Edit    Action = "edit"
	New     Action = "new"
	CopyNew Action = "copy-new"
	Delete  Action = "delete"
	Copy    Action = "copy"
	Bulk    Action = "bulk"

	Open        Action = "open"
	Reveal      Action = "reveal"
	Filter      Action = "filter"
	Sort        Action = "sort"
	SortReverse Action = "sort-reverse"
	Mark        Action = "mark"
	MarkAll     Action = "mark-all"

	Up       Action = "up"
	Down     Action = "down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	Top      Action = "top"
	Bottom   Action = "bottom"

	Fleet     Action = "fleet"
	Watch     Action = "watch"
	Pause     Action = "pause"
	Halt      Action = "halt"
	Troubles  Action = "troubles"
	RetryRead Action = "retry"

	Workspaces Action = "workspaces"
	Profiles   Action = "profiles"
	Refresh    Action = "refresh"
	Undo       Action = "undo"
	History    Action = "history"
	Palette    Action = "palette"
	Help       Action = "help"
	Back       Action = "back"
	Quit       Action = "quit"
	Interrupt  Action = "interrupt"
	Suspend    Action = "suspend"
)

// Scope tells where an action's key works.
type Scope string

// The scopes.
const (
	List       Scope = "list"
	InFleet    Scope = "fleet"
	Everywhere Scope = "everywhere"
)

// Scopes are all of them, in the order of the README's table.
var Scopes = []Scope{List, InFleet, Everywhere}

// entry is one line of the table of keys.
type entry struct {
	action Action
	keys   []string
	short  string // for the help line
	long   string // for the help screen and the README
	scope  Scope
}

// table is every key there is, in the order in which help shows them.
var table = []entry{
	{Toggle, []string{"space"}, "on/off", "enable or disable", List},
	{Open, []string{"enter"}, "open", "open the webhook", List},
	{Edit, []string{"e"}, "edit", "edit", List},
	{New, []string{"n"}, "new", "new webhook", List},
	{CopyNew, []string{"c"}, "clone", "new webhook from this one", List},
	{Delete, []string{"d"}, "delete", "delete, after asking", List},
	{Test, []string{"t"}, "test", "send Coro's test and show its answer", List},
	{Bulk, []string{"b"}, "more…", "change the marked: URL, events, headers, secret, copies", List},
	{Filter, []string{"/"}, "filter", "filter; esc clears", List},
	{Sort, []string{"s"}, "sort", "sort by the next column", List},
	{SortReverse, []string{"S"}, "reverse", "reverse the sort", List},
	{Mark, []string{"x"}, "mark", "mark; actions then apply to the marked", List},
	{MarkAll, []string{"X"}, "mark all", "mark all shown, or none", List},
	{Reveal, []string{"v"}, "reveal", "show the secrets for 10 seconds (detail)", List},
	{Up, []string{"up", "k"}, "up", "move up", List},
	{Down, []string{"down", "j"}, "down", "move down", List},
	{PageUp, []string{"pgup", "ctrl+b"}, "page up", "move a page up", List},
	{PageDown, []string{"pgdown", "ctrl+f"}, "page down", "move a page down", List},
	{Top, []string{"g", "home"}, "top", "go to the first", List},
	{Bottom, []string{"G", "end"}, "bottom", "go to the last", List},
	{Watch, []string{"W"}, "watch", "walk again every 5 minutes, and point out what went off", InFleet},
	{Pause, []string{"P"}, "pause", "pause the walk, or go on with it", InFleet},
	{Halt, []string{"C"}, "stop", "stop the walk; what was read stays", InFleet},
	{Troubles, []string{"!"}, "not read", "list the workspaces that could not be read, and why", InFleet},
	{RetryRead, []string{"R"}, "retry", "read those that failed once more", InFleet},
	{Fleet, []string{"f"}, "fleet", "every webhook of every workspace below the channel", Everywhere},
	{Workspaces, []string{"w"}, "workspaces", "choose another workspace", Everywhere},
	{Profiles, []string{"p"}, "profiles", "switch to another profile", Everywhere},
	{Refresh, []string{"r"}, "refresh", "refresh", Everywhere},
	{Undo, []string{"u"}, "undo", "undo the last change", Everywhere},
	{History, []string{"h"}, "history", "every change made from here", Everywhere},
	{Copy, []string{"y"}, "copy…", "copy the id, URL, JSON or curl command", Everywhere},
	{Palette, []string{":"}, "actions", "find an action by name", Everywhere},
	{Help, []string{"?"}, "more", "help", Everywhere},
	{Back, []string{"esc"}, "back", "back", Everywhere},
	{Quit, []string{"q"}, "quit", "back, and from the list quit", Everywhere},
	{Interrupt, []string{"ctrl+c"}, "quit", "quit", Everywhere},
	{Suspend, []string{"ctrl+z"}, "suspend", "suspend", Everywhere},
}

// Map is a set of bindings. It never changes once made; copies share it.
type Map struct{ bindings map[Action]key.Binding }

// NewMap returns the default bindings with those of overrides in place of theirs:
// an action's name, and the keys that do it. An action that does not exist, one
// without a key, a key that does not exist, or one that would do two things is an
// error which names it.
func NewMap(overrides map[string][]string) (Map, error) {
	m := Map{bindings: make(map[Action]key.Binding, len(table))}
	names := make([]string, 0, len(overrides))
	for name := range overrides {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if !slices.ContainsFunc(table, func(e entry) bool { return string(e.action) == name }) {
			return Map{}, fmt.Errorf("keys: there is no action %q; corotui --help keys lists them", name)
		}
		if len(overrides[name]) == 0 {
			return Map{}, fmt.Errorf("keys: %s has no key; name at least one", name)
		}
		for _, k := range overrides[name] {
			if err := checkName(Action(name), k); err != nil {
				return Map{}, err
			}
		}
	}
	owner := make(map[string]Action)
	for _, e := range table {
		bound := e.keys
		if own, ok := overrides[string(e.action)]; ok {
			bound = own
		}
		for _, k := range bound {
			if other, taken := owner[k]; taken {
				return Map{}, fmt.Errorf("keys: %q would do both %s and %s", k, other, e.action)
			}
			owner[k] = e.action
		}
		m.bindings[e.action] = key.NewBinding(key.WithKeys(bound...), key.WithHelp(shown(bound), e.short))
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

// Long returns the bindings of actions with their whole meaning as help.
func (m Map) Long(actions ...Action) []key.Binding {
	bindings := make([]key.Binding, 0, len(actions))
	for _, action := range actions {
		for _, e := range table {
			if e.action == action {
				bindings = append(bindings, m.With(action, e.long))
			}
		}
	}
	return bindings
}

// With returns the binding of an action with another short help, for a place
// where the action means something narrower ("enable" instead of "on/off").
func (m Map) With(a Action, short string) key.Binding {
	b := m.bindings[a]
	b.SetHelp(b.Help().Key, short)
	return b
}

// Matches reports whether a key press is one of the action's keys.
func (m Map) Matches(pressed fmt.Stringer, a Action) bool {
	return key.Matches(pressed, m.bindings[a])
}

// Find returns the action that a key press means, if any.
func (m Map) Find(pressed fmt.Stringer) (Action, bool) {
	for _, e := range table {
		if key.Matches(pressed, m.bindings[e.action]) {
			return e.action, true
		}
	}
	return "", false
}

// Row is one line of the table of keys, for help, the palette and the README.
type Row struct {
	Action  Action
	Keys    string // as shown: "↑ k"
	Meaning string
	Scope   Scope
}

// Table lists every action in the order in which help shows them.
func (m Map) Table() []Row {
	rows := make([]Row, 0, len(table))
	for _, e := range table {
		rows = append(rows, Row{e.action, m.bindings[e.action].Help().Key, e.long, e.scope})
	}
	return rows
}

var symbols = strings.NewReplacer("up", "↑", "down", "↓", "left", "←", "right", "→")

// shown writes keys the way help shows them.
func shown(bound []string) string {
	parts := make([]string, len(bound))
	for i, k := range bound {
		parts[i] = k
		if k == "up" || k == "down" || k == "left" || k == "right" {
			parts[i] = symbols.Replace(k)
		}
	}
	return strings.Join(parts, " ")
}
