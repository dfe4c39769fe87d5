package history

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// Why sealed data cannot be opened.
var (
	ErrOtherKey = errors.New("it was sealed with the key of another machine or user, or the key was lost")
	ErrDamaged  = errors.New("it is damaged, or was changed by hand")
)

// The form of sealed data: a version, which key it is, the nonce, and what GCM makes of
// the packed data.
const (
	sealVersion  = 1
	sealKeyBytes = 8
	sealStart    = 1 + sealKeyBytes
)

// maxSealed bounds what is unpacked of sealed data.
const maxSealed = 64 << 20

// SealData packs data and seals it with the key of this machine, for a purpose that it can
// be opened for alone. Only a history with the same key can open or make it.
func (l *Log) SealData(ctx context.Context, purpose string, data []byte) ([]byte, error) {
	key, err := l.key(ctx, true)
	if err != nil {
		return nil, err
	}
	seal, id, err := sealOf(key)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err = z.Write(data); err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("packing what is sealed: %w", err)
	}
	start := append([]byte{sealVersion}, id...)
	nonce := make([]byte, seal.NonceSize())
	_, _ = rand.Read(nonce) // which cannot fail
	return seal.Seal(append(start, nonce...), nonce, packed.Bytes(), []byte(purpose)), nil
}

// OpenData opens what [Log.SealData] sealed for the same purpose. The error is
// [ErrOtherKey] or [ErrDamaged], unless the key could not be read.
func (l *Log) OpenData(ctx context.Context, purpose string, sealed []byte) ([]byte, error) {
	key, err := l.key(ctx, false)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return nil, ErrOtherKey
	}
	seal, id, err := sealOf(key)
	switch {
	case err != nil:
		return nil, err
	case len(sealed) < sealStart+seal.NonceSize() || sealed[0] != sealVersion:
		return nil, ErrDamaged
	case !bytes.Equal(sealed[1:sealStart], id):
		return nil, ErrOtherKey
	}
	nonce, rest := sealed[sealStart:sealStart+seal.NonceSize()], sealed[sealStart+seal.NonceSize():]
	packed, err := seal.Open(nil, nonce, rest, []byte(purpose))
	if err != nil {
		return nil, ErrDamaged
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrDamaged
	}
	data, err := io.ReadAll(io.LimitReader(z, maxSealed+1))
	if err != nil || len(data) > maxSealed {
		return nil, ErrDamaged
	}
	return data, nil
}

// sealOf makes of the key of the fingerprints the one that seals, and what tells which it is.
func sealOf(key []byte) (seal cipher.AEAD, id []byte, err error) {
	derived := func(what string) []byte {
		mac := hmac.New(sha256.New, key)
		_, _ = io.WriteString(mac, what) // a hash never fails to take it
		return mac.Sum(nil)
	}
	block, err := aes.NewCipher(derived("corotui seal 1"))
	if err == nil {
		seal, err = cipher.NewGCM(block)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("sealing: %w", err)
	}
	return seal, derived("corotui seal 1 id")[:sealKeyBytes], nil
}
