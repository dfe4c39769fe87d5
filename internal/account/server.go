package account

import (
	"context"

	"corotui/api"
	"corotui/internal/state"
)

// ask makes a request for whoever is logged in now. Another may be switched to
// before the answer comes, which is remembered of the account that was asked for.
func ask[T any](ctx context.Context, s *Session, request func(Remembering) (T, error)) (T, error) {
	client, err := s.Client(ctx)
	if err != nil {
		var none T
		return none, err
	}
	return request(Remembering{client, s.gaps, s.owner()})
}

// Workspaces lists what is below a channel.
func (s *Session) Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	return ask(ctx, s, func(r Remembering) ([]api.Workspace, error) { return r.Workspaces(ctx, channel) })
}

// Workspace tells what is known of one workspace.
func (s *Session) Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error) {
	return ask(ctx, s, func(r Remembering) (api.Workspace, error) { return r.Workspace(ctx, id) })
}

// Webhooks lists the webhooks of a workspace.
func (s *Session) Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error) {
	return ask(ctx, s, func(r Remembering) ([]api.Webhook, error) { return r.Webhooks(ctx, id) })
}

// Webhook reads one webhook.
func (s *Session) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	return ask(ctx, s, func(r Remembering) (api.Webhook, error) { return r.Webhook(ctx, workspace, id) })
}

// TestWebhook has Coro send its test.
func (s *Session) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	return ask(ctx, s, func(r Remembering) (api.TestResult, error) { return r.TestWebhook(ctx, workspace, id) })
}

// CreateWebhook makes a webhook.
func (s *Session) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	return ask(ctx, s, func(r Remembering) (*api.Webhook, error) { return r.CreateWebhook(ctx, workspace, body) })
}

// UpdateWebhook writes a webhook.
func (s *Session) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	return ask(ctx, s, func(r Remembering) (*api.Webhook, error) { return r.UpdateWebhook(ctx, workspace, body) })
}

// Raw makes a request that the user has written.
func (s *Session) Raw(ctx context.Context, raw api.RawRequest) (api.RawAnswer, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return api.RawAnswer{}, err
	}
	return client.Raw(ctx, raw)
}

// DeleteWebhook deletes a webhook.
func (s *Session) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	_, err := ask(ctx, s, func(r Remembering) (struct{}, error) { return struct{}{}, r.DeleteWebhook(ctx, workspace, id) })
	return err
}

// AuditLog reads the audit log of a workspace.
func (s *Session) AuditLog(ctx context.Context, workspace api.WorkspaceID) ([]api.AuditEntry, error) {
	return ask(ctx, s, func(r Remembering) ([]api.AuditEntry, error) { return r.AuditLog(ctx, workspace) })
}

// Usage reads what a workspace uses.
func (s *Session) Usage(ctx context.Context, workspace api.WorkspaceID) (api.Usage, error) {
	return ask(ctx, s, func(r Remembering) (api.Usage, error) { return r.Usage(ctx, workspace) })
}

// ClosedGap returns when a webhook was disabled the last time, if that is over and
// remembered.
func (s *Session) ClosedGap(workspace api.WorkspaceID, webhook api.WebhookID) (state.Closed, bool) {
	return Remembering{Gaps: s.gaps, Of: s.owner()}.ClosedGap(workspace, webhook)
}
