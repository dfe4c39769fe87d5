// Package process runs programs that the user named in the configuration or on the
// command line: without a shell unless it is asked for, with bounded output, and not
// longer than they may.
package process

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"corotui/internal/disk"
)

// grace is how long children may hold the output open after the program has ended.
const grace = time.Second

// Command is a program to run.
type Command struct {
	Argv  []string      // the program and its arguments; at least one
	Env   []string      // its whole environment, as in NAME=value
	Stdin string        // what it reads
	Time  time.Duration // after which it is killed
	Limit int           // bytes of each output that are kept
	// Apart keeps it and its children away from the terminal, and ends the children
	// with it. A program that asks for a passphrase needs the terminal.
	Apart bool
}

// Shell is the program and its arguments that run a command line as users write it.
func Shell(line string) []string {
	if runtime.GOOS == "windows" {
		return []string{"cmd", "/C", line}
	}
	return []string{"/bin/sh", "-c", line}
}

// Result is what a program wrote.
type Result struct {
	Stdout, Stderr []byte
	Cut            bool // more of stdout than is kept
}

// ErrTooLong is the end of a program that did not end in its time.
var ErrTooLong = errors.New("it did not end in time")

// Run runs a program until it ends, its time is over, or ctx is cancelled. The error
// is [ErrTooLong], that of ctx, or what exec says; [Ended] puts it into words. The
// result is what it wrote until then.
func Run(ctx context.Context, c Command) (Result, error) {
	timed, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	stdout, stderr := bounded{limit: c.Limit}, bounded{limit: c.Limit}
	command := exec.CommandContext(timed, c.Argv[0], c.Argv[1:]...) //nolint:gosec // G204: the user put this command into the config
	command.Env, command.Stdout, command.Stderr, command.WaitDelay = c.Env, &stdout, &stderr, grace
	if c.Stdin != "" {
		command.Stdin = strings.NewReader(c.Stdin)
	}
	if c.Apart {
		apart(command)
	}
	err := command.Run()
	result := Result{stdout.kept.Bytes(), stderr.kept.Bytes(), stdout.cut}
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return result, nil // it ended well; what it started holds its output open
	case err != nil && ctx.Err() != nil:
		return result, ctx.Err()
	case err != nil && timed.Err() != nil:
		return result, ErrTooLong
	}
	return result, err //nolint:wrapcheck // Ended puts it into words
}

// Ended is the end of a program in words: "failed (exit status 1)", or why it could
// not be started.
func Ended(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "failed (" + exit.String() + ")"
	}
	if missing, ok := errors.AsType[*exec.Error](err); ok {
		return "could not be started: " + disk.Reason(missing.Err)
	}
	return "could not be started: " + disk.Reason(err)
}

// Find reports whether the program of a command is there; [Ended] puts the error
// into words.
func Find(argv []string) error {
	_, err := exec.LookPath(argv[0])
	return err //nolint:wrapcheck // Ended puts it into words
}

// bounded collects output up to a limit and drops the rest.
type bounded struct {
	kept  bytes.Buffer // not embedded: its ReadFrom would go around the limit
	limit int
	cut   bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := min(len(p), b.limit-b.kept.Len())
	b.cut = b.cut || room < len(p)
	b.kept.Write(p[:room])
	return len(p), nil
}
