// Package mask is the one place that decides what must not be seen: it holds
// secrets in a type that cannot be printed, knows which headers and which
// parts of a URL are credentials, and recognises a value that a server masked.
package mask

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// Dots stands in every view, log and export where a secret would be. Its
// length says nothing about the secret's.
const Dots = "••••••••••••"

// Secret holds a credential. Whatever formats, marshals or logs it gets
// [Dots], or nothing for the empty secret; only [Secret.Reveal] gives the value, so
// a search for that name finds every place where one can leave the program.
//
// The value is behind a handle, not in the struct: fmt calls no methods on the
// unexported fields of what it prints, and would print a string there in clear.
// Two secrets are == exactly if their values are.
type Secret struct{ value unique.Handle[string] }

// NewSecret wraps value. The empty string is the empty secret.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: unique.Make(value)}
}

// Reveal returns the value itself. Callers put it on the wire, into the store
// that the user chose, or on the screen when the user asked for it there.
func (s Secret) Reveal() string {
	if s.Empty() {
		return ""
	}
	return s.value.Value()
}

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s == Secret{} }

// Equal compares two secrets in constant time.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns the mask.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return Dots
}

// Format writes the mask whatever the verb: %v, %+v, %#v, %s, %q and %x alike.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns the mask; encoding/json and the YAML encoders use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns the mask to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// escapedSigns are the signs of a mask as they stand in a URL or in JSON.
var escapedSigns = strings.NewReplacer("%2A", "*", "%2a", "*", "%E2%80%A2", "•", "%e2%80%a2", "•", `\u2022`, "•", "%E2%97%8F", "●", "%e2%97%8f", "●", `\u25cf`, "●", `\u25CF`, "●")

// Hides reports whether a value is one that this program or a server masked,
// as a whole or in part, as in "****1234": whether it holds a run of asterisks
// or bullets. It is for what was read, as someone may well type such a secret.
func Hides(value string) bool {
	value = escapedSigns.Replace(value)
	for _, sign := range []string{"***", "•••", "●●●"} {
		if strings.Contains(value, sign) {
			return true
		}
	}
	return false
}

// IsMask reports whether value is what a server shows instead of a secret:
// nothing, or only asterisks, bullets and blanks. Such a value must never be
// written back (API contract, section 5).
func IsMask(value string) bool {
	return strings.Trim(value, "*•●· \t") == ""
}
