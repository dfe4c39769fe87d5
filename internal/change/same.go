package change

import (
	"slices"
	"time"

	"corotui/api"
)

// LooksLike reports whether a webhook may be the one that c makes: it has the
// same name, URL, and triggers (API contract, section 5).
func (c Create) LooksLike(w api.Webhook) bool {
	for _, f := range differences(w.Fields, c.Goal.fields) {
		if f.field == Name || f.field == URL || f.field == Trigger {
			return false
		}
	}
	return true
}

// Clock is a [Server] that knows how far its own clock is ahead of this machine's.
type Clock interface {
	ClockSkew() (ahead time.Duration, known bool)
}

var _ Clock = (*api.Client)(nil)

// ClockSkew returns how far the server's clock is ahead of this machine's (less than
// zero: behind), and whether that is known.
func ClockSkew(s Server) (ahead time.Duration, known bool) {
	if of, tells := s.(Clock); tells {
		return of.ClockSkew()
	}
	return 0, false
}

const (
	// unknownSkew is by how much a server's clock may be behind ours where nothing
	// tells.
	unknownSkew = 10 * time.Minute
	// skewMargin is by how much a known one may be off: dates are cut to the second,
	// and an answer took a part of its round trip to come.
	skewMargin = 2*time.Second + api.DefaultTimeout/2
)

// earliest returns the earliest time, by the server's clock, at which it can have
// made what was begun at a time of this machine's.
func (w *Writer) earliest(began time.Time) time.Time {
	if ahead, known := ClockSkew(w.server); known {
		return began.Add(ahead - skewMargin)
	}
	return began.Add(-unknownSkew)
}

// newlyMade lists the webhooks that look like a new one and were not made before
// the earliest time at which it can have been, and those of which it is not known
// when they were made.
func newlyMade(all []api.Webhook, like func(api.Webhook) bool, earliest time.Time) (found, undated []api.Webhook) {
	for _, candidate := range all {
		switch {
		case !like(candidate):
		case candidate.Created.IsZero():
			undated = append(undated, candidate)
		case !candidate.Created.Before(earliest):
			found = append(found, candidate)
		}
	}
	return found, undated
}

// Candidates lists the webhooks that c may have made when it was begun at that time, and
// those of which it is not known whether they were there before.
func (w *Writer) Candidates(c Create, all []api.Webhook, began time.Time) (found, undated []api.Webhook) {
	if c.Known == nil {
		return newlyMade(all, c.LooksLike, w.earliest(began))
	}
	for _, candidate := range all {
		if c.LooksLike(candidate) && !slices.Contains(c.Known, candidate.ID) {
			found = append(found, candidate)
		}
	}
	return found, nil
}
