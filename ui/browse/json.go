package browse

import (
	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/pager"
	"corotui/ui/screen"
)

// OpenJSON shows the webhook under the cursor, or the open one, as the API has it, with
// what is secret in it masked.
func (b *Browse) OpenJSON() tea.Cmd {
	item, there := b.One()
	if !there {
		return nil
	}
	document, err := text.WebhookJSON(item.Webhook, item.Ref.Workspace)
	if err != nil {
		b.shell.Say(screen.Failure, "Could not write it as JSON: "+text.Sentence(err))
		return nil
	}
	what := "JSON of " + text.Quote(item.Webhook.Name) + b.elsewhere(item)
	return b.shell.Push(screen.NewPage(pager.New(b.shell.Env(), pager.Content{
		Title: what, Text: document, What: what, Close: keys.JSON, Quiet: pager.MemberName,
	})), nil)
}

// elsewhere names the workspace of a row where that is not the header's.
func (b *Browse) elsewhere(item list.Item) string {
	if !b.InFleet() && item.Ref.Workspace == b.workspace.ID {
		return ""
	}
	return " in " + item.WorkspaceName
}
