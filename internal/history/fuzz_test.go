package history_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// FuzzFile puts anything in the file's place: it is read without harm, what is
// appended to it is found again, and every plan to undo can be made and run
// through its first step.
func FuzzFile(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("\n\n{}\n[]\nnull\n\"\"\n"))
	f.Add([]byte(`{"v":1,"type":"change","id":"abcd1111","action":"update","outcome":"done","changes":[{"field":"name","before":{"text":"a"},"after":{"text":"b"}},{"field":"odd","before":null,"after":{"text":"x","print":"00"}}]}` + "\n"))
	f.Add([]byte(`{"type":"change","id":"a","action":"delete","outcome":"gone","changes":[{"field":"secret","before":{"text":"••","print":"ff"},"after":null},{"field":"header","item":"Authorization","before":{"text":"••"},"after":null}]}` + "\n" + `{"type":"change","id":"b","action":"create","outcome":"done","undoes":"a","webhook":"x"}`))
	f.Add([]byte(`{"type":"change","id":"a","action":"create","webhook":"w","outcome":"done","undoes":"a"}` + "\n" + `{"type":"plan","id":"p"}` + "\n" + `{"type":"change","id":"u","outcome":"nonsense","at":"0000-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "history.jsonl")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		log := history.Open(path)
		first := read(t, log, history.Filter{})
		for _, e := range first.Entries {
			e.Changes()
			ways, err := log.PlanUndo(t.Context(), e.ID)
			if err != nil {
				continue // its id is empty once cleaned, or starts several
			}
			for _, way := range ways {
				if way.Change == nil && way.Why == "" {
					t.Errorf("no way back from %+v, and no reason", way.Entry)
				}
				history.Commands.Limits(way.Change)
				if update, ok := way.Change.(change.Update); ok {
					base, goal := update.Recall(api.Fields{Name: "theirs", Headers: []api.Header{{Name: "X", Value: "1"}}})
					change.Merge(base, api.Fields{Name: "theirs"}, goal)
				}
			}
		}
		var stuck *history.StuckError
		if _, err := log.PlanUndoLast(t.Context(), history.Scope{}); err != nil && !errors.As(err, &stuck) {
			t.Fatal(err)
		}
		id := record(t, log, tech1, event("appended"))
		if then := read(t, log, history.Filter{}); len(then.Entries) != len(first.Entries)+1 || then.Entries[0].ID != id || then.Unreadable != first.Unreadable {
			t.Errorf("after appending there are %d entries and %d unreadable, before %d and %d", len(then.Entries), then.Unreadable, len(first.Entries), first.Unreadable)
		}
	})
}
