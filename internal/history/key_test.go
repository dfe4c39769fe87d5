package history_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// withSecret is a change to this secret.
func withSecret(value string) change.Record {
	e := event("one")
	e.Deltas = change.Diff(api.Fields{Secret: api.GivenSecret("old")}, api.Fields{Secret: api.GivenSecret(value)})
	return e
}

// TestOneKey: copies of the program that all find no key make only one.
func TestOneKey(t *testing.T) {
	t.Parallel()
	_, path := open(t)
	var all sync.WaitGroup
	begin := make(chan struct{})
	for range 20 {
		all.Go(func() {
			<-begin
			if _, err := history.Open(path).By(tech1).Record(testContext, withSecret("new")); err != nil {
				t.Error(err)
			}
		})
	}
	close(begin)
	all.Wait()
	prints := make(map[string]int)
	for _, e := range read(t, history.Open(path), history.Filter{}).Entries {
		prints[e.Deltas[0].After.Print]++
	}
	if len(prints) != 1 {
		t.Errorf("fingerprints by different keys: %v", prints)
	}
}

func TestKeyReplaced(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	record(t, log, tech1, withSecret("new"))
	record(t, history.Open(path), tech1, withSecret("new"))
	if err := os.WriteFile(strings.TrimSuffix(path, ".jsonl")+".key", []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	record(t, history.Open(path), tech1, withSecret("new"))
	var prints []string
	for _, e := range read(t, log, history.Filter{}).Entries {
		prints = append(prints, e.Deltas[0].After.Print)
	}
	if len(prints) != 3 || prints[0] == prints[1] || prints[1] != prints[2] || slices.Contains(prints, "") {
		t.Errorf("fingerprints %q: the same key must give the same, another another", prints)
	}
}
