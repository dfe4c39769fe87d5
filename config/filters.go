package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SavedFilter is a filter that a key applies to a list.
type SavedFilter struct {
	Name, Key, Filter string
	Source            Source // of the filter's own line
}

// filters reads the saved filters. What is wrong with a filter's terms is for
// whoever knows their language; see [Options].
func (r reader) filters(n *yaml.Node) ([]SavedFilter, error) {
	const form = "a saved filter is written like {name: Broken, key: 1, filter: status:off}"
	if null(n) {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode || !bare(n) {
		return nil, r.fail(n.Line, "filters must be a list; %s", form)
	}
	var all []SavedFilter
	lines := make(map[string]int) // of the keys
	for _, entry := range n.Content {
		if entry.Kind != yaml.MappingNode {
			return nil, r.fail(entry.Line, form)
		}
		one, keyLine, err := r.savedFilter(entry)
		if err != nil {
			return nil, err
		}
		if before, taken := lines[one.Key]; taken {
			return nil, r.fail(keyLine, "the key %s belongs to the filter in line %d already; give %q another one", one.Key, before, one.Name)
		}
		lines[one.Key] = keyLine
		all = append(all, one)
	}
	return all, nil
}

// savedFilter reads one of them, and returns the line of its key.
func (r reader) savedFilter(n *yaml.Node) (one SavedFilter, keyLine int, err error) {
	word := func(into *string, check func(string) error) func(*yaml.Node) error {
		return func(n *yaml.Node) error {
			var set Setting[string]
			err := r.text(n, check, &set)
			*into = strings.TrimSpace(set.Value)
			return err
		}
	}
	err = r.fields(n, "filters", []field{
		{"name", word(&one.Name, checkSeen)},
		{"key", func(n *yaml.Node) error {
			keyLine = n.Line
			return word(&one.Key, checkFilterKey)(n)
		}},
		{"filter", func(n *yaml.Node) error {
			one.Source = fromLine(r.path, n.Line)
			return word(&one.Filter, checkSeen)(n)
		}},
	})
	if err != nil {
		return one, keyLine, err
	}
	for _, part := range []struct{ name, value string }{{"name", one.Name}, {"key", one.Key}, {"filter", one.Filter}} {
		if part.value == "" {
			return one, keyLine, r.fail(n.Line, "a saved filter needs a %s", part.name)
		}
	}
	return one, keyLine, nil
}

// checkFilterKey says whether a key can apply a saved filter.
func checkFilterKey(key string) error {
	if len(key) != 1 || key < "1" || key > "9" {
		return fmt.Errorf("%q cannot be the key of a saved filter; allowed are 1 to 9", key)
	}
	return nil
}

// checkSeen says whether a text can be shown as it is.
func checkSeen(text string) error {
	if strings.ContainsFunc(text, func(c rune) bool { return c != ' ' && unseen(c) }) {
		return fmt.Errorf("%q has characters that cannot be seen", text)
	}
	return nil
}

// checkFilters has the terms of the saved filters checked.
func (c Config) checkFilters(check func(filter string) error) error {
	if check == nil {
		return nil
	}
	at := slices.IndexFunc(c.Filters, func(one SavedFilter) bool { return check(one.Filter) != nil })
	if at < 0 {
		return nil
	}
	one := c.Filters[at]
	return &Error{Where: one.Source.place(), Problem: fmt.Sprintf("the filter %q: %v", one.Name, check(one.Filter))}
}
