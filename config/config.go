// Package config works out what the program is to do and with which
// credentials: flags over environment over file over defaults, every value
// checked, and every value knowing where it came from. It reads and writes the
// config file, and keeps client secrets where the user chose.
package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"corotui/internal/disk"
	"corotui/internal/mask"
	"corotui/internal/weburl"
)

// Flags are the values of the flags that every command has; nil means that a
// flag was not given.
type Flags struct {
	Profile, Region, APIURL, Workspace, ConfigFile, LogFile, Timeout *string
	ReadOnly                                                         *bool
}

// Options is what [Load] works on.
type Options struct {
	Env   Env
	Flags Flags

	// NewProfile lets --profile name one that does not exist: login makes it.
	NewProfile bool

	// Stores are those that secrets are kept in: of [Config.Stores], so that a
	// passphrase is asked for once though the settings are read again, or a
	// test's own. Nil stands for those of the system.
	Stores map[SecretKind]Store

	// CheckFilter says what is wrong with the terms of a saved filter; nil: nothing is.
	CheckFilter func(filter string) error

	// Passphrase opens secrets that are stored encrypted; without it they stay
	// closed.
	Passphrase Passphrase
}

// Config is every setting, resolved. It never changes.
type Config struct {
	Paths Paths
	Env   Env
	File  string // the config file's path; there may be none there

	Profile   Setting[string] // empty when nothing names one
	Region    Setting[string] // empty when an API URL replaces it
	APIURL    Setting[string] // the base URL, never empty, without a slash at its end
	Audience  Setting[string] // of the token; the base URL unless set
	ClientID  Setting[string]
	Secret    Setting[SecretRef] // where the client secret is
	Workspace Setting[string]
	ReadOnly  Setting[bool]

	Timeout Setting[time.Duration] // for one request
	LogFile Setting[string]

	Theme        Setting[string]
	Mouse        Setting[bool]
	RelativeTime Setting[bool]
	Keys         map[string]Setting[[]string] // action name to keys
	KeysSource   Source
	Filters      []SavedFilter
	Commands     []UserCommand     // in the order of the file
	Desired      Setting[[]string] // files and folders that say what the webhooks are to be, as absolute paths

	// Notes are what the user is told before the work begins, as which variables were
	// ignored.
	Notes []string

	file    file
	ignored []string // the account variables that do not count
	stores  map[SecretKind]Store
}

// Load reads the config file and resolves every setting. Its error is an
// [*Error] when a setting is wrong.
func Load(o Options) (Config, error) {
	paths, err := FindPaths(o.Env)
	if err != nil {
		return Config{}, err
	}
	c := Config{Paths: paths, Env: o.Env, stores: o.Stores}
	if c.stores == nil {
		c.stores = systemStores(paths, o.Passphrase)
	}
	if c.file, err = c.readFile(o); err != nil {
		return c, err
	}
	c.File = c.file.path
	profile, env, err := c.chooseAccount(o)
	if err != nil {
		return c, err
	}
	o.Env = env
	for _, resolve := range []func(Options, Profile) error{c.resolveServer, c.resolveAccount, c.resolveBehaviour} {
		if err := resolve(o, profile); err != nil {
			return c, err
		}
	}
	c.resolveLooks()
	c.resolveDesired()
	return c, c.checkFilters(o.CheckFilter)
}

// readFile finds the config file and reads it. The default one may be missing;
// one that was named must exist, unless it is about to be written by login.
func (c Config) readFile(o Options) (file, error) {
	chosen := pick(given("config", o.Flags.ConfigFile), variable(c.Env, "COROTUI_CONFIG"),
		Setting[string]{filepath.Join(c.Paths.Config, "config.yaml"), Default})
	path, err := filepath.Abs(chosen.Value)
	if err != nil {
		return file{}, &Error{Where: chosen.Source.place(), Problem: fmt.Sprintf("%q is not a path", chosen.Value), Cause: err}
	}
	data, err := disk.ReadTrusted(path)
	switch {
	case err == nil:
		return parse(path, data)
	case errors.Is(err, fs.ErrNotExist) && chosen.Set() && !o.NewProfile:
		return file{}, &Error{Where: chosen.Source.place(), Problem: fmt.Sprintf("there is no config file %s; corotui login makes one", path), Cause: err}
	case errors.Is(err, fs.ErrNotExist):
		return file{path: path}, nil
	}
	return file{}, unreadable(path, err)
}

// unreadable is that there is a config file, and that it is not read.
func unreadable(path string, err error) error {
	problem := "the config file is not read: " + disk.Reason(err)
	if errors.Is(err, fs.ErrPermission) {
		problem += fmt.Sprintf("; see who may with: ls -ld %s %s", disk.InShell(filepath.Dir(path)), disk.InShell(path))
	}
	return &Error{Where: path, Problem: problem, Cause: err}
}

// chooseProfile finds the profile that is meant. One that is named but does
// not exist is an error, except where login is about to make it.
func (c *Config) chooseProfile(o Options) (Profile, error) {
	c.Profile = pick(given("profile", o.Flags.Profile), variable(o.Env, profileVariable), c.file.defaultProfile)
	if !c.Profile.Set() && len(c.file.profiles) == 1 {
		only := c.file.profiles[0]
		c.Profile = Setting[string]{only.Name, only.Source}
	}
	if !c.Profile.Set() {
		return Profile{}, nil
	}
	if err := check(c.Profile, CheckProfileName); err != nil {
		return Profile{}, err
	}
	profile, exists := c.file.profile(c.Profile.Value)
	if !exists && !o.NewProfile {
		return Profile{}, &Error{Where: c.Profile.Source.place(), Problem: fmt.Sprintf(
			"there is no profile %q in %s; %s", c.Profile.Value, c.file.path, thereAre(c.Profile.Value, c.file.names()))}
	}
	return profile, nil
}

// resolveServer finds the base URL. Region and URL are two ways to say one
// thing, so whichever is said at the stronger place wins over both elsewhere.
func (c *Config) resolveServer(o Options, p Profile) error {
	if o.Flags.Region != nil && o.Flags.APIURL != nil {
		return &Error{Problem: "--region and --api-url say the same thing; give one of them"}
	}
	region := pick(given("region", o.Flags.Region), variable(o.Env, regionVariable), p.Region)
	url := pick(given("api-url", o.Flags.APIURL), variable(o.Env, urlVariable), p.APIURL)
	if url.Set() && (strength(url.Source) >= strength(region.Source)) {
		if err := check(url, CheckAPIURL); err != nil {
			return err
		}
		url.Value = trimSlash(url.Value)
		c.APIURL = url
	} else {
		if !region.Set() {
			region = Setting[string]{Regions()[0], Default}
		}
		if err := check(region, checkRegion); err != nil {
			return err
		}
		c.Region, c.APIURL = region, Setting[string]{weburl.OfRegion(region.Value), region.Source}
	}
	audience := Setting[string]{c.APIURL.Value, Default}
	if c.APIURL.Value == p.server() {
		audience = pick(p.Audience, audience) // it belongs to the profile's server and to no other
	}
	c.Audience = pick(variable(o.Env, audienceVariable), audience)
	return check(c.Audience, CheckID)
}

// resolveAccount finds the credentials and the workspace.
func (c *Config) resolveAccount(o Options, p Profile) error {
	c.ClientID = pick(variable(o.Env, clientIDVariable), p.ClientID)
	c.Workspace = pick(given("workspace", o.Flags.Workspace), variable(o.Env, workspaceVariable), p.Workspace)
	for _, id := range []Setting[string]{c.ClientID, c.Workspace} {
		if err := check(id, CheckID); err != nil {
			return err
		}
	}
	switch {
	case o.Env.Get(secretVariable) != "": // with its id, or it would not be here
		c.Secret = Setting[SecretRef]{SecretRef{Kind: EnvironmentSecret}, fromEnv(secretVariable)}
	case c.ClientID.Value == p.ClientID.Value:
		c.Secret = p.Secret // of another id the stored secret would be the wrong one
	}
	return nil
}

// resolveBehaviour finds what is neither the account nor the looks.
func (c *Config) resolveBehaviour(o Options, p Profile) error {
	c.ReadOnly = pick(p.ReadOnly, Setting[bool]{false, Default})
	if text := variable(o.Env, "COROTUI_READ_ONLY"); text.Set() {
		on, err := parseBool(text.Value)
		if err != nil {
			return &Error{Where: text.Source.place(), Problem: err.Error()}
		}
		c.ReadOnly = Setting[bool]{on, text.Source}
	}
	if o.Flags.ReadOnly != nil {
		c.ReadOnly = Setting[bool]{*o.Flags.ReadOnly, fromFlag("read-only")}
	}
	c.Timeout = Setting[time.Duration]{DefaultTimeout, Default}
	if text := given("timeout", o.Flags.Timeout); text.Set() {
		wait, err := parseTimeout(text.Value)
		if err != nil {
			return &Error{Where: text.Source.place(), Problem: err.Error()}
		}
		c.Timeout = Setting[time.Duration]{wait, text.Source}
	}
	c.LogFile = given("log-file", o.Flags.LogFile)
	return nil
}

// resolveLooks finds how the terminal program looks.
func (c *Config) resolveLooks() {
	c.Theme = pick(c.file.theme, Setting[string]{Themes()[0], Default})
	if c.Env.Get("NO_COLOR") != "" {
		c.Theme = Setting[string]{"none", fromEnv("NO_COLOR")}
	}
	c.Mouse = pick(c.file.mouse, Setting[bool]{false, Default})
	c.RelativeTime = pick(c.file.relativeTime, Setting[bool]{true, Default})
	c.Keys, c.KeysSource, c.Filters, c.Commands = c.file.keys, c.file.keysSource, c.file.filters, c.file.commands
}

// Profiles lists the profiles in the order of the file.
func (c Config) Profiles() []Profile { return c.file.profiles }

// Stores returns the stores that secrets are kept in.
func (c Config) Stores() map[SecretKind]Store { return c.stores }

// DefaultProfile returns the file's default_profile, or "".
func (c Config) DefaultProfile() string { return c.file.defaultProfile.Value }

// ProfileToSave returns the name under which login stores credentials: the
// profile in use, or "default" when none is.
func (c Config) ProfileToSave() string {
	if c.Profile.Set() {
		return c.Profile.Value
	}
	return "default"
}

// LoggedIn reports whether there is an id and a place that holds its secret.
// It reads nothing, so the secret may still prove missing.
func (c Config) LoggedIn() bool {
	return c.ClientID.Value != "" && c.Secret.Value.Kind != NoSecret
}

// StillLoggedIn reads the config file again and reports whether the profile still
// has the secret that was found in it: a logout, or a login with another pair, may
// have come since. What does not come from the file is not for them to end.
func (c Config) StillLoggedIn() bool {
	if !c.Secret.Source.File() {
		return true
	}
	data, err := disk.ReadTrusted(c.file.path)
	if err != nil {
		return false
	}
	now, err := parse(c.file.path, data)
	p, exists := now.profile(c.Profile.Value)
	return err == nil && exists && p.ClientID.Value == c.ClientID.Value && p.Secret.Value.Kind == c.Secret.Value.Kind
}

// ReadSecret gets the client secret from where it is. It may run a command or
// ask the system's keyring, and ends with the context.
func (c Config) ReadSecret(ctx context.Context) (mask.Secret, error) {
	switch ref := c.Secret.Value; ref.Kind {
	case NoSecret:
		return mask.Secret{}, ErrNoSecret
	case EnvironmentSecret:
		return secretFrom(secretVariable, []byte(c.Env.Get(secretVariable)))
	case CommandSecret:
		return runCommand(ctx, ref.Command, c.Env.Without(secretVariable), runOrKeep)
	default:
		store, err := c.store(ref.Kind)
		if err != nil {
			return mask.Secret{}, err
		}
		return store.Get(ctx, Key{c.Profile.Value, c.ClientID.Value})
	}
}

// CheckSecret looks whether the client secret is where it should be, as far as
// that neither runs anything nor asks the user: a command has to exist, and what a
// passphrase opens to be whole. The system's keyring is asked.
func (c Config) CheckSecret(ctx context.Context) error {
	ref := c.Secret.Value
	if ref.Kind == CommandSecret {
		return checkCommand(ref.Command)
	}
	if closed, ok := c.stores[ref.Kind].(*EncryptedStore); ok {
		return closed.Check(Key{c.Profile.Value, c.ClientID.Value})
	}
	_, err := c.ReadSecret(ctx)
	return err
}
