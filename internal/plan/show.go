package plan

import (
	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// Shown is an item as scripts see it, and as a plan is kept. They rely on the names of its
// fields.
type Shown struct {
	Action        Action       `json:"action"`
	WorkspaceID   string       `json:"workspaceId"`
	WorkspaceName string       `json:"workspaceName"`
	ID            string       `json:"id"` // empty of one to create
	Name          string       `json:"name"`
	Changes       []Difference `json:"changes"`
}

// Difference is one field that an item changes.
type Difference struct {
	Field  string  `json:"field"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// Shown is the item for scripts, masked unless secrets are asked for.
func (i Item) Shown(secrets bool) Shown {
	shown := Shown{
		Action: i.Action, WorkspaceID: string(i.Workspace.ID), WorkspaceName: string(i.Workspace.Name()),
		ID: string(i.Webhook.ID), Name: string(i.Name()), Changes: []Difference{},
	}
	for _, d := range i.Deltas() {
		one := DifferenceOf(d, secrets)
		switch i.Action { // what is not there has no values
		case Create:
			one.Before = nil
		case Delete:
			one.After = nil
		case Change:
		}
		shown.Changes = append(shown.Changes, one)
	}
	return shown
}

// DifferenceOf is a change of a field as scripts see it, masked unless secrets are asked
// for.
func DifferenceOf(d change.Delta, secrets bool) Difference {
	side := func(shown *api.Text, exact *mask.Secret) *string {
		var value string
		switch {
		case secrets && exact != nil:
			value = exact.Reveal()
		case shown != nil:
			value = string(*shown)
		default:
			return nil
		}
		return &value
	}
	before, after := d.Exact()
	return Difference{Field: d.WireName(), Before: side(d.Before, before), After: side(d.After, after)}
}
