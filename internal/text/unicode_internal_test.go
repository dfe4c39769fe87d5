package text

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/runenames"
)

// TestUnicodeNames compares the names of all that can be hidden with Unicode's.
func TestUnicodeNames(t *testing.T) {
	t.Parallel()
	for r := range unicode.MaxRune {
		if names[r] != "" || !hidden(r) && !unicode.Is(unicode.M, r) {
			continue
		}
		want, got := strings.ToLower(runenames.Name(r)), unicodeName(r)
		switch {
		case strings.HasPrefix(want, "<"):
			want = ""
		case r >= firstFlagLetter && r <= lastFlagLetter:
			continue // has a name of its own
		case strings.HasPrefix(got, "tag "), strings.HasPrefix(got, "combining mark U+"):
			continue // by rule
		}
		if got != want {
			t.Errorf("%U is %q, want %q", r, got, want)
		}
	}
	for r, want := range map[rune]string{'\U000e0067': "tag g", '\U000e0020': "tag space", '\u0903': "combining mark U+0903"} {
		if got := unicodeName(r); got != want {
			t.Errorf("%U is %q, want %q", r, got, want)
		}
	}
}
