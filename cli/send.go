package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// sendOptions are what send takes.
type sendOptions struct {
	signingFlags
	output.Flags
	eventFlags
	url, format                             string
	list, bad, dryRun, yes, showSecretsFlag bool
	form                                    delivery.Form
}

func (a *app) sendCommand() *cobra.Command {
	o := &sendOptions{signingFlags: signingFlags{app: a}}
	c := &cobra.Command{
		Use: "send [EVENT]", Short: "Send a signed sample of an event to a receiver",
		Long: "Send a signed sample of an event straight to a receiver, not through Coro: with --webhook to its URL, with its secret and its " +
			"headers, or to --url with the secret from --secret-stdin. --list shows the events. The data of workspace-created is as Coro's " +
			"guide has it; that of the others is a guess, as it is not documented.\n" +
			"The sample is changed in this order: --data replaces its data, --set sets what is at a path, --remove takes out what is there, " +
			"and --edit opens the body in $VISUAL or $EDITOR. In --set PATH=TEXT the value is a string, as all values of Coro's guide are; " +
			"PATH:=JSON takes any JSON. A path is data.domain, or data.users.0 for an element; a dot in a name is \\.\n" +
			"It asks before it sends to any host but this machine, or needs --yes; redirects are not followed. It exits with 0 if every " +
			"answer is 2xx, and with 1 if not, also with --bad-signature, which a receiver should refuse. --dry-run prints a curl command, " +
			"in which the secret is not.",
		Example: "corotui send --list\n" +
			"corotui send workspace-created --webhook Billing\n" +
			"pass coro/billing | corotui send workspace-created --secret-stdin \\\n" +
			"  --url http://127.0.0.1:4318/coro --set data.domain=x.example\n" +
			"corotui send --all --webhook Billing --bad-signature --yes",
	}
	a.prints(c, &o.Flags, sentView)
	o.signingFlags.register(c, "send to the URL of this webhook, with its secret and headers, by its id or name")
	flags := c.Flags()
	flags.StringVar(&o.url, "url", "", "send to this URL; the secret comes from --secret-stdin")
	flags.BoolVar(&o.list, "list", false, "list the events that there are samples of")
	o.eventFlags.register(c)
	flags.StringVar(&o.format, "signature-format", string(delivery.Hex),
		"write the signature as hex, HEX, base64, or base64url; sha256= before it also writes that, and +body after it also signs the body")
	flags.BoolVar(&o.bad, "bad-signature", false, "sign with another secret, which a receiver should refuse")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print the curl command that would send it, and send nothing")
	showSecretsFlag(c, &o.showSecretsFlag)
	yesFlag(c, &o.yes)
	return a.command(c, cobra.ArbitraryArgs, o.run)
}

func (o *sendOptions) run(cmd *cobra.Command, args []string) error {
	if o.list {
		return o.listEvents(cmd, args)
	}
	edits, err := o.read(o.app, cmd)
	if err != nil {
		return err
	}
	samples, err := o.samples(args)
	if err == nil {
		err = o.check()
	}
	if err == nil {
		err = edits.readInput(cmd)
	}
	if err != nil {
		return err
	}
	if _, err = edits.bodies(samples); err != nil { // what is wrong with them shows before anything is asked
		return err
	}
	to, err := o.receiver(cmd)
	if err != nil {
		return err
	}
	if !o.dryRun {
		if err := (reach{config: to.config, url: to.url}).refused(); err != nil { // before anything is edited
			return err
		}
	}
	if edits.editor != nil {
		if err := edits.open(cmd.Context(), samples[0]); err != nil {
			return err
		}
	}
	bodies, err := edits.bodies(samples)
	if err != nil {
		return err
	}
	o.noteBodies(bodies)
	messages := o.messages(to, bodies)
	if o.dryRun {
		return o.show(cmd, messages)
	}
	if err := o.mayReach(cmd.Context(), o.reach(to, samples, len(messages))); err != nil {
		return err
	}
	return o.send(cmd, to, messages)
}

// check says what is wrong with the flags, before anything is read.
func (o *sendOptions) check() (err error) {
	switch {
	case o.webhook != "" && o.url != "":
		return usage("--webhook and --url exclude each other: a webhook has a URL")
	case o.webhook == "" && o.url == "":
		return usage("Give the receiver: --webhook NAME, or --url URL with --secret-stdin")
	case o.url != "" && !o.secretStdin:
		return usage("--url needs the secret that signs. Pipe it in with --secret-stdin")
	case o.data == "-" && o.secretStdin:
		return usage("--data - and --secret-stdin both read stdin. Put the data into a file, and give --data @FILE")
	case o.showSecretsFlag && !o.dryRun:
		return usage("--show-secrets is for --dry-run")
	}
	if o.url != "" {
		if _, err := weburl.Parse(o.url); err != nil {
			return usage("--url %s", err)
		}
	}
	if o.form, err = delivery.ParseForm(o.format); err != nil {
		return usage("--signature-format: %s", err)
	}
	return nil
}

// target is whom deliveries go to, and with what.
type target struct {
	url     string
	headers []api.Header
	secret  mask.Secret
	config  config.Config
}

// host is whom it is, for a sentence.
func (t target) host() string { return hostOf(t.url) }

// receiver reads whom the deliveries go to.
func (o *sendOptions) receiver(cmd *cobra.Command) (t target, err error) {
	if o.secretStdin {
		if t.secret, err = o.secretFromStdin(cmd.Context()); err != nil {
			return t, err
		}
	}
	if o.url != "" {
		t.url = o.url
		t.config, err = o.config(cmd)
		return t, err
	}
	webhook, conn, err := o.find(cmd)
	if err != nil {
		return t, err
	}
	t.url, t.headers, t.config = string(webhook.URL), webhook.Headers, conn.config
	if !o.secretStdin {
		if t.secret, err = secretOf(webhook, "Pipe it in with --secret-stdin"); err != nil {
			return t, err
		}
	}
	if _, err := weburl.Parse(t.url); err != nil {
		return t, failedWith(codeFailed, "The URL of %s %s. Correct it with corotui webhooks edit --url", text.Quote(webhook.Name), err)
	}
	for _, header := range t.headers {
		if !header.LegalName() || !header.LegalValue() {
			return t, failedWith(codeFailed, "The header %s of %s is not valid in HTTP. Correct it with corotui webhooks edit --header",
				text.Quote(header.Name), text.Quote(webhook.Name))
		}
		if mask.Hides(string(header.Value)) {
			o.notef("Coro masks the header %s, so the receiver gets it as it is shown", text.Quote(header.Name))
		}
	}
	return t, nil
}

// reach is what is asked before so many of the samples are sent to another machine.
func (o *sendOptions) reach(to target, samples []delivery.Sample, count int) reach {
	what := fmt.Sprintf("a sample of %s", samples[0].Trigger.Name)
	if count > 1 {
		what = text.Plural(count, "sample", "samples")
	}
	return reach{
		config: to.config, url: to.url, question: fmt.Sprintf("Send %s to %s?", what, to.host()), declined: "Nothing was sent",
		limits: []string{"The receiver cannot tell a signed sample from a real delivery."}, yes: o.yes,
	}
}

// messages are the deliveries of bodies.
func (o *sendOptions) messages(to target, bodies []eventBody) []delivery.Message {
	secret := to.secret
	if o.bad {
		secret = mask.Generate()
	}
	all := make([]delivery.Message, len(bodies))
	for i, b := range bodies {
		all[i] = delivery.Compose(to.url, b.id, b.kind, b.body, secret, o.form, to.headers)
		all[i].Secret = to.secret // a receiver may say what it expected
	}
	return all
}

// send sends them, one after the other.
func (o *sendOptions) send(cmd *cobra.Command, to target, messages []delivery.Message) error {
	sender, err := o.sender(to.config)
	if err != nil {
		return err
	}
	s := o.sendings(cmd, sender, len(messages))
	for _, m := range messages {
		if err := s.send(cmd.Context(), m); err != nil {
			if cmd.Context().Err() != nil {
				return err
			}
			break
		}
	}
	if o.bad && s.accepted > 0 {
		o.notef("%s accepted a wrong signature, so it does not verify what it receives", to.host())
	}
	return s.end(cmd.Context())
}

// show is a dry run.
func (o *sendOptions) show(cmd *cobra.Command, messages []delivery.Message) error {
	p := o.printer(cmd, o.showSecretsFlag)
	for _, m := range messages {
		told := sentOf(m)
		told.Curl = m.Curl(o.showSecretsFlag)
		var err error
		if p.ForPeople() {
			err = p.Text(told.Curl + "\n")
		} else {
			err = p.Add(told, told.ID)
		}
		if err != nil {
			return err
		}
	}
	return p.End(cmd.Context())
}
