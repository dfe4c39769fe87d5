package reliability_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// condition is what a server made of one item.
type condition string

const (
	asItWas  condition = "as it was"
	asAsked  condition = "as asked"
	halfWay  condition = "something in between"
	notThere condition = "not there"
)

// condition compares what the server holds with what it held and what was
// asked for.
func (c *cell) condition(id api.WebhookID, after map[api.WebhookID]string) condition {
	if c.writes == emulator.OpCreate {
		return c.newcomers(after)
	}
	now, there := after[id]
	switch {
	case !there && c.writes == emulator.OpDelete:
		return asAsked
	case !there:
		return notThere
	case now == c.before[id]:
		return asItWas
	case c.writes == emulator.OpUpdate && sameBut(c.before[id], now, map[string]any{"status": "enabled"}):
		return asAsked
	}
	return halfWay
}

func (c *cell) newcomers(after map[api.WebhookID]string) condition {
	made := asItWas
	for id, doc := range after {
		if _, old := c.before[id]; old {
			continue
		}
		want := map[string]any{
			"name": string(newcomer.Name), "url": string(newcomer.URL), "status": "enabled",
			"secret": "s-newcomer", "triggers": []any{"workspace-created"},
		}
		if made == asAsked || !sameBut(doc, doc, want) {
			return halfWay // two of them, or one that is wrong
		}
		made = asAsked
	}
	return made
}

// sameBut reports whether two documents are alike, number for number, but for
// these members and the time of the last change.
func sameBut(before, now string, changed map[string]any) bool {
	was, is := members(before), members(now)
	maps.Copy(was, changed)
	delete(was, "updated")
	delete(is, "updated")
	return reflect.DeepEqual(was, is)
}

func members(doc string) map[string]any {
	decoder := json.NewDecoder(strings.NewReader(doc))
	decoder.UseNumber()
	all := map[string]any{}
	if err := decoder.Decode(&all); err != nil {
		return nil
	}
	return all
}

// agrees compares what the program says of an item with what the server holds.
// A server that says itself that a webhook is not there is believed.
func (c *cell) agrees(e ending, after map[api.WebhookID]string) {
	is := c.condition(e.webhook, after)
	allowed := map[change.Kind][]condition{
		change.Done:    {asAsked},
		change.Failed:  {asItWas},
		change.Unknown: {asItWas, asAsked},
		change.Gone:    {notThere},
	}[e.outcome.Kind]
	switch {
	case e.outcome.Kind == change.Gone && c.strike.fault.Status == http.StatusNotFound && slices.Contains(ofOneWebhook, c.strikes):
		allowed = []condition{asItWas}
	case e.outcome.Kind == change.Gone && c.writes == emulator.OpDelete:
		allowed = nil // nobody else deletes it
	}
	if !slices.Contains(allowed, is) {
		c.wrongf("the user is told %q, but on the server it is %s", e.outcome.Kind, is)
	}
	now := e.outcome.Now
	switch {
	case now == nil || e.outcome.Kind == change.Unknown:
	case c.writes == emulator.OpCreate:
		if _, held := after[now.ID]; !held {
			c.wrongf("the list would show %s, which is not on the server", now.ID)
		}
	case now.Status.On() != (is == asAsked):
		c.wrongf("the list would show it %s, but on the server it is %s", now.Status, is)
	}
}

// ofOneWebhook are the requests whose 404 says that a webhook is gone.
var ofOneWebhook = []emulator.Operation{emulator.OpGet, emulator.OpUpdate, emulator.OpDelete}

// keeps looks at everything that the chore is not about.
func (c *cell) keeps(endings []ending, after map[api.WebhookID]string) {
	for id, was := range c.before {
		mine := slices.ContainsFunc(endings, func(e ending) bool { return e.webhook == id })
		if !mine && after[id] != was {
			c.wrongf("%s, which nobody touched, changed from\n%s to\n%s", id, was, after[id])
		}
	}
	if c.writes != emulator.OpCreate && len(after) > len(c.before) {
		c.wrongf("there are %d webhooks, %d before", len(after), len(c.before))
	}
}

// remembers compares what the history says with what the user was told.
func (c *cell) remembers(ctx context.Context, endings []ending) {
	found, err := c.log.Read(ctx, history.Filter{})
	if err != nil {
		c.wrongf("the history cannot be read: %v", err)
		return
	}
	sent := 0
	for _, e := range endings {
		if c.writes == "" || !c.wrote(e.webhook) {
			continue
		}
		sent++
		at := slices.IndexFunc(found.Entries, func(entry history.Entry) bool { return entry.ID == e.outcome.Record })
		if at < 0 {
			c.wrongf("the history does not have the change of %s", e.webhook)
			continue
		}
		entry := found.Entries[at]
		if entry.Outcome != e.outcome.Kind {
			c.wrongf("the history says %q, the user is told %q", entry.Outcome, e.outcome.Kind)
		}
		if (entry.Error != "") != (e.outcome.Err != nil) {
			c.wrongf("the history has the error %q, the outcome has %v", entry.Error, e.outcome.Err)
		}
	}
	if len(found.Entries) != sent {
		c.wrongf("%d changes were sent, the history has %d", sent, len(found.Entries))
	}
}

// wrote reports whether a write of an item left the program.
func (c *cell) wrote(id api.WebhookID) bool {
	refused := c.strikes == c.writes && c.strike.refusedOf(id) > 0
	return refused || slices.ContainsFunc(c.server.Requests(), func(r emulator.Request) bool {
		return r.Operation == c.writes && concerns(r.Path, id)
	})
}

// counts looks whether anything was asked for too often.
func (c *cell) counts(endings []ending) {
	most := 4 // the first and three repetitions
	if c.strikes == emulator.OpTest {
		most = 1
	}
	if c.strike.fault.Status == http.StatusUnauthorized {
		most = 2
	}
	if c.strikes == emulator.OpGet {
		most *= 2 // before the change, and after it
	}
	if c.writes == "" && c.strikes != emulator.OpTest {
		most++ // net/http itself repeats a read on a kept connection that turns out to be dead
	}
	if got := c.attempts(""); got > most*c.items {
		c.wrongf("it was asked for %d times", got)
	}
	sent := len(c.server.Tests())
	delivered := c.strikes == emulator.OpTest && !slices.ContainsFunc(endings, func(e ending) bool { return e.shown != http.StatusOK })
	if sent > 1 || delivered && sent != 1 {
		c.wrongf("%d tests were sent", sent)
	}
}

var (
	// goWords are how Go, and not a person, says that something failed.
	goWords = regexp.MustCompile(`dial tcp|read tcp|write tcp|Get "|Put "|Post "|Delete "|context |net/http|http: |json|invalid character|EOF|%!|0x[0-9a-f]{4}|goroutine|strconv|i/o|unmarshal|malformed|syscall`)
	// nextStep is what every failure ends with, before the trace.
	nextStep = regexp.MustCompile(` · (try again|check |select |refresh|correct |look )`)
	// private is what the credentials of these tests begin with.
	private = regexp.MustCompile(`s-66b2|h-66b2|s-newcomer|` + emulator.DemoClientSecret + `|emulated\.`)
)

const longestSentence = 400 // five lines of a terminal

// speaks looks at the words that the user reads.
func (c *cell) speaks(e ending) {
	switch e.outcome.Kind {
	case change.Failed, change.Unknown:
		if e.outcome.Err == nil {
			c.wrongf("a failure without a reason")
			return
		}
		sentence := text.Sentence(e.outcome.Err)
		if !nextStep.MatchString(sentence) {
			c.wrongf("no next step in: %s", sentence)
		}
		c.isPlain(sentence)
		c.told = append(c.told, sentence)
	case change.Gone:
		switch {
		case c.writes == emulator.OpDelete && len(e.outcome.Warnings) == 0:
			c.wrongf("a deletion of what was gone says nothing of it")
		case c.writes != emulator.OpDelete && e.outcome.Err == nil:
			c.wrongf("a change of what was gone says nothing of it")
		}
	default:
		if e.outcome.Err != nil {
			c.wrongf("done, with the error %v", e.outcome.Err)
		}
	}
	for _, warning := range e.outcome.Warnings {
		c.isPlain(warning)
	}
}

func (c *cell) isPlain(sentence string) {
	switch {
	case strings.ContainsFunc(sentence, unicode.IsControl):
		c.wrongf("control characters in %q", sentence)
	case goWords.MatchString(sentence):
		c.wrongf("no person would say: %s", sentence)
	case private.MatchString(sentence):
		c.wrongf("a credential in: %s", sentence)
	case len(sentence) > longestSentence:
		c.wrongf("nobody reads %d bytes: %s", len(sentence), sentence)
	}
}
