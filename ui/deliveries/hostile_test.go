package deliveries_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"corotui/internal/delivery"
)

// hostile are bodies and headers of someone who wants to do something to the terminal.
var hostile = []string{
	"\x1b[2J\x1b]0;owned\x07\x1b[31mred", "\x9b31m\x90q\x9c", "plain \u202ereversed\u2066 \u200b\u200d\ufeff", "新規ワークスペース通知" + strings.Repeat("通", 500),
	strings.Repeat("a", 200_000), strings.Repeat("\n", 5000), "\xff\xfe\xc3(", strings.Repeat("z̸̡̢̧", 500), "👩‍👩‍👧‍👦🏽🇩🇪🇩", "{\"a\":\"\u202e\u0007\x7f\"}", "\r\x08\x08\x0b\x0c\x00",
	strings.Repeat("[", 60) + strings.Repeat("]", 60), "\x1b_Ga=T;AAAA\x1b\\ \x1bPq#0\x1b\\ \x1b]52;c;b3duZWQ=\x07",
}

// FuzzNothingUncleanReachesTheTerminal: whatever a delivery holds, what is drawn of it has
// no characters that a terminal obeys or that are not seen, and no line is too wide.
func FuzzNothingUncleanReachesTheTerminal(f *testing.F) {
	for i, text := range hostile {
		f.Add(text, hostile[(i+1)%len(hostile)], i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, text, other string, signed bool) {
		for _, width := range []int{60, 80, 140} {
			l := listen(t, width, 24)
			l.post("workspace-created", func(m *delivery.Message) {
				m.Body = []byte(text)
				m.Header[delivery.HeaderID] = []string{other}
				m.Header[delivery.HeaderType] = []string{text}
				m.Header["X-"+other] = []string{text, other}
				if signed {
					m.Secret = secret
					m.Sign(delivery.DefaultForm())
				}
			})
			l.post("workspace-created", func(m *delivery.Message) {
				var err error
				for path, value := range map[string]string{"id": text, "workspaceId": other, "type": text, "data.name": other} {
					if m.Body, err = delivery.SetText(m.Body, delivery.Path(strings.Split(path, ".")), value); err != nil {
						t.Fatal(err)
					}
				}
			})
			l.show()
			for _, key := range []string{"", "enter", "J", "G", "g", "esc", "k", "enter", "J", "G"} {
				if key != "" {
					l.press(key)
				}
				harmless(t, l.page.View(), width)
			}
			left, right := title(t, l)
			harmless(t, left+right, 1<<20)
		}
	})
}

// harmless checks what is drawn: of escape sequences there are styles alone.
func harmless(t *testing.T, drawn string, width int) {
	t.Helper()
	for line := range strings.SplitSeq(drawn, "\n") {
		plain := ansi.Strip(line)
		if ansi.StringWidth(line) > width {
			t.Fatalf("a line has %d cells, not %d: %q", ansi.StringWidth(line), width, line)
		}
		for rest := line; ; {
			_, after, found := strings.Cut(rest, "\x1b")
			if !found {
				break
			}
			end := strings.IndexFunc(after, func(r rune) bool { return r >= '@' && r <= '~' && r != '[' })
			if !strings.HasPrefix(after, "[") || end < 0 || after[end] != 'm' {
				t.Fatalf("a sequence that is no style: %q", after[:min(len(after), 20)])
			}
			rest = after[end:]
		}
		if !utf8.ValidString(plain) {
			t.Fatalf("no UTF-8: %q", plain)
		}
		for _, r := range plain {
			if unicode.Is(unicode.C, r) {
				t.Fatalf("%U is drawn in %q", r, plain)
			}
		}
	}
}
