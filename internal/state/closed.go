package state

import (
	"time"

	"corotui/api"
)

// Closed is a time in which a webhook was disabled, and that is over.
type Closed struct {
	api.Off

	Until  time.Time `json:"until"`            // when it was enabled, by the server where that tells
	Latest bool      `json:"latest,omitempty"` // someone else enabled it, at Until or before
}

// keepClosed is for how long the last gap of a webhook is kept: longer than it takes
// until someone asks what was missed in it.
const keepClosed = 180 * 24 * time.Hour

// Closed returns when a webhook was disabled the last time, if that is over and
// remembered.
func (g *Gaps) Closed(of Account, workspace api.WorkspaceID, webhook api.WebhookID) (Closed, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	last := g.of(of).seen[api.Ref{Workspace: workspace, Webhook: webhook}].Last
	if last == nil {
		return Closed{}, false
	}
	return *last, true
}

// closed is the gap of a webhook that is enabled now, at the time of its last change.
func (s Gap) closed(w api.Webhook, now time.Time, ours bool) *Closed {
	if s.Gone { // it ended before; an enabling of ours may have been read before it was recorded
		if s.Last != nil && ours && s.Last.Latest && s.Last.Until.Equal(w.LastChange()) {
			exact := *s.Last
			exact.Latest = false
			return &exact
		}
		return s.Last
	}
	over := Closed{Off: s.Off, Until: w.LastChange(), Latest: !ours}
	if over.Until.Before(over.Since) || over.Until.IsZero() {
		over.Until = now
	}
	return &over
}

// reopened reports whether a gap goes on that was taken for closed, as after an enabling
// that was undone.
func (c *Closed) reopened(by api.Off) bool { return c != nil && c.Since.Equal(by.Since) }

// forget forgets what is too old: gaps that are over, and that a webhook of which nothing
// else is known is not disabled any more.
func (r *accountGaps) forget(now time.Time) {
	for at, seen := range r.seen {
		if seen.Last != nil && now.Sub(seen.Last.Until) > keepClosed {
			seen.Last = nil
			r.seen[at] = seen
		}
		if seen.Gone && seen.Last == nil && now.Sub(seen.At) > forgetAfter {
			delete(r.seen, at)
		}
	}
}
