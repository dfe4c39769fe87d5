package plan

import (
	"corotui/api"
	"corotui/internal/change"
)

// Action is what a plan does to one webhook.
type Action string

// The actions, in the words that scripts see.
const (
	Create Action = "create"
	Change Action = "change"
	Delete Action = "delete"
)

// Item is one webhook that is not as the files want it.
type Item struct {
	Action    Action
	Workspace api.Workspace
	Webhook   api.Webhook // as it was read; of one to create nothing
	Wanted    Wanted      // of one to delete nothing
	Goal      change.Goal // what it is to be, checked; of one to delete nothing
	Set, Nth  int         // the place of Wanted in the policy: the set, and the webhook in it, from 0
	Heirs     int         // workspaces that are known to inherit it, and change with it
}

// Name is what to call the webhook: its present name, or that of the one to create.
func (i Item) Name() api.Text {
	if i.Action == Create {
		return i.Wanted.Name.Value
	}
	return i.Webhook.Name
}

// Deltas are what the item changes, field by field and masked.
func (i Item) Deltas() []change.Delta {
	if i.Action == Delete {
		return change.Diff(i.Webhook.Fields, api.Fields{})
	}
	deltas := change.Diff(i.Webhook.Fields, i.Goal.Fields())
	if i.Action == Create && i.Wanted.Secret.Value.Generate {
		made := api.Text("(generated)")
		deltas = append(deltas, change.Delta{Field: change.Secret, After: &made})
	}
	return deltas
}

// NeedsSecret reports whether the webhook cannot be created until someone gives its
// secret: neither does the file, nor may one be made.
func (i Item) NeedsSecret() bool {
	if i.Action != Create || i.Wanted.Secret.Value.Generate {
		return false
	}
	_, known := i.Goal.Fields().Secret.Value()
	return !known
}

// Plan is what has to be done so that all is as the files want it.
type Plan struct {
	Policy     *Policy
	Items      []Item // by workspace in the order of the tree, then creations and changes as the files have them, then deletions
	Extra      []Item // webhooks of selected workspaces that no set names, as deletions; with pruning they are in Items instead
	Unchanged  int    // webhooks that are as wanted
	Workspaces int    // that some set selects, and that were read
	Notes      []Note // what cannot be known

	Read     []api.Workspace // those Workspaces, in the order of the tree
	Unread   []api.Workspace // that some set selects, and of which not all that matters could be read
	NoAccess []api.Workspace // that some set selects, and none by its id, and to which the account has no access
}

// Note is what a plan cannot know, such as whether a secret that the server hides is as
// wanted.
type Note struct {
	Workspace api.Workspace
	Name      api.Text // of the webhook; may be empty
	Says      string   // a clean sentence
}
