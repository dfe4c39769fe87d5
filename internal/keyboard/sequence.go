package keyboard

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const escape = ansi.ESC

// state is what is known of the bytes at a beginning.
type state int

const (
	begun  state = iota // more has to come
	whole               // a character, a key or an answer
	broken              // something that ends too early, or a byte that is no character
)

// scan returns the length of the key, character or answer that b begins with. It
// is 0 when b ends within it. b is not empty.
func scan(b []byte) (int, state) {
	switch {
	case b[0] == escape:
		return scanEscape(b)
	case b[0] < utf8.RuneSelf:
		return 1, whole
	case !utf8.FullRune(b):
		return 0, begun
	}
	// A byte by itself between 0x80 and 0x9f would be taken for the control
	// that an escape and a letter are, and swallow what follows.
	if r, n := utf8.DecodeRune(b); r != utf8.RuneError || n > 1 {
		return n, whole
	}
	return 1, broken
}

// partial reports whether b is the beginning of a character.
func partial(b []byte) bool { return len(b) > 0 && b[0] >= utf8.RuneSelf && !utf8.FullRune(b) }

// introducers are what follows an escape when it begins more than one key.
const introducers = "[O]PX^_"

func scanEscape(b []byte) (int, state) {
	if len(b) == 1 {
		return 0, begun
	}
	switch b[1] {
	case '[':
		return scanCSI(b)
	case 'O':
		return scanSS3(b)
	case ']', 'P', 'X', '^', '_':
		return scanString(b)
	case escape: // alt and a key, or esc and what comes then
		if len(b) == 2 {
			return 0, begun
		}
		if b[2] != '[' && b[2] != 'O' {
			return 1, broken
		}
		n, state := scanEscape(b[1:])
		if state == broken {
			return 1, broken
		}
		if state == whole {
			n++
		}
		return n, state
	}
	n, state := scan(b[1:]) // alt and a character
	switch state {
	case whole:
		return n + 1, whole
	case broken:
		return 1, broken
	default:
		return 0, begun
	}
}

func within(c, from, to byte) bool { return from <= c && c <= to }

// scanCSI reads "ESC [", parameters and a letter.
func scanCSI(b []byte) (int, state) {
	i := len("\x1b[")
	if i < len(b) && b[i] == '[' { // F1 to F5 on the console of Linux
		if i+1 == len(b) {
			return 0, begun
		}
		return i + 2, whole
	}
	for i < len(b) && within(b[i], '0', '?') {
		i++
	}
	if i < len(b) && b[i] == '$' && onlyDigits(b[len("\x1b["):i]) {
		return i + 1, whole // shift and a key in rxvt
	}
	for i < len(b) && within(b[i], ' ', '/') {
		i++
	}
	switch {
	case i == len(b):
		return 0, begun
	case !within(b[i], '@', '~'):
		return i, broken
	case b[i] == 'M' && i == len("\x1b["): // the mouse in its first form: three bytes follow
		if len(b) < i+4 {
			return 0, begun
		}
		return i + 4, whole
	}
	return i + 1, whole
}

func onlyDigits(b []byte) bool {
	for _, c := range b {
		if !within(c, '0', '9') {
			return false
		}
	}
	return len(b) > 0
}

// scanSS3 reads "ESC O", a modifier and a letter.
func scanSS3(b []byte) (int, state) {
	i := len("\x1bO")
	for i < len(b) && within(b[i], '0', '9') {
		i++
	}
	switch {
	case i == len(b):
		return 0, begun
	case !within(b[i], '!', '~'):
		return i, broken
	}
	return i + 1, whole
}

// scanString reads an answer that is text, up to its end.
func scanString(b []byte) (int, state) {
	for i := len("\x1b]"); i < len(b); i++ {
		switch c := b[i]; {
		case c == ansi.CAN, c == ansi.SUB, c == ansi.ST, c == ansi.BEL && b[1] == ']':
			return i + 1, whole
		case c == escape && i+1 == len(b):
			return 0, begun
		case c == escape && b[i+1] == '\\':
			return i + 2, whole
		case c == escape:
			return i, broken
		}
	}
	return 0, begun
}

// plain returns a key in the form that most terminals send it in. Bubble Tea
// knows two others only if nothing comes with them.
func plain(key []byte) []byte {
	last := len(key) - 1
	switch {
	case len(key) == len("\x1b[[A") && string(key[1:3]) == "[[" && within(key[last], 'A', 'E'):
		return fmt.Appendf(nil, "\x1b[1%d~", key[last]-'A'+1)
	case len(key) > len("\x1b[$") && key[last] == '$':
		return append(key[:last:last], ";2~"...)
	}
	return key
}

// unmistakable returns the key that b is if nothing follows that belongs to it:
// esc, or alt and a letter that may begin more. It is empty when b is neither.
func unmistakable(b []byte) string {
	switch {
	case len(b) == 1 && b[0] == escape:
		return escapeKey
	case len(b) == 2 && b[0] == escape && strings.IndexByte(introducers, b[1]) >= 0:
		return altKey(rune(b[1]))
	}
	return ""
}

// altKey is alt and a letter, in the form that can be nothing else.
func altKey(letter rune) string {
	const alt, altShift = "3", "4"
	modifier := alt
	if unicode.IsUpper(letter) {
		letter, modifier = unicode.ToLower(letter), altShift
	}
	return fmt.Sprintf("\x1b[%d;%su", letter, modifier)
}
