package keyboard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNotWhole is about what the rest does not come of, or too late.
func TestNotWhole(t *testing.T) {
	t.Parallel()
	const begin, end = "\x1b[200~", "\x1b[201~"
	late := time.Second + 1
	for name, test := range map[string]struct {
		pieces []piece
		want   string
	}{
		"esc":                    {[]piece{{0, "\x1b"}}, "esc"},
		"esc and a letter":       {[]piece{{0, "\x1b"}, {inEscape + 2, "a"}}, "esc a"},
		"alt and a letter":       {[]piece{{0, "\x1b"}, {inEscape, "a"}}, "alt+a"},
		"esc twice":              {[]piece{{0, "\x1b"}, {inEscape, "\x1b"}}, "esc esc"},
		"esc held down":          {[]piece{{0, "\x1b"}, {time.Millisecond, "\x1b\x1b\x1b"}, {late, "a"}}, "esc esc esc esc a"},
		"esc and a key":          {[]piece{{0, "\x1b"}, {inEscape + 2, "\x1b[A"}}, "esc up"},
		"esc, then its rest":     {[]piece{{0, "\x1b"}, {inEscape + 2, "[B"}}, "esc down"},
		"esc, then a paste":      {[]piece{{0, "\x1b"}, {inEscape + 2, "[200~dd" + end}}, "esc begin d d end"},
		"esc, then typed":        {[]piece{{0, "\x1b"}, {inEscape + 2, "["}, {1, "B"}}, "esc [ B"},
		"esc, much later typed":  {[]piece{{0, "\x1b"}, {late, "[B"}}, "esc [ B"},
		"alt+[":                  {[]piece{{0, "\x1b["}, {inKey + 2, "A"}}, "alt+[ A"},
		"alt+shift+o":            {[]piece{{0, "\x1bO"}, {inKey + 2, "A"}}, "alt+shift+o A"},
		"alt+]":                  {[]piece{{0, "\x1b]"}, {inKey + 2, "a"}}, "alt+] a"},
		"alt+[ and a key":        {[]piece{{0, "\x1b[\x1b[A"}}, "alt+[ up"},
		"half a key":             {[]piece{{0, "\x1b[1;"}, {late, "a"}}, "a"},
		"half a key and a key":   {[]piece{{0, "\x1b[1;\x1b[A"}}, "up"},
		"half an answer":         {[]piece{{0, "\x1b]11;rgb:ffff"}, {late, "a"}}, "a"},
		"half an answer, a key":  {[]piece{{0, "\x1b]11;rgb:ffff\x1b[A"}}, "up"},
		"half a letter":          {[]piece{{0, "\xc3"}, {late, "\xa9"}}, "é"},
		"half an alt and letter": {[]piece{{0, "\x1b\xc3"}, {late, "\xa4"}}, "alt+ä"},
		"half a letter, a key":   {[]piece{{0, "\xc3"}, {late, "\x1b[A"}}, "up"},
		"bytes that are no text": {[]piece{{0, "a\x9b\xffb\xe4c"}}, "a b c"},
		"keys before an esc":     {[]piece{{0, "ab\x1b"}}, "a b esc"},
		"no end of a paste":      {[]piece{{0, begin + "ab"}, {late, "c"}, {late, "d"}}, "begin a b end c d"},
		"half an end":            {[]piece{{0, begin + "a\x1b[20"}, {late, "\x1b[A"}}, "begin a end up"},
		"a late end":             {[]piece{{0, begin + "a"}, {late, end}, {1, "b"}}, "begin a end b"},
		"a late half of an end":  {[]piece{{0, begin + "a\x1b[20"}, {inPaste, "1~b"}}, "begin a end b"},
		"an end alone":           {[]piece{{0, end + "a"}}, "a"},
		"a paste of a paste":     {[]piece{{0, begin + "a" + begin + "b" + end + "c"}}, "begin a b end c"},
		"a paste of colors":      {[]piece{{0, begin + "\x1b[31ma\x1b[0m" + end}}, "begin a end"},
		"a paste of an answer":   {[]piece{{0, begin + "\x1b]0;a\x1bP" + end + "b"}}, "begin ] 0 ; a P end b"},
		"a paste of an escape":   {[]piece{{0, begin + "a\x1b" + end + "b"}}, "begin a end b"},
		"a paste of no text":     {[]piece{{0, begin + "a\x90\x9b\xff" + end + "b"}}, "begin a end b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(names(t, test.pieces...), " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestWaits looks how long the reader waits for a rest, which nothing may make
// longer than it has to be.
func TestWaits(t *testing.T) {
	t.Parallel()
	const never = time.Hour
	for _, test := range []struct {
		sent string
		wait time.Duration
	}{
		{"a", 0}, {"é", 0}, {"\r", 0}, {"\x1b[A", 0}, {"\x1ba", 0}, {"\x1b[2$", 0}, {"\x1b[200~a\x1b[201~", 0},
		{"\x1b", 75 * time.Millisecond}, {"\x1b\x1b", 75 * time.Millisecond},
		{"a\xc3", 250 * time.Millisecond}, {"\x1b[", 250 * time.Millisecond},
		{"\x1b[200~a", time.Second}, {"\x1b[200~a\x1b[201", time.Second},
	} {
		got := read(t, piece{0, test.sent}, piece{never, "b"})
		if got[0].at != test.wait {
			t.Errorf("%q came after %s, not after %s", test.sent, got[0].at, test.wait)
		}
	}
}

// TestLongPaste hands a paste on that is longer than every buffer, whatever the
// pieces that it comes in, with all that is in it.
func TestLongPaste(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	text := strings.Repeat("0123456789 äöü €\r", most/8)
	sent := "\x1b[200~" + text + "\x1b[201~q"
	got := read(t, piece{0, sent})
	all := joined(got)
	pastes := strings.Split(all, "\x1b[200~")[1:]
	if len(pastes) != len(text)/most+1 {
		t.Errorf("it came in %d pastes", len(pastes))
	}
	var found strings.Builder
	for _, paste := range pastes {
		paste, _ = strings.CutSuffix(paste, "q")
		inside, ended := strings.CutSuffix(paste, "\x1b[201~")
		if !ended || len(inside) > most+4 {
			t.Errorf("a paste of %d bytes, ended: %t", len(inside), ended)
		}
		found.WriteString(inside)
	}
	if found.String() != text {
		t.Error("its text is another one")
	}
}

// TestLongAnswer drops an answer that no one can have asked for, and nothing
// that is typed around it.
func TestLongAnswer(t *testing.T) {
	t.Parallel()
	answer := "\x1b]52;c;" + strings.Repeat("QUJD", 4096) + "\x1b\\"
	for _, size := range []int{1, 2, 3, 1000, len(answer)} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			pieces := []piece{{0, "a"}}
			for sent := range slices.Chunk([]byte(answer), size) {
				pieces = append(pieces, piece{time.Millisecond, string(sent)})
			}
			if got := joined(read(t, append(pieces, piece{0, "b"})...)); got != "ab" {
				t.Errorf("got %q", got)
			}
		})
	}
	t.Run("without an end", func(t *testing.T) {
		t.Parallel()
		if got := joined(read(t, piece{0, strings.TrimSuffix(answer, "\x1b\\")}, piece{time.Second, "b"})); got != "b" {
			t.Errorf("got %q", got)
		}
	})
}

// FuzzReader cuts whatever is sent, in any way: it must read as if it were not
// cut, and all that is typed must come out.
func FuzzReader(f *testing.F) {
	for _, key := range keys {
		f.Add([]byte("a"+key+"b"), []byte{1, 2})
		f.Add([]byte(key+key), []byte{3})
	}
	f.Fuzz(func(t *testing.T, sent, cuts []byte) {
		const most = 1 << 11
		if len(sent) > most {
			return
		}
		at := make(map[int]bool)
		last := 0
		for _, cut := range cuts {
			last += int(cut)
			at[last] = true
		}
		want := joined(read(t, piece{0, string(sent)}))
		var pieces []piece
		for _, p := range split(string(sent), func(i int) bool { return at[i] }) {
			// How long a pause may be depends on what was sent; this one always may.
			pieces = append(pieces, piece{min(p.after, time.Millisecond), p.bytes})
		}
		if got := joined(read(t, pieces...)); got != want {
			t.Errorf("%q in %v gives %q, not %q", sent, pieces, got, want)
		}
	})
}
