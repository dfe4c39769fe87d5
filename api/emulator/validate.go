package emulator

import (
	"encoding/json"
	"net/url"
	"slices"
)

// fieldError is what is wrong with one field of a body.
type fieldError struct{ field, message string }

// readOnly are the fields that only the server writes.
var readOnly = []string{fieldID, fieldWorkspace, fieldCreated, fieldUpdated}

// required are the fields that a create must carry: those that both of Coro's
// documents require, and the name, which one requires. A status may be missing,
// as in the reference.
var required = []string{fieldName, fieldDescendants, fieldURL, fieldSecret, fieldTriggers}

// writable are all fields that an update can change.
var writable = append([]string{fieldDescription, fieldHeaders, fieldStatus}, required...)

// missing lists the fields of names that the body does not give.
func missing(body document, names []string) []fieldError {
	var faults []fieldError
	for _, name := range names {
		if !body.given(name) {
			faults = append(faults, fieldError{name, "must not be null"})
		}
	}
	return faults
}

// validate checks the values that a body gives against what the API contract
// describes: types, unique triggers, the two statuses, an absolute URL. A value
// that the server holds already is always right, so that a webhook of an odd
// past can be written back.
func (s *Server) validate(body, held document) []fieldError {
	var faults []fieldError
	stored := newBuilder(held)
	for _, m := range body {
		if slices.Contains(readOnly, m.name) && s.variant.ReadOnly == "refused" {
			faults = append(faults, fieldError{m.name, "is read-only"})
		}
		before, _ := stored.get(m.name)
		if string(m.value) == jsonNull || string(m.value) == string(before) {
			continue
		}
		if message := s.complaint(m, before); message != "" {
			faults = append(faults, fieldError{m.name, message})
		}
	}
	return faults
}

// complaint says what is wrong with a field's value, or nothing.
func (s *Server) complaint(m member, before json.RawMessage) string {
	text, isText := asString(m.value)
	switch m.name {
	case fieldName, fieldSecret:
		if !isText || text == "" {
			return "must be a string that is not empty"
		}
	case fieldDescription:
		if !isText {
			return "must be a string"
		}
	case fieldURL:
		target, err := url.Parse(text)
		if !isText || err != nil || target.Host == "" || (target.Scheme != "https" && target.Scheme != "http") {
			return "must be an absolute http or https URL"
		}
	case fieldStatus:
		if text != statusEnabled && text != statusDisabled {
			return "must be one of enabled, disabled"
		}
	case fieldDescendants, fieldMisspelled:
		if !isBoolean(string(m.value)) {
			return "must be a boolean"
		}
	case fieldHeaders:
		return headersComplaint(m.value, before)
	case fieldTriggers:
		return s.triggersComplaint(m.value, before)
	}
	return ""
}

func headersComplaint(value, before json.RawMessage) string {
	const message = "must be an object of strings"
	headers, err := parseDocument(value)
	if err != nil {
		return message
	}
	held, err := parseDocument(before)
	if err != nil {
		held = nil
	}
	stored := newBuilder(held)
	for _, header := range headers {
		old, _ := stored.get(header.name)
		if _, isText := asString(header.value); !isText && string(old) != string(header.value) {
			return message
		}
	}
	return ""
}

func (s *Server) triggersComplaint(value, before json.RawMessage) string {
	triggers, ok := asStrings(value)
	if !ok {
		return "must be an array of strings"
	}
	seen := map[string]bool{}
	for _, trigger := range triggers {
		kept := s.variant.stored(trigger)
		if seen[kept] {
			return "must be unique: " + trigger
		}
		seen[kept] = true
		if !s.variant.accepts(trigger) && !subscribes(before, trigger) {
			return "is not a known trigger: " + trigger
		}
	}
	return ""
}
