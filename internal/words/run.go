// Package words says how changes and runs end, once for commands and screens. What
// it returns is clean, and says no next step: that depends on who asks.
package words

import (
	"strings"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Action is what is done to webhooks, in its forms. Each but Pending is followed by
// the webhook, or by how many there are.
type Action struct {
	Ask     string // in a question: "Change the URL of"
	Button  string // on the button below the question: "change"
	Pending string // in the row, while it is done: "saving"
	Done    string // of one that ended: "Changed the URL of"
	DoneAll string // of a run: "Changed the URL of"
	Word    string // of one that ended, by itself: "changed"
}

// Saving is what the row of a webhook says while a change of it is sent.
const Saving = "saving"

// enabled is how enabling ended, alone or after a test.
const enabled = "Enabled"

// deleted is how a deletion ended, alone or among other changes.
const deleted = "Deleted"

var actions = map[bulk.Kind]Action{
	bulk.Enable:            {"Enable", "enable", Saving, enabled, enabled, "enabled"},
	bulk.Disable:           {"Disable", "disable", Saving, "Disabled", "Disabled", "disabled"},
	bulk.Test:              {"Test", "test", "testing", "Tested", "Tested", "tested"},
	bulk.EnableIfDelivered: {"Test and enable", "test", "testing", enabled, enabled, "enabled"},
	bulk.SetURL:            {"Change the URL of", "change", Saving, "Changed the URL of", "Changed the URL of", "changed"},
	bulk.AddTrigger:        {"Add a trigger to", "add", Saving, "Added the trigger to", "Added the trigger to", "added"},
	bulk.RemoveTrigger:     {"Remove a trigger from", "remove", Saving, "Removed the trigger from", "Removed the trigger from", "removed"},
	bulk.AddHeader:         {"Set a header of", "set", Saving, "Set the header of", "Set the header of", "set"},
	bulk.RemoveHeader:      {"Remove a header from", "remove", Saving, "Removed the header from", "Removed the header from", "removed"},
	bulk.Rotate:            {"Rotate the secret of", "rotate", Saving, "Rotated the secret of", "Rotated the secrets of", "rotated"},
	bulk.Copy:              {"Copy", "copy", "copying", "Copied", "Copied", "copied"},
	bulk.Delete:            {"Delete", "delete", "deleting", deleted, deleted, "deleted"},
	bulk.Apply:             {"Apply the plan to", "apply", Saving, "Changed", "Applied the plan to", "applied"},
	bulk.Undo:              {"Undo", "undo", "undoing", "Undid", "Undid", "undone"},
}

// OfAction returns the forms of what a run does. A kind that this version does not
// have is said as it is spelled.
func OfAction(kind bulk.Kind) Action {
	if known, there := actions[kind]; there {
		return known
	}
	said := text.Clean(api.Text(kind))
	return Action{said, said, Saving, said, said, said}
}

// deeds are what becomes of single webhooks of a run that does not do the same to all.
var deeds = map[change.Action]Action{
	change.Created: {"Create", "create", "creating", "Created", "Created", "created"},
	change.Updated: {"Change", "change", Saving, "Changed", "Changed", "changed"},
	change.Deleted: {"Delete", "delete", "deleting", deleted, deleted, "deleted"},
}

// OfTask returns the forms of what a run does to one webhook.
func OfTask(kind bulk.Kind, task bulk.Task) Action {
	if kind != bulk.Apply {
		return OfAction(kind)
	}
	return OfDeed(task.Does(kind))
}

// OfDeed returns the forms of what becomes of a webhook.
func OfDeed(does change.Action) Action { return deeds[does] }

// Unchanged says why a run needs nothing of so many webhooks, before it begins: "2
// webhooks do not match". What is counted is named by one and many, which may be
// empty.
func Unchanged(kind bulk.Kind, n int, one, many string) string {
	why := reasons(kind)
	return text.Plural(n, strings.TrimSpace(one+" "+why.is), strings.TrimSpace(many+" "+why.are))
}

// WasUnchanged is [Unchanged] after the run.
func WasUnchanged(kind bulk.Kind, n int) string {
	why := reasons(kind)
	return text.Plural(n, why.was, why.were)
}

type reason struct{ is, are, was, were string }

// reasons are not always that the webhooks are what was asked for: where a URL is
// changed, those that have another one are skipped.
func reasons(kind bulk.Kind) reason {
	already := func(what string) reason {
		return reason{"is already " + what, "are already " + what, "was already " + what, "were already " + what}
	}
	switch kind {
	case bulk.Enable:
		return already("enabled")
	case bulk.EnableIfDelivered:
		return reason{
			"is already enabled, and only tested", "are already enabled, and only tested", "was already enabled", "were already enabled",
		}
	case bulk.Disable:
		return already("disabled")
	case bulk.Copy:
		return already("there")
	case bulk.Delete:
		return already("gone")
	case bulk.SetURL:
		return reason{"does not match", "do not match", "did not match", "did not match"}
	case bulk.AddTrigger:
		return reason{"already has it", "already have it", "already had it", "already had it"}
	case bulk.RemoveTrigger, bulk.RemoveHeader:
		return reason{"does not have it", "do not have it", "did not have it", "did not have it"}
	case bulk.Apply:
		return already("as wanted")
	case bulk.Undo:
		return reason{"cannot be undone", "cannot be undone", "was already undone", "were already undone"}
	default:
		return reason{"already has these values", "already have these values", "already had these values", "already had these values"}
	}
}
