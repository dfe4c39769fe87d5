package delivery

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"corotui/api"
)

// Path is a place in a body: the names of members, and the numbers of elements
// from 0, as in "data.domain" or "data.users.0".
type Path []string

// ParsePath reads a path. A dot in a name is written as "\.".
func ParsePath(typed string) (Path, error) {
	var path Path
	var part strings.Builder
	escaped := false
	for _, r := range typed {
		switch {
		case escaped:
			if r != '.' && r != '\\' {
				part.WriteByte('\\')
			}
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '.':
			path = append(path, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	path = append(path, part.String())
	if escaped || slices.Contains(path, "") {
		return nil, fmt.Errorf("%q is not a path; write it as data.domain", api.Text(typed))
	}
	if len(path) > deepest {
		return nil, fmt.Errorf("the path has more than %d parts", deepest)
	}
	return path, nil
}

func (p Path) String() string {
	parts := make([]string, len(p))
	for i, part := range p {
		parts[i] = strings.ReplaceAll(part, ".", `\.`)
	}
	return strings.Join(parts, ".")
}

// Set returns a body with another value at a place. Objects on the way are made
// where there are none; an array takes a number of an element that it has, or the
// next one. The rest of the body stays byte for byte but for its blanks.
func Set(body json.RawMessage, path Path, value json.RawMessage) (json.RawMessage, error) {
	return edit(body, path, 0, func(json.RawMessage) json.RawMessage { return value }, true)
}

// Remove returns a body without what is at a place, which must be there.
func Remove(body json.RawMessage, path Path) (json.RawMessage, error) {
	return edit(body, path, 0, func(json.RawMessage) json.RawMessage { return nil }, false)
}

// edit changes what is at the rest of a path, from a part on. nil takes it out.
func edit(value json.RawMessage, path Path, from int, change func(json.RawMessage) json.RawMessage, create bool) (json.RawMessage, error) {
	if from == len(path) {
		return change(value), nil
	}
	if create && (len(value) == 0 || string(value) == "null") {
		value = json.RawMessage("{}")
	}
	switch {
	case len(value) > 0 && value[0] == '{':
		return editObject(value, path, from, change, create)
	case len(value) > 0 && value[0] == '[':
		return editArray(value, path, from, change, create)
	case from == 0:
		return nil, fmt.Errorf("the body is not an object")
	default:
		return nil, fmt.Errorf("%s is not an object or an array", api.Text(path[:from].String()))
	}
}

func editObject(value json.RawMessage, path Path, from int, change func(json.RawMessage) json.RawMessage, create bool) (json.RawMessage, error) {
	members, err := api.Members(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", api.Text(path[:from].String()), err)
	}
	at := slices.IndexFunc(members, func(m api.Member) bool { return m.Name == path[from] })
	if at < 0 {
		if !create {
			return nil, missing(path, from)
		}
		members, at = append(members, api.Member{Name: path[from]}), len(members)
	}
	changed, err := edit(members[at].Value, path, from+1, change, create)
	if err != nil {
		return nil, err
	}
	if members[at].Value = changed; changed == nil {
		members = slices.Delete(members, at, at+1)
	}
	return object(members), nil
}

func editArray(value json.RawMessage, path Path, from int, change func(json.RawMessage) json.RawMessage, create bool) (json.RawMessage, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(value, &elements); err != nil {
		return nil, err
	}
	at, err := strconv.Atoi(path[from])
	switch {
	case err != nil || at < 0:
		return nil, fmt.Errorf("%s is an array, and %q is not the number of an element", api.Text(path[:from].String()), api.Text(path[from]))
	case create && at == len(elements):
		elements = append(elements, nil)
	case at >= len(elements):
		return nil, missing(path, from)
	}
	changed, err := edit(elements[at], path, from+1, change, create)
	if err != nil {
		return nil, err
	}
	if elements[at] = changed; changed == nil {
		elements = slices.Delete(elements, at, at+1)
	}
	written := []byte{'['}
	for i, element := range elements {
		if i > 0 {
			written = append(written, ',')
		}
		written = append(written, element...)
	}
	return append(written, ']'), nil
}

func missing(path Path, from int) error {
	return fmt.Errorf("the body has no %s", api.Text(path[:from+1].String()))
}

// SetText is [Set] with a text.
func SetText(body json.RawMessage, path Path, text string) (json.RawMessage, error) {
	return Set(body, path, quoted(text))
}
