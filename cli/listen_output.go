package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/delivery"
	"corotui/internal/text"
)

var deliveryView = output.View{
	Shape: output.Stream,
	Kind: output.Kind{
		Name: "delivery", Meaning: "A delivery as it was received, what was answered, and what the target answered; also a line of a file that listen --save writes, without forwardStatus",
		Fields: []output.Field{
			{Name: "time", Type: "string", Meaning: "when it arrived, in UTC, as in RFC 3339"},
			{Name: "id", Type: "string", Meaning: "the id of its header, or else of its body; empty without one"},
			{Name: "type", Type: "string", Meaning: "the trigger of its header, or else of its body; empty without one"},
			{Name: "workspaceId", Type: "string", Meaning: "the workspace of its body; empty without one"},
			{Name: "valid", Type: "boolean", Meaning: "whether it is genuine"},
			{Name: "scheme", Type: "string or null", Meaning: "what is signed: id, id+body, or id.body; null if the signature is wrong"},
			{Name: "encoding", Type: "string or null", Meaning: "how the signature is written: hex, HEX, base64, or base64url; null if it is wrong"},
			{Name: "status", Type: "number", Meaning: "what was answered"},
			{Name: "forwardStatus", Type: "number or null", Meaning: "what the target answered, of several the first that is no 2xx; null without an answer"},
			{Name: "headers", Type: "object", Meaning: "value by name, an array where there are several; credentials are masked"},
			{Name: "body", Type: "string or null", Meaning: "the body byte for byte; null if it is not UTF-8"},
			{Name: "body64", Type: "string", Meaning: "the body in base64, if it is not UTF-8", Absent: true},
			{Name: "webhook", Type: "string", Meaning: "the name of the webhook whose secret signed it", Absent: true},
			{Name: "problems", Type: "array of strings", Meaning: "what is wrong with it, or odd, a sentence each", Absent: true},
			{Name: "forwardError", Type: "string", Meaning: "why the target did not answer, a sentence", Absent: true},
		},
	},
}

// deliveryShown is a delivery as listen prints it.
type deliveryShown struct {
	delivery.Saved

	ForwardStatus *int   `json:"forwardStatus"`
	ForwardError  string `json:"forwardError,omitempty"`
}

// show prints what comes until nothing more does.
func (o *listenOptions) show(cmd *cobra.Command, feed *delivery.Feed) error {
	out := o.printer(cmd, false)
	ctx := context.WithoutCancel(cmd.Context()) // what was received last is shown, too
	arrived := 0                                // the last one whose arrival was told
	for {
		batch, more := feed.Next(ctx)
		if !more {
			return nil
		}
		for _, stray := range batch.Strays {
			o.notef("%s", stray)
		}
		for _, d := range batch.Received {
			if err := o.print(out, d, d.Number > arrived); err != nil {
				return err
			}
			arrived = max(arrived, d.Number)
		}
		if batch.Dropped > 0 {
			o.tellf("%s not shown, as the output is too slow", text.Plural(batch.Dropped, "delivery was", "deliveries were"))
		}
	}
}

// print prints a delivery that arrived, or what has become of it.
func (o *listenOptions) print(out *output.Printer, d delivery.Received, arrived bool) error {
	switch o.Format {
	case quiet:
		return nil
	case output.JSON:
		shown := deliveryShown{Saved: d.Saved(), ForwardError: d.ForwardProblem()}
		if status := d.ForwardStatus(); status != 0 {
			shown.ForwardStatus = &status
		}
		return out.Add(shown, string(shown.ID))
	}
	lines := ""
	if arrived {
		lines = arrivalLine(d)
	}
	if d.Settled() {
		for _, f := range d.Forwards {
			lines += forwardLine(d, f)
		}
	}
	return out.Text(lines)
}

// arrivalLine is a delivery in one line: when it came, what was answered, whether it is
// genuine, what it is, and what is odd about it.
func arrivalLine(d delivery.Received) string {
	judged, status := "genuine", strconv.Itoa(d.Status)
	if !d.Verdict.Valid {
		judged = "bad    "
	}
	if d.Status == 0 { // the target's answer is waited for
		status = "..."
	}
	parts := []string{
		d.Time.Local().Format("15:04:05"), status, judged, cellOf(string(d.Verdict.Type)), cellOf(string(d.Verdict.ID)),
		cellOf(string(d.Verdict.Event.WorkspaceID)),
	}
	line := strings.Join(parts, "  ")
	if d.Webhook != "" {
		line += "  " + text.Quote(api.Text(d.Webhook))
	}
	if problems := d.Problems(); len(problems) > 0 {
		line += "  " + strings.Join(problems, "; ")
	}
	return line + "\n"
}

// cellOf is a word of a line; a dash stands for none.
func cellOf(said string) string {
	if said == "" {
		return "-"
	}
	return text.Clean(api.Text(said))
}

// forwardLine is what became of a delivery on the way to a target, in one line.
func forwardLine(d delivery.Received, f delivery.Forwarded) string {
	status := "---"
	said := "from " + f.Target + " in " + text.Took(f.Took)
	if f.Status != 0 {
		status = strconv.Itoa(f.Status)
	} else {
		said = f.Problem
	}
	return fmt.Sprintf("%s  %s  forward  %s  %s  %s\n", d.Time.Local().Format("15:04:05"), status, cellOf(string(d.Verdict.Type)), cellOf(string(d.Verdict.ID)), said)
}

// saidOfPort is what the system said of a port that could not be opened.
func saidOfPort(err error) error {
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		err = operation.Err
	}
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		err = call.Err
	}
	return err
}
