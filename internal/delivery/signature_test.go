package delivery_test

import (
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	"corotui/internal/delivery"
	"corotui/internal/mask"
)

func allForms() []delivery.Form {
	var all []delivery.Form
	for _, scheme := range []delivery.Scheme{delivery.SignedID, delivery.SignedIDBody, delivery.SignedIDDotBody} {
		for _, encoding := range []delivery.Encoding{delivery.Hex, delivery.HexUpper, delivery.Base64, delivery.Base64URL} {
			for _, prefix := range []bool{false, true} {
				all = append(all, delivery.Form{Scheme: scheme, Encoding: encoding, Prefix: prefix})
			}
		}
	}
	return all
}

// decoded is what a signature that was made by Sign is worth, without its form.
func decoded(t *testing.T, form delivery.Form, signature string) []byte {
	t.Helper()
	written := strings.TrimPrefix(signature, "sha256=")
	var sum []byte
	var err error
	switch form.Encoding {
	case delivery.Base64:
		sum, err = base64.StdEncoding.DecodeString(written)
	case delivery.Base64URL:
		sum, err = base64.URLEncoding.DecodeString(written)
	case delivery.Hex, delivery.HexUpper:
		sum, err = hex.DecodeString(written)
	}
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// The sums were made with openssl: printf %s TEXT | openssl dgst -sha256 -hmac key.
func TestSignaturesAreThoseOfOtherPrograms(t *testing.T) {
	t.Parallel()
	key := mask.NewSecret("key")
	for scheme, want := range map[delivery.Scheme]string{
		delivery.SignedID:        "5d44f9ea06de641e53882ec3bcc1cf821057841ab055de369f154f6faef81447",
		delivery.SignedIDBody:    "7ef63f86bcfdb75c8fcb1275935c6c5f09600715ce831f74cc93e7f73090dfc8",
		delivery.SignedIDDotBody: "b2d088c14e6938cdd51add0a140bd12da938fca6b068cf00bbca99c173d01f07",
	} {
		form := delivery.Form{Scheme: scheme, Encoding: delivery.Hex}
		if got := form.Sign(key, "evt-1", []byte(`{"a":1}`)); got != want {
			t.Errorf("%s: %s, want %s", scheme, got, want)
		}
	}
}

func TestWhatIsSignedInAnyFormIsVerified(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		id, body := randomText(random, 40)+"x", []byte(randomText(random, 400)+"y")
		for _, form := range allForms() {
			signature := form.Sign(secret, id, body)
			for _, written := range []string{signature, " " + signature + "\t", strings.TrimRight(signature, "="), strings.Replace(signature, "sha256=", "SHA256=", 1)} {
				got, ok := delivery.Verify(secret, id, body, written)
				if !ok || !sameForm(got, form, signature) {
					t.Fatalf("%+v: %q of %q: found %+v, %t", form, written, id, got, ok)
				}
			}
		}
	}
}

// sameForm reports whether a form is the one in which a signature was made, as
// far as can be told: base64 may have no character in which its alphabets differ.
func sameForm(got, made delivery.Form, signature string) bool {
	if made.Encoding == delivery.Base64URL && !strings.ContainsAny(signature, "-_") {
		made.Encoding = delivery.Base64
	}
	return got == made
}

func TestOneFlippedBitFails(t *testing.T) {
	t.Parallel()
	id, body := "evt-1", []byte(eventBody)
	for _, form := range allForms() {
		signature := form.Sign(secret, id, body)
		sum := decoded(t, form, signature)
		for bit := range 8 * len(sum) {
			other := append([]byte(nil), sum...)
			other[bit/8] ^= 1 << (bit % 8)
			if _, ok := delivery.Verify(secret, id, body, hex.EncodeToString(other)); ok {
				t.Fatalf("%+v: bit %d flipped, and still valid", form, bit)
			}
		}
		for bit := range 8 * len(id) {
			other := []byte(id)
			other[bit/8] ^= 1 << (bit % 8)
			if _, ok := delivery.Verify(secret, string(other), body, signature); ok {
				t.Fatalf("%+v: another id is still valid", form)
			}
		}
		for bit := range 8 * len(body) {
			other := append([]byte(nil), body...)
			other[bit/8] ^= 1 << (bit % 8)
			if _, ok := delivery.Verify(secret, id, other, signature); ok != (form.Scheme == delivery.SignedID) {
				t.Fatalf("%+v: another body is valid: %t", form, ok)
			}
		}
		if _, ok := delivery.Verify(mask.NewSecret("another"), id, body, signature); ok {
			t.Fatalf("%+v: valid for another secret", form)
		}
	}
}

func TestASignatureThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	good := delivery.DefaultForm().Sign(secret, eventID, nil)
	inBase64 := delivery.Form{Scheme: delivery.SignedID, Encoding: delivery.Base64}.Sign(secret, eventID, nil)
	for _, signature := range []string{
		"", "sha256=", "=", "===", good[:63], good + "0", good + good, "sha1=" + good, "sha256=sha256=" + good, "sha256:" + good,
		base64.StdEncoding.EncodeToString([]byte(good)), "\x00" + good, good[:32] + " " + good[32:], good[:32] + "\n" + good[32:], inBase64[:20] + "\r\n" + inBase64[20:], strings.Repeat("A", 1<<20),
	} {
		if form, ok := delivery.Verify(secret, eventID, nil, signature); ok {
			t.Errorf("%.80q is valid as %+v", signature, form)
		}
	}
	if _, ok := delivery.Verify(mask.Secret{}, eventID, nil, delivery.DefaultForm().Sign(mask.Secret{}, eventID, nil)); ok {
		t.Error("the empty secret is accepted")
	}
	if _, ok := delivery.Verify(secret, "", nil, delivery.DefaultForm().Sign(secret, "", nil)); ok {
		t.Error("the empty id is accepted")
	}
}

func TestAFormIsReadAsItIsTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]delivery.Form{
		"hex":                   {Scheme: delivery.SignedID, Encoding: delivery.Hex},
		"HEX":                   {Scheme: delivery.SignedID, Encoding: delivery.HexUpper},
		"base64+body":           {Scheme: delivery.SignedIDBody, Encoding: delivery.Base64},
		"sha256=base64url":      {Scheme: delivery.SignedID, Encoding: delivery.Base64URL, Prefix: true},
		"sha256=base64url+body": {Scheme: delivery.SignedIDBody, Encoding: delivery.Base64URL, Prefix: true},
	} {
		if got, err := delivery.ParseForm(typed); err != nil || got != want {
			t.Errorf("%s: %+v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "Hex", "sha256=", "sha256", "base32", "hex+", "+body", "hex+body+body", "hex sha256="} {
		if got, err := delivery.ParseForm(typed); err == nil {
			t.Errorf("%q is taken as %+v", typed, got)
		}
	}
}

func randomText(random *rand.Rand, longest int) string {
	text := make([]byte, random.IntN(longest))
	for i := range text {
		text[i] = byte(random.UintN(256))
	}
	return string(text)
}
