package filter

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// fold returns text in the one form in which texts are compared: without case,
// and with composed accents. Most text is ASCII, which is compared by the
// thousand and needs no tables.
func fold(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	// By way of capitals, as "ς" and "σ" have one.
	folded := strings.ToLower(strings.ToUpper(norm.NFD.String(text)))
	return norm.NFC.String(strings.ReplaceAll(folded, "ß", "ss"))
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// authority finds the host of a URL, with its port: between scheme or user and
// path. Without a scheme, all of the text up to a path may be meant.
func authority(url string) (from, to int) {
	if at := strings.Index(url, "://"); at >= 0 {
		from = at + len("://")
	}
	to = len(url)
	if end := strings.IndexAny(url[from:], `/?#\`); end >= 0 {
		to = from + end
	}
	if user := strings.LastIndexByte(url[from:to], '@'); user >= 0 {
		from += user + 1
	}
	return from, to
}

// lookup turns a host into the form that is looked up. Unlike idna.Lookup it takes
// what many servers have and no registry would give, such as an underscore.
var lookup = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// otherHost returns an international host in its other form: "bücher.example" for
// "xn--bcher-kva.example", and the reverse. It is empty when there is none.
func otherHost(host string) string {
	name, port := host, ""
	if at := strings.LastIndexByte(host, ':'); at >= 0 {
		name, port = host[:at], host[at:]
	}
	var other string
	var err error
	if ascii(name) {
		name = strings.ToLower(name)
		if !strings.Contains(name, "xn--") {
			return ""
		}
		other, err = idna.Punycode.ToUnicode(name)
	} else {
		other, err = lookup.ToASCII(name)
	}
	if err != nil || other == "" || other == name {
		return ""
	}
	return other + port
}
