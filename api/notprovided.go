package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// NotProvided is the error of a resource that a server does not have, or does not give
// to these credentials. That is no failure: what it would have said stays unknown.
type NotProvided struct {
	What string // "the audit log"
	Err  *Error // the server's answer
}

// notProvidedBy are the statuses that say so.
var notProvidedBy = []int{
	http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented,
}

// IsNotProvided reports whether err says that the server does not provide what was asked
// for.
func IsNotProvided(err error) bool {
	_, not := errors.AsType[*NotProvided](err)
	return not
}

// Forbidden reports that the server may have it, but not for these credentials.
func (e *NotProvided) Forbidden() bool { return e.Err.Status == http.StatusForbidden }

// Error describes the error for logs and for wrapping.
func (e *NotProvided) Error() string { return fmt.Sprintf("%s is not provided: %v", e.What, e.Err) }

// Unwrap returns the server's answer.
func (e *NotProvided) Unwrap() error { return e.Err }

// Sentence says it as a user reads it.
func (e *NotProvided) Sentence() string {
	if e.Forbidden() {
		return fmt.Sprintf("%s does not let these credentials read %s", e.Err.Host, e.What)
	}
	return fmt.Sprintf("%s does not provide %s", e.Err.Host, e.What)
}

// notProvided turns the error of a request into a [NotProvided] where it is one.
func (c *Client) notProvided(what string, err error) error {
	if IsIncomplete(err) {
		return err
	}
	if failed, ok := errors.AsType[*Error](err); ok && slices.Contains(notProvidedBy, failed.Status) {
		return &NotProvided{What: what, Err: failed}
	}
	return err
}
