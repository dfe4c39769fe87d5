package config

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"filippo.io/age"

	"corotui/internal/disk"
	"corotui/internal/mask"
)

// Passphrase asks the user for a passphrase. An error of it, as when there is no
// terminal to ask on, ends the call that needed it.
type Passphrase func(ctx context.Context, need PassphraseNeed) (mask.Secret, error)

// PassphraseNeed says what a passphrase is asked for.
type PassphraseNeed struct {
	Profile string // whose secret it is

	// New is that the passphrase is chosen now, to store a secret: it should be
	// asked for twice, because a slip cannot be noticed later, and meet
	// [CheckPassphrase].
	New bool
}

// The work of opening an encrypted secret, as a power of two, which age hands
// to scrypt. 17 is what OWASP's password storage sheet names first: 128 MiB,
// and half a second on a common machine. A file that another program made with
// up to 1 GiB is opened too.
const (
	usualWork = 17
	mostWork  = 20
)

// ErrNoTerminal is that no one can be asked for a passphrase.
var ErrNoTerminal error = &Error{Where: string(EncryptedSecret), Problem: "the secret is behind a passphrase, and there is no terminal to ask for it on; " +
	"start the program on one, or store the secret elsewhere with corotui login"}

// minPassphrase is how many characters a new passphrase has at least.
const minPassphrase = 8

// CheckPassphrase says whether a passphrase can protect a secret.
func CheckPassphrase(phrase mask.Secret) error {
	if utf8.RuneCountInString(phrase.Reveal()) < minPassphrase {
		return &Error{Where: string(EncryptedSecret), Problem: fmt.Sprintf("a passphrase needs at least %d characters; take a few words", minPassphrase)}
	}
	return nil
}

// EncryptedStore keeps each secret in a file of its own that only a passphrase
// opens, in the format of age: "age --decrypt FILE" opens it as well. The
// passphrase is asked for once, and kept in memory until the program ends. It
// may be used by several goroutines.
type EncryptedStore struct {
	files FileStore
	ask   Passphrase
	work  int
	turn  chan struct{} // held while the user is asked
	known mask.Secret   // the passphrase that was right last; guarded by turn
}

var _ Store = (*EncryptedStore)(nil)

// NewEncryptedStore keeps secrets in folder, which is made by the first Set.
// Without ask nothing can be opened. Work is the power of two for scrypt, and
// the usual one when it is 0.
func NewEncryptedStore(folder string, ask Passphrase, work int) *EncryptedStore {
	return &EncryptedStore{files: NewFileStore(folder), ask: ask, work: cmp.Or(work, usualWork), turn: make(chan struct{}, 1)}
}

// Path returns the file of a secret.
func (s *EncryptedStore) Path(key Key) string { return s.files.Path(key) + ".age" }

// Get opens the secret. The passphrase that opened another one is tried before
// the user is asked.
func (s *EncryptedStore) Get(ctx context.Context, key Key) (mask.Secret, error) {
	path := s.Path(key)
	data, err := s.read(path)
	if err != nil {
		return mask.Secret{}, err
	}
	leave, err := s.enter(ctx)
	if err != nil {
		return mask.Secret{}, err
	}
	defer leave()
	if !s.known.Empty() {
		secret, err := s.open(ctx, path, data, s.known)
		if !errors.Is(err, errWrongPassphrase) {
			return secret, err
		}
	}
	phrase, err := s.askFor(ctx, PassphraseNeed{Profile: key.Profile})
	if err != nil {
		return mask.Secret{}, err
	}
	secret, err := s.open(ctx, path, data, phrase)
	if err == nil {
		s.known = phrase
	}
	return secret, err
}

// Check looks whether there is a file that a passphrase can open. It asks for none.
func (s *EncryptedStore) Check(key Key) error {
	_, err := s.read(s.Path(key))
	return err
}

// read returns a file's content, if a passphrase can open it: no one is asked for
// the passphrase of anything else.
func (s *EncryptedStore) read(path string) ([]byte, error) {
	data, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	if _, err := age.ExtractHeader(bytes.NewReader(data)); err != nil {
		return nil, damaged(path)
	}
	return data, nil
}

// Set encrypts the secret with the passphrase of this run, or asks for one.
func (s *EncryptedStore) Set(ctx context.Context, key Key, secret mask.Secret) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	phrase := s.known
	if phrase.Empty() {
		if phrase, err = s.askFor(ctx, PassphraseNeed{Profile: key.Profile, New: true}); err != nil {
			return err
		}
	}
	if err := CheckPassphrase(phrase); err != nil {
		return err
	}
	closed, err := inBackground(ctx, func() ([]byte, error) { return s.seal(secret, phrase) })
	if err != nil {
		return fmt.Errorf("encrypt the secret: %w", err)
	}
	if err := disk.WritePrivate(s.Path(key), closed); err != nil {
		return err
	}
	s.known = phrase
	return nil
}

// Delete removes the file. It needs no passphrase.
func (s *EncryptedStore) Delete(_ context.Context, key Key) error {
	return removeSecret(s.Path(key))
}

// enter waits until no other call asks the user.
func (s *EncryptedStore) enter(ctx context.Context) (leave func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the passphrase: %w", ctx.Err())
	}
}

func (s *EncryptedStore) askFor(ctx context.Context, need PassphraseNeed) (mask.Secret, error) {
	if s.ask == nil {
		return mask.Secret{}, ErrNoTerminal
	}
	phrase, err := s.ask(ctx, need)
	if err == nil && phrase.Empty() {
		err = &Error{Where: string(EncryptedSecret), Problem: "no passphrase was given, so the secret stays closed; try again"}
	}
	return phrase, err
}

// errWrongPassphrase is that a file is whole and opens with another passphrase.
var errWrongPassphrase = errors.New("wrong passphrase")

// damaged tells nothing of the cause, which may quote the file.
func damaged(path string) error {
	return &Error{Where: path, Problem: "the encrypted secret is damaged or cut off; store it again with corotui login"}
}

// open decrypts a file's content with a passphrase.
func (s *EncryptedStore) open(ctx context.Context, path string, data []byte, phrase mask.Secret) (mask.Secret, error) {
	secret, err := inBackground(ctx, func() (mask.Secret, error) { return unseal(data, phrase) })
	switch {
	case err == nil && secret.Empty():
		return mask.Secret{}, ErrNoSecret
	case err == nil:
		return secret, nil
	case ctx.Err() != nil:
		return mask.Secret{}, fmt.Errorf("open the secret: %w", ctx.Err())
	case isProblem(err):
		return mask.Secret{}, err
	case errors.Is(err, age.ErrIncorrectIdentity):
		return mask.Secret{}, &Error{Where: path, Problem: "the passphrase does not open this secret; try again, or store the secret again with corotui login", Cause: errWrongPassphrase}
	}
	return mask.Secret{}, damaged(path)
}

// seal encrypts a secret.
func (s *EncryptedStore) seal(secret, phrase mask.Secret) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(phrase.Reveal())
	if err != nil {
		return nil, fmt.Errorf("take the passphrase: %w", err)
	}
	recipient.SetWorkFactor(s.work)
	var closed bytes.Buffer
	w, err := age.Encrypt(&closed, recipient)
	if err == nil {
		_, err = io.WriteString(w, secret.Reveal()+"\n")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return closed.Bytes(), nil
}

// unseal is the inverse of seal.
func unseal(data []byte, phrase mask.Secret) (mask.Secret, error) {
	identity, err := age.NewScryptIdentity(phrase.Reveal())
	if err != nil {
		return mask.Secret{}, fmt.Errorf("take the passphrase: %w", err)
	}
	identity.SetMaxWorkFactor(mostWork)
	open, err := age.Decrypt(bytes.NewReader(data), identity)
	if err != nil {
		return mask.Secret{}, fmt.Errorf("decrypt: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(open, maxSecret))
	if err != nil {
		return mask.Secret{}, fmt.Errorf("decrypt: %w", err)
	}
	secret, err := CleanSecret(text)
	if err != nil {
		return mask.Secret{}, &Error{Where: "the secret behind the passphrase", Problem: err.Error()}
	}
	return secret, nil
}

// inBackground does a work that cannot be interrupted, and leaves it behind
// when the context ends.
func inBackground[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
