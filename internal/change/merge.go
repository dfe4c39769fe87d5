package change

import (
	"slices"

	"corotui/api"
)

// Merge puts what changed from base to ours onto theirs. A field that no one
// touched stays as theirs has it; one that only we changed becomes ours; one
// that both changed in the same way is no conflict; one that both changed
// differently is one, and merged holds theirs for it. Triggers are merged one by
// one by their canonical names and headers one by one by their names without
// case, so that spelling and order stay theirs and what we added comes last.
// Where theirs is base to the letter, the result is ours to the letter.
func Merge(base, theirs, ours api.Fields) (merged api.Fields, conflicts []Conflict) {
	merged = theirs.Clone()
	for _, field := range scalars {
		b, t, o := scalar(base, field), scalar(theirs, field), scalar(ours, field)
		same := func(x, y string) bool { return x == y }
		side, agreed := decide(b, t, o, same, func(x, y string) bool { return alike(field, x, y) })
		switch {
		case !agreed:
			conflicts = append(conflicts, conflictOf(field, "", base, theirs, ours))
		case side == Ours:
			setScalar(&merged, field, o)
		}
	}
	merged.Triggers = mergeTriggers(base, theirs, ours)
	headers, disputed := mergeHeaders(base, theirs, ours)
	merged.Headers = headers
	conflicts = append(conflicts, disputed...)
	switch side, agreed := decideSecret(base.Secret, theirs.Secret, ours.Secret); {
	case !agreed:
		conflicts = append(conflicts, conflictOf(Secret, "", base, theirs, ours))
	case side == Ours:
		merged.Secret = ours.Secret
	}
	conflicts = append(conflicts, mergeOthers(&merged, base, theirs, ours)...)
	return merged, conflicts
}

// Resolve settles conflicts: merged, as [Merge] returned it with theirs in the
// place of each conflict, gets ours where sides says so. There is a side for
// each conflict, in their order; a missing one is theirs.
func Resolve(merged, ours api.Fields, conflicts []Conflict, sides []Side) api.Fields {
	settled := merged.Clone()
	headers := groupHeaders(ours)
	var instead replacements
	for i, conflict := range conflicts {
		if i >= len(sides) || sides[i] != Ours {
			continue
		}
		switch conflict.Field {
		case Header:
			key := headerKey(conflict.Item)
			instead.add(key, headers[key])
		case Secret:
			settled.Secret = ours.Secret
		case Other:
			settled = Set(settled, Other, conflict.Item, Value(ours, Other, conflict.Item))
		default:
			setScalar(&settled, conflict.Field, scalar(ours, conflict.Field))
		}
	}
	settled.Headers = instead.in(settled.Headers)
	return settled
}

// decide says whose value a field takes, or that the two do not agree. Values
// that are alike mean the same, but only the same are equal to the letter.
func decide[T any](base, theirs, ours T, same, alike func(a, b T) bool) (side Side, agreed bool) {
	switch {
	case same(ours, base):
		return Theirs, true
	case same(theirs, base):
		return Ours, true
	case alike(ours, base):
		return Theirs, true
	case alike(theirs, base):
		return Ours, true
	}
	return Theirs, alike(ours, theirs)
}

// decideSecret decides about the secret. What is masked or left out cannot be
// compared, and so counts as not touched.
func decideSecret(base, theirs, ours api.WebhookSecret) (side Side, agreed bool) {
	if !secretGiven(base, ours) {
		return Theirs, true
	}
	_, baseKnown := base.Value()
	theirsTouched := baseKnown && secretGiven(base, theirs)
	if theirsTouched {
		return Theirs, !secretGiven(theirs, ours)
	}
	return Ours, true
}

// mergeTriggers takes away what we took away and appends what we added. Two
// people cannot disagree about one trigger: it is there or it is not.
func mergeTriggers(base, theirs, ours api.Fields) []api.Trigger {
	if slices.Equal(theirs.Triggers, base.Triggers) {
		return slices.Clone(ours.Triggers)
	}
	b, t, o := triggerNames(base.Triggers), triggerNames(theirs.Triggers), triggerNames(ours.Triggers)
	merged := slices.DeleteFunc(slices.Clone(theirs.Triggers), func(t api.Trigger) bool {
		return b[t.Name()] && !o[t.Name()]
	})
	for _, trigger := range ours.Triggers {
		if name := trigger.Name(); !b[name] && !t[name] {
			merged = append(merged, trigger)
		}
	}
	return merged
}

func mergeHeaders(base, theirs, ours api.Fields) (merged []api.Header, conflicts []Conflict) {
	if slices.Equal(theirs.Headers, base.Headers) {
		return slices.Clone(ours.Headers), nil
	}
	was, is, asked := groupHeaders(base), groupHeaders(theirs), groupHeaders(ours)
	var instead replacements
	for _, key := range headerKeys(theirs, ours) {
		b, t, o := was[key], is[key], asked[key]
		side, agreed := decide(b, t, o, slices.Equal[[]api.Header], alikeHeaders)
		switch {
		case !agreed:
			name := slices.Concat(t, o)[0].Name
			conflicts = append(conflicts, Conflict{
				Field: Header, Item: name, Base: shownFirst(name, b), Theirs: shownFirst(name, t), Ours: shownFirst(name, o),
			})
		case side == Ours:
			instead.add(key, o)
		}
	}
	return instead.in(slices.Clone(theirs.Headers)), conflicts
}

// shownFirst puts the value of the first of some headers into words.
func shownFirst(name api.Text, headers []api.Header) *api.Text {
	if len(headers) == 0 {
		return nil
	}
	return Shown(Header, name, wrap(string(headers[0].Value)))
}

// alikeHeaders reports whether headers of one name have the same values,
// however the name is spelled.
func alikeHeaders(a, b []api.Header) bool {
	return slices.EqualFunc(a, b, func(x, y api.Header) bool { return x.Value == y.Value })
}

func conflictOf(field Field, item api.Text, base, theirs, ours api.Fields) Conflict {
	shown := func(f api.Fields) *api.Text { return Shown(field, item, Value(f, field, item)) }
	return Conflict{Field: field, Item: item, Base: shown(base), Theirs: shown(theirs), Ours: shown(ours)}
}
