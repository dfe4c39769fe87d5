package change

import (
	"slices"

	"corotui/api"
)

// Kind says how a change ended.
type Kind int

// The ways a change can end.
const (
	Done       Kind = iota // the server holds what was asked
	Unchanged              // it held that before; nothing was written
	Conflicted             // someone changed the same fields; nothing was written
	NeedSecret             // the server does not show the secret; see [SecretPolicy]; nothing was written
	Gone                   // the webhook does not exist (any more)
	Failed                 // refused or not reached; the server holds what it held
	Unknown                // neither the answer nor reading back told what the server holds
	Refused                // the check found it wrong, or writes are not allowed; nothing was written
	NotBegun               // the program was told to end first; nothing was written
	Skipped                // what was asked does not concern it; nothing was written
)

// The words for how a change ends are fixed: scripts rely on them.
var kindWords = [...]string{"done", "unchanged", "conflict", "needs-secret", "gone", "failed", "unknown", "refused", "not-begun", "skipped"}

// formerUnchanged is how older versions wrote that nothing needed to be done.
const formerUnchanged = "already-so"

// String is the word for k in the history and for scripts.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindWords) {
		return Unknown.String()
	}
	return kindWords[k]
}

// MarshalText writes the word.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a word. One that this version does not have is [Unknown]:
// nothing is known of how that ended.
func (k *Kind) UnmarshalText(word []byte) error {
	*k = Unknown
	if string(word) == formerUnchanged {
		*k = Unchanged
	}
	if at := slices.Index(kindWords[:], string(word)); at >= 0 {
		*k = Kind(at)
	}
	return nil
}

// Outcome is the end of one change: what is really there now, as far as it is
// known, and what to tell the user.
type Outcome struct {
	Kind      Kind
	Before    *api.Webhook // as read just before the write; nil for a webhook that was created
	Now       *api.Webhook // what the server holds now; nil when gone or not known
	Goal      api.Fields   // what was asked for: ours, of the conflicts; of a delete what the user saw
	Merged    api.Fields   // what was (or, after a conflict, would be) written
	Conflicts []Conflict   // of Conflicted; a delete has none, its Before tells
	Warnings  []string     // clean clauses without a full stop, also of Failed and Unknown
	Err       error        // of Failed, Unknown, Refused, NotBegun and an update's Gone: an *api.Error, [Problems], or a context's; of a planned change that is Conflicted: why
	Record    string       // id of the entry in the history; empty when there is none
}

// Reenabled returns since when a webhook was disabled that the change enabled.
func (o Outcome) Reenabled() (since api.Off, enabled bool) {
	if o.Kind != Done || o.Before == nil || o.Now == nil || !o.Before.Status.Off() || !o.Now.Status.On() {
		return api.Off{}, false
	}
	return o.Before.DisabledSince(), true
}

// SecretPolicy says what an update does with a secret that the server does not
// show. The user chooses once for a profile.
type SecretPolicy int

// The policies.
const (
	AskSecret   SecretPolicy = iota // end with NeedSecret unless the goal has a secret
	LeaveSecret                     // leave it out of the body, then read back and warn if it is gone
)
