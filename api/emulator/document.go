package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// member is one name and value of a JSON object; the value is compact JSON.
type member struct {
	name  string
	value json.RawMessage
}

// document is a JSON object whose members keep their order and their spelling.
// The server stores documents and not structs, so that it holds exactly what a
// client wrote, fields it has never heard of included.
type document []member

const jsonNull = "null"

var errNoObject = errors.New("the body is not a JSON object")

// parseDocument reads one JSON object and nothing after it. Of two members of
// one name the last counts, as in most servers.
func parseDocument(raw []byte) (document, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("the body is not valid UTF-8")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return nil, fmt.Errorf("the body is not valid JSON: %w", err)
	}
	dec := json.NewDecoder(&compact)
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errNoObject
	}
	d := newBuilder(nil)
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("reading a member's name: %w", err)
		}
		text, ok := name.(string)
		if !ok {
			return nil, errNoObject
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("reading %q: %w", text, err)
		}
		d.set(text, value)
	}
	return d.doc, nil
}

// held reads a webhook that the server holds, which it wrote itself.
func held(doc json.RawMessage) document {
	d, err := parseDocument(doc)
	if err != nil {
		panic("emulator: a stored webhook is unreadable: " + err.Error())
	}
	return d
}

// builder makes a document of many members, of which it knows the places.
type builder struct {
	doc document
	at  map[string]int
}

func newBuilder(d document) *builder {
	b := &builder{doc: d, at: make(map[string]int, len(d))}
	for i, m := range d {
		b.at[m.name] = i
	}
	return b
}

// set replaces a member's value in its place, or adds the member at the end.
func (b *builder) set(name string, value json.RawMessage) {
	if at, there := b.at[name]; there {
		b.doc[at].value = value
		return
	}
	b.at[name] = len(b.doc)
	b.doc = append(b.doc, member{name, value})
}

// has reports whether there is a member, null or not.
func (b *builder) has(name string) bool {
	_, there := b.at[name]
	return there
}

// get returns the value of a member, and whether there is one.
func (b *builder) get(name string) (json.RawMessage, bool) {
	at, there := b.at[name]
	if !there {
		return nil, false
	}
	return b.doc[at].value, true
}

// get returns the value of a member, and whether there is one.
func (d document) get(name string) (json.RawMessage, bool) {
	for _, m := range d {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

// given reports whether a member is there and not null.
func (d document) given(name string) bool {
	value, found := d.get(name)
	return found && string(value) != jsonNull
}

func isBoolean(value string) bool { return value == "true" || value == "false" }

// text returns a member that is a string, or "".
func (d document) text(name string) string {
	value, _ := d.get(name)
	text, _ := asString(value)
	return text
}

// set replaces a member's value in its place, or adds the member at the end.
func (d *document) set(name string, value json.RawMessage) {
	for i := range *d {
		if (*d)[i].name == name {
			(*d)[i].value = value
			return
		}
	}
	*d = append(*d, member{name, value})
}

// remove takes a member out.
func (d *document) remove(name string) {
	*d = slices.DeleteFunc(*d, func(m member) bool { return m.name == name })
}

// rename gives a member another name in the same place.
func (d document) rename(from, to string) {
	for i := range d {
		if d[i].name == from {
			d[i].name = to
		}
	}
}

// encode writes the object without any white space.
func (d document) encode() json.RawMessage {
	size := 2
	for _, m := range d {
		size += len(m.name) + len(m.value) + 4
	}
	out := make([]byte, 0, size)
	out = append(out, '{')
	for i, m := range d {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, quote(m.name)...)
		out = append(out, ':')
		out = append(out, m.value...)
	}
	return append(out, '}')
}

// quote writes a JSON string. Unlike json.Marshal it leaves <, > and & alone,
// so that a URL's query is stored as people know it.
func quote(text string) json.RawMessage {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return encodeValue(text)
		}
	}
	// Most strings need no escape, and a large seed has hundreds of thousands.
	return json.RawMessage(`"` + text + `"`)
}

// encodeValue writes strings, numbers, booleans, and slices and maps of them;
// the emulator encodes nothing else, and of these none can fail.
func encodeValue(value any) json.RawMessage {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(fmt.Sprintf("emulator: encoding %T: %v", value, err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// asString reads a JSON string.
func asString(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

// asStrings reads an array of strings.
func asStrings(raw json.RawMessage) ([]string, bool) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, false
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := asString(item)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}
