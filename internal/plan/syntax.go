package plan

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// documents are the roots of the file's documents. Empty ones are left out.
func (r *reader) documents() []*yaml.Node {
	if at, valid := r.valid(); !valid {
		r.failAtf(at, "this is not UTF-8; save the file as UTF-8")
		return nil
	}
	roots, lines, err := r.decode(r.data)
	if err != nil {
		r.syntax(err, lines)
		return nil
	}
	return roots
}

// decode reads the documents of some text. The lines are how many it took until an
// error was seen.
func (r *reader) decode(data []byte) (roots []*yaml.Node, lines int, err error) {
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
		if root := document.Content[0]; root.Kind != yaml.ScalarNode || root.ShortTag() != nullTag {
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

// valid reports whether the file is UTF-8, and where it is not.
func (r *reader) valid() (Position, bool) {
	if utf8.Valid(r.data) {
		return Position{}, true
	}
	at := 0
	for at < len(r.data) {
		c, size := utf8.DecodeRune(r.data[at:])
		if c == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return r.position(at), false
}

// position is that of a byte of the file.
func (r *reader) position(at int) Position {
	before := r.data[:at]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return Position{File: r.file, Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + utf8.RuneCount(line)}
}

// syntax keeps an error of the YAML library, which it saw after some lines.
func (r *reader) syntax(err error, after int) {
	problem, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if where, what, ok := strings.Cut(strings.TrimPrefix(problem, "line "), ": "); ok && strings.HasPrefix(problem, "line ") {
		if n, err := strconv.Atoi(where); err == nil {
			line, problem = n, what
		}
	}
	if anchor, ok := strings.CutPrefix(problem, "unknown anchor '"); ok {
		name := strings.TrimSuffix(anchor, "' referenced")
		r.failAtf(r.position(max(0, bytes.Index(r.data, []byte("*"+name)))), "no value is called &%s, which is written *%s here; name one that stands above", name, name)
		return
	}
	if at := bytes.IndexFunc(r.data, control); at >= 0 && strings.HasPrefix(problem, "control characters") {
		r.failAtf(r.position(at), "there is a control character, which YAML does not allow; write it as an escape in double quotes, such as \"\\x07\"")
		return
	}
	lines := bytes.Split(r.data, []byte("\n"))
	switch {
	case strings.HasPrefix(problem, "did not find expected ','"):
		line = min(line+1, after) // where the list or mapping begins that does not end
	case line == 0, strings.HasPrefix(problem, "did not find expected key"), strings.HasPrefix(problem, "did not find expected '-'"),
		strings.HasPrefix(problem, "did not find expected node"), strings.HasPrefix(problem, "did not find expected <"):
		line = r.firstBad(lines, after)
	}
	line = min(max(1, line), len(lines))
	if blank := indent(lines[line-1]); bytes.IndexByte(lines[line-1][:blank], '\t') >= 0 {
		column := 1 + bytes.IndexByte(lines[line-1], '\t')
		r.failAtf(Position{File: r.file, Line: line, Column: column}, "the line is indented with a tab, which YAML does not allow; use spaces")
		return
	}
	at := Position{File: r.file, Line: line, Column: indent(lines[line-1]) + 1}
	for _, word := range plainWords {
		if strings.HasPrefix(problem, word.yaml) {
			r.failAtf(at, "%s", word.ours)
			return
		}
	}
	r.failAtf(at, "this is not YAML that can be read: %s", problem)
}

// plainWords are what mistakes are that the YAML library has words for that few know.
var plainWords = []struct{ yaml, ours string }{
	{"did not find expected key", "there should be a key here, such as name: Billing; check the indentation, and the quotes of the line"},
	{"did not find expected '-'", "there should be an item here that begins with -; check the indentation"},
	{"did not find expected ',' or '}'", "a { of this line is not closed, or a comma is missing after it"},
	{"did not find expected ',' or ']'", "a [ of this line is not closed, or a comma is missing after it"},
	{"did not find expected node", "a value is missing here, or a [ or { is not closed"},
	{"mapping values are not allowed", "a key cannot stand here; check the indentation, and put a text with a colon in quotes"},
	{"could not find expected ':'", "there should be a key here, such as name: Billing, and its colon is missing"},
	{"found character that cannot start", "a value begins with a character that means something else in YAML; put it in quotes"},
	{"found unexpected end of stream", "a quote of this line is not closed"},
	{"found unknown escape character", "a text in double quotes has an escape that does not exist; write \\\\ for \\, or use single quotes"},
}

// firstBad is the line that has the mistake, which was seen after some lines: the
// library looks ahead.
func (r *reader) firstBad(lines [][]byte, after int) int {
	const most = 10 // that it looks ahead
	after = min(after, len(lines))
	for line := after; line > max(1, after-most); line-- {
		if _, _, err := r.decode(bytes.Join(lines[:line-1], []byte("\n"))); err == nil {
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
