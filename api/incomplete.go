package api

import (
	"errors"
	"fmt"
)

// Incomplete is the error of a list of which the server gives less than it
// promises: it does not know the parameter page, or refuses it, or its list
// changed each time that it was read. What came is returned beside it. That
// something is not in there proves nothing.
type Incomplete struct {
	What  string // webhooks or workspaces
	Host  string
	Came  int
	Total int64 // that the server named; -1 if it named none
	Moved bool  // the list changed while it was read, each time
	Err   error // why there is no more, where the server said so; may be nil
}

// IsIncomplete reports whether err is just that: there is a list, and it lacks
// something.
func IsIncomplete(err error) bool {
	var short *Incomplete
	return errors.As(err, &short)
}

// Error describes the error for logs and for wrapping.
func (e *Incomplete) Error() string { return e.Sentence() }

// Unwrap returns the cause.
func (e *Incomplete) Unwrap() error { return e.Err }

// Sentence says what is missing and where it is, as a user reads it.
func (e *Incomplete) Sentence() string {
	came := fmt.Sprintf("%d", e.Came)
	if e.Total >= int64(e.Came) {
		came = fmt.Sprintf("%d of %d", e.Came, e.Total)
	}
	if e.Moved {
		return fmt.Sprintf("%s gave %s %s, but the list changed each time it was read, so some may be missing · refresh to read it again",
			e.Host, came, e.What)
	}
	return fmt.Sprintf("%s gave %s %s and no more · Coro's console has the others, corotui doctor shows how it answers", e.Host, came, e.What)
}
