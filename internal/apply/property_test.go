package apply_test

import (
	"flag"
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

var applies = flag.Int("applies", 60, "how many random policies to apply to random worlds")

// TestRandomApplies: whatever the files want, whatever is there, whatever others do
// meanwhile, and whatever goes wrong, the program's end included: at the end all is as
// planned or is reported item by item, nothing is created twice, what no one named is as
// it was, and a second apply writes nothing.
func TestRandomApplies(t *testing.T) {
	t.Parallel()
	if err := flag.Set("rapid.checks", fmt.Sprint(*applies)); err != nil {
		t.Fatal(err)
	}
	tally := make(map[string]int)
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCase(rt)
		var wrong []string
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, c)
			defer w.server.Close()
			w.play()
			wrong = w.wrong
			for what, n := range w.tally {
				tally[what] += n
			}
		})
		if len(wrong) > 0 {
			rt.Fatalf("%v\n%s", wrong, c)
		}
	})
	t.Logf("%v", tally)
	const enough = 1000 // random cases to meet all of it
	if *applies < enough {
		return
	}
	for _, what := range []string{"done", "unchanged", "conflict", "failed", "killed", "resumed"} {
		if tally[what] == 0 {
			t.Errorf("no apply ever met %q: %v", what, tally)
		}
	}
}
