package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/config"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/environment"
	"corotui/internal/fleet"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/state"
	"corotui/ui"
	"corotui/ui/keys"
	"corotui/ui/theme"
)

// widthsInAdvance measures a sign. The first one that is not ASCII makes the
// renderer's library build its table of widths, two megabytes of it, and that
// would be while the first frame waits.
func widthsInAdvance() { ansi.StringWidthWc("─") }

// runTUI runs the terminal program until the user leaves it.
func (a *app) runTUI(cmd *cobra.Command, demo bool, concurrency int) error {
	if err := checkConcurrency(concurrency); err != nil {
		return err
	}
	defer a.tendGarbage()()
	go widthsInAdvance()
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
	in, out, err := a.terminal()
	if err != nil {
		return err
	}
	session, err := a.session(c)
	if err != nil {
		return err
	}
	// Not cancelled by a signal: what is typed is saved first.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	options := ui.Options{Workspace: api.WorkspaceID(c.Workspace.Value), Fleet: fleet.Options{Concurrency: concurrency}}
	if demo {
		if session, err = demoSession(session); err != nil {
			return err
		}
		if c.Workspace.Source.File() || !c.Workspace.Set() {
			options.Workspace = emulator.DemoChannel
		}
	} else {
		options.Gate = session
		if !c.LoggedIn() {
			account := session.Account()
			options.Login = &account
		}
		go session.stayFresh(ctx)
		session.reload = a.settingsOf(a.flags.given(cmd), c.Stores())
		options.Profiles = session
		a.onScreen = make(chan ui.Passphrase)
		options.Passphrases = a.onScreen
		options.Drafts = draftFile(c.Paths)
		kept := snapshots{state.NewSnapshots(c.Paths), session, &gate{}}
		defer kept.gate.close()
		options.Snapshots = kept
		recent := newRecentFile(c.Paths, session.Where)
		options.Recent, options.Visited = recent.load(), session.visited(recent)
		defer recent.gate.close()
	}
	log := openHistory(c.Paths)
	writer := newWriter(c.Paths, log, session)
	if demo { // which writes nothing
		log = history.InMemory()
		writer = change.NewWriter(session, change.WithRecorder(recorder{log, session}))
	}
	stage := newStage(cmd.Context(), in, out)
	options.History = log
	options.Desk = func() bulk.Desk {
		return bulk.Desk{Server: session, Writer: writer, Log: log, Who: session.who()}
	}
	options.Context, options.Service, options.Writer, options.Where = ctx, session, writer, session.Where
	options.ReadOnly, options.Keys, options.Terminal, options.Suspend = readOnly(c), bindings, true, stage.suspender()
	options.Tmux = a.tmuxBuffer()
	options.Mouse, options.Absolute = c.Mouse.Value, !c.RelativeTime.Value
	options.ASCII = theme.ASCIIOnly(a.env.Get)
	options.Theme, options.AutoTheme, options.NoTitle = a.look(c.Theme.Value)
	ended := a.show(ctx, stage, ui.New(options), c.Paths, demo)
	cancel()
	waiting, done := context.WithTimeout(context.WithoutCancel(ctx), farewell)
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
func demoSession(own *session) (*session, error) {
	base, err := api.RegionURL("us")
	if err != nil {
		return nil, err
	}
	server := emulator.New(emulator.Demo(), emulator.WithFaults(emulator.DemoFaults()...))
	s := newSession(own.config, append(own.options, api.WithHTTPTransport(server.Transport()))...)
	s.where = where("demo", "us", base)
	s.client, err = s.newClient(base, "", api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	return s, err
}
