package text

import (
	"time"

	"corotui/api"
)

// AgoOff is [Ago] for since when a webhook is disabled: "2d+" for at least that
// long, "2d?" for at most.
func AgoOff(now time.Time, off api.Off) string {
	ago := Ago(now, off.Since)
	return ago + doubt(ago, off)
}

// DateOff is the same with [Date].
func DateOff(now time.Time, off api.Off) string {
	date := Date(now, off.Since)
	return date + doubt(date, off)
}

func doubt(said string, off api.Off) string {
	switch {
	case said == "":
	case off.Bound == api.AtLeast:
		return "+"
	case off.Bound == api.AtMost:
		return "?"
	}
	return ""
}

// Missed says of a webhook that is enabled again of how long the events were not
// sent.
func Missed(now time.Time, off api.Off) string {
	if off.Since.IsZero() {
		return "events were not sent, and it is not known since when"
	}
	gap := Gap(now.Sub(off.Since))
	switch off.Bound {
	case api.AtLeast:
		return "events of at least the last " + gap + " were not sent"
	case api.AtMost:
		return "events of up to the last " + gap + " were not sent: someone else changed it meanwhile"
	}
	return "events of the last " + gap + " were not sent"
}

// Undid says how many changes of a set were undone, on every face.
func Undid(n int) string { return "Undid " + Plural(n, "change", "changes") }
