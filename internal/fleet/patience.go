package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"corotui/api"
)

// The bounds of a scan's patience.
const (
	MaxWait      = 2 * time.Minute  // for one workspace, when the server asks to wait
	DefaultLimit = 30 * time.Minute // for a whole scan
)

// TooLong is the error of a request that the server wants to be made so much later
// that it is not waited for.
type TooLong struct {
	Until time.Time // when the server takes it, as far as it says
	Err   error     // the server's answer
}

// Error describes the error for logs and for wrapping.
func (e *TooLong) Error() string { return "asked to wait too long: " + e.Err.Error() }

// Unwrap returns the answer.
func (e *TooLong) Unwrap() error { return e.Err }

// Sentence says until when to wait, as a user reads it.
func (e *TooLong) Sentence() string {
	who := "The server"
	var told *api.Error
	if errors.As(e.Err, &told) && told.Host != "" {
		who = told.Host
	}
	return fmt.Sprintf("%s asks to wait until %s · try again then", who, clock(e.Until))
}

// clock is a time of this day, or a date and a time.
func clock(at time.Time) string {
	at = at.Local()
	if at.Format(time.DateOnly) == time.Now().Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// tooLong decides whether a request is given up rather than waited for: the waits
// that the server asks for may be [MaxWait] together. It returns nil where it is
// waited for.
func tooLong(answer error, waited, wait time.Duration) *TooLong {
	if waited+wait <= MaxWait {
		return nil
	}
	until, told := api.RetryAt(answer)
	if !told {
		until = time.Now().Add(wait)
	}
	return &TooLong{Until: until, Err: answer}
}

// TimeUp is the error of a scan that its time limit has ended. What was read until
// then stands.
type TimeUp struct {
	Limit       time.Duration
	Read, Total int // workspaces; Total is 0 where the tree was still searched
}

// Error describes the error for logs and for wrapping.
func (e *TimeUp) Error() string { return e.Sentence() }

// Sentence says what is not known, as a user reads it.
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

// within returns a context that ends with [TimeUp] as its cause once a scan has
// taken so long. The time in which the gate is closed does not count.
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
			if !sleep(limited, left) {
				return
			}
		}
	}()
	return limited, func() { cancel(context.Canceled) }
}
