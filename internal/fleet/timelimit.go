package fleet

import (
	"context"
	"fmt"
	"time"

	"corotui/api"
)

// DefaultLimit is how long a scan may take.
const DefaultLimit = 30 * time.Minute

// TimeUp is the error of a scan that reached its time limit. What was read before
// that counts.
type TimeUp struct {
	Limit       time.Duration
	Read, Total int // workspaces; Total is 0 if they were still being listed
}

// Error describes the error for logs and for wrapping.
func (e *TimeUp) Error() string { return e.Sentence() }

// Sentence says how far the scan came, as a user reads it.
func (e *TimeUp) Sentence() string {
	said := fmt.Sprintf("The scan stopped at its time limit of %s", span(e.Limit))
	if e.Total == 0 {
		return said + ", before all workspaces were listed"
	}
	return fmt.Sprintf("%s: %d of %d workspaces were scanned", said, e.Read, e.Total)
}

// span writes a duration as people say it.
func span(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d >= time.Second && d%time.Second == 0:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return d.String()
}

// within returns a context that ends, with [TimeUp] as its cause, once a scan has
// taken longer than limit. Time in which the gate is closed does not count.
func within(ctx context.Context, limit time.Duration, gate *Gate) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	began, paused := time.Now(), gate.paused()
	go func() {
		for gate.Wait(limited) == nil {
			left := limit - (time.Since(began) - (gate.paused() - paused))
			if left <= 0 {
				cancel(&TimeUp{Limit: limit})
				return
			}
			if api.Sleep(limited, left) != nil {
				return
			}
		}
	}()
	return limited, func() { cancel(context.Canceled) }
}
