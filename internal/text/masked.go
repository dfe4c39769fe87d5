package text

import (
	"encoding/json"

	"corotui/api"
	"corotui/internal/mask"
)

// URL returns a URL for people, clean and without its credentials.
func URL(t api.Text) string { return shown(t, mask.URL) }

// HeaderValue returns the value of a header for people, clean and without what
// is secret in it.
func HeaderValue(h api.Header) string {
	if mask.SensitiveHeader(string(h.Name)) && h.Value != "" {
		return Clean(api.Text(mask.HeaderValue(string(h.Value))))
	}
	return shown(h.Value, func(value string) string { return mask.HeaderShown(string(h.Name), value) })
}

// SignedURL is [URL] with signs for what cannot be seen; see [Signed].
func SignedURL(t api.Text) string { return mask.URL(Signed(api.Text(mask.URL(string(t))))) }

// SignedHeader is [HeaderValue] with signs for what cannot be seen; see [Signed].
func SignedHeader(h api.Header) string {
	if mask.SensitiveHeader(string(h.Name)) && h.Value != "" {
		return Signed(api.Text(mask.HeaderValue(string(h.Value))))
	}
	name := string(h.Name)
	return mask.HeaderShown(name, Signed(api.Text(mask.HeaderShown(name, string(h.Value)))))
}

// Extra returns the value of a field that no one here knows for people: as it
// came, clean and without what is secret in it.
func Extra(m api.Member) string {
	masked := string(mask.Field(m.Name, m.Value))
	if masked == `"`+mask.Dots+`"` {
		return mask.Dots
	}
	return mask.Text(Clean(api.Text(masked))) // where it was cut it is no JSON any more
}

// WebhookJSON returns a webhook for people as indented JSON: in the API's field names,
// with those that no one here knows, and without what is secret in it. workspace is the
// one that it was asked of.
func WebhookJSON(w api.Webhook, workspace api.WorkspaceID) (string, error) {
	out, err := json.MarshalIndent(w.Export(workspace), "", "  ")
	return EscapeUnseen(out), err
}

// shown masks a text before and after it is cleaned: cleaning takes out what
// kept a credential from being seen as one, and may cut off what showed it.
func shown(t api.Text, masked func(string) string) string {
	return masked(Clean(api.Text(masked(string(t)))))
}
