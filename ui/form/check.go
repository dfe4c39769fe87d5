package form

import (
	"net"
	"net/url"
	"strings"

	"corotui/api"
	"corotui/mask"
	"corotui/ui/text"
)

// problem is what keeps a form from being saved, at the place to mend it.
type problem struct {
	at   place
	says string
}

// check lists what is wrong, from top to bottom. A field that came from the
// server and was not touched is never wrong: what the server holds, it takes.
// The rest is what the API contract describes (section 5) or HTTP demands; for
// everything else the server's answer decides.
func (c content) check(isNew bool) []problem {
	var found []problem
	add := func(at place, says string) {
		if says != "" {
			found = append(found, problem{at, says})
		}
	}
	if c.name.empty() && (isNew || c.name.changed()) {
		add(place{kind: atName}, "A webhook needs a name.")
	}
	if c.name.changed() {
		add(place{kind: atName}, holds("A name", c.name.typed, text.Unseen.Breaks))
	}
	if isNew || c.url.changed() {
		add(place{kind: atURL}, checkURL(string(c.url.text())))
	}
	if known, unknown := c.chosen(); known+unknown == 0 && (isNew || len(c.received) > 0) {
		add(place{kind: atEvent}, "Choose at least one event; space does.")
	}
	for i, h := range c.headers {
		if !h.changed() {
			continue
		}
		add(place{atHeaderName, i}, c.checkHeaderName(i))
		add(place{atHeaderValue, i}, checkHeaderValue(string(h.value.text())))
	}
	return append(found, c.secret.check()...)
}

// holds names the first of what a value cannot hold and nobody sees; empty when
// there is none.
func holds(what, value string, wrong func(text.Unseen) bool) string {
	for _, u := range text.UnseenIn(value) {
		if wrong(u) {
			return what + " cannot hold " + u.A() + "; delete it."
		}
	}
	return ""
}

func checkURL(raw string) string {
	if says := holds("A URL", raw, func(u text.Unseen) bool { return u.Control || u.Blank() }); says != "" && strings.TrimSpace(raw) != "" {
		return says
	}
	if strings.TrimSpace(raw) == "" {
		return "A webhook needs a URL to send to."
	}
	parsed, err := url.Parse(raw)
	if err != nil || strings.ContainsAny(raw, " \t") {
		return "This is not a URL; one looks like https://hooks.example.com/coro"
	}
	if scheme := strings.ToLower(parsed.Scheme); scheme != "https" && scheme != "http" {
		return "The URL has to start with https://"
	}
	if parsed.Hostname() == "" {
		return "The URL names no host; one looks like https://hooks.example.com/coro"
	}
	return ""
}

// warnings says what may be wrong with a URL but does not keep it from being
// saved.
func warnings(raw string) []string {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Hostname() == "" {
		return nil
	}
	var found []string
	if strings.EqualFold(parsed.Scheme, "http") {
		found = append(found, "http is not encrypted: anyone on the way can read what Coro sends.")
	}
	if credentials(raw) {
		found = append(found, "The URL holds credentials; a header keeps them out of logs.")
	}
	if private(parsed.Hostname()) {
		found = append(found, "Coro cannot reach this host: it is not on the Internet.")
	}
	return found
}

// credentials reports whether a URL shows something that must be masked.
func credentials(raw string) bool { return mask.URL(raw) != raw }

func private(host string) bool {
	ip := net.ParseIP(host)
	if ip == nil {
		return !strings.Contains(strings.Trim(host, "."), ".")
	}
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

func (c content) checkHeaderName(i int) string {
	name := string(c.headers[i].name.text())
	unseen := holds("A header's name", name, func(text.Unseen) bool { return true })
	switch {
	case name == "":
		return "A header needs a name."
	case unseen != "":
		return unseen
	case !api.Header{Name: api.Text(name)}.LegalName():
		return "A header's name has only letters, digits and !#$%&'*+-.^_`|~"
	}
	for j, other := range c.headers {
		if j != i && strings.EqualFold(string(other.name.text()), name) {
			return "There is a header of this name already."
		}
	}
	return ""
}

// checkHeaderValue allows what can be sent, and no mask, which must never be
// written back.
func checkHeaderValue(value string) string {
	unseen := holds("A header's value", value, text.Unseen.Breaks)
	switch {
	case value == "":
		return "A header needs a value."
	case unseen != "":
		return unseen
	case !api.Header{Value: api.Text(value)}.LegalValue():
		return "A header's value cannot hold control characters."
	case mask.IsMask(value):
		return "This is a mask and not a value; type the value."
	}
	return ""
}

func (s secret) check() []problem {
	at := place{kind: atSecretText}
	switch {
	case s.origin == generated && s.generated.Empty():
		return []problem{{place{kind: atSecret}, "The secret is still being made; try again."}}
	case s.origin != typed:
		return nil
	case strings.TrimSpace(s.typed.Reveal()) == "":
		return []problem{{at, "Type a secret, or let one be generated."}}
	case holds("A secret", s.typed.Reveal(), text.Unseen.Breaks) != "":
		return []problem{{at, holds("A secret", s.typed.Reveal(), text.Unseen.Breaks)}}
	case mask.IsMask(s.typed.Reveal()):
		return []problem{{at, "This is a mask and not a secret; type the secret."}}
	}
	return nil
}

// FieldError is what a server says about one field, by its name in the API.
type FieldError struct {
	Field string
	Says  api.Text
}

// wirePlaces tells where the API's names for fields are in the form.
var wirePlaces = map[string]place{
	"name": {kind: atName}, "description": {kind: atDescription}, "url": {kind: atURL},
	"applytoalldescendants": {kind: atDescendants}, "applytoalldescendents": {kind: atDescendants},
	"status": {kind: atStatus}, "triggers": {kind: atEvent}, "headers": {kind: atAddHeader}, "secret": {kind: atSecret},
}

// placeOf finds a field by its name on the wire, also in a path such as
// "headers.X-Env" or "triggers[0]".
func placeOf(field string) (place, bool) {
	field, _, _ = strings.Cut(strings.ToLower(field), ".")
	field, _, _ = strings.Cut(field, "[")
	at, known := wirePlaces[field]
	return at, known
}
