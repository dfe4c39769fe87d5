package apply_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/plan"
)

// meddle is what others do before the plan is applied.
func (w *world) meddle() {
	for _, m := range w.scene.Others {
		at := slices.IndexFunc(w.server.Webhooks(m.Workspace), func(raw json.RawMessage) bool { return decoded(raw).Name == api.Text(m.Name) })
		if at < 0 {
			if m.What == "create" {
				w.meddled[api.Ref{Workspace: api.WorkspaceID(m.Workspace), Webhook: api.WebhookID(m.Name)}] = true
				w.server.Put(m.Workspace, json.RawMessage(fmt.Sprintf(`{"id":"%024x","workspaceId":%q,"name":%q,"description":"By someone else",
					"applyToAllDescendants":false,"url":"https://hooks.example.com/in","secret":"another-one","headers":{},
					"triggers":["workspace-created"],"status":"enabled","created":1700000000000,"updated":1700000000000}`, 0xabc+len(w.meddled), m.Workspace, m.Name)))
			}
			continue
		}
		raw := w.server.Webhooks(m.Workspace)[at]
		id := decoded(raw).ID
		w.meddled[api.Ref{Workspace: api.WorkspaceID(m.Workspace), Webhook: id}] = true
		if m.What == "delete" {
			w.server.Remove(m.Workspace, string(id))
			continue
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			w.t.Fatal(err)
		}
		switch m.What {
		case "wanted":
			w.asWanted(id, fields)
		case "url":
			fields["url"] = json.RawMessage(`"https://someone.example.com/else"`)
		case "description":
			fields["description"] = json.RawMessage(`"By someone else"`)
		case "status":
			fields["status"] = json.RawMessage(`"disabled"`)
		case "triggers":
			fields["triggers"] = json.RawMessage(`["protected-users-deleted"]`)
		case "order":
			fields["triggers"] = json.RawMessage(`["workspaceCreated","protectedDevicesDeleted"]`)
		case "headers":
			fields["headers"] = json.RawMessage(`{"X-Else":"1"}`)
		}
		changed, err := json.Marshal(fields)
		if err != nil {
			w.t.Fatal(err)
		}
		w.server.Put(m.Workspace, changed)
	}
}

// asWanted makes of a webhook what the plan is going to make of it.
func (w *world) asWanted(id api.WebhookID, fields map[string]json.RawMessage) {
	at := slices.IndexFunc(w.items, func(i plan.Item) bool { return i.Webhook.ID == id && i.Action == plan.Change })
	if at < 0 {
		return
	}
	goal := w.items[at].Goal.Fields()
	headers := make(map[string]string)
	for _, h := range goal.Headers {
		headers[string(h.Name)] = string(h.Value)
	}
	values := map[string]any{
		"name": goal.Name, "url": goal.URL, "description": goal.Description, "status": goal.Status, "triggers": goal.Triggers,
		"headers": headers, "applyToAllDescendants": goal.ApplyToAllDescendants,
	}
	if secret, known := goal.Secret.Value(); known {
		values["secret"] = secret.Reveal()
	}
	for name, value := range values {
		raw, err := json.Marshal(value)
		if err != nil {
			w.t.Fatal(err)
		}
		fields[name] = raw
	}
}

func decoded(raw json.RawMessage) api.Webhook {
	var one api.Webhook
	_ = json.Unmarshal(raw, &one) // the emulator's own
	return one
}

// look compares what is there with what was planned and reported.
func (w *world) look() {
	now := w.held()
	touched := make(map[api.Ref]bool)
	for i := range w.items {
		item := &w.items[i]
		result, told := w.results[i]
		kind := "not begun"
		if told {
			kind = result.Kind.String()
		}
		w.tally[kind]++
		at := api.Ref{Workspace: item.Workspace.ID, Webhook: item.Webhook.ID}
		touched[at] = true
		ok := told && result.OK()
		if undisturbed := len(w.scene.Faults) == 0 && len(w.meddled) == 0; undisturbed && (!told || result.Kind == change.Conflicted || result.Kind == change.Unknown || result.Kind == change.Gone) {
			w.failf("%s is reported %s, and nothing was in the way: %v", item.Title(), kind, result.Err)
		}
		switch changed := w.changedSince(item); {
		case ok && changed:
			w.failf("%s is reported %s, and was changed since the plan", item.Title(), kind)
		case told && result.Kind == change.Conflicted && !changed && item.Action != plan.Create:
			w.failf("%s is refused, and was not changed since the plan: %v", item.Title(), result.Err)
		}
		switch item.Action {
		case plan.Create:
			w.lookCreated(i, ok, now, touched)
		case plan.Delete:
			if _, there := now[at]; there && ok {
				w.failf("%s is reported %s, and still there", item.Title(), kind)
			}
		case plan.Change:
			w.lookChanged(i, ok, kind, now)
		}
	}
	w.lookAtHistory(now)
	for at, was := range w.before {
		if is, there := now[at]; !touched[at] && (!there || len(change.Diff(was.Fields, is.Fields)) > 0) {
			w.failf("%s in %s was touched", was.Name, at.Workspace)
		}
	}
	for at, is := range now {
		if _, before := w.before[at]; !before && !touched[at] {
			w.failf("%s in %s came from nowhere", is.Name, at.Workspace)
		}
	}
}

// changedSince reports whether others changed before the apply what an item is about, and
// not to what it wants.
func (w *world) changedSince(item *plan.Item) bool {
	was, there := w.before[api.Ref{Workspace: item.Workspace.ID, Webhook: item.Webhook.ID}]
	if item.Action == plan.Create || !there {
		return false
	}
	seen, now := item.Webhook.Fields, was.Fields
	if item.Action == plan.Change {
		if len(change.Diff(was.Fields, item.Wanted.Onto(was.Fields))) == 0 {
			return false
		}
		seen, now = item.Wanted.Only(seen), item.Wanted.Only(now)
	}
	seen.Secret, now.Secret = api.WebhookSecret{}, api.WebhookSecret{}
	return len(change.Diff(change.Canonical(seen), change.Canonical(now))) > 0
}

// lookAtHistory looks whether the history tells once of each change that was made, so that
// it can be undone.
func (w *world) lookAtHistory(now map[api.Ref]api.Webhook) {
	found, err := w.log.Read(context.Background(), history.Filter{})
	if err != nil {
		w.failf("reading the history: %v", err)
	}
	told := make(map[api.Ref]int)
	for _, e := range found.Entries {
		if e.Outcome == change.Done {
			told[api.Ref{Workspace: e.Workspace, Webhook: e.Webhook}]++
		}
	}
	for at, n := range told {
		if n > 1 && at.Webhook != "" { // of one that was made its id may not be known
			w.failf("the history tells %d times of %s", n, at)
		}
	}
	for i := range w.items {
		item := &w.items[i]
		if r, ended := w.results[i]; !ended || !r.OK() {
			continue
		}
		for at, is := range now {
			was, before := w.before[at]
			made := !before && item.Action == plan.Create && change.SameName(is.Name, item.Name()) || before && at.Webhook == item.Webhook.ID && len(change.Diff(was.Fields, is.Fields)) > 0
			if made && at.Workspace == item.Workspace.ID && told[at]+told[at.OfWorkspace()] == 0 {
				w.failf("the history does not tell of %s in %s", item.Title(), at.Workspace)
			}
		}
		at := api.Ref{Workspace: item.Workspace.ID, Webhook: item.Webhook.ID}
		if _, there := w.before[at]; there && item.Action == plan.Delete && told[at] == 0 {
			w.failf("the history does not tell of %s", item.Title())
		}
	}
}

// lookCreated looks for a new webhook.
func (w *world) lookCreated(i int, ok bool, now map[api.Ref]api.Webhook, touched map[api.Ref]bool) {
	item := &w.items[i]
	var ours []api.Webhook
	for at, one := range now {
		if at.Workspace == item.Workspace.ID && change.SameName(one.Name, item.Name()) {
			ours = append(ours, one)
			touched[at] = true
		}
	}
	switch {
	case len(ours) > 1:
		w.failf("%s is there %d times in %s", item.Name(), len(ours), item.Workspace.ID)
	case ok && len(ours) == 0:
		w.failf("%s is reported as created in %s, and not there", item.Name(), item.Workspace.ID)
	case ok:
		if _, before := w.before[api.Ref{Workspace: item.Workspace.ID, Webhook: ours[0].ID}]; before {
			return // someone else made it, as wanted
		}
		if d := w.unlike(i, ours[0].Fields); d != "" {
			w.failf("%s was created in %s, but %s", item.Name(), item.Workspace.ID, d)
		}
	}
}

// lookChanged looks at a webhook that was to change.
func (w *world) lookChanged(i int, ok bool, kind string, now map[api.Ref]api.Webhook) {
	item := &w.items[i]
	at := api.Ref{Workspace: item.Workspace.ID, Webhook: item.Webhook.ID}
	is, there := now[at]
	was, before := w.before[at]
	switch {
	case !before && there:
		w.failf("%s came back", item.Title())
	case !there && before:
		w.failf("%s is gone", item.Title())
	case !there:
		if ok {
			w.failf("%s is reported %s, and is gone", item.Title(), kind)
		}
	default:
		wanted := w.unlike(i, is.Fields)
		if ok && wanted != "" {
			w.failf("%s is reported %s, but %s", item.Title(), kind, wanted)
		}
		// Secrets that were left out are the variant's affair.
		was.Secret, is.Secret = api.WebhookSecret{}, api.WebhookSecret{}
		if !ok && wanted != "" && len(change.Diff(was.Fields, is.Fields)) > 0 {
			w.failf("%s is reported %s, and is neither as it was nor as wanted: %+v, was %+v", item.Title(), kind, is.Fields, was.Fields)
		}
		for _, d := range change.Diff(was.Fields, is.Fields) {
			if only := item.Wanted.Only(is.Fields); !named(item.Wanted.Only, d.Field) {
				w.failf("%s: %s changed, which no file names: %+v", item.Title(), d.Field, only)
			}
		}
	}
}

// named reports whether a file names a field.
func named(only func(api.Fields) api.Fields, field change.Field) bool {
	full := api.Fields{
		Name: "x", Description: "x", URL: "x", ApplyToAllDescendants: true, Status: "x", Triggers: []api.Trigger{"x"},
		Headers: []api.Header{{Name: "x", Value: "x"}}, Secret: api.GivenSecret("xxxxxxxx"),
	}
	return slices.ContainsFunc(change.Diff(api.Fields{}, only(full)), func(d change.Delta) bool { return d.Field == field })
}

// unlike says in what a webhook is not as an item wants it.
func (w *world) unlike(i int, f api.Fields) string {
	goal := w.items[i].Wanted.Onto(f)
	secret := func(d change.Delta) bool { // of one that is hidden and not known to differ, nothing is planned
		return d.Field == change.Secret && w.items[i].Webhook.ID != "" && !slices.ContainsFunc(w.items[i].Deltas(), func(p change.Delta) bool { return p.Field == change.Secret })
	}
	if left := slices.DeleteFunc(change.Diff(f, goal), secret); len(left) > 0 {
		return fmt.Sprintf("%s is not as wanted", left[0].Field)
	}
	return ""
}

// again applies a second and a third time, with nothing in the way.
func (w *world) again() {
	all := true
	for i := range w.items {
		r, told := w.results[i]
		all = all && told && r.OK()
	}
	for at := range w.meddled { // the plan was not about it when it was as wanted, or not there
		all = all && slices.ContainsFunc(w.items, func(i plan.Item) bool { return i.Workspace.ID == at.Workspace && i.Webhook.ID == at.Webhook })
	}
	for range 2 {
		p := w.program(w.folder+"again", nil)
		next, err := w.plan(p)
		if err != nil {
			w.tally["no second plan"]++ // others made two of a name
			return
		}
		if all && len(next.Items) > 0 {
			w.failf("all was applied, and the next plan has %s: %+v", next.Items[0].Title(), next.Items[0].Shown(true))
			return
		}
		if len(next.Items) == 0 {
			break
		}
		w.server.ResetRequests()
		run, err := apply.Run(next, next.Items, false)
		if err != nil {
			w.failf("no second run: %v", err)
			return
		}
		all, run.Action.Policy = true, change.LeaveSecret
		_, err = p.Run(context.Background(), run, bulk.Options{}, func(r bulk.Result) {
			if all = all && r.OK(); !r.OK() {
				w.tally["second "+r.Kind.String()]++
			}
			if r.Kind == change.Conflicted {
				w.failf("the second apply has a conflict at %s: %v", r.Task.Webhook.Name, r.Err)
			}
		})
		if err != nil {
			w.failf("the second apply ended with %v", err)
		}
	}
}
