package account

import (
	"context"

	"corotui/api"
)

// Workspaces lists what is below a channel.
func (s *Session) Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return nil, err
	}
	return client.Workspaces(ctx, channel)
}

// Workspace tells what is known of one workspace.
func (s *Session) Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return api.Workspace{}, err
	}
	return client.Workspace(ctx, id)
}

// Webhooks lists the webhooks of a workspace.
func (s *Session) Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return nil, err
	}
	of := s.owner() // another may be switched to before the answer comes
	listed, err := client.Webhooks(ctx, id)
	s.gaps.See(of, id, listed)
	return listed, err
}

// Webhook reads one webhook.
func (s *Session) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return api.Webhook{}, err
	}
	of := s.owner()
	webhook, err := client.Webhook(ctx, workspace, id)
	if err != nil {
		return webhook, err
	}
	one := []api.Webhook{webhook}
	s.gaps.See(of, workspace, one)
	return one[0], nil
}

// TestWebhook has Coro send its test.
func (s *Session) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return api.TestResult{}, err
	}
	s.gaps.Touched(s.owner(), workspace, id)
	return client.TestWebhook(ctx, workspace, id)
}

// CreateWebhook makes a webhook.
func (s *Session) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return nil, err
	}
	return client.CreateWebhook(ctx, workspace, body)
}

// UpdateWebhook writes a webhook.
func (s *Session) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	client, err := s.Client(ctx)
	if err != nil {
		return nil, err
	}
	return client.UpdateWebhook(ctx, workspace, body)
}

// DeleteWebhook deletes a webhook.
func (s *Session) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	client, err := s.Client(ctx)
	if err != nil {
		return err
	}
	return client.DeleteWebhook(ctx, workspace, id)
}
