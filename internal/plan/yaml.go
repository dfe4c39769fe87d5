package plan

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"corotui/api"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// reader turns the syntax tree of one file into values, by hand: so every value knows
// its place, and all that is wrong is found at once.
type reader struct {
	from   Input
	file   string
	data   []byte
	wrong  Problems
	doubts Problems
	left   int // values that may still be read: an alias can repeat others without end
}

// newReader reads a file.
func newReader(source Source, from Input) *reader {
	data := bytes.TrimPrefix(source.Data, []byte("\ufeff"))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n")) // as YAML reads them
	}
	// Each value of a file has a byte at least; the rest is for what aliases repeat.
	return &reader{from: from, file: source.Name, data: data, left: len(data) + 100_000}
}

func (r *reader) at(n *yaml.Node) Position {
	return Position{File: r.file, Line: max(1, n.Line), Column: max(1, n.Column)}
}

// fail keeps what is wrong with a node.
func (r *reader) failf(n *yaml.Node, format string, args ...any) { r.failAtf(r.at(n), format, args...) }

// mostProblems is how many are kept of one file: who sees as many reads no more.
const mostProblems = 200

func (r *reader) failAtf(at Position, format string, args ...any) {
	if len(r.wrong) >= mostProblems {
		r.left = 0
		return
	}
	r.wrong = append(r.wrong, Problem{At: at, Says: text.Clean(api.Text(fmt.Sprintf(format, args...)))})
}

// The tags of values that YAML itself knows.
const (
	nullTag  = "!!null"
	textTag  = "!!str"
	boolTag  = "!!bool"
	mergeTag = "!!merge"
)

var knownTags = []string{nullTag, textTag, boolTag, mergeTag, "!!int", "!!float", "!!timestamp", "!!seq", "!!map"}

// value is the node itself, or what an alias stands for.
func (r *reader) value(n *yaml.Node) *yaml.Node {
	if r.left--; r.left == 0 {
		r.failf(n, "the aliases (*name) of this file repeat too much; write less with them")
	}
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// spent reports that too many values were read.
func (r *reader) spent() bool { return r.left <= 0 }

// kind names the sort of a value.
func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	}
	switch n.ShortTag() {
	case nullTag:
		return "nothing"
	case boolTag:
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	}
	return "text"
}

// odd reports a value with a type of its own, as !secret.
func (r *reader) odd(n *yaml.Node, what string) bool {
	if n.Kind == yaml.ScalarNode || n.Kind == yaml.SequenceNode || n.Kind == yaml.MappingNode {
		if slices.Contains(knownTags, n.ShortTag()) {
			return false
		}
	}
	r.failf(n, "%s has a tag that is not supported; write the value without it", what)
	return true
}

// text reads a text. What YAML takes for something else is refused: no one can see
// whether 010 or 1e3 stays as it is written.
func (r *reader) text(n *yaml.Node, what string) (Given[api.Text], bool) {
	n = r.value(n)
	given := Given[api.Text]{Value: api.Text(n.Value), At: r.at(n), Set: true}
	switch {
	case r.odd(n, what):
	case n.Kind != yaml.ScalarNode:
		r.failf(n, "%s must be text, not %s", what, kind(n))
	case n.ShortTag() == nullTag:
		r.failf(n, "%s has no value; give one, or leave the line out", what)
	case n.ShortTag() != textTag:
		r.failf(n, "%s must be text, not %s; put it in quotes: %s", what, kind(n), shown(n.Value))
	default:
		return given, true
	}
	return given, false
}

// flag reads true or false.
func (r *reader) flag(n *yaml.Node, what string) (Given[bool], bool) {
	n = r.value(n)
	given := Given[bool]{At: r.at(n), Set: true}
	switch {
	case r.odd(n, what):
	case n.Kind != yaml.ScalarNode || n.ShortTag() != boolTag:
		r.failf(n, "%s must be true or false%s", what, notAFlag(n))
	default:
		given.Value = strings.EqualFold(n.Value, "true")
		return given, true
	}
	return given, false
}

func notAFlag(n *yaml.Node) string {
	switch strings.ToLower(n.Value) {
	case "yes", "y", "on", "1":
		return "; did you mean true?"
	case "no", "n", "off", "0":
		return "; did you mean false?"
	}
	return ", not " + kind(n)
}

// list reads the items of a list; like is one as it is written.
func (r *reader) list(n *yaml.Node, what, like string) ([]*yaml.Node, Position, bool) {
	n = r.value(n)
	switch {
	case r.odd(n, what):
	case n.Kind != yaml.SequenceNode:
		r.failf(n, "%s must be a list, such as %s, not %s", what, like, kind(n))
	default:
		return n.Content, r.at(n), true
	}
	return nil, r.at(n), false
}

// shown quotes a value of the file for a sentence.
func shown(value string) string {
	const most = 80
	if runes := []rune(value); len(runes) > most {
		value = string(runes[:most]) + "…"
	}
	return strconv.Quote(value)
}

// field is a key that a mapping may have, and what reads its value.
type field struct {
	name    string
	read    func(*yaml.Node)
	refused bool // it reads only to say why it cannot be there
}

// fields reads a mapping whose keys are known. It reports whether it is one.
func (r *reader) fields(n *yaml.Node, what, like string, known []field) bool {
	return r.pairs(n, what, like, func(name string, key, value *yaml.Node) {
		var names []string
		for _, field := range known {
			if field.name == name {
				field.read(value)
				return
			}
			if !field.refused {
				names = append(names, field.name)
			}
		}
		r.unknown(key, name, what, names)
	})
}

// unknown keeps that a key is not known, and which one was meant.
func (r *reader) unknown(key *yaml.Node, name, what string, known []string) {
	if near := suggest.Nearest(cut(name), known); near != "" {
		r.failf(key, "%s has no key %s; did you mean %s?", what, shown(name), near)
		return
	}
	r.failf(key, "%s has no key %s; known are %s", what, shown(name), strings.Join(known, ", "))
}

// cut keeps what is compared short.
func cut(name string) string { return name[:min(len(name), 100)] }

// deepestMerge is how far merge keys may lead to others.
const deepestMerge = 10

// pairs calls each for the keys of a mapping, and those that it merges from others. It
// reports whether it is a mapping.
func (r *reader) pairs(n *yaml.Node, what, like string, each func(name string, key, value *yaml.Node)) bool {
	n = r.value(n)
	switch {
	case r.odd(n, what):
		return false
	case n.Kind != yaml.MappingNode:
		r.failf(n, "%s must be a mapping, such as %s, not %s", what, like, kind(n))
		return false
	}
	r.merge(n, make(map[string]*yaml.Node), deepestMerge, each)
	return true
}

// merge is pairs of a mapping for the keys that are not given yet: those that are
// written there count before merged ones.
func (r *reader) merge(n *yaml.Node, given map[string]*yaml.Node, deepest int, each func(name string, key, value *yaml.Node)) {
	var others []*yaml.Node
	own := make(map[string]*yaml.Node)
	for i := 0; i+1 < len(n.Content) && !r.spent(); i += 2 {
		key, value := r.value(n.Content[i]), n.Content[i+1]
		switch {
		case key.Kind == yaml.ScalarNode && key.ShortTag() == mergeTag:
			others = append(others, value)
			continue
		case key.Kind != yaml.ScalarNode || key.ShortTag() == nullTag:
			r.failf(n.Content[i], "a key must be text, not %s", kind(key))
			continue
		}
		if first, twice := own[key.Value]; twice {
			r.failf(n.Content[i], "%s is there already, in line %d; keep one of them", shown(key.Value), first.Line)
			continue
		}
		own[key.Value] = key
		if _, before := given[key.Value]; !before {
			given[key.Value] = key
			each(key.Value, n.Content[i], value)
		}
	}
	for _, other := range others {
		r.mergeFrom(other, given, deepest-1, each)
	}
}

// mergeFrom reads what a merge key names: a mapping, or a list of them.
func (r *reader) mergeFrom(other *yaml.Node, given map[string]*yaml.Node, deepest int, each func(name string, key, value *yaml.Node)) {
	n := r.value(other)
	switch {
	case r.spent():
	case deepest < 0:
		r.failf(other, "the merge keys (<<) lead to each other without end; write the keys out")
	case n.Kind == yaml.MappingNode:
		r.merge(n, given, deepest, each)
	case n.Kind == yaml.SequenceNode:
		for _, one := range n.Content {
			r.mergeFrom(one, given, deepest-1, each)
		}
	default:
		r.failf(other, "<< takes a mapping, such as *name, not %s", kind(n))
	}
}
