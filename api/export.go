package api

import (
	"cmp"
	"errors"

	"corotui/internal/mask"
)

// Export is a webhook as it is shown to scripts and put on a clipboard: in the
// API's field names, unknown fields included, with the secret and all that is
// one in the URL, the headers and the unknown fields masked.
type Export struct {
	Webhook       Webhook
	Profile       Text        // added as profile when not empty: whose account shows it
	WorkspaceName Text        // added as workspaceName when not empty
	InheritedFrom WorkspaceID // added as inheritedFrom when not empty: where it lives
	InheritedBy   int         // added as inheritedBy when not 0: how many workspaces inherit it
	Secrets       bool        // nothing is masked: who reads it asked for the secrets
}

// These are added to what the API has.
const (
	fieldWorkspaceName = "workspaceName"
	fieldProfile       = "profile"
)

const exportedFields = 16 // at most, without extra ones

// ReadOnlyFields are the names in an [Export] that no one can write: whoever
// reads one back ignores them.
var ReadOnlyFields = []string{fieldID, fieldWorkspace, fieldWorkspaceName, fieldProfile, fieldCreated, fieldUpdated}

// Export returns w for showing, in the workspace that it was asked of.
func (w Webhook) Export(workspace WorkspaceID) Export {
	w.Workspace = cmp.Or(w.Workspace, workspace)
	return Export{Webhook: w}
}

// MarshalJSON writes the webhook, without anything that is secret unless Secrets is
// set. A secret that the server hid is masked even then.
func (e Export) MarshalJSON() ([]byte, error) {
	w := e.Webhook
	shown := w.Clone()
	secret, known := w.Secret.Value()
	signs := mask.Dots
	if e.Secrets && known {
		signs = secret.Reveal()
	}
	if !e.Secrets {
		shown.URL = Text(mask.URL(string(w.URL)))
		for i, header := range shown.Headers {
			shown.Headers[i].Value = Text(mask.HeaderShown(string(header.Name), string(header.Value)))
		}
	}
	shown.Secret = WebhookSecret{}
	o := make(object, 0, exportedFields+len(w.Extra))
	var failed error
	add := func(there bool, name string, value any) {
		if !there {
			return
		}
		raw, err := marshal(value)
		if o = append(o, Member{name, raw}); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	add(true, fieldID, string(w.ID))
	add(true, fieldWorkspace, string(w.Workspace))
	add(e.Profile != "", fieldProfile, string(e.Profile))
	add(e.WorkspaceName != "", fieldWorkspaceName, string(e.WorkspaceName))
	add(e.InheritedFrom != "", "inheritedFrom", string(e.InheritedFrom))
	add(e.InheritedBy > 0, "inheritedBy", e.InheritedBy)
	fields, err := writable(shown, wireForm{})
	o = append(o, fields...)
	add(known || w.Secret.Masked(), fieldSecret, signs)
	add(!w.Created.IsZero(), fieldCreated, w.Created.UnixMilli())
	add(!w.Updated.IsZero(), fieldUpdated, w.Updated.UnixMilli())
	if failed = errors.Join(failed, err); failed != nil {
		return nil, failed
	}
	if len(w.Extra) == 0 {
		return o.MarshalJSON()
	}
	there := o.names()
	for _, extra := range w.Extra {
		if !e.Secrets {
			extra.Value = mask.Field(extra.Name, extra.Value)
		}
		if !there[extra.Name] {
			there[extra.Name] = true
			o = append(o, extra)
		}
	}
	return o.MarshalJSON()
}
