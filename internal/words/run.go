// Package words says how changes and runs end, once for commands and screens. What
// it returns is clean, and says no next step: that depends on who asks.
package words

import (
	"strings"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
)

// Action is what is done to webhooks, in its forms. Each but Pending is followed by
// the webhook, or by how many there are.
type Action struct {
	Ask     string // in a question: "Change the URLs of"
	Button  string // on the button below the question: "change"
	Pending string // in the row, while it is done: "saving"
	Done    string // of one that ended: "Changed the URL of"
	DoneAll string // of a run: "Changed the URLs of"
}

// Saving is what the row of a webhook says while a change of it is sent.
const Saving = "saving"

// enabled is how enabling ended, alone or after a test.
const enabled = "Enabled"

var actions = map[bulk.Kind]Action{
	bulk.Enable:            {"Enable", "enable", Saving, enabled, enabled},
	bulk.Disable:           {"Disable", "disable", Saving, "Disabled", "Disabled"},
	bulk.Test:              {"Test", "test", "testing", "Tested", "Tested"},
	bulk.EnableIfDelivered: {"Test and enable", "test", "testing", enabled, enabled},

	bulk.SetURL:        {"Change the URLs of", "change", Saving, "Changed the URL of", "Changed the URLs of"},
	bulk.AddTrigger:    {"Add a trigger to", "add", Saving, "Added the trigger to", "Added the trigger to"},
	bulk.RemoveTrigger: {"Remove a trigger from", "remove", Saving, "Removed the trigger from", "Removed the trigger from"},
	bulk.AddHeader:     {"Set a header of", "set", Saving, "Set the header of", "Set the header of"},
	bulk.RemoveHeader:  {"Remove a header from", "remove", Saving, "Removed the header from", "Removed the header from"},
	bulk.Rotate:        {"Rotate the secret of", "rotate", Saving, "Rotated the secret of", "Rotated the secrets of"},
	bulk.Copy:          {"Copy", "copy", "copying", "Copied", "Copied"},
	bulk.Delete:        {"Delete", "delete", "deleting", "Deleted", "Deleted"},
	bulk.Undo:          {"Undo", "undo", "undoing", "Undid", "Undid"},
}

// OfAction returns the forms of what a run does. A kind that this version does not
// have is said as it is spelled.
func OfAction(kind bulk.Kind) Action {
	if known, there := actions[kind]; there {
		return known
	}
	said := text.Clean(api.Text(kind))
	return Action{said, said, Saving, said, said}
}

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
	case bulk.RemoveTrigger, bulk.RemoveHeader:
		return reason{"does not have it", "do not have it", "did not have it", "did not have it"}
	case bulk.Undo:
		return reason{"cannot be undone", "cannot be undone", "was already undone", "were already undone"}
	default:
		return reason{"already has these values", "already have these values", "already had these values", "already had these values"}
	}
}
