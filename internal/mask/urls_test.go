package mask_test

import (
	"strings"
	"testing"

	"corotui/internal/mask"
)

// secretURLs are URLs with credentials, which stand in braces here. The long
// ones are made up.
const secretURLs = `
https://hooks.slack.com/services/T01ABCDEF/B02ABCDEF/{canarycanary}
https://hooks.slack.com:443//services/T01ABCDEF/B02ABCDEF/{canary}/
https://HOOKS.Slack.com/services/T01/B02/{canary}?v=2
https://hooks.slack.com/workflows/T01/A02/123/{canary}
https://hooks.slack.com/triggers/E01/123/{canary}
https://hooks.slack-gov.com/services/T01/B02/{canary}
hooks.slack.com/services/T01/B02/{canary}
https://discord.com/api/webhooks/112233445566778899/{canary}
https://discord.com/api/v10/webhooks/112233445566778899/{canary}/slack
https://ptb.discord.com/api/webhooks/1122/{canary}?wait=true
https://discordapp.com/api/webhooks/1122/{canary}
https://northwind.webhook.office.com/webhookb2/1a2b@3c4d/IncomingWebhook/{canary}/{canary2}
https://northwind.webhook.office.com/webhookb2/1a2b@3c4d/IncomingWebhook/{canary}/{canary2}/{canary3}
https://outlook.office.com/webhook/1a2b@3c4d/IncomingWebhook/{canary}/{canary2}
https://prod-12.westus.logic.azure.com:443/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={canary}
https://default0a.1b.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig={canary}
https://hooks.zapier.com/hooks/catch/123456/{canary}/
https://hooks.zapier.com/hooks/catch/123456/{canary}/{silent}/
https://hook.eu1.make.com/{canary}
https://hook.us2.make.com/{canary}?v=2
https://hook.integromat.com/{canary}
https://events.pagerduty.com/integration/{canary}/enqueue
https://events.eu.pagerduty.com/x-ere/{canary}
https://chat.googleapis.com/v1/spaces/AAAA/messages?key={canary}&token={canary}&threadKey=x
https://webexapis.com/v1/webhooks/incoming/{canary}
https://api.ciscospark.com/v1/webhooks/incoming/{canary}
https://maker.ifttt.com/trigger/coro/with/key/{canary}
https://maker.ifttt.com/trigger/coro/json/with/key/{canary}
https://chat.northwind.example/hooks/{a1b2c3d4e5f6g7h8i9j0k1l2m3}
https://northwind.example/mattermost/hooks/{a1b2c3d4e5f6g7h8i9j0k1l2m3}
https://rocket.northwind.example/hooks/65f0c0ffee/{aB3dE5gH7jK9mN1pQ3sT5}
https://api.telegram.org/bot{123456:canary}/sendMessage?chat_id=42
https://open.feishu.cn/open-apis/bot/v2/hook/{canary}
https://open.larksuite.com/open-apis/bot/v2/hook/{canary}
https://oapi.dingtalk.com/robot/send?access_token={canary}
https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={canary}
https://hooks.ringcentral.com/webhook/{canary}
https://hooks.ringcentral.com/webhook/v2/{canary}
https://n8n.northwind.example/webhook/{1b4e28ba-2fa1-11d2-883f-0016d3cca427}
https://northwind.app.n8n.cloud/webhook/{canary}
https://engine.rewst.io/webhooks/custom/trigger/{canary}/{canary2}
https://northwind.tines.com/webhook/coro/{canary}
https://webhooks.workato.com/webhooks/rest/{canary}/coro
https://alert.victorops.com/integrations/generic/20131114/alert/{canary}/coro
https://api.opsgenie.com/v1/json/cloudwatch?apiKey={canary}
https://events.zenduty.com/integration/{canary}/generic/
https://http-intake.logs.datadoghq.com/v1/input/{canary}
https://endpoint4.collection.us2.sumologic.com/receiver/v1/http/{canary}
https://logs-01.loggly.com/inputs/{canary}/tag/http/
https://eu.webhook.logs.insight.rapid7.com/v1/noformat/{canary}
https://oncall.northwind.example/integrations/v1/webhook/{a1B2c3D4e5F6g7H8i9J0}/
https://cliq.zoho.com/api/v2/channelsbyname/soc/message?zapikey={canary}
https://script.google.com/macros/s/{canary}/exec
https://hc-ping.com/{canary}
https://ntfy.sh/{canary}
https://webhook.site/{canary}
https://northwind.azurewebsites.net/api/HttpTrigger1?code={canary}
https://s3.amazonaws.com/b/o?X-Amz-Date=20240115T100000Z&X-Amz-Signature={canary}
https://{joe:canary}@h.example/in
https://{joe:can@ry}@h.example/in?v=2
{joe:canary}@h.example/in
https://h.example/in/{sk_live_canarycanary}/x
https://h.example/in/{xoxb-canary-canary}
https://h.example/{eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl}
https://h.example/in/{5f4dcc3b5aa765d61d8327deb882cf99}
https://h.example/in/{aB3dE5gH7jK9mN1pQ3sT5vW7xY9}
https://h.example/token/{a1b2c3d4}
https://h.example/in;jsessionid={canary}?v=2
https://h.example/in?x={aB3dE5gH7jK9mN1pQ3sT5}
https://h.example/in?next=https://{joe:canary}@g.example/?v=2
https://h.example/in?next={https%3A%2F%2Fg.example%2F%3Ftoken%3Dcanary}
https://h.example/in?x={Bearer%20canary1}
https://h.example/in?body={%7B%22secret%22%3A%22canary%22%7D}
https://h.example/in?x={ghp_canarycanary}&v=2
https://h.example/in?v=2#access_token={canary}&b=1`

// plainURLs look like them and hold nothing secret.
const plainURLs = `
https://hooks.northwind.example/coro/billing?v=2
https://hooks.slack.com/
https://hooks.slack.com/services/T01ABCDEF
https://hooks.slack.com/services/T01ABCDEF/B02ABCDEF
https://slack.com/services/T01/B02/nothing
https://hooks.slack.com.northwind.example/services/T01/B02/nothing
https://nothooks-slack.com/services/T01/B02/nothing
https://discord.com/channels/1122/3344
https://discord.com/api/webhooks/112233445566778899
https://notdiscord.com/api/webhooks/1122/nothing
https://www.make.com/en/pricing
https://make.com/en
https://zapier.com/hooks/catch/123456/nothing
https://hooks.zapier.com/hooks/catch/123456
https://events.pagerduty.com/v2/enqueue
https://events.pagerduty.com/generic/2010-04-15/create_event.json
https://chat.googleapis.com/v1/spaces/AAAA/messages?threadKeyboard=x
https://webexapis.com/v1/messages
https://maker.ifttt.com/trigger/coro
https://api.telegram.org/file
https://api.telegram.org/bots/list
https://northwind.webhook.office.com/webhookb2/1a2b@3c4d
https://logic.azure.com/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=2016-10-01&sv=1.0
https://github.com/northwind/hooks/blob/main/README.md
https://chat.northwind.example/hooks/billing
https://chat.northwind.example/hooks/list/all
https://n8n.northwind.example/webhook/billing
https://api.coro.example/v1/settings/webhooks/65f0c0ffee65f0c0ffee65f0
https://api.coro.example/v1/settings/webhooks/1b4e28ba-2fa1-11d2-883f-0016d3cca427/test
https://h.example/tenants/1b4e28ba-2fa1-11d2-883f-0016d3cca427/in
https://h.example/commit/356a192b7913b04c54574d18c28d46e6395428ab
https://h.example/orders/20240115T100000Z/2024-01-15
https://h.example/getting-started-with-version-2-of-webhooks-2024
https://h.example/Northwind-Dental-North-Street-4/Billing2024
https://h.example/NorthwindDentalBillingReceiver
https://h.example/in/v1beta1/us-east-1/x64/sha256
https://h.example/a/really/very/long/path/with/many/parts/and/2/numbers/77
https://h.example/token/refresh
https://h.example/oauth2/v2.0/authorize
https://h.example/auth/login
https://h.example/keys/primary
https://h.example/session/new?page=2
https://h.example/in?statusCode=200&countryCode=US
https://h.example/in?hashtag=coro&passenger=2
https://h.example/in?keyboard=de&author=joe&monkey=1
https://h.example/in?page=getting-started-with-version-2
https://h.example/in?from=2024-01-15T10:00:00.000Z
https://h.example/in?at=20240115T100000Z
https://h.example/in?id=1b4e28ba-2fa1-11d2-883f-0016d3cca427
https://h.example/in?workspaceId=65f0c0ffee65f0c0ffee65f0
https://h.example/in?tenant=northwinddental_K7Q2_x
https://h.example/in?next=https://g.example/path?v=2
https://h.example/in?next=https%3A%2F%2Fg.example%2Fin
https://h.example/in?mail=joe%40northwind.example
https://h.example/in?host=ec2-18-222-33-44.us-east-2.compute.amazonaws.com
https://h.example/in?n=123456789012345678901234567890
https://h.example/in?name=NorthwindDentalBillingReceiver
https://h.example/in?plan=Bearer%20of%20news
https://h.example/in?token=
https://h.example/in?tokenType=bearer&sort=name&q=abc
https://h.example:8443/in
https://[2001:db8::1]:8443/in?v=2
https://xn--bcher-kva.example/in
https://h.example/in/@joe/posts
https://h.example/sk-learn/xoxb/ghp
https://h.example/in#section-2
http://127.0.0.1:8788/in
h.example/in`

// braces returns a URL of the tables as it is, and as it is to be shown.
func braces(line string) (raw, masked string) {
	masked = line
	for {
		before, rest, found := strings.Cut(masked, "{")
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			break
		}
		masked = before + mask.Dots + after
	}
	return strings.NewReplacer("{", "", "}", "").Replace(line), masked
}

func TestURLsOfSenders(t *testing.T) {
	t.Parallel()
	secret, plain := strings.Fields(secretURLs), strings.Fields(plainURLs)
	if len(secret) < 60 || len(plain) < 60 {
		t.Errorf("the table has %d and %d URLs", len(secret), len(plain))
	}
	for _, line := range secret {
		raw, want := braces(line)
		if got := mask.URL(raw); got != want {
			t.Errorf("%s\nshows %s\nnot   %s", raw, got, want)
		}
		if got := mask.URL(want); got != want {
			t.Errorf("%s masked again shows %s", want, got)
		}
		if !mask.Hides(want) {
			t.Errorf("%s does not look masked", want)
		}
		if raw = "see " + raw + " there"; strings.Contains(raw, "://") && mask.Text(raw) != "see "+want+" there" {
			t.Errorf("in a text, %s\nshows %s", raw, mask.Text(raw))
		}
	}
	for _, raw := range plain {
		if got := mask.URL(raw); got != raw {
			t.Errorf("%s shows %s", raw, got)
		}
		if got := mask.HeaderShown("X-Forward-To", raw); got != raw {
			t.Errorf("in a header, %s shows %s", raw, got)
		}
		if mask.Hides(raw) {
			t.Errorf("%s looks masked", raw)
		}
	}
}
