package config

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// parse reads the text of a config file. Each key is read by hand from the
// syntax tree, so that every value knows its line and every mistake can be
// told in a sentence about that line.
func parse(path string, data []byte) (file, error) {
	f := file{path: path, exists: true}
	r := reader{path: path}
	tree, err := r.tree(data)
	if err != nil {
		return f, err
	}
	if tree == nil {
		return f, nil
	}
	err = r.fields(tree, "", []field{
		{"default_profile", func(n ast.Node) (err error) { return r.text(n, CheckProfileName, &f.defaultProfile) }},
		{"profiles", func(n ast.Node) (err error) { f.profiles, err = r.profiles(n); return err }},
		{"ui", func(n ast.Node) error {
			return r.fields(n, "ui", []field{
				{"theme", func(n ast.Node) error { return r.text(n, checkTheme, &f.theme) }},
				{"mouse", func(n ast.Node) error { return r.flag(n, &f.mouse) }},
				{"relative_time", func(n ast.Node) error { return r.flag(n, &f.relativeTime) }},
			})
		}},
		{"keys", func(n ast.Node) (err error) {
			f.keysSource = fromLine(path, line(n))
			f.keys, err = r.keys(n)
			return err
		}},
	})
	if err != nil {
		return f, err
	}
	if name := f.defaultProfile; name.Set() {
		if _, ok := f.profile(name.Value); !ok {
			return f, &Error{Where: name.Source.place(), Problem: fmt.Sprintf(
				"default_profile names %q, which is not among the profiles; %s", name.Value, thereAre(f.names()))}
		}
	}
	return f, nil
}

// thereAre lists the profiles that exist, for errors about one that does not.
func thereAre(names []string) string {
	if len(names) == 0 {
		return "there are none yet, corotui login makes one"
	}
	return "there are " + words(names)
}

// reader turns syntax nodes into values; path is for its errors.
type reader struct{ path string }

// field is a key that a mapping may have, and what reads its value.
type field struct {
	name string
	read func(ast.Node) error
}

// tree returns the root of the file's one document, and nil for an empty file.
func (r reader) tree(data []byte) (root ast.Node, err error) {
	defer func() {
		// The library has been seen to panic on malformed text; for the user
		// that is a malformed file like any other.
		if p := recover(); p != nil {
			root, err = nil, r.fail(1, "the file is not YAML that can be read")
		}
	}()
	parsed, err := parser.ParseBytes(data, parser.ParseComments)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil && syntax.GetToken().Position != nil {
			return nil, r.fail(syntax.GetToken().Position.Line, "%s", plain(syntax.GetMessage()))
		}
		return nil, r.fail(1, "the file is not YAML that can be read")
	}
	for _, doc := range parsed.Docs {
		if _, comment := doc.Body.(*ast.CommentGroupNode); doc.Body == nil || comment {
			continue
		}
		if root != nil {
			return nil, r.fail(line(doc.Body), "a second document begins here; keep everything in one")
		}
		root = doc.Body
	}
	return root, nil
}

// plain keeps a message of the YAML library to one printable line.
func plain(message string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ReplaceAll(message, "\t", `\t`))
}

func line(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return max(1, n.GetToken().Position.Line)
}

func (r reader) fail(line int, format string, args ...any) error {
	return &Error{Where: fmt.Sprintf("%s:%d", r.path, line), Problem: fmt.Sprintf(format, args...)}
}

// fields reads a mapping whose keys are known. A key that is not is an error
// that lists those that are.
func (r reader) fields(n ast.Node, under string, known []field) error {
	return r.pairs(n, under, func(key string, keyLine int, value ast.Node) error {
		names := make([]string, len(known))
		for i, field := range known {
			if field.name == key {
				if _, null := value.(*ast.NullNode); null || value == nil {
					return nil
				}
				return field.read(value)
			}
			names[i] = field.name
		}
		where := "at the top of the file"
		if under != "" {
			where = "under " + under
		}
		return r.fail(keyLine, "there is no setting %q %s; allowed are %s", key, where, words(names))
	})
}

// pairs calls each for every key of a mapping. What is no mapping is an error.
func (r reader) pairs(n ast.Node, under string, each func(key string, line int, value ast.Node) error) error {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.NullNode:
		return nil
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		if under == "" {
			under = "the file"
		}
		return r.fail(line(n), "%s must hold lines of the form name: value", under)
	}
	for _, value := range values {
		key, ok := scalar(value.Key)
		if !ok {
			return r.fail(line(value.Key), "a name must be plain text")
		}
		if err := each(key, line(value.Key), value.Value); err != nil {
			return err
		}
	}
	return nil
}

// scalar returns the text of a plain or quoted value as it was written: an id
// made of digits stays the digits.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}

// text reads one word or line that check accepts.
func (r reader) text(n ast.Node, check func(string) error, into *Setting[string]) error {
	value, ok := scalar(n)
	if !ok {
		return r.fail(line(n), "plain text belongs here, in one line")
	}
	if value == "" {
		return nil
	}
	if err := check(value); err != nil {
		return r.fail(line(n), "%s", err)
	}
	*into = Setting[string]{value, fromLine(r.path, line(n))}
	return nil
}

// flag reads true or false.
func (r reader) flag(n ast.Node, into *Setting[bool]) error {
	value, ok := scalar(n)
	if !ok {
		return r.fail(line(n), "true or false belongs here")
	}
	on, err := parseBool(value)
	if err != nil {
		return r.fail(line(n), "%s", err)
	}
	*into = Setting[bool]{on, fromLine(r.path, line(n))}
	return nil
}

// list reads a list of words; one word alone is a list of one.
func (r reader) list(n ast.Node) ([]string, error) {
	if word, ok := scalar(n); ok {
		return []string{word}, nil
	}
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		return nil, r.fail(line(n), "a list of words like [one, two] belongs here")
	}
	list := make([]string, 0, len(sequence.Values))
	for _, value := range sequence.Values {
		word, ok := scalar(value)
		if !ok {
			return nil, r.fail(line(value), "a list of words like [one, two] belongs here")
		}
		list = append(list, word)
	}
	return list, nil
}

func (r reader) keys(n ast.Node) (map[string]Setting[[]string], error) {
	bindings := make(map[string]Setting[[]string])
	err := r.pairs(n, "keys", func(action string, keyLine int, value ast.Node) error {
		bound, err := r.list(value)
		if err != nil {
			return err
		}
		bindings[action] = Setting[[]string]{bound, fromLine(r.path, keyLine)}
		return nil
	})
	return bindings, err
}

func (r reader) profiles(n ast.Node) ([]Profile, error) {
	var profiles []Profile
	err := r.pairs(n, "profiles", func(name string, keyLine int, value ast.Node) error {
		if err := CheckProfileName(name); err != nil {
			return r.fail(keyLine, "%s", err)
		}
		p := Profile{Name: name, Source: fromLine(r.path, keyLine)}
		err := r.fields(value, "profiles."+name, []field{
			{"region", func(n ast.Node) error { return r.text(n, checkRegion, &p.Region) }},
			{"api_url", func(n ast.Node) error { return r.text(n, CheckAPIURL, &p.APIURL) }},
			{"audience", func(n ast.Node) error { return r.text(n, checkToken, &p.Audience) }},
			{"client_id", func(n ast.Node) error { return r.text(n, checkToken, &p.ClientID) }},
			{"secret", func(n ast.Node) error { return r.secret(n, name, &p.Secret) }},
			{"workspace", func(n ast.Node) error { return r.text(n, checkToken, &p.Workspace) }},
			{"read_only", func(n ast.Node) error { return r.flag(n, &p.ReadOnly) }},
		})
		if err != nil {
			return err
		}
		if p.Region.Set() && p.APIURL.Set() {
			return r.fail(keyLine, "profile %s has both region and api_url; keep one of them", name)
		}
		profiles = append(profiles, p)
		return nil
	})
	return profiles, err
}

// secretForms is what a profile's secret may be. Errors about it never repeat
// what stands there: it may be the secret itself.
const secretForms = "a profile's secret must be {keyring: true}, {encrypted: true}, {file: true} or {command: [program, argument]}, and never the secret itself" //nolint:gosec // G101: a sentence

func (r reader) secret(n ast.Node, profile string, into *Setting[SecretRef]) error {
	var found []SecretRef
	wrong := r.fail(line(n), secretForms)
	stored := func(kind SecretKind) func(ast.Node) error {
		return func(n ast.Node) error {
			word, ok := scalar(n)
			on, err := parseBool(word)
			if !ok || err != nil {
				return wrong
			}
			if on {
				found = append(found, SecretRef{Kind: kind})
			}
			return nil
		}
	}
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		return wrong
	}
	err := r.fields(n, "profiles."+profile+".secret", []field{
		{string(KeyringSecret), stored(KeyringSecret)},
		{string(EncryptedSecret), stored(EncryptedSecret)},
		{string(FileSecret), stored(FileSecret)},
		{"command", func(n ast.Node) error {
			sequence, ok := n.(*ast.SequenceNode)
			if !ok || len(sequence.Values) == 0 {
				return wrong
			}
			argv, err := r.list(sequence)
			if err != nil || argv[0] == "" {
				return wrong
			}
			found = append(found, SecretRef{Kind: CommandSecret, Command: argv})
			return nil
		}},
	})
	if err != nil {
		return wrong // err may repeat a word that is the secret
	}
	if len(found) > 1 {
		return r.fail(line(n), "profile %s names more than one place for its secret; keep one", profile)
	}
	if len(found) == 1 {
		*into = Setting[SecretRef]{found[0], fromLine(r.path, line(n))}
	}
	return nil
}
