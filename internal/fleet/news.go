package fleet

import (
	"hash/maphash"
	"slices"
	"strings"

	"corotui/api"
)

// News says how a webhook differs from what the scan before showed of it.
type News int

// The news, and that there are none.
const (
	NoNews   News = iota
	Disabled      // it was enabled
	Enabled       // it was disabled
	Added         // it was not there, in a workspace that was read before
	Changed       // another field than the status differs
)

// Seen is what scans have shown of each webhook, by which the next one tells what is new.
// It belongs to one goroutine. The zero value has seen nothing.
type Seen struct {
	workspaces map[api.Ref]map[api.WebhookID]sight
	seed       maphash.Seed
}

// sight is what is remembered of a webhook: thousands of them are.
type sight struct {
	status api.Status
	print  uint64 // of its other fields, without keeping any
	secret uint64 // the same of the secret; 0 where the server did not return it
}

// Compare returns what is new in the result of a workspace since the one before, and
// remembers this one: of its rows, see [Result.Rows], those with news. The first result of
// a workspace has none, and one that could not be read changes nothing. What skip reports
// of a webhook is known better than the result has it, as it was asked for before a write.
func (s *Seen) Compare(result Result, skip func(api.WebhookID) bool) map[api.WebhookID]News {
	if result.Err != nil {
		return nil
	}
	before, known := s.workspaces[result.ref()]
	now := make(map[api.WebhookID]sight, len(result.Webhooks))
	news := make(map[api.WebhookID]News)
	for webhook, origin := range result.Rows {
		was, there := before[webhook.ID]
		if skip(webhook.ID) {
			if there {
				now[webhook.ID] = was
			}
			continue
		}
		is := s.look(&webhook)
		now[webhook.ID] = is
		// One that is inherited may only be a row because its own workspace was not read.
		if found := is.since(was, there); known && found != NoNews && (found != Added || origin == nil) {
			news[webhook.ID] = found
		}
	}
	if result.Short != nil { // what did not come may still be there
		for id, was := range before {
			if _, there := now[id]; !there {
				now[id] = was
			}
		}
	}
	s.keep(result.ref(), now)
	return news
}

// Wrote remembers a webhook as a change of this program left it, which is no news; nil is
// that it is gone.
func (s *Seen) Wrote(at api.Ref, now *api.Webhook) {
	webhooks, known := s.workspaces[at.OfWorkspace()]
	switch {
	case !known:
	case now == nil:
		delete(webhooks, at.Webhook)
	default:
		webhooks[at.Webhook] = s.look(now)
	}
}

func (s *Seen) keep(workspace api.Ref, webhooks map[api.WebhookID]sight) {
	if s.workspaces == nil {
		s.workspaces = make(map[api.Ref]map[api.WebhookID]sight)
	}
	s.workspaces[workspace] = webhooks
}

// since is the news of a webhook that was seen before, if it was there.
func (s sight) since(was sight, there bool) News {
	switch {
	case !there:
		return Added
	case was.status.On() && s.status.Off():
		return Disabled
	case was.status.Off() && s.status.On():
		return Enabled
	case was.status != s.status, was.print != s.print, was.secret != s.secret && was.secret != 0 && s.secret != 0:
		return Changed
	}
	return NoNews
}

// look takes the print of a webhook. Servers may list triggers and headers in another
// order each time, and spell the status in another way; neither is a change.
func (s *Seen) look(w *api.Webhook) sight {
	if s.seed == (maphash.Seed{}) {
		s.seed = maphash.MakeSeed()
	}
	var h maphash.Hash
	h.SetSeed(s.seed)
	part := func(text string) {
		_, _ = h.WriteString(text)
		_ = h.WriteByte(0)
	}
	part(string(w.Name))
	part(string(w.Description))
	part(string(w.URL))
	if w.ApplyToAllDescendants {
		part("descendants")
	}
	triggers := make([]string, len(w.Triggers))
	for i, trigger := range w.Triggers {
		triggers[i] = string(trigger.Name())
	}
	slices.Sort(triggers)
	part(strings.Join(triggers, "\n"))
	headers := make([]string, len(w.Headers))
	for i, header := range w.Headers {
		headers[i] = strings.ToLower(string(header.Name)) + ":" + string(header.Value)
	}
	slices.Sort(headers)
	part(strings.Join(headers, "\n"))
	is := sight{status: api.Status(strings.ToLower(string(w.Status))), print: h.Sum64()}
	if secret, known := w.Secret.Value(); known {
		is.secret = maphash.String(s.seed, secret.Reveal())
	}
	return is
}
