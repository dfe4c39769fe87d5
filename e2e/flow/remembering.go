package flow

import (
	"context"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/state"
)

// Server is the emulator's client with a memory of since when webhooks are disabled,
// as the command line puts it together.
type Server struct {
	*api.Client
	gaps *state.Gaps
}

// Remembering returns a client with a memory.
func Remembering(client *api.Client, gaps *state.Gaps) Server { return Server{client, gaps} }

func (s Server) account() state.Account { return state.Account{Host: s.Host(), Client: "demo"} }

// Webhooks lists webhooks, and says since when they are disabled.
func (s Server) Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error) {
	listed, err := s.Client.Webhooks(ctx, workspace)
	s.gaps.See(s.account(), workspace, listed)
	return listed, err
}

// Webhook reads one, and says since when it is disabled.
func (s Server) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	w, err := s.Client.Webhook(ctx, workspace, id)
	if err != nil {
		return w, err
	}
	one := []api.Webhook{w}
	s.gaps.See(s.account(), workspace, one)
	return one[0], nil
}

// TestWebhook has a test sent, and remembers it.
func (s Server) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	s.gaps.Touched(s.account(), workspace, id)
	return s.Client.TestWebhook(ctx, workspace, id)
}

// Recording remembers how changes left a webhook before they are recorded.
func (s Server) Recording(next change.Recorder) change.Recorder { return gapRecorder{next, s} }

type gapRecorder struct {
	change.Recorder
	server Server
}

func (r gapRecorder) Begin(ctx context.Context, event change.Record) (string, error) {
	r.server.gaps.Touched(r.server.account(), event.Workspace, event.Webhook)
	return r.Recorder.Begin(ctx, event)
}

func (r gapRecorder) Record(ctx context.Context, event change.Record) (string, error) {
	if event.Now != nil {
		r.server.gaps.Wrote(r.server.account(), event.Workspace, *event.Now)
	}
	return r.Recorder.Record(ctx, event)
}
