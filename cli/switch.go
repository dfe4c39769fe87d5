package cli

import (
	"context"

	"corotui/api"
	"corotui/config"
	"corotui/internal/text"
	"corotui/ui"
)

// reload reads the settings anew, as they are for a profile.
type reload func(profile string) (config.Config, error)

var _ ui.Profiles = (*session)(nil)

// settingsOf returns what reads the settings of a profile, with the flags and
// variables of this run that hold for every account, and with its stores: a
// passphrase is asked for once. The variables of the account hold for the one that
// the program started with, and not for a profile that is switched to.
func (a *app) settingsOf(given config.Flags, stores map[config.SecretKind]config.Store) reload {
	env := config.NewEnv(a.env.Without(config.AccountVariables()...))
	given.Region, given.APIURL, given.Workspace = nil, nil, nil
	return func(profile string) (config.Config, error) {
		given.Profile = &profile
		return config.Load(config.Options{Env: env, Flags: given, Stores: stores})
	}
}

// Profiles lists the profiles of the config file as it is now: a login may have
// added one.
func (s *session) Profiles() []ui.Profile {
	s.mu.Lock()
	current, file := s.where, s.config
	own := !file.Secret.Source.Environment() // else its pair is another, and it can be switched to
	s.mu.Unlock()
	if fresh, err := s.reload(current.Profile); err == nil {
		file = fresh
	}
	profiles := make([]ui.Profile, 0, len(file.Profiles()))
	for _, p := range file.Profiles() {
		base := p.APIURL.Value
		if base == "" {
			base, _ = api.RegionURL(p.Where()) // a region that does not exist was refused when the file was read
		}
		at := where(p.Name, p.Region.Value, base)
		profiles = append(profiles, ui.Profile{
			Name: text.Clean(api.Text(p.Name)), Host: text.Clean(api.Text(at.Host)), Region: text.Clean(api.Text(p.Region.Value)),
			Workspace: text.Clean(api.Text(p.Workspace.Value)), Secret: secretPlace(p), Current: own && p.Name == current.Profile,
		})
	}
	return profiles
}

// Open makes another profile ready. Its secret is read, so that a profile that
// cannot be used leaves the old one in use; until it is entered, requests go on
// to the old one.
func (s *session) Open(ctx context.Context, name string) (ui.Opened, error) {
	c, err := s.reload(name)
	if err != nil {
		return ui.Opened{}, err
	}
	if !readAtOnce(c.Secret.Value.Kind) { // which open does
		if _, err := secretOf(c)(ctx); err != nil {
			return ui.Opened{}, err
		}
	}
	client, err := s.open(ctx, c)
	if err != nil {
		return ui.Opened{}, err
	}
	at := where(c.Profile.Value, c.Region.Value, c.APIURL.Value)
	recent := newRecentFile(c.Paths, func() ui.Where { return at })
	enter := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.config, s.client, s.places, s.where, s.settled = c, client, nil, at, false
	}
	return ui.Opened{Workspace: api.WorkspaceID(c.Workspace.Value), ReadOnly: readOnly(c), Recent: recent.load(), Enter: enter}, nil
}
