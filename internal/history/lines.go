package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// chunk is how much of a file is read at once, and the longest line that is held
// as text without need. The plan of a large run is longer.
const chunk = 64 << 10

// headSize is how much of a longer line is always there: all but a plan's items.
const headSize = 4 << 10

// line is one line of the history. Its bytes are good until the next one is read.
type line struct {
	head []byte // the whole line, or the start of a long one
	in   io.ReaderAt
	from int64
	size int64
}

// long reports that the head is only the start of the line.
func (l line) long() bool { return int64(len(l.head)) < l.size }

// whole returns the text of the line, which of a long one is read now.
func (l line) whole() ([]byte, error) {
	if !l.long() {
		return l.head, nil
	}
	text := make([]byte, l.size)
	if _, err := l.in.ReadAt(text, l.from); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	return text, nil
}

// backward gives the lines of a file to each, the last one first, until that
// returns false. It holds one chunk, and reads no more than it was asked for. An
// empty line is passed over.
func backward(in io.ReaderAt, size int64, each func(line) (more bool, err error)) (more bool, err error) {
	b := block{in: in, text: make([]byte, 0, chunk)}
	for end := size; end > 0; {
		start, err := b.startOf(end)
		if err != nil {
			return false, err
		}
		found := line{in: in, from: start, size: end - start}
		if found.head, err = b.headOf(start, end); err != nil {
			return false, err
		}
		end = start - 1
		if len(bytes.TrimSpace(found.head)) == 0 && found.size <= chunk {
			continue
		}
		if more, err := each(found); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// block is the part of a file that is held.
type block struct {
	in   io.ReaderAt
	from int64
	text []byte
	long []byte // the start of a long line
}

// until reads what ends at a place.
func (b *block) until(end int64) error {
	b.from = max(0, end-chunk)
	b.text = b.text[:end-b.from]
	if _, err := b.in.ReadAt(b.text, b.from); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the history: %w", err)
	}
	return nil
}

// startOf finds where the line begins that ends at a place. The text held is
// then the one around its start.
func (b *block) startOf(end int64) (int64, error) {
	look := end
	for {
		if look <= b.from || look > b.from+int64(len(b.text)) {
			if err := b.until(look); err != nil {
				return 0, err
			}
		}
		if at := bytes.LastIndexByte(b.text[:look-b.from], '\n'); at >= 0 {
			return b.from + int64(at) + 1, nil
		}
		if b.from == 0 {
			return 0, nil
		}
		// Once more with the end of the line in sight, then back chunk by chunk.
		if look == end && b.from+int64(len(b.text)) > end {
			b.text = b.text[:0]
			continue
		}
		look = b.from
	}
}

// headOf returns the line between two places, or the start of a long one.
func (b *block) headOf(start, end int64) ([]byte, error) {
	if end-start > chunk {
		if b.long == nil {
			b.long = make([]byte, headSize)
		}
		if _, err := b.in.ReadAt(b.long, start); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("reading the history: %w", err)
		}
		return b.long, nil
	}
	if start < b.from || end > b.from+int64(len(b.text)) {
		if err := b.until(end); err != nil {
			return nil, err
		}
	}
	return b.text[start-b.from : end-b.from : end-b.from], nil
}

// opening is how every line begins that this version writes. Of others all is
// decoded, whatever is looked for.
const opening = `{"v":1,"type":"`

// typeOf tells the type of an entry from the start of its line; it is empty for
// a line that this version did not write.
func typeOf(head []byte) Type {
	rest, ours := bytes.CutPrefix(head, []byte(opening))
	if !ours {
		return ""
	}
	said, _, closed := bytes.Cut(rest, []byte(`"`))
	for _, known := range []Type{Change, Plan, Begun, Result, End, carried} {
		if closed && string(said) == string(known) {
			return known
		}
	}
	return ""
}

// textOf is the first value that a line has under a key, as it is spelled there;
// empty without one. Within a text a quotation mark is escaped, so what looks
// like the key is one.
func textOf(head []byte, key string) []byte {
	_, rest, there := bytes.Cut(head, []byte(`"`+key+`":"`))
	if !there {
		return nil
	}
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	return value
}

// cut reports that a line of ours has no end: a crash tore it.
func (l line) cut() bool {
	return !l.long() && !bytes.HasSuffix(bytes.TrimRight(l.head, "\r"), []byte("}"))
}
