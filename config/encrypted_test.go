package config_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"corotui/config"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

// littleWork keeps the tests fast.
const littleWork = 4

const phrase = "canary correct horse battery"

// asker answers for the user, and counts how often it is asked.
type asker struct {
	mu      sync.Mutex
	answers []string // the last one is repeated
	asked   int
}

func (a *asker) ask(context.Context, config.PassphraseNeed) (mask.Secret, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	answer := a.answers[min(a.asked, len(a.answers)-1)]
	a.asked++
	return mask.NewSecret(answer), nil
}

// encrypted makes a folder with one secret, and returns a store of the next
// start, for which the user answers as told.
func encrypted(t *testing.T, answers ...string) (store *config.EncryptedStore, user *asker, folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "state", "secrets")
	first := &asker{answers: []string{phrase}}
	if err := config.NewEncryptedStore(folder, first.ask, littleWork).Set(t.Context(), key, mask.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	user = &asker{answers: answers}
	return config.NewEncryptedStore(folder, user.ask, littleWork), user, folder
}

func TestAnEncryptedSecretIsOpenedWithOneQuestion(t *testing.T) {
	t.Parallel()
	store, user, folder := encrypted(t, phrase)
	another := config.Key{Profile: "beta", ClientID: "b"}
	if err := store.Set(t.Context(), another, mask.NewSecret("canary-of-b")); err != nil {
		t.Fatal(err)
	}
	var together sync.WaitGroup
	for range 4 {
		together.Go(func() {
			if got, err := store.Get(t.Context(), key); err != nil || got.Reveal() != canary {
				t.Errorf("got %v", err)
			}
			if got, err := store.Get(t.Context(), another); err != nil || got.Reveal() != "canary-of-b" {
				t.Errorf("got %v", err)
			}
		})
	}
	together.Wait()
	if user.asked != 1 {
		t.Errorf("the user was asked %d times", user.asked)
	}
	checkModes(t, filepath.Dir(filepath.Dir(folder)))
	for _, k := range []config.Key{key, another} {
		data, err := os.ReadFile(store.Path(k))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "canary") || !strings.HasPrefix(string(data), "age-encryption.org/v1\n-> scrypt ") {
			t.Errorf("the file begins %.60q", data)
		}
	}
	next := &asker{answers: []string{phrase}} // in the next start, which only reads
	store = config.NewEncryptedStore(folder, next.ask, littleWork)
	for _, k := range []config.Key{key, another, key} {
		if _, err := store.Get(t.Context(), k); err != nil {
			t.Error(err)
		}
	}
	if next.asked != 1 {
		t.Errorf("in the next start the user was asked %d times", next.asked)
	}
}

func TestAnEncryptedSecretCanBeReplacedAndRemoved(t *testing.T) {
	t.Parallel()
	store, user, _ := encrypted(t, "another passphrase")
	if err := store.Set(t.Context(), key, mask.NewSecret("new")); err != nil { // whoever forgot the old one can store it again
		t.Fatal(err)
	}
	if got, err := store.Get(t.Context(), key); err != nil || got.Reveal() != "new" || user.asked != 1 {
		t.Errorf("got %v, asked %d times", err, user.asked)
	}
	for range 2 { // the second time there is none
		if err := store.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Get(t.Context(), key); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("after it was removed: %v", err)
	}
	if user.asked != 1 {
		t.Error("the user was asked for the passphrase of nothing")
	}
}

func TestAWrongPassphraseIsSaidAndAskedForAgain(t *testing.T) {
	t.Parallel()
	store, user, _ := encrypted(t, "canary-wrong", phrase)
	_, err := store.Get(t.Context(), key)
	if err == nil || !strings.Contains(err.Error(), "the passphrase does not open this secret; try again") || strings.Contains(err.Error(), "canary") {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if got, err := store.Get(t.Context(), key); err != nil || got.Reveal() != canary || user.asked != 2 {
		t.Errorf("the right one: %v, asked %d times", err, user.asked)
	}
}

func TestASecretWithAnotherPassphraseIsAskedForByItself(t *testing.T) {
	t.Parallel()
	store, user, folder := encrypted(t, phrase, "of the colleague")
	theirs := config.Key{Profile: "theirs", ClientID: "t"}
	other := config.NewEncryptedStore(folder, (&asker{answers: []string{"of the colleague"}}).ask, littleWork)
	if err := other.Set(t.Context(), theirs, mask.NewSecret("their secret")); err != nil {
		t.Fatal(err)
	}
	for _, k := range []config.Key{key, theirs} {
		if _, err := store.Get(t.Context(), k); err != nil {
			t.Error(err)
		}
	}
	if user.asked != 2 {
		t.Errorf("asked %d times for two passphrases", user.asked)
	}
}

// TestEveryCutIsNoticed cuts the file at every length.
func TestEveryCutIsNoticed(t *testing.T) {
	t.Parallel()
	store, user, _ := encrypted(t, phrase)
	whole, err := os.ReadFile(store.Path(key))
	if err != nil {
		t.Fatal(err)
	}
	for length := range whole {
		if err := disk.WriteFile(store.Path(key), whole[:length]); err != nil {
			t.Fatal(err)
		}
		_, err := store.Get(t.Context(), key)
		if err == nil || !strings.Contains(err.Error(), "damaged or cut off") || strings.Contains(err.Error(), "canary") {
			t.Fatalf("cut to %d of %d bytes: %v", length, len(whole), err)
		}
		if length == 40 && user.asked > 0 {
			t.Error("the passphrase of a file without a whole head was asked for")
		}
	}
	spoiled := append([]byte(nil), whole...)
	spoiled[len(spoiled)-1] ^= 1
	if err := disk.WriteFile(store.Path(key), spoiled); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(t.Context(), key); err == nil {
		t.Error("a changed byte was not noticed")
	}
}

func TestAnEncryptedSecretThatOthersCouldReadIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes are not kept here")
	}
	store, user, _ := encrypted(t, phrase)
	chmod(t, store.Path(key), 0o644)
	if _, err := store.Get(t.Context(), key); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("an open file: %v", err)
	}
	if user.asked != 0 {
		t.Error("its passphrase was asked for")
	}
}

func TestWithoutAPassphraseNothingIsStoredOrOpened(t *testing.T) {
	t.Parallel()
	filled, _, folder := encrypted(t, phrase)
	for name, c := range map[string]struct {
		ask  config.Passphrase
		says string
	}{
		"no terminal": {nil, "no terminal to ask"},
		"empty":       {(&asker{answers: []string{""}}).ask, "no passphrase was given"},
		"given up": {func(context.Context, config.PassphraseNeed) (mask.Secret, error) {
			return mask.Secret{}, context.Canceled
		}, "canceled"},
	} {
		store := config.NewEncryptedStore(folder, c.ask, littleWork)
		if _, err := store.Get(t.Context(), key); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: get: %v", name, err)
		}
		if err := store.Set(t.Context(), key, mask.NewSecret("x")); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: set: %v", name, err)
		}
	}
	short := config.NewEncryptedStore(folder, (&asker{answers: []string{"canary!"}}).ask, littleWork)
	if err := short.Set(t.Context(), key, mask.NewSecret("x")); err == nil || !strings.Contains(err.Error(), "at least 8") || strings.Contains(err.Error(), "canary") {
		t.Errorf("a short passphrase: %v", err)
	}
	if got, err := filled.Get(t.Context(), key); err != nil || got.Reveal() != canary {
		t.Errorf("afterwards the old secret is %v", err)
	}
}

func TestTheWaitForAPassphraseEndsWithTheCall(t *testing.T) {
	t.Parallel()
	_, _, folder := encrypted(t, phrase)
	asked, answer := make(chan struct{}), make(chan struct{})
	store := config.NewEncryptedStore(folder, func(context.Context, config.PassphraseNeed) (mask.Secret, error) {
		close(asked)
		<-answer
		return mask.NewSecret(phrase), nil
	}, littleWork)
	first := make(chan error)
	go func() {
		_, err := store.Get(t.Context(), key)
		first <- err
	}()
	<-asked
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := store.Get(gone, key); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that left: %v", err)
	}
	close(answer)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// TestAProfileCanKeepItsSecretEncrypted stores an account whose secret was a
// plain file, and reads it in the next start.
func TestAProfileCanKeepItsSecretEncrypted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	user := &asker{answers: []string{phrase}}
	folder := filepath.Join(w.home, "secrets")
	plain := config.NewFileStore(folder)
	next := func() {
		w.stores = map[config.SecretKind]config.Store{
			config.FileSecret: plain, config.EncryptedSecret: config.NewEncryptedStore(folder, user.ask, littleWork),
		}
	}
	next()
	account := config.Account{Profile: "acme", Region: "eu", ClientID: "id"}
	for _, kind := range []config.SecretKind{config.FileSecret, config.EncryptedSecret} {
		if err := w.save(t, account, kind); err != nil {
			t.Fatal(err)
		}
	}
	next()
	c := w.mustLoad(t)
	if c.Secret.Value.Kind != config.EncryptedSecret || !c.Secret.Source.File() || !strings.Contains(w.text(t), "secret: {encrypted: true}") {
		t.Errorf("the secret is said to be in %v (%s)", c.Secret.Value, c.Secret.Source)
	}
	if got, err := c.ReadSecret(t.Context()); err != nil || got.Reveal() != canary || user.asked != 2 {
		t.Errorf("read with %v, asked %d times", err, user.asked)
	}
	if _, err := plain.Get(t.Context(), config.Key{Profile: "acme", ClientID: "id"}); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("the plain file is still there: %v", err)
	}
	if kind, err := c.ForgetSecret(t.Context(), "acme"); kind != config.EncryptedSecret || err != nil {
		t.Errorf("forgot %q, %v", kind, err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestThePassphraseIsTheCallers opens a secret of this system's own store.
func TestThePassphraseIsTheCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "profiles:\n  acme:\n    client_id: id\n    secret: {encrypted: true}\n")
	c := w.mustLoad(t)
	store := config.NewEncryptedStore(c.Paths.SecretsFolder(), (&asker{answers: []string{phrase}}).ask, littleWork)
	if err := store.Set(t.Context(), config.Key{Profile: "acme", ClientID: "id"}, mask.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ReadSecret(t.Context()); err == nil || !strings.Contains(err.Error(), "no terminal to ask") {
		t.Errorf("without a question: %v", err)
	}
	c, err := config.Load(config.Options{Env: config.NewEnv(w.env), Passphrase: (&asker{answers: []string{phrase}}).ask})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.ReadSecret(t.Context()); err != nil || got.Reveal() != canary {
		t.Errorf("with one: %v", err)
	}
}
