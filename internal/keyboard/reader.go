// Package keyboard reads what is typed into a terminal, in whole pieces.
//
// A key may be several bytes, and a line that is slow or busy may deliver them
// apart. Bubble Tea waits 50 ms for the rest, and then takes the beginning for
// something else: the rest of an arrow key becomes letters, half a letter is
// lost, and when it is the end of a paste, that paste never ends and swallows
// every key after it. A [Reader] between the two hands on nothing that is not
// whole, and ends what does not end by itself.
package keyboard

import (
	"bytes"
	"io"
	"time"
)

const (
	// escapeTime is how long a single escape waits for the rest of a key. It
	// delays the esc key itself, so it is short: Bubble Tea's own wait of 50 ms
	// is not added to it.
	escapeTime = 75 * time.Millisecond
	// restTime is how long a key, an answer of the terminal or a character that
	// has begun waits for its next bytes. A line that loses a packet sends it
	// again after 200 ms.
	restTime = 250 * time.Millisecond
	// pasteTime is how long a paste waits for more. What comes later is typed.
	pasteTime = time.Second
	// pasteLimit is how long a paste may be in one piece; a longer one is
	// handed on in several.
	pasteLimit = 1 << 20
	// answerLimit is how long an answer of the terminal may be. None that is
	// asked for is; of a longer one nothing is kept but that it goes on.
	answerLimit = 1 << 10
)

const (
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	// escapeKey is the esc key in a form that can be nothing else, so that
	// no one waits for more.
	escapeKey = "\x1b[27u"
)

// growth is how much longer what is handed on may be than what was read.
const growth = len(escapeKey)

// Source is a terminal.
type Source interface {
	io.Reader
	// Wait waits until there is something to read, also if that is the end, and
	// reports whether there is before the time has passed.
	Wait(limit time.Duration) bool
}

// Reader reads whole keys, characters, answers and pastes from a terminal.
//
// Bubble Tea calls Read when the terminal has something to read, and not before:
// so a Read that has to wait for the rest of something does so itself, and one
// that leaves something for the next call does that only while there is more to
// read anyway. The exception is half a character, which can wait for any key.
type Reader struct {
	source Source
	now    func() time.Time
	held   []byte // read, and not whole yet
	out    []byte // whole, and not handed on yet
	err    error  // why there is nothing more to read

	pasting bool
	pasted  int       // bytes of the paste so far
	endless bool      // the middle of what is held was dropped: it is too long to keep
	escaped time.Time // when a single escape was taken for the esc key; zero after any other key
}

// New returns a reader of a terminal. now is the time; nil means [time.Now].
func New(source Source, now func() time.Time) *Reader {
	if now == nil {
		now = time.Now
	}
	return &Reader{source: source, now: now}
}

// Read returns what is whole. It returns nothing, and no error, when there is
// nothing whole to read, as Bubble Tea can stop waiting for more only between
// two calls.
func (r *Reader) Read(p []byte) (int, error) {
	if len(r.out) == 0 && r.err == nil {
		r.fill(max(1, r.room(p)))
	}
	for r.err == nil {
		limit := r.limit()
		if limit == 0 {
			break
		}
		if !r.source.Wait(limit) {
			r.giveUp()
			break
		}
		room := r.room(p)
		if room <= 0 {
			break // the rest is read by the next call, as there is some
		}
		r.fill(room)
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	if n == 0 && len(p) > 0 {
		return 0, r.err
	}
	return n, nil
}

// room is how much may be read so that all that comes of it fits into p.
func (r *Reader) room(p []byte) int {
	const markers = len(pasteBegin) + len(pasteEnd)
	return (len(p) - len(r.out) - len(r.held) - markers) / growth
}

// fill reads once, and takes what is whole then.
func (r *Reader) fill(size int) {
	piece := make([]byte, size)
	n, err := r.source.Read(piece)
	r.held = append(r.held, r.belated(piece[:n])...)
	r.take()
	if err != nil {
		r.giveUp()
		r.err = err
	}
}

// belated gives the rest of a key its escape back that was taken for the esc
// key already. Such a rest is not typed by hand: it comes at once, and whole.
func (r *Reader) belated(piece []byte) []byte {
	escaped := r.escaped
	r.escaped = time.Time{}
	if escaped.IsZero() || len(r.held) > 0 || len(piece) < 2 || r.now().Sub(escaped) > restTime {
		return piece
	}
	if piece[0] != '[' && piece[0] != 'O' {
		return piece
	}
	key := append([]byte{escape}, piece...)
	if n, state := scan(key); state != whole || n < len("\x1b[A") {
		return piece
	}
	return key
}

// limit is how long to wait for the rest of what has begun; 0 if nothing has.
func (r *Reader) limit() time.Duration {
	switch held := r.held; {
	case r.pasting:
		return pasteTime
	case len(held) == 0:
		return 0
	case len(bytes.Trim(held, string(rune(escape)))) == 0:
		return escapeTime
	default:
		return restTime
	}
}

// take hands on what is whole of what is held.
func (r *Reader) take() {
	for len(r.held) > 0 {
		n := 0
		if r.pasting {
			n = r.takePasted()
		} else {
			n = r.takeTyped()
		}
		if n == 0 {
			return
		}
		r.held = r.held[n:]
	}
	r.held = nil // so that what was read is not kept
}

// takeTyped takes the first key, character or answer, and returns its length; 0
// if it is not whole.
func (r *Reader) takeTyped() int {
	n, state := scan(r.held)
	if state == begun {
		if len(r.held) > answerLimit {
			r.shorten()
		}
		return 0
	}
	unit := r.held[:n]
	switch {
	case r.endless || n > answerLimit:
		r.endless = false
	case string(unit) == pasteBegin:
		r.pasting, r.pasted = true, 0
		r.out = append(r.out, unit...)
	case string(unit) == pasteEnd:
		// Its paste was ended already.
	case state == whole:
		r.out = append(r.out, plain(unit)...)
	default:
		r.out = append(r.out, unmistakable(unit)...)
	}
	return n
}

// shorten keeps of an answer that is too long only how it begins, and what may
// be the beginning of its end.
func (r *Reader) shorten() {
	begin, last := r.held[:2:2], r.held[len(r.held)-1]
	r.held, r.endless = append([]byte(nil), begin...), true
	if last == escape {
		r.held = append(r.held, last)
	}
}

// takePasted takes the next piece of a paste, and returns its length; 0 if it is
// not whole. What could be taken for anything but text is left out: the text of
// a paste may hold escape sequences, and half of one must not hide the end.
func (r *Reader) takePasted() int {
	b := r.held
	if b[0] != escape {
		n, state := scan(b)
		if state == whole {
			r.paste(b[:n])
		}
		return n
	}
	switch {
	case bytes.HasPrefix(b, []byte(pasteEnd)):
		r.out = append(r.out, pasteEnd...)
		r.pasting = false
		return len(pasteEnd)
	case bytes.HasPrefix([]byte(pasteEnd), b):
		return 0
	case b[1] != '[':
		return 1
	}
	const longest = 64
	n, state := scan(b)
	if n > longest || state == begun && len(b) > longest {
		return 1
	}
	return n
}

// paste hands on a character of a paste.
func (r *Reader) paste(character []byte) {
	if r.pasted >= pasteLimit {
		r.out = append(append(r.out, pasteEnd...), pasteBegin...)
		r.pasted = 0
	}
	r.out = append(r.out, character...)
	r.pasted += len(character)
}

// giveUp ends what the rest does not come of. A paste ends as it is, an escape
// was the esc key, and of an answer nothing is left to do. Half a character goes
// on waiting: it is nothing by itself, and delays nothing.
func (r *Reader) giveUp() {
	if r.pasting {
		r.out = append(r.out, pasteEnd...)
		r.pasting, r.held = false, nil
		return
	}
	for len(r.held) > 0 && r.held[0] == escape {
		if partial(r.held[1:]) {
			return
		}
		if r.endless || len(r.held) > 1 && r.held[1] != escape {
			if !r.endless {
				r.out = append(r.out, unmistakable(r.held)...)
			}
			r.held, r.endless = nil, false
			return
		}
		r.out = append(r.out, escapeKey...)
		r.held = r.held[1:]
		r.escaped = r.now()
	}
}
