package cli

import (
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// exportOf is a webhook as scripts see it.
func exportOf(webhook api.Webhook, workspace api.WorkspaceID, origin *fleet.Origin) api.Export {
	export := webhook.Export(workspace)
	if origin != nil {
		export.InheritedFrom = origin.Workspace.ID
	}
	return export
}

// webhookText is everything about a webhook for people, without what is secret unless
// secrets are asked for.
func webhookText(one found, secrets bool) string {
	var b strings.Builder
	w := one.webhook
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name, value)
		}
	}
	line("id", text.Clean(api.Text(w.ID)))
	line("workspace", strings.TrimSpace(text.Clean(one.workspace.Name())+" "+text.Clean(api.Text(one.workspace.ID))))
	line("name", text.Clean(w.Name))
	line("description", text.Clean(w.Description))
	line("URL", shownUnless(secrets, w.URL, text.URL(w.URL)))
	line("status", text.Clean(api.Text(w.Status)))
	if off := w.DisabledSince(); !off.Since.IsZero() {
		bound := map[api.Bound]string{api.AtLeast: " at the latest", api.AtMost: " at the earliest"}[off.Bound]
		line("off since", off.Since.UTC().Format("2006-01-02 15:04 UTC")+bound)
	}
	line("applies to", map[bool]string{false: "this workspace", true: "this workspace and all its descendants"}[w.ApplyToAllDescendants])
	line("secret", secretText(w.Secret, secrets))
	for _, header := range w.Headers {
		masked := api.Text(mask.HeaderShown(string(header.Name), string(header.Value)))
		line("header", text.Clean(header.Name)+": "+shownUnless(secrets, header.Value, text.Clean(masked)))
	}
	for _, trigger := range w.Triggers {
		line("trigger", text.Clean(api.Text(trigger)))
	}
	if changed := w.LastChange(); !changed.IsZero() {
		line("updated", changed.UTC().Format("2006-01-02 15:04 UTC"))
	}
	for _, extra := range w.Extra {
		line(text.Clean(api.Text(extra.Name)), shownUnless(secrets, api.Text(extra.Value), text.Extra(extra)))
	}
	if one.origin != nil {
		line("inherited", "from "+text.Clean(one.origin.Workspace.Name()))
	}
	return b.String()
}

// shownUnless is a value as it is shown, or as it is where secrets are asked for.
func shownUnless(secrets bool, value api.Text, masked string) string {
	if secrets {
		return text.Clean(value)
	}
	return masked
}

// secretText is a secret for people.
func secretText(s api.WebhookSecret, secrets bool) string {
	value, known := s.Value()
	switch {
	case known && secrets:
		return value.Reveal()
	case known || s.Masked():
		return mask.Dots
	}
	return "not returned by Coro"
}
