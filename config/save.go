package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"time"

	"corotui/internal/disk"
	"corotui/internal/mask"
)

// Account is what login stores as a profile.
type Account struct {
	Profile   string
	Region    string // exactly one of Region and APIURL
	APIURL    string
	Audience  string // empty: the server's own
	ClientID  string
	Workspace string // may be empty: what the profile had is left alone
}

// Storable lists the kinds of places where login can keep a secret for later
// starts, the safest first.
func Storable() []SecretKind { return []SecretKind{KeyringSecret, EncryptedSecret, FileSecret} }

// SaveAccount stores a secret where kind says and then writes the account into
// the config file as a profile, which becomes the default one if there is
// none. Nothing is stored while credentials come from the environment, because
// those would still win. A secret that the profile had elsewhere is removed
// from there; where that fails, all else is done, and the error is an
// [*OldSecretError].
func (c Config) SaveAccount(ctx context.Context, a Account, secret mask.Secret, kind SecretKind) error {
	if c.Secret.Source.Environment() {
		return &Error{Where: secretVariable, Problem: "is set and would win over what is stored; unset it and log in again"}
	}
	if err := a.check(); err != nil {
		return err
	}
	store, err := c.store(kind)
	if err != nil {
		return err
	}
	key := Key{a.Profile, a.ClientID}
	if err := store.Set(ctx, key, secret); err != nil {
		return err
	}
	old, err := c.rewrite(func(e *editor) error { return e.setProfile(a, kind) })
	if err != nil && c.mentions(key, kind) {
		return err // the file still says that the secret is there, and it is a good one
	}
	if err != nil {
		return errors.Join(err, store.Delete(ctx, key))
	}
	previous, existed := old.profile(a.Profile)
	if !existed {
		return nil
	}
	return c.dropOldSecret(ctx, previous, key, kind)
}

// RememberWorkspace writes the workspace of an account into its profile, and reports
// whether it did: a profile that has the setting already, also as an empty one, is
// left alone, as is one of another client id or server.
func (c Config) RememberWorkspace(a Account) (bool, error) {
	if err := CheckID(a.Workspace); err != nil {
		return false, &Error{Problem: err.Error()}
	}
	_, err := c.rewrite(func(e *editor) error {
		now, err := parse(c.file.path, []byte(e.text))
		p, exists := now.profile(a.Profile)
		if err != nil || !exists || p.ClientID.Value != a.ClientID || p.server() != trimSlash(a.APIURL) {
			return errors.Join(err, errAsItWas)
		}
		e.profile = a.Profile
		if has, err := e.has("profiles", a.Profile, "workspace"); err != nil || has {
			return errors.Join(err, errAsItWas)
		}
		return e.set(written(a.Workspace), "profiles", a.Profile, "workspace")
	})
	if errors.Is(err, errAsItWas) {
		return false, nil
	}
	return err == nil, err
}

// errAsItWas is that there is nothing to change in the config file.
var errAsItWas = errors.New("nothing to change")

// dropOldSecret removes the secret that a profile had before, unless it is the
// one that was just stored.
func (c Config) dropOldSecret(ctx context.Context, previous Profile, key Key, kind SecretKind) error {
	was := Key{previous.Name, previous.ClientID.Value}
	store, ok := c.stores[previous.Secret.Value.Kind]
	if !ok || (was == key && previous.Secret.Value.Kind == kind) {
		return nil
	}
	if err := store.Delete(ctx, was); err != nil {
		return &OldSecretError{was.Profile, err}
	}
	return nil
}

// mentions reports whether the file names the store as the place of the secret.
func (c Config) mentions(key Key, kind SecretKind) bool {
	p, ok := c.file.profile(key.Profile)
	return ok && p.ClientID.Value == key.ClientID && p.Secret.Value.Kind == kind
}

// OldSecretError is that an account was saved, and the secret which its profile
// had before is still where it was.
type OldSecretError struct {
	Profile string
	Cause   error
}

// Error says so in a sentence.
func (e *OldSecretError) Error() string {
	return fmt.Sprintf("the secret that profile %s had before could not be removed: %s", e.Profile, e.Cause)
}

// Unwrap returns why it could not be removed.
func (e *OldSecretError) Unwrap() error { return e.Cause }

// ForgetSecret removes the stored secret of a profile and its mention in the
// config file; the rest of the profile stays for the next login. It reports
// where the secret was, also with an error, and NoSecret if nothing was stored.
func (c Config) ForgetSecret(ctx context.Context, profile string) (SecretKind, error) {
	p, ok := c.file.profile(profile)
	if !ok {
		return NoSecret, &Error{Where: c.file.path, Problem: fmt.Sprintf("there is no profile %q; %s", profile, thereAre(profile, c.file.names()))}
	}
	kind := p.Secret.Value.Kind
	if store, ok := c.stores[kind]; ok {
		if err := store.Delete(ctx, Key{p.Name, p.ClientID.Value}); err != nil {
			return kind, err
		}
	}
	if kind == NoSecret {
		return NoSecret, nil
	}
	_, err := c.rewrite(func(e *editor) error { return e.removeSecret(profile) })
	return kind, err
}

func (a Account) check() error {
	checks := []error{CheckProfileName(a.Profile), CheckID(a.ClientID), CheckID(a.Workspace), CheckID(a.Audience)}
	if a.APIURL != "" {
		checks = append(checks, CheckAPIURL(a.APIURL))
	} else {
		checks = append(checks, checkRegion(a.Region))
	}
	for _, err := range checks {
		if err != nil {
			return &Error{Problem: err.Error()}
		}
	}
	if a.ClientID == "" {
		return &Error{Problem: "the client id is missing"}
	}
	return nil
}

// rewrite changes the config file as it is now on disk, comments and order
// kept, and returns what it said before. The new text is read back before it
// replaces the old: one that would lose a setting is never written.
func (c Config) rewrite(change func(*editor) error) (file, error) {
	unlock, err := c.lockFile()
	if err != nil {
		return file{}, err
	}
	defer func() { _ = unlock() }() // an end of the program frees it too
	path := c.file.path
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a config file that is linked from elsewhere stays linked
	}
	data, err := disk.ReadTrusted(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return file{}, unreadable(path, err)
	}
	before, err := parse(c.file.path, data)
	if err != nil {
		return before, err
	}
	e := &editor{text: string(data)}
	if err := change(e); err != nil {
		return before, fmt.Errorf("write %s: %w", path, err)
	}
	after, err := parse(c.file.path, []byte(e.text))
	if err != nil || !sameBut(before, after, e) {
		return before, fmt.Errorf("write %s: %w", path, errUnusual)
	}
	return before, disk.WriteFile(path, []byte(e.text))
}

// rewriteWait is how long a program waits for another that writes the config
// file, which takes it a moment.
const rewriteWait = 5 * time.Second

// lockFile keeps other programs from writing the config file between the
// reading and the writing of this one, which would lose what they wrote.
func (c Config) lockFile() (unlock func() error, err error) {
	if err := disk.MakeFolder(c.Paths.State); err != nil {
		return nil, err
	}
	lock := filepath.Join(c.Paths.State, "config.lock")
	unlock, err = disk.Lock(context.Background(), lock, rewriteWait)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("write %s: another corotui has been writing it for %s; try again", c.file.path, rewriteWait)
	case err != nil: // after sudo it may be another user's
		return nil, fmt.Errorf("write %s: its lock cannot be opened: %s; see whose it is with: ls -ld %s", c.file.path, disk.Reason(err), disk.InShell(lock))
	}
	return unlock, nil
}

// sameBut reports that two files say the same but for one profile and, when
// there was none or it was chosen anew, the default profile.
func sameBut(before, after file, e *editor) bool {
	if !e.chosen && before.defaultProfile.Set() && before.defaultProfile.Value != after.defaultProfile.Value {
		return false
	}
	return reflect.DeepEqual(before.values(e.profile), after.values(e.profile))
}

// values lists what a file says without the lines, leaving out one profile.
func (f file) values(without string) []any {
	values := []any{f.theme.Value, f.mouse.Value, f.relativeTime.Value}
	for _, action := range sortedKeys(f.keys) {
		values = append(values, action, f.keys[action].Value)
	}
	for _, c := range f.commands {
		c.Source = ""
		values = append(values, c)
	}
	values = append(values, f.desired.Value)
	for _, p := range f.profiles {
		if p.Name == without {
			continue
		}
		values = append(values, p.Name, p.Region.Value, p.APIURL.Value, p.Audience.Value, p.ClientID.Value,
			p.Secret.Value, p.Workspace.Value, p.ReadOnly.Value, p.ReadOnly.Set())
	}
	return values
}
