package change

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"corotui/api"
	"corotui/internal/mask"
)

// otherAt is the place of an unknown field, or -1.
func otherAt(f api.Fields, name string) int {
	return slices.IndexFunc(f.Extra, func(m api.Member) bool { return m.Name == name })
}

// others are the unknown fields by their names.
func others(f api.Fields) map[string]json.RawMessage {
	byName := make(map[string]json.RawMessage, len(f.Extra))
	for _, member := range f.Extra {
		byName[member.Name] = member.Value
	}
	return byName
}

// changedOthers names the unknown fields that differ, in the order of
// appearance. Servers count and date in such fields, so they differ without
// anyone's doing: only those that a goal changes say something.
func changedOthers(before, after api.Fields) []string {
	same := func(a, b api.Member) bool { return a.Name == b.Name && bytes.Equal(a.Value, b.Value) }
	if slices.EqualFunc(before.Extra, after.Extra, same) {
		return nil
	}
	was, is := others(before), others(after)
	var names []string
	seen := make(map[string]bool)
	for _, f := range []api.Fields{before, after} {
		for _, member := range f.Extra {
			if name := member.Name; !seen[name] && !sameOther(was, is, name) {
				names = append(names, name)
			}
			seen[member.Name] = true
		}
	}
	return names
}

// sameOther reports whether an unknown field has the same value in both, or is
// in neither.
func sameOther(a, b map[string]json.RawMessage, name string) bool {
	x, inA := a[name]
	y, inB := b[name]
	return inA == inB && (!inA || sameJSON(x, y))
}

// sameJSON reports whether two JSON values say the same: blanks, escapes, and
// the order of an object's members do not count, the spelling of a number does.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, okX := decoded(a)
	y, okY := decoded(b)
	return okX && okY && reflect.DeepEqual(x, y)
}

// standsFor reports whether an unknown field means what the server holds: it
// says the same, or is the mask of it.
func standsFor(member api.Member, held json.RawMessage) bool {
	return sameJSON(member.Value, held) || sameJSON(member.Value, mask.Field(member.Name, held))
}

func decoded(raw json.RawMessage) (value any, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return value, decoder.Decode(&value) == nil
}

// mergeOthers puts the unknown fields that we changed onto theirs.
func mergeOthers(merged *api.Fields, base, theirs, ours api.Fields) (conflicts []Conflict) {
	changed := changedOthers(base, ours)
	if len(changed) == 0 {
		return nil
	}
	was, is, wanted := others(base), others(theirs), others(ours)
	for _, name := range changed {
		item := api.Text(name)
		switch {
		case sameOther(is, wanted, name):
		case sameOther(was, is, name):
			*merged = Set(*merged, Other, item, Value(ours, Other, item))
		default:
			conflicts = append(conflicts, conflictOf(Other, item, base, theirs, ours))
		}
	}
	return conflicts
}
