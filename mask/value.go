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
		return HeaderValue(value)
	}
	return valueShown(name, value, 0)
}

// HeaderValue returns what to show of a sensitive header's value. It keeps the
// scheme of an Authorization: that it is a bearer token is no secret, and says
// whether it is set up right.
func HeaderValue(value string) string {
	scheme, rest, found := strings.Cut(value, " ")
	if found && rest != "" && (strings.EqualFold(scheme, "bearer") || strings.EqualFold(scheme, "basic")) {
		return scheme + " " + Dots
	}
	return Dots
}

// Text returns free text, as a log line or an error, without the URLs' and
// other credentials that can be told by their look. Long random values stay:
// in such text they are most often ids.
func Text(text string) string { return textShown("id", text, 0) }

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

// textMarks find what can be a credential in a text: URLs, a user and password
// before a host, schemes of authorization with what follows, pairs, and long
// runs of characters.
var textMarks = compiled(`(?i)` +
	`(?P<url>[a-z][a-z0-9+.-]*:(?:\\?/){2}[^\s"'<>]+)` +
	`|(?P<user>[^\s:/@"'<>=]+:[^\s@"'<>]+@)[a-z0-9.-]+` +
	`|\b(?:bearer|basic|token|apikey|api-key|oauth|splunk|bot|geniekey|ssws|digest|negotiate|hmac|dpop)\s+(?P<credential>[^\s"',;<>]+)` +
	`|(?P<name>[a-z][\w.-]*)\s*=\s*"?(?P<value>[^\s"'&;,<>]+)` +
	`|(?P<told>[\w-]*(?:token|secret|password|passwd|passphrase|api[-_]?key|authorization))"?\s*:\s*"?(?P<said>(?:(?:bearer|basic|token|splunk)\s+)?[^\s"',;}<>]+)` +
	`|(?P<run>[\w~+/.:%-]{8,}=*)`)

// textShown masks what is secret inside a text.
func textShown(name, text string, depth int) string {
	if depth > deepest {
		return Dots
	}
	marks := textMarks()
	var shown strings.Builder
	done := 0
	for _, at := range marks.FindAllStringSubmatchIndex(text, -1) {
		for group, of := range marks.SubexpNames() {
			from, to := at[2*group], at[2*group+1]
			if of == "" || of == "name" || of == "told" || from < 0 {
				continue
			}
			named := ""
			if of == "value" {
				named = text[at[2*group-2]:at[2*group-1]]
			}
			shown.WriteString(text[done:from])
			shown.WriteString(markShown(of, name, named, text[from:to], depth))
			done = to
		}
	}
	shown.WriteString(text[done:])
	return shown.String()
}

// markShown returns what to show of one mark of a text that stands under a name;
// named is the mark's own.
func markShown(mark, name, named, found string, depth int) string {
	switch mark {
	case "url":
		return urlShown(strings.ReplaceAll(found, `\/`, "/"), depth+1)
	case "user":
		if plainWord(strings.TrimSuffix(found, "@")) || strings.HasPrefix(strings.ToLower(found), "mailto:") {
			return found
		}
		return Dots + "@"
	case "credential", "said":
		if plainWord(found) {
			return found
		}
		return HeaderValue(found)
	case "value":
		if sensitiveName(named) && !small(found) {
			return Dots
		}
		if identifies(named) {
			name = named
		}
		return valueShown(name, found, depth+1)
	}
	if runShown(name, found) {
		return found
	}
	return Dots
}

// runShown reports whether a run of characters in a text is no credential.
func runShown(name, run string) bool {
	if knownToken(run) || !identifies(name) && opaquePart(run) {
		return false
	}
	for _, piece := range strings.FieldsFunc(run, func(r rune) bool { return strings.ContainsRune("/:%+~", r) }) {
		if knownToken(strings.TrimRight(piece, ".=")) {
			return false
		}
	}
	return true
}

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
