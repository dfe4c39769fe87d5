package mask

import "strings"

// A sender is a service that takes webhooks at a URL whose path is the
// credential. Its path says where: "*" stands for any one part, "!" for one
// that is secret, "!!" for that and all after it, "!uuid", "!id" and "!long" for
// a secret one of that form, and "bot!" for one whose end is secret. In a host
// "*" stands for anything, and one that begins with a dot for all below it too;
// that of programs which people host themselves is empty, and its path is looked
// for anywhere.
type sender struct{ host, path string }

var senders = []sender{
	// Chat.
	{"hooks.slack.com", "services/*/*/!!"},
	{"hooks.slack.com", "workflows/*/*/*/!!"},
	{"hooks.slack.com", "triggers/*/*/!!"},
	{"hooks.slack-gov.com", "services/*/*/!!"},
	{"hooks.slack-gov.com", "workflows/*/*/*/!!"},
	{"hooks.slack-gov.com", "triggers/*/*/!!"},
	{".discord.com", "api/webhooks/*/!"},
	{".discord.com", "api/*/webhooks/*/!"},
	{".discordapp.com", "api/webhooks/*/!"},
	{".discordapp.com", "api/*/webhooks/*/!"},
	{".webhook.office.com", "webhookb2/*/IncomingWebhook/!!"},
	{"outlook.office.com", "webhook/*/IncomingWebhook/!!"},
	{"outlook.office365.com", "webhook/*/IncomingWebhook/!!"},
	{".webexapis.com", "v1/webhooks/incoming/!"},
	{"api.ciscospark.com", "v1/webhooks/incoming/!"},
	{"api.telegram.org", "bot!"},
	{"open.feishu.cn", "open-apis/bot/*/hook/!"},
	{"open.feishu.cn", "open-apis/bot/hook/!"},
	{"open.larksuite.com", "open-apis/bot/*/hook/!"},
	{"hooks.ringcentral.com", "webhook/!"},
	{"hooks.ringcentral.com", "webhook/v2/!"},
	{"hooks.glip.com", "webhook/!"},
	{"api.flock.com", "hooks/sendMessage/!"},
	{".ryver.com", "application/webhook/!"},
	{".bitrix24.com", "rest/*/!"},
	// Automation.
	{"hooks.zapier.com", "hooks/catch/*/!!"},
	{"hooks.zapier.com", "hooks/standard/*/!!"},
	{"hook.*.make.com", "!"},
	{"hook.make.com", "!"},
	{"hook.integromat.com", "!"},
	{"maker.ifttt.com", "trigger/*/with/key/!"},
	{"maker.ifttt.com", "trigger/*/json/with/key/!"},
	{"maker.ifttt.com", "use/!"},
	{".n8n.cloud", "webhook/!!"},
	{".n8n.cloud", "webhook-test/!!"},
	{".workato.com", "webhooks/rest/!"},
	{".tines.com", "webhook/*/!"},
	{".tines.io", "webhook/*/!"},
	{"hooks.torq.io", "v1/webhooks/!"},
	{"engine.rewst.io", "webhooks/custom/trigger/!!"},
	{"automation.atlassian.com", "pro/hooks/!"},
	{"api-private.atlassian.com", "automation/webhooks/jira/*/*/!"},
	{"hooks.airtable.com", "workflows/*/genericWebhook/*/*/!"},
	{"connect.pabbly.com", "workflow/sendwebhookdata/!"},
	{"hook.relay.app", "api/v1/playbook/*/trigger/!"},
	{"script.google.com", "macros/s/!"},
	{"hooks.nabu.casa", "!"},
	{"api.netlify.com", "build_hooks/!"},
	{"api.vercel.com", "v1/integrations/deploy/*/!"},
	{"hub.docker.com", "api/build/v1/source/*/trigger/!"},
	// Alerts.
	{".pagerduty.com", "integration/!"},
	{".pagerduty.com", "x-ere/!"},
	{"alert.victorops.com", "integrations/generic/*/alert/!"},
	{"events.zenduty.com", "integration/!"},
	{"www.zenduty.com", "api/events/!"},
	{"api.squadcast.com", "v2/incidents/api/!"},
	{"api.squadcast.com", "v2/incidents/webhook/!"},
	{"hooks.spike.sh", "!"},
	{"connect.signl4.com", "webhook/!"},
	{"api.ilert.com", "api/v1/events/*/!"},
	{"uptime.betterstack.com", "api/v1/heartbeat/!"},
	{"uptime.betterstack.com", "api/v1/incoming-webhook/!"},
	{"hc-ping.com", "!"},
	{"nosnch.in", "!"},
	{"cronitor.link", "p/!"},
	{"ntfy.sh", "!"},
	// Logs and SIEM.
	{".datadoghq.com", "v1/input/!"},
	{".datadoghq.eu", "v1/input/!"},
	{".sumologic.com", "receiver/v1/http/!"},
	{".loggly.com", "inputs/!"},
	{".loggly.com", "bulk/!"},
	{".rapid7.com", "v1/noformat/!"},
	// Relays.
	{"webhook.site", "!"},
	{"smee.io", "!"},
	{"hkdk.events", "!"},
	{"play.svix.com", "in/!"},
	// On one's own hosts: Mattermost and Rocket.Chat, n8n, Grafana OnCall.
	{"", "hooks/!id"},
	{"", "hooks/*/!long"},
	{"", "webhook/!uuid"},
	{"", "webhook-test/!uuid"},
	{"", "integrations/v1/*/!long"},
}

// secretParts returns which parts of a path, between its slashes, are the
// credentials of a known sender.
func secretParts(host string, parts []string) map[int]bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	secret := make(map[int]bool)
	for _, s := range senders {
		switch {
		case s.host == "":
			for from := range parts {
				s.mark(parts, from, secret)
			}
		case s.owns(host):
			s.mark(parts, 0, secret)
		}
	}
	return secret
}

// owns reports whether a host is the sender's.
func (s sender) owns(host string) bool {
	if begins, ends, pattern := strings.Cut(s.host, "*"); pattern {
		return len(host) > len(begins)+len(ends) && strings.HasPrefix(host, begins) && strings.HasSuffix(host, ends)
	}
	below, all := strings.CutPrefix(s.host, ".")
	return host == below || all && strings.HasSuffix(host, s.host)
}

// mark notes the secret parts of a path that fits from a place on.
func (s sender) mark(parts []string, from int, secret map[int]bool) {
	at := from
	for wanted := range strings.SplitSeq(s.path, "/") {
		if at == len(parts) || !fits(wanted, parts[at]) {
			return
		}
		at++
	}
	at = from
	for wanted := range strings.SplitSeq(s.path, "/") {
		if strings.Contains(wanted, "!") {
			secret[at] = true
		}
		at++
		for rest := at; wanted == "!!" && rest < len(parts); rest++ {
			secret[rest] = true
		}
	}
}

// The forms of secret parts on hosts that no one knows.
const (
	idLength   = 26 // of Mattermost's
	uuidLength = 36
	longLength = 17
)

func fits(wanted, part string) bool {
	switch wanted {
	case "*":
		return part != ""
	case "!", "!!":
		return part != "" && part[0] != '.' && !pathVersion(part)
	case "!id":
		return len(part) == idLength && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	case "!uuid":
		return len(part) == uuidLength && isID(part)
	case "!long":
		return len(part) >= longLength && shuffled(part) >= opaqueShuffled
	case telegramBot + "!":
		return strings.HasPrefix(part, telegramBot) && strings.Contains(part, ":")
	}
	return strings.EqualFold(wanted, part)
}

// telegramBot begins the part of a path that holds a bot's token.
const telegramBot = "bot"

// pathVersion reports whether a part of a path is a version, as "v2".
func pathVersion(part string) bool {
	number, begins := strings.CutPrefix(part, "v")
	return begins && small(number)
}
