package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/bulk"
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

// runTUI runs the terminal program until the user leaves it.
func (a *app) runTUI(cmd *cobra.Command, demo bool, concurrency int) error {
	if err := checkConcurrency(concurrency); err != nil {
		return err
	}
	defer program.TendGarbage(a.env)()
	go program.MeasureAhead()
	if demo { // which has an account of its own
		a.env = config.NewEnv(a.env.Without(environment.Secret, "COROTUI_CLIENT_ID", "COROTUI_PROFILE"))
	}
	c, err := a.config(cmd)
	if err != nil {
		return err
	}
	bindings, err := bindings(c)
	if err != nil {
		return err
	}
	terminal, err := a.terminal(cmd.Context())
	if err != nil {
		return err
	}
	open := a.session
	if demo {
		open = a.demoSession
	}
	session, err := open(cmd, c)
	if err != nil {
		return err
	}
	// Not cancelled by a signal: what is typed is saved first.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	options := ui.Options{Workspace: api.WorkspaceID(c.Workspace.Value), Fleet: fleet.Options{Concurrency: concurrency}}
	if demo {
		if c.Workspace.Source.File() || !c.Workspace.Set() {
			options.Workspace = emulator.DemoChannel
		}
	} else {
		options.Gate = session
		if !c.LoggedIn() {
			account := session.Account()
			options.Login = &account
		}
		go session.StayFresh(ctx)
		options.Profiles = session
		a.onScreen = make(chan ui.Passphrase)
		options.Passphrases = a.onScreen
		options.Drafts = state.NewDraft(c.Paths)
		options.Snapshots, options.Recent, options.Visited = session.Snapshots(), session.Recent(), session.Visited
		defer session.Close()
	}
	log := account.OpenHistory(c.Paths)
	writer := session.NewWriter(log)
	if demo { // which writes nothing
		log = history.InMemory()
		writer = session.NewDemoWriter(log)
	}
	options.History = log
	options.Desk = func() bulk.Runner {
		return bulk.Runner{Server: session, Writer: writer, Log: log, Who: session.Who()}
	}
	options.Context, options.Service, options.Writer, options.Where = ctx, session, writer, session.Where
	options.ReadOnly, options.Keys, options.Terminal, options.Suspend = account.ReadOnly(c), bindings, true, terminal.Suspender()
	options.Tmux = program.TmuxBuffer(a.env)
	options.Mouse, options.Absolute = c.Mouse.Value, !c.RelativeTime.Value
	options.ASCII = theme.ASCIIOnly(a.env.Get)
	look := program.LookOf(a.env, c.Theme.Value)
	options.Theme, options.AutoTheme, options.NoTitle = look.Mode, look.Auto, look.Untitled
	ended := a.show(ctx, terminal, ui.New(options), c.Paths, demo)
	cancel()
	waiting, done := context.WithTimeout(context.WithoutCancel(ctx), program.Farewell)
	defer done()
	return errors.Join(ended, unrecorded(writer.Wait(waiting)))
}

// unrecorded says what it means when changes under way did not end in time.
func unrecorded(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("a change under way did not end; look at the webhook before you change it again: %w", err)
}

// terminal returns the terminal that the program runs in.
func (a *app) terminal(asked context.Context) (*program.Terminal, error) {
	terminal, ok := program.NewTerminal(asked, a.process.Stdin, a.process.Stdout, a.process.Env)
	if !ok {
		return nil, usage("corotui needs a terminal for its screens; without one use commands like corotui webhooks list --json")
	}
	if program.Dumb(a.env) {
		return nil, usage("the terminal (TERM=%s) cannot show screens; set TERM to what it is, like xterm-256color, "+
			"or use commands like corotui webhooks list", a.env.Get("TERM"))
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
		a.tellf("The open form could not be kept: %s", text.Sentence(crash.Draft))
	}
	now := time.Now()
	report := crash.Report(version(), now)
	if demo {
		a.tellf("corotui crashed; nothing was lost but the demo's data.\n%s", report)
		return err
	}
	path, failed := program.SaveReport(paths.State, report, now)
	if failed != nil {
		a.tellf("corotui crashed, and the report could not be kept: %v\n%s", failed, report)
		return err
	}
	a.tellf("corotui crashed; a report without secrets is in %s · please send it to whoever maintains corotui", path)
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
		return all, nil
	}
	source := c.KeysSource
	for action, bound := range c.Keys { // which line is it?
		if _, alone := keys.NewMap(map[string][]string{action: bound.Value}); alone != nil && alone.Error() == err.Error() {
			source = bound.Source
		}
	}
	return keys.Map{}, &config.Error{Where: string(source), Problem: err.Error(), Cause: err}
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
