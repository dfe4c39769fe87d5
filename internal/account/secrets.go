package account

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"corotui/api"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/state"
)

// versionRecorder remembers a keyed version of each secret that a change gives a webhook,
// whoever makes the change.
type versionRecorder struct {
	change.Recorder
	log      *history.Log
	versions *state.SecretVersions
	of       state.Account
}

// givenSecret is the secret that a change sets.
func givenSecret(event change.Record) (mask.Secret, bool) {
	for _, d := range event.Deltas {
		if _, after := d.Exact(); d.Field == change.Secret && after != nil {
			return *after, true
		}
	}
	return mask.Secret{}, false
}

// Begin remembers which secret a webhook gets that is about to be created: its id is known
// only once the answer came.
func (r versionRecorder) Begin(ctx context.Context, event change.Record) (string, error) {
	if secret, given := givenSecret(event); given && event.Action == change.Created {
		_ = r.versions.Add(ctx, r.of, state.SecretVersion{ // without it the secret counts as not known
			Workspace: event.Workspace, Name: event.Name, Version: r.version(ctx, "", secret),
		})
	}
	return r.Recorder.Begin(ctx, event)
}

// Record remembers the version that is there now. After a write of which it is not known
// whether it arrived the one before stays, so that it is written again.
func (r versionRecorder) Record(ctx context.Context, event change.Record) (string, error) {
	if secret, given := givenSecret(event); given && event.Outcome == change.Done && event.Webhook != "" {
		one := state.SecretVersion{Workspace: event.Workspace, Webhook: event.Webhook, Version: r.version(ctx, event.Webhook, secret)}
		if event.Action == change.Created {
			one.Name = event.Name
		}
		_ = r.versions.Add(ctx, r.of, one) // as above
	}
	return r.Recorder.Record(ctx, event)
}

func (r versionRecorder) version(ctx context.Context, webhook api.WebhookID, secret mask.Secret) string {
	version, err := r.log.SecretVersion(ctx, webhook, secret)
	if err != nil {
		return "" // it is not known, then
	}
	return version
}

// KnownSecrets compares secrets with those that this machine gave webhooks last.
type KnownSecrets struct {
	read func() map[api.Ref]string
	log  *history.Log
}

// KnownSecrets returns what is known of the secrets of the account. It is read when it is
// needed first.
func (s *Session) KnownSecrets(log *history.Log) KnownSecrets {
	return KnownSecrets{log: log, read: sync.OnceValue(func() map[api.Ref]string {
		latest := make(map[api.Ref]string)
		for _, one := range s.versions.Load(s.owner()) {
			if one.Webhook != "" {
				latest[api.Ref{Workspace: one.Workspace, Webhook: one.Webhook}] = one.Version
			}
		}
		return latest
	})}
}

// SameSecret compares a secret with the one that a webhook was given last, if this machine
// gave it.
func (k KnownSecrets) SameSecret(at api.Ref, secret mask.Secret) (same, known bool) {
	version := k.read()[at]
	if version == "" {
		return false, false
	}
	now, err := k.log.SecretVersion(context.Background(), at.Webhook, secret)
	return now == version, err == nil
}

// madeKey is under which name a store keeps the key that the secrets of new webhooks are
// made with. No profile can have it.
func madeKey(c config.Config) config.Key {
	return config.Key{Profile: ".webhooks", ClientID: WhereOf(c).Host + " " + c.ClientID.Value}
}

// CanKeepSecrets says why the profile has no place that keeps the secrets of webhooks, or
// nothing.
func CanKeepSecrets(c config.Config) error {
	switch c.Secret.Value.Kind {
	case config.KeyringSecret, config.EncryptedSecret, config.FileSecret:
		return nil
	case config.CommandSecret:
		return errors.New("the secret of the profile comes from a command, which keeps no others")
	default:
		return errors.New("the client secret comes from the environment, which keeps no others")
	}
}

// Generate returns what makes the secrets of the new webhooks of a run, by a key that is
// kept where the profile keeps its secret before anything is made with it: so a program
// that is killed loses none, and the same run makes the same ones again. Where nothing
// can keep it, they are known to this program alone.
func (s *Session) Generate(ctx context.Context, run string) (string, func(api.WorkspaceID, api.Text) mask.Secret, error) {
	c := s.Config()
	key := mask.Generate()
	if CanKeepSecrets(c) == nil {
		kept, err := keptKey(ctx, c, true)
		if err != nil {
			return "", nil, err
		}
		key = kept
	}
	if run == "" {
		run = history.NewID() + history.NewID()
		if err := s.versions.Add(ctx, s.owner(), state.SecretVersion{Run: run}); err != nil {
			return "", nil, fmt.Errorf("the run that makes secrets could not be written down: %w", err)
		}
	}
	return run, func(in api.WorkspaceID, name api.Text) mask.Secret { return made(key, run, in, name) }, nil
}

// keptKey reads the key that secrets are made with, and makes it if there is none and that
// is wanted.
func keptKey(ctx context.Context, c config.Config, create bool) (mask.Secret, error) {
	store, there := c.Stores()[c.Secret.Value.Kind]
	if !there {
		return mask.Secret{}, config.ErrNoSecret
	}
	if closed, is := store.(*config.EncryptedStore); is { // whose passphrase is asked for by the profile's name
		if err := closed.Check(madeKey(c)); err != nil && !(create && errors.Is(err, config.ErrNoSecret)) {
			return mask.Secret{}, err
		}
		if _, err := c.ReadSecret(ctx); err != nil {
			return mask.Secret{}, err
		}
	}
	key, err := store.Get(ctx, madeKey(c))
	if !create || !errors.Is(err, config.ErrNoSecret) {
		return key, err
	}
	key = mask.Generate()
	return key, store.Set(ctx, madeKey(c), key)
}

// made is the secret that a run makes for a webhook: as good as a random one to whoever
// does not have the key.
func made(key mask.Secret, run string, in api.WorkspaceID, name api.Text) mask.Secret {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	_, _ = fmt.Fprintf(mac, "%q %q %q", run, string(in), string(name)) // a hash never fails to take it
	return mask.NewSecret(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// MadeSecret returns the secret of a webhook that a run of this machine made, if it still
// has that as far as is known.
func (s *Session) MadeSecret(ctx context.Context, log *history.Log, at api.Ref, name api.Text) (mask.Secret, bool) {
	var runs []string
	version, begun, named := "", "", name
	for _, one := range s.versions.Load(s.owner()) {
		switch {
		case one.Run != "":
			runs = append(runs, one.Run)
		case one.Workspace != at.Workspace:
		case one.Webhook == at.Webhook:
			version, named = one.Version, cmp.Or(one.Name, named)
		case one.Webhook == "" && one.Name == name:
			begun = one.Version
		}
	}
	id := at.Webhook
	if version == "" {
		version, id, named = begun, "", name // its creation was cut off
	}
	if version == "" || len(runs) == 0 {
		return mask.Secret{}, false
	}
	key, err := keptKey(ctx, s.Config(), false)
	if err != nil {
		return mask.Secret{}, false
	}
	for _, run := range runs {
		secret := made(key, run, at.Workspace, named)
		if now, err := log.SecretVersion(ctx, id, secret); err == nil && now == version {
			return secret, true
		}
	}
	return mask.Secret{}, false
}
