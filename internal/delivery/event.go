package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"corotui/api"
)

// The headers of a delivery; those of the webhook's own configuration follow.
const (
	HeaderID        = "X-Coro-Hook-Id"   // random, new for every event, repeated in the body
	HeaderType      = "X-Coro-Hook-Type" // the trigger in kebab case, as the body's type
	HeaderSignature = "X-Coro-Signature" // see [Form.Sign]
	HeaderResentBy  = "X-Coro-Resent-By" // who sent it, if not Coro itself
	ResentBy        = "corotui"          // the value of [HeaderResentBy]
)

// The members of a body.
const (
	fieldID        = "id"
	fieldTimestamp = "timestamp"
	fieldWorkspace = "workspaceId"
	fieldType      = "type"
	fieldData      = "data"
)

// deepest is how many levels of objects and arrays a body may have. Known ones have two.
const deepest = 64

// Event is what the body of a delivery tells. It is foreign text, to be cleaned
// by who shows it.
type Event struct {
	ID          api.Text
	Timestamp   api.Text  // as received, also if it was a number; empty if there was none
	Time        time.Time // of the timestamp; zero if that is none
	WorkspaceID api.WorkspaceID
	Type        api.Trigger     // as received; its Name is to be compared
	Data        json.RawMessage // as received; nil without any
	Extra       []api.Member    // what else the body has, as received
}

// ParseEvent reads a body, tolerant of what Coro's documentation leaves open:
// only the id and the type must be there, the timestamp is a number or text,
// data is anything. A body that two readers may understand in two ways is an
// error: a member that is there twice, text that is no UTF-8. The error is a
// sentence about "the body". Parts of body are kept, which must not change
// afterwards.
func ParseEvent(body []byte) (Event, error) {
	members, err := members(body)
	if err != nil {
		return Event{}, err
	}
	var event Event
	seen := make(map[string]bool, len(members))
	for _, member := range members {
		if seen[member.Name] {
			return Event{}, fmt.Errorf("the body has two members named %.40q", api.Text(member.Name))
		}
		seen[member.Name] = true
		if err := event.take(member); err != nil {
			return Event{}, err
		}
	}
	switch {
	case event.ID == "":
		return Event{}, errors.New("the body has no id")
	case event.Type == "":
		return Event{}, errors.New("the body has no type")
	}
	return event, nil
}

// members takes a body apart.
func members(body []byte) ([]api.Member, error) {
	switch {
	case len(body) == 0:
		return nil, errors.New("the body is empty")
	case !utf8.Valid(body):
		return nil, errors.New("the body is not UTF-8")
	case tooDeep(body):
		return nil, fmt.Errorf("the body is nested more than %d levels deep", deepest)
	case !json.Valid(body):
		return nil, errors.New("the body is not JSON")
	}
	members, err := api.Members(body)
	if err != nil {
		return nil, errors.New("the body is JSON, but not an object")
	}
	return members, nil
}

// tooDeep reports whether text has more levels than JSON may have here. It
// comes before the parser, which goes down as deep as the text does.
func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// take puts a member in its place. One that is null counts as absent.
func (e *Event) take(member api.Member) error {
	var text api.Text
	switch member.Name {
	case fieldID, fieldWorkspace, fieldType, fieldTimestamp:
		read, err := readText(member)
		if err != nil {
			return err
		}
		text = read
	}
	switch member.Name {
	case fieldID:
		e.ID = text
	case fieldWorkspace:
		e.WorkspaceID = api.WorkspaceID(text)
	case fieldType:
		e.Type = api.Trigger(text)
	case fieldTimestamp:
		e.Timestamp, e.Time = text, readTime(string(text))
	case fieldData:
		e.Data = member.Value
	default:
		e.Extra = append(e.Extra, member)
	}
	return nil
}

// readText reads the text of a member. The timestamp may be a number, too.
func readText(member api.Member) (api.Text, error) {
	switch first := member.Value[0]; {
	case string(member.Value) == "null":
		return "", nil
	case first == '"':
		var text string
		if err := json.Unmarshal(member.Value, &text); err != nil {
			return "", fmt.Errorf("the body's %s cannot be read", member.Name)
		}
		return api.Text(text), nil
	case member.Name != fieldTimestamp:
		return "", fmt.Errorf("the body's %s is not a string", member.Name)
	case first == '-' || first >= '0' && first <= '9':
		return api.Text(member.Value), nil
	default:
		return "", errors.New("the body's timestamp is neither a string nor a number")
	}
}

// readTime reads a timestamp: milliseconds since 1970 as the guide has them, or
// a date as the API's errors have it. It is zero for any other.
func readTime(timestamp string) time.Time {
	timestamp = strings.TrimSpace(timestamp)
	if ms, err := strconv.ParseInt(timestamp, 10, 64); err == nil && ms > 0 {
		return time.UnixMilli(ms).UTC()
	}
	if ms, err := strconv.ParseFloat(timestamp, 64); err == nil && ms > 0 && ms < latestMilliseconds {
		return time.UnixMilli(int64(ms)).UTC()
	}
	if at, err := time.Parse(time.RFC3339, timestamp); err == nil {
		return at.UTC()
	}
	return time.Time{}
}

// latestMilliseconds is the end of the year 9999; no JSON date can be later.
const latestMilliseconds = 253402300799999
