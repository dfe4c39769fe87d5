package text_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":             {"Billing to QuickBooks", "Billing to QuickBooks"},
		"empty":             {"", ""},
		"wide":              {"新規ワークスペース通知", "新規ワークスペース通知"},
		"umlaut":            {"für Kunden", "für Kunden"},
		"colour":            {"\x1b[31mred\x1b[0m", "red"},
		"title":             {"a\x1b]0;owned\x07b", "ab"},
		"clipboard":         {"a\x1b]52;c;aGk=\x1b\\b", "ab"},
		"C1 sequence":       {"a\u009b31mb", "a31mb"},
		"lone escape":       {"a\x1b", "a"},
		"NUL and bell":      {"a\x00b\ac\x7f", "abc"},
		"line break":        {"a\nb\r\nc\td", "a b  c d"},
		"paragraph":         {"a\u2028b\u2029c", "a b c"},
		"bidi override":     {"evil\u202egpj.exe", "evilgpj.exe"},
		"bidi isolate":      {"\u2066a\u2069\u200e\u200f\u061c", "a"},
		"zero width":        {"a\u200bb\ufeffc\u2060d", "abcd"},
		"tags":              {"a\U000E0041b", "ab"},
		"filler":            {"a\u3164b\u115fc", "abc"},
		"invalid":           {"a\xff\xfeb", "a\uFFFDb"},
		"private use":       {"a\ue000b", "ab"},
		"combining":         {"e\u0301te\u0301", "e\u0301te\u0301"},
		"zalgo":             {"z" + strings.Repeat("\u0301", 50), "z" + strings.Repeat("\u0301", 4)},
		"leading mark":      {"\u0301\u200b\u0301abc", "abc"},
		"mark on a blank":   {"a \u0301b", "a \u0301b"},
		"flag":              {"\U0001F1E9\U0001F1EA Berlin", "DE Berlin"},
		"skin tone":         {"\U0001F44D\U0001F3FD ok", "\U0001F44D ok"},
		"empty braille":     {"a\u2800b", "a b"},
		"ideographic space": {"新\u3000規", "新\u3000規"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := text.Clean(api.Text(test.in)); got != test.want {
				t.Errorf("Clean(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

// Terminals count the cells of a text in one of two ways. A text of which they
// disagree shifts every column after it.
func TestCleanTextIsAsWideForEveryTerminal(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"新規ワークスペース通知", "\U0001F1E9\U0001F1EA", "\U0001F1E9", "\U0001F44D\U0001F3FD", "❤\ufe0f", "👩\u200d💻", "1\ufe0f\u20e3",
		"ภาษาไทย", "각하", "e\u0301",
	} {
		out := text.Clean(api.Text(in))
		if wide, narrow := ansi.StringWidth(out), ansi.StringWidthWc(out); wide != narrow {
			t.Errorf("%q takes %d cells by characters and %d by code points", out, wide, narrow)
		}
	}
}

func TestCleanASCIICostsNothing(t *testing.T) {
	in := api.Text("Billing to QuickBooks, a name of usual length")
	if got := testing.AllocsPerRun(100, func() { text.Clean(in) }); got != 0 {
		t.Errorf("cleaning what is clean makes %v allocations", got)
	}
}

func TestCleanIsBounded(t *testing.T) {
	t.Parallel()
	for _, huge := range []string{strings.Repeat("a", 1<<20), strings.Repeat("長", 1<<20), "\x1b]" + strings.Repeat("x", 1<<20)} {
		if got := utf8.RuneCountInString(text.Clean(api.Text(huge))); got > 4096 {
			t.Errorf("%d characters are left", got)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "plain", "\x1b[2J", "\u202e", "a\x00\x9b31m", "e\u0301\u0301", "\U000E0041", "\xff", "👩\u200d💻", "\x1bP+q\x1b\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := text.Clean(api.Text(in))
		if !utf8.ValidString(out) {
			t.Errorf("not UTF-8: %q", out)
		}
		for _, r := range out {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
				t.Errorf("%U is left in %q", r, out)
			}
		}
		if first, _ := utf8.DecodeRuneInString(out); unicode.Is(unicode.M, first) {
			t.Errorf("%q begins with a mark, which sits on what stands before it", out)
		}
		if got := utf8.RuneCountInString(out); got > 4096 {
			t.Errorf("%d characters are left", got)
		}
		if again := text.Clean(api.Text(out)); again != out {
			t.Errorf("cleaned twice %q became %q", out, again)
		}
	})
}

func FuzzCut(f *testing.F) {
	f.Add("https://hooks.acme.example/新規?v=2", 10)
	f.Add("長長長", 2)
	f.Add("", 0)
	f.Add("abc", 1)
	f.Fuzz(func(t *testing.T, in string, width int) {
		if width < 0 || width > 300 {
			return
		}
		in = text.Clean(api.Text(in))
		for name, out := range map[string]string{
			"Cut": text.Cut(in, width, "…"), "CutMiddle": text.CutMiddle(in, width, "…"), "ASCII": text.CutMiddle(in, width, "..."),
		} {
			if got := ansi.StringWidth(out); got > width {
				t.Errorf("%s(%q, %d) = %q takes %d cells", name, in, width, out, got)
			}
		}
		if got := ansi.StringWidth(text.Fit(in, width, "…")); got != width {
			t.Errorf("Fit(%q, %d) takes %d cells", in, width, got)
		}
	})
}

func TestCutMiddleKeepsBothEnds(t *testing.T) {
	t.Parallel()
	got := text.CutMiddle("https://hooks.acme.example/coro/billing?v=2", 21, "…")
	if got != "https://ho…illing?v=2" {
		t.Errorf("got %q", got)
	}
}

func TestACutIsSeen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in, ellipsis, cut, middle string
		width                     int
	}{
		{"hooks.acme.example", "…", "", "", 0},
		{"hooks.acme.example", "…", "…", "…", 1},
		{"hooks.acme.example", "…", "h…", "h…", 2},
		{"hooks.acme.example", "…", "hook…", "ho…le", 5},
		{"hooks.acme.example", "...", "ho...", "h...e", 5},
		{"hooks.acme.example", "...", "ho", "ho", 2}, // no room to say so
		{"新規通知長", "…", "新…", "新…", 4},
		{"e\u0301e\u0301e\u0301e\u0301", "…", "e\u0301e\u0301…", "e\u0301…e\u0301", 3},
		{"short", "…", "short", "short", 5},
	} {
		if got := text.Cut(test.in, test.width, test.ellipsis); got != test.cut {
			t.Errorf("Cut(%q, %d) = %q, want %q", test.in, test.width, got, test.cut)
		}
		if got := text.CutMiddle(test.in, test.width, test.ellipsis); got != test.middle {
			t.Errorf("CutMiddle(%q, %d) = %q, want %q", test.in, test.width, got, test.middle)
		}
	}
}

func TestCleanLines(t *testing.T) {
	t.Parallel()
	got := text.CleanLines("one\r\n\ttwo\x1b[2J\nthree\nfour", 3)
	want := []string{"one", "    two", "and more, not shown"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := text.CleanLines("one\n", 3); len(got) != 1 {
		t.Errorf("a final line break made %q", got)
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://hooks.acme.example/a?b":         "hooks.acme.example",
		"https://hooks.acme.example:8443":        "hooks.acme.example:8443",
		"https://user:canary@hooks.acme.example": "hooks.acme.example",
		"https://[::1]:80/x":                     "[::1]:80",
		"not a url":                              "not a url",
		"https://user:canary@[bad":               mask.Dots + "@[bad",
		"https://a\u202eb.example/":              "ab.example",
		"":                                       "",
	} {
		if got := text.Host(api.Text(in)); got != want {
			t.Errorf("Host(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTimesAndNumbers(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration][2]string{
		-time.Hour: {"now", "just now"}, 59 * time.Second: {"now", "just now"}, time.Minute: {"1m", "1 minute ago"},
		2 * time.Hour: {"2h", "2 hours ago"}, 72 * time.Hour: {"3d", "3 days ago"}, 61 * 24 * time.Hour: {"2mo", "2 months ago"},
		400 * 24 * time.Hour: {"1y", "1 year ago"},
	} {
		if got := text.Ago(now, now.Add(-d)); got != want[0] {
			t.Errorf("Ago of %v = %q, want %q", d, got, want[0])
		}
		if got := text.AgoLong(now, now.Add(-d)); got != want[1] {
			t.Errorf("AgoLong of %v = %q, want %q", d, got, want[1])
		}
	}
	if got := text.Ago(now, time.Time{}); got != "" {
		t.Errorf("Ago without a time = %q", got)
	}
	for d, want := range map[time.Duration]string{
		40 * time.Second: "40 s", 2*time.Hour + 4*time.Minute: "2 h 04 m", 77 * time.Hour: "3 d 05 h", -1: "0 s", 90 * time.Second: "1 m 30 s",
		72*time.Hour + time.Minute: "3 d", 2 * time.Hour: "2 h", 5 * time.Minute: "5 m", 24_000 * time.Hour: "1,000 d",
	} {
		if got := text.Gap(d); got != want {
			t.Errorf("Gap(%v) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		0: "under 1 ms", 999 * time.Microsecond: "under 1 ms", 240_900 * time.Microsecond: "240 ms", time.Second: "1.0 s",
		1290 * time.Millisecond: "1.2 s", 59_990 * time.Millisecond: "59.9 s", 65 * time.Second: "1 m 05 s",
	} {
		if got := text.Took(d); got != want {
			t.Errorf("Took(%v) = %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1030: "1,030", 20_000: "20,000", -1234567: "-1,234,567"} {
		if got := text.Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	if got := text.Date(now, now.Add(-72*time.Hour)); got != "20 Nov" {
		t.Errorf("a date of this year is %q", got)
	}
	if got := text.Date(now, now.Add(-500*24*time.Hour)); got != "2025-07" {
		t.Errorf("an old date is %q", got)
	}
	if got := text.Plural(1, "webhook", "webhooks"); got != "1 webhook" {
		t.Errorf("got %q", got)
	}
}

func BenchmarkCleanASCII(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		text.Clean("Billing to QuickBooks, a name of usual length")
	}
}
