package words

import (
	"strings"

	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Already says of one webhook that it needs nothing: "is already enabled".
func Already(kind bulk.Kind) string { return reasons(kind).is }

// Ended is how one change of a run ended, in a word: "enabled", "skipped", "failed".
func Ended(kind bulk.Kind, o change.Outcome) string {
	switch o.Kind {
	case change.Done:
		return OfAction(kind).Word
	case change.Unchanged, change.Skipped:
		return Skipped
	case change.Conflicted:
		return "conflict"
	case change.NeedSecret:
		return "no secret"
	case change.Gone:
		if o.Err == nil {
			return Skipped
		}
		return "gone"
	case change.Unknown:
		return "unknown"
	case change.Refused:
		return "refused"
	case change.NotBegun:
		return "not begun"
	default:
		return "failed"
	}
}

// Skipped is the word for a webhook that needed nothing.
const Skipped = "skipped"

// Why is the reason for that, where the word does not say it all: "already enabled".
func Why(kind bulk.Kind, o change.Outcome) string {
	switch o.Kind {
	case change.Done:
		return ""
	case change.Unchanged, change.Skipped:
		return strings.TrimPrefix(reasons(kind).was, "was ")
	case change.Conflicted, change.Unknown:
		return Failure(o, "it")
	case change.NeedSecret:
		if o.Err != nil {
			return text.Sentence(o.Err)
		}
		return "Coro does not return its secret, so it cannot be sent back"
	case change.Gone:
		if o.Err == nil {
			return "already gone"
		}
		return "It no longer exists"
	default:
		return strings.TrimPrefix(because(o.Err), ": ")
	}
}

// Failure says in a sentence why a change of subject, which is clean, was not made.
// It is empty where the webhook is what was asked for, and so is a webhook that is
// gone if it was to be deleted.
func Failure(o change.Outcome, subject string) string {
	switch o.Kind {
	case change.Done, change.Unchanged, change.Skipped:
		return ""
	case change.Conflicted:
		if o.Err != nil {
			return "Did not change " + subject + because(o.Err)
		}
		if len(o.Conflicts) > 0 {
			fields := make([]string, len(o.Conflicts))
			for i, conflict := range o.Conflicts {
				fields[i] = string(conflict.Field)
			}
			subject = strings.Join(fields, ", ") + " of " + subject
		}
		return "Someone else changed " + subject + ", so nothing was written"
	case change.NeedSecret:
		if o.Err != nil {
			return "Did not create " + subject + because(o.Err)
		}
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
