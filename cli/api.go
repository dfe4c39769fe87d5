package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// apiOptions are what api takes.
type apiOptions struct {
	*app
	output.Flags
	input                             string
	headers                           []string
	include, yes, dryRun, showSecrets bool
}

// apiView is of any JSON.
var apiView = output.View{Kind: output.Kind{Name: "answer", Meaning: "What the API returned, as it came but for secrets", Open: true}}

func (a *app) apiCommand() *cobra.Command {
	o := &apiOptions{app: a}
	c := &cobra.Command{
		Use: "api METHOD PATH", Short: "Send one raw request with the login of the profile",
		Long: "Send one raw request with the login of the profile, and print what the API returns, with secrets masked. PATH begins with a " +
			"slash and is below the API's URL; the workspace is that of --workspace, COROTUI_WORKSPACE, or the profile.\n" +
			"A method other than GET and HEAD asks first, or needs --yes. It is recorded in the history; corotui cannot undo it, as it does " +
			"not know what it changed. GET, PUT, and DELETE are repeated like those of other commands, POST and PATCH only if nothing " +
			"can have arrived.\n" +
			"401 and 403 exit with 3, 404 with 4, 409 with 5, and other errors with 1.",
		Example: "corotui api GET /v1/settings/webhooks --jq '.items[].name'\n" +
			"corotui api GET '/v1/workspaces/search?page=1'\n" +
			"corotui api PUT /v1/settings/webhooks/66b204f0c992d50b8b2f984c \\\n" +
			"  --input webhook.json --yes",
	}
	a.prints(c, &o.Flags, apiView)
	flags := c.Flags()
	flags.StringVar(&o.input, "input", "", "read the body, which is JSON, from this file, or from stdin with -")
	flags.StringArrayVar(&o.headers, "header", nil, "add a header, e.g. 'X-Env: prod'")
	flags.BoolVar(&o.include, "include", false, "also write the status line and the headers of the answer")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be sent, and send nothing")
	yesFlag(c, &o.yes)
	showSecretsFlag(c, &o.showSecrets)
	return a.command(c, exactly(2, "Give a method and a path, e.g. corotui api GET /v1/settings/webhooks"), o.run)
}

func (o *apiOptions) run(cmd *cobra.Command, args []string) error {
	raw, err := o.request(args)
	if err != nil {
		return err
	}
	conn, err := o.connect(cmd)
	if err == nil && !raw.Reads() {
		err = o.mayChange(conn)
	}
	if err != nil {
		return err
	}
	raw.Workspace = conn.workspace
	p := o.printer(cmd, o.showSecrets)
	if o.dryRun {
		return o.show(cmd.Context(), conn, p, raw)
	}
	answer, err := o.send(cmd.Context(), conn, raw)
	if answer.Status != 0 {
		if printed := o.print(p, answer, err != nil); printed != nil && err == nil {
			return printed
		}
		if ended := p.End(cmd.Context()); ended != nil && err == nil {
			return ended
		}
	}
	return err
}

// request reads what is to be sent, and checks it before anything is.
func (o *apiOptions) request(args []string) (api.RawRequest, error) {
	raw := api.RawRequest{Method: strings.ToUpper(args[0]), Header: make(http.Header)}
	if !slices.Contains(api.RawMethods(), raw.Method) {
		said := fmt.Sprintf("No method %q.", args[0])
		if near := suggest.Nearest(raw.Method, api.RawMethods()); near != "" {
			said += fmt.Sprintf(" Did you mean %s?", near)
		}
		return raw, usage("%s Use GET, HEAD, POST, PUT, PATCH, or DELETE, and then the path", said)
	}
	var err error
	if raw.Path, err = api.ParseRawPath(args[1]); err != nil {
		return raw, usage("Path %q: %s", args[1], text.Sentence(err))
	}
	if !o.ForPeople() && o.Format != output.JSON && o.Format != output.YAML {
		return raw, usage("--format %s: what the API returns has no fixed fields; use json or yaml", o.Format)
	}
	if o.include && !o.ForPeople() {
		return raw, usage("--include and other formats exclude each other")
	}
	for _, header := range o.headers {
		set, err := headerOf(header, "--header", "The login of the profile is sent without it")
		if err != nil {
			return raw, err
		}
		if !set.LegalName() || !set.LegalValue() {
			return raw, usage("--header %q: its name or value is not valid in HTTP", header)
		}
		name := http.CanonicalHeaderKey(string(set.Name))
		if slices.Contains(ownHeaders, name) {
			return raw, usage("--header %s: corotui sets it itself; the workspace is that of --workspace", name)
		}
		raw.Header.Add(name, string(set.Value))
	}
	raw.Body, err = o.body(raw)
	return raw, err
}

// ownHeaders are those that no one else sets.
var ownHeaders = []string{
	"Accept", "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Host", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
	"User-Agent", "Workspace",
}

// body reads the body, which is JSON.
func (o *apiOptions) body(raw api.RawRequest) ([]byte, error) {
	if o.input == "" {
		return nil, nil
	}
	if !raw.Writes() {
		return nil, usage("--input: %s has no body; put what is asked for into the path, e.g. /v1/workspaces/search?page=1", raw.Method)
	}
	data, err := o.inputOf("--input", o.input)
	if err != nil {
		return nil, err
	}
	if !json.Valid(data) {
		var value any
		return nil, usage("--input: the body is not JSON: %s", text.Sentence(json.Unmarshal(data, &value)))
	}
	return data, nil
}

// named is a request in a sentence: PUT /v1/settings/webhooks/66b2.
func named(raw api.RawRequest) api.Text { return api.Text(raw.Method) + " " + raw.Path.Text() }

// notUndone is what is said before a request that may change something.
const notUndone = "corotui cannot undo a raw request."

// send makes the request. One that may change something is asked for, and written down.
func (o *apiOptions) send(ctx context.Context, conn connection, raw api.RawRequest) (answer api.RawAnswer, err error) {
	if !raw.Writes() {
		answer, err = conn.session.Raw(ctx, raw)
		return answer, o.failure(raw, err)
	}
	if conn.workspace != "" && (o.yes || o.interactive()) { // the question and the history have its name
		conn.readWorkspace(ctx)
	}
	if !o.yes {
		question := fmt.Sprintf("Send %s to %s%s?", text.Clean(named(raw)), conn.session.Where().Host, conn.inWorkspace())
		if err := o.confirm(ctx, []string{notUndone}, question, "Nothing was sent"); err != nil {
			return answer, err
		}
	}
	defer o.finishing(ctx)()
	outcome := conn.writer.Do(ctx, change.Raw{
		Workspace: conn.workspace, WorkspaceName: conn.name, Webhook: raw.Path.Webhook(), Name: named(raw),
		Send: func(ctx context.Context) (err error) {
			answer, err = conn.session.Raw(ctx, raw)
			return err
		},
	})
	for _, warning := range outcome.Warnings {
		o.tellf("%s", text.Clean(api.Text(warning)))
	}
	if outcome.Record != "" && outcome.Kind == change.Done {
		o.notef("Recorded as %s in corotui history; %s", outcome.Record, strings.TrimSuffix(notUndone, "."))
	}
	return answer, o.failure(raw, outcome.Err)
}

// inWorkspace names the workspace at the end of a clause, if there is one.
func (conn connection) inWorkspace() string {
	if conn.workspace == "" {
		return ""
	}
	return " in " + conn.workspaceName()
}

// failure is why a request failed, with what it was.
func (o *apiOptions) failure(raw api.RawRequest, err error) error {
	switch {
	case err == nil:
		return nil
	case api.IsUnclear(err) && !raw.Reads():
		why := text.Sentence(err)
		if e, ok := errors.AsType[*api.Error](err); ok {
			why = e.Advising("") // to try again is no advice here
		}
		return failedWith(codeOf(err), "It is unknown whether %s was carried out: %s. Check it before you retry", text.Clean(named(raw)), why)
	}
	return err
}

// show is a dry run: it tells what would be sent.
func (o *apiOptions) show(ctx context.Context, conn connection, p *output.Printer, raw api.RawRequest) error {
	body := raw.Body
	if !o.showSecrets && body != nil {
		body = mask.JSON(body)
	}
	if !p.ForPeople() {
		if body == nil {
			body = []byte("null")
		}
		told := struct {
			Method    string          `json:"method"`
			Path      api.Text        `json:"path"`
			Host      string          `json:"host"`
			Workspace api.WorkspaceID `json:"workspaceId"`
			Body      json.RawMessage `json:"body"`
			Outcome   string          `json:"outcome"`
		}{raw.Method, raw.Path.Text(), conn.session.Where().Host, conn.workspace, body, dryRun}
		if err := p.Add(told, ""); err != nil {
			return err
		}
		return p.End(ctx)
	}
	err := p.Text(fmt.Sprintf("Would send %s to %s%s\n", text.Clean(named(raw)), conn.session.Where().Host, conn.inWorkspace()))
	if err == nil && body != nil {
		err = p.TextJSON(indentedJSON(body))
	}
	if err != nil {
		return err
	}
	return p.End(ctx)
}

// print writes an answer. What is asked of JSON is not asked of that of a failure.
func (o *apiOptions) print(p *output.Printer, answer api.RawAnswer, failed bool) error {
	body := answer.Body
	if !o.showSecrets {
		body = answer.Masked()
	}
	isJSON := json.Valid(body)
	switch {
	case !p.ForPeople() && failed:
		return nil
	case !p.ForPeople() && len(bytes.TrimSpace(body)) == 0:
		return nil
	case !p.ForPeople() && !isJSON:
		return failedWith(codeFailed, "What the API returned is not JSON. Leave out --json, --jq, and --template to see it")
	case !p.ForPeople():
		return p.Add(json.RawMessage(body), "")
	}
	if o.include {
		if err := p.Text(o.head(answer)); err != nil {
			return err
		}
	}
	switch {
	case isJSON && p.OnScreen():
		return p.TextJSON(indentedJSON(body))
	case isJSON:
		return p.TextJSON(bytes.TrimRight(body, "\n"))
	case len(body) > 0:
		return p.Text(cleanLines(string(body)))
	}
	return nil
}

// head is the status line and the headers of an answer.
func (o *apiOptions) head(answer api.RawAnswer) string {
	said := fmt.Sprintf("HTTP %d %s\n", answer.Status, http.StatusText(answer.Status))
	headers := answer.MaskedHeader()
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		said += text.Clean(api.Text(name+": "+headers[name])) + "\n"
	}
	return said + "\n"
}

// indentedJSON is valid JSON for people.
func indentedJSON(data []byte) []byte {
	var b bytes.Buffer
	_ = json.Indent(&b, bytes.TrimSpace(data), "", "  ") // it is valid
	return b.Bytes()
}

// cleanLines is a text that is not ours, in its lines.
func cleanLines(said string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimRight(said, "\r\n") + "\n") {
		b.WriteString(text.Clean(api.Text(strings.TrimRight(line, "\r\n"))) + "\n")
	}
	return b.String()
}
