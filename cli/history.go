package cli

import (
	"context"
	"path/filepath"

	"corotui/change"
	"corotui/config"
	"corotui/history"
)

// openHistory returns the log of the changes made from this machine.
func openHistory(paths config.Paths) *history.Log {
	return history.Open(filepath.Join(paths.State, "history.jsonl"))
}

// recorder writes changes down as those of whoever is logged in when they end.
type recorder struct {
	log     *history.Log
	session *session
}

var _ change.Recorder = recorder{}

// Record appends a change to the history.
func (r recorder) Record(ctx context.Context, event change.Event) (string, error) {
	return r.log.By(r.session.who()).Record(ctx, event)
}

// who says who makes changes, and where.
func (s *session) who() history.Who {
	s.mu.Lock()
	defer s.mu.Unlock()
	return history.Who{
		User: history.CurrentUser(), Profile: s.where.Profile, Client: s.config.ClientID.Value, Host: s.where.Host,
	}
}
