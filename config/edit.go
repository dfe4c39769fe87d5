package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// editor changes lines of a config file, and leaves all others to the letter as
// the user wrote them. The syntax tree only tells it where they are, and it is
// read again for each change.
type editor struct {
	text    string
	profile string // the one that is changed
	chosen  bool   // the default profile is changed
}

// errUnusual is for what is YAML and understood, and yet cannot be changed line
// by line.
var errUnusual = errors.New("its form is too unusual to change it safely; edit it by hand")

// setting is a line of a profile: its value as YAML, and none to remove it.
type setting struct{ name, value string }

// setProfile writes an account as a profile: the lines that exist change their
// values, the others are added.
func (e *editor) setProfile(a Account, kind SecretKind) error {
	e.profile = a.Profile
	given := func(value string) string {
		if value == "" {
			return ""
		}
		return written(value)
	}
	settings := []setting{
		{"region", a.Region}, {"api_url", given(a.APIURL)}, {"audience", given(a.Audience)},
		{"client_id", written(a.ClientID)},
		{"secret", fmt.Sprintf("{%s: true}", kind)},
	}
	if a.APIURL != "" {
		settings[0].value = ""
	}
	if a.Workspace != "" { // without one, what the profile had is left alone
		settings = append(settings, setting{"workspace", written(a.Workspace)})
	}
	if err := e.setDefault(a.Profile); err != nil {
		return err
	}
	for _, s := range settings {
		if s.value == "" {
			continue
		}
		if err := e.set(s.value, "profiles", a.Profile, s.name); err != nil {
			return err
		}
	}
	for _, s := range settings { // last, so that the profile is never empty
		if s.value != "" {
			continue
		}
		if err := e.remove("profiles", a.Profile, s.name); err != nil {
			return err
		}
	}
	return nil
}

// setDefault makes a profile the default one if there is none.
func (e *editor) setDefault(profile string) error {
	root, err := e.root()
	if err != nil {
		return err
	}
	if root != nil && root.Kind == yaml.MappingNode {
		if _, value := find(root, "default_profile"); value != nil && !null(value) {
			return nil
		}
	}
	return e.set(written(profile), "default_profile")
}

// removeSecret takes the mention of the secret out of a profile.
func (e *editor) removeSecret(profile string) error {
	e.profile = profile
	return e.remove("profiles", profile, "secret")
}

// root returns the tree of the text as it is now; nil for one without settings.
func (e *editor) root() (*yaml.Node, error) {
	root, err := reader{}.tree([]byte(e.text))
	if err != nil { // a change before this one was not to be made in this text
		return nil, errUnusual
	}
	return root, nil
}

// has reports whether there is a setting at a path, whatever its value is.
func (e *editor) has(path ...string) (bool, error) {
	at, err := e.root()
	if err != nil {
		return false, err
	}
	for _, name := range path {
		if at == nil || at.Kind != yaml.MappingNode {
			return false, nil
		}
		key, below := find(at, name)
		if key == nil {
			return false, nil
		}
		at = below
	}
	return true, nil
}

// set gives the setting at a path a value, and makes what leads to it where that
// is missing.
func (e *editor) set(value string, path ...string) error {
	at, err := e.root()
	if err != nil {
		return err
	}
	if at == nil {
		e.splice(len(e.lines()), 0, block(0, value, path))
		return nil
	}
	var above *yaml.Node // the key that at belongs to; nil for the root
	for i, name := range path {
		switch {
		case at.Kind != yaml.MappingNode || !bare(at):
			return errUnusual
		case len(at.Content) > 0 && at.Style&yaml.FlowStyle != 0:
			return e.setInFlow(above, at, value, path[i:])
		case len(at.Content) == 0: // the root, as {}
			e.splice(at.Line-1, 1, block(0, value, path))
			return nil
		}
		key, below := find(at, name)
		last := at.Content[len(at.Content)-2]
		switch {
		case key == nil:
			e.splice(e.end(last), 0, block(last.Column-1, value, path[i:]))
			return nil
		case i == len(path)-1 || null(below) || below.Kind == yaml.MappingNode && len(below.Content) == 0:
			lines := block(key.Column-1, value, path[i:])
			lines[0] += e.comment(key, below)
			e.splice(key.Line-1, e.end(key)-key.Line+1, lines)
			return nil
		}
		above, at = key, below
	}
	return errUnusual
}

// remove takes the setting at a path out, if it is there.
func (e *editor) remove(path ...string) error {
	at, err := e.root()
	if err != nil || at == nil {
		return err
	}
	var above *yaml.Node
	for i, name := range path {
		if at.Kind != yaml.MappingNode {
			return nil
		}
		if at.Style&yaml.FlowStyle != 0 {
			return e.setInFlow(above, at, "", path[i:])
		}
		key, below := find(at, name)
		switch {
		case key == nil:
			return nil
		case i == len(path)-1:
			e.splice(key.Line-1, e.end(key)-key.Line+1, nil)
		}
		above, at = key, below
	}
	return nil
}

// setInFlow is set, and without a value remove, in a mapping such as {a: {b: 1}}
// below the key above, or that is the whole document. It is written again in one
// line.
func (e *editor) setInFlow(above, outer *yaml.Node, value string, path []string) error {
	if commented(outer.Content) {
		return errUnusual // they have no place in one line
	}
	comment := e.comment(above, outer)
	at := outer
	for i, name := range path {
		key, below := find(at, name)
		last := i == len(path)-1
		switch {
		case value == "" && key == nil:
			return nil
		case value == "" && last:
			place := slices.Index(at.Content, key)
			at.Content = slices.Delete(at.Content, place, place+2)
		case key == nil:
			key, below = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}, new(yaml.Node)
			at.Content = append(at.Content, key, below)
		}
		switch {
		case last:
			*below = yaml.Node{Kind: yaml.ScalarNode, Value: value}
		case below.Kind != yaml.MappingNode:
			*below = yaml.Node{Kind: yaml.MappingNode}
		}
		at = below
	}
	if above == nil {
		e.splice(outer.Line-1, len(e.lines())-outer.Line+1, []string{flow(outer) + comment})
		return nil
	}
	line := strings.Repeat(" ", above.Column-1) + written(above.Value) + ": " + flow(outer) + comment
	e.splice(above.Line-1, e.end(above)-above.Line+1, []string{line})
	return nil
}

// commented reports whether there is a comment at one of the nodes, or below it.
func commented(nodes []*yaml.Node) bool {
	return slices.ContainsFunc(nodes, func(n *yaml.Node) bool {
		return n.HeadComment+n.LineComment+n.FootComment != "" || commented(n.Content)
	})
}

// find returns the key of a name in a mapping and its value, nil if it has none.
func find(m *yaml.Node, name string) (key, value *yaml.Node) {
	for key, value := range entries(m) {
		if text, ok := scalar(key); ok && text == name {
			return key, value
		}
	}
	return nil, nil
}

// block returns the lines that give the setting at a path a value, moved in by
// so many blanks.
func block(indent int, value string, path []string) []string {
	lines := make([]string, 0, len(path))
	for i, name := range path {
		lines = append(lines, strings.Repeat(" ", indent+2*i)+written(name)+":")
	}
	lines[len(lines)-1] += " " + value
	return lines
}

// lines returns the text's lines with their ends.
func (e *editor) lines() []string { return slices.Collect(strings.Lines(e.text)) }

// end returns how many lines there are up to the last one of a key and its
// value: those below that are moved in further. Blank lines and comments at
// their end belong to what comes next.
func (e *editor) end(key *yaml.Node) int {
	end := key.Line
	for i, line := range e.lines()[key.Line:] {
		content := strings.TrimLeft(line, " ")
		switch blank := strings.TrimSpace(content) == ""; {
		case blank || content[0] == '#':
		case len(line)-len(content) < key.Column:
			return end
		default:
			end = key.Line + i + 1
		}
	}
	return end
}

// comment returns what stands behind the value of a key in the key's own line,
// with the blank before it. There is no key for a whole document.
func (e *editor) comment(key, value *yaml.Node) string {
	comment := value.LineComment
	if key != nil && value.Line > key.Line || null(value) {
		_, comment, _ = strings.Cut(strings.TrimRight(e.lines()[key.Line-1], "\r\n"), " #")
		comment = strings.TrimSuffix("#"+comment, "#")
	}
	if comment == "" {
		return ""
	}
	return " " + comment
}

// splice puts lines in place of so many others. They end as the file's do.
func (e *editor) splice(from, count int, with []string) {
	ends := "\n"
	if strings.Contains(e.text, "\r\n") {
		ends = "\r\n"
	}
	lines := e.lines()
	if from > 0 && from <= len(lines) && !strings.HasSuffix(lines[from-1], "\n") {
		lines[from-1] += ends
	}
	for i := range with {
		with[i] += ends
	}
	e.text = strings.Join(slices.Replace(lines, from, min(len(lines), from+count), with...), "")
}
