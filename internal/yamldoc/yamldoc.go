// Package yamldoc reads YAML that people have written, as a tree that knows lines and
// columns, and says in plain words where it is not YAML.
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Mistake is that a text is not YAML.
type Mistake struct {
	Line, Column int    // from 1, columns in characters
	Says         string // clean, as the rest of a sentence that begins with the place
}

// Error says it.
func (m *Mistake) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Says) }

// Documents are the roots of the documents of a text. Empty ones are left out. The error
// is a [*Mistake].
func Documents(data []byte) ([]*yaml.Node, error) {
	roots, lines, err := decode(data)
	if err != nil {
		m := mistake(data, err, lines)
		m.Says = strings.Map(func(c rune) rune {
			if unicode.IsPrint(c) {
				return c
			}
			return ' '
		}, m.Says)
		return nil, m
	}
	return roots, nil
}

// decode reads the documents of some text. The lines are how many it took until an
// error was seen.
func decode(data []byte) (roots []*yaml.Node, lines int, err error) {
	input := &lineReader{rest: data}
	for decoder := yaml.NewDecoder(input); ; {
		var document yaml.Node
		err := decoder.Decode(&document)
		switch {
		case errors.Is(err, io.EOF):
			return roots, input.lines, nil
		case err != nil:
			return nil, input.lines, err //nolint:wrapcheck // its words are taken apart
		}
		if root := document.Content[0]; root.Kind != yaml.ScalarNode || root.ShortTag() != "!!null" {
			roots = append(roots, root)
		}
	}
}

// lineReader gives a line at a time, so that it shows how far someone has read: the
// errors of the YAML library name where something began, if anything.
type lineReader struct {
	rest  []byte
	lines int
}

func (l *lineReader) Read(into []byte) (int, error) {
	if len(l.rest) == 0 {
		return 0, io.EOF
	}
	length := bytes.IndexByte(l.rest, '\n') + 1
	if length == 0 {
		length = len(l.rest)
	}
	n := copy(into, l.rest[:length])
	if n == length {
		l.lines++
	}
	l.rest = l.rest[n:]
	return n, nil
}

// broken is a text with a line feed wherever YAML sees the end of a line.
func broken(data []byte) []byte {
	for _, end := range []string{"\u0085", "\u2028", "\u2029"} {
		if bytes.Contains(data, []byte(end)) {
			data = bytes.ReplaceAll(data, []byte(end), []byte("\n"))
		}
	}
	return data
}

// Position is that of a byte of a text.
func Position(data []byte, at int) (line, column int) {
	before := broken(data[:at])
	last := before[bytes.LastIndexByte(before, '\n')+1:]
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(last)
}

// Line is a line of a text, from 1.
func Line(data []byte, line int) []byte {
	rest := broken(data)
	for range line - 1 {
		rest = rest[bytes.IndexByte(rest, '\n')+1:]
	}
	one, _, _ := bytes.Cut(rest, []byte("\n"))
	return one
}

// mistake is an error of the YAML library, which it saw after some lines.
func mistake(data []byte, err error, after int) *Mistake {
	problem, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if where, what, ok := strings.Cut(strings.TrimPrefix(problem, "line "), ": "); ok && strings.HasPrefix(problem, "line ") {
		if n, err := strconv.Atoi(where); err == nil {
			line, problem = n, what
		}
	}
	at := func(place int, says string) *Mistake {
		line, column := Position(data, max(0, place))
		return &Mistake{line, column, says}
	}
	if anchor, ok := strings.CutPrefix(problem, "unknown anchor '"); ok {
		name := strings.TrimSuffix(anchor, "' referenced")
		return at(bytes.Index(data, []byte("*"+name)), fmt.Sprintf("no value is called &%s, which is written *%s here; name one that stands above", name, name))
	}
	if place := bytes.IndexFunc(data, control); place >= 0 && strings.HasPrefix(problem, "control characters") {
		return at(place, `there is a control character, which YAML does not allow; write it as an escape in double quotes, such as "\x07"`)
	}
	lines := bytes.Split(broken(data), []byte("\n"))
	switch {
	case strings.HasPrefix(problem, "did not find expected ','"):
		line = min(line+1, after) // where the list or mapping begins that does not end
	case line == 0, strings.HasPrefix(problem, "did not find expected key"), strings.HasPrefix(problem, "did not find expected '-'"),
		strings.HasPrefix(problem, "did not find expected node"), strings.HasPrefix(problem, "did not find expected <"):
		line = firstBad(lines, after)
	}
	line = min(max(1, line), len(lines))
	if blank := indent(lines[line-1]); bytes.IndexByte(lines[line-1][:blank], '\t') >= 0 {
		return &Mistake{line, 1 + bytes.IndexByte(lines[line-1], '\t'), "the line is indented with a tab, which YAML does not allow; use spaces"}
	}
	m := &Mistake{line, indent(lines[line-1]) + 1, "this is not YAML that can be read: " + problem}
	for _, word := range plainWords {
		if strings.HasPrefix(problem, word.yaml) {
			m.Says = word.ours
			break
		}
	}
	return m
}

// plainWords are what mistakes are that the YAML library has words for that few know.
var plainWords = []struct{ yaml, ours string }{
	{"did not find expected key", "there should be a key here, as in name: value; check the indentation, and the quotes of the line"},
	{"did not find expected '-'", "there should be an item here that begins with -; check the indentation"},
	{"did not find expected ',' or '}'", "a { of this line is not closed, or a comma is missing after it"},
	{"did not find expected ',' or ']'", "a [ of this line is not closed, or a comma is missing after it"},
	{"did not find expected node", "a value is missing here, or a [ or { is not closed"},
	{"mapping values are not allowed", "a key cannot stand here; check the indentation, and put a text with a colon in quotes"},
	{"could not find expected ':'", "there should be a key here, as in name: value, and its colon is missing"},
	{"found character that cannot start", "a value begins with a character that means something else in YAML; put it in quotes"},
	{"found unexpected end of stream", "a quote of this line is not closed"},
	{"exceeded max depth", "the file is nested too deep"},
	{"found unknown escape character", "a text in double quotes has an escape that does not exist; write \\\\ for \\, or use single quotes"},
}

// firstBad is the line that has the mistake, which was seen after some lines: the
// library looks ahead.
func firstBad(lines [][]byte, after int) int {
	const most = 10 // that it looks ahead
	after = min(after, len(lines))
	for line := after; line > max(1, after-most); line-- {
		if _, _, err := decode(bytes.Join(lines[:line-1], []byte("\n"))); err == nil {
			return line
		}
	}
	return after
}

// control reports a character that YAML does not have.
func control(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0 && c != 0x85 || c == 0xfffe || c == 0xffff || c == 0xfeff
}

// indent is how many blanks a line begins with; of nothing but blanks none.
func indent(line []byte) int {
	if rest := bytes.TrimLeft(line, " \t"); len(bytes.TrimSpace(rest)) > 0 {
		return len(line) - len(rest)
	}
	return 0
}
