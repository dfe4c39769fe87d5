package cli

import (
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/text"
)

// webhooksTestOptions are what webhooks test takes.
type webhooksTestOptions struct {
	*app
	json bool
}

func (a *app) webhooksTestCommand() *cobra.Command {
	o := &webhooksTestOptions{app: a}
	c := &cobra.Command{Use: "test WEBHOOK", Short: "Send Coro's test and show the answer"}
	jsonFlag(c, &o.json)
	return a.command(c, oneWebhook, o.run)
}

func (o *webhooksTestOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connectToChange(cmd)
	if err != nil {
		return err
	}
	webhook, err := o.findWebhook(ctx, conn, args[0])
	if err != nil {
		return err
	}
	lineage := conn.lineage(ctx, []api.Webhook{webhook})
	conn, webhook = o.atOrigin(conn, lineage, webhook, "is tested there")
	result, err := conn.session.TestWebhook(ctx, conn.workspace, webhook.ID)
	if err != nil {
		return err
	}
	if err := o.printTest(webhook, result); err != nil {
		return err
	}
	if ok, _, why := result.Delivered(); !ok {
		return failedWith(codeFailed, "The test of %s failed: %s. Check the webhook's URL and its receiver", text.Quote(webhook.Name), why)
	}
	return nil
}

// printTest writes what Coro answered.
func (o *webhooksTestOptions) printTest(webhook api.Webhook, result api.TestResult) error {
	if o.json {
		return o.printJSON(map[string]any{
			"id": string(webhook.ID), "status": result.Status, "delivered": delivered(result), "body": string(result.Body),
			"milliseconds": result.Took.Milliseconds(), "traceId": string(result.Trace),
		})
	}
	o.printf("Coro answered %d %s in %s\n", result.Status, http.StatusText(result.Status), result.Took.Round(time.Millisecond))
	for _, line := range text.CleanLines(result.Body, 200) {
		o.printf("%s\n", line)
	}
	return nil
}

// delivered is for scripts whether a test reached its receiver; nil (null in JSON)
// where the answer does not tell.
func delivered(result api.TestResult) *bool {
	ok, known, _ := result.Delivered()
	if !known {
		return nil
	}
	return &ok
}
