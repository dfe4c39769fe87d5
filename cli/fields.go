package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/change"
	"corotui/config"
	"corotui/disk"
	"corotui/mask"
	"corotui/ui/text"
)

// fieldFlags are the fields of a webhook on the command line. Secrets are not
// among them: every user of the machine can read a command line.
type fieldFlags struct {
	from, name, description, url string
	triggers, headers            []string
	addTriggers, dropTriggers    []string
	dropHeaders                  []string
	descendants, disabled        bool
	secretStdin                  bool
}

func (f *fieldFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "read fields as JSON from this file, or from stdin with -")
	flags.StringVar(&f.name, "name", "", "set the name")
	flags.StringVar(&f.description, "description", "", "set the description")
	flags.StringVar(&f.url, "url", "", "set the URL that Coro sends to")
	flags.StringSliceVar(&f.triggers, "trigger", nil, "subscribe to these events and no others, like workspace-created")
	flags.StringArrayVar(&f.headers, "header", nil, "add or change a header, like 'X-Env: prod'; credentials go into --from")
	flags.BoolVar(&f.descendants, "descendants", false, "apply to all workspaces below, too")
	flags.BoolVar(&f.secretStdin, "secret-stdin", false, "read the secret from stdin")
}

// maxInput bounds what is read from stdin or a file.
const maxInput = disk.MiB

// apply changes fields by what the command line and its input say.
func (f *fieldFlags) apply(a *app, cmd *cobra.Command, fields api.Fields) (api.Fields, error) {
	if f.from == "-" && f.secretStdin {
		return fields, usage("--from - and --secret-stdin both read stdin; put the secret into the JSON")
	}
	fields = fields.Clone()
	if f.from != "" {
		data, err := a.input(f.from)
		if err != nil {
			return fields, err
		}
		if fields, err = overlay(fields, data); err != nil {
			return fields, &config.Error{Where: "--from", Problem: err.Error(), Cause: err}
		}
	}
	changed := cmd.Flags().Changed
	for flag, field := range map[string]*api.Text{"name": &fields.Name, "description": &fields.Description, "url": &fields.URL} {
		if changed(flag) {
			value, err := cmd.Flags().GetString(flag)
			if err != nil {
				return fields, fmt.Errorf("read --%s: %w", flag, err)
			}
			*field = api.Text(value)
		}
	}
	if changed("descendants") {
		fields.ApplyToAllDescendants = f.descendants
	}
	f.applyTriggers(cmd, &fields)
	if err := f.applyHeaders(&fields); err != nil {
		return fields, err
	}
	if f.secretStdin {
		secret, err := a.secretFromStdin(cmd.Context())
		if err != nil {
			return fields, err
		}
		fields.Secret = api.GivenSecret(secret.Reveal())
	}
	return fields, nil
}

func (f *fieldFlags) applyTriggers(cmd *cobra.Command, fields *api.Fields) {
	if cmd.Flags().Changed("trigger") {
		fields.Triggers = nil
	}
	for _, trigger := range append(slices.Clone(f.triggers), f.addTriggers...) {
		if !fields.HasTrigger(api.Trigger(trigger).Name()) {
			fields.Triggers = append(fields.Triggers, api.Trigger(trigger))
		}
	}
	for _, trigger := range f.dropTriggers {
		fields.Triggers = slices.DeleteFunc(fields.Triggers, func(t api.Trigger) bool { return t.Name() == api.Trigger(trigger).Name() })
	}
}

func (f *fieldFlags) applyHeaders(fields *api.Fields) error {
	for _, header := range f.headers {
		name, value, ok := strings.Cut(header, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" {
			return usage("--header takes 'Name: value'")
		}
		if mask.SensitiveHeader(name) {
			return usage("the header %s carries a credential, which everybody on this machine could read in the list of processes; give it as JSON with --from", name)
		}
		set := func(h api.Header) bool { return strings.EqualFold(string(h.Name), name) }
		if i := slices.IndexFunc(fields.Headers, set); i >= 0 {
			fields.Headers[i].Value = api.Text(value)
		} else {
			fields.Headers = append(fields.Headers, api.Header{Name: api.Text(name), Value: api.Text(value)})
		}
	}
	for _, name := range f.dropHeaders {
		fields.Headers = slices.DeleteFunc(fields.Headers, func(h api.Header) bool { return strings.EqualFold(string(h.Name), name) })
	}
	return nil
}

// writableFields are the API's names of what --from may hold.
var writableFields = []string{"name", "description", "url", "applyToAllDescendants", "status", "triggers", "headers", "secret"}

// readOnlyFields may stand in the JSON, because "webhooks get --json" writes
// them, and are ignored.
var readOnlyFields = []string{"id", "workspaceId", "workspaceName", "created", "updated"}

// overlay puts the fields that a JSON object has in place of those there were.
// A secret or header value that is masked is left as it was.
func overlay(fields api.Fields, data []byte) (api.Fields, error) {
	var present map[string]json.RawMessage
	if err := json.Unmarshal(data, &present); err != nil {
		return fields, errors.New("the input is not one JSON object")
	}
	for name := range present {
		if !slices.Contains(writableFields, name) && !slices.Contains(readOnlyFields, name) {
			return fields, fmt.Errorf("there is no field %q; allowed are %s", name, strings.Join(writableFields, ", "))
		}
	}
	present["id"] = json.RawMessage(`"-"`) // a webhook to be made has none, and only one with an id can be read
	body, err := json.Marshal(present)
	if err != nil {
		return fields, fmt.Errorf("read the input: %w", err)
	}
	var given api.Webhook
	if err := json.Unmarshal(body, &given); err != nil {
		return fields, fmt.Errorf("the input is not a webhook: %w", err)
	}
	for name, take := range map[string]func(){
		"name": func() { fields.Name = given.Name }, "description": func() { fields.Description = given.Description },
		"url":                   func() { fields.URL = given.URL },
		"applyToAllDescendants": func() { fields.ApplyToAllDescendants = given.ApplyToAllDescendants },
		"status":                func() { fields.Status = given.Status },
		"triggers":              func() { fields.Triggers = given.Triggers },
		"headers":               func() { fields.Headers = unmasked(given.Headers, fields) },
	} {
		if _, there := present[name]; there {
			take()
		}
	}
	if _, known := given.Secret.Value(); known {
		fields.Secret = given.Secret
	}
	return fields, nil
}

// unmasked returns headers with masked values replaced by those there were.
func unmasked(headers []api.Header, was api.Fields) []api.Header {
	for i, header := range headers {
		if old, ok := was.Header(header.Name); ok && header.Value != "" && mask.IsMask(string(header.Value)) {
			headers[i].Value = old
		}
	}
	return headers
}

// input reads a file, or stdin for "-".
func (a *app) input(name string) (data []byte, err error) {
	if name == "-" {
		data, err = disk.All(a.process.Stdin, maxInput)
	} else {
		data, err = disk.ReadInput(name, maxInput)
	}
	if err != nil {
		return nil, &config.Error{Where: "--from", Problem: "the input cannot be read: " + disk.Reason(err), Cause: err}
	}
	return data, nil
}

// secretFromStdin reads a secret: all of stdin, by [config.CleanSecret]. On a terminal
// a field asks for it, as what is typed would be seen.
func (a *app) secretFromStdin(ctx context.Context) (mask.Secret, error) {
	if in, ok := a.process.Stdin.(*os.File); ok && term.IsTerminal(in.Fd()) {
		return a.typedSecret(ctx)
	}
	data, err := disk.All(a.process.Stdin, maxInput)
	if err != nil {
		return mask.Secret{}, usage("--secret-stdin cannot be read: %s", disk.Reason(err))
	}
	secret, err := config.CleanSecret(data)
	switch {
	case err != nil:
		return mask.Secret{}, usage("--secret-stdin %s", err)
	case secret.Empty():
		return mask.Secret{}, usage("--secret-stdin expects the secret as one line on stdin")
	}
	return secret, nil
}

func (a *app) createCommand() *cobra.Command {
	var f fieldFlags
	var asJSON bool
	c := &cobra.Command{
		Use: "create", Short: "Make a webhook",
		Example: "pass show hook | corotui webhooks create --name Billing --secret-stdin \\\n" +
			"  --url https://hooks.example.com/coro \\\n" +
			"  --trigger workspace-created,subscription-updated\n" +
			"corotui webhooks create --from billing.json",
	}
	f.register(c)
	jsonFlag(c, &asJSON)
	c.Flags().BoolVar(&f.disabled, "disabled", false, "make it disabled")
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		w, err := a.beginWrite(cmd)
		if err != nil {
			return err
		}
		goal, err := f.apply(a, cmd, api.Fields{Status: api.Enabled})
		if err != nil {
			return err
		}
		if f.disabled {
			goal.Status = api.Disabled
		}
		if err := complete(goal); err != nil {
			return err
		}
		known, err := w.session.Webhooks(cmd.Context(), w.workspace)
		if err = a.whole(err); err != nil {
			return err
		}
		ids := make([]api.WebhookID, 0, len(known))
		for _, webhook := range known {
			ids = append(ids, webhook.ID)
		}
		outcome := w.writer.Create(cmd.Context(), change.Create{Workspace: w.workspace, Goal: change.Rules{LikeThese: known}.New(goal), Known: ids})
		return a.end(result{Name: string(goal.Name)}, outcome, w, "Created", asJSON)
	})
}

// complete checks what every new webhook needs; the server checks the rest.
func complete(fields api.Fields) error {
	_, secret := fields.Secret.Value()
	switch {
	case strings.TrimSpace(string(fields.Name)) == "":
		return usage("a webhook needs a name; give it with --name")
	case fields.URL == "":
		return usage("a webhook needs a URL; give it with --url")
	case len(fields.Triggers) == 0:
		return usage("a webhook needs at least one event; give it with --trigger")
	case !secret:
		return usage("a webhook needs a secret to sign with; give it with --secret-stdin")
	}
	return nil
}

func (a *app) editCommand() *cobra.Command {
	var f fieldFlags
	var asJSON, leave bool
	c := &cobra.Command{
		Use: "edit WEBHOOK", Short: "Change a webhook; what is not given stays as it is",
		Example: "corotui webhooks edit Billing --url https://hooks.example.com/coro \\\n" +
			"  --add-trigger protected-users-added",
	}
	f.register(c)
	jsonFlag(c, &asJSON)
	leaveFlag(c, &leave)
	c.Flags().StringSliceVar(&f.addTriggers, "add-trigger", nil, "subscribe to these events, too")
	c.Flags().StringSliceVar(&f.dropTriggers, "remove-trigger", nil, "no longer subscribe to these events")
	c.Flags().StringSliceVar(&f.dropHeaders, "remove-header", nil, "no longer add these headers")
	return a.command(c, oneWebhook, func(cmd *cobra.Command, args []string) error {
		w, err := a.beginWrite(cmd)
		if err != nil {
			return err
		}
		base, err := a.one(cmd.Context(), w, args[0])
		if err != nil {
			return err
		}
		w, base = a.home(w, w.lineage(cmd.Context(), []api.Webhook{base}), base, changesThere)
		goal, err := f.apply(a, cmd, base.Fields)
		if err != nil {
			return err
		}
		edit := change.Update{Workspace: w.workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal), Secret: secretPolicy(leave)}
		for _, limit := range limits(edit) {
			a.tellf("%s", limit)
		}
		outcome := w.writer.Update(cmd.Context(), edit)
		return a.end(result{ID: string(base.ID), Name: string(base.Name)}, outcome, w, "Changed", asJSON)
	})
}

// end tells how the change of a single webhook ended.
func (a *app) end(r result, outcome change.Outcome, w work, verb string, asJSON bool) error {
	err := a.finish(&r, outcome, w, verb, asJSON)
	if !asJSON {
		return err
	}
	if err != nil {
		r.Error = text.Sentence(err)
	}
	return errors.Join(err, a.printJSON(r))
}
