// Package weburl is the one place that says what a web address is: for a
// webhook's URL, for the API's, and for whatever else is sent to.
package weburl

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// What is wrong with an address, as the rest of a sentence that begins with it.
var (
	ErrEmpty   = errors.New("is empty")
	ErrBlank   = errors.New("has a blank at its start or end")
	ErrInside  = errors.New("contains a blank, a line break, or another character that no URL has")
	ErrInvalid = errors.New("is not a valid URL")
	ErrScheme  = errors.New("does not start with https:// or http://")
	ErrHost    = errors.New("has no host")
	ErrPort    = errors.New("has a port that does not exist")
)

// maxPort is the largest port of TCP.
const maxPort = 1<<16 - 1

// Parse reads an absolute URL whose scheme is http or https and that has a host
// (API contract, section 5). The error is one of those above.
func Parse(raw string) (*url.URL, error) {
	switch {
	case raw == "":
		return nil, ErrEmpty
	case strings.TrimSpace(raw) == "":
		return nil, ErrEmpty
	case strings.TrimFunc(raw, blank) != raw:
		return nil, ErrBlank
	case strings.ContainsFunc(raw, blank):
		return nil, ErrInside
	}
	parsed, err := url.Parse(raw)
	switch {
	case err != nil && !strings.Contains(raw, "://"):
		return nil, ErrScheme
	case err != nil:
		return nil, ErrInvalid
	case !strings.EqualFold(parsed.Scheme, "http") && !strings.EqualFold(parsed.Scheme, "https"):
		return nil, ErrScheme
	case parsed.Hostname() == "" || parsed.Opaque != "":
		return nil, ErrHost
	}
	if port := parsed.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n == 0 || n > maxPort {
			return nil, ErrPort
		}
	}
	return parsed, nil
}

// blank reports whether r stands in no URL because it is not seen: blanks,
// control characters, and marks without width.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zs) || r == unicode.ReplacementChar
}

// Loopback reports whether host, a name or an address without a port, can only
// be this machine.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// InTheClear reports whether what is sent to an address crosses a network that
// anyone on the way can read: http to another machine than this one.
func InTheClear(address *url.URL) bool {
	return strings.EqualFold(address.Scheme, "http") && !Loopback(address.Hostname())
}
