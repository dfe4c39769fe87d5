package mask

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// Text returns free text, as a log line or an error, without the URLs' and
// other credentials that can be told by their look or by a name before them.
// Long random values stay: in such text they are most often ids.
func Text(text string) string { return textShown("id", text, 0) }

// textScanner copies a text piece by piece, in one pass however long it is, and
// masks on the way.
type textScanner struct {
	out   bytes.Buffer
	name  string // under which the text stands
	depth int

	last   string // the piece before
	about  string // the name whose value comes next
	colon  bool   // that name had a colon after it, and not the sign of equality
	scheme bool   // a scheme of authorization came before
}

// jsonTries is how often a text is tried to be read as JSON from a brace on where
// it is none: each takes time by the length of the text.
const jsonTries = 8

// textShown masks what is secret inside a text that stands under a name.
func textShown(name, text string, depth int) string {
	if depth > deepest {
		return Dots
	}
	s := textScanner{name: name, depth: depth}
	for from, tries := 0, 0; tries < jsonTries; {
		at := strings.IndexAny(text[from:], "{[")
		if at < 0 {
			break
		}
		var found json.RawMessage
		if json.NewDecoder(strings.NewReader(text[from+at:])).Decode(&found) != nil {
			from, tries = from+at+1, tries+1
			continue
		}
		s.words(text[:from+at])
		text, from = text[from+at+len(found):], 0
		if s.announced() {
			s.about, found = "", dotsJSON()
		}
		s.out.Write(jsonShown("", found, depth+1))
	}
	s.words(text)
	return s.out.String()
}

// words copies a text that has no JSON in it, or some that is broken.
func (s *textScanner) words(text string) {
	for text != "" {
		end := gapIn(text)
		if end == 0 {
			quote := text[0] == '"' && s.announced()
			s.out.WriteByte(text[0])
			if text = text[1:]; quote {
				text = text[s.quoted(text):]
			}
			continue
		}
		s.word(text[:end])
		text = text[end:]
	}
}

// announced reports whether a name came before that makes a credential of what
// comes next.
func (s *textScanner) announced() bool {
	return s.about != "" && (s.colon && telling(s.about) || !s.colon && sensitiveName(s.about))
}

// quoted masks a credential in double quotes, after the first of them, and
// returns its length. In it, quotes have more backslashes before them than the
// one that began it has; where the text ends without the last one, it was cut.
func (s *textScanner) quoted(text string) int {
	before := bytes.TrimSuffix(s.out.Bytes(), []byte{'"'})
	level := len(before) - len(bytes.TrimRight(before, `\\`))
	end, slashes := len(text), 0
	for i := range len(text) {
		if text[i] == '"' && slashes <= level {
			end = i - slashes
			break
		}
		if slashes++; text[i] != '\\' {
			slashes = 0
		}
	}
	colon := s.colon
	s.about, s.scheme = "", false
	switch value := text[:end]; {
	case value == "", colon && plainWord(value):
		s.out.WriteString(value)
	default:
		s.out.WriteString(Dots)
	}
	return end
}

// gapIn returns where the first character is that ends a word, or the length.
func gapIn(text string) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && strings.HasPrefix(text[i+1:], "/"): // a slash as JSON may write it
			i++
		case c <= ' ', c == 0x7f, strings.IndexByte("\"'`<>\\", c) >= 0:
			return i
		}
	}
	return len(text)
}

// word copies what stands between two gaps: URLs, and what is before them.
func (s *textScanner) word(word string) {
	if strings.Contains(word, `:\/\/`) {
		plain, done := strings.ReplaceAll(word, `\/`, "/"), s.out.Len()
		if s.word(plain); string(s.out.Bytes()[done:]) == plain {
			s.out.Truncate(done)
			s.out.WriteString(word)
		}
		return
	}
	for {
		from := schemeOf(word)
		if from < 0 {
			s.pieces(word)
			return
		}
		s.pieces(word[:from])
		rest, after := word[from:], ""
		// Another URL begins here after a comma, not inside the query.
		begin := strings.Index(rest, "://") + len("://")
		if next := schemeOf(rest[begin:]); next > 0 && strings.IndexByte(",;|", rest[begin+next-1]) >= 0 {
			rest, after = rest[:begin+next], rest[begin+next:]
		}
		end := len(strings.TrimRight(rest, ".,;:!?)]}|"))
		s.value(rest[:end], func(found string) string { return urlShown(found, s.depth+1) })
		s.out.WriteString(rest[end:])
		if word = after; word == "" {
			return
		}
	}
}

// schemeOf returns where the first URL of a word begins, or -1.
func schemeOf(word string) int {
	at := strings.Index(word, "://")
	if at < 0 {
		return -1
	}
	from := strings.LastIndexFunc(word[:at], func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("+.-", r)
	}) + 1
	for from < at && !unicode.IsLetter(rune(word[from])) {
		from++
	}
	if from == at {
		return -1
	}
	return from
}

// pieces copies the parts of a word between commas and the like.
func (s *textScanner) pieces(word string) {
	for word != "" {
		end := strings.IndexAny(word, ",;&|(){}[]")
		switch end {
		case -1:
			s.piece(word)
			return
		case 0:
			s.out.WriteByte(word[0])
			word = word[1:]
		default:
			s.piece(word[:end])
			word = word[end:]
		}
	}
}

// piece copies a piece that is no URL.
func (s *textScanner) piece(piece string) {
	name, value, pair := strings.Cut(piece, "=")
	before, after, colon := strings.Cut(piece, ":")
	switch {
	case piece == ":" || piece == "=":
		s.about, s.colon, s.scheme = s.last, piece == ":", false
		s.out.WriteString(piece)
		return
	case schemes[strings.ToLower(piece)]:
		s.scheme, s.last = true, piece
		s.out.WriteString(piece)
		return
	case pair && name != "" && strings.Trim(value, "=") != "" && s.about == "":
		s.out.WriteString(s.run(name) + "=")
		s.about, s.colon = name, false
		s.value(value, func(found string) string { return valueShown(s.nameOf(name), found, s.depth+1) })
	case colon && after != "" && s.about == "" && telling(before):
		s.out.WriteString(before + ":")
		s.about, s.colon = before, true
		s.value(after, s.run)
	default:
		s.value(piece, s.run)
		if name := strings.TrimRight(piece, "=:"); name != piece {
			s.about, s.colon = name, strings.HasSuffix(piece, ":")
		}
	}
	s.last = piece
}

// nameOf is the name that says most about what a value is.
func (s *textScanner) nameOf(own string) string {
	if identifies(own) {
		return own
	}
	return s.name
}

// value copies a value: of a credential by the name or the scheme before it,
// nothing, and of another what shown returns.
func (s *textScanner) value(value string, shown func(string) string) {
	announced, colon, scheme := s.announced(), s.colon, s.scheme
	s.about, s.scheme = "", false
	switch {
	case scheme && !plainWord(value), announced && colon && !plainWord(value), announced && !colon && !small(value):
		s.out.WriteString(Dots)
	default:
		s.out.WriteString(shown(value))
	}
}

// schemes are the words before a credential in an Authorization.
var schemes = set(`bearer basic token apikey api-key oauth splunk bot geniekey ssws digest negotiate hmac dpop`)

// mute are names that say too little before a colon, where a sentence may go on.
var mute = set(`auth code key keys pass pat pin sas session sid sig`)

// telling reports whether a name and a colon announce a credential.
func telling(name string) bool {
	words := wordsOf(name)
	return sensitiveName(name) && (len(words) > 1 || !mute[words[0]])
}

// run returns what to show of characters without a gap.
func (s *textScanner) run(run string) string {
	if at := strings.LastIndexByte(run, '@'); at > 0 && strings.IndexByte(run[:at], ':') > 0 && at+1 < len(run) {
		if scheme, _, _ := strings.Cut(run, ":"); !slices.Contains([]string{"mailto", "sip", "sips"}, strings.ToLower(scheme)) {
			return urlShown(run, s.depth+1)
		}
	}
	if knownToken(run) || !identifies(s.name) && opaquePart(run) {
		return Dots
	}
	if host, _, path := strings.Cut(run, "/"); path && strings.Contains(host, ".") {
		return urlShown(run, s.depth+1)
	}
	for piece := range strings.FieldsFuncSeq(run, func(r rune) bool { return strings.ContainsRune("/:%+~=", r) }) {
		if knownToken(strings.TrimRight(piece, ".")) {
			return Dots
		}
	}
	return run
}
