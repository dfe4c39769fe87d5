package history_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// naive reads a whole history at once, the newest entry first.
func naive(t tb, path string) []history.Entry {
	t.Helper()
	var entries []history.Entry
	for n := 50; n >= 0; n-- {
		name := path
		if n > 0 {
			name = strings.TrimSuffix(path, ".jsonl") + fmt.Sprintf(".%d.jsonl", n)
		}
		content, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range bytes.SplitSeq(content, []byte{'\n'}) {
			var e history.Entry
			if json.Unmarshal(line, &e) == nil && e.ID != "" && e.Type != "" {
				e.UndoneBy, e.UndoneAt = "", time.Time{}
				entries = append(entries, e)
			}
		}
	}
	slices.Reverse(entries)
	undone := make(map[string]history.Entry)
	for i := range entries {
		e := &entries[i]
		if by, was := undone[e.ID]; was {
			e.UndoneBy, e.UndoneAt = by.ID, by.At
		}
		if ended := e.Outcome == change.Done || e.Outcome == change.Unchanged || e.Outcome == change.Gone; ended && e.Undoes != "" && e.UndoneBy == "" {
			undone[e.Undoes] = *e
		}
	}
	return entries
}

// brief is what two readings of an entry are compared by.
func brief(entries []history.Entry) []string {
	all := make([]string, len(entries))
	for i, e := range entries {
		e.Deltas = nil
		raw, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		all[i] = string(raw)
	}
	return all
}

// TestReadsLikeAWholeReading: what is read from the end of a random history, of
// files that are full after some lines, with lines that are torn, long, or spelled
// by others, is what reading all of it gives.
func TestReadsLikeAWholeReading(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	rapid.Check(t, func(r *rapid.T) {
		path := filepath.Join(t.TempDir(), "history.jsonl")
		log := history.Open(path, history.WithRotation(rapid.Int64Range(300, 9000).Draw(r, "size"), rapid.IntRange(1, 5).Draw(r, "kept")))
		ids, sets := writeHistory(r, log, path)
		whole := naive(r, path)
		filter := history.Filter{
			Type:    rapid.SampledFrom([]history.Type{"", history.Change, history.Plan, history.Begun, history.Result}).Draw(r, "type"),
			Profile: rapid.SampledFrom([]string{"", "p1", "p2"}).Draw(r, "profile"), Limit: rapid.IntRange(0, 4).Draw(r, "limit"),
			Webhook: rapid.SampledFrom([]api.WebhookID{"", "h1", `h"2`}).Draw(r, "webhook"), Set: rapid.SampledFrom(append(sets, "")).Draw(r, "set"),
		}
		var want []history.Entry
		for _, e := range whole {
			chosen := (e.Type == filter.Type || filter.Type == "" && e.Type == history.Change) && (filter.Profile == "" || e.Profile == filter.Profile) &&
				(filter.Webhook == "" || e.Webhook == filter.Webhook) && (filter.Set == "" || e.Set == filter.Set)
			if chosen && (filter.Limit == 0 || len(want) < filter.Limit) {
				want = append(want, e)
			}
		}
		found, err := log.Read(ctx, filter)
		if err != nil || !slices.Equal(brief(found.Entries), brief(want)) {
			r.Fatalf("%+v finds\n%v, %v\nand not\n%v", filter, brief(found.Entries), err, brief(want))
		}
		for _, id := range []string{rapid.SampledFrom(ids).Draw(r, "undo"), rapid.SampledFrom(sets).Draw(r, "undo set")} {
			wantUndo(r, log, whole, id)
		}
		wantOpen(r, log, whole)
	})
}

// writeHistory makes random entries and damage, and returns the ids of entries and
// sets. Of the runs, what the oldest file lost of them is of no interest.
func writeHistory(r *rapid.T, log *history.Log, path string) (ids, sets []string) {
	ctx := context.Background()
	sets = []string{"set-a", "set-b"}
	for i := range rapid.IntRange(1, 60).Draw(r, "entries") {
		e := history.Entry{
			ID: fmt.Sprintf("id%03d", i), At: start.Add(time.Duration(i) * time.Second), Host: "h", Webhook: rapid.SampledFrom([]api.WebhookID{"h1", `h"2`}).Draw(r, "webhook"),
			Profile: rapid.SampledFrom([]string{"p1", "p2"}).Draw(r, "profile"), Action: rapid.SampledFrom([]change.Action{change.Updated, change.Created, change.Deleted}).Draw(r, "action"),
			Outcome: rapid.SampledFrom([]change.Kind{change.Done, change.Failed, change.Unknown}).Draw(r, "outcome"),
			Name:    api.Text(strings.Repeat(`x","undoes":"id001`, rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 4000}).Draw(r, "long"))),
			Type:    rapid.SampledFrom([]history.Type{history.Change, history.Change, history.Begun, history.Result, history.Plan, history.End}).Draw(r, "type"),
			Set:     rapid.SampledFrom(append(sets, "", "")).Draw(r, "set"),
		}
		if e.Type == history.Begun && rapid.Bool().Draw(r, "single") {
			ids = append(ids, e.ID)
		} else if e.Type == history.Begun || e.Type == history.Result {
			e.Item = 1
		}
		if e.Type == history.Change && len(ids) > 0 {
			switch rapid.IntRange(0, 2).Draw(r, "relation") {
			case 0:
				e.Undoes = rapid.SampledFrom(ids).Draw(r, "undoes")
			case 1:
				e.ID = rapid.SampledFrom(ids).Draw(r, "ends")
			}
		}
		if e.Type == history.Plan {
			e.Run = &history.RunPlan{Kind: "enable", Items: []history.RunItem{{Workspace: "w", Webhook: "h1", Undoes: "id001"}}}
		}
		ids = append(ids, e.ID)
		if err := log.Note(ctx, history.Who{Profile: e.Profile, Host: "h"}, e); err != nil { // does not wait for the disk
			r.Fatal(err)
		}
		damage := rapid.SampledFrom([]string{"", "", "", `{"v":1,"type":"change","id":"id0`, "\n\n", "{}\n", `{ "type" : "change", "id" : "id001", "undoes" : "id000", "outcome": "done" }` + "\n"}).Draw(r, "damage")
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			r.Fatal(err)
		}
		if _, err = file.WriteString(damage); err != nil {
			r.Fatal(err)
		}
		if err := file.Close(); err != nil {
			r.Fatal(err)
		}
	}
	return ids, sets
}

// wantUndo holds which entries an id names.
func wantUndo(r *rapid.T, log *history.Log, whole []history.Entry, id string) {
	var exact, set []string
	for _, e := range whole {
		if e.Type == history.Change && e.ID == id && len(exact) == 0 {
			exact = append(exact, e.ID+e.UndoneBy)
		}
		if e.Type == history.Change && e.Set == id {
			set = append(set, e.ID+e.UndoneBy)
		}
	}
	var got []string
	ways, _ := log.PlanUndo(context.Background(), id)
	for _, way := range ways {
		got = append(got, way.Entry.ID+way.Entry.UndoneBy)
	}
	want := exact
	if len(exact) == 0 {
		want = set
	}
	if !reflect.DeepEqual(got, want) {
		r.Fatalf("%s names %v and not %v", id, got, want)
	}
}

// wantOpen holds what was begun and has no end.
func wantOpen(r *rapid.T, log *history.Log, whole []history.Entry) {
	ended, decided := make(map[string]bool), make(map[string]bool)
	var changes, runs []string
	for _, e := range whole {
		switch {
		case e.Type == history.Begun && e.Item == 0:
			if !ended[e.ID] {
				changes = append(changes, e.ID)
			}
			ended[e.ID] = true
		case e.Type == history.Plan && e.Set != "" && !decided[e.Set]:
			decided[e.Set] = true
			runs = append(runs, e.Set)
		case e.Type == history.End:
			decided[e.Set] = true
		case e.Type != history.Begun:
			ended[e.ID] = true
		}
	}
	begun, err := log.Open(context.Background())
	if err != nil {
		r.Fatal(err)
	}
	var got []string
	for _, e := range begun {
		got = append(got, e.ID)
	}
	if !slices.Equal(got, changes) {
		r.Fatalf("the open changes are %v and not %v", got, changes)
	}
	found, err := log.Runs(context.Background())
	if err != nil {
		r.Fatal(err)
	}
	got = nil
	for _, run := range found {
		got = append(got, run.Plan.Set)
	}
	if !slices.Equal(got, runs) {
		r.Fatalf("the open runs are %v and not %v", got, runs)
	}
}

// TestFilesMoveWhileReading: a reading beside another process that begins new
// files all the time has every entry once, in order.
func TestFilesMoveWhileReading(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history.jsonl")
	options := history.WithRotation(1500, 200)
	writer, reader := history.Open(path, options), history.Open(path, options)
	record(t, writer, tech1, event("0"))
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := range 50 {
			record(t, writer, tech1, event(api.Text(fmt.Sprint(i+1))))
		}
	})
	for done := false; !done; {
		entries := read(t, reader, history.Filter{}).Entries
		for i, e := range entries {
			if want := fmt.Sprint(len(entries) - 1 - i); string(e.Name) != want {
				t.Fatalf("%s stands where %s should, of %d", string(e.Name), want, len(entries))
			}
		}
		done = len(entries) == 51
	}
	writing.Wait()
}
