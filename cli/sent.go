package cli

import (
	"context"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// sentJSON is how sending one delivery ended, as scripts read it.
type sentJSON struct {
	ID           string  `json:"id"`
	Type         string  `json:"type"`
	URL          string  `json:"url"`
	Status       *int    `json:"status"`
	Accepted     bool    `json:"accepted"`
	Milliseconds *int64  `json:"milliseconds"`
	Answer       *string `json:"answer"`
	Error        *string `json:"error"`
	Curl         string  `json:"curl,omitempty"`
}

var sentView = output.View{
	Shape:   output.Stream,
	Columns: output.Columns("STATUS", "TYPE!", "ID!", "TIME", "ANSWER"),
	Kind: output.Kind{
		Name: "sent", Meaning: "How sending one delivery ended",
		Fields: []output.Field{
			{Name: "id", Type: "string", Meaning: "the id of the event"},
			{Name: "type", Type: "string", Meaning: "its trigger"},
			{Name: "url", Type: "string", Meaning: "where it was sent to, with what is secret in it masked"},
			{Name: "status", Type: "number or null", Meaning: "the status of the answer; null if none came"},
			{Name: "accepted", Type: "boolean", Meaning: "whether the status is 2xx"},
			{Name: "milliseconds", Type: "number or null", Meaning: "how long the answer took; null if none came"},
			{Name: "answer", Type: "string or null", Meaning: "the start of what the receiver said; null if no answer came"},
			{Name: "error", Type: "string or null", Meaning: "why no answer came, a sentence"},
			{Name: "curl", Type: "string", Meaning: "of a dry run: the command that would send it, without the secret", Absent: true},
		},
	},
}

// sendings sends deliveries one after the other, and tells how each ended.
type sendings struct {
	*app
	out    *output.Printer
	sender *delivery.Sender
	of     int // how many there are

	sent, accepted int
	last           sentence // of what was not accepted
}

// sendings begins to send so many deliveries.
func (a *app) sendings(cmd *cobra.Command, sender *delivery.Sender, of int) *sendings {
	return &sendings{app: a, out: a.printer(cmd, false), sender: sender, of: of}
}

// send sends one. That the receiver does not accept it is told, and is for [sendings.end];
// the error is that none is to follow, as none would arrive.
func (s *sendings) send(ctx context.Context, m delivery.Message) error {
	told := sentOf(m)
	answer, err := s.sender.Send(ctx, m)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		why := text.Sentence(err)
		told.Error, s.last = &why, sentence(why)
		if added := s.add(told, answer); added != nil {
			return added
		}
		return err
	}
	s.sent++
	if answer.Accepted() {
		s.accepted++
	} else {
		s.last = sentence("The receiver did not accept the delivery: " + answer.StatusText())
	}
	took, said := answer.Took.Milliseconds(), string(answer.Start)
	told.Status, told.Accepted, told.Milliseconds, told.Answer = &answer.Status, answer.Accepted(), &took, &said
	return s.add(told, answer)
}

// sentOf begins the result of a delivery.
func sentOf(m delivery.Message) sentJSON {
	return sentJSON{ID: m.Header.Get(delivery.HeaderID), Type: m.Header.Get(delivery.HeaderType), URL: mask.URL(m.URL)}
}

// add prints how one ended.
func (s *sendings) add(told sentJSON, answer delivery.Answer) error {
	if s.out.OnScreen() && s.out.ForPeople() {
		if told.Status == nil {
			return nil // the error says it
		}
		return s.out.Text(sentText(told, answer))
	}
	status, took, said := "-", "-", "-"
	if told.Status != nil {
		status, took = strconv.Itoa(answer.Status), text.Took(answer.Took)
		said = text.Clean(answer.Start)
	}
	return s.out.Add(told, told.ID, status, text.Clean(api.Text(told.Type)), text.Clean(api.Text(told.ID)), took, said)
}

// shownLines is how many lines of an answer people see.
const shownLines = 20

// sentText is how one ended, for people: a line, and what the receiver said.
func sentText(told sentJSON, answer delivery.Answer) string {
	said := answer.StatusText() + " from " + hostOf(told.URL) + " in " + text.Took(answer.Took) + " · " +
		text.Clean(api.Text(told.Type)) + " " + text.Clean(api.Text(told.ID)) + "\n"
	lines := text.CleanLines(answer.Start, shownLines)
	if answer.Cut {
		lines = append(lines, "…")
	}
	for _, line := range lines {
		said += "  " + line + "\n"
	}
	return said
}

// end ends the output; the error is that not all were accepted.
func (s *sendings) end(ctx context.Context) error {
	if err := s.out.End(ctx); err != nil {
		return err
	}
	switch {
	case s.accepted == s.of:
		return nil
	case s.of == 1:
		return failedWith(codeFailed, "%s", s.last)
	}
	left := ""
	if n := s.of - s.sent; n > 0 {
		left = "; " + text.Plural(n, "was", "were") + " not sent"
	}
	return failedWith(codeFailed, "%s of %s accepted%s. %s", text.Count(s.accepted), text.Plural(s.of, "delivery", "deliveries"), left, s.last)
}

// hostOf is whom a URL leads to, clean.
func hostOf(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return text.Clean(api.Text(u.Host))
	}
	return text.Host(api.Text(raw))
}
