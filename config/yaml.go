package config

import (
	"cmp"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"corotui/internal/yamldoc"
)

// tree returns the root of the file's one document, and nil for an empty file.
func (r reader) tree(data []byte) (*yaml.Node, error) {
	roots, err := yamldoc.Documents(data)
	switch m, wrong := errors.AsType[*yamldoc.Mistake](err); {
	case wrong:
		return nil, r.fail(m.Line, "%s", m.Says)
	case len(roots) == 0:
		return nil, nil
	case len(roots) > 1:
		return nil, r.fail(roots[1].Line, "a second document begins here; keep everything in one")
	}
	return roots[0], nil
}

// entries returns the keys of a mapping with their values.
func entries(m *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(*yaml.Node, *yaml.Node) bool) {
		for i := 0; i+1 < len(m.Content); i += 2 {
			if !yield(m.Content[i], m.Content[i+1]) {
				return
			}
		}
	}
}

// null reports that nothing stands where a value could.
func null(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && bare(n)
}

// bare reports that a node is what it looks like. References and types of one's
// own are not for settings: no one would look for the value somewhere else.
func bare(n *yaml.Node) bool {
	return n.Kind != yaml.AliasNode && n.Anchor == "" && n.Style&yaml.TaggedStyle == 0
}

// scalar returns the text of a plain or quoted value as it was written: an id
// made of digits stays the digits.
func scalar(n *yaml.Node) (string, bool) {
	return n.Value, n.Kind == yaml.ScalarNode && bare(n) && !null(n)
}

// written returns a text as YAML, in one line. It is quoted, as JSON is, unless
// it means itself wherever a value can stand.
func written(text string) string {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte("["+text+"]"), &document); err == nil {
		if list := document.Content[0].Content; len(list) == 1 && list[0].Tag == "!!str" && list[0].Style == 0 && list[0].Value == text {
			return text
		}
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return strconv.Quote(text) // a string can always be written
	}
	return string(quoted)
}

// flow returns a value in one line, as {a: 1, b: [2, 3]}.
func flow(n *yaml.Node) string {
	parts := make([]string, 0, len(n.Content))
	switch {
	case n.Kind == yaml.MappingNode:
		for key, value := range entries(n) {
			parts = append(parts, flow(key)+": "+flow(value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.Kind == yaml.SequenceNode:
		for _, value := range n.Content {
			parts = append(parts, flow(value))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case n.Tag == "!!str":
		return written(n.Value)
	default:
		return cmp.Or(n.Value, "null")
	}
}
