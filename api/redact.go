package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"corotui/internal/mask"
)

// told are the credentials that a request carried. A server may repeat them in
// what it says, and so would every error, screen and log that quotes it.
type told []string

// shortestHidden is the length from which a part of a URL or of a header is one
// of them: it may be as ordinary as a version.
const shortestHidden = 8

// shortestTold is the length from which a credential is looked for in an
// answer: a shorter one would be found inside ordinary words.
const shortestTold = 4

// told returns what a request tells the server that no one else may read.
func (c *Client) told(r request, token mask.Secret) told {
	return toldOf(append([]mask.Secret{token, c.secret.known()}, r.secrets...))
}

func toldOf(secrets []mask.Secret) told {
	var all told
	for _, secret := range secrets {
		value := secret.Reveal()
		if len(value) < shortestTold {
			continue
		}
		all = append(all, value)
		// As it stands inside a JSON string that is quoted as it came, and
		// inside JSON that is itself a string of that.
		for range 2 {
			quoted, err := marshal(value)
			if err != nil || len(quoted) == len(value)+2 {
				break
			}
			value = string(quoted[1 : len(quoted)-1])
			all = append(all, value)
		}
	}
	// The longest first, so that none is left with the rest of another.
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return all
}

// secretsOf are the credentials in the body of a write.
func secretsOf(f Fields) []mask.Secret {
	var all []mask.Secret
	if secret, known := f.Secret.Value(); known {
		all = append(all, secret)
	}
	all = append(all, hiddenIn(string(f.URL), mask.URL(string(f.URL)))...)
	for _, header := range f.Headers {
		all = append(all, hiddenIn(string(header.Value), mask.HeaderShown(string(header.Name), string(header.Value)))...)
		if !mask.SensitiveHeader(string(header.Name)) {
			continue
		}
		all = append(all, mask.NewSecret(string(header.Value)))
		if _, credential, found := strings.Cut(string(header.Value), " "); found {
			all = append(all, mask.NewSecret(strings.TrimSpace(credential)))
		}
	}
	return all
}

// hiddenIn are the parts of a value that are masked where it is shown, as far
// as they are long enough to be told from a word.
func hiddenIn(value, shown string) []mask.Secret {
	var all []mask.Secret
	rest := value
	for i, kept := range strings.Split(shown, mask.Dots) {
		at := strings.Index(rest, kept)
		if kept == "" { // the last mask goes on to the end
			at = len(rest)
		}
		if at < 0 {
			return all
		}
		if i > 0 && at >= shortestHidden {
			all = append(all, mask.NewSecret(rest[:at]))
		}
		if kept != "" || i > 0 {
			rest = rest[at+len(kept):]
		}
	}
	return all
}

// hide returns what a server said without the credentials in it: those that it
// was told, and those that can be told by their names and their look, even where
// it is a JSON text that is broken or cut.
func (t told) hide(said string) string {
	said = t.replace(said) // first, as a whole: the rest may see only a part of one
	return t.replace(hideMembers(mask.Text(said)))
}

// replace masks what the server was told.
func (t told) replace(said string) string {
	for _, secret := range t {
		said = strings.ReplaceAll(said, secret, mask.Dots)
	}
	return said
}

// start returns at most limit bytes of the start of what a server said, without
// the credentials in it. It looks at no more than that, however long the rest
// is, and leaves out what the cut may have made unrecognizable.
func (t told) start(said []byte, limit int) string {
	if len(said) <= limit {
		return t.hide(string(said))
	}
	cut := string(said[:limit])
	for _, secret := range t {
		for n := min(len(secret), len(cut)); n > 0; n-- {
			if strings.HasSuffix(cut, secret[:n]) {
				cut = cut[:len(cut)-n]
				break
			}
		}
	}
	// Whether a URL has a password shows only at what comes after it.
	if all := urlInText().FindAllStringIndex(cut, -1); len(all) > 0 && all[len(all)-1][1] == len(cut) {
		cut = cut[:all[len(all)-1][0]]
	}
	return t.hide(strings.ToValidUTF8(cut, ""))
}

// hideIn hides the credentials in everything that an error quotes.
func (t told) hideIn(e *Error) {
	e.Title, e.Trace = Text(t.hide(string(e.Title))), Text(t.hide(string(e.Trace)))
	for i, detail := range e.Details {
		e.Details[i] = FieldError{Text(t.hide(string(detail.Field))), Text(t.hide(string(detail.Message)))}
	}
	if e.Err == nil {
		return
	}
	if said := e.Err.Error(); t.hide(said) != said {
		e.Err = &redacted{t.hide(said), e.Err}
	}
}

// redacted is an error whose words hold a credential, as those about a proxy
// with a password do.
type redacted struct {
	said  string
	cause error
}

func (r *redacted) Error() string { return r.said }
func (r *redacted) Unwrap() error { return r.cause }

// compiled returns an expression that is compiled when it is first used: most
// runs meet no error.
func compiled(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var (
	urlInText  = compiled(`[a-zA-Z][a-zA-Z0-9+.-]*:(?:\\?/){2}[^\s"'<>]+`)
	jsonMember = compiled(`(?s)"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*(?:"|\\?$)|[{\[]|[^\s",}\]]+)`)
)

// hideMembers masks the values of JSON members whose names are those of
// credentials. Where such a value is itself an object or an array, nothing
// after it is kept: in broken JSON no one can tell where it ends.
func hideMembers(text string) string {
	var shown strings.Builder
	for {
		found := jsonMember().FindStringSubmatchIndex(text)
		if found == nil {
			shown.WriteString(text)
			return shown.String()
		}
		name, value := text[found[2]:found[3]], text[found[6]:found[7]]
		shown.WriteString(text[:found[6]])
		switch opens, raw := value == "{" || value == "[", []byte(value); {
		case opens && mask.SensitiveHeader(name):
			shown.WriteString(mask.Dots + "…")
			return shown.String()
		case !opens && json.Valid(raw):
			shown.Write(mask.Field(name, raw))
		case mask.SensitiveHeader(name):
			shown.WriteString(`"` + mask.Dots + `"`)
		default:
			shown.WriteString(value)
		}
		text = text[found[7]:]
	}
}

// logRequest logs what is sent, at debug level, without what is secret.
func (c *Client) logRequest(req *http.Request, body []byte) {
	if !c.logger.Enabled(req.Context(), slog.LevelDebug) {
		return
	}
	c.logger.DebugContext(req.Context(), "request",
		"method", req.Method, "url", mask.URL(req.URL.String()), "headers", redactHeader(req.Header, nil), "body", redactBody(body))
}

// logAnswer logs what came back, in the same way.
func (c *Client) logAnswer(req *http.Request, got *answer, failed *Error) {
	if !c.logger.Enabled(req.Context(), slog.LevelDebug) {
		return
	}
	attrs := []any{"method", req.Method, "url", mask.URL(req.URL.String())}
	if got != nil {
		attrs = append(attrs, "status", got.status, "headers", redactHeader(got.header, got.told), "bytes", len(got.body), "body", got.told.hide(redactBody([]byte(got.told.replace(string(got.body))))))
	}
	if failed != nil {
		attrs = append(attrs, "kind", string(failed.Kind))
	}
	c.logger.DebugContext(req.Context(), "answer", attrs...)
}

func redactHeader(h http.Header, told told) map[string]string {
	shown := make(map[string]string, len(h))
	for name, values := range h {
		safe := make([]string, len(values))
		for i, value := range values {
			safe[i] = told.hide(mask.HeaderShown(name, value))
		}
		shown[name] = strings.Join(safe, ", ")
		if strings.EqualFold(name, "Location") {
			shown[name] = mask.Dots
		}
	}
	return shown
}

// How much of a body is looked at, and how much of it is logged.
const (
	maxRedactedBody = 64 << 10
	maxLoggedBody   = 4 << 10
)

// redactBody keeps a JSON body, with what is secret masked. Of what is no JSON
// only its length is told elsewhere.
func redactBody(body []byte) string {
	var compact bytes.Buffer
	if len(body) > maxRedactedBody || json.Compact(&compact, body) != nil {
		return ""
	}
	return cutText(string(mask.JSON(compact.Bytes())), maxLoggedBody)
}
