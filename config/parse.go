package config

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"corotui/internal/suggest"
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
		{"default_profile", func(n *yaml.Node) (err error) { return r.text(n, CheckProfileName, &f.defaultProfile) }},
		{"profiles", func(n *yaml.Node) (err error) { f.profiles, err = r.profiles(n); return err }},
		{"ui", func(n *yaml.Node) error {
			return r.fields(n, "ui", []field{
				{"theme", func(n *yaml.Node) error { return r.text(n, checkTheme, &f.theme) }},
				{"mouse", func(n *yaml.Node) error { return r.flag(n, &f.mouse) }},
				{"relative_time", func(n *yaml.Node) error { return r.flag(n, &f.relativeTime) }},
			})
		}},
		{"keys", func(n *yaml.Node) (err error) {
			f.keysSource = fromLine(path, n.Line)
			f.keys, err = r.keys(n)
			return err
		}},
		{"filters", func(n *yaml.Node) (err error) { f.filters, err = r.filters(n); return err }},
		{"commands", func(n *yaml.Node) (err error) { f.commands, err = r.commands(n); return err }},
		{"desired", func(n *yaml.Node) (err error) { f.desired, err = r.desired(n); return err }},
	})
	if err != nil {
		return f, err
	}
	if name := f.defaultProfile; name.Set() {
		if _, ok := f.profile(name.Value); !ok {
			return f, &Error{Where: name.Source.place(), Problem: fmt.Sprintf(
				"default_profile names %q, which is not among the profiles; %s", name.Value, thereAre(name.Value, f.names()))}
		}
	}
	return f, nil
}

// thereAre lists the profiles that exist, for errors about one that does not, and asks
// for the one that was most likely meant.
func thereAre(meant string, names []string) string {
	if len(names) == 0 {
		return "there are none yet, corotui login makes one"
	}
	said := "there are " + words(names)
	if len(names) == 1 {
		said = "there is only " + names[0]
	}
	if near := suggest.Name(meant, names); near != "" {
		said += fmt.Sprintf("; did you mean %s?", near)
	}
	return said
}

// reader turns syntax nodes into values; path is for its errors.
type reader struct{ path string }

// field is a key that a mapping may have, and what reads its value.
type field struct {
	name string
	read func(*yaml.Node) error
}

func (r reader) fail(line int, format string, args ...any) error {
	return &Error{Where: fmt.Sprintf("%s:%d", r.path, line), Problem: fmt.Sprintf(format, args...)}
}

// fields reads a mapping whose keys are known. A key that is not is an error
// that lists those that are.
func (r reader) fields(n *yaml.Node, under string, known []field) error {
	return r.pairs(n, under, func(key string, keyLine int, value *yaml.Node) error {
		names := make([]string, len(known))
		for i, field := range known {
			if field.name == key {
				if null(value) {
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

// pairs calls each for every key of a mapping. What is no mapping is an error,
// and so is a key that stands there twice: no one could say which one counts.
func (r reader) pairs(n *yaml.Node, under string, each func(key string, line int, value *yaml.Node) error) error {
	if null(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode || !bare(n) {
		if under == "" {
			under = "the file"
		}
		return r.fail(n.Line, "%s must hold lines of the form name: value", under)
	}
	first := make(map[string]int)
	for key, value := range entries(n) {
		name, ok := scalar(key)
		if !ok {
			return r.fail(key.Line, "a name must be plain text")
		}
		if before, twice := first[name]; twice {
			return r.fail(key.Line, "%s stands in line %d already; keep one of them", name, before)
		}
		first[name] = key.Line
		if err := each(name, key.Line, value); err != nil {
			return err
		}
	}
	return nil
}

// text reads one word or line that check accepts.
func (r reader) text(n *yaml.Node, check func(string) error, into *Setting[string]) error {
	value, ok := scalar(n)
	if !ok {
		return r.fail(n.Line, "plain text belongs here, in one line")
	}
	if value == "" {
		return nil
	}
	if err := check(value); err != nil {
		return r.fail(n.Line, "%s", err)
	}
	*into = Setting[string]{value, fromLine(r.path, n.Line)}
	return nil
}

// flag reads true or false.
func (r reader) flag(n *yaml.Node, into *Setting[bool]) error {
	value, ok := scalar(n)
	if !ok {
		return r.fail(n.Line, "true or false belongs here")
	}
	on, err := parseBool(value)
	if err != nil {
		return r.fail(n.Line, "%s", err)
	}
	*into = Setting[bool]{on, fromLine(r.path, n.Line)}
	return nil
}

// list reads a list of words; one word alone is a list of one.
func (r reader) list(n *yaml.Node) ([]string, error) {
	if word, ok := scalar(n); ok {
		return []string{word}, nil
	}
	if n.Kind != yaml.SequenceNode || !bare(n) {
		return nil, r.fail(n.Line, "a list of words like [one, two] belongs here")
	}
	list := make([]string, 0, len(n.Content))
	for _, value := range n.Content {
		word, ok := scalar(value)
		if !ok {
			return nil, r.fail(value.Line, "a list of words like [one, two] belongs here")
		}
		list = append(list, word)
	}
	return list, nil
}

func (r reader) keys(n *yaml.Node) (map[string]Setting[[]string], error) {
	bindings := make(map[string]Setting[[]string])
	err := r.pairs(n, "keys", func(action string, keyLine int, value *yaml.Node) error {
		bound, err := r.list(value)
		if err != nil {
			return err
		}
		bindings[action] = Setting[[]string]{bound, fromLine(r.path, keyLine)}
		return nil
	})
	return bindings, err
}

func (r reader) profiles(n *yaml.Node) ([]Profile, error) {
	var profiles []Profile
	err := r.pairs(n, "profiles", func(name string, keyLine int, value *yaml.Node) error {
		if err := CheckProfileName(name); err != nil {
			return r.fail(keyLine, "%s", err)
		}
		p := Profile{Name: name, Source: fromLine(r.path, keyLine)}
		err := r.fields(value, "profiles."+name, []field{
			{"region", func(n *yaml.Node) error { return r.text(n, checkRegion, &p.Region) }},
			{"api_url", func(n *yaml.Node) error { return r.text(n, CheckAPIURL, &p.APIURL) }},
			{"audience", func(n *yaml.Node) error { return r.text(n, CheckID, &p.Audience) }},
			{"client_id", func(n *yaml.Node) error { return r.text(n, CheckID, &p.ClientID) }},
			{"secret", func(n *yaml.Node) error { return r.secret(n, name, &p.Secret) }},
			{"workspace", func(n *yaml.Node) error { return r.text(n, CheckID, &p.Workspace) }},
			{"read_only", func(n *yaml.Node) error { return r.flag(n, &p.ReadOnly) }},
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

func (r reader) secret(n *yaml.Node, profile string, into *Setting[SecretRef]) error {
	var found []SecretRef
	wrong := r.fail(n.Line, secretForms)
	stored := func(kind SecretKind) func(*yaml.Node) error {
		return func(n *yaml.Node) error {
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
	if n.Kind != yaml.MappingNode {
		return wrong
	}
	err := r.fields(n, "profiles."+profile+".secret", []field{
		{string(KeyringSecret), stored(KeyringSecret)},
		{string(EncryptedSecret), stored(EncryptedSecret)},
		{string(FileSecret), stored(FileSecret)},
		{"command", func(n *yaml.Node) error {
			if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
				return wrong
			}
			argv, err := r.list(n)
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
		return r.fail(n.Line, "profile %s names more than one place for its secret; keep one", profile)
	}
	if len(found) == 1 {
		*into = Setting[SecretRef]{found[0], fromLine(r.path, n.Line)}
	}
	return nil
}
