// Package cli is the command line: Cobra commands that read the settings, make
// the client, start the terminal program, and turn errors into sentences and
// exit codes. What they do is done by the packages below.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	After        func(time.Duration) <-chan time.Time // waits between the walks of a watch; nil: [time.After]
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
	a.fail(a.execute(ctx, root))
	a.fail(a.closeLog())
	return a.code(ctx)
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
	writes  bool // the command changes webhooks, so it goes on when nobody reads what it prints

	telling sync.Mutex // held while something is written to stderr

	onScreen chan ui.Passphrase // nil until the terminal program runs
}

// fail keeps the first error, if it is one, for the end.
func (a *app) fail(err error) {
	if a.failed == nil && err != nil {
		a.failed = err
	}
}

// valuesOf says what a flag takes, by pflag's name of its type. The other types
// in use take any text.
var valuesOf = map[string]string{"int": "a whole number", "uint64": "a whole number", "bool": "true or false", "duration": "a time like 30s or 5m"}

// execute runs the command that the arguments name. Errors are not Cobra's to
// write, see [app.command].
func (a *app) execute(ctx context.Context, root *cobra.Command) error {
	root.InitDefaultHelpFlag() // known before the arguments are read, or --help would swallow the word after it
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok { // its own words quote Go's parsers
			flag := wrong.GetFlag()
			err = fmt.Errorf("--%s %q: use %s", flag.Name, wrong.GetValue(), cmp.Or(valuesOf[flag.Value.Type()], "another value"))
		}
		a.fail(usage("%s; %s --help lists the flags", err, c.CommandPath()))
		return nil
	})
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetHelpFunc(help)
	root.SetUsageFunc(func(c *cobra.Command) error { return howToCall(c, c.OutOrStderr()) })
	err := root.ExecuteContext(ctx)
	if err != nil { // of a command that is not ours, like completion
		return usage("%s", err)
	}
	return nil
}

// version returns the version that the program was built as.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// run is a command's work.
type run func(cmd *cobra.Command, args []string) error

// command finishes a command: it takes the arguments that takes allows, and
// its errors go to the end of [Run].
func (a *app) command(c *cobra.Command, takes cobra.PositionalArgs, do run) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if a.failed == nil { // no flag was wrong
			a.fail(carryOut(cmd, args, takes, do))
			if a.opened != nil {
				a.opened.Flush()
			}
		}
		return nil // Run tells errors in its own words
	}
	return c
}

// carryOut does a command's work, if the flags and arguments are such as it
// takes.
func carryOut(cmd *cobra.Command, args []string, takes cobra.PositionalArgs, do run) error {
	if wrong := append(wrongFlags(cmd), wrongOperands(args)...); len(wrong) > 0 {
		return misuse(wrong)
	}
	if err := takes(cmd, args); err != nil {
		return usage("%s; %s --help shows how it is called", err, cmd.CommandPath())
	}
	if cmd.HasParent() { // the screens have ctrl+c as a key, and a draft to keep
		ctx := cmd.Context()
		defer context.AfterFunc(ctx, func() { program.ObeyNext(ctx) })()
	}
	return do(cmd, args)
}

// oneWebhook and someWebhooks are what commands on webhooks take.
func oneWebhook(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New("name one webhook, by its id or name")
	}
	return nil
}

func someWebhooks(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("name at least one webhook, by its id or name")
	}
	return nil
}

// usageError is a wrong command line.
type usageError struct{ sentence string }

func (e usageError) Error() string { return e.sentence }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// misuse is everything that is wrong with a command line, a sentence each.
type misuse []string

func (m misuse) Error() string { return strings.Join(m, "; ") }

// printf writes to stdout. A reader that went away, like head, is no failure of
// the command: one that changes webhooks goes on, any other has nothing left to do.
func (a *app) printf(format string, args ...any) {
	_, err := fmt.Fprintf(a.process.Stdout, format, args...)
	switch {
	case err == nil:
	case !program.ReaderGone(err) && !errors.Is(err, io.ErrClosedPipe):
		a.fail(fmt.Errorf("write the output: %w", err))
	case !a.writes:
		a.stop(errUnread)
	}
}

// errUnread is why a command ends early whose output nobody reads any more.
var errUnread = errors.New("nobody reads the output any more")

// tell writes a line for people to stderr.
func (a *app) tellf(format string, args ...any) {
	a.telling.Lock()
	defer a.telling.Unlock()
	_, _ = fmt.Fprintf(a.process.Stderr, format+"\n", args...) // there is no other place to say that this failed
}
