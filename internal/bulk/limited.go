package bulk

import (
	"context"
	"time"

	"corotui/api"
	"corotui/internal/change"
)

// Server is where a run makes its changes. An [api.Client] is one.
type Server interface {
	change.Server
	TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error)
}

// limitedServer has every request of a run wait for a place of the limiter.
type limitedServer struct {
	Server
	limiter *api.Limiter
}

// ClockSkew returns how far the server's clock is ahead of this machine's, where the
// server knows that.
func (p limitedServer) ClockSkew() (ahead time.Duration, known bool) {
	return change.ClockSkew(p.Server)
}

// limited makes a request once there is a place for it.
func limited[T any](ctx context.Context, limiter *api.Limiter, request func(context.Context) (T, error)) (result T, err error) {
	err = limiter.Do(ctx, func(ctx context.Context) (err error) {
		result, err = request(ctx)
		return err
	})
	return result, err
}

func (p limitedServer) Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error) {
	return limited(ctx, p.limiter, func(ctx context.Context) ([]api.Webhook, error) { return p.Server.Webhooks(ctx, workspace) })
}

func (p limitedServer) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	return limited(ctx, p.limiter, func(ctx context.Context) (api.Webhook, error) { return p.Server.Webhook(ctx, workspace, id) })
}

func (p limitedServer) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	return limited(ctx, p.limiter, func(ctx context.Context) (*api.Webhook, error) { return p.Server.CreateWebhook(ctx, workspace, body) })
}

func (p limitedServer) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	return limited(ctx, p.limiter, func(ctx context.Context) (*api.Webhook, error) { return p.Server.UpdateWebhook(ctx, workspace, body) })
}

func (p limitedServer) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	return p.limiter.Do(ctx, func(ctx context.Context) error { return p.Server.DeleteWebhook(ctx, workspace, id) })
}

// TestWebhook sends a test once, whatever it is answered with.
func (p limitedServer) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	return limited(ctx, p.limiter, func(ctx context.Context) (api.TestResult, error) { return p.Server.TestWebhook(ctx, workspace, id) })
}
