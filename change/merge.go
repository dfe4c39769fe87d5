package change

import (
	"slices"
	"strings"

	"corotui/api"
)

// Merge puts what changed from base to ours onto theirs. A field that nobody
// touched stays, one that only we changed becomes ours, and one that both
// changed in the same way is no conflict. One that both changed differently is
// a conflict, for which merged holds theirs. Triggers are merged one by one by
// their canonical names, headers one by one by their names without case.
func Merge(base, theirs, ours api.Fields) (merged api.Fields, conflicts []Conflict) {
	merged = theirs.Clone()
	for _, field := range scalars {
		b, t, o := field.get(base), field.get(theirs), field.get(ours)
		switch {
		case o == b || o == t:
		case t == b:
			field.set(&merged, o)
		default:
			conflicts = append(conflicts, Conflict{field.name, "", field.shown(b), field.shown(t), field.shown(o)})
		}
	}
	if merged.Status != theirs.Status {
		merged.Status = ours.Status // its own letter case, not the one compared
	}
	mergeTriggers(&merged, base, ours)
	conflicts = append(conflicts, mergeHeaders(&merged, base, theirs, ours)...)
	conflicts = append(conflicts, mergeSecret(&merged, base, theirs, ours)...)
	return merged, conflicts
}

// mergeTriggers takes away what we took away and appends what we added. Two
// people cannot disagree about one trigger: it is there or it is not.
func mergeTriggers(merged *api.Fields, base, ours api.Fields) {
	merged.Triggers = slices.DeleteFunc(merged.Triggers, func(t api.Trigger) bool {
		return base.HasTrigger(t.Name()) && !ours.HasTrigger(t.Name())
	})
	for _, t := range ours.Triggers {
		if !base.HasTrigger(t.Name()) && !merged.HasTrigger(t.Name()) {
			merged.Triggers = append(merged.Triggers, t)
		}
	}
}

// value is a header that may not be there.
type value struct {
	text  api.Text
	there bool
}

func headerOf(f api.Fields, name api.Text) value {
	v, there := f.Header(name)
	return value{v, there}
}

func mergeHeaders(merged *api.Fields, base, theirs, ours api.Fields) []Conflict {
	var conflicts []Conflict
	for _, name := range headerNames(base, theirs, ours) {
		b, t, o := headerOf(base, name), headerOf(theirs, name), headerOf(ours, name)
		switch {
		case o == b || o == t:
		case t == b:
			setHeader(merged, spelledName(ours, name), o)
		default:
			conflicts = append(conflicts, Conflict{Header, name, shownValue(name, b), shownValue(name, t), shownValue(name, o)})
		}
	}
	return conflicts
}

// headerNames returns every name once, in the order of first appearance.
func headerNames(all ...api.Fields) []api.Text {
	var names []api.Text
	seen := make(map[string]bool)
	for _, f := range all {
		for _, h := range f.Headers {
			if key := strings.ToLower(string(h.Name)); !seen[key] {
				seen[key] = true
				names = append(names, h.Name)
			}
		}
	}
	return names
}

// spelledName is name in the letter case that f uses.
func spelledName(f api.Fields, name api.Text) api.Text {
	for _, h := range f.Headers {
		if strings.EqualFold(string(h.Name), string(name)) {
			return h.Name
		}
	}
	return name
}

func setHeader(f *api.Fields, name api.Text, v value) {
	at := slices.IndexFunc(f.Headers, func(h api.Header) bool { return strings.EqualFold(string(h.Name), string(name)) })
	switch {
	case !v.there && at >= 0:
		f.Headers = slices.Delete(f.Headers, at, at+1)
	case v.there && at >= 0:
		f.Headers[at] = api.Header{Name: name, Value: v.text}
	case v.there:
		f.Headers = append(f.Headers, api.Header{Name: name, Value: v.text})
	}
}

func shownValue(name api.Text, v value) *api.Text {
	if !v.there {
		return nil
	}
	return shownHeader(name, v.text)
}

// mergeSecret: only a secret that is given is a change; one that the server
// masks or leaves out cannot be compared, and ours is then what the user wants.
func mergeSecret(merged *api.Fields, base, theirs, ours api.Fields) []Conflict {
	if !changed(base.Secret, ours.Secret) || !changed(theirs.Secret, ours.Secret) {
		return nil
	}
	if changed(base.Secret, theirs.Secret) && known(base.Secret) {
		return []Conflict{{Secret, "", shownSecret(base.Secret), shownSecret(theirs.Secret), shownSecret(ours.Secret)}}
	}
	merged.Secret = ours.Secret
	return nil
}

func known(s api.WebhookSecret) bool {
	_, known := s.Value()
	return known
}

// Resolve settles conflicts: merged, as [Merge] returned it with theirs in the
// place of each conflict, gets ours where sides says so. There is a side for
// each conflict, in their order; a missing one is theirs.
func Resolve(merged, ours api.Fields, conflicts []Conflict, sides []Side) api.Fields {
	settled := merged.Clone()
	for i, conflict := range conflicts {
		if i >= len(sides) || sides[i] == Theirs {
			continue
		}
		switch conflict.Field {
		case Header:
			setHeader(&settled, spelledName(ours, conflict.Item), headerOf(ours, conflict.Item))
		case Secret:
			settled.Secret = ours.Secret
		case Status:
			settled.Status = ours.Status
		default:
			for _, field := range scalars {
				if field.name == conflict.Field {
					field.set(&settled, field.get(ours))
				}
			}
		}
	}
	return settled
}
