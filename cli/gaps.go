package cli

import (
	"context"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/snapshot"
)

// openGaps returns what this machine remembers of since when webhooks are disabled.
// What was lost of it is taken from the history.
func openGaps(paths config.Paths) *snapshot.Gaps {
	return snapshot.NewGaps(snapshot.New(paths), time.Now, func(of snapshot.Account) map[api.Ref]snapshot.Seen {
		// What cannot be read is not known; whoever reads the history is told why.
		entries, _ := openHistory(paths).Disabled(context.Background(), of.Host)
		return seenIn(entries)
	})
}

// seenIn is what changes tell of webhooks that they left disabled. A change is of
// our clock, and the webhook has the server's.
func seenIn(entries []history.Entry) map[api.Ref]snapshot.Seen {
	seen := make(map[api.Ref]snapshot.Seen, len(entries))
	for _, e := range entries {
		seen[api.Ref{Workspace: e.Workspace, Webhook: e.Webhook}] = snapshot.Seen{Off: *e.OffAfter, At: e.At}
	}
	return seen
}

// remember tells the memory of gaps how a change left a webhook.
func (s *session) remember(event change.Event) {
	if event.Now != nil {
		s.gaps.Wrote(s.account(), event.Workspace, *event.Now)
	}
}
