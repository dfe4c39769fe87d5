// Package missed finds what a webhook missed while it was disabled: the workspaces
// that were created then, as far as the API tells, and of its other triggers what can
// and what cannot be known. It sends the deliveries that Coro never will, each once. It
// knows neither screens nor commands.
package missed

import (
	"context"
	"time"

	"corotui/api"
	"corotui/internal/history"
	"corotui/internal/state"
)

// Created is the trigger of which deliveries can be rebuilt: the API tells when
// workspaces were created.
const Created = "workspace-created"

// Gap is a time in which a webhook was disabled.
type Gap struct {
	api.Off

	Until  time.Time // zero: it is still disabled
	Latest bool      // someone else enabled it, at Until or before
}

// Open reports that the webhook is still disabled.
func (g Gap) Open() bool { return g.Until.IsZero() }

// Exact reports that the start and the end are known.
func (g Gap) Exact() bool { return g.Bound == "" && !g.Latest }

// holds reports whether something happened in the gap. One that is open has no end, as
// the clock of this machine may be behind the server's.
func (g Gap) holds(at time.Time) bool {
	return !at.Before(g.Since) && (g.Open() || at.Before(g.Until))
}

// Memory is what this machine remembers of gaps that are over.
type Memory interface {
	ClosedGap(workspace api.WorkspaceID, webhook api.WebhookID) (state.Closed, bool)
}

// gapOf is the newest gap of a webhook: the one that is open, or else the last that is
// remembered, or that the history tells of. It is false where nothing is known of any.
func (f Finder) gapOf(ctx context.Context, workspace api.WorkspaceID, w api.Webhook) (Gap, bool, error) {
	if w.Status.Off() {
		off := w.DisabledSince()
		return Gap{Off: off}, !off.Since.IsZero(), nil
	}
	if last, known := f.Memory.ClosedGap(workspace, w.ID); known {
		return Gap{Off: last.Off, Until: last.Until, Latest: last.Latest}, true, nil
	}
	off, until, err := f.Log.Reenabled(ctx, f.Who.Host, workspace, w.ID)
	return Gap{Off: off, Until: until}, !until.IsZero(), err
}

// HasGap reports whether a gap of a webhook is known, as it was read where it lives.
func (f Finder) HasGap(ctx context.Context, workspace api.WorkspaceID, w api.Webhook) (bool, error) {
	_, known, err := f.gapOf(ctx, workspace, w)
	return known, err
}

// Finder finds what webhooks of an account missed.
type Finder struct {
	Server Server
	Memory Memory
	Log    *history.Log
	Who    history.Who

	trees *trees
}
