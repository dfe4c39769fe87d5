package account

import (
	"context"
	"path/filepath"

	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/disk"
	"corotui/internal/history"
)

// OpenHistory returns the log of the changes made from this machine.
func OpenHistory(paths config.Paths) *history.Log {
	return history.Open(filepath.Join(paths.State, "history.jsonl"))
}

// recorder writes changes down as those of whoever is logged in when they end.
type recorder struct {
	log     *history.Log
	session *Session
}

var _ change.Recorder = recorder{}

// now is the recorder of whoever is logged in.
func (r recorder) now() change.Recorder {
	memory := Remembering{Gaps: r.session.gaps, Of: r.session.owner()}
	next := memory.Recording(r.log.By(r.session.Who()))
	return versionRecorder{next, r.log, r.session.versions, r.session.owner()}
}

// Begin appends what is about to be sent to the history.
func (r recorder) Begin(ctx context.Context, event change.Record) (string, error) {
	return r.now().Begin(ctx, event)
}

// Record appends a change to the history.
func (r recorder) Record(ctx context.Context, event change.Record) (string, error) {
	return r.now().Record(ctx, event)
}

// webhookLocks let the changes that several corotui on this machine make of one
// webhook wait for each other.
type webhookLocks struct {
	folder  string
	session *Session
}

var _ change.Locker = webhookLocks{}

// Lock waits for the turn at a webhook of the server at which the session works
// now.
func (l webhookLocks) Lock(ctx context.Context, key string) (unlock func() error, err error) {
	return disk.NewLocks(l.folder, l.session.Who().Host).Lock(ctx, key)
}

// NewWriter returns what makes changes for the session, records them in the log, and
// waits for those of other programs on this machine.
func (s *Session) NewWriter(log *history.Log, options ...change.Option) *change.Writer {
	locks := webhookLocks{filepath.Join(s.Config().Paths.State, "locks"), s}
	return change.NewWriter(s, append(options, change.WithRecorder(recorder{log, s}), change.WithLocks(locks))...)
}

// NewDemoWriter returns a writer that writes no file.
func (s *Session) NewDemoWriter(log *history.Log) *change.Writer {
	return change.NewWriter(s, change.WithRecorder(recorder{log, s}))
}

// Who says who makes changes, and where.
func (s *Session) Who() history.Who {
	s.mu.Lock()
	defer s.mu.Unlock()
	return history.Who{
		User: history.CurrentUser(), Profile: s.where.Profile, Client: s.config.ClientID.Value, Host: s.where.Host,
	}
}
