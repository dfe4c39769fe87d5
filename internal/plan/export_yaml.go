package plan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"corotui/api"
)

// writer writes the webhooks of a set as YAML, which people are to read and edit: values
// without quotes where they need none, and short lists in one line.
type writer struct {
	out   strings.Builder
	first bool // the next field is the first of its webhook
	count int  // webhooks
}

const (
	beside     = "        " // of the fields of a webhook
	widest     = 120        // of a line with a list, in characters
	longestKey = 1000       // YAML's keys end after 1,024
)

// field writes one field.
func (w *writer) field(key, value string) {
	w.out.WriteString(w.begin() + key + ": " + value + "\n")
}

// begin is what stands left of a field.
func (w *writer) begin() string {
	if w.first {
		w.first = false
		return beside[2:] + "- "
	}
	return beside
}

// block writes a field whose elements have a line each.
func (w *writer) block(key, sign string, elements []string) {
	w.out.WriteString(w.begin() + key + ":\n")
	for _, element := range elements {
		w.out.WriteString(beside + "  " + sign + element + "\n")
	}
}

// comment writes a line that is one. It is clean.
func (w *writer) comment(says string) { w.out.WriteString(beside + "# " + says + "\n") }

// leftOut writes a field as a comment that says why it is one.
func (w *writer) leftOut(key, value, why string) {
	w.comment("left out, so that it stays: " + why)
	w.comment(key + ": " + value)
}

// fits reports whether a list has place in one line.
func fits(key, flow string) bool {
	return len(beside)+len(key)+2+utf8.RuneCountInString(flow) <= widest
}

// unexpanded is a text in which nothing is replaced when the file is read.
func unexpanded(value api.Text) string {
	return strings.ReplaceAll(string(value), opening, literal)
}

// scalar writes a text as YAML that has no line break and nothing that cannot be seen,
// and is read as the same text: in quotes if it would be read as something else.
func scalar(value string) string {
	if plain(value) {
		return value
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		b.WriteString(escaped(r))
	}
	b.WriteByte('"')
	return b.String()
}

// escaped is a character within double quotes.
func escaped(r rune) string {
	switch {
	case r == '"' || r == '\\':
		return `\` + string(r)
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case unicode.IsPrint(r):
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02X`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04X`, r)
	}
	return fmt.Sprintf(`\U%08X`, r)
}

// otherWords are what some YAML reads as something else than text, in lower case.
var otherWords = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true, "null": true,
	"nan": true, "inf": true, "infinity": true,
}

// plain reports whether a text needs no quotes, wherever it stands: it begins with a
// letter, and has nothing in it that YAML gives a meaning.
func plain(value string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	if !unicode.IsLetter(first) || otherWords[strings.ToLower(value)] || !utf8.ValidString(value) {
		return false
	}
	last := value[len(value)-1]
	return last != ' ' && last != ':' && !strings.Contains(value, ": ") && !strings.Contains(value, " #") &&
		!strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("\"\\`,[]{}|>?", r) })
}
