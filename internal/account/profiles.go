package account

import (
	"cmp"
	"context"

	"corotui/api"
	"corotui/config"
	"corotui/internal/text"
)

// Reload reads the settings of a profile from the config file as it is now.
type Reload func(profile string) (config.Config, error)

// Profiles lists the profiles of the config file as it is now: a login may have
// added one.
func (s *Session) Profiles() []Profile {
	s.mu.Lock()
	current, file := s.where, s.config
	own := !file.Secret.Source.Environment() // else its pair is another, and it can be switched to
	s.mu.Unlock()
	if fresh, err := s.reload(current.Profile); err == nil {
		file = fresh
	}
	profiles := make([]Profile, 0, len(file.Profiles()))
	for _, p := range file.Profiles() {
		base := p.APIURL.Value
		if base == "" {
			base, _ = api.RegionURL(p.Where()) // a region that does not exist was refused when the file was read
		}
		at := whereOf(p.Name, p.Region.Value, base)
		profiles = append(profiles, Profile{
			Name: text.Clean(api.Text(p.Name)), Host: text.Clean(api.Text(at.Host)), Region: text.Clean(api.Text(p.Region.Value)),
			Workspace: text.Clean(api.Text(p.Workspace.Value)), Secret: SecretLocation(p), Current: own && p.Name == current.Profile,
		})
	}
	return profiles
}

// Open makes another profile ready. Its secret is read, so that a profile that
// cannot be used leaves the old one in use; until it is entered, requests go on
// to the old one.
func (s *Session) Open(ctx context.Context, name string) (Opened, error) {
	c, err := s.reload(name)
	if err != nil {
		return Opened{}, err
	}
	if !readAtOnce(c.Secret.Value.Kind) { // which open does
		if _, err := secretOf(c)(ctx); err != nil {
			return Opened{}, err
		}
	}
	client, err := s.open(ctx, c)
	if err != nil {
		return Opened{}, err
	}
	at := WhereOf(c)
	enter := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.config, s.client, s.locations, s.where, s.settled = c, client, nil, at, false
	}
	return Opened{Workspace: api.WorkspaceID(c.Workspace.Value), ReadOnly: ReadOnly(c), Recent: s.recent.Load(at.key()), Enter: enter}, nil
}

// SecretLocation says where the secret of a profile is.
func SecretLocation(p config.Profile) string { return cmp.Or(string(p.Secret.Value.Kind), "none") }
