package plan

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/environment"
	"corotui/internal/mask"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// wanted reads a webhook. In an override, which is not whole, name and id are not
// given: its key says which webhook is meant.
func (r *reader) wanted(n *yaml.Node, whole bool) (Wanted, bool) {
	w := Wanted{At: r.at(r.value(n))}
	plain := func(into *Given[api.Text], what string) func(*yaml.Node) {
		return func(n *yaml.Node) { *into = r.given(r.expanded(n, what)) }
	}
	known := []field{
		{name: "id", read: func(n *yaml.Node) {
			id, ok := r.id(n, "the id of a webhook")
			w.ID = Given[api.WebhookID]{Value: api.WebhookID(id.Value), At: id.At, Set: ok}
		}},
		{name: "name", read: plain(&w.Name, "name")},
		{name: "description", read: plain(&w.Description, "description")},
		{name: "url", read: func(n *yaml.Node) {
			w.URL = r.keepable(n, "url")
			r.doubtCredential(n, change.URL, "", "url")
		}},
		{name: "applyToAllDescendants", read: func(n *yaml.Node) {
			if given, ok := r.flag(n, "applyToAllDescendants"); ok {
				w.Descendants = given
			}
		}},
		{name: "status", read: func(n *yaml.Node) { w.Status = r.status(n) }},
		{name: "triggers", read: func(n *yaml.Node) { w.Triggers = r.triggers(n) }},
		{name: "headers", read: func(n *yaml.Node) { w.Headers = r.headers(n) }},
		{name: "secret", read: func(n *yaml.Node) { w.Secret = r.secret(n) }},
	}
	before := len(r.wrong)
	if !whole {
		for i, what := range []string{"id", "name"} {
			known[i] = field{name: what, refused: true, read: func(n *yaml.Node) {
				r.failf(n, "%s cannot be overridden: the key of the override says which webhook is meant", what)
			}}
		}
	}
	if !r.fields(n, "a webhook", "{name: Billing, url: https://...}", known) {
		return w, false
	}
	if whole && !w.ID.Set && !w.Name.Set && len(r.wrong) == before {
		r.failAtf(w.At, "the webhook has no name; give it one, or the id of one that exists")
	}
	r.check(w)
	return w, true
}

// given is a value that was read, or one that is not set.
func (r *reader) given(value Given[api.Text], ok bool) Given[api.Text] {
	value.Set = ok
	return value
}

// statuses are what else people call a status.
var statuses = map[string]api.Status{
	"on": api.Enabled, "yes": api.Enabled, "true": api.Enabled, "active": api.Enabled,
	"off": api.Disabled, "no": api.Disabled, "false": api.Disabled, "inactive": api.Disabled,
}

// status reads a status.
func (r *reader) status(n *yaml.Node) Given[api.Status] {
	value := r.value(n)
	given := Given[api.Status]{Value: api.Status(value.Value), At: r.at(value), Set: true}
	if value.Kind == yaml.ScalarNode {
		if meant := statuses[strings.ToLower(value.Value)]; meant != "" {
			r.failf(value, "status must be enabled or disabled; did you mean %s?", meant)
			return Given[api.Status]{At: given.At}
		}
	}
	if _, given.Set = r.text(n, "status"); given.Set && value.Value == "" {
		r.failf(value, "status is empty; use enabled or disabled")
		given.Set = false
	}
	return given
}

// keepable reads a text, or {keep: true}.
func (r *reader) keepable(n *yaml.Node, what string) Given[Value] {
	value := r.value(n)
	if value.Kind == yaml.MappingNode {
		given := Given[Value]{At: r.at(value)}
		r.fields(n, what, "{keep: true}", []field{{name: "keep", read: func(n *yaml.Node) {
			given.Value.Keep = r.always(n, "keep")
			given.Set = given.Value.Keep
		}}})
		if len(value.Content) == 0 {
			r.failf(value, "%s is empty; write a text, or {keep: true}", what)
		}
		return given
	}
	given, ok := r.expanded(n, what)
	return Given[Value]{Value: Value{Text: given.Value}, At: given.At, Set: ok}
}

// doubtCredential tells of a credential that everyone can read who has the file.
func (r *reader) doubtCredential(n *yaml.Node, field change.Field, item api.Text, what string) {
	n = r.value(n)
	if n.Kind != yaml.ScalarNode || strings.Contains(n.Value, opening) || mask.Hides(n.Value) {
		return
	}
	if change.Sensitive(field, item, mask.NewSecret(n.Value)) {
		r.doubts = append(r.doubts, Problem{At: r.at(n), Says: text.Clean(api.Text(what + " has a credential in it that everyone can read who has the file; write ${NAME}, and set that variable"))})
	}
}

// triggers reads a list of triggers.
func (r *reader) triggers(n *yaml.Node) Given[[]Given[api.Trigger]] {
	items, at, ok := r.list(n, "triggers", "[workspace-created]")
	list := Given[[]Given[api.Trigger]]{At: at, Set: ok}
	for _, item := range items {
		if r.spent() {
			break
		}
		trigger, ok := r.text(item, "a trigger")
		list.Set = list.Set && ok // or the rest would be all that is wanted
		list.Value = append(list.Value, Given[api.Trigger]{Value: api.Trigger(trigger.Value), At: trigger.At, Set: ok})
	}
	return list
}

// headers reads the headers.
func (r *reader) headers(n *yaml.Node) Given[[]Header] {
	list := Given[[]Header]{At: r.at(r.value(n))}
	list.Set = r.pairs(n, "headers", "{X-Env: prod}", func(name string, key, value *yaml.Node) {
		header := Header{Name: Given[api.Text]{Value: api.Text(name), At: r.at(key), Set: true}}
		header.Value = r.keepable(value, "the value of header "+shown(name))
		r.doubtCredential(value, change.Header, api.Text(name), "header "+shown(name))
		list.Value = append(list.Value, header)
	})
	list.Set = list.Set && !slices.ContainsFunc(list.Value, func(h Header) bool { return !h.Value.Set })
	return list
}

// secretForms is what a secret may be. What is wrong with one never repeats what is
// written there: it may be the secret itself.
const secretForms = "use {env: NAME}, {command: [program, argument]}, {generate: true}, or {keep: true}" //nolint:gosec // G101: a sentence

// sources are the keys of a secret.
var sources = []string{"env", "command", "generate", "keep"}

// secret reads where a secret comes from.
func (r *reader) secret(n *yaml.Node) Given[Secret] {
	value := r.value(n)
	secret := Given[Secret]{At: r.at(value)}
	if value.Kind != yaml.MappingNode {
		r.failf(value, "secret must say where the secret comes from, and never be the secret itself; %s", secretForms)
		return secret
	}
	for i := 0; i+1 < len(value.Content); i += 2 {
		key := value.Content[i]
		if slices.Contains(sources, key.Value) || key.ShortTag() == mergeTag {
			continue
		}
		if near := suggest.Within(cut(key.Value), sources, 2); near != "" && key.Value != "value" {
			r.failf(key, "secret has no such key; did you mean %s?", near)
		} else {
			r.failf(key, "secret has no such key, and is never in the file; %s", secretForms)
		}
		return secret
	}
	given, before := 0, len(r.wrong)
	count := func(read func(*yaml.Node)) func(*yaml.Node) { return func(n *yaml.Node) { given++; read(n) } }
	s := &secret.Value
	r.fields(n, "secret", "{env: NAME}", []field{
		{name: "env", read: count(func(n *yaml.Node) { s.Env, s.Value = r.variable(n) })},
		{name: "command", read: count(func(n *yaml.Node) { s.Command = r.command(n) })},
		{name: "generate", read: count(func(n *yaml.Node) { s.Generate = r.always(n, "generate") })},
		{name: "keep", read: count(func(n *yaml.Node) { s.Keep = r.always(n, "keep") })},
	})
	switch {
	case given == 0 && len(r.wrong) == before:
		r.failf(value, "secret does not say where it comes from; %s", secretForms)
	case given > 1:
		r.failf(value, "secret says more than once where it comes from; keep one of env, command, generate, and keep")
	}
	secret.Set = len(r.wrong) == before
	return secret
}

// variable reads the name of a variable that holds a secret.
func (r *reader) variable(n *yaml.Node) (string, mask.Secret) {
	n = r.value(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != textTag || !isVariable(n.Value) {
		r.failf(n, "env takes the name of an environment variable, such as BILLING_SECRET")
		return "", mask.Secret{}
	}
	called := "the environment variable " + n.Value
	if n.Value != strings.ToUpper(n.Value) {
		called = "the environment variable that env names" // or it may be the secret itself
	}
	value, there := r.from.lookup(n.Value)
	value = strings.TrimRight(value, "\r\n")
	switch {
	case n.Value == environment.Secret:
		r.failf(n, "%s is for corotui itself; keep the secrets of webhooks in others", called)
	case !there || value == "":
		r.failf(n, "%s is not set, or empty; set it to the secret", called)
	case mask.IsMask(value):
		r.failf(n, "%s holds a mask and not a secret; set it to the secret", called)
	default:
		return n.Value, mask.NewSecret(value)
	}
	return "", mask.Secret{}
}

// command reads the call of a program that prints a secret.
func (r *reader) command(n *yaml.Node) []string {
	n = r.value(n)
	var argv []string
	for _, word := range n.Content {
		word = r.value(word)
		if n.Kind != yaml.SequenceNode || word.Kind != yaml.ScalarNode || word.ShortTag() != textTag {
			break
		}
		argv = append(argv, word.Value)
	}
	if len(argv) == 0 || len(argv) != len(n.Content) || strings.TrimSpace(argv[0]) == "" {
		r.failf(n, "command must be a list of texts, the program and its arguments, such as [pass, show, billing]")
		return nil
	}
	return argv
}

// check holds what a file says of a webhook to the rules that every change is held to.
func (r *reader) check(w Wanted) {
	problems := change.Rules{Force: r.from.Force}.Try(func(f api.Fields) api.Fields {
		set(&f.Name, w.Name)
		set(&f.Description, w.Description)
		set(&f.Status, w.Status)
		set(&f.ApplyToAllDescendants, w.Descendants)
		if w.URL.Set && !w.URL.Value.Keep {
			f.URL = w.URL.Value.Text
		}
		if w.Triggers.Set {
			f.Triggers = []api.Trigger{}
			for _, trigger := range w.Triggers.Value {
				f.Triggers = append(f.Triggers, trigger.Value)
			}
		}
		if w.Headers.Set {
			f.Headers = nil
			for _, header := range w.Headers.Value { // a kept one as an empty one, to count them
				f.Headers = append(f.Headers, api.Header{Name: header.Name.Value, Value: header.Value.Value.Text})
			}
		}
		if secret := w.Secret.Value.Value; !secret.Empty() {
			f.Secret = api.GivenSecret(secret.Reveal())
		}
		return f
	})
	for _, p := range problems {
		problem := w.Problem(p)
		if p.Doubtful {
			r.doubts = append(r.doubts, problem)
		} else {
			r.wrong = append(r.wrong, problem)
		}
	}
}
