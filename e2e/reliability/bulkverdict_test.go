package reliability_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// documents are what the server holds, by id.
func (o *outing) documents() map[string]string {
	all := map[string]string{}
	for _, workspace := range append([]api.WorkspaceID{harbor}, workspaces...) {
		for _, raw := range o.server.Webhooks(string(workspace)) {
			all[fmt.Sprint(members(string(raw))["id"])] = string(raw)
		}
	}
	return all
}

// judge says in a word what came out, and compares it with the server, its log
// and the history.
func (o *outing) judge(ctx context.Context, report bulk.Report) {
	after := o.documents()
	words := make([]string, len(o.results))
	for i, r := range o.results {
		words[i] = o.wordFor(r)
		o.isTrue(r, after)
		o.isCounted(r)
		if !r.OK() && (r.Err == nil || goWords.MatchString(text.Sentence(r.Err))) {
			o.wrongf("no person would say: %v", r.Err)
		}
	}
	o.word = together(words)
	if o.span == once && len(report.Problems) > 1 {
		o.wrongf("one mishap, %d problems", len(report.Problems))
	}
	for id, was := range o.before {
		mine := slices.ContainsFunc(targets, func(target api.WebhookID) bool { return string(target) == id })
		if (!mine || o.action.Kind == bulk.Copy || o.action.Kind == bulk.Test) && after[id] != was {
			o.wrongf("%s, which nobody touched, changed", id)
		}
	}
	o.isRecorded(ctx)
}

func (o *outing) wordFor(r bulk.Result) string {
	again := o.tried(r) - 1
	word := "not done, says so"
	switch r.Kind {
	case change.Done, change.Unchanged:
		word = "done"
	case change.Unknown:
		word = "not known, says so"
	case change.Gone:
		word = "taken for deleted, says so"
	default:
	}
	switch {
	case again < 1 || word != "done":
		return word
	case again == 1:
		return word + ", after 1 retry"
	}
	return fmt.Sprintf("%s, after %d retries", word, again)
}

// tried counts the requests of the struck kind about an item.
func (o *outing) tried(r bulk.Result) int {
	if o.strikes == emulator.OpList || o.strikes == emulator.OpCreate {
		return 0 // these are about all of them
	}
	n := o.strike.refusedOf(r.Task.Webhook.ID)
	for _, request := range o.server.Requests() {
		if request.Operation == o.strikes && concerns(request.Path, r.Task.Webhook.ID) {
			n++
		}
	}
	return n
}

// stateOf is what the server made of an item.
func (o *outing) stateOf(task bulk.Task, after map[string]string) condition {
	id := string(task.Webhook.ID)
	was, now := o.before[id], after[id]
	if o.action.Kind == bulk.Copy {
		made := 0
		for other, doc := range after {
			if _, old := o.before[other]; !old && len(change.Diff(held(was), held(doc))) == 0 {
				made++
			}
		}
		return []condition{asItWas, asAsked, halfWay, halfWay}[made]
	}
	switch {
	case now == "" && o.action.Kind == bulk.Delete:
		return asAsked
	case now == "":
		return notThere
	case now == was:
		return asItWas
	case o.action.Kind == bulk.Undo && sameBut(o.first[id], now, nil):
		return asAsked
	}
	others := map[string]any{o.touches: members(now)[o.touches]} // and every other member as it was
	if o.action.Kind != bulk.Undo && sameBut(was, now, others) && len(change.Diff(held(now), o.action.Goal(held(was)))) == 0 {
		return asAsked
	}
	return halfWay
}

// held are the writable fields of a document; of one that is none, no fields.
func held(doc string) api.Fields {
	var w api.Webhook
	if err := json.Unmarshal([]byte(doc), &w); err != nil {
		return api.Fields{}
	}
	return w.Clone()
}

// isTrue compares what is said of an item with what the server holds.
func (o *outing) isTrue(r bulk.Result, after map[string]string) {
	if o.action.Kind == bulk.Test {
		if sent := o.sent(r.Task.Webhook.ID); sent > 1 || r.Kind == change.Done && sent != 1 {
			o.wrongf("%s is told, and %d tests were sent", r.Kind, sent)
		}
		return
	}
	allowed := map[change.Kind][]condition{
		change.Done: {asAsked}, change.Unchanged: {asAsked}, change.Failed: {asItWas}, change.Unknown: {asItWas, asAsked}, change.Gone: {notThere}, // which no deletion here comes to
	}[r.Kind]
	if r.Kind == change.Gone && o.believedGone() {
		allowed = append(allowed, asItWas)
	}
	if is := o.stateOf(r.Task, after); !slices.Contains(allowed, is) {
		o.wrongf("%s is told %s, and on the server it is %s", r.Task.Webhook.ID, r.Kind, is)
	}
}

// believedGone: a server that says that there is no such webhook is believed.
func (o *outing) believedGone() bool { return o.fault.Status == http.StatusNotFound }

// sent counts the tests of a webhook.
func (o *outing) sent(id api.WebhookID) int {
	n := 0
	for _, test := range o.server.Tests() {
		if test.Webhook == string(id) {
			n++
		}
	}
	return n
}

// isCounted looks in the server's log whether an item was asked for too often,
// and whether what was sent of it was always the same.
func (o *outing) isCounted(r bulk.Result) {
	most := 4
	switch {
	case o.fault.Status == http.StatusUnauthorized:
		most = 2 // with a new token
	case o.action.Kind == bulk.Test:
		most = 1
	case o.fault.Status == http.StatusTooManyRequests:
		most = 12
	}
	if o.strikes == emulator.OpGet {
		most *= 2 // before the change, and after it
	}
	if n := o.tried(r); n > most {
		o.wrongf("%s was asked for %d times", r.Task.Webhook.ID, n)
	}
	body := ""
	for _, request := range o.server.Requests() {
		if request.Operation != emulator.OpUpdate || !concerns(request.Path, r.Task.Webhook.ID) || len(request.Body) == 0 {
			continue
		}
		if body != "" && body != string(request.Body) {
			o.wrongf("%s was sent two changes:\n%s\n%s", r.Task.Webhook.ID, body, request.Body)
		}
		body = string(request.Body)
	}
}

// isRecorded compares what is said of each item with the history.
func (o *outing) isRecorded(ctx context.Context) {
	ends, err := o.desk.Log.Read(ctx, history.Filter{Type: history.Result, Set: o.plan.Set})
	changes, err2 := o.desk.Log.Read(ctx, history.Filter{Set: o.plan.Set})
	if err != nil || err2 != nil || len(ends.Entries) != len(o.results) {
		o.wrongf("the history has %d results: %v %v", len(ends.Entries), err, err2)
		return
	}
	for _, e := range ends.Entries {
		if r := o.results[e.Item-1]; e.Outcome != r.Kind || (e.Error != "") != (r.Err != nil) {
			o.wrongf("%s is told %s, and the history says %s", r.Task.Webhook.ID, r.Kind, e.Outcome)
		}
	}
	recorded := map[string]int{}
	for _, e := range changes.Entries {
		recorded[e.ID]++
	}
	for _, r := range o.results {
		if r.Record != "" && recorded[r.Record] != 1 {
			o.wrongf("the change of %s is recorded %d times", r.Task.Webhook.ID, recorded[r.Record])
		}
		delete(recorded, r.Record)
	}
	if len(recorded) > 0 {
		o.wrongf("the history has %d changes too many", len(recorded))
	}
}

// isComplete: after the repetition nothing is lost, and nothing is there twice.
func (o *outing) isComplete() {
	after := o.documents()
	for _, task := range o.plan.Tasks {
		switch is := o.stateOf(task, after); {
		case o.action.Kind == bulk.Test:
			if o.sent(task.Webhook.ID) == 0 {
				o.wrongf("%s was never tested", task.Webhook.ID)
			}
		case is != asAsked && !o.believedGone():
			o.wrongf("after the repetition %s is %s", task.Webhook.ID, is)
		}
	}
	if o.action.Kind == bulk.Copy && len(after) != len(o.before)+len(o.plan.Tasks) {
		o.wrongf("there are %d webhooks, %d before", len(after), len(o.before))
	}
}
