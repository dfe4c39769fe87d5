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

func (p limitedServer) Webhooks(ctx context.Context, workspace api.WorkspaceID) (all []api.Webhook, err error) {
	err = p.limiter.Do(ctx, func(ctx context.Context) (err error) {
		all, err = p.Server.Webhooks(ctx, workspace)
		return err
	})
	return all, err
}

func (p limitedServer) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (one api.Webhook, err error) {
	err = p.limiter.Do(ctx, func(ctx context.Context) (err error) {
		one, err = p.Server.Webhook(ctx, workspace, id)
		return err
	})
	return one, err
}

func (p limitedServer) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (made *api.Webhook, err error) {
	err = p.limiter.Do(ctx, func(ctx context.Context) (err error) {
		made, err = p.Server.CreateWebhook(ctx, workspace, body)
		return err
	})
	return made, err
}

func (p limitedServer) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (now *api.Webhook, err error) {
	err = p.limiter.Do(ctx, func(ctx context.Context) (err error) {
		now, err = p.Server.UpdateWebhook(ctx, workspace, body)
		return err
	})
	return now, err
}

func (p limitedServer) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	return p.limiter.Do(ctx, func(ctx context.Context) error { return p.Server.DeleteWebhook(ctx, workspace, id) })
}

// TestWebhook sends a test once, whatever it is answered with.
func (p limitedServer) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (result api.TestResult, err error) {
	err = p.limiter.Do(ctx, func(ctx context.Context) (err error) {
		result, err = p.Server.TestWebhook(ctx, workspace, id)
		return err
	})
	return result, err
}
