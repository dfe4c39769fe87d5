package cli

import (
	"context"
	"path/filepath"

	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/disk"
	"corotui/internal/history"
	"corotui/internal/text"
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

// Begin appends what is about to be sent to the history.
func (r recorder) Begin(ctx context.Context, event change.Event) (string, error) {
	r.session.gaps.Touched(r.session.account(), event.Workspace, event.Webhook)
	return r.log.By(r.session.who()).Begin(ctx, event)
}

// Record appends a change to the history.
func (r recorder) Record(ctx context.Context, event change.Event) (string, error) {
	r.session.remember(event)
	return r.log.By(r.session.who()).Record(ctx, event)
}

// webhookLocks let the changes that several corotui on this machine make of one
// webhook wait for each other.
type webhookLocks struct {
	folder  string
	session *session
}

var _ change.Locker = webhookLocks{}

// Lock waits for the turn at a webhook of the server at which the session works
// now.
func (l webhookLocks) Lock(ctx context.Context, key string) (unlock func() error, err error) {
	return disk.NewLocks(l.folder, l.session.who().Host).Lock(ctx, key)
}

// newWriter returns what makes changes for a session, records them, and waits
// for those of other programs.
func newWriter(paths config.Paths, log *history.Log, s *session, options ...change.Option) *change.Writer {
	return change.NewWriter(s, append(options,
		change.WithRecorder(recorder{log, s}), change.WithLocks(webhookLocks{filepath.Join(paths.State, "locks"), s}))...)
}

// settle finds out what became of changes that an earlier program began and did
// not see the end of, and says so. It asks the server nothing when there are none.
func (a *app) settle(ctx context.Context, w work) {
	ends, err := w.log.Settle(ctx, w.session.who(), w.writer)
	if err != nil && ctx.Err() == nil {
		a.tellf("Changes that were cut off could not be looked at: %s", text.Sentence(err))
	}
	for _, end := range ends {
		a.tellf("%s", text.Clean(end.Says()))
	}
}

// who says who makes changes, and where.
func (s *session) who() history.Who {
	s.mu.Lock()
	defer s.mu.Unlock()
	return history.Who{
		User: history.CurrentUser(), Profile: s.where.Profile, Client: s.config.ClientID.Value, Host: s.where.Host,
	}
}
