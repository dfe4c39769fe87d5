// Package account is the account that is worked in: its session, login and logout,
// its profiles, and what is remembered of it on this machine. It knows nothing of
// screens and commands.
package account

import (
	"cmp"
	"fmt"
	"net/url"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
)

// Where says, in clean words, which account the program works in.
type Where struct {
	Profile string // empty without one
	Region  string // "us", or the host of a custom API URL
	Host    string // who is asked: api.secure.coro.net
	BaseURL string // for the curl command that "copy" makes
}

// WhereOf returns the account of settings.
func WhereOf(c config.Config) Where {
	return whereOf(c.Profile.Value, c.Region.Value, c.APIURL.Value)
}

func whereOf(profile, region, base string) Where {
	host := base
	if parsed, err := url.Parse(base); err == nil {
		host = parsed.Host
	}
	return Where{Profile: profile, Region: cmp.Or(region, host), Host: host, BaseURL: base}
}

// Attempt is a set of credentials to try.
type Attempt struct {
	Region    string // us, ca, eu; empty with an APIURL
	APIURL    string // replaces the region's
	ClientID  string
	Secret    mask.Secret
	Workspace api.WorkspaceID // to open afterwards
}

// Location is where a secret can be stored.
type Location struct {
	ID    string
	Title string // "in a file that only you can read"
	Note  string // what that protects against, and what not
	Plain bool   // stored in plain text: wants an explicit yes
}

// Profile is one that can be switched to. Its text is clean.
type Profile struct {
	Name      string
	Host      string // of the API
	Region    string // "us"; empty with a custom API URL
	Workspace string // the one it opens; empty: asked for
	Secret    string // where its secret is: "keyring"
	Current   bool   // it is in use
}

// Opened is what follows from a switch to another profile.
type Opened struct {
	Workspace api.WorkspaceID // the profile's own; empty: it is asked for
	ReadOnly  string          // why writes are refused; empty when they are not
	Recent    []api.WorkspaceID
	// Enter works with it from now on, and waits for nothing. What the old one has
	// on disk stays: its token, snapshots and history.
	Enter func()
}

// ReadOnly says why writes are refused, and nothing when they are not.
func ReadOnly(c config.Config) string {
	if !c.ReadOnly.Value {
		return ""
	}
	return fmt.Sprintf("this is read-only (%s)", c.ReadOnly.Source)
}
