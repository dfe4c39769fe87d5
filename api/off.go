package api

import "time"

// Bound says how sure it is since when a webhook is disabled.
type Bound string

// The bounds. The zero one is that it is known, as far as a server tells.
const (
	AtLeast Bound = "at-least" // it may be disabled for longer
	AtMost  Bound = "at-most"  // someone else changed it meanwhile, and may have enabled it for a while
)

// Off is since when a webhook is disabled. A time that is zero is not known.
type Off struct {
	Since time.Time `json:"since"`
	Bound Bound     `json:"bound,omitempty"`
}

// DisabledSince returns since when the webhook is disabled; it is zero for one that
// is not, and where nothing is known. Without a memory that is when it changed last.
func (w Webhook) DisabledSince() Off {
	switch {
	case !w.Status.Off():
		return Off{}
	case !w.Off.Since.IsZero():
		return w.Off
	}
	return Off{Since: w.LastChange()}
}

// StillOff is since when a webhook is disabled after a change of ours: no change of a
// disabled webhook moves the start, and one that disables it again gives it the
// start that it had before, which reopens is. now is the time of the change.
func StillOff(before, after Webhook, reopens Off, now time.Time) Off {
	is, changed := before.DisabledSince(), after.LastChange()
	if changed.IsZero() {
		changed = now
	}
	switch {
	case !after.Status.Off():
		return Off{}
	case before.Status.Off() && is.Since.IsZero():
		return Off{Since: changed, Bound: AtLeast}
	case before.Status.Off():
		return is
	case !reopens.Since.IsZero():
		return reopens
	}
	return Off{Since: changed}
}
