package change_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
)

// wide is a webhook with so many headers and unknown fields.
func wide(t *testing.T, n int, value string) api.Webhook {
	t.Helper()
	var headers, extras strings.Builder
	for i := range n {
		fmt.Fprintf(&headers, `,"X-H%d":"%s%d"`, i, value, i)
		fmt.Fprintf(&extras, `,"field%d":%d`, i, i)
	}
	var w api.Webhook
	body := fmt.Sprintf(`{"id":"1","name":"n","url":"https://a.example/","secret":"s","status":"enabled","triggers":["workspace-created"],`+
		`"headers":{%s}%s}`, headers.String()[1:], extras.String())
	if err := json.Unmarshal([]byte(body), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// growth compares the work on one webhook with many headers with that on several
// that have as many together: it is about 1 where the work is in proportion, and
// about their number where each header is compared with each. Both take about
// as long then, so that a busy machine slows down the one like the other.
func growth(t *testing.T, do func(was, is api.Webhook)) float64 {
	t.Helper()
	const few, webhooks = 500, 16
	measure := func(headers, times int) func() time.Duration {
		was, is := wide(t, headers, "a"), wide(t, headers, "b")
		return func() time.Duration {
			began := time.Now()
			for range times {
				do(was, is)
			}
			return time.Since(began)
		}
	}
	narrow, broad := measure(few, webhooks), measure(few*webhooks, 1)
	// The shortest times count. On a busy machine it takes more rounds until both
	// have run undisturbed; work out of proportion stays so in every round.
	const least, most = 5, 40
	apart, together := time.Hour, time.Hour
	for round := 0; round < least || round < most && float64(together) > maxGrowth*float64(apart); round++ {
		apart, together = min(apart, narrow()), min(together, broad())
	}
	return float64(together) / float64(apart)
}

// maxGrowth is between 1 and the number of webhooks that are compared with one.
const maxGrowth = 8

// What is done with a webhook takes time in proportion to its headers and its
// unknown fields: with sixteen times as many sixteen times as long, and not two
// hundred and fifty.
func TestWorkGrowsWithHeaders(t *testing.T) { //nolint:paralleltest // it compares times
	for name, do := range map[string]func(was, is api.Webhook){
		"diff": func(was, is api.Webhook) { change.Diff(was.Fields, is.Fields) },
		"merge, all disputed": func(was, is api.Webhook) {
			merged, conflicts := change.Merge(api.Fields{}, was.Fields, is.Fields)
			sides := make([]change.Side, len(conflicts))
			for i := range sides {
				sides[i] = change.Ours
			}
			change.Resolve(merged, is.Fields, conflicts, sides)
		},
		"merge, all ours": func(was, is api.Webhook) {
			theirs := was.Clone()
			theirs.Headers = append(theirs.Headers, api.Header{Name: "X-New", Value: "1"})
			change.Merge(was.Fields, theirs, is.Fields)
		},
		"encode": func(was, is api.Webhook) {
			if _, err := was.Update(is.Fields).MarshalJSON(); err != nil {
				t.Error(err)
			}
		},
		"export": func(was, _ api.Webhook) {
			if _, err := was.Export("ws").MarshalJSON(); err != nil {
				t.Error(err)
			}
		},
	} {
		if grew := growth(t, do); grew > maxGrowth {
			t.Errorf("%s: what has all headers takes %.1f times as long as several that share them", name, grew)
		}
	}
}

// A change of every header of a wide webhook, and a toggle, end as they do with a
// few, and what is recorded is what was changed.
func TestAWideWebhookIsChanged(t *testing.T) {
	t.Parallel()
	const n = 4000
	server, client := dial(t, emulator.Variant{Update: "patch"})
	wideBody := wide(t, n, "a")
	body, err := wideBody.Update(wideBody.Fields).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	server.Put(emulator.DemoChannel, append([]byte(`{"id":"wide",`), body[1:]...))
	var recorded recorder
	writer := change.NewWriter(client, change.WithRecorder(&recorded))
	read, err := client.Webhook(t.Context(), emulator.DemoChannel, "wide")
	if err != nil || len(read.Headers) != n || len(read.Extra) != n {
		t.Fatalf("%d headers and %d unknown fields were read, %v", len(read.Headers), len(read.Extra), err)
	}
	goal := change.WithStatus(read.Fields, false)
	for i := range goal.Headers {
		goal.Headers[i].Value += "!"
	}
	outcome := writer.Do(t.Context(), change.Update{Workspace: emulator.DemoChannel, Base: read, Goal: change.Rules{}.Edit(read.Fields, goal)})
	if outcome.Kind != change.Done || len(recorded.events) != 1 || len(recorded.events[0].Deltas) != n+1 {
		t.Fatalf("it ended with %s, %v, and %d events", outcome.Kind, outcome.Err, len(recorded.events))
	}
	held, _ := server.Webhook(emulator.DemoChannel, "wide")
	if want := strings.ReplaceAll(string(body), `"enabled"`, `"disabled"`); len(held) < len(want) || !strings.Contains(string(held), `"X-H3999":"a3999!"`) {
		t.Error("not all of it was written")
	}
}
