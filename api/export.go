package api

import (
	"encoding/json"

	"corotui/mask"
)

// Export is a webhook as it is shown to scripts and put on a clipboard: in the
// API's field names, unknown fields included, with the secret, the values of
// sensitive headers and the credentials in the URL masked.
type Export struct {
	Webhook       Webhook
	WorkspaceName Text // added as workspaceName when not empty
}

// fieldWorkspaceName is added to what the API has.
const fieldWorkspaceName = "workspaceName"

// ReadOnlyFields are the names in an [Export] that nobody can write: whoever
// reads one back ignores them.
var ReadOnlyFields = []string{fieldID, fieldWorkspace, fieldWorkspaceName, fieldCreated, fieldUpdated}

// Export returns w for showing, in the workspace that it was asked of.
func (w Webhook) Export(workspace WorkspaceID) Export {
	if w.Workspace == "" {
		w.Workspace = workspace
	}
	return Export{Webhook: w}
}

// MarshalJSON writes the webhook without anything that is secret.
func (e Export) MarshalJSON() ([]byte, error) {
	w := e.Webhook
	shown := w.Clone()
	shown.URL = Text(mask.URL(string(w.URL)))
	for i, header := range shown.Headers {
		if mask.SensitiveHeader(string(header.Name)) {
			shown.Headers[i].Value = mask.Dots
		}
	}
	shown.Secret = WebhookSecret{}
	var o object
	add := func(name string, value any) error {
		raw, err := marshal(value)
		o = append(o, Member{name, raw})
		return err
	}
	if err := add(fieldID, string(w.ID)); err != nil {
		return nil, err
	}
	if err := add(fieldWorkspace, string(w.Workspace)); err != nil {
		return nil, err
	}
	if e.WorkspaceName != "" {
		if err := add(fieldWorkspaceName, string(e.WorkspaceName)); err != nil {
			return nil, err
		}
	}
	fields, err := writable(shown, wireForm{})
	if err != nil {
		return nil, err
	}
	o = append(o, fields...)
	if _, known := w.Secret.Value(); known || w.Secret.Masked() {
		if err := add(fieldSecret, mask.Dots); err != nil {
			return nil, err
		}
	}
	if !w.Created.IsZero() {
		if err := add(fieldCreated, w.Created.UnixMilli()); err != nil {
			return nil, err
		}
	}
	if !w.Updated.IsZero() {
		if err := add(fieldUpdated, w.Updated.UnixMilli()); err != nil {
			return nil, err
		}
	}
	for _, extra := range w.Extra {
		if mask.SensitiveHeader(extra.Name) {
			extra.Value = json.RawMessage(`"` + mask.Dots + `"`)
		}
		if o.index(extra.Name) < 0 {
			o = append(o, extra)
		}
	}
	return o.MarshalJSON()
}
