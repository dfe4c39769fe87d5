// Package cli is the command line: Cobra commands that read the settings, make
// the client, start the terminal program, and turn errors into sentences and
// exit codes. What they do is done by the packages below.
//
// A command is in the file of its name: webhooks_edit.go, undo.go. root.go lists them
// all. What several share is in choose_workspace.go, operands.go, selection.go,
// change.go, result.go, confirm.go, output.go, errors.go, and exitcode.go.
package cli

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/account"
	"corotui/ui"
)

// Process is what a command may touch of the process it runs in.
type Process struct {
	Args   []string // without the program's name
	Env    []string // "KEY=value"
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	// OpenTerminal opens the terminal that the process was started from, to ask
	// for a passphrase when stdin is something else; nil where there is none.
	OpenTerminal func() (in, out *os.File, err error)
	After        func(time.Duration) <-chan time.Time // waits between the scans of a watch; nil: [time.After]
}

// Run carries out one command line and returns the exit code. When ctx is
// cancelled, by [program.Notify] for a signal, the command ends as soon as it can.
func Run(ctx context.Context, p Process) int {
	program.GoLog.Take()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	a := &app{process: p, env: config.NewEnv(p.Env), stop: stop}
	root := a.root()
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	answer := a.answers(root)
	if err := root.ExecuteContext(ctx); err != nil { // of a command that is not ours, like completion
		a.fail(usage("%s", capital(err)))
	}
	answer()
	a.fail(a.closeLog())
	return a.exitCode(ctx)
}

// app is one run of the program.
type app struct {
	process Process
	env     config.Env
	flags   flags
	failed  error // the first error
	log     io.Closer
	logged  func()           // ends that Go's packages write to the log file; nil without one
	opened  *account.Session // nil until a command needs one
	stop    context.CancelCauseFunc
	views   map[*cobra.Command]printed

	wantsFile bool // a shell completes the name of a file
	writes    bool // the command changes webhooks, so it continues when no one reads what it prints

	telling sync.Mutex // held while something is written to stderr

	onScreen chan ui.Passphrase // nil until the terminal program runs
}

// fail keeps the first error, if it is one, for the end.
func (a *app) fail(err error) {
	if a.failed == nil && err != nil {
		a.failed = err
	}
}

// command finishes a command: it takes the arguments that takes allows, and the
// errors of run are told at the end of [Run].
func (a *app) command(c *cobra.Command, takes cobra.PositionalArgs, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(cmd *cobra.Command, args []string) error {
		a.carry(cmd, args, takes, run)
		return nil
	}
	return c
}

// carry runs a command, if its line is right.
func (a *app) carry(cmd *cobra.Command, args []string, takes cobra.PositionalArgs, run func(cmd *cobra.Command, args []string) error) {
	if a.failed != nil { // a flag was wrong
		return
	}
	err := checkLine(cmd, args, takes)
	if err == nil {
		err = a.checkOutput(cmd)
	}
	if err != nil {
		a.fail(err)
		return
	}
	if cmd.HasParent() { // the screens have ctrl+c as a key, and a draft to keep
		defer program.TendGarbageOfCommand(a.env)()
		ctx := cmd.Context()
		defer context.AfterFunc(ctx, func() { program.ObeyNext(ctx) })()
	}
	a.fail(run(cmd, args))
	if a.opened != nil {
		a.opened.Flush()
	}
}

// group is a command that only holds others.
func (a *app) group(c *cobra.Command, below ...*cobra.Command) *cobra.Command {
	c.AddCommand(below...)
	return a.command(c, cobra.ArbitraryArgs, missingCommand)
}
