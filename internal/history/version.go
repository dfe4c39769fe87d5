package history

import (
	"context"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// SecretVersion tells two secrets of a webhook apart without holding either: it is made
// with the key of this machine.
func (l *Log) SecretVersion(ctx context.Context, webhook api.WebhookID, secret mask.Secret) (string, error) {
	return l.print(ctx, webhook, change.Secret, "", &secret)
}
