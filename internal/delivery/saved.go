package delivery

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strings"
	"time"
	"unicode/utf8"

	"corotui/api"
)

// Saved is a delivery as a file has it, in one line of JSON, and as commands print it.
// Nothing in it is secret. A body that is no UTF-8 is in Body64.
type Saved struct {
	Time        time.Time       `json:"time"`
	ID          api.Text        `json:"id"`
	Type        api.Trigger     `json:"type"`
	WorkspaceID api.WorkspaceID `json:"workspaceId"`
	Valid       bool            `json:"valid"`
	Scheme      *Scheme         `json:"scheme"`   // nil: the signature is none
	Encoding    *Encoding       `json:"encoding"` // nil: the signature is none
	Status      int             `json:"status"`
	Webhook     string          `json:"webhook,omitempty"`
	Problems    []string        `json:"problems,omitempty"`
	Headers     Headers         `json:"headers"`
	Body        *string         `json:"body"`
	Body64      []byte          `json:"body64,omitempty"`
}

// Saved returns a delivery as it is saved.
func (r Received) Saved() Saved {
	s := Saved{
		Time: r.Time.UTC().Truncate(time.Millisecond), ID: r.Verdict.ID, Type: r.Verdict.Type, WorkspaceID: r.Verdict.Event.WorkspaceID,
		Valid: r.Verdict.Valid, Status: r.Status, Webhook: r.Webhook, Problems: r.Problems(), Headers: r.Headers.Masked(),
	}
	if r.Verdict.Signed {
		s.Scheme, s.Encoding = &r.Verdict.Form.Scheme, &r.Verdict.Form.Encoding
	}
	if !utf8.Valid(r.Body) {
		s.Body64 = r.Body
		return s
	}
	body := string(r.Body)
	s.Body = &body
	return s
}

// Content is the body byte for byte.
func (s Saved) Content() []byte {
	if s.Body != nil {
		return []byte(*s.Body)
	}
	return s.Body64
}

// line is the delivery as a line of a file.
func (s Saved) line() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return nil, fmt.Errorf("write a delivery: %w", err)
	}
	return b.Bytes(), nil
}

// MarshalJSON writes an object: a value by name, or an array where there are several.
func (h Headers) MarshalJSON() ([]byte, error) {
	object := make(map[string]any, len(h))
	for _, header := range h {
		if object[header.Name] = header.Values; len(header.Values) == 1 {
			object[header.Name] = header.Values[0]
		}
	}
	raw, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("write headers: %w", err)
	}
	return raw, nil
}

// UnmarshalJSON reads what [Headers.MarshalJSON] writes. A name or a value that no
// request may have is an error.
func (h *Headers) UnmarshalJSON(raw []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return errors.New("the headers are not an object")
	}
	all := make(map[string][]string, len(object))
	for name, member := range object {
		var values []string
		if bytes.HasPrefix(member, []byte(`"`)) {
			member = append(append([]byte{'['}, member...), ']')
		}
		if err := json.Unmarshal(member, &values); err != nil {
			return fmt.Errorf("the value of the header %.40q is not a string", api.Text(name))
		}
		for _, value := range values {
			if h := (api.Header{Name: api.Text(name), Value: api.Text(value)}); !h.LegalName() || !h.LegalValue() {
				return fmt.Errorf("the header %.40q cannot be sent", api.Text(name))
			}
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		all[name] = append(all[name], values...)
	}
	*h = headersOf(all)
	return nil
}

// savedLimit is how long the line of a delivery may be: a body of 1 MiB may have to be
// escaped, byte for byte.
const savedLimit = 8 << 20

// SavedError is a line of a file that is no delivery.
type SavedError struct {
	Line int
	Err  error // the rest of a sentence
}

// Error says which line it is, and what is wrong with it.
func (e *SavedError) Error() string { return fmt.Sprintf("line %d %s", e.Line, e.Err) }

// Unwrap returns what is wrong with the line.
func (e *SavedError) Unwrap() error { return e.Err }

// ReadSaved reads deliveries from the lines of a file, and gives each to take with its
// line until that returns an error. Empty lines are skipped. The first that is no
// delivery is a [*SavedError].
func ReadSaved(from io.Reader, take func(line int, s Saved) error) error {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(make([]byte, 0, 64<<10), savedLimit)
	line := 0
	for scanner.Scan() {
		line++
		raw := bytes.TrimSpace(scanner.Bytes())
		if len(raw) == 0 {
			continue
		}
		s, err := readSaved(raw)
		if err != nil {
			return &SavedError{line, err}
		}
		if err := take(line, s); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return &SavedError{line + 1, fmt.Errorf("is longer than %d MiB", savedLimit>>20)}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}

// readSaved reads one line.
func readSaved(raw []byte) (Saved, error) {
	var read struct {
		Saved

		Valid  *bool   `json:"valid"`
		Body64 *string `json:"body64"`
	}
	switch err := json.Unmarshal(raw, &read); {
	case !json.Valid(raw):
		return Saved{}, errors.New("is not JSON")
	case err != nil:
		return Saved{}, fmt.Errorf("is not a delivery: %w", wrongMember(err))
	}
	s := read.Saved
	s.Valid = read.Valid == nil || *read.Valid // one that was written by hand was not judged
	switch {
	case s.Time.IsZero():
		return Saved{}, errors.New("is not a delivery: it has no time")
	case len(s.Headers) == 0:
		return Saved{}, errors.New("is not a delivery: it has no headers")
	case read.Body64 != nil:
		body, err := base64.StdEncoding.DecodeString(*read.Body64)
		if err != nil {
			return Saved{}, errors.New("is not a delivery: its body64 is not base64")
		}
		s.Body, s.Body64 = nil, body
	case s.Body == nil:
		return Saved{}, errors.New("is not a delivery: it has no body")
	}
	return s, nil
}

// wrongMember says which member has the wrong type.
func wrongMember(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%q is of the wrong type", strings.TrimPrefix(wrong.Field, "Saved."))
	}
	return err
}
