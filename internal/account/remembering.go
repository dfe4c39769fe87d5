package account

import (
	"context"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/state"
)

// Remembering is a client with a memory of since when the webhooks of an account are
// disabled.
type Remembering struct {
	*api.Client
	Gaps *state.Gaps
	Of   state.Account
}

// Webhooks lists webhooks, and says since when they are disabled.
func (r Remembering) Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error) {
	listed, err := r.Client.Webhooks(ctx, workspace)
	r.Gaps.See(r.Of, workspace, listed)
	return listed, err
}

// Webhook reads one, and says since when it is disabled.
func (r Remembering) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	webhook, err := r.Client.Webhook(ctx, workspace, id)
	if err != nil {
		return webhook, err
	}
	one := []api.Webhook{webhook}
	r.Gaps.See(r.Of, workspace, one)
	return one[0], nil
}

// TestWebhook has a test sent, and remembers it.
func (r Remembering) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	r.Gaps.Touched(r.Of, workspace, id)
	return r.Client.TestWebhook(ctx, workspace, id)
}

// ClosedGap returns when a webhook was disabled the last time, if that is over and
// remembered.
func (r Remembering) ClosedGap(workspace api.WorkspaceID, webhook api.WebhookID) (state.Closed, bool) {
	return r.Gaps.Closed(r.Of, workspace, webhook)
}

// Recording remembers how changes left a webhook before they are recorded.
func (r Remembering) Recording(next change.Recorder) change.Recorder { return gapRecorder{next, r} }

type gapRecorder struct {
	change.Recorder
	memory Remembering
}

// Begin remembers that a change is about to be sent, and has it recorded.
func (g gapRecorder) Begin(ctx context.Context, event change.Record) (string, error) {
	g.memory.Gaps.Touched(g.memory.Of, event.Workspace, event.Webhook)
	return g.Recorder.Begin(ctx, event)
}

// Record remembers how a change left a webhook, and has it recorded.
func (g gapRecorder) Record(ctx context.Context, event change.Record) (string, error) {
	if event.Now != nil {
		g.memory.Gaps.Wrote(g.memory.Of, event.Workspace, *event.Now)
	}
	return g.Recorder.Record(ctx, event)
}
