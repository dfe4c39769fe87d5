package weburl

import (
	"errors"
	"fmt"
	"net/url"

	"corotui/internal/mask"
)

// What is wrong with the address of an API beyond what [Parse] refuses, as the
// rest of the same sentence.
var (
	ErrUser  = errors.New("holds a user or password; leave that out")
	ErrQuery = errors.New("must end with its path, without ? and #")
	ErrClear = errors.New("would send credentials in the clear; write https:// (http:// is for this machine's own addresses only)")
)

// Regions lists the regions of the API, the default one first.
func Regions() []string { return []string{"us", "ca", "eu"} }

// OfRegion returns the base URL of a region, which is empty for one that does not
// exist (API contract, section 1).
func OfRegion(region string) string {
	switch region {
	case "us":
		return "https://api.secure.coro.net"
	case "ca":
		return "https://api.secure-ca.coro.net"
	case "eu":
		return "https://api.secure-eu.coro.net"
	}
	return ""
}

// Base reads the base URL of the API: https, or http on this machine only, because
// the client secret is sent there; a host, and a path before the API's own if there
// is one. The error is a sentence without credentials, around one of the errors of
// this package.
func Base(raw string) (*url.URL, error) {
	parsed, err := Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("the API URL %q %w; write it as https://host or https://host/prefix", mask.URL(raw), err)
	}
	switch {
	case parsed.User != nil:
		err = ErrUser
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		err = ErrQuery
	case InTheClear(parsed):
		err = ErrClear
	}
	if err != nil {
		return nil, fmt.Errorf("the API URL %q %w", mask.URL(raw), err)
	}
	return parsed, nil
}
