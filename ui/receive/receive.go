// Package receive is behind the page of deliveries: what is received is sent again from
// here, edited, and copied.
package receive

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/text"
	"corotui/ui/deliveries"
	"corotui/ui/dialog"
	"corotui/ui/screen"
)

// Receiver is what receives; see [delivery.Receiver].
type Receiver interface {
	deliveries.Ring

	Resend(number int) error
	ResendEdited(number int, body []byte) error
}

// Editor opens a JSON document in the user's editor, on the terminal, and returns what the
// user left of it.
type Editor func(ctx context.Context, name string, document []byte) ([]byte, error)

// Options is what is received with.
type Options struct {
	Receiver Receiver
	Feed     deliveries.Feed
	Listener deliveries.Listener
	CurlTo   string        // where a copied command sends a delivery
	Edit     Editor        // nil: there is none
	Troubles <-chan string // clean sentences about the listener; nil: there are none
}

// Receive is what is done with deliveries. Nil does nothing.
type Receive struct {
	shell screen.Shell
	opts  Options
}

// New returns it for a listener.
func New(shell screen.Shell, opts Options) *Receive { return &Receive{shell, opts} }

// Page is the page of deliveries.
func (r *Receive) Page() screen.Page {
	return screen.NewPage(deliveries.New(r.shell.Env(), deliveries.Options{Feed: r.opts.Feed, Ring: r.opts.Receiver, Listener: r.opts.Listener}))
}

// Init waits for what is to be said.
func (r *Receive) Init() tea.Cmd {
	if r.opts.Troubles == nil {
		return nil
	}
	ctx, troubles := r.shell.Env().Context, r.opts.Troubles
	return func() tea.Msg {
		select {
		case said := <-troubles:
			return troubleMsg{said}
		case <-ctx.Done():
			return nil
		}
	}
}

type (
	troubleMsg struct{ said string }
	resentMsg  struct {
		said string
		err  error
	}
	leftMsg struct { // the editor
		of     delivery.Received
		edited []byte
		err    error
	}
)

// Update takes the messages that are about deliveries.
func (r *Receive) Update(message tea.Msg) (cmd tea.Cmd, taken bool) {
	if r == nil {
		return nil, false
	}
	switch message := message.(type) {
	case troubleMsg:
		r.shell.Say(screen.Failure, message.said)
		return r.Init(), true
	case deliveries.ResendMsg:
		return r.resend(message.Delivery), true
	case deliveries.EditMsg:
		return r.edit(message.Delivery), true
	case deliveries.CopyMsg:
		return r.copy(message.Delivery), true
	case leftMsg:
		return r.left(message), true
	case resentMsg:
		if message.err != nil {
			r.shell.Say(screen.Failure, "Not sent: "+text.Sentence(message.err))
		} else {
			r.shell.Say(screen.Done, message.said)
		}
		return nil, true
	}
	return nil, false
}

// named is what sentences call a delivery.
func named(d delivery.Received) string {
	const longest = 40
	id := text.Cut(text.Clean(d.Verdict.ID), longest, "…")
	if id == "" {
		return "the delivery without an id"
	}
	return id
}

func (r *Receive) resend(d delivery.Received) tea.Cmd {
	receiver, dot := r.opts.Receiver, r.shell.Env().Dot()
	return func() tea.Msg {
		return resentMsg{"Sending " + named(d) + " again" + dot + "FORWARD shows the answer", receiver.Resend(d.Number)}
	}
}

// edit opens the body in the user's editor, which gets the terminal until its end.
func (r *Receive) edit(d delivery.Received) tea.Cmd {
	switch {
	case r.opts.Edit == nil:
		r.shell.Say(screen.Warning, "There is no editor here.")
		return nil
	case !json.Valid(d.Body):
		r.shell.Say(screen.Warning, "The body is not JSON, so it cannot be edited here.")
		return nil
	}
	left := leftMsg{of: d}
	ctx, edit := r.shell.Env().Context, r.opts.Edit
	run := onTerminal(func() { left.edited, left.err = edit(ctx, "delivery", d.Body) })
	return tea.Exec(run, func(err error) tea.Msg {
		if left.err == nil {
			left.err = err
		}
		return left
	})
}

// onTerminal is what has the terminal for a while.
type onTerminal func()

// Run returns when the terminal is the program's again.
func (f onTerminal) Run() error {
	f()
	return nil
}

// SetStdin and the others do nothing: it opens the terminal itself.
func (onTerminal) SetStdin(io.Reader) {}

// SetStdout does nothing.
func (onTerminal) SetStdout(io.Writer) {}

// SetStderr does nothing.
func (onTerminal) SetStderr(io.Writer) {}

// left sends what the user left in the editor, if it is something else.
func (r *Receive) left(message leftMsg) tea.Cmd {
	if message.err != nil {
		r.shell.Say(screen.Failure, text.Sentence(message.err))
		return nil
	}
	if sameJSON(message.of.Body, message.edited) {
		r.shell.Say(screen.Info, "Nothing was changed, so nothing was sent.")
		return nil
	}
	receiver, dot := r.opts.Receiver, r.shell.Env().Dot()
	return func() tea.Msg {
		return resentMsg{"Sending an edited copy, signed again" + dot + "FORWARD shows the answer",
			receiver.ResendEdited(message.of.Number, message.edited)}
	}
}

// sameJSON reports whether two documents differ in blanks alone.
func sameJSON(a, b []byte) bool {
	var left, right bytes.Buffer
	return json.Compact(&left, a) == nil && json.Compact(&right, b) == nil && bytes.Equal(left.Bytes(), right.Bytes())
}

// copy asks what to copy.
func (r *Receive) copy(d delivery.Received) tea.Cmd {
	q := dialog.Question{
		Title: "Copy from " + named(d) + "?", Lines: []string{"The secret is in none of them. Sensitive headers stay masked in curl."},
		Choices: []string{"id", "JSON body", "curl"}, Menu: true,
	}
	return r.shell.Ask(dialog.NewConfirm(r.shell.Env(), q, func(choice int) tea.Cmd {
		copied := screen.CopyMsg{Level: screen.Done}
		switch choice {
		case 0:
			copied.Text = text.Copyable(d.Verdict.ID)
			copied.What = "Copied " + text.Clean(api.Text(copied.Text)) + " (id)"
		case 1:
			copied.Text, copied.What = bodyText(d.Body), "Copied the body of "+named(d)
		case 2:
			copied.Text, copied.What = d.Message(r.opts.CurlTo).Curl(false), "Copied a curl command that sends "+named(d)+" as it came"
		default:
			return nil
		}
		if copied.Text == "" {
			return screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: "There is nothing to copy: it is empty."})
		}
		return screen.Cmd(copied)
	}))
}

// bodyText is a body as it can be pasted: JSON keeps its value.
func bodyText(body []byte) string {
	if json.Valid(body) {
		return text.EscapeUnseen(body)
	}
	return text.Copyable(api.Text(body))
}
