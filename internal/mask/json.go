package mask

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// JSON returns a JSON value with everything secret in it masked, by the names
// of its members and by the look of its values. What is not masked stays byte
// for byte. What is no JSON becomes a mask.
func JSON(raw []byte) []byte { return Field("", raw) }

// Field is [JSON] for the value of a member with a name: of a credential's
// nothing is shown but that there is one.
func Field(name string, raw []byte) []byte {
	if !json.Valid(raw) {
		return dotsJSON()
	}
	return jsonShown(name, raw, 0)
}

func dotsJSON() []byte { return []byte(`"` + Dots + `"`) }

// deepestJSON is how many levels of a JSON value are looked into.
const deepestJSON = 48

// separators are what stands between two tokens of valid JSON.
const separators = " \t\r\n,:"

// rewriter copies valid JSON and masks on the way.
type rewriter struct {
	in    []byte
	at    int
	out   bytes.Buffer
	depth int // of values in values, see deepest
}

func jsonShown(name string, raw []byte, depth int) []byte {
	if depth > deepest {
		return dotsJSON()
	}
	r := rewriter{in: raw, depth: depth}
	r.blanks()
	r.value(name, 0)
	r.blanks()
	return r.out.Bytes()
}

// blanks copies what stands between two tokens.
func (r *rewriter) blanks() {
	from := r.at
	r.at = r.next(from)
	r.out.Write(r.in[from:r.at])
}

// value copies one value that stands under a name.
func (r *rewriter) value(name string, level int) {
	raw := r.in[r.at:r.end(r.at)]
	sensitive := sensitiveName(name)
	switch raw[0] {
	case '{', '[':
		if sensitive || level >= deepestJSON {
			r.put(raw, dotsJSON())
			return
		}
		if raw[0] == '{' {
			r.object(level)
		} else {
			r.array(name, level)
		}
	case '"':
		r.put(raw, r.text(name, raw, sensitive))
	case 't', 'f', 'n':
		r.put(raw, raw)
	default:
		if sensitive && !small(string(raw)) {
			r.put(raw, dotsJSON())
			return
		}
		r.put(raw, raw)
	}
}

func (r *rewriter) put(raw, shown []byte) {
	r.out.Write(shown)
	r.at += len(raw)
}

// text returns what to show of a string.
func (r *rewriter) text(name string, raw []byte, sensitive bool) []byte {
	plain := unquote(raw)
	shown := plain
	switch {
	case plain == "":
	case sensitive:
		shown = HeaderValue(plain)
	default:
		shown = valueShown(name, plain, r.depth)
	}
	if shown == plain {
		return raw
	}
	return quote(shown)
}

func (r *rewriter) array(name string, level int) {
	r.put(r.in[r.at:r.at+1], []byte{'['})
	for r.blanks(); r.in[r.at] != ']'; r.blanks() {
		r.value(name, level+1)
	}
	r.put(r.in[r.at:r.at+1], []byte{']'})
}

func (r *rewriter) object(level int) {
	about, named := r.pair()
	r.put(r.in[r.at:r.at+1], []byte{'{'})
	for r.blanks(); r.in[r.at] != '}'; r.blanks() {
		raw := r.in[r.at:r.end(r.at)]
		name := strings.ToLower(unquote(raw))
		r.put(raw, raw)
		r.blanks()
		switch {
		case named && slices.Contains(pairNames, name):
			r.value("", level+1) // the name of a credential is none
		case named && slices.Contains(pairValues, name):
			r.value(about, level+1)
		default:
			r.value(unquote(raw), level+1)
		}
	}
	r.put(r.in[r.at:r.at+1], []byte{'}'})
}

// The members of an object that is a name with its value, as some servers write
// a header: {"name": "Authorization", "value": "…"}.
var (
	pairNames  = []string{"name", "key", "header", "field", "param", "parameter", "variable"}
	pairValues = []string{"value", "values", "val"}
)

// pair reports whether the object here is a name with its value, and the name.
func (r *rewriter) pair() (about string, ok bool) {
	for at := r.next(r.at + 1); r.in[at] != '}'; {
		end := r.end(at)
		name := strings.ToLower(unquote(r.in[at:end]))
		at = r.next(end)
		end = r.end(at)
		switch {
		case slices.Contains(pairNames, name) && r.in[at] == '"':
			about = unquote(r.in[at:end])
		case slices.Contains(pairValues, name):
			ok = true
		}
		at = r.next(end)
	}
	return about, ok && about != ""
}

// next returns where the next token begins, from a place on.
func (r *rewriter) next(at int) int {
	for at < len(r.in) && strings.IndexByte(separators, r.in[at]) >= 0 {
		at++
	}
	return at
}

// end returns where the value ends that begins at a place.
func (r *rewriter) end(at int) int {
	level := 0
	for ; at < len(r.in); at++ {
		switch r.in[at] {
		case '"':
			for at++; r.in[at] != '"'; at++ {
				if r.in[at] == '\\' {
					at++
				}
			}
		case '{', '[':
			level++
			continue
		case '}', ']':
			level--
		default:
			// A literal ends before what separates it from the next token.
			if level == 0 && (at+1 == len(r.in) || strings.IndexByte(separators+"}]", r.in[at+1]) >= 0) {
				return at + 1
			}
			continue
		}
		if level == 0 {
			return at + 1
		}
	}
	return at
}

func unquote(raw []byte) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return "" // never, of valid JSON
	}
	return text
}

func quote(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(text) != nil {
		return dotsJSON() // never, of a string
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}
