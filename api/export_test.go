package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"corotui/internal/mask"
)

// What is secret in a webhook is told by names, by the look of values and by
// whose URL it is, in the JSON for scripts as in the log.
func TestExportMasksByNameAndValue(t *testing.T) {
	t.Parallel()
	const held = `{"id":"65f0c0ffee65f0c0ffee65f0","name":"Billing","triggers":["workspace-created"],
		"url":"https://hooks.slack.com/services/T01/B02/path-canary","headers":{
		"ApiIntegrationcode":"code-canary","X-PAT":"pat-canary","JSESSIONID":"session-canary","X-Up":"Bearer up-canary",
		"X-Forward-To":"https://u:canary@h.example?token=canary","X-Env":"prod","X-Passenger":"two"},
		"callback":"https://u:canary@h.example/in?sig=canary&v=2","statusCode":200,
		"relay":{"to":["https://discord.com/api/webhooks/1122/canary",{"accesskey":"canary","hashtag":"coro"}]}}`
	client, log := repeating(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, held) })
	webhook, err := client.Webhook(t.Context(), "ws", "65f0c0ffee65f0c0ffee65f0")
	if err != nil {
		t.Fatal(err)
	}
	exported, err := json.Marshal(webhook.Export("ws"))
	if err != nil {
		t.Fatal(err)
	}
	logged := log.String()
	for _, shown := range []string{
		"https://hooks.slack.com/services/T01/B02/" + mask.Dots, "Bearer " + mask.Dots, "https://" + mask.Dots + "@h.example?token=" + mask.Dots,
		"v=2", "prod", "two", "200", "https://discord.com/api/webhooks/1122/" + mask.Dots, "coro", "65f0c0ffee65f0c0ffee65f0",
	} {
		if !strings.Contains(string(exported), shown) || !strings.Contains(logged, shown) {
			t.Errorf("%s is not in\n%s\nor not in\n%s", shown, exported, logged)
		}
	}
	if strings.Contains(string(exported)+logged, canary) {
		t.Errorf("shown: %s\nlogged: %s", exported, logged)
	}
}

// A test's answer is what a receiver said: its status is no secret.
func TestATestsStatusIsShown(t *testing.T) {
	t.Parallel()
	const said = `{"success":true,"statusCode":200}`
	client, _ := repeating(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, said) })
	result, err := client.TestWebhook(t.Context(), "ws", "1")
	if err != nil || string(result.Body) != said {
		t.Errorf("shown: %q, %v", result.Body, err)
	}
}
