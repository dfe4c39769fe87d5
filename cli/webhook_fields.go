package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// fieldFlags are the fields of a webhook on the command line. Secrets are not
// among them: every user of the machine can read a command line.
type fieldFlags struct {
	from, name, description, url string
	status                       string
	triggers, headers            []string
	addTriggers, dropTriggers    []string
	dropHeaders                  []string
	descendants, disabled        bool
	secretStdin, force           bool
}

func (f *fieldFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "read fields as JSON from this file, or from stdin with -")
	flags.StringVar(&f.name, "name", "", "set the name")
	flags.StringVar(&f.description, describe, "", "set the description")
	flags.StringVar(&f.url, "url", "", "set the URL that Coro sends to")
	flags.StringVar(&f.status, statusFlag, "", "set the status: enabled or disabled")
	flags.Var(wordList{&f.triggers}, "trigger", "subscribe to exactly these triggers, e.g. workspace-created")
	flags.StringArrayVar(&f.headers, "header", nil, "add or change a header, e.g. 'X-Env: prod'; give credentials with --from")
	flags.BoolVar(&f.descendants, "descendants", false, "also apply to all workspaces below")
	flags.BoolVar(&f.force, "force", false, "allow triggers that corotui does not know")
	flags.BoolVar(&f.secretStdin, "secret-stdin", false, "read the secret from stdin")
}

// givenFields is what a command line says of a webhook's fields, read and in order.
type givenFields struct {
	*fieldFlags
	changed  func(flag string) bool
	document change.Document
	set      []api.Header // by --header
	secret   *api.WebhookSecret
}

// read reads the input that the flags name, and checks what can be checked
// before the server is asked anything. rules are those of the command: a new
// webhook is checked by its whole, of another only what is set.
func (f *fieldFlags) read(a *app, cmd *cobra.Command) (*givenFields, error) {
	g := &givenFields{fieldFlags: f, changed: cmd.Flags().Changed}
	if cmd.Flags().Changed("disabled") && cmd.Flags().Changed(statusFlag) {
		return nil, usage("--disabled and --status exclude each other")
	}
	if f.from == "-" && f.secretStdin {
		return nil, usage("--from - and --secret-stdin both read stdin. Put the secret in the JSON")
	}
	for _, header := range f.headers {
		set, err := headerOf(header, "--header", "Give it as JSON with --from")
		if err != nil {
			return nil, err
		}
		g.set = append(g.set, set)
	}
	if f.from != "" {
		data, err := a.input(f.from)
		if err != nil {
			return nil, err
		}
		if g.document, err = change.ReadDocument(data); err != nil {
			return nil, g.explain(err)
		}
	}
	return g, nil
}

// headerOf is a header on the command line, which holds no credentials: instead says
// how to give one.
func headerOf(given, what, instead string) (api.Header, error) {
	name, value, ok := strings.Cut(given, ":")
	name, value = strings.TrimSpace(name), strings.Trim(value, " \t")
	if !ok || name == "" {
		return api.Header{}, usage("%s takes 'Name: value'", what)
	}
	if mask.SensitiveHeader(name) {
		return api.Header{}, usage("Header %s carries a credential, which everyone on this machine could read in the process list. %s", name, instead)
	}
	return api.Header{Name: api.Text(name), Value: api.Text(value)}, nil
}

// readSecret reads the secret from stdin, last: on a terminal it is typed.
func (g *givenFields) readSecret(a *app, cmd *cobra.Command) error {
	if !g.secretStdin {
		return nil
	}
	secret, err := a.secretFromStdin(cmd.Context())
	if err != nil {
		return err
	}
	given := api.GivenSecret(secret.Reveal())
	g.secret = &given
	return nil
}

// onto is fields with everything that was given.
func (g *givenFields) onto(fields api.Fields) (api.Fields, change.Problems) {
	fields, found := g.document.Onto(fields)
	fields, more := g.flagsOnto(fields)
	return fields, append(found, more...)
}

// flagsOnto is fields with what the flags say.
func (g *givenFields) flagsOnto(fields api.Fields) (api.Fields, change.Problems) {
	fields = fields.Clone()
	for flag, set := range map[string]func(){
		"name":        func() { fields.Name = api.Text(g.name) },
		describe:      func() { fields.Description = api.Text(g.description) },
		"url":         func() { fields.URL = api.Text(g.url) },
		"descendants": func() { fields.ApplyToAllDescendants = g.descendants },
		"trigger":     func() { fields.Triggers = nil },
		"disabled":    func() { fields = change.WithStatus(fields, !g.disabled) },
		statusFlag:    func() { fields.Status = api.Status(g.status) }, // which the rules check, and spell as the server does
	} {
		if g.changed(flag) {
			set()
		}
	}
	for _, trigger := range slices.Concat(g.triggers, g.addTriggers) {
		if !fields.HasTrigger(api.Trigger(trigger).Name()) {
			fields.Triggers = append(fields.Triggers, api.Trigger(trigger))
		}
	}
	for _, header := range g.set {
		value := mask.NewSecret(string(header.Value))
		fields = change.Set(fields, change.Header, header.Name, &value)
	}
	if g.secret != nil {
		fields.Secret = *g.secret
	}
	var found, problems change.Problems
	rules := change.Rules{Force: g.force}
	for _, trigger := range g.dropTriggers {
		fields, problems = rules.RemoveTrigger(fields, api.Trigger(trigger))
		found = append(found, problems...)
	}
	for _, name := range g.dropHeaders {
		fields, problems = rules.RemoveHeader(fields, api.Text(name))
		found = append(found, problems...)
	}
	return fields, found
}

// explain makes an error of problems, in the words of the command line: which
// flag, or which place of the input, and what would be right.
func (g *givenFields) explain(err error) error {
	problems, ok := errors.AsType[change.Problems](err)
	if !ok {
		return err
	}
	sentences := make(misuse, len(problems))
	for i, p := range problems {
		sentences[i] = g.say(p)
	}
	return sentences
}

func (g *givenFields) say(p change.Problem) string {
	said := p.Says(g.subject(p))
	if p.UnknownTrigger && !p.Doubtful {
		said += "; --force allows it"
	}
	return said
}

// warn tells what is doubtful.
func (a *app) warn(g *givenFields, problems change.Problems) {
	for _, p := range problems.Warnings() {
		a.tellf("%s", text.Clean(api.Text(g.say(p))))
	}
}

// subject is what the user calls that which has a problem.
func (g *givenFields) subject(p change.Problem) string {
	switch p.Field {
	case change.Trigger:
		for flag, words := range map[string][]string{"--trigger": g.triggers, "--add-trigger": g.addTriggers, "--remove-trigger": g.dropTriggers} {
			if p.Item != "" && slices.Contains(words, string(p.Item)) {
				return flag
			}
		}
		if p.Item == "" && len(g.dropTriggers) > 0 {
			return "--remove-trigger: triggers"
		}
	case change.Header:
		named := func(name api.Text) bool { return strings.EqualFold(string(name), string(p.Item)) }
		if slices.ContainsFunc(g.set, func(h api.Header) bool { return named(h.Name) }) {
			return fmt.Sprintf("--header %q", string(p.Item))
		}
		if slices.ContainsFunc(g.dropHeaders, func(name string) bool { return named(api.Text(name)) }) {
			return fmt.Sprintf("--remove-header %q", string(p.Item))
		}
	default:
		if flag := flagOf[p.Field]; flag != "" && g.changed(flag) {
			return "--" + flag
		}
	}
	switch flag := flagOf[p.Field]; {
	case g.from != "":
		return "--from: " + p.Path()
	case flag != "":
		return "--" + flag
	}
	return p.Path()
}

// flagOf are the flags that set the fields.
var flagOf = map[change.Field]string{
	change.Name: "name", change.Description: describe, change.URL: "url", change.Descendants: "descendants",
	change.Trigger: "trigger", change.Header: "header", change.Secret: "secret-stdin", change.Status: statusFlag,
}

const statusFlag = "status"
