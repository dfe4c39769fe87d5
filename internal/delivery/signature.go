// Package delivery knows what a delivery of a webhook is: how it is signed and
// verified, what its body looks like, how it is received, kept, forwarded, and
// sent. It knows neither screens nor commands.
package delivery

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"corotui/internal/mask"
)

// Scheme is what of a delivery is signed.
type Scheme string

// The schemes. Coro's documentation says that the id is signed, and also that
// an intercepted delivery cannot be altered, which only a signed body would
// ensure: so all three are tried.
const (
	SignedID        Scheme = "id"
	SignedIDBody    Scheme = "id+body" // one after the other, nothing between them
	SignedIDDotBody Scheme = "id.body" // with a dot between them
)

// schemes are all schemes, in the order in which they are tried.
var schemes = []Scheme{SignedID, SignedIDBody, SignedIDDotBody}

// Encoding is how the 32 bytes of a signature are written.
type Encoding string

// The encodings. Coro's documentation names none.
const (
	Hex       Encoding = "hex"
	HexUpper  Encoding = "HEX"
	Base64    Encoding = "base64"
	Base64URL Encoding = "base64url"
)

const (
	signaturePrefix = "sha256="
	bodySuffix      = "+body"
)

// Form is the way in which deliveries are signed. The zero value is what
// [DefaultForm] is written out.
type Form struct {
	Scheme   Scheme
	Encoding Encoding
	Prefix   bool // "sha256=" stands before the signature
}

// DefaultForm signs the id, in lower case hex.
func DefaultForm() Form { return Form{Scheme: SignedID, Encoding: Hex} }

// ParseForm reads a form as it is typed: an encoding, which "sha256=" may
// precede and "+body" follow, as in "sha256=hex+body". The error names what is
// accepted.
func ParseForm(typed string) (Form, error) {
	form := DefaultForm()
	rest := typed
	rest, form.Prefix = strings.CutPrefix(rest, signaturePrefix)
	rest, body := strings.CutSuffix(rest, bodySuffix)
	if body {
		form.Scheme = SignedIDBody
	}
	switch form.Encoding = Encoding(rest); form.Encoding {
	case Hex, HexUpper, Base64, Base64URL:
		return form, nil
	default:
		return Form{}, fmt.Errorf("unknown signature format %q; use hex, HEX, base64, or base64url, with sha256= before it or +body after it", typed)
	}
}

// String is the form in words: "signed over the id and the body, in hex".
func (f Form) String() string {
	signed := map[Scheme]string{
		SignedID: "the id alone", SignedIDBody: "the id and the body", SignedIDDotBody: "the id, a dot, and the body",
	}[f.Scheme]
	written := map[Encoding]string{
		Hex: "hex", HexUpper: "hex with capital letters", Base64: "base64", Base64URL: "base64url",
	}[f.Encoding]
	if f.Prefix {
		written += " after " + signaturePrefix
	}
	return "signed over " + signed + ", in " + written
}

// Sign returns the value of the header [HeaderSignature].
func (f Form) Sign(secret mask.Secret, id string, body []byte) string {
	sum := digest(secret, f.Scheme, id, body)
	var written string
	switch f.Encoding {
	case HexUpper:
		written = strings.ToUpper(hex.EncodeToString(sum))
	case Base64:
		written = base64.StdEncoding.EncodeToString(sum)
	case Base64URL:
		written = base64.URLEncoding.EncodeToString(sum)
	case Hex:
		fallthrough
	default:
		written = hex.EncodeToString(sum)
	}
	if f.Prefix {
		return signaturePrefix + written
	}
	return written
}

// Verify finds the form in which a delivery was signed: its body byte for byte,
// the id of its header, and the signature of its header. It is false if the
// signature is none of this secret in any form. How long it takes does not tell
// how much of a signature was right.
func Verify(secret mask.Secret, id string, body []byte, signature string) (Form, bool) {
	given, form, ok := decode(signature)
	if !ok || secret.Empty() || id == "" {
		return Form{}, false
	}
	for _, scheme := range schemes {
		if hmac.Equal(given, digest(secret, scheme, id, body)) && form.Scheme == "" {
			form.Scheme = scheme
		}
	}
	if form.Scheme == "" {
		return Form{}, false
	}
	return form, true
}

// digest is the HMAC-SHA256 of what a scheme signs.
func digest(secret mask.Secret, scheme Scheme, id string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(id))
	switch scheme {
	case SignedIDBody:
		mac.Write(body)
	case SignedIDDotBody:
		mac.Write([]byte{'.'})
		mac.Write(body)
	case SignedID:
	}
	return mac.Sum(nil)
}

// decode reads the bytes of a signature, and how they are written.
func decode(signature string) ([]byte, Form, bool) {
	written := strings.TrimSpace(signature)
	var form Form
	if n := len(signaturePrefix); len(written) > n && strings.EqualFold(written[:n], signaturePrefix) {
		written, form.Prefix = written[n:], true
	}
	if sum, err := hex.DecodeString(written); err == nil {
		form.Encoding = Hex
		if strings.ToUpper(written) == written && strings.ToLower(written) != written {
			form.Encoding = HexUpper
		}
		return sum, form, len(sum) == sha256.Size
	}
	bare := strings.TrimRight(written, "=")
	if len(written)-len(bare) > 2 || strings.ContainsAny(bare, "\r\n") { // which base64 reads over
		return nil, Form{}, false
	}
	for _, tried := range []struct {
		name     Encoding
		encoding *base64.Encoding
	}{{Base64, base64.RawStdEncoding}, {Base64URL, base64.RawURLEncoding}} {
		if sum, err := tried.encoding.Strict().DecodeString(bare); err == nil {
			form.Encoding = tried.name
			return sum, form, len(sum) == sha256.Size
		}
	}
	return nil, Form{}, false
}

// FormNames are the forms as they are typed, without those that have
// "sha256=" before them or "+body" after them.
func FormNames() []string {
	return []string{string(Hex), string(HexUpper), string(Base64), string(Base64URL)}
}
