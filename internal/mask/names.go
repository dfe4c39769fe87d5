package mask

import (
	"net/url"
	"strings"
	"unicode"
)

// SensitiveHeader reports whether a header, or a field, of this name carries a
// credential whatever its value is.
func SensitiveHeader(name string) bool { return sensitiveName(name) }

// sensitiveName judges a name by its words: "X-Api-Key" is a credential's,
// "X-Keyboard" is not. The last word is what the name is about, so that
// "tokenType" and "sessionTimeout" describe a credential and are none.
func sensitiveName(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 || describing[words[len(words)-1]] {
		return false
	}
	for i, word := range words {
		before := ""
		if i > 0 {
			before = words[i-1]
		}
		if sensitiveWord(word, before) {
			return true
		}
	}
	return false
}

// sensitiveWord judges a word after the one before it.
func sensitiveWord(word, before string) bool {
	switch {
	case word == "code":
		// A code by itself is what OAuth and Azure Functions send; most other
		// codes are of countries, errors and products.
		return before == "" || before == "x" || grants[before]
	case (word == "key" || word == "keys") && plainKeys[before],
		word == "tokens" && counted[before]:
		return false
	}
	return credentials[word] || glued(word)
}

// glued reports whether a word is several without a gap: "clientsecret",
// "integrationcode", "accesskeyid".
func glued(word string) bool {
	for _, tail := range []string{"", "id", "value"} {
		stem, ends := strings.CutSuffix(word, tail)
		if !ends {
			continue
		}
		if tail != "" && gluable[stem] {
			return true
		}
		if first, isCode := strings.CutSuffix(stem, "code"); isCode && grants[first] {
			return true
		}
		for last := range gluable {
			if first, ends := strings.CutSuffix(stem, last); ends && first != "" && qualified(first) {
				return true
			}
		}
	}
	return false
}

// qualified reports whether s is one or more of the words that stand before a
// credential's.
func qualified(s string) bool {
	if qualifiers[s] || gluable[s] {
		return true
	}
	for word := range qualifiers {
		if rest, begins := strings.CutPrefix(s, word); begins && qualified(rest) {
			return true
		}
	}
	return false
}

// identifies reports whether a name is that of something which tells things
// apart, so that a long random value under it is no credential.
func identifies(name string) bool {
	for _, word := range wordsOf(name) {
		if identifiers[word] {
			return true
		}
	}
	return false
}

// longestName bounds the work on one name: no real one comes near.
const longestName = 256

// wordsOf returns the lower-case words of a name, in whatever case it is: kebab,
// snake, camel with or without acronyms. Digits separate words.
func wordsOf(name string) []string {
	if len(name) > longestName {
		name = name[:longestName]
	}
	// A query's name can hide behind percent signs from us, not from a server.
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	var words []string
	runes := []rune(name)
	word := make([]rune, 0, len(runes))
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		word = word[:0]
	}
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Cf, r): // not seen, so not there
			continue
		case !unicode.IsLetter(r):
			end()
			continue
		case i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) ||
			i+2 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1]) && unicode.IsLower(runes[i+2])):
			end() // "signingKey", and "Key" after the acronym of "APIKey"
		}
		word = append(word, unicode.ToLower(r))
	}
	end()
	return words
}
