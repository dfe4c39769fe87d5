package api

import (
	"net/http"
	"slices"
)

// nothingDone are the statuses that prove that a write was not carried out: the
// server understood it and would not. Every other answer that is not a success
// leaves that open: a server that fails may have done what it was asked before
// it did, and one behind a gateway that gave up waiting may still do it.
var nothingDone = []int{
	http.StatusBadRequest,
	http.StatusUnauthorized,
	http.StatusForbidden,
	http.StatusNotFound,
	http.StatusMethodNotAllowed,
	http.StatusConflict,
	http.StatusLengthRequired,
	http.StatusPreconditionFailed,
	http.StatusRequestEntityTooLarge,
	http.StatusRequestURITooLong,
	http.StatusUnsupportedMediaType,
	http.StatusUnprocessableEntity,
	http.StatusTooManyRequests,
}

// leavesOpen reports whether an answer that is not a success leaves open whether
// the request was carried out. A web page is a proxy's, whatever its status says,
// and proves nothing about the server behind it; but who asks to slow down has
// carried nothing out, in whatever words.
func leavesOpen(status int, page bool) bool {
	if status == http.StatusTooManyRequests {
		return false
	}
	return page || !slices.Contains(nothingDone, status)
}
