package keyboard_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"corotui/internal/keyboard"
)

// How long the reader waits at least, less a moment: what comes so late is
// still the rest of what began.
const (
	inEscape = 75*time.Millisecond - 1
	inKey    = 250*time.Millisecond - 1
	inPaste  = time.Second - 1
)

// piece is what a terminal delivers at once, so long after the piece before.
type piece struct {
	after time.Duration
	bytes string
}

// line is a terminal that delivers pieces, with a clock of its own.
type line struct {
	clock  time.Time
	pieces []piece
}

func (l *line) now() time.Time { return l.clock }

// Wait lets the time pass until the next piece, or the limit.
func (l *line) Wait(limit time.Duration) bool {
	if len(l.pieces) == 0 {
		l.clock = l.clock.Add(limit)
		return false
	}
	passed := min(limit, l.pieces[0].after)
	l.clock, l.pieces[0].after = l.clock.Add(passed), l.pieces[0].after-passed
	return l.pieces[0].after == 0
}

func (l *line) Read(p []byte) (int, error) {
	if len(l.pieces) == 0 {
		return 0, io.EOF
	}
	next := &l.pieces[0]
	l.clock, next.after = l.clock.Add(next.after), 0
	n := copy(p, next.bytes)
	if next.bytes = next.bytes[n:]; next.bytes == "" {
		l.pieces = l.pieces[1:]
	}
	return n, nil
}

// chunk is what one read returned, and when.
type chunk struct {
	at    time.Duration
	bytes string
}

// bufferSize is that of Bubble Tea.
const bufferSize = 4096

// read reads all pieces the way Bubble Tea does.
func read(tb testing.TB, pieces ...piece) []chunk {
	tb.Helper()
	l := &line{clock: time.Unix(0, 0), pieces: pieces}
	r := keyboard.New(l, l.now)
	var chunks []chunk
	p := make([]byte, bufferSize)
	for {
		n, err := r.Read(p)
		if n > 0 {
			chunks = append(chunks, chunk{l.clock.Sub(time.Unix(0, 0)), string(p[:n])})
		}
		if errors.Is(err, io.EOF) {
			return chunks
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func joined(chunks []chunk) string {
	var all strings.Builder
	for _, c := range chunks {
		all.WriteString(c.bytes)
	}
	return all.String()
}

// events are what Bubble Tea makes of the chunks, each by itself, as it does
// when there is a pause between them.
func events(chunks []chunk) []uv.Event {
	var found []uv.Event
	var decoder uv.EventDecoder
	for _, c := range chunks {
		for rest := []byte(c.bytes); len(rest) > 0; {
			n, event := decoder.Decode(bytes.Clone(rest))
			if event != nil {
				found = append(found, event)
			}
			rest = rest[n:]
		}
	}
	return found
}

// keys are all that a terminal sends which is more than one byte, by what it
// means.
var keys = map[string]string{
	"up": "\x1b[A", "down": "\x1b[B", "up in application mode": "\x1bOA", "f1": "\x1bOP", "f5": "\x1b[15~",
	"f1 on the console of Linux": "\x1b[[A", "keypad enter": "\x1bOM",
	"ctrl+right": "\x1b[1;5C", "delete": "\x1b[3~", "shift+tab": "\x1b[Z", "home in rxvt": "\x1b[7~",
	"shift+insert in rxvt": "\x1b[2$", "ctrl+delete in rxvt": "\x1b[3^", "ctrl+up in rxvt": "\x1bOa",
	"alt+a": "\x1ba", "alt+enter": "\x1b\r", "alt+up": "\x1b\x1b[A", "alt+ä": "\x1bä",
	"esc of kitty": "\x1b[27u", "ctrl+a of kitty": "\x1b[97;5u", "release of kitty": "\x1b[97;1:3u", "modifyOtherKeys": "\x1b[27;5;13~",
	"click": "\x1b[<0;12;7M", "release": "\x1b[<0;12;7m", "wheel": "\x1b[<64;1;1M", "click of X10": "\x1b[M !!",
	"focus": "\x1b[I", "blur": "\x1b[O",
	"mode report": "\x1b[?2026;2$y", "device attributes": "\x1b[?62;22;52c", "secondary attributes": "\x1b[>1;5202;0c",
	"flags of kitty": "\x1b[?1u", "cursor": "\x1b[?12;40R", "size": "\x1b[8;24;80t",
	"background": "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "background to BEL": "\x1b]11;rgb:ff/ff/ff\a", "clipboard": "\x1b]52;c;aGVsbG8=\x1b\\",
	"version": "\x1bP>|tmux 3.4\x1b\\", "capability": "\x1bP1+r524742\x1b\\", "graphics": "\x1b_Gi=1;OK\x1b\\",
	"two bytes": "é", "three": "€", "four": "😀", "with an accent": "é", "family": "👨‍👩‍👧",
	"paste": "\x1b[200~a, b\x1b[201~", "empty paste": "\x1b[200~\x1b[201~", "paste of letters": "\x1b[200~ß€😀\x1b[201~",
	"paste of lines": "\x1b[200~a\r\nb\tc\x1b[201~",
}

// others are keys that are handed on in another form than that they come in.
var others = map[string]string{"\x1b[[A": "\x1b[11~", "\x1b[2$": "\x1b[2;2~"}

// pause is how long the rest of what was sent so far may take.
func pause(sent string) time.Duration {
	begun := strings.LastIndex(sent, "\x1b[200~") > strings.LastIndex(sent, "\x1b[201~")
	switch {
	case begun:
		return inPaste
	case strings.HasSuffix(sent, "\x1b"):
		return inEscape
	}
	return inKey
}

// split cuts what is sent at each place that cut says, with the longest pauses
// that are allowed there.
func split(sent string, cut func(at int) bool) []piece {
	var pieces []piece
	from, wait := 0, time.Duration(0)
	for at := 1; at <= len(sent); at++ {
		if at == len(sent) || cut(at) {
			pieces = append(pieces, piece{wait, sent[from:at]})
			from, wait = at, pause(sent[:at])
		}
	}
	return pieces
}

// TestSplits sends every key cut in all ways, between two other keys, and wants
// the same as of the whole one.
func TestSplits(t *testing.T) {
	t.Parallel()
	for name, key := range keys {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := "a" + key + "b"
			want, whole := read(t, piece{0, sent}), sent
			if other, ok := others[key]; ok {
				whole = "a" + other + "b"
			}
			if got := joined(want); got != whole {
				t.Fatalf("of %q came %q", sent, got)
			}
			try := func(cut func(int) bool) {
				pieces := split(sent, cut)
				got := read(t, append([]piece(nil), pieces...)...)
				if joined(got) != joined(want) {
					t.Fatalf("%v: got %q", pieces, joined(got))
				}
				if a, b := spelled(events(got)), spelled(events(want)); !reflect.DeepEqual(a, b) {
					t.Fatalf("%v: got %#v, want %#v", pieces, a, b)
				}
			}
			const most = 14
			if len(sent) <= most {
				for cuts := range 1 << (len(sent) - 1) {
					try(func(at int) bool { return cuts>>(at-1)&1 == 1 })
				}
				return
			}
			try(func(int) bool { return true })
			for one := 1; one < len(sent); one++ {
				for two := one; two < len(sent); two++ {
					try(func(at int) bool { return at == one || at == two })
				}
			}
		})
	}
}

// spelled takes letters that were typed one by one for the same as one that
// they make: a terminal sends an accent after its letter, and no one can tell
// that it comes.
func spelled(found []uv.Event) []any {
	var out []any
	for _, event := range found {
		if key, ok := event.(uv.KeyPressEvent); ok && key.Text != "" {
			if last := len(out) - 1; last >= 0 {
				if before, ok := out[last].(string); ok {
					out[last] = before + key.Text
					continue
				}
			}
			out = append(out, key.Text)
			continue
		}
		out = append(out, event)
	}
	return out
}

// TestKeysAreKnown looks whether the keys that the splits are tried with are
// what their names say.
func TestKeysAreKnown(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"up": "up", "up in application mode": "up", "ctrl+right": "ctrl+right", "alt+a": "alt+a", "alt+up": "alt+up",
		"esc of kitty": "esc", "alt+ä": "alt+ä", "shift+tab": "shift+tab", "f1": "f1", "delete": "delete", "f1 on the console of Linux": "f1", "shift+insert in rxvt": "shift+insert",
	} {
		if got := names(t, piece{0, keys[name]}); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// names are the keys that come of the pieces, as bindings write them.
func names(tb testing.TB, pieces ...piece) []string {
	tb.Helper()
	var named []string
	for _, event := range events(read(tb, pieces...)) {
		switch event := event.(type) {
		case uv.KeyPressEvent:
			named = append(named, tea.KeyPressMsg(event).String())
		case uv.PasteStartEvent:
			named = append(named, "begin")
		case uv.PasteEndEvent:
			named = append(named, "end")
		default:
			tb.Errorf("got %#v", event)
		}
	}
	return named
}
