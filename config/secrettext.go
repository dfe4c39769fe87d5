package config

import (
	"bytes"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"corotui/internal/mask"
)

// The marks that editors of other systems put before a text.
var (
	markUTF8    = []byte("\xef\xbb\xbf")
	marksUTF16  = [][]byte{[]byte("\xff\xfe"), []byte("\xfe\xff")}
	lineEndings = [][]byte{[]byte("\r\n"), []byte("\n")}
)

// CleanSecret takes a secret out of the bytes that a file, a variable, a command, a
// keyring, or stdin holds: without the mark of UTF-8 and without the line ends after
// it. What else is not part of a secret, and would only be seen as refused credentials,
// is an error that names it and repeats nothing. It is the rest of a sentence that
// begins with the place. Nothing at all is no error.
func CleanSecret(raw []byte) (mask.Secret, error) {
	for _, mark := range marksUTF16 {
		if bytes.HasPrefix(raw, mark) {
			return mask.Secret{}, errors.New("holds UTF-16 text; save the secret as UTF-8")
		}
	}
	raw = bytes.TrimPrefix(raw, markUTF8)
	for more := true; more; {
		more = false
		for _, end := range lineEndings {
			var cut bool
			raw, cut = bytes.CutSuffix(raw, end)
			more = more || cut
		}
	}
	if !utf8.Valid(raw) {
		return mask.Secret{}, errors.New("is not valid UTF-8; save the secret as UTF-8 text")
	}
	text := string(raw)
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case text == "":
		return mask.Secret{}, nil
	case unseen(first):
		return mask.Secret{}, fmt.Errorf("begins with %s, which is not part of a secret; remove it", nameOf(first))
	case unseen(last):
		return mask.Secret{}, fmt.Errorf("ends with %s, which is not part of a secret; remove it", nameOf(last))
	}
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r':
			return mask.Secret{}, errors.New("holds more than one line; a secret is one line")
		case r == utf8.RuneError:
			return mask.Secret{}, errors.New("holds U+FFFD, which stands for a character that was lost; copy the secret again")
		case unseen(r) && r != ' ':
			return mask.Secret{}, fmt.Errorf("holds %s, which is not part of a secret; remove it", nameOf(r))
		}
	}
	return mask.NewSecret(text), nil
}

// unseen reports whether a character leaves no ink: blanks, controls, and marks of
// formatting.
func unseen(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }

// nameOf is what to call a character that cannot be seen.
func nameOf(r rune) string {
	switch r {
	case ' ':
		return "a blank"
	case '\t':
		return "a tab"
	case '\r':
		return "a carriage return"
	case '\n':
		return "a line break"
	case '\u00a0':
		return "a no-break space"
	case '\ufeff':
		return "a byte order mark (U+FEFF)"
	}
	return fmt.Sprintf("the invisible character U+%04X", r)
}

// secretFrom is [CleanSecret] for a secret that must be there: without one it is an
// [ErrNoSecret]. where is the place in an error.
func secretFrom(where string, raw []byte) (mask.Secret, error) {
	secret, err := CleanSecret(raw)
	switch {
	case err != nil:
		return mask.Secret{}, &Error{Where: where, Problem: err.Error()}
	case secret.Empty():
		return mask.Secret{}, ErrNoSecret
	}
	return secret, nil
}
