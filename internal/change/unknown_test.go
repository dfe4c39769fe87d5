package change_test

import (
	"encoding/json"
	"testing"

	"corotui/api"
	"corotui/internal/change"
)

func fieldsWith(extra ...api.Member) api.Fields {
	return api.Fields{Name: "Billing", URL: "https://h.example", Triggers: []api.Trigger{"workspace-created"}, Extra: extra}
}

func member(name, value string) api.Member {
	return api.Member{Name: name, Value: json.RawMessage(value)}
}

// A field that corotui does not know is merged like one that it knows, and what
// a server counts in such a field stays the server's.
func TestUnknownFieldsAreMerged(t *testing.T) {
	t.Parallel()
	base := fieldsWith(member("owner", `"a"`), member("sent", `1`))
	theirs := fieldsWith(member("owner", `"a"`), member("sent", `2`))
	ours := fieldsWith(member("owner", `"b"`), member("sent", `1`), member("team", `{"id": 7}`))
	merged, conflicts := change.Merge(base, theirs, ours)
	if len(conflicts) > 0 {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	want := fieldsWith(member("owner", `"b"`), member("sent", `2`), member("team", `{"id": 7}`))
	if deltas := change.Diff(want, merged); len(deltas) > 0 {
		t.Errorf("merged differs: %v", spellings(deltas))
	}
	theirs.Extra[0].Value = json.RawMessage(`"c"`)
	merged, conflicts = change.Merge(base, theirs, ours)
	if len(conflicts) != 1 || conflicts[0].Field != change.Other || conflicts[0].Item != "owner" {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	settled := change.Resolve(merged, ours, conflicts, []change.Side{change.Ours})
	if deltas := change.Diff(want, settled); len(deltas) > 0 {
		t.Errorf("settled differs: %v", spellings(deltas))
	}
}

// Blanks in a JSON value are no difference.
func TestUnknownFieldsAreComparedAsJSON(t *testing.T) {
	t.Parallel()
	if deltas := change.Diff(fieldsWith(member("a", `{"b": 1}`)), fieldsWith(member("a", `{"b":1}`))); len(deltas) > 0 {
		t.Errorf("differs: %v", spellings(deltas))
	}
	if deltas := change.Diff(fieldsWith(member("a", `1`)), fieldsWith(member("a", `2`))); len(deltas) != 1 {
		t.Errorf("differs: %v", spellings(deltas))
	}
}
