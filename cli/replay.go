package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/delivery"
	"corotui/internal/disk"
	"corotui/internal/mask"
	"corotui/internal/suggest"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// replayOptions are what replay takes.
type replayOptions struct {
	signingFlags
	output.Flags
	to, format  string
	since       time.Duration
	triggers    []string
	headers     []string
	yes, dryRun bool

	now    time.Time
	form   delivery.Form
	add    http.Header
	secret mask.Secret // to sign with; empty: as they were signed
	masked map[string]bool
}

func (a *app) replayCommand() *cobra.Command {
	o := &replayOptions{signingFlags: signingFlags{app: a}}
	c := &cobra.Command{
		Use: "replay FILE", Short: "Send deliveries again that listen --save kept",
		Long: "Send deliveries again that corotui listen --save kept in a file, or those that are read from stdin with -, in their order: body " +
			"and headers as they were saved. Credentials in headers were not saved, so they are not sent. " +
			"Deliveries that were not genuine are skipped.\n" +
			"With --webhook or --secret-stdin they are signed again, also those that were not genuine.\n" +
			"It asks before it sends to any host but this machine, or needs --yes; redirects are not followed. It exits with 0 if every answer " +
			"is 2xx, and with 1 if not.",
		Example: "corotui replay got.ndjson --forward-to http://127.0.0.1:3000/coro\n" +
			"corotui replay got.ndjson --since 42m --trigger workspace-created \\\n" +
			"  --forward-to http://127.0.0.1:3000/coro --webhook Billing",
	}
	a.prints(c, &o.Flags, sentView)
	o.register(c, "sign with the secret of this webhook, by its id or name")
	flags := c.Flags()
	flags.StringVar(&o.to, "forward-to", "", "send them to this URL")
	flags.DurationVar(&o.since, "since", 0, "send only those that arrived in this time before now, e.g. 42m")
	flags.Var(wordList{&o.triggers}, "trigger", "send only those whose body is of these triggers")
	flags.StringArrayVar(&o.headers, "header", nil, "add or replace a header, e.g. 'X-Env: dev'; repeatable")
	flags.StringVar(&o.format, "signature-format", string(delivery.Hex),
		"write a new signature as hex, HEX, base64, or base64url; sha256= before it also writes that, and +body after it also signs the body")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print the curl commands that would send them, and send nothing")
	yesFlag(c, &o.yes)
	return a.command(c, cobra.ExactArgs(1), o.run)
}

// run reads the whole file before anything is sent.
func (o *replayOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(cmd, args[0]); err != nil {
		return err
	}
	saved, closeFile, err := o.open(args[0])
	if err != nil {
		return err
	}
	defer closeFile()
	count, skipped := 0, 0
	if err := o.each(saved, args[0], func(delivery.Saved) error { count++; return nil }, &skipped); err != nil {
		return err
	}
	if count == 0 {
		o.noteLeft(skipped)
		o.notef("No delivery of the file is to be sent")
		return o.printer(cmd, false).End(cmd.Context())
	}
	settings, err := o.signer(cmd)
	if err != nil {
		return err
	}
	if !o.dryRun {
		question := fmt.Sprintf("Send %s to %s?", text.Plural(count, "delivery", "deliveries"), hostOf(o.to))
		if err := o.mayReach(cmd.Context(), reach{config: settings, url: o.to, question: question, declined: "Nothing was sent", yes: o.yes}); err != nil {
			return err
		}
	}
	o.noteLeft(skipped)
	sender, err := o.sender(settings)
	if err != nil {
		return err
	}
	return o.send(cmd, o.sendings(cmd, sender, count), saved, args[0])
}

// noteLeft says what is not sent.
func (o *replayOptions) noteLeft(skipped int) {
	switch {
	case skipped > 0 && o.resigns():
		o.notef("Skipped %s no id, over which they would be signed", text.Plural(skipped, "delivery with", "deliveries with"))
	case skipped > 0:
		o.notef("Skipped %s not genuine", text.Plural(skipped, "delivery that was", "deliveries that were"))
	}
	if len(o.masked) > 0 {
		o.notef("Not sent, as credentials are not saved: %s", strings.Join(o.maskedNames(), ", "))
	}
}

// check says what is wrong with the flags, before anything is read.
func (o *replayOptions) check(cmd *cobra.Command, file string) (err error) {
	switch {
	case o.to == "":
		return usage("Say where they are sent to with --forward-to URL")
	case file == "-" && o.secretStdin:
		return usage("- and --secret-stdin both read stdin. Name a file")
	case cmd.Flags().Changed("since") && o.since <= 0:
		return usage("--since %s: use a time like 42m", o.since)
	case cmd.Flags().Changed("signature-format") && !o.resigns():
		return usage("--signature-format is for a new signature. Give --webhook or --secret-stdin, whose secret signs")
	}
	if _, err := weburl.Parse(o.to); err != nil {
		return usage("--forward-to %s", err)
	}
	if o.form, err = delivery.ParseForm(o.format); err != nil {
		return usage("--signature-format: %s", err)
	}
	if err := knownEvents(o.triggers); err != nil {
		return err
	}
	o.add, err = addedHeaders(o.headers)
	o.now, o.masked = time.Now(), make(map[string]bool)
	return err
}

// resigns reports that deliveries are signed anew.
func (o *replayOptions) resigns() bool { return o.webhook != "" || o.secretStdin }

// open opens the file. What is read from stdin is kept, as it is read twice.
func (o *replayOptions) open(name string) (saved *io.SectionReader, closeFile func(), err error) {
	if name == "-" {
		data, err := o.input(name)
		return io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data))), func() {}, err
	}
	f, info, err := disk.Open(name)
	if err != nil {
		return nil, nil, usage("Could not read %s: %s", text.Clean(api.Text(name)), disk.Reason(err))
	}
	return io.NewSectionReader(f, 0, info.Size()), func() { _ = f.Close() }, nil // only read
}

// each gives those deliveries to take that are to be sent.
func (o *replayOptions) each(saved *io.SectionReader, name string, take func(delivery.Saved) error, skipped *int) error {
	if _, err := saved.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	err := delivery.ReadSaved(saved, func(_ int, s delivery.Saved) error {
		switch {
		case !o.selects(s):
			return nil
		case !s.Valid && !o.resigns(), o.resigns() && s.Headers.Get(delivery.HeaderID) == "":
			*skipped++
			return nil
		}
		for _, header := range s.Headers {
			if hides(header) && o.add[header.Name] == nil {
				o.masked[header.Name] = true
			}
		}
		return take(s)
	})
	if wrong, ok := errors.AsType[*delivery.SavedError](err); ok {
		if name == "-" {
			name = "stdin"
		}
		return usage("%s: line %d %s. Nothing was sent", text.Clean(api.Text(name)), wrong.Line, text.Clean(api.Text(wrong.Err.Error())))
	}
	return err
}

// selects reports whether a delivery is one of those that the flags name.
func (o *replayOptions) selects(s delivery.Saved) bool {
	if o.since > 0 && s.Time.Before(o.now.Add(-o.since)) {
		return false
	}
	if len(o.triggers) == 0 {
		return true
	}
	event, err := delivery.ParseEvent(s.Content())
	return err == nil && slices.ContainsFunc(o.triggers, func(name string) bool { return api.Trigger(name).Name() == event.Type.Name() })
}

// hides reports whether a header was saved without its value.
func hides(h delivery.Header) bool { return slices.ContainsFunc(h.Values, mask.Hides) }

func (o *replayOptions) maskedNames() []string {
	names := make([]string, 0, len(o.masked))
	for name := range o.masked {
		names = append(names, text.Clean(api.Text(name)))
	}
	slices.Sort(names)
	return names
}

// message is a saved delivery as it is sent.
func (o *replayOptions) message(s delivery.Saved) delivery.Message {
	kept := slices.DeleteFunc(slices.Clone(s.Headers), hides)
	m := delivery.Message{URL: o.to, Header: kept.HTTP(), Body: s.Content(), Secret: o.secret}
	for name, values := range o.add {
		m.Header[name] = values
	}
	if !o.secret.Empty() {
		m.Sign(o.form)
	}
	return m
}

// send sends them, one after the other, or shows what would be sent.
func (o *replayOptions) send(cmd *cobra.Command, s *sendings, saved *io.SectionReader, name string) error {
	skipped := 0
	err := o.each(saved, name, func(one delivery.Saved) error {
		if o.dryRun {
			return o.show(s.out, o.message(one))
		}
		err := s.send(cmd.Context(), o.message(one))
		return err
	}, &skipped)
	switch {
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case o.dryRun && err == nil:
		return s.out.End(cmd.Context())
	case o.dryRun:
		return err
	}
	return s.end(cmd.Context()) // which knows why none came after an error
}

// show is the dry run of one.
func (o *replayOptions) show(out *output.Printer, m delivery.Message) error {
	told := sentOf(m)
	told.Curl = m.Curl(false)
	if out.ForPeople() {
		return out.Text(told.Curl + "\n")
	}
	return out.Add(told, told.ID)
}

// signer reads the secret to sign with, if one is, and the settings.
func (o *replayOptions) signer(cmd *cobra.Command) (c config.Config, err error) {
	if o.webhook == "" {
		if c, err = o.config(cmd); err == nil && o.secretStdin {
			o.secret, err = o.secretFromStdin(cmd.Context())
		}
		return c, err
	}
	webhook, conn, err := o.find(cmd)
	if err != nil {
		return c, err
	}
	if o.secretStdin {
		o.secret, err = o.secretFromStdin(cmd.Context())
	} else {
		o.secret, err = secretOf(webhook, "Pipe it in with --secret-stdin")
	}
	return conn.config, err
}

// knownEvents says which names of triggers are none.
func knownEvents(names []string) error {
	for _, name := range names {
		if _, known := api.FindTrigger(api.Trigger(name).Name()); !known {
			return usage("--trigger %q is unknown.%s List them with corotui send --list", name, nearTrigger(name))
		}
	}
	return nil
}

// addedHeaders reads what --header adds.
func addedHeaders(given []string) (http.Header, error) {
	added := make(http.Header)
	for _, typed := range given {
		header, err := headerOf(typed, "--header", "Set it up at the target")
		if err == nil && (!header.LegalName() || !header.LegalValue()) {
			err = usage("--header %q cannot be sent", typed)
		}
		if err != nil {
			return nil, err
		}
		added.Add(string(header.Name), string(header.Value))
	}
	return added, nil
}

// nearTrigger asks for the trigger that a word most likely means, if one is near.
func nearTrigger(word string) string {
	names := make([]string, 0, len(api.KnownTriggers))
	for _, known := range api.KnownTriggers {
		names = append(names, string(known.Name))
	}
	if near := suggest.Name(string(api.Trigger(word).Name()), names); near != "" {
		return " Did you mean " + near + "?"
	}
	return ""
}
