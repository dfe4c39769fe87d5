package config

import (
	"cmp"

	"corotui/internal/weburl"
)

// Profile is a named account as the config file describes it. What the file
// does not say has an empty source.
type Profile struct {
	Name      string
	Region    Setting[string] // at most one of Region and APIURL is set
	APIURL    Setting[string]
	Audience  Setting[string]
	ClientID  Setting[string]
	Secret    Setting[SecretRef]
	Workspace Setting[string]
	ReadOnly  Setting[bool]
	Source    Source // the line where it begins
}

// Where returns what the profile talks to: a region's name or a base URL, and
// the default region when it says neither.
func (p Profile) Where() string {
	return cmp.Or(p.APIURL.Value, p.Region.Value, Regions()[0])
}

// server is the base URL of what the profile talks to.
func (p Profile) server() string {
	if p.APIURL.Value != "" {
		return trimSlash(p.APIURL.Value)
	}
	return weburl.OfRegion(p.Where())
}

// SecretKind is a kind of place where a client secret is.
type SecretKind string

// The kinds. NoSecret is for a profile that has none stored.
const (
	NoSecret          SecretKind = ""
	EnvironmentSecret SecretKind = "environment"
	CommandSecret     SecretKind = "command"
	EncryptedSecret   SecretKind = "encrypted"
	FileSecret        SecretKind = "file"
	KeyringSecret     SecretKind = "keyring"
)

// SecretRef says where a client secret is; it never holds the secret.
type SecretRef struct {
	Kind    SecretKind
	Command []string // of CommandSecret: the program and its arguments
}

// file is what the config file says.
type file struct {
	path           string
	exists         bool
	defaultProfile Setting[string]
	profiles       []Profile // in the order of the file
	theme          Setting[string]
	mouse          Setting[bool]
	relativeTime   Setting[bool]
	keys           map[string]Setting[[]string]
	keysSource     Source
	filters        []SavedFilter
	commands       []UserCommand
	desired        Setting[[]string]
}

func (f file) profile(name string) (Profile, bool) {
	for _, p := range f.profiles {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

func (f file) names() []string {
	names := make([]string, len(f.profiles))
	for i, p := range f.profiles {
		names[i] = p.Name
	}
	return names
}
