package cli

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// listenOptions are what listen takes.
type listenOptions struct {
	*app
	output.Flags
	addr, path, publicURL string
	secretStdin           bool
	forwards, headers     []string
	answer                int
	fromTarget, yes       bool
	save                  string
}

// The formats of listen besides JSON.
const (
	compact = "compact" // a line for each delivery, for people
	quiet   = "quiet"   // nothing
)

func (a *app) listenCommand() *cobra.Command {
	o := &listenOptions{app: a}
	c := &cobra.Command{
		Use: "listen [WEBHOOK...]", Short: "Receive deliveries on this machine, verify, show, and forward them",
		Long: "Receive deliveries on this machine, verify, show, and forward them, until it is stopped.\n" +
			"Signatures are checked with the secrets of the webhooks that are named, or with --secret-stdin. A genuine delivery is answered 204 " +
			"and any other 401, or 400, 408, or 413 if it is malformed, too slow, or larger than 1 MiB. If webhooks are named, all are answered 204 " +
			"and bad ones are only marked, as Coro disables a webhook after four failures.\n" +
			"--forward-to sends genuine deliveries on, byte for byte and in order, with their headers. A target that fails or is too slow stops " +
			"nothing: up to 1000 deliveries wait for it, and more are dropped, which is said.\n" +
			"--public-url creates a webhook with a secret and all triggers that sends to that URL, which has to lead to this machine, " +
			"through a tunnel or a proxy. It is enabled once the port is open, and deleted at the end.",
		Example: "corotui listen Billing --forward-to http://127.0.0.1:3000/coro\n" +
			"pass show hook | corotui listen --secret-stdin --json --save got.ndjson\n" +
			"corotui listen --public-url https://tunnel.example.com/coro",
	}
	o.RegisterOwn(c, compact, output.JSON, quiet)
	a.shows(c, &o.Flags, deliveryView)
	flags := c.Flags()
	flags.StringVar(&o.addr, "addr", "127.0.0.1:4318", "address to listen on; port 0 takes a free one")
	flags.StringVar(&o.path, "path", "/coro", "path at which deliveries arrive; with --public-url that of the URL")
	flags.BoolVar(&o.secretStdin, "secret-stdin", false, "read the secret from stdin; of a named webhook if Coro does not return it")
	flags.StringArrayVar(&o.forwards, "forward-to", nil, "send genuine deliveries on to this URL, or with EVENT=URL those of one event; repeatable")
	flags.StringArrayVar(&o.headers, "header", nil, "add or replace a header in what is forwarded, e.g. 'X-Env: dev'; repeatable")
	flags.IntVar(&o.answer, "answer", 0, "answer every delivery with this status, from 200 to 599")
	flags.BoolVar(&o.fromTarget, "answer-from-target", false, "answer genuine deliveries as the --forward-to target does")
	flags.StringVar(&o.save, "save", "", "append deliveries to this file, a line of JSON for each, for corotui replay")
	flags.StringVar(&o.publicURL, "public-url", "", "create a temporary webhook that sends to this URL")
	yesFlag(c, &o.yes)
	return a.command(c, cobra.ArbitraryArgs, o.run)
}

// run checks everything before the port is opened, and listens until the context ends.
func (o *listenOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	options, err := o.check(cmd, args)
	if err != nil {
		return err
	}
	settings, err := o.config(cmd)
	if err != nil {
		return err
	}
	page, err := o.page(cmd, settings)
	if err != nil {
		return err
	}
	if page != nil {
		defer page.leave()
	}
	if err := o.confirmTargets(ctx, settings, options.Routes); err != nil {
		return err
	}
	if options.Sender, err = o.sender(settings); err != nil {
		return err
	}
	var temporary *temporaryWebhook
	if o.publicURL != "" {
		if temporary, err = o.prepare(cmd); err != nil {
			return err
		}
		options.Keys = []delivery.Key{{Webhook: string(temporary.name), Secret: temporary.secret}}
	} else if options.Keys, err = o.keys(cmd, args); err != nil {
		return err
	}
	if o.save != "" {
		if options.Save, err = delivery.OpenSaver(o.save, o.notSaved(page)); err != nil {
			return usage("--save %s: %s", o.save, err)
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return o.cannotListen(err)
	}
	return o.serve(cmd, listener, options, temporary, page)
}

// serve receives until the context ends, and says so once it does.
func (o *listenOptions) serve(cmd *cobra.Command, listener net.Listener, options delivery.Options, temporary *temporaryWebhook, page *listenPage) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	receiver := delivery.NewReceiver(options)
	shown, opened := make(chan error, 1), make(chan struct{})
	feed := receiver.Subscribe(page == nil && o.Format == output.JSON)
	go func() {
		defer cancel() // when the output fails, or the page is left, there is nothing left to do
		if page == nil {
			shown <- o.show(cmd, feed)
			return
		}
		defer receiver.Unsubscribe(feed)
		select {
		case <-opened:
			place, curlTo := o.place(listener.Addr(), options)
			shown <- page.show(ctx, receiver, feed, place, curlTo)
		case <-ctx.Done():
			shown <- nil
		}
	}()
	served, serving := make(chan error, 1), make(chan struct{})
	go func() {
		served <- receiver.Serve(ctx, listener, func() {
			o.notef("Listening on http://%s%s", listener.Addr(), options.Path)
			close(serving)
		})
		cancel() // there is nothing more to show
	}()
	var failed error
	if temporary != nil {
		failed = temporary.open(ctx)
		if failed != nil {
			cancel()
		}
	}
	if failed == nil {
		<-serving
		close(opened)
	}
	ended := sync.OnceValue(func() error { return <-shown })
	if page != nil {
		_ = ended() // notes are not written over it; what it failed with is told below
	}
	err := <-served
	if temporary != nil {
		err = firstOf(failed, err, temporary.remove(context.WithoutCancel(ctx)))
	}
	received, dropped := receiver.Counts()
	o.notef("%s", ending(received, dropped))
	return firstOf(err, ended())
}

// firstOf is the first error that there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// ending says what was received.
func ending(received, dropped int) string {
	said := "Received " + text.Plural(received, "delivery", "deliveries")
	if dropped > 0 {
		said += fmt.Sprintf("; %s not forwarded, as the target was too slow or the listener ended", text.Plural(dropped, "was", "were"))
	}
	return said
}

// check reads the flags.
func (o *listenOptions) check(cmd *cobra.Command, args []string) (delivery.Options, error) {
	changed := cmd.Flags().Changed
	options := delivery.Options{Lenient: len(args) > 0, Answer: o.answer, FromTarget: o.fromTarget}
	switch {
	case o.publicURL != "" && (len(args) > 0 || o.secretStdin):
		return options, usage("--public-url creates a webhook with a secret of its own. Name no webhook and no --secret-stdin with it")
	case o.publicURL == "" && len(args) == 0 && !o.secretStdin:
		return options, usage("Deliveries are verified with a secret. Name a webhook, or give --secret-stdin or --public-url")
	case o.secretStdin && len(args) > 1:
		return options, usage("--secret-stdin is the secret of one webhook. Name only one with it")
	case changed("answer") && (o.answer < 200 || o.answer > 599):
		return options, usage("--answer %d: use a status from 200 to 599", o.answer)
	case changed("answer") && o.fromTarget:
		return options, usage("--answer and --answer-from-target exclude each other")
	case o.fromTarget && len(o.forwards) == 0:
		return options, usage("--answer-from-target needs a target; give --forward-to URL")
	case len(o.headers) > 0 && len(o.forwards) == 0:
		return options, usage("--header is for what is forwarded; give --forward-to URL")
	}
	if err := o.checkAddress(changed); err != nil {
		return options, err
	}
	options.Path = o.path
	for _, typed := range o.forwards {
		route, err := delivery.ParseRoute(typed)
		if err != nil {
			return options, usage("--forward-to %s %s", text.Clean(api.Text(mask.URL(typed))), err)
		}
		if o.leadsHere(route.URL) {
			return options, usage("--forward-to %s leads back to this listener. Give another port or path", route.Shown())
		}
		options.Routes = append(options.Routes, route)
	}
	var err error
	options.AddHeaders, err = addedHeaders(o.headers)
	return options, err
}

// checkAddress reads where is listened.
func (o *listenOptions) checkAddress(changed func(string) bool) error {
	host, port, err := net.SplitHostPort(o.addr)
	if number, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil || host == "" && number == 0 {
		return usage("--addr %s is no address with a port; use one like 127.0.0.1:4318", o.addr)
	}
	if o.publicURL != "" {
		public, err := weburl.Parse(o.publicURL)
		if err != nil {
			return usage("--public-url %s", err)
		}
		if !changed("path") {
			o.path = "/" + strings.TrimPrefix(public.Path, "/")
		}
	}
	if read, err := url.Parse(o.path); err != nil || !strings.HasPrefix(o.path, "/") || read.Path != o.path || read.Host != "" {
		return usage("--path %s is no path; use one like /coro", o.path)
	}
	return nil
}

// leadsHere reports whether what is forwarded would come back to the listener.
func (o *listenOptions) leadsHere(target *url.URL) bool {
	host, port, _ := net.SplitHostPort(o.addr) // it was checked
	to := target.Port()
	if to == "" {
		to = map[string]string{"http": "80", "https": "443"}[target.Scheme]
	}
	same := target.Hostname() == host || weburl.Loopback(target.Hostname()) && (weburl.Loopback(host) || net.ParseIP(host).IsUnspecified() || host == "")
	return same && to == port && "/"+strings.TrimPrefix(target.Path, "/") == o.path
}

// keys are the secrets that deliveries may be signed with.
func (o *listenOptions) keys(cmd *cobra.Command, args []string) ([]delivery.Key, error) {
	if len(args) == 0 {
		secret, err := o.secretFromStdin(cmd.Context())
		return []delivery.Key{{Secret: secret}}, err
	}
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return nil, err
	}
	listed, err := o.listWebhooks(cmd.Context(), conn)
	if err != nil {
		return nil, err
	}
	var keys []delivery.Key
	for _, word := range args {
		webhook, err := conn.find(cmd.Context(), listed, word)
		if err != nil {
			return nil, err
		}
		secret, known := webhook.Secret.Value()
		if o.secretStdin {
			if secret, err = o.secretFromStdin(cmd.Context()); err != nil {
				return nil, err
			}
			known = true
		}
		if !known {
			return nil, usage("Coro does not return the secret of %s. Name it alone, and pipe its secret in with --secret-stdin", text.Quote(webhook.Name))
		}
		keys = append(keys, delivery.Key{Webhook: string(webhook.Name), Secret: secret})
	}
	if o.answer != 0 && o.answer/100 != 2 {
		o.notef("Coro may take the answer %d for a failure, and disables a webhook after four", o.answer)
	}
	return keys, nil
}

// confirmTargets asks before deliveries are sent to other machines.
func (o *listenOptions) confirmTargets(ctx context.Context, settings config.Config, routes []delivery.Route) error {
	for _, route := range routes {
		err := o.mayReach(ctx, reach{
			config: settings, url: route.URL.String(), question: fmt.Sprintf("Forward deliveries to %s?", route.URL.Host), declined: "Nothing was received", yes: o.yes,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// cannotListen is the error of a port that could not be opened.
func (o *listenOptions) cannotListen(err error) error {
	return failedWith(codeFailed, "Could not listen on %s: %s. Give another address with --addr, or 127.0.0.1:0 for a free port", o.addr, saidOfPort(err))
}

// notSaved tells that the file of --save is not written any more.
func (o *listenOptions) notSaved(page *listenPage) func(error) {
	return func(err error) {
		said := fmt.Sprintf("--save %s %s; deliveries are no longer saved", o.save, err)
		if page != nil {
			page.trouble(said)
			return
		}
		o.tellf("%s", said)
	}
}
