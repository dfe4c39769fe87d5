package reliability_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// past is what the server held at the start, and what others did since.
type past struct {
	start   map[string]string // the documents, by id
	touched map[string]bool   // by somebody else
	removed int               // by somebody else
	gaps    gaps
}

func newPast(t *testing.T, d *driver) *past {
	t.Helper()
	p := &past{start: map[string]string{}, touched: map[string]bool{}}
	for id, doc := range d.held(t) {
		p.start[id] = doc
	}
	p.gaps.watch(d, time.Time{}, false)
	return p
}

// held is what the server holds, as documents by id.
func (d *driver) held(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, raw := range d.server.Webhooks(emulator.DemoChannel) {
		var doc struct{ ID string }
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		all[doc.ID] = string(raw)
	}
	return all
}

// elsewhere has somebody else do something to a webhook.
func (p *past) elsewhere(d *driver, what string) {
	all := d.server.Webhooks(emulator.DemoChannel)
	if len(all) == 0 {
		return
	}
	raw := all[len(all)/2]
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return
	}
	id, _ := doc["id"].(string)
	p.touched[id] = true
	switch what {
	case "removes":
		p.removed++
		d.server.Remove(emulator.DemoChannel, id)
		return
	case "renames":
		doc["name"] = fmt.Sprint(doc["name"], " by another")
	case "disables":
		doc["status"] = "disabled"
	}
	changed, err := json.Marshal(doc)
	if err != nil {
		return
	}
	d.server.Put(emulator.DemoChannel, changed)
}

// check says what does not agree; nothing when all does.
func (p *past) check(t *testing.T, d *driver) string {
	t.Helper()
	found, err := d.log.Read(t.Context(), history.Filter{})
	if err != nil {
		return err.Error()
	}
	if open, err := d.open(); err != nil || open != "" {
		return fmt.Sprintf("%s %v\n%s", open, err, recount(found.Entries))
	}
	runs, err := d.log.Runs(t.Context())
	if err != nil {
		return err.Error()
	}
	entries := found.Entries
	for _, run := range runs { // of which the program still offers the rest
		entries = append(entries, p.interrupted(run)...)
	}
	held := d.held(t)
	for _, wrong := range []string{p.untouched(entries, held), p.told(entries, held), p.counted(entries, held), p.gaps.moved(d, p)} {
		if wrong != "" {
			return wrong + "\n" + recount(entries)
		}
	}
	d.press("r")
	return onScreen(d, held)
}

// interrupted are the writes of a run that were about to be sent when it was cut
// off. What came of them is found out when the user goes on with it.
func (p *past) interrupted(run history.Run) []history.Entry {
	var open []history.Entry
	for place, e := range run.Begun {
		if _, ended := run.Results[place]; ended {
			continue
		}
		p.touched[string(e.Webhook)] = true
		e.Outcome = change.Unknown
		open = append(open, e)
	}
	return open
}

// untouched: a webhook that neither the history nor anybody else names is as
// it was, letter for letter.
func (p *past) untouched(entries []history.Entry, held map[string]string) string {
	named := map[string]bool{}
	for _, e := range entries {
		named[string(e.Webhook)] = true
	}
	for id, was := range p.start {
		if !named[id] && !p.touched[id] && held[id] != was {
			return fmt.Sprintf("nobody touched %s, but it changed from\n%s to\n%s", id, was, held[id])
		}
	}
	return ""
}

// told: what the history says last of a webhook is so.
func (p *past) told(entries []history.Entry, held map[string]string) string {
	seen := map[api.WebhookID]bool{}
	for _, e := range entries { // the newest first
		if seen[e.Webhook] || e.Webhook == "" || p.touched[string(e.Webhook)] {
			continue
		}
		seen[e.Webhook] = true
		doc, there := held[string(e.Webhook)]
		switch {
		case e.Outcome == change.Unknown:
		case e.Action == change.Deleted && e.Outcome == change.Done && there:
			return fmt.Sprintf("%s was deleted, the history says, but it is there", e.Webhook)
		case e.Action != change.Deleted && e.Outcome == change.Done && !there:
			return fmt.Sprintf("%s is there, the history says, but it is not", e.Webhook)
		case e.Action == change.Updated && e.Outcome == change.Done:
			if wrong := holds(doc, e); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// holds compares a document with what a change left of it.
func holds(doc string, e history.Entry) string {
	var members map[string]any
	if err := json.Unmarshal([]byte(doc), &members); err != nil {
		return err.Error()
	}
	member := map[change.Field]string{change.Name: "name", change.Status: "status", change.Description: "description", change.URL: "url"}
	for _, delta := range e.Changes() {
		name, simple := member[delta.Field]
		if !simple || delta.After == nil {
			continue
		}
		if got := fmt.Sprint(members[name]); got != string(*delta.After) {
			return fmt.Sprintf("%s of %s is %q, the history says %q", name, e.Webhook, got, *delta.After)
		}
	}
	return ""
}

// counted: there are as many webhooks as the history says were made and
// deleted. Of a deletion that found nothing, the first request may have deleted
// it and lost its answer, or the server was wrong to say that it is gone.
func (p *past) counted(entries []history.Entry, held map[string]string) string {
	least := len(p.start) - p.removed
	most := least
	for _, e := range entries {
		switch {
		case e.Action == change.Updated:
		case e.Outcome == change.Unknown:
			least--
			most++
		case e.Outcome == change.Done && e.Action == change.Created:
			least++
			most++
		case e.Outcome == change.Done && e.Action == change.Deleted:
			least--
			most--
		case e.Outcome == change.Gone && e.Action == change.Deleted:
			least--
		}
	}
	if len(held) < least || len(held) > most {
		return fmt.Sprintf("the server holds %d webhooks, the history says %d to %d", len(held), least, most)
	}
	return ""
}

// onScreen: after a refresh every row is what the server holds.
func onScreen(d *driver, held map[string]string) string {
	screen := d.screen()
	if want := fmt.Sprintf("%s · fresh", text.Plural(len(held), "webhook", "webhooks")); !strings.Contains(screen, want) {
		return fmt.Sprintf("the screen does not say %q:\n%s", want, screen)
	}
	return shownAll(screen, held, "")
}

func hasRow(screen, word, name string) bool {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, " "+word+" ") && strings.Contains(line, name) {
			return true
		}
	}
	return false
}

// recount lists the history, for a failure.
func recount(entries []history.Entry) string {
	var lines strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&lines, "%s %s %s %q: %s %s\n", e.ID, e.Action, e.Webhook, e.Name, e.Outcome, e.Error)
	}
	return lines.String()
}
