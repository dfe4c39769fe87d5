package mask

import (
	"crypto/rand"
	"encoding/base64"
)

// secretBytes is how much chance a generated secret has: as much as the
// signature that is made with it.
const secretBytes = 32

// Generate returns a new secret from the system's random numbers, which cannot fail.
func Generate() Secret {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // a program that cannot have random numbers is ended
	return NewSecret(base64.RawURLEncoding.EncodeToString(random))
}
