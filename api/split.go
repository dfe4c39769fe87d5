package api

import (
	"bytes"
	"encoding/json"
	"errors"
)

// The functions here take valid JSON apart without decoding it: a list of
// twenty thousand webhooks is read in one pass and without a copy of every
// value, where encoding/json would make several of both. What they return are
// parts of data.

var errNoObject = errors.New("expected an object")

// splitObject returns the members of a valid JSON value that is an object.
func splitObject(data []byte) (object, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		return nil, errNoObject
	}
	var room [16]Member // few objects have more
	members := object(room[:0])
	at := skip(data, 1)
	for data[at] != '}' {
		end := valueEnd(data, at)
		name, _ := looseText(data[at:end])
		at = skip(data, skip(data, end)+1) // over the colon
		end = valueEnd(data, at)
		members = append(members, Member{string(name), data[at:end:end]})
		if at = skip(data, end); data[at] == ',' {
			at = skip(data, at+1)
		}
	}
	return append(make(object, 0, len(members)), members...), nil
}

// splitArray returns the elements of a valid JSON value that is an array.
func splitArray(data []byte) (elements []json.RawMessage, ok bool) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '[' {
		return nil, false
	}
	at := skip(data, 1)
	for data[at] != ']' {
		end := valueEnd(data, at)
		elements = append(elements, data[at:end:end])
		if at = skip(data, end); data[at] == ',' {
			at = skip(data, at+1)
		}
	}
	return elements, true
}

// skip returns the place of the first character that is no blank.
func skip(data []byte, at int) int {
	for data[at] == ' ' || data[at] == '\t' || data[at] == '\n' || data[at] == '\r' {
		at++
	}
	return at
}

// valueEnd returns where the value that begins at a place ends.
func valueEnd(data []byte, at int) int {
	switch data[at] {
	case '"':
		return stringEnd(data, at)
	case '{', '[':
		depth := 0
		for {
			switch data[at] {
			case '"':
				at = stringEnd(data, at)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			at++
			if depth == 0 {
				return at
			}
		}
	}
	for at < len(data) {
		switch data[at] {
		case ',', '}', ']', ':', ' ', '\t', '\n', '\r':
			return at
		}
		at++
	}
	return at
}

// stringEnd returns where the string that begins at a place ends.
func stringEnd(data []byte, at int) int {
	for at++; data[at] != '"'; at++ {
		if data[at] == '\\' {
			at++
		}
	}
	return at + 1
}
