package mask

import (
	"net/url"
	"strings"
	"unicode"
)

// sensitiveWords mark a header or query name whose value is a credential. They
// are compared with the words of the name, so that "X-Api-Key" is one and
// "X-Keyboard" is not.
var sensitiveWords = map[string]bool{
	"authorization": true, "auth": true, "authentication": true, "bearer": true,
	"token": true, "secret": true, "password": true, "passwd": true, "pwd": true,
	"key": true, "apikey": true, "signature": true, "sig": true, "cookie": true,
	"credential": true, "credentials": true, "session": true, "sid": true,
	"code": true, "jwt": true, "hmac": true, "sas": true, "passphrase": true,
}

// sensitiveParts are sure signs even inside a word, as in "clientsecret".
var sensitiveParts = []string{"secret", "token", "password", "passwd", "apikey", "authoriz", "credential"}

// SensitiveHeader reports whether a header of this name carries a credential,
// whose value is shown as [Dots] and never logged or exported.
func SensitiveHeader(name string) bool { return sensitiveName(name) }

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

func sensitiveName(name string) bool {
	// A query's name can hide behind percent signs from us, not from a server.
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	lower := strings.ToLower(name)
	for _, part := range sensitiveParts {
		if strings.Contains(lower, part) {
			return true
		}
	}
	for _, word := range strings.FieldsFunc(humps(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if sensitiveWords[strings.ToLower(word)] {
			return true
		}
	}
	return false
}

// humps puts the words of camel case apart: "signingKey" is a key's name.
func humps(name string) string {
	var apart strings.Builder
	lower := false
	for _, r := range name {
		if lower && unicode.IsUpper(r) {
			apart.WriteByte(' ')
		}
		apart.WriteRune(r)
		lower = unicode.IsLower(r)
	}
	return apart.String()
}

// opaqueLength is the length from which a query value that mixes letters and
// digits is taken for a credential, whatever its name: shared access
// signatures and webhook tokens of the common receivers are longer.
const opaqueLength = 20

// URL returns raw with its password and with the query values that look like
// credentials replaced by [Dots]. The rest stays letter for letter, so that two
// URLs can still be told apart. A raw that is no URL loses everything after
// the first '?' and before the last '@'.
func URL(raw string) string {
	if raw == "" {
		return ""
	}
	if _, err := url.Parse(raw); err != nil {
		if at := strings.LastIndexByte(raw, '@'); at >= 0 {
			raw = Dots + raw[at:]
		}
		if before, _, found := strings.Cut(raw, "?"); found {
			raw = before + "?" + Dots
		}
		return raw
	}
	head, query, hasQuery := strings.Cut(raw, "?")
	if before, fragment, found := strings.Cut(head, "#"); found {
		head = before + "#" + parameters(fragment)
	}
	head = userinfo(head)
	if !hasQuery {
		return head
	}
	query, fragment, hasFragment := strings.Cut(query, "#")
	masked := head + "?" + parameters(query)
	if hasFragment {
		masked += "#" + parameters(fragment)
	}
	return masked
}

// parameters masks the credentials among the pairs of a query, or of a fragment
// that is written like one.
func parameters(query string) string {
	var masked strings.Builder
	for query != "" {
		pair, end := query, strings.IndexAny(query, "&;")
		if end >= 0 {
			pair = query[:end]
		}
		name, value, hasValue := strings.Cut(pair, "=")
		switch {
		case hasValue && value != "" && (sensitiveName(name) || opaque(value)):
			masked.WriteString(name + "=" + Dots)
		case !hasValue && opaque(name):
			masked.WriteString(Dots)
		default:
			masked.WriteString(pair)
		}
		query = query[len(pair):]
		if end >= 0 {
			masked.WriteByte(query[0])
			query = query[1:]
		}
	}
	return masked.String()
}

// userinfo masks what stands between "//" and the last '@' of the authority, or
// before that '@' where a user left out the scheme.
func userinfo(head string) string {
	scheme, rest, found := strings.Cut(head, "//")
	if !found {
		first, _, _ := strings.Cut(head, "/")
		if at := strings.LastIndexByte(first, '@'); at >= 0 {
			return Dots + head[at:]
		}
		return head
	}
	authority, path, hasPath := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return head
	}
	masked := scheme + "//" + Dots + authority[at:]
	if hasPath {
		masked += "/" + path
	}
	return masked
}

func opaque(value string) bool {
	if len(value) < opaqueLength {
		return false
	}
	return strings.ContainsFunc(value, unicode.IsDigit) && strings.ContainsFunc(value, unicode.IsLetter)
}
