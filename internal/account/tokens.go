package account

import (
	"context"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/state"
)

// tokensOf returns where the tokens are kept that a secret of this kind brings:
// beside it in the keyring, or else in a file.
func tokensOf(c config.Config, kind config.SecretKind, secret mask.Secret) *state.Tokens {
	kept := state.NewTokens(c.Paths)
	switch {
	case kind == config.KeyringSecret:
		return kept.WithVault(c.Stores()[kind])
	case readAtOnce(kind):
		return kept.WithSecret(secret)
	}
	return kept
}

// ownTokens are those of an account for as long as it is logged in. A program that
// still runs after a logout renews its token, and must not leave it behind.
type ownTokens struct {
	*state.Tokens
	config config.Config
}

// Save keeps a token.
func (t ownTokens) Save(ctx context.Context, key string, token api.Token) error {
	if !t.config.StillLoggedIn() {
		return nil
	}
	return t.Tokens.Save(ctx, key, token)
}

// readAtOnce reports that a secret costs nothing to read, so that what is wrong
// with it is told at the start. Others may ask the user, and are left until a
// token is needed.
func readAtOnce(kind config.SecretKind) bool {
	return kind == config.EnvironmentSecret || kind == config.FileSecret
}

// SavedToken returns the token that a start with these settings would find.
func SavedToken(ctx context.Context, c config.Config) (api.Token, error) {
	kind := c.Secret.Value.Kind
	var secret mask.Secret
	if readAtOnce(kind) {
		var err error
		if secret, err = c.ReadSecret(ctx); err != nil {
			return api.Token{}, api.ErrNoToken // what is wrong with the secret is a finding of its own
		}
	}
	return tokensOf(c, kind, secret).Load(ctx, tokenKey(c))
}

func tokenKey(c config.Config) string {
	return api.TokenKey(c.APIURL.Value, c.Audience.Value, c.ClientID.Value)
}
