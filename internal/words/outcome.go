package words

import (
	"strings"

	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Already says of one webhook that it needs nothing: "is already enabled".
func Already(kind bulk.Kind) string { return reasons(kind).is }

// Failure says in a sentence why a change of subject, which is clean, was not made.
// It is empty where the webhook is what was asked for, and so is a webhook that is
// gone if it was to be deleted.
func Failure(o change.Outcome, subject string) string {
	switch o.Kind {
	case change.Done, change.Unchanged:
		return ""
	case change.Conflicted:
		if len(o.Conflicts) > 0 {
			fields := make([]string, len(o.Conflicts))
			for i, conflict := range o.Conflicts {
				fields[i] = string(conflict.Field)
			}
			subject = strings.Join(fields, ", ") + " of " + subject
		}
		return "Someone else changed " + subject + ", so nothing was written"
	case change.NeedSecret:
		return "Coro does not return the secret of " + subject + ", so it cannot be sent back"
	case change.Gone:
		if o.Err == nil {
			return ""
		}
		return subject + " no longer exists"
	case change.Unknown:
		return "It is unknown whether " + subject + " was changed" + because(o.Err)
	case change.NotBegun:
		return subject + " was not begun" + because(o.Err)
	default:
		return "Could not change " + subject + because(o.Err)
	}
}

// because is an error as the end of a sentence.
func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + text.Sentence(err)
}
