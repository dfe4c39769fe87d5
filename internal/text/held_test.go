package text_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"corotui/api"
	"corotui/internal/text"
)

// TestHeldTextIsTheSame to the byte, whatever it is, and no field drops any of it:
// what it holds and shows is a cell for each character that is not seen.
func TestHeldTextIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		whole := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(r, "text")
		more := rapid.String().Draw(r, "more")
		lines := text.StandIns{Lines: rapid.Bool().Draw(r, "lines")}
		replace := text.StandIns.Replace
		if rapid.Bool().Draw(r, "blanks at its ends") {
			replace = text.StandIns.ReplaceWhole
		}
		held, in := replace(lines, whole, false)
		held, added := held.Replace(more, true)
		if got := held.Text(in + added); got != whole+more {
			r.Fatalf("%q became %q", whole+more, got)
		}
		for _, c := range in + added {
			if c < ' ' && (c != '\n' || !lines.Lines) || c == '\uFFFD' || c == '\x7f' {
				r.Fatalf("a field would drop %q of %q", c, in+added)
			}
		}
		if ansi.StringWidth(held.Show(in)) != ansi.StringWidth(in) {
			r.Fatalf("%q is drawn as %q, in other cells", in, held.Show(in))
		}
		if shown := text.Signed(api.Text(whole)); strings.ContainsFunc(shown, func(c rune) bool { return c < ' ' || c == '\u202e' || c == '\u200d' }) {
			r.Fatalf("%q is shown as %q", whole, shown)
		}
	})
}
