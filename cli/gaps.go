package cli

import (
	"context"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/state"
)

// openGaps returns what this machine remembers of since when webhooks are disabled.
// What was lost of it is taken from the history.
func openGaps(paths config.Paths) *state.Gaps {
	return state.NewGaps(state.NewSnapshots(paths), time.Now, func(of state.Account) map[api.Ref]state.Gap {
		// What cannot be read is not known; whoever reads the history is told why.
		entries, _ := openHistory(paths).Disabled(context.Background(), of.Host)
		return seenIn(entries)
	})
}

// seenIn is what changes tell of webhooks that they left disabled. A change is of
// our clock, and the webhook has the server's.
func seenIn(entries []history.Entry) map[api.Ref]state.Gap {
	seen := make(map[api.Ref]state.Gap, len(entries))
	for _, e := range entries {
		seen[api.Ref{Workspace: e.Workspace, Webhook: e.Webhook}] = state.Gap{Off: *e.OffAfter, At: e.At}
	}
	return seen
}

// remember tells the memory of gaps how a change left a webhook.
func (s *session) remember(event change.Event) {
	if event.Now != nil {
		s.gaps.Wrote(s.account(), event.Workspace, *event.Now)
	}
}
