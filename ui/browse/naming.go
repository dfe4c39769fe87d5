package browse

import (
	"cmp"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// Label is what sentences and questions call a webhook: by its name, and with its
// workspace unless that is the one that the header names.
func (b *Browse) Label(item list.Item) string {
	name := cmp.Or(item.Webhook.Name, api.Text(item.Ref.Webhook))
	if b.inHeader(item.Ref) {
		return text.Quote(name)
	}
	return text.QuoteIn(name, api.Text(b.Where(item)))
}

// inHeader reports that the header names a workspace as the one of the rows. That of the
// fleet names the channel of all of them.
func (b *Browse) inHeader(ref screen.Ref) bool {
	return !b.InFleet() && ref.Account == "" && ref.Workspace == b.workspace.ID
}

// WorkspaceOf is what to call the workspace of a row: its name, as far as that is known by
// now, or else its id. It is clean.
func (b *Browse) WorkspaceOf(item list.Item) api.Text {
	id, told := item.Ref.Workspace, item.WorkspaceName
	channels := []api.Workspace{b.fleet.channels[item.Ref.Account], b.other.channels[item.Ref.Account]}
	if item.Ref.Account == "" {
		channels = append(channels, b.workspace, b.home)
	}
	for _, known := range channels {
		if known.ID == id && known.Name() != api.Text(id) {
			return api.Text(text.Clean(known.Name()))
		}
	}
	if told == "" || told == text.Clean(api.Text(id)) {
		for _, known := range b.namedIn(item.Ref.Account, string(id)) {
			told = text.Clean(known.Name())
		}
	}
	return api.Text(cmp.Or(told, text.Clean(api.Text(id))))
}
