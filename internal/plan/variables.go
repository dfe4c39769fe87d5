package plan

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/environment"
	"corotui/internal/suggest"
	"corotui/internal/yamldoc"
)

// A text of a file may have variables in it: ${NAME}. What is meant as it stands there
// is written $${.
const (
	opening = "${"
	literal = "$${"
)

// Region is the variable that is the region of the profile, if it has one.
const Region = "REGION"

// isVariable reports whether a variable can have the name.
func isVariable(name string) bool {
	return name != "" && (name[0] < '0' || name[0] > '9') && !strings.ContainsFunc(name, func(c rune) bool {
		return c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9')
	})
}

// expanded reads a text with variables.
func (r *reader) expanded(n *yaml.Node, what string) (Given[api.Text], bool) {
	given, ok := r.text(n, what)
	if !ok {
		return given, false
	}
	return r.expand(string(given.Value), n)
}

// expand puts the values of variables in their place. n is where the text stands.
func (r *reader) expand(raw string, n *yaml.Node) (Given[api.Text], bool) {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	given := Given[api.Text]{At: r.at(n), Set: true}
	var all strings.Builder
	fine := true
	for rest := raw; rest != "" && all.Len() <= change.MaxValue; {
		at := strings.Index(rest, opening)
		if at < 0 {
			all.WriteString(rest)
			break
		}
		if at > 0 && rest[at-1] == '$' {
			all.WriteString(rest[:at-1] + opening)
			rest = rest[at+len(opening):]
			continue
		}
		all.WriteString(rest[:at])
		name, after, closed := strings.Cut(rest[at+len(opening):], "}")
		value, known := r.from.lookup(name)
		switch {
		case !closed || !isVariable(name):
			r.failAtf(r.within(n, opening), "${ begins the name of a variable, as in ${REGION}; write $${ for these characters themselves")
			return given, false
		case name == environment.Secret:
			r.failAtf(r.within(n, opening+name+"}"), "the environment variable %s is for corotui itself, and stays on this machine", name)
			fine = false
		case !known && name == Region:
			r.failAtf(r.within(n, opening+name+"}"), "${%s} is the region of the profile, which has an API URL instead; set the environment variable %s", name, name)
			fine = false
		case !known:
			right := "set it, or write $${ for the characters ${ themselves"
			if suggest.Nearest(name, []string{Region}) != "" {
				right = "did you mean ${" + Region + "}?"
			}
			r.failAtf(r.within(n, opening+name+"}"), "the environment variable %s is not set, or empty; %s", name, right)
			fine = false
		}
		all.WriteString(value)
		rest = after
	}
	given.Value = api.Text(all.String())
	return given, fine
}

// within is where some characters of a text stand, or where it begins if it has several
// lines.
func (r *reader) within(n *yaml.Node, part string) Position {
	at := r.at(n)
	line := yamldoc.Line(r.data, at.Line)
	if runes := []rune(string(line)); at.Column <= len(runes) {
		if before, _, found := strings.Cut(string(runes[at.Column-1:]), part); found {
			at.Column += len([]rune(before))
		}
	}
	return at
}
