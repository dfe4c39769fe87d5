package api

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Member is one name and value of a JSON object, the value as it was received.
type Member struct {
	Name  string
	Value json.RawMessage
}

// object is a JSON object whose members keep their order. encoding/json sorts
// the keys of a map, and a header's place is the user's, not ours.
type object []Member

// UnmarshalJSON reads an object. It keeps parts of data, which must not change
// afterwards.
func (o *object) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		// For the words and the place of the fault.
		var raw json.RawMessage
		return json.Unmarshal(data, &raw)
	}
	members, err := splitObject(data)
	if err != nil {
		return err
	}
	*o = members
	return nil
}

// Members takes a JSON object apart, in its order. It returns parts of data, which
// must not change afterwards. Any other JSON, and what is none, is an error.
func Members(data []byte) ([]Member, error) {
	var o object
	err := o.UnmarshalJSON(data)
	return o, err
}

func (o object) MarshalJSON() ([]byte, error) {
	size := len("{}")
	for _, member := range o {
		size += len(member.Name) + len(`"":,`) + len(member.Value)
	}
	out := append(make([]byte, 0, size), '{')
	for i, member := range o {
		if i > 0 {
			out = append(out, ',')
		}
		if plain(member.Name) {
			out = quoted(out, member.Name)
		} else {
			name, err := marshal(member.Name)
			if err != nil {
				return nil, err
			}
			out = append(out, name...)
		}
		out = append(append(out, ':'), member.Value...)
	}
	return append(out, '}'), nil
}

// plain reports that JSON writes a text as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// quoted appends a plain text.
func quoted(out []byte, s string) []byte { return append(append(append(out, '"'), s...), '"') }

// marshal is json.Marshal without its escaping of <, > and &: a URL's query
// should leave as the user typed it.
func marshal(value any) (json.RawMessage, error) {
	switch v := value.(type) { // a list has thousands of these, and an encoder costs a kilobyte
	case string:
		if plain(v) {
			return quoted(make([]byte, 0, len(v)+len(`""`)), v), nil
		}
	case bool:
		return strconv.AppendBool(nil, v), nil
	case int64:
		return strconv.AppendInt(nil, v, 10), nil
	case object:
		data, err := v.MarshalJSON()
		if err != nil {
			return nil, err
		}
		return compact(data)
	case []json.RawMessage:
		return compact(array(v))
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// array is an array of elements as they are.
func array(elements []json.RawMessage) []byte {
	out := []byte{'['}
	for i, element := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, element...)
	}
	return append(out, ']')
}

// compact takes the blanks out of JSON, which may be as it was received.
func compact(data []byte) (json.RawMessage, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	err := json.Compact(out, data)
	return out.Bytes(), err
}

// take removes, in place, the first member that has one of names and returns its value
// and the name it had. A member that is null counts as absent but is removed.
func (o *object) take(names ...string) (value json.RawMessage, name string) {
	for _, name := range names {
		for i, member := range *o {
			if member.Name != name {
				continue
			}
			*o = slices.Delete(*o, i, i+1)
			if isNull(member.Value) {
				return nil, name
			}
			return member.Value, name
		}
	}
	return nil, ""
}

// lastOnly drops, in place, every member that a later one of the same name
// takes the place of, as JSON readers in general do. What the user sees is
// then what the server means and what is written back.
func lastOnly(o object) object {
	overtaken := func(i int) bool { return o[i+1:].index(o[i].Name) >= 0 }
	if len(o) > 64 { // a hostile answer; for any other, looking ahead is faster
		last := make(map[string]int, len(o))
		for i, member := range o {
			last[member.Name] = i
		}
		overtaken = func(i int) bool { return last[o[i].Name] != i }
	}
	kept := o[:0]
	for i := range o {
		if !overtaken(i) {
			kept = append(kept, o[i])
		}
	}
	return kept
}

func isNull(raw json.RawMessage) bool {
	return len(raw) == 0 || string(bytes.TrimSpace(raw)) == "null"
}

// looseText reads a string; a number or a boolean is taken as it is spelled.
func looseText(raw json.RawMessage) (Text, bool) {
	raw = bytes.TrimSpace(raw)
	if isNull(raw) {
		return "", true
	}
	switch raw[0] {
	case '"':
		if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
			return Text(inner), true
		}
		var text string
		err := json.Unmarshal(raw, &text)
		return Text(text), err == nil
	case '{', '[':
		return "", false
	}
	return Text(raw), true
}

// looseInt reads a whole number, given as a number or as a numeric string
// (API contract, section 3).
func looseInt(raw json.RawMessage) (int64, bool) {
	text, ok := looseText(raw)
	if !ok {
		return 0, false
	}
	trimmed := strings.TrimSpace(string(text))
	if n, err := strconv.ParseInt(trimmed, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(trimmed, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > math.MaxInt64/2 {
		return 0, false
	}
	return int64(f), true
}

// looseBool reads a boolean, given as one or as its word.
func looseBool(raw json.RawMessage) (value, ok bool) {
	text, ok := looseText(raw)
	if !ok {
		return false, false
	}
	value, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(string(text))))
	return value, err == nil
}
