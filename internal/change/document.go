package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/suggest"
)

// Document is a webhook as someone wrote it in JSON, or had it written by
// "webhooks get --json": some of its fields, or all.
type Document struct{ members []api.Member }

// ReadDocument takes a document apart. The error is [Problems]: it is not one
// JSON object, or names a field twice.
func ReadDocument(data []byte) (Document, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if p, wrong := unreadable(data); wrong {
		return Document{}, Problems{p}
	}
	members, err := api.Members(data)
	if err != nil {
		return Document{}, Problems{{Field: whole, What: "cannot be read: " + err.Error()}}
	}
	d := Document{members: members}
	var found Problems
	seen := make(map[string]bool, len(members))
	for _, member := range members {
		if seen[member.Name] {
			found = append(found, Problem{Field: Other, Item: api.Text(member.Name), What: "is there twice", Right: "give each field once"})
		}
		seen[member.Name] = true
	}
	if len(found) > 0 {
		return Document{}, found
	}
	return d, nil
}

// whole is the field of problems of a document that is none.
const whole Field = "the input"

// unreadable tells why data is not one JSON object, and where.
func unreadable(data []byte) (Problem, bool) {
	p := Problem{Field: whole}
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(data, new(json.RawMessage)); {
	case len(bytes.TrimSpace(data)) == 0:
		p.What, p.Right = "is empty", `give a JSON object, such as {"name": "Billing"}`
	case !utf8.Valid(data):
		p.What, p.Right = fmt.Sprintf("is not UTF-8 %s", position(data, InvalidAt(data))), "save it as UTF-8"
	case errors.As(err, &syntax):
		p.What = fmt.Sprintf("is not one JSON object: %s %s", syntax, position(data, int(syntax.Offset)-1))
	case err != nil:
		p.What = "is not JSON: " + err.Error()
	case bytes.TrimSpace(data)[0] != '{':
		p.What = "must be one JSON object, not " + kindOf(bytes.TrimSpace(data))
	default:
		return p, false
	}
	return p, true
}

// InvalidAt is where a text is not UTF-8, in bytes from its start; its length where all is.
func InvalidAt(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

// position says in which line and column the byte at a place is.
func position(data []byte, at int) string {
	before := data[:max(0, min(at, len(data)))]
	line := bytes.Count(before, []byte("\n"))
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return fmt.Sprintf("(line %d, column %d)", line+1, column+1)
}

// kindOf names the sort of a JSON value.
func kindOf(raw []byte) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return string(raw)
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

// documented are the fields of a document that are known.
var documented = map[string]Field{
	"name": Name, "description": Description, "url": URL, "status": Status, "secret": Secret,
	"applyToAllDescendants": Descendants, "triggers": Trigger, "headers": Header,
}

// misread lists what is wrong with the type of a field.
func misread(member api.Member) Problems {
	field, known := documented[member.Name]
	must := func(item api.Text, place int, raw json.RawMessage, be string) Problem {
		return Problem{Field: field, Item: item, Index: place, What: "must be " + be + ", not " + kindOf(raw)}
	}
	kind := member.Value[0]
	switch {
	case !known:
		return nil
	case field == Descendants:
		if kind != 't' && kind != 'f' {
			return Problems{must("", 0, member.Value, "true or false")}
		}
	case field == Trigger && kind != '[':
		return Problems{must("", 0, member.Value, "an array of strings")}
	case field == Header && kind != '{':
		return Problems{must("", 0, member.Value, "an object of strings")}
	case field == Trigger:
		var found Problems
		for i, raw := range elements(member.Value) {
			if raw[0] != '"' {
				found = append(found, must(api.Text(raw), i, raw, "a string"))
			} else if lossy(raw) {
				found = append(found, Problem{Field: field, Item: api.Text(raw), Index: i, What: halfCharacter})
			}
		}
		return found
	case field == Header:
		return misreadHeaders(member.Value, must)
	case kind != '"':
		return Problems{must("", 0, member.Value, "a string")}
	case lossy(member.Value):
		return Problems{{Field: field, What: halfCharacter}}
	case field == Secret && textOf(member.Value) == "":
		return Problems{{Field: field, What: "is empty", Right: "leave the field out to keep the secret"}}
	}
	return nil
}

func misreadHeaders(raw json.RawMessage, must func(api.Text, int, json.RawMessage, string) Problem) Problems {
	headers, err := api.Members(raw)
	if err != nil {
		return Problems{{Field: Header, What: "cannot be read: " + err.Error()}}
	}
	var found Problems
	for _, header := range headers {
		if header.Value[0] != '"' {
			found = append(found, must(api.Text(header.Name), 0, header.Value, "a string"))
		} else if lossy(header.Value) {
			found = append(found, Problem{Field: Header, Item: api.Text(header.Name), What: halfCharacter})
		}
	}
	return found
}

const halfCharacter = `contains half a character (a \u escape without its other half)`

// lossy reports whether a JSON string holds half of a surrogate pair, which
// reading replaces by U+FFFD.
func lossy(raw json.RawMessage) bool {
	written := strings.Count(string(raw), "\ufffd") + strings.Count(strings.ToLower(string(raw)), `\ufffd`)
	return strings.Count(textOf(raw), "\ufffd") > written
}

// elements are those of a valid JSON array.
func elements(raw json.RawMessage) []json.RawMessage {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	return all
}

// textOf reads a valid JSON string.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// Onto puts the fields that the document has in the place of those of was. What
// the document does not name stays. Masks stay masks: [Rules] put the present
// values in their place. It is as strict as answers are read tolerantly: what is
// not exactly of its type would become a webhook that no one meant. Only what
// was has of another type itself may stay so. The other problems are of fields
// that nothing knows.
func (d Document) Onto(was api.Fields) (api.Fields, Problems) {
	fields := was.Clone()
	var found Problems
	at := make(map[string]int, len(fields.Extra))
	for i, member := range fields.Extra {
		at[member.Name] = i
	}
	known := namesOf(was)
	for _, member := range d.members {
		place, there := at[member.Name]
		if field, is := documented[member.Name]; is {
			if wrong := misread(member); len(wrong) == 0 {
				put(&fields, field, member.Value)
			} else if !there || !standsFor(member, fields.Extra[place].Value) {
				found = append(found, wrong...)
			}
		} else if slices.Contains(api.ReadOnlyFields, member.Name) {
			continue
		} else if there {
			fields.Extra[place].Value = member.Value
		} else {
			found = append(found, unknownField(member.Name, known))
			fields.Extra = append(fields.Extra, member)
		}
	}
	return fields, found
}

// put sets a known field from a value that was found to be of its type.
func put(fields *api.Fields, field Field, raw json.RawMessage) {
	switch field {
	case Descendants:
		fields.ApplyToAllDescendants = string(raw) == "true"
	case Trigger:
		fields.Triggers = nil
		for _, element := range elements(raw) {
			fields.Triggers = append(fields.Triggers, api.Trigger(textOf(element)))
		}
	case Header:
		fields.Headers = nil
		headers, _ := api.Members(raw) // it was read before
		for _, header := range headers {
			fields.Headers = append(fields.Headers, api.Header{Name: api.Text(header.Name), Value: api.Text(textOf(header.Value))})
		}
	case Secret:
		secret := textOf(raw)
		if mask.Hides(secret) {
			secret = mask.Dots // a part of it is shown
		}
		fields.Secret = api.GivenSecret(secret)
	default:
		setScalar(fields, field, textOf(raw))
	}
}

// mostNames bounds the unknown fields of a webhook that another one is compared
// with.
const mostNames = 100

// namesOf are the names of all fields that there are.
func namesOf(was api.Fields) []string {
	names := append(slices.Sorted(maps.Keys(documented)), api.ReadOnlyFields...)
	for _, extra := range was.Extra[:min(len(was.Extra), mostNames)] {
		names = append(names, extra.Name)
	}
	return names
}

// unknownField is about a field that neither corotui nor the webhook has: most
// likely a known one that is misspelled, or else one that is newer than corotui.
func unknownField(name string, known []string) Problem {
	p := Problem{Field: Other, Item: api.Text(name)}
	if len(name) <= mostShown {
		p.Nearest = suggest.Within(name, known, max(1, len(name)/4))
	}
	if p.Nearest != "" {
		p.What = "is not a field of a webhook"
		return p
	}
	p.What, p.Right, p.Doubtful = "is not a field that corotui knows", "it is sent as it is", true
	return p
}
