package cli

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/environment"
	"corotui/internal/fleet"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/state"
	"corotui/internal/text"
	"corotui/ui"
	"corotui/ui/keys"
	"corotui/ui/theme"
)

// tuiOptions are what corotui takes without a command.
type tuiOptions struct {
	*app
	demo        bool
	concurrency int
}

// tuiCommand is corotui itself: the terminal program.
func (a *app) tuiCommand() *cobra.Command {
	o := &tuiOptions{app: a}
	c := &cobra.Command{
		Use:   "corotui",
		Short: "Look after the webhooks of the Coro platform",
		Long: "Look after the webhooks of the Coro platform: see which are disabled and enable them with one key.\n" +
			"Without a command, it starts the terminal program.",
		Example: "corotui --demo\ncorotui login --profile acme\ncorotui webhooks list --json",
	}
	c.Flags().BoolVar(&o.demo, "demo", false, "start with sample data: no network, no credentials, nothing written")
	concurrencyFlag(c, &o.concurrency)
	return a.command(c, cobra.NoArgs, o.run)
}

// run runs the terminal program until the user leaves it.
func (o *tuiOptions) run(cmd *cobra.Command, _ []string) error {
	if err := checkConcurrency(o.concurrency); err != nil {
		return err
	}
	defer program.TendGarbage(o.env)()
	go program.PrepareWidths()
	if o.demo { // which has an account of its own
		o.env = config.NewEnv(o.env.Without(environment.Secret, "COROTUI_CLIENT_ID", "COROTUI_PROFILE"))
	}
	c, err := o.config(cmd)
	if err != nil {
		return err
	}
	bindings, err := bindings(c)
	if err != nil {
		return err
	}
	terminal, err := o.terminal(cmd.Context())
	if err != nil {
		return err
	}
	open := o.session
	if o.demo {
		open = o.demoSession
	}
	session, err := open(cmd, c)
	if err != nil {
		return err
	}
	defer session.Close()
	// Not cancelled by a signal: what is typed is saved first.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	options, wait := o.options(c, session)
	if !o.demo { // which has no network
		if options.Sender, err = o.sender(c); err != nil {
			return err
		}
	}
	options.Context, options.Keys, options.Suspend = ctx, bindings, terminal.Suspender()
	var commandsEnded func()
	options.Commands, commandsEnded = o.userCommands(c)
	if !o.demo {
		go session.StayFresh(ctx)
	}
	ended := o.show(ctx, terminal, ui.New(options), c.Paths, o.demo)
	cancel()
	commandsEnded()
	waiting, done := context.WithTimeout(context.WithoutCancel(ctx), program.Farewell)
	defer done()
	return errors.Join(ended, unrecorded(wait(waiting)))
}

// options are what the screens work with, and what waits for the changes in progress.
func (o *tuiOptions) options(c config.Config, session *account.Session) (options ui.Options, wait func(context.Context) error) {
	look := program.LookOf(o.env, c.Theme.Value)
	options = ui.Options{
		Service: session, Where: session.Where, Workspace: api.WorkspaceID(c.Workspace.Value),
		ReadOnly: account.ReadOnly(c), Fleet: fleet.Options{Concurrency: o.concurrency},
		Theme: look.Mode, AutoTheme: look.Auto, NoTitle: look.Untitled, ASCII: theme.ASCIIOnly(o.env.Get),
		Mouse: c.Mouse.Value, Absolute: !c.RelativeTime.Value, Terminal: true, Tmux: program.TmuxBuffer(o.env),
	}
	var log *history.Log
	var writer *change.Writer
	var others bulk.Accounts
	if o.demo { // which writes nothing
		log = history.InMemory()
		writer = session.NewDemoWriter(log)
		wait = writer.Wait
		if c.Workspace.Source.File() || !c.Workspace.Set() {
			options.Workspace = emulator.DemoChannel
		}
	} else {
		log = account.OpenHistory(c.Paths)
		writer = session.NewWriter(log)
		together := session.Together(log, o.concurrency)
		options.Accounts, others = together, together
		wait = func(ctx context.Context) error { return errors.Join(writer.Wait(ctx), together.Wait(ctx)) }
		o.remember(&options, c, session)
	}
	options.Writer, options.History = writer, log
	desired := o.desired(session)
	wishes := apply.Wishes(desired.input)
	options.Runner = func() bulk.Runner {
		return bulk.Runner{Server: session, Writer: writer, Log: log, Who: session.Who(), Others: others, Wishes: wishes}
	}
	options.Missed, options.Desired = o.missing(c, session, log), desired
	return options, wait
}

// remember adds what outlives the program, and how to log in.
func (o *tuiOptions) remember(options *ui.Options, c config.Config, session *account.Session) {
	options.Gate, options.Profiles = session, session
	if !c.LoggedIn() {
		account := session.Account()
		options.Login = &account
	}
	o.onScreen = make(chan ui.Passphrase)
	options.Passphrases = o.onScreen
	options.Drafts, options.Snapshots = state.NewDraft(c.Paths), session.Snapshots()
	options.Recent, options.Visited = session.Recent(), session.Visited
}

// unrecorded says what it means when changes under way did not end in time.
func unrecorded(err error) error {
	if err == nil {
		return nil
	}
	return failedWith(codeFailed, "A change did not finish in time. Check the webhook before you change it again: %s", text.Sentence(err))
}

// terminal returns the terminal that the program runs in.
func (a *app) terminal(asked context.Context) (*program.Terminal, error) {
	terminal, ok := program.NewTerminal(asked, a.process.Stdin, a.process.Stdout, a.process.Env)
	if !ok {
		return nil, usage("corotui needs a terminal. Without one, use commands such as corotui webhooks list --json")
	}
	if program.Dumb(a.env) {
		return nil, usage("This terminal (TERM=%s) cannot show screens. Set TERM to its type, e.g. xterm-256color, "+
			"or use commands such as corotui webhooks list", a.env.Get("TERM"))
	}
	return terminal, nil
}

// show runs the screens, and tells of a crash. The demo writes nothing, so there the
// report itself is shown.
func (a *app) show(ctx context.Context, terminal *program.Terminal, model tea.Model, paths config.Paths, demo bool) error {
	err := terminal.Run(ctx, model)
	crash, crashed := errors.AsType[*program.Crash](err)
	if !crashed {
		return err
	}
	if crash.Draft != nil {
		a.tellf("Could not keep the open form: %s", text.Sentence(crash.Draft))
	}
	now := time.Now()
	report := crash.Report(version(), now)
	if demo {
		a.tellf("corotui crashed; only the demo's data is lost.\n%s", report)
		return err
	}
	path, failed := program.SaveReport(paths.State, report, now)
	if failed != nil {
		a.tellf("corotui crashed, and the report could not be saved: %v\n%s", failed, report)
		return err
	}
	a.tellf("corotui crashed; a report without secrets is in %s · please send it to the maintainers", path)
	return err
}

// bindings are the keys with those of the config file.
func bindings(c config.Config) (keys.Map, error) {
	overrides := make(map[string][]string, len(c.Keys))
	for action, bound := range c.Keys {
		overrides[action] = bound.Value
	}
	all, err := keys.NewMap(overrides)
	if err == nil {
		if all, err = withSaved(all, c.Filters); err != nil {
			return all, err
		}
		return withCommands(all, c.Commands)
	}
	source := c.KeysSource
	for action, bound := range c.Keys { // which line is it?
		if _, alone := keys.NewMap(map[string][]string{action: bound.Value}); alone != nil && alone.Error() == err.Error() {
			source = bound.Source
		}
	}
	return keys.Map{}, &config.Error{Where: string(source), Problem: err.Error(), Cause: err}
}

// withSaved adds the saved filters of the config file to the keys.
func withSaved(all keys.Map, filters []config.SavedFilter) (keys.Map, error) {
	saved := make([]keys.Saved, len(filters))
	for i, one := range filters {
		saved[i] = keys.Saved{Name: text.Clean(api.Text(one.Name)), Key: one.Key, Filter: one.Filter}
		if _, err := all.WithSaved(saved[:i+1]); err != nil {
			return keys.Map{}, &config.Error{Where: string(one.Source), Problem: err.Error(), Cause: err}
		}
	}
	return all.WithSaved(saved)
}

// demoSession works on an emulator in memory. Its client never opens a socket.
func (a *app) demoSession(_ *cobra.Command, c config.Config) (*account.Session, error) {
	server := emulator.New(emulator.Demo(), emulator.WithFaults(emulator.DemoFaults()...))
	options, err := a.clientOptions(c)
	if err != nil {
		return nil, err
	}
	return account.NewDemo(c, append(options, api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))...)
}
