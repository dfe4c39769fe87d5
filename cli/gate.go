package cli

import (
	"context"

	"corotui/api"
	"corotui/config"
	"corotui/ui/login"
)

// noPlace is the choice to keep a secret for this run only.
const noPlace = "none"

// Try proves credentials with a token, and with a look at the workspace if one
// is named. After that the session works with them.
func (s *session) Try(ctx context.Context, a login.Attempt) error {
	base, err := s.base(a)
	if err != nil {
		return err
	}
	client, err := s.newClient(base, s.audience(base), api.WithCredentials(a.ClientID, a.Secret))
	if err != nil {
		return err
	}
	if err := client.Authenticate(ctx); err != nil {
		return err
	}
	if a.Workspace != "" {
		// Only a clear refusal speaks against the workspace: whether every
		// server can tell of one is not known.
		if _, err := client.Workspace(ctx, a.Workspace); api.KindOf(err) == api.KindForbidden {
			return err
		}
	}
	places := s.findPlaces(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client, s.places, s.config.ClientID.Value = client, places, a.ClientID
	s.where = where(s.config.Profile.Value, a.Region, base)
	return nil
}

// base returns what an attempt is made against.
func (s *session) base(a login.Attempt) (string, error) {
	if a.APIURL == "" {
		base, err := api.RegionURL(a.Region)
		if err != nil {
			return "", &config.Error{Problem: err.Error()}
		}
		return base, nil
	}
	if err := config.CheckAPIURL(a.APIURL); err != nil {
		return "", &config.Error{Problem: err.Error()}
	}
	return a.APIURL, nil
}

// audience returns the audience for a base URL: the one that is set, unless it
// belongs to a profile that talks to another server.
func (s *session) audience(base string) string {
	set := s.config.Audience
	if set.Source.Environment() || set.Set() && base == s.config.APIURL.Value {
		return set.Value
	}
	return ""
}

// findPlaces works out where a secret can be kept. It asks the keyring whether
// it works, which may take a second.
func (s *session) findPlaces(ctx context.Context) []login.Place {
	if s.config.Secret.Source.Environment() {
		return nil // what the environment gives is never stored, and would win
	}
	var places []login.Place
	if s.config.KeyringWorks(ctx) {
		places = append(places, login.Place{
			ID: string(config.KeyringSecret), Title: "in this system's keyring",
			Note: "encrypted, and open while you are logged in here",
		})
	}
	return append(places,
		login.Place{
			ID: string(config.FileSecret), Title: "in a file that only you can read", Plain: true,
			Note: "plain text in " + s.config.Paths.SecretsFolder() + " (mode 0600); an administrator of this machine can read it",
		},
		login.Place{ID: noPlace, Title: "not at all", Note: "it is asked again at the next start"},
	)
}

// Places lists where the secret of the last good attempt can be kept.
func (s *session) Places() []login.Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.places
}

// Keep stores an attempt as the profile in use.
func (s *session) Keep(ctx context.Context, a login.Attempt, place string) error {
	if place == noPlace {
		return nil
	}
	account := config.Account{
		Profile: s.config.ProfileToSave(), Region: a.Region, APIURL: a.APIURL,
		ClientID: a.ClientID, Workspace: string(a.Workspace),
	}
	if base, err := s.base(a); err == nil && s.config.Audience.Source.File() {
		account.Audience = s.audience(base)
	}
	if err := s.config.SaveAccount(ctx, account, a.Secret, config.SecretKind(place)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.where.Profile = account.Profile
	return nil
}
