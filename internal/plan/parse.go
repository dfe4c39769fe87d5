package plan

import (
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/filter"
	"corotui/internal/suggest"
)

// Version is the version of the files that is known.
const Version = "v1"

// Parse reads files that were read already. The error is [Problems] if something is
// wrong with them: all that is.
func Parse(sources []Source, from Input) (*Policy, error) {
	policy := &Policy{Sources: sources}
	var wrong Problems
	for _, source := range sources {
		r := newReader(source, from)
		roots := r.documents()
		if len(roots) == 0 && len(r.wrong) == 0 {
			r.failAtf(Position{File: source.Name, Line: 1, Column: 1}, "the file is empty; begin it with corotui: %s", Version)
		}
		for _, root := range roots {
			policy.Sets = append(policy.Sets, r.policy(root)...)
		}
		wrong = append(wrong, r.wrong...)
		policy.Doubts = append(policy.Doubts, r.doubts...)
	}
	if len(wrong) == 0 {
		wrong = policy.twice()
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	_ = policy.Doubts.Err() // puts them in order
	return policy, nil
}

// policy reads one document.
func (r *reader) policy(root *yaml.Node) []Set {
	var version, list *yaml.Node
	before := len(r.wrong)
	mapping := r.fields(root, "the file", "corotui: "+Version, []field{
		{name: "corotui", read: func(n *yaml.Node) { version = n }},
		{name: "sets", read: func(n *yaml.Node) { list = n }},
	})
	switch {
	case !mapping:
		return nil
	case version == nil && list == nil:
		r.wrong = r.wrong[:before] // it is another kind of file
		r.failf(root, "this is not a policy; one begins with corotui: %s, and has sets", Version)
		return nil
	case version == nil:
		r.failf(root, "the file does not say corotui: %s; begin it with that line", Version)
	default:
		if known := r.value(version); known.Kind != yaml.ScalarNode || known.Value != Version {
			r.failf(version, "corotui: %s is not a version that this corotui knows; it knows %s", shown(known.Value), Version)
			return nil
		}
	}
	if list == nil {
		r.failf(root, "the file has no sets; add sets: with a list of them")
		return nil
	}
	items, _, _ := r.list(list, "sets", "- workspaces: {type: child}")
	var sets []Set
	for _, item := range items {
		if r.spent() {
			break
		}
		if set, ok := r.set(item); ok {
			sets = append(sets, set)
		}
	}
	return sets
}

// set reads a set.
func (r *reader) set(n *yaml.Node) (Set, bool) {
	set := Set{At: r.at(r.value(n))}
	var selects, wants bool
	var override *yaml.Node
	ok := r.fields(n, "a set", "{workspaces: {type: child}, webhooks: [...]}", []field{
		{name: "workspaces", read: func(n *yaml.Node) { selects = true; set.Workspaces = r.selection(n) }},
		{name: "webhooks", read: func(n *yaml.Node) {
			wants = true
			items, _, _ := r.list(n, "webhooks", "- name: Billing")
			for _, item := range items {
				if wanted, ok := r.wanted(item, true); ok {
					set.Webhooks = append(set.Webhooks, wanted)
				}
				if r.spent() {
					break
				}
			}
		}},
		{name: "override", read: func(n *yaml.Node) { override = n }},
	})
	if ok && !selects {
		r.failAtf(set.At, "the set does not say which workspaces; add workspaces: {type: child}, {ids: [...]}, {filter: ...}, or {all: true}")
	}
	if ok && !wants {
		r.failAtf(set.At, "the set has no webhooks; add webhooks: with a list of them")
	}
	r.distinct(set.Webhooks)
	if override != nil {
		set.Override = r.overrides(override, &set)
	}
	return set, ok
}

// distinct finds the webhooks of a set that could not be told apart.
func (r *reader) distinct(webhooks []Wanted) {
	ids, names := make(map[api.WebhookID]Position), make(map[string]Position)
	for _, w := range webhooks {
		if w.ID.Set {
			if first, twice := ids[w.ID.Value]; twice {
				r.failAtf(w.ID.At, "a webhook with the id %s is there already, in line %d; keep one of them", shown(string(w.ID.Value)), first.Line)
				continue
			}
			ids[w.ID.Value] = w.ID.At
			continue
		}
		if !w.Name.Set {
			continue
		}
		key := change.NameKey(w.Name.Value)
		if first, twice := names[key]; twice {
			r.failAtf(w.Name.At, "a webhook of the name %s is there already, in line %d; keep one of them, or give each its id", shown(string(w.Name.Value)), first.Line)
			continue
		}
		names[key] = w.Name.At
	}
}

// types are those of workspaces.
var types = []string{"channel", "child", "regular"}

// selection reads which workspaces a set is about.
func (r *reader) selection(n *yaml.Node) Selection {
	s := Selection{At: r.at(r.value(n))}
	none := true
	given := func(read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) { none = false; read(n) }
	}
	ok := r.fields(n, "workspaces", "{type: child}", []field{
		{name: "all", read: given(func(n *yaml.Node) { s.All = r.always(n, "all") })},
		{name: "ids", read: given(func(n *yaml.Node) { s.IDs = r.ids(n) })},
		{name: "type", read: given(func(n *yaml.Node) { s.Type = r.workspaceType(n) })},
		{name: "filter", read: given(func(n *yaml.Node) { s.Filter = r.filter(n) })},
	})
	if ok && none {
		r.failAtf(s.At, "workspaces selects nothing; give type, ids, or filter, or all: true")
	}
	return s
}

// always reads what can only be true.
func (r *reader) always(n *yaml.Node, what string) bool {
	given, ok := r.flag(n, what)
	if ok && !given.Value {
		r.failAtf(given.At, "%s can only be true; leave it out otherwise", what)
	}
	return ok && given.Value
}

// ids reads the ids of workspaces.
func (r *reader) ids(n *yaml.Node) Given[[]Given[api.WorkspaceID]] {
	items, at, ok := r.list(n, "ids", "[northwinddental_N3D5_x]")
	list := Given[[]Given[api.WorkspaceID]]{At: at, Set: ok}
	if ok && len(items) == 0 {
		r.failAtf(at, "ids is empty; name a workspace at least")
	}
	seen := make(map[api.WorkspaceID]Position)
	for _, item := range items {
		if r.spent() {
			break
		}
		id, ok := r.id(item, "the id of a workspace")
		if !ok {
			continue
		}
		given := Given[api.WorkspaceID]{Value: api.WorkspaceID(id.Value), At: id.At, Set: true}
		if first, twice := seen[given.Value]; twice {
			r.failAtf(given.At, "%s is in the list already, in line %d; keep one of them", shown(string(given.Value)), first.Line)
			continue
		}
		seen[given.Value] = given.At
		list.Value = append(list.Value, given)
	}
	return list
}

// id reads an id. Its form is not known, but it is no blank and can be seen.
func (r *reader) id(n *yaml.Node, what string) (Given[api.Text], bool) {
	id, ok := r.expanded(n, what)
	return id, ok && r.isID(id, what)
}

func (r *reader) isID(id Given[api.Text], what string) bool {
	value := string(id.Value)
	switch {
	case strings.TrimSpace(value) == "":
		r.failAtf(id.At, "%s is empty; copy it from corotui workspaces list or corotui webhooks list", what)
	case len(value) > change.MaxValue:
		r.failAtf(id.At, "%s is too long (%d bytes)", what, len(value))
	case strings.TrimSpace(value) != value || strings.ContainsFunc(value, func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar }):
		r.failAtf(id.At, "%s, %s, has blanks at its ends or control characters; copy it again", what, shown(value))
	default:
		return true
	}
	return false
}

// workspaceType reads the type of workspaces.
func (r *reader) workspaceType(n *yaml.Node) Given[api.Text] {
	given, ok := r.text(n, "type")
	if !ok || slices.ContainsFunc(types, func(known string) bool { return strings.EqualFold(known, string(given.Value)) }) {
		return given
	}
	if near := suggest.Nearest(cut(string(given.Value)), types); near != "" {
		r.failAtf(given.At, "%s is not a type of workspaces; did you mean %s?", shown(string(given.Value)), near)
	} else {
		r.failAtf(given.At, "%s is not a type of workspaces; known are %s", shown(string(given.Value)), strings.Join(types, ", "))
	}
	return given
}

// filter reads a filter of workspaces.
func (r *reader) filter(n *yaml.Node) Given[filter.Workspaces] {
	given, ok := r.expanded(n, "filter")
	if !ok {
		return Given[filter.Workspaces]{At: given.At}
	}
	parsed, err := filter.ParseWorkspaces(string(given.Value))
	switch {
	case err != nil:
		r.failAtf(given.At, "filter %s has %s", shown(string(given.Value)), err)
	case parsed.Empty():
		r.failAtf(given.At, "filter %s matches every workspace; write all: true if that is meant", shown(string(given.Value)))
	}
	return Given[filter.Workspaces]{Value: parsed, At: given.At, Set: true}
}

// overrides reads what is different in some workspaces of a set.
func (r *reader) overrides(n *yaml.Node, set *Set) []Override {
	var all []Override
	seen := make(map[api.WorkspaceID]Position)
	r.pairs(n, "override", "northwinddental_N3D5_x: {Billing: {status: disabled}}", func(name string, key, value *yaml.Node) {
		id, ok := r.expand(name, key)
		if !ok || !r.isID(id, "the id of a workspace") {
			return
		}
		o := Override{Workspace: Given[api.WorkspaceID]{Value: api.WorkspaceID(id.Value), At: id.At, Set: true}}
		if first, twice := seen[o.Workspace.Value]; twice {
			r.failAtf(id.At, "%s is there already, in line %d; keep one of them", shown(string(id.Value)), first.Line)
			return
		}
		seen[o.Workspace.Value] = id.At
		meant := make(map[int]Position)
		r.pairs(value, "override of "+shown(string(id.Value)), "{Billing: {status: disabled}}", func(name string, key, value *yaml.Node) {
			if wanted, ok := r.override(name, key, value, set, meant); ok {
				o.Webhooks = append(o.Webhooks, wanted)
			}
		})
		all = append(all, o)
	})
	return all
}

// override reads what is different of one webhook. meant are those of the set that are
// overridden already.
func (r *reader) override(name string, key, value *yaml.Node, set *Set, meant map[int]Position) (Wanted, bool) {
	at := -1
	called, ok := r.expand(name, key)
	if ok {
		at, ok = r.meant(called, set.Webhooks)
	}
	wanted, fine := r.wanted(value, false)
	if !ok || !fine {
		return Wanted{}, false
	}
	if first, twice := meant[at]; twice {
		r.failAtf(called.At, "%s is overridden already, in line %d; keep one of them", shown(string(called.Value)), first.Line)
		return Wanted{}, false
	}
	meant[at] = called.At
	wanted.At = called.At
	if of := set.Webhooks[at]; of.ID.Set {
		wanted.ID = Given[api.WebhookID]{Value: of.ID.Value, At: called.At, Set: true}
	} else {
		wanted.Name = Given[api.Text]{Value: of.Name.Value, At: called.At, Set: true}
	}
	return wanted, true
}

// meant finds the webhook of a set that an override calls by its id or name.
func (r *reader) meant(called Given[api.Text], webhooks []Wanted) (int, bool) {
	var found []int
	var names []string
	for i, w := range webhooks {
		if w.ID.Set && api.Text(w.ID.Value) == called.Value {
			return i, true
		}
		if w.Name.Set {
			names = append(names, string(w.Name.Value))
			if change.SameName(w.Name.Value, called.Value) {
				found = append(found, i)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) > 1:
		r.failAtf(called.At, "the set has %d webhooks of the name %s; give each its id, and override it by that", len(found), shown(string(called.Value)))
	case suggest.Nearest(cut(string(called.Value)), names) != "":
		r.failAtf(called.At, "the set has no webhook %s; did you mean %s?", shown(string(called.Value)), shown(suggest.Nearest(cut(string(called.Value)), names)))
	default:
		r.failAtf(called.At, "the set has no webhook %s; only its own can be overridden", shown(string(called.Value)))
	}
	return 0, false
}
