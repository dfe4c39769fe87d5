package browse

import (
	"cmp"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/list"
)

// Label is what sentences and questions call a webhook: by its name, and with its
// workspace unless that is the one that the header names.
func (b *Browse) Label(item list.Item) string {
	name := cmp.Or(item.Webhook.Name, api.Text(item.Ref.Webhook))
	if b.inHeader(item.Ref.Workspace) {
		return text.Quote(name)
	}
	return text.QuoteIn(name, b.WorkspaceOf(item))
}

// inHeader reports that the header names a workspace as the one of the rows. That of the
// fleet names the channel of all of them.
func (b *Browse) inHeader(id api.WorkspaceID) bool { return !b.InFleet() && id == b.workspace.ID }

// WorkspaceOf is what to call the workspace of a row: its name, as far as that is known by
// now, or else its id. It is clean.
func (b *Browse) WorkspaceOf(item list.Item) api.Text {
	id, told := item.Ref.Workspace, item.WorkspaceName
	for _, known := range []api.Workspace{b.workspace, b.home, b.fleet.channel} {
		if known.ID == id && known.Name() != api.Text(id) {
			return api.Text(text.Clean(known.Name()))
		}
	}
	if told == "" || told == text.Clean(api.Text(id)) {
		if known, scanned := b.inScan(id); scanned {
			told = text.Clean(known.Name())
		}
	}
	return api.Text(cmp.Or(told, text.Clean(api.Text(id))))
}

// inScan returns a workspace that the fleet has scanned.
func (b *Browse) inScan(id api.WorkspaceID) (api.Workspace, bool) {
	if b.fleet.scanner == nil {
		return api.Workspace{}, false
	}
	for _, known := range b.fleet.scanner.Workspaces() {
		if known.ID == id {
			return known, true
		}
	}
	return api.Workspace{}, false
}
