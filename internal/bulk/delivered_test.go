package bulk_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// TestTestsThatFail end one by one as failed, although Coro answers with 200, and
// say what Coro says of each.
func TestTestsThatFail(t *testing.T) {
	t.Parallel()
	for spec, why := range map[string]string{
		"test=failed":  "connection refused by the receiver",
		"test=refused": "the receiver answered 502",
	} {
		v, err := emulator.ParseVariant(spec)
		if err != nil {
			t.Fatal(err)
		}
		d := sit(t, 2, emulator.WithVariant(v))
		items := d.items(t)
		var results []bulk.Result
		report, err := d.Run(t.Context(), d.plan(t, bulk.Action{Kind: bulk.Test}, items), bulk.Options{}, func(r bulk.Result) { results = append(results, r) })
		if err != nil || report.Failed != len(items) || report.Done != 0 || len(results) != len(items) {
			t.Errorf("%s: %d results, %+v, %v", spec, len(results), report, err)
		}
		for _, r := range results {
			if r.Kind != change.Failed || r.Test == nil || !strings.Contains(text.Sentence(r.Err), why) {
				t.Errorf("%s: %v %v", spec, r.Kind, r.Err)
			}
		}
	}
}
