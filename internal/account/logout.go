package account

import (
	"context"
	"errors"
	"slices"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/state"
)

// Logout removes the secret of the profile of c, and what was kept of its account. A
// keyring that does not answer keeps its secret, and the profile its mention of
// it; the token goes all the same. It returns where the secret was.
func Logout(ctx context.Context, c config.Config, reload Reload) (config.SecretKind, error) {
	if !c.Profile.Set() { // the credentials are the environment's
		kind := c.Secret.Value.Kind
		return kind, stored{Config: c}.forget(ctx, kind)
	}
	accounts, err := storedOf(c, reload)
	if err != nil {
		return config.NoSecret, err
	}
	kind, failed := c.ForgetSecret(ctx, c.Profile.Value)
	where := kind
	if failed != nil && kind == config.KeyringSecret {
		where = config.NoSecret // it would only fail once more
	}
	for _, account := range accounts {
		failed = errors.Join(failed, account.forget(ctx, where))
	}
	return kind, failed
}

// Replace stores an attempt that was proved as the profile in use, as Keep does. With
// another pair or server than the profile had, the token of the old account goes with
// its secret: c are the settings before the attempt. What cannot be removed is no
// failure of the login, and told in left.
func (s *Session) Replace(ctx context.Context, c config.Config, a Attempt, location string) (left []error, err error) {
	var old []stored
	exists := slices.ContainsFunc(c.Profiles(), func(p config.Profile) bool { return p.Name == c.ProfileToSave() })
	if exists && c.Profile.Set() && location != Nowhere {
		if old, err = storedOf(c, s.reload); err != nil {
			return nil, err
		}
	}
	err = s.Keep(ctx, a, location)
	_, saved := errors.AsType[*config.OldSecretError](err)
	if saved {
		left = append(left, err)
	} else if err != nil {
		return nil, err
	}
	for _, account := range old {
		if tokenKey(account.Config) == s.tokenKey() {
			continue
		}
		kind := account.Secret.Value.Kind
		if saved {
			kind = config.NoSecret // a keyring that does not answer has been told of
		}
		if err := account.forget(ctx, kind); err != nil {
			left = append(left, err)
		}
	}
	return left, nil
}

// tokenKey names the tokens of the account that is worked in now.
func (s *Session) tokenKey() string {
	base, id := s.Where().BaseURL, s.Config().ClientID.Value
	return api.TokenKey(base, s.audience(base), id)
}

// stored is an account of which something may be kept on this machine, and which of
// its tokens another profile still uses.
type stored struct {
	config.Config

	shared state.SharedTokens
}

// storedOf lists the accounts that were worked in with the secret of the profile
// of c. They are the profile's own, whatever flags and variables say now, and the one
// that those lead it to.
func storedOf(c config.Config, reload Reload) ([]stored, error) {
	own, err := reload(c.Profile.Value)
	if err != nil {
		return nil, err
	}
	accounts := []stored{{Config: own}}
	if c.Secret.Source.File() && tokenKey(c) != tokenKey(own) {
		accounts = append(accounts, stored{Config: c})
	}
	for _, p := range c.Profiles() {
		if p.Name == c.Profile.Value {
			continue
		}
		other, err := reload(p.Name)
		if err != nil {
			return nil, err
		}
		for i, account := range accounts {
			if tokenKey(other) == tokenKey(account.Config) {
				accounts[i].shared = usedBy(other.Secret.Value.Kind, account.shared)
			}
		}
	}
	return accounts, nil
}

// usedBy adds the tokens that a profile finds whose secret is kept so.
func usedBy(kind config.SecretKind, shared state.SharedTokens) state.SharedTokens {
	switch {
	case kind == config.NoSecret:
	case readAtOnce(kind):
		shared.Tied = true
	default: // a keyring that does not answer leaves its tokens to files
		shared.Untied, shared.Vault = true, shared.Vault || kind == config.KeyringSecret
	}
	return shared
}

// forget removes what earlier runs kept of an account: its tokens where a secret of
// this kind has them, and what the first frame shows. What others use stays.
func (a stored) forget(ctx context.Context, kind config.SecretKind) error {
	err := tokensOf(a.Config, kind, mask.Secret{}).Forget(ctx, tokenKey(a.Config), a.shared)
	if a.shared != (state.SharedTokens{}) {
		return err
	}
	return errors.Join(err, state.NewSnapshots(a.Paths).Forget(ownerOf(a.Config)))
}
