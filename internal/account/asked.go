// What a login asks for, in the same words on the command line and on the screen, and
// which answer a refusal is about.

package account

import (
	"errors"

	"corotui/api"
)

// Field is what a login asks for, by the label that the user sees.
type Field string

// The fields.
const (
	Region       Field = "Region"
	APIURL       Field = "API URL"
	ClientID     Field = "Client id"
	ClientSecret Field = "Client secret"
	Workspace    Field = "Workspace id"
)

// Hint says where the answer is found, or what it is.
func (f Field) Hint() string {
	switch f {
	case APIURL:
		return "https://"
	case ClientID:
		return "Coro console, Connectors, API Credentials"
	case ClientSecret:
		return "shown once, when you created it"
	case Workspace:
		return "Coro console, your profile, My Workspaces; optional"
	case Region:
	}
	return ""
}

// OtherServer is the region of those who give a URL.
const OtherServer = "other"

// Server is a choice of where to log in.
type Server struct {
	Region string // or OtherServer
	Name   string
}

// Servers are the choices. A region has its own URL, so that one is asked for only at
// another server.
func Servers() []Server {
	return []Server{{"us", "United States"}, {"ca", "Canada"}, {"eu", "Europe"}, {OtherServer, "another server"}}
}

// Suspect is the field that is most likely wrong after an attempt failed with an error:
// where to correct it first. It is empty if the error says nothing about any.
func Suspect(err error, a Attempt) Field {
	server := Region
	if a.APIURL != "" {
		server = APIURL
	}
	var e *api.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Kind {
	case api.KindAuth, api.KindInvalid:
		switch e.Suspected() {
		case api.SuspectAudience:
			return server
		case api.SuspectID:
			return ClientID
		case api.SuspectSecret, api.SuspectAny:
		}
		return ClientSecret // the only one that cannot be read again before it is sent
	case api.KindForbidden, api.KindNotFound:
		if e.Workspace == "" {
			return server
		}
		return Workspace
	case api.KindNetwork, api.KindTimeout, api.KindAnswer, api.KindRefused:
		return server
	case api.KindConflict, api.KindRateLimit, api.KindServer:
	}
	return "" // a later try may succeed as it is
}
