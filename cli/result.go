package cli

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
)

// result is how the change of one webhook ended, as scripts read it. They rely on the
// names of its fields, and on the first eight being there.
type result struct {
	WorkspaceID   string       `json:"workspaceId"`
	WorkspaceName string       `json:"workspaceName"`
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	Outcome       string       `json:"outcome"`
	Error         *string      `json:"error"`
	Undo          *string      `json:"undo"`
	Set           *string      `json:"set"`
	Warnings      []string     `json:"warnings,omitempty"`
	Changes       []difference `json:"changes,omitempty"`
	Off           *api.Off     `json:"disabledSince,omitempty"`
	Webhook       *api.Export  `json:"webhook,omitempty"`
	Test          *testAnswer  `json:"test,omitempty"`

	note string // for people: what it means that it ended so
}

// difference is one field of a change that a dry run shows.
type difference struct {
	Field  string  `json:"field"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// dryRun is the outcome of a change that was only shown.
const dryRun = "dry-run"

var resultView = output.View{
	Shape: output.Stream,
	Kind: output.Kind{
		Name: "result", Meaning: "How the change of one webhook ended, also when it was refused",
		Fields: []output.Field{
			{Name: "workspaceId", Type: "string", Meaning: "the workspace in which the webhook lives"},
			{Name: "workspaceName", Type: "string", Meaning: "its name, empty where it is not known"},
			{Name: "id", Type: "string", Meaning: "the webhook; empty of one that was not created"},
			{Name: "name", Type: "string", Meaning: "its name"},
			{
				Name: "outcome", Type: "string",
				Meaning: "done, unchanged, skipped, conflict, needs-secret, gone, failed, refused, not-begun, unknown, or dry-run",
			},
			{Name: "error", Type: "string or null", Meaning: "why it was not done, a sentence"},
			{Name: "undo", Type: "string or null", Meaning: "the id for corotui undo"},
			{Name: "set", Type: "string or null", Meaning: "the id of the run that it was part of"},
			{Name: "warnings", Type: "array of strings", Meaning: "what else there is to know", Absent: true},
			{Name: "changes", Type: "array of objects", Meaning: "of a dry run: field, before, and after, masked where they are secret", Absent: true},
			{Name: "disabledSince", Type: "object", Meaning: "since when it was disabled, if it is enabled now", Absent: true},
			{Name: "webhook", Type: "webhook", Meaning: "the webhook as it is now, where it was read", Absent: true},
			{Name: "test", Type: "object", Meaning: "Coro's answer to a test: status, delivered, body, milliseconds, traceId", Absent: true},
		},
	},
	Columns: output.Columns("OUTCOME", "WORKSPACE ID!", "WORKSPACE", "ID!", "NAME", "UNDO!", "ERROR", "DETAIL"),
}

// cells are the result as a line of a table for programs.
func (r result) cells() []string {
	said := func(s *string) string {
		if s == nil {
			return "-"
		}
		return text.Clean(api.Text(*s))
	}
	return []string{
		r.Outcome, text.Clean(api.Text(cmp.Or(r.WorkspaceID, "-"))), text.Clean(api.Text(cmp.Or(r.WorkspaceName, "-"))),
		text.Clean(api.Text(cmp.Or(r.ID, "-"))), text.Clean(api.Text(r.Name)), said(r.Undo), said(r.Error), cmp.Or(r.detail(), "-"),
	}
}

// detail is what else there is to say in one cell: what a dry run would change, Coro's
// answer to a test, since when it was disabled.
func (r result) detail() string {
	switch {
	case len(r.Changes) > 0:
		return inOneCell(r.Changes)
	case r.Test != nil:
		return r.Test.line()
	case r.Off != nil:
		return text.Missed(time.Now(), *r.Off)
	}
	return r.note
}

// filled is a text that is there.
func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// endings tells how the changes of one command end: each as it comes, and at last by
// the error of all.
type endings struct {
	*app
	out      *output.Printer
	kind     bulk.Kind
	own      verb   // of a change that is no action; empty: by the kind
	set      string // of the run; empty: there is none
	of       int    // how many there are
	told     int
	settled  bulk.Report // those that ended without a request
	failures []error
	left     int  // were not begun
	dry      bool // nothing is changed
	secrets  bool
}

// endings begins to tell the ends of so many changes.
func (o *changeFlags) endings(cmd *cobra.Command, kind bulk.Kind, of int) *endings {
	return &endings{app: o.app, out: o.printer(cmd, o.showSecrets), kind: kind, of: of, secrets: o.showSecrets}
}

// resultOf begins the result of a task.
func resultOf(t bulk.Task) result {
	told := result{
		WorkspaceID: string(t.Workspace), WorkspaceName: string(t.WorkspaceName), ID: string(t.Webhook.ID), Name: string(t.Webhook.Name),
	}
	if t.Into.ID != "" {
		told.WorkspaceID, told.WorkspaceName, told.ID = string(t.Into.ID), string(t.Into.Name()), ""
	}
	return told
}

// settle tells how a change ended that needed no request.
func (e *endings) settle(r bulk.Result) error {
	e.settled.Add(r)
	return e.add(r)
}

// add tells how one change ended.
func (e *endings) add(r bulk.Result) error {
	told := resultOf(r.Task)
	told.Outcome, told.Set, told.Warnings = r.Kind.String(), filled(e.set), r.Warnings
	if r.Now != nil {
		export := r.Now.Export(api.WorkspaceID(told.WorkspaceID))
		export.WorkspaceName, export.Secrets = api.Text(told.WorkspaceName), e.secrets
		told.Webhook, told.ID, told.Name = &export, string(r.Now.ID), string(r.Now.Name)
	}
	if r.Kind == change.Done || r.Kind == change.Unknown {
		told.Undo = filled(r.Record)
	}
	if r.Test != nil {
		told.Test = answerOf(*r.Test)
	}
	if r.Reenabled != nil && !r.Reenabled.Since.IsZero() {
		told.Off = r.Reenabled
	}
	failed := e.failure(r)
	switch {
	case failed != nil:
		told.Error = filled(e.sentenceOf(failed))
	case r.Task.IsUndo():
		told.note = text.Clean(api.Text(r.Undid()))
	case r.Kind != change.Done:
		told.note = e.already()
	}
	return e.tell(told, r, failed)
}

// failure is the error of one end; none of what is as it was asked for.
func (e *endings) failure(r bulk.Result) error {
	switch {
	case r.Kind == change.NotBegun:
		e.left++
		return errors.New("not begun")
	case r.OK():
		return nil
	case r.Task.IsUndo() && r.Err != nil:
		return r.Err
	case errors.As(r.Err, new(coded)): // it is in words of the command line already
		return r.Err
	case e.kind == bulk.Apply && r.Kind == change.Conflicted:
		return failedWith(codeConflict, "%s. Plan again with corotui plan", e.whyNot(r))
	case e.kind == bulk.Apply && r.Kind == change.NeedSecret && r.Err != nil:
		return failedWith(codePartly, "%s. Name where it comes from, such as secret: {env: NAME} or secret: {generate: true}", e.whyNot(r))
	case e.kind == bulk.Copy && r.Kind == change.NeedSecret:
		return failedWith(codeFailed, "Coro does not return the secret of %s, so it cannot be copied. Create it with corotui webhooks create --secret-stdin",
			text.Quote(r.Task.Webhook.Name))
	}
	return failure(change.Outcome{Kind: r.Kind, Err: r.Err, Conflicts: r.Conflicts}, r.Task.Webhook.Name)
}

// whyNot says in a sentence why a change was not made.
func (e *endings) whyNot(r bulk.Result) string {
	return words.Failure(change.Outcome{Kind: r.Kind, Err: r.Err, Conflicts: r.Conflicts}, text.Quote(r.Task.Webhook.Name))
}

// tell prints an end: to people as a sentence, with what failed on stderr.
func (e *endings) tell(told result, r bulk.Result, failed error) error {
	e.told++
	where := nameIn(told)
	if told.ID == told.Name { // nothing but the word is known, and the error says where it was looked for
		where = text.Clean(api.Text(told.Name))
	}
	for _, warning := range r.Warnings {
		e.notef("%s: %s", where, text.Clean(api.Text(warning)))
	}
	if failed != nil && r.Kind != change.NotBegun {
		e.failures = append(e.failures, failed)
	}
	if e.says(r, failed) {
		e.tellf("%s: %s", where, strings.TrimSuffix(e.sentenceOf(failed), "."))
	}
	if !e.out.ForPeople() || !e.out.OnScreen() {
		return e.out.Add(told, told.ID, told.cells()...)
	}
	shown := ""
	if failed == nil {
		shown = e.sentence(told, r) + "\n"
	}
	if r.Test != nil {
		shown += answerText(*r.Test, e.of == 1)
	}
	return e.out.Text(shown)
}

// says reports whether the failure of one is said on stderr now. That of a single change
// is said at the end, and who reads the results of a stopped run sees what is left there.
func (e *endings) says(r bulk.Result, failed error) bool {
	if r.Kind == change.NotBegun {
		return e.out.ForPeople()
	}
	return failed != nil && e.of > 1
}

// nameIn names the webhook of a result, and where it is: by name and id, as the next
// command needs.
func nameIn(told result) string { return placed(told, "in") }

// object names what a verb is done to. A copy comes into a workspace.
func (e *endings) object(told result) string {
	return placed(told, map[bool]string{true: "into", false: "in"}[e.kind == bulk.Copy])
}

func placed(told result, in string) string {
	said := text.Quote(api.Text(told.Name))
	if told.ID != "" {
		said += " (" + text.Clean(api.Text(told.ID)) + ")"
	}
	if told.WorkspaceID == "" {
		return said
	}
	where := text.Clean(api.Text(told.WorkspaceID))
	if told.WorkspaceName != "" && told.WorkspaceName != told.WorkspaceID {
		where = text.Clean(api.Text(told.WorkspaceName)) + " (" + where + ")"
	}
	return said + " " + in + " " + where
}

// sentence says how a change ended that did not fail.
func (e *endings) sentence(told result, r bulk.Result) string {
	where, said := nameIn(told), ""
	switch {
	case r.Task.IsUndo():
		said = text.Clean(api.Text(r.Undid()))
	case e.kind == bulk.EnableIfDelivered:
		return where + ": " + words.EnabledIfDelivered(r)
	case r.Kind == change.Gone:
		return where + " was already deleted"
	case r.Kind != change.Done:
		return where + " " + e.already()
	default:
		said = cmp.Or(e.own.done, words.OfTask(e.kind, r.Task).Done) + " " + e.object(told)
	}
	if r.Reenabled != nil {
		said += "; " + text.Missed(time.Now(), *r.Reenabled)
	}
	if told.Undo != nil {
		said += "; undo with corotui undo " + *told.Undo
	}
	return said
}
