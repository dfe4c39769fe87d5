package words_test

import (
	"errors"
	"testing"

	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/words"
)

func TestFailure(t *testing.T) {
	t.Parallel()
	lost := errors.New("timed out\x1b[31m")
	for name, c := range map[string]struct {
		outcome change.Outcome
		want    string
	}{
		"done":           {change.Outcome{Kind: change.Done}, ""},
		"unchanged":      {change.Outcome{Kind: change.Unchanged}, ""},
		"deleted before": {change.Outcome{Kind: change.Gone}, ""},
		"gone":           {change.Outcome{Kind: change.Gone, Err: lost}, `"X" no longer exists`},
		"conflict": {change.Outcome{Kind: change.Conflicted, Conflicts: []change.Conflict{{Field: change.Name}, {Field: change.URL}}},
			`Someone else changed name, URL of "X", so nothing was written`},
		"deletion":  {change.Outcome{Kind: change.Conflicted}, `Someone else changed "X", so nothing was written`},
		"secret":    {change.Outcome{Kind: change.NeedSecret}, `Coro does not return the secret of "X", so it cannot be sent back`},
		"unknown":   {change.Outcome{Kind: change.Unknown, Err: lost}, `It is unknown whether "X" was changed: timed out`},
		"not begun": {change.Outcome{Kind: change.NotBegun}, `"X" was not begun`},
		"failed":    {change.Outcome{Kind: change.Failed, Err: lost}, `Could not change "X": timed out`},
		"refused":   {change.Outcome{Kind: change.Refused, Err: lost}, `Could not change "X": timed out`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := words.Failure(c.outcome, `"X"`); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestUnchanged(t *testing.T) {
	t.Parallel()
	for kind, want := range map[bulk.Kind][3]string{
		bulk.Enable:        {"1 webhook is already enabled", "2 are already enabled", "2 were already enabled"},
		bulk.SetURL:        {"1 webhook does not match", "2 do not match", "2 did not match"},
		bulk.RemoveTrigger: {"1 webhook does not have it", "2 do not have it", "2 did not have it"},
		bulk.Delete:        {"1 webhook is already gone", "2 are already gone", "2 were already gone"},
		bulk.Undo:          {"1 webhook cannot be undone", "2 cannot be undone", "2 were already undone"},
		bulk.AddHeader:     {"1 webhook already has these values", "2 already have these values", "2 already had these values"},
	} {
		got := [3]string{words.Unchanged(kind, 1, "webhook", "webhooks"), words.Unchanged(kind, 2, "", ""), words.WasUnchanged(kind, 2)}
		if got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
	}
}

// TestEveryActionHasItsForms: also one of a newer version, which a run that was
// interrupted may name.
func TestEveryActionHasItsForms(t *testing.T) {
	t.Parallel()
	for _, kind := range []bulk.Kind{
		bulk.Enable, bulk.Disable, bulk.Test, bulk.SetURL, bulk.AddTrigger, bulk.RemoveTrigger, bulk.AddHeader, bulk.RemoveHeader,
		bulk.Rotate, bulk.Copy, bulk.Delete, bulk.Undo, "newer\x1b[31m",
	} {
		a := words.OfAction(kind)
		if a.Ask == "" || a.Button == "" || a.Pending == "" || a.Done == "" || a.DoneAll == "" || a.Ask == string(kind) {
			t.Errorf("%q is said as %+v", kind, a)
		}
	}
}
