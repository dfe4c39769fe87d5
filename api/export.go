package api

import "corotui/internal/mask"

// Export is a webhook as it is shown to scripts and put on a clipboard: in the
// API's field names, unknown fields included, with the secret and all that is
// one in the URL, the headers and the unknown fields masked.
type Export struct {
	Webhook       Webhook
	WorkspaceName Text        // added as workspaceName when not empty
	InheritedFrom WorkspaceID // added as inheritedFrom when not empty: where it lives
	InheritedBy   int         // added as inheritedBy when not 0: how many workspaces inherit it
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
		shown.Headers[i].Value = Text(mask.HeaderShown(string(header.Name), string(header.Value)))
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
	if e.InheritedFrom != "" {
		if err := add("inheritedFrom", string(e.InheritedFrom)); err != nil {
			return nil, err
		}
	}
	if e.InheritedBy > 0 {
		if err := add("inheritedBy", e.InheritedBy); err != nil {
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
	there := o.names()
	for _, extra := range w.Extra {
		extra.Value = mask.Field(extra.Name, extra.Value)
		if !there[extra.Name] {
			there[extra.Name] = true
			o = append(o, extra)
		}
	}
	return o.MarshalJSON()
}
