package mask

import (
	"net/url"
	"strings"
)

// deepest is how many values inside of values are looked into: a URL in the
// query of a URL in a JSON text. What is deeper is masked whole.
const deepest = 4

// URL returns raw with everything in it that is a credential replaced by [Dots]:
// the user and password, values in the query and the fragment, and what the
// path of a known sender or one that looks random holds. The rest stays letter
// for letter, so that two URLs can still be told apart. Of a raw that is no
// URL, everything after the first '?' and before the last '@' is replaced.
func URL(raw string) string { return urlShown(raw, 0) }

func urlShown(raw string, depth int) string {
	if raw == "" {
		return ""
	}
	if depth > deepest {
		return Dots
	}
	// What is masked already is to be no reason to mask more.
	if _, err := url.Parse(strings.ReplaceAll(raw, Dots, "x")); err != nil {
		if at := strings.LastIndexByte(raw, '@'); at >= 0 {
			raw = Dots + raw[at:]
		}
		before, _, found := strings.Cut(raw, "?")
		if before = pathShown(before); found {
			before += "?" + Dots
		}
		return before
	}
	head, query, hasQuery := strings.Cut(raw, "?")
	fragment := ""
	if before, after, found := strings.Cut(head, "#"); found {
		head, fragment = before, "#"+parameters(after, depth)
	}
	shown := pathShown(userinfo(head)) + fragment
	if !hasQuery {
		return shown
	}
	query, fragment, hasFragment := strings.Cut(query, "#")
	shown += "?" + parameters(query, depth)
	if hasFragment {
		shown += "#" + parameters(fragment, depth)
	}
	return shown
}

// parameters masks the credentials among the pairs of a query, or of a fragment
// that is written like one.
func parameters(query string, depth int) string {
	var masked strings.Builder
	for query != "" {
		pair, end := query, strings.IndexAny(query, "&;")
		if end >= 0 {
			pair = query[:end]
		}
		name, value, hasValue := strings.Cut(pair, "=")
		switch {
		case knownToken(name), !hasValue && opaque(name):
			masked.WriteString(Dots)
		case hasValue:
			masked.WriteString(name + "=" + parameter(name, value, depth))
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

// parameter returns what to show of a value in a query.
func parameter(name, value string, depth int) string {
	switch {
	case value == "":
		return ""
	case sensitiveName(name), queryNames[strings.ToLower(name)]:
		return Dots
	}
	plain, err := url.QueryUnescape(value)
	if err != nil {
		plain = value
	}
	if opaque(plain) && !strings.Contains(plain, "://") && !(identifies(name) && isID(plain)) {
		return Dots
	}
	switch shown := valueShown(name, plain, depth+1); {
	case shown == plain:
		return value
	case plain == value:
		return shown
	}
	return Dots // to show the rest of it, it would have to be escaped again
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

// pathShown masks the parts of a path that are credentials; head is a URL up to
// its query.
func pathShown(head string) string {
	begin := 0
	if at := strings.Index(head, "//"); at >= 0 {
		begin = at + len("//")
	}
	slash := strings.IndexByte(head[begin:], '/')
	if slash < 0 {
		return head
	}
	authority, path := head[begin:begin+slash], head[begin+slash:]
	parts := strings.Split(path, "/")
	var plain []string // without those that are empty, as a doubled slash makes them
	var places []int
	for i, part := range parts {
		if part == "" {
			continue
		}
		if unescaped, err := url.PathUnescape(part); err == nil {
			part = unescaped
		}
		plain, places = append(plain, part), append(places, i)
	}
	secret := secretParts(hostOf(authority), plain)
	for i, place := range places {
		before := ""
		if i > 0 {
			before = plain[i-1]
		}
		switch part := &parts[place]; {
		case secret[i] && strings.HasPrefix(plain[i], telegramBot) && strings.Contains(plain[i], ":"):
			*part = telegramBot + Dots
		case secret[i], secretPart(plain[i], before):
			*part = Dots
		case strings.Contains(*part, ";"): // parameters, as in /in;jsessionid=1
			name, rest, _ := strings.Cut(*part, ";")
			*part = name + ";" + parameters(rest, deepest)
		}
	}
	return head[:begin+slash] + strings.Join(parts, "/")
}

// revisions are names of parts of a path before long hexadecimal numbers that
// everyone may know.
var revisions = set(`commit commits tree blob blobs raw sha revision revisions digest digests artifacts`)

// secretPart reports whether a part of a path is a credential by its look, or
// because the one before it says so.
func secretPart(part, before string) bool {
	switch {
	case knownToken(part):
		return true
	case revisions[strings.ToLower(before)]:
		return false
	case sensitiveName(before) && !isID(part):
		return shuffled(part) >= shortestRandom
	}
	return opaquePart(part)
}

// hostOf returns the host of an authority, without user and port.
func hostOf(authority string) string {
	host := authority[strings.LastIndexByte(authority, '@')+1:]
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:at]
	}
	return host
}
