package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// editor changes the text of a config file through its syntax tree, so that
// comments, order and what it does not touch stay as the user wrote them.
type editor struct {
	head    string // the text of a file that has comments only, and so no tree
	tree    *ast.File
	root    *ast.MappingNode
	profile string // the one that is changed
}

func newEditor(data []byte) (*editor, error) {
	tree, err := parser.ParseBytes(data, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("read the config file: %s", plain(err.Error()))
	}
	for _, doc := range tree.Docs {
		if root, ok := doc.Body.(*ast.MappingNode); ok && len(root.Values) > 0 {
			return &editor{tree: tree, root: root}, nil
		}
	}
	head := ""
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			head += strings.TrimRight(line, "\r\n") + "\n"
		}
	}
	return &editor{head: head}, nil
}

// text returns the file's new text.
func (e *editor) text() string {
	body := strings.TrimRight(e.tree.String(), "\n") + "\n"
	return e.head + body
}

// profileLine is a setting of a profile: its text without the indent, and no text to remove it.
type profileLine struct{ name, text string }

// setProfile writes an account as a profile: the lines that exist change their
// values, the others are added.
func (e *editor) setProfile(a Account, kind SecretKind) error {
	e.profile = a.Profile
	lines := []profileLine{
		{"region", scalarLine("region", a.Region)}, {"api_url", ""}, {"audience", ""},
		{"client_id", scalarLine("client_id", a.ClientID)},
		{"secret", fmt.Sprintf("secret: {%s: true}", kind)},
	}
	if a.APIURL != "" {
		lines[0], lines[1] = profileLine{"region", ""}, profileLine{"api_url", scalarLine("api_url", a.APIURL)}
	}
	if a.Audience != "" {
		lines[2] = profileLine{"audience", scalarLine("audience", a.Audience)}
	}
	if a.Workspace != "" {
		lines = append(lines, profileLine{"workspace", scalarLine("workspace", a.Workspace)})
	}
	block := quoted(a.Profile) + ":"
	for _, line := range lines {
		if line.text != "" {
			block += "\n  " + line.text
		}
	}
	nested := "profiles:\n  " + strings.ReplaceAll(block, "\n", "\n  ")
	if e.root == nil {
		return e.start(scalarLine("default_profile", a.Profile) + "\n" + nested + "\n")
	}
	if find(e.root, "default_profile") == nil {
		if err := put(e.root, "default_profile", scalarLine("default_profile", a.Profile)); err != nil {
			return err
		}
	}
	profiles := child(e.root, "profiles")
	if profiles == nil {
		return put(e.root, "profiles", nested)
	}
	profile := child(profiles, a.Profile)
	if profile == nil {
		return put(profiles, a.Profile, block)
	}
	for _, line := range lines {
		if line.text == "" {
			continue
		}
		if err := put(profile, line.name, line.text); err != nil {
			return err
		}
	}
	for _, line := range lines { // last, so that the profile is never empty
		if line.text == "" {
			remove(profile, line.name)
		}
	}
	return nil
}

// removeSecret takes the mention of the secret out of a profile.
func (e *editor) removeSecret(profile string) error {
	e.profile = profile
	if e.root == nil {
		return errors.New("the config file has no settings")
	}
	if profiles := child(e.root, "profiles"); profiles != nil {
		if p := child(profiles, profile); p != nil {
			remove(p, "secret")
		}
	}
	return nil
}

// start makes the first settings of a file.
func (e *editor) start(text string) error {
	tree, err := parser.ParseBytes([]byte(text), parser.ParseComments)
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	e.tree = tree
	return nil
}

// scalarLine writes one setting, its value quoted when YAML needs that.
func scalarLine(name, value string) string { return name + ": " + quoted(value) }

func quoted(value string) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%q", value) // a string can always be written
	}
	return strings.TrimRight(string(text), "\n")
}

func find(m *ast.MappingNode, name string) *ast.MappingValueNode {
	for _, value := range m.Values {
		if key, ok := scalar(value.Key); ok && key == name {
			return value
		}
	}
	return nil
}

// child returns the settings below a name, and nil when there are none.
func child(m *ast.MappingNode, name string) *ast.MappingNode {
	value := find(m, name)
	if value == nil {
		return nil
	}
	if below, ok := value.Value.(*ast.MappingNode); ok && len(below.Values) > 0 {
		return below
	}
	return nil
}

func remove(m *ast.MappingNode, name string) {
	m.Values = slices.DeleteFunc(m.Values, func(v *ast.MappingValueNode) bool {
		key, ok := scalar(v.Key)
		return ok && key == name
	})
	m.IsFlowStyle = m.IsFlowStyle || len(m.Values) == 0 // as a block, nothing would be written
}

// put gives a name in m the value that text has; text is "name: value" without
// an indent. A comment behind the old value stays.
func put(m *ast.MappingNode, name, text string) error {
	tree, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	made, ok := tree.Docs[0].Body.(*ast.MappingNode)
	if !ok || len(made.Values) != 1 {
		return fmt.Errorf("%s cannot be written as YAML", name)
	}
	entry := made.Values[0]
	entry.AddColumn(m.Values[0].Key.GetToken().Position.Column - entry.Key.GetToken().Position.Column)
	if m.IsFlowStyle {
		entry.SetIsFlowStyle(true)
	}
	old := find(m, name)
	if old == nil {
		m.Values = append(m.Values, entry)
		return nil
	}
	if comment := old.Value.GetComment(); comment != nil {
		if err := entry.Value.SetComment(comment); err != nil {
			return fmt.Errorf("keep the comment at %s: %w", name, err)
		}
	}
	old.Value = entry.Value
	return nil
}
