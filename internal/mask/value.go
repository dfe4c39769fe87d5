package mask

import (
	"encoding/json"
	"strings"
	"unicode"
)

// HeaderShown returns what to show of a header: nothing of its value where the
// name is a credential's, and otherwise all but the credentials that the value
// holds. It is the value itself exactly if nothing in it is secret.
func HeaderShown(name, value string) string {
	switch {
	case value == "":
		return ""
	case sensitiveName(name):
		return Dots
	}
	return valueShown(name, value, 0)
}

// HeaderValue returns what a screen shows of a sensitive header's value. It keeps
// the scheme of an Authorization: that it is a bearer token is no secret, and says
// whether it is set up right.
func HeaderValue(value string) string {
	scheme, rest, found := strings.Cut(value, " ")
	if found && rest != "" && (strings.EqualFold(scheme, "bearer") || strings.EqualFold(scheme, "basic")) {
		return scheme + " " + Dots
	}
	return Dots
}

// valueShown returns what to show of a value whose name says nothing about it.
func valueShown(name, value string, depth int) string {
	if len(value) < shortestText && !strings.ContainsAny(value, " =:@") {
		return value
	}
	if depth > deepest {
		return Dots
	}
	if trimmed := strings.TrimSpace(value); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		if raw := []byte(value); json.Valid(raw) {
			return string(jsonShown("", raw, depth+1))
		}
	}
	if scheme, rest, found := strings.Cut(value, " "); found && strings.EqualFold(scheme, "bearer") && rest != "" && !strings.Contains(rest, " ") {
		return HeaderValue(value)
	}
	if opaque(value) && !strings.ContainsAny(value, " \t,;") && !strings.Contains(value, "://") && !identifies(name) {
		return Dots
	}
	return textShown(name, value, depth)
}

// shortestText is the length from which a text is looked at.
const shortestText = 8

// plainWord reports whether s is an ordinary word, with the punctuation at its
// end: "Bearer of" and "token expired." name no credentials.
func plainWord(s string) bool {
	s = strings.TrimRight(s, ".,:;!?)")
	for i, r := range s {
		if !unicode.IsLetter(r) || i > 0 && unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// small reports whether s is a number of at most three digits, as a status is:
// under a name like "code" it proves nothing.
func small(s string) bool {
	return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == ""
}
