package cli

import (
	"context"
	"errors"
	"net"
	"os"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/text"
	"corotui/ui"
	"corotui/ui/deliveries"
	"corotui/ui/keys"
	"corotui/ui/receive"
	"corotui/ui/theme"
)

// listenPage is the page that shows deliveries on a terminal.
type listenPage struct {
	*app
	config   config.Config
	bindings keys.Map
	in       *os.File
	leave    func()      // closes in
	troubles chan string // what happens meanwhile, which must not be written over the page
}

// page returns the page for deliveries. It is nil where they are printed, as the flags say
// or as there is no terminal.
func (o *listenOptions) page(cmd *cobra.Command, settings config.Config) (*listenPage, error) {
	for _, flag := range []string{"format", "json", "jq", "template"} {
		if cmd.Flags().Changed(flag) {
			return nil, nil //nolint:nilnil // there is none, which is no error
		}
	}
	if !program.IsTerminal(o.process.Stdout) || program.Dumb(o.env) {
		return nil, nil //nolint:nilnil // as above
	}
	p := &listenPage{app: o.app, config: settings, leave: func() {}, troubles: make(chan string, 1)}
	if program.IsTerminal(o.process.Stdin) {
		p.in, _ = o.process.Stdin.(*os.File) // the only terminal there is
	} else { // the secret comes by it
		in, _, leave, err := o.questionTerminal()
		if err != nil {
			return nil, nil //nolint:nilnil,nilerr // there is no one to press keys
		}
		p.in, p.leave = in, leave
	}
	var err error
	p.bindings, err = bindings(settings)
	return p, err
}

// show shows the page until the user leaves it, or asked is cancelled.
func (p *listenPage) show(asked context.Context, receiver *delivery.Receiver, feed *delivery.Feed, place deliveries.Listener, curlTo string) error {
	terminal, ok := program.NewTerminal(asked, p.in, p.process.Stdout, p.process.Env)
	if !ok {
		return usage("corotui listen lost its terminal. Use --format compact to print deliveries")
	}
	go program.PrepareWidths()
	ctx, cancel := context.WithCancel(context.WithoutCancel(asked))
	defer cancel()
	look := program.LookOf(p.env, p.config.Theme.Value)
	err := p.app.show(ctx, terminal, ui.New(ui.Options{
		Context: ctx, Keys: p.bindings, Theme: look.Mode, AutoTheme: look.Auto, NoTitle: look.Untitled, ASCII: theme.ASCIIOnly(p.env.Get),
		Terminal: true, Tmux: program.TmuxBuffer(p.env),
		Receive: &receive.Options{Receiver: receiver, Feed: feed, Listener: place, CurlTo: curlTo, Edit: p.edit, Troubles: p.troubles},
	}), p.config.Paths, false)
	if _, stopped := errors.AsType[program.Stopped](err); stopped { // by a signal, which is how a listener ends
		err = nil
	}
	select {
	case said := <-p.troubles:
		p.tellf("%s", said)
	default:
	}
	return err
}

// trouble shows a sentence on the page. There is one at most.
func (p *listenPage) trouble(said string) {
	select {
	case p.troubles <- said:
	default:
	}
}

// place is what the page says of the listener.
func (o *listenOptions) place(address net.Addr, options delivery.Options) (place deliveries.Listener, curlTo string) {
	place = deliveries.Listener{Address: text.Clean(api.Text(address.String())), Path: text.Clean(api.Text(options.Path))}
	curlTo = "http://" + address.String() + options.Path
	for i, route := range options.Routes {
		shown := route.Shown()
		if route.Type != "" {
			shown = string(route.Type) + "=" + shown
		}
		if i == 0 {
			curlTo = route.URL.String()
		}
		place.Targets = append(place.Targets, shown)
	}
	for _, key := range options.Keys {
		if key.Webhook != "" {
			place.Webhooks = append(place.Webhooks, text.Quote(api.Text(key.Webhook)))
		}
	}
	return place, curlTo
}

// edit opens a body in the user's editor, as send --edit does.
func (p *listenPage) edit(ctx context.Context, name string, document []byte) ([]byte, error) {
	e, err := p.newEditor()
	if err != nil {
		return nil, err
	}
	return e.edit(ctx, name, document)
}
