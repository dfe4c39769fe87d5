package cli

import (
	"strconv"
	"time"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/change"
	"corotui/internal/missed"
	"corotui/internal/text"
)

// missedJSON is a workspace of whose creation a webhook was not told, and with --send
// what became of its delivery. Scripts rely on the first four.
type missedJSON struct {
	WorkspaceID   string  `json:"workspaceId"`
	WorkspaceName string  `json:"workspaceName"`
	CreatedAt     string  `json:"createdAt"`
	Webhook       string  `json:"webhook"`
	SentAt        *string `json:"sentAt,omitempty"`

	Outcome      string      `json:"outcome,omitempty"`
	Error        *string     `json:"error,omitempty"`
	Status       *int        `json:"status,omitempty"`
	Milliseconds *int64      `json:"milliseconds,omitempty"`
	Answer       *string     `json:"answer,omitempty"`
	History      string      `json:"history,omitempty"`
	Body         *missedBody `json:"body,omitempty"`
	Basis        []basisJSON `json:"basis,omitempty"`
}

// missedBody is the body of a delivery, as it would be sent.
type missedBody []byte

// MarshalJSON returns the body itself.
func (b missedBody) MarshalJSON() ([]byte, error) { return b, nil }

// basisJSON is how sure a field of a body is.
type basisJSON struct {
	Field string       `json:"field"`
	Basis missed.Basis `json:"basis"`
}

var missedView = output.View{
	Shape:   output.Stream,
	Columns: output.Columns("CREATED", "WORKSPACE ID!", "WORKSPACE", "WEBHOOK ID!", "WEBHOOK?", "DELIVERY", "ERROR?"),
	Kind: output.Kind{
		Name: "missed", Meaning: "A workspace that was created while a webhook was disabled, and with --send what became of its delivery",
		Fields: []output.Field{
			{Name: "workspaceId", Type: "string", Meaning: "the workspace that was created"},
			{Name: "workspaceName", Type: "string", Meaning: "its name"},
			{Name: "createdAt", Type: "string", Meaning: "when it was created, in RFC 3339"},
			{Name: "webhook", Type: "string", Meaning: "the id of the webhook that missed it"},
			{Name: "sentAt", Type: "string", Meaning: "when corotui sent its delivery before, in RFC 3339", Absent: true},
			{Name: "outcome", Type: "string", Meaning: "with --send: done, unchanged (sent before), failed, refused, needs-secret, conflict, not-begun, unknown, or dry-run", Absent: true},
			{Name: "error", Type: "string", Meaning: "why it was not sent, or not taken", Absent: true},
			{Name: "status", Type: "number", Meaning: "the status of the receiver's answer", Absent: true},
			{Name: "milliseconds", Type: "number", Meaning: "how long the answer took", Absent: true},
			{Name: "answer", Type: "string", Meaning: "the start of what the receiver said", Absent: true},
			{Name: "history", Type: "string", Meaning: "the id of the delivery in the history", Absent: true},
			{Name: "body", Type: "object", Meaning: "of a dry run: the body that would be sent", Absent: true},
			{Name: "basis", Type: "array of objects", Meaning: "of a dry run: field, and its basis: known, guessed (as it is now), or unknown (omitted)", Absent: true},
		},
	},
}

// missedOf begins what is told of a workspace.
func missedOf(r missed.Report, m missed.Missed) missedJSON {
	told := missedJSON{
		WorkspaceID: string(m.Workspace.ID), WorkspaceName: string(m.Workspace.Name()),
		CreatedAt: rfc3339(m.Workspace.Created), Webhook: string(r.Webhook.ID),
	}
	if m.Sent() {
		told.SentAt = filled(rfc3339(m.Tried.At))
	}
	return told
}

func rfc3339(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// cells are it as a line of a table.
func (j missedJSON) cells(r missed.Report) []string {
	delivery, failed := j.Outcome, "-"
	switch {
	case delivery == change.Unchanged.String():
		delivery = "sent before"
	case delivery != "":
	case j.SentAt != nil:
		delivery = "sent"
	default:
		delivery = "not sent"
	}
	if j.Status != nil {
		delivery += " " + strconv.Itoa(*j.Status)
	}
	if j.Error != nil {
		failed = text.Clean(api.Text(*j.Error))
	}
	return []string{
		j.CreatedAt, text.Clean(api.Text(j.WorkspaceID)), text.Clean(api.Text(j.WorkspaceName)),
		text.Clean(api.Text(j.Webhook)), text.Clean(r.Webhook.Name), delivery, failed,
	}
}

// ended adds what became of the delivery.
func (j missedJSON) ended(r missed.Result) missedJSON {
	j.Outcome, j.History = r.Kind.String(), r.Record
	if r.Err != nil {
		j.Error = filled(text.Sentence(r.Err))
	}
	if r.Answer != nil {
		took, said := r.Answer.Took.Milliseconds(), string(r.Answer.Start)
		j.Status, j.Milliseconds, j.Answer = &r.Answer.Status, &took, &said
	}
	return j
}

// planned adds what would be sent.
func (j missedJSON) planned(w api.Workspace) missedJSON {
	j.Outcome = dryRun
	body := missedBody(missed.Rebuild(w, "").Body())
	j.Body = &body
	for _, f := range missed.Fields(w) {
		j.Basis = append(j.Basis, basisJSON{f.Name, f.Basis})
	}
	return j
}
