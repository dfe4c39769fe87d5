package account

import (
	"context"
	"errors"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
)

// Nowhere is the location for a secret that is kept for this run only.
const Nowhere = "none"

// Account returns what a login begins with: the account that is worked in, which
// a secret typed again must not leave.
func (s *Session) Account() Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := Attempt{
		APIURL: s.where.BaseURL, ClientID: s.config.ClientID.Value, Workspace: api.WorkspaceID(s.config.Workspace.Value),
	}
	if base, err := api.RegionURL(s.where.Region); err == nil && base == a.APIURL {
		a.Region, a.APIURL = s.where.Region, ""
	}
	return a
}

// CheckID says what is wrong with the id of a client or a workspace.
func (s *Session) CheckID(id string) error { return config.CheckID(id) }

// CleanSecret returns a secret without the line break after it.
func (s *Session) CleanSecret(typed string) (mask.Secret, error) {
	return config.CleanSecret([]byte(typed))
}

// Try proves credentials with a token, and with a look at the workspace if one
// is named: without one the API has nothing to ask for. After that the session
// works with them.
func (s *Session) Try(ctx context.Context, a Attempt) error {
	a, err := checked(a)
	if err != nil {
		return err
	}
	base, err := s.base(a)
	if err != nil {
		return err
	}
	client, err := s.clientOf(s.Config(), base, s.audience(base), api.WithCredentials(a.ClientID, a.Secret))
	if err != nil {
		return err
	}
	if err := client.Authenticate(ctx); err != nil {
		return err
	}
	if a.Workspace != "" {
		if err := look(ctx, client, a.Workspace); err != nil {
			return err
		}
	}
	locations := s.findLocations(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client, s.locations, s.config.ClientID.Value = client, locations, a.ClientID
	s.where = whereOf(s.config.Profile.Value, a.Region, base)
	return nil
}

// checked is an attempt as it is sent and kept. What cannot be part of a secret or an
// id is an error before anything is sent.
func checked(a Attempt) (Attempt, error) {
	secret, err := config.CleanSecret([]byte(a.Secret.Reveal()))
	if err != nil {
		return a, &config.Error{Problem: "the secret " + err.Error()}
	}
	if err := config.CheckID(a.ClientID); err != nil {
		return a, &config.Error{Where: "client id", Problem: err.Error()}
	}
	if err := config.CheckID(string(a.Workspace)); err != nil {
		return a, &config.Error{Where: "workspace", Problem: err.Error()}
	}
	a.Secret = secret
	return a, nil
}

// look proves that a workspace can be worked in. Not every server may be able
// to tell of a workspace, so what counts is that one of two calls is answered.
func look(ctx context.Context, client *api.Client, id api.WorkspaceID) error {
	_, err := client.Workspace(ctx, id)
	if err == nil || api.KindOf(err) == api.KindForbidden {
		return err
	}
	if _, err = client.Webhooks(ctx, id); api.IsIncomplete(err) {
		err = nil
	}
	return err
}

// base returns what an attempt is made against. A region and a URL are two servers,
// and the secret goes to neither.
func (s *Session) base(a Attempt) (string, error) {
	if a.APIURL != "" && a.Region != "" {
		return "", &config.Error{Problem: "both a region and an API URL are given; give one of them"}
	}
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

// Host is where an attempt is made, for a sentence.
func (s *Session) Host(a Attempt) string {
	base, err := s.base(a)
	if err != nil {
		return s.Where().Host // what is wrong with the URL is told next
	}
	return whereOf("", a.Region, base).Host
}

// audience returns the audience for a base URL: the one that is set, unless it
// belongs to a profile that talks to another server.
func (s *Session) audience(base string) string {
	c := s.Config()
	if set := c.Audience; set.Source.Environment() || set.Set() && base == c.APIURL.Value {
		return set.Value
	}
	return ""
}

// findLocations works out where a secret can be kept. It asks the keyring whether
// it works, which may take a second.
func (s *Session) findLocations(ctx context.Context) []Location {
	c := s.Config()
	if c.Secret.Source.Environment() {
		return nil // what the environment gives is never stored, and would win
	}
	var locations []Location
	if c.KeyringWorks(ctx) {
		locations = append(locations, Location{
			ID: string(config.KeyringSecret), Title: "in this system's keyring",
			Note: "encrypted, and open while you are logged in here",
		})
	}
	return append(locations,
		Location{
			ID: string(config.EncryptedSecret), Title: "in a passphrase-protected file",
			Note: "asked for once per start; a copy of this machine's disk does not give it away",
		},
		Location{
			ID: string(config.FileSecret), Title: "in a file that only you can read", Plain: true,
			Note: "plain text in " + c.Paths.SecretsFolder() + " (mode 0600); an administrator of this machine can read it",
		},
		Location{ID: Nowhere, Title: "not at all", Note: "asked for again at the next start"},
	)
}

// Locations lists where the secret of the last good attempt can be kept.
func (s *Session) Locations() []Location {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.locations
}

// Keep stores an attempt as the profile in use. With a [config.OldSecretError] it
// is stored all the same.
func (s *Session) Keep(ctx context.Context, a Attempt, location string) error {
	if location == Nowhere {
		return nil
	}
	a, err := checked(a)
	if err != nil {
		return err
	}
	c := s.Config()
	account := config.Account{
		Profile: c.ProfileToSave(), Region: a.Region, APIURL: a.APIURL,
		ClientID: a.ClientID, Workspace: string(a.Workspace),
	}
	if base, err := s.base(a); err == nil {
		account.Audience = s.audience(base) // with which it was proved, wherever that stands
	}
	err = c.SaveAccount(ctx, account, a.Secret, config.SecretKind(location))
	if _, saved := errors.AsType[*config.OldSecretError](err); err != nil && !saved {
		return err
	}
	s.mu.Lock()
	client := s.client
	s.where.Profile, s.settled = account.Profile, false
	s.mu.Unlock()
	if s.KeepTokens && client != nil { // the one that proved the login, so that the next start needs none
		client.KeepToken(ctx, tokensOf(c, config.SecretKind(location), a.Secret))
	}
	return err
}
