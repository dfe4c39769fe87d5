package history_test

import (
	"testing"

	"corotui/internal/change"
	"corotui/internal/history"
)

// TestChoices: what can be undone is listed the newest first, with what an undo does.
// A set is one choice; what was undone, changed nothing, or is another account's is none.
func TestChoices(t *testing.T) {
	t.Parallel()
	log := history.InMemory()
	single := record(t, log, tech1, event("Billing"))
	for range 3 {
		ofSet := event("Tickets")
		ofSet.Set = "set00000"
		record(t, log, tech1, ofSet)
	}
	failed := event("Failed")
	failed.Outcome = change.Failed
	record(t, log, tech1, failed)
	undone := record(t, log, tech1, event("Undone"))
	undo := event("Undone")
	undo.Undoes = undone
	record(t, log, tech1, undo)
	other := tech1
	other.Profile = "other"
	record(t, log, other, event("Other"))

	choices, err := log.Choices(t.Context(), here, 10)
	if err != nil || len(choices) != 2 {
		t.Fatalf("%+v, %v", choices, err)
	}
	if first := choices[0]; first.ID != "set00000" || first.Says != `Restore name of "Tickets" in Acme Channel, and undo the other changes of its run` {
		t.Errorf("the first is %+v", first)
	}
	if second := choices[1]; second.ID != single || second.Says != `Restore name of "Billing" in Acme Channel` || second.At.IsZero() {
		t.Errorf("the second is %+v", second)
	}
	if one, err := log.Choices(t.Context(), here, 1); err != nil || len(one) != 1 {
		t.Errorf("of one there are %+v, %v", one, err)
	}
}
