package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Member is one name and value of a JSON object, the value as it was received.
type Member struct {
	Name  string
	Value json.RawMessage
}

// object is a JSON object whose members keep their order. encoding/json sorts
// the keys of a map, and a header's place is the user's, not ours.
type object []Member

func (o *object) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil {
		return err
	} else if open != json.Delim('{') {
		return fmt.Errorf("expected an object, found %v", open)
	}
	var members object
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		text, ok := name.(string)
		if !ok {
			return errors.New("an object's member has no name")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		members = append(members, Member{text, value})
	}
	*o = members
	return nil
}

func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, member := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := marshal(member.Name)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(member.Value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// marshal is json.Marshal without its escaping of <, > and &: a URL's query
// should leave as the user typed it.
func marshal(value any) (json.RawMessage, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// take removes the first member that has one of names and returns its value
// and the name it had. A member that is null counts as absent but is removed.
func (o *object) take(names ...string) (value json.RawMessage, name string) {
	for _, name := range names {
		for i, member := range *o {
			if member.Name != name {
				continue
			}
			*o = slices.Delete(slices.Clone(*o), i, i+1)
			if isNull(member.Value) {
				return nil, name
			}
			return member.Value, name
		}
	}
	return nil, ""
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
