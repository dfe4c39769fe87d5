package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"corotui/mask"
)

// Limits of a command that prints the secret.
const (
	commandTimeout = 10 * time.Second
	commandGrace   = time.Second // for children that hold its output open
	maxSecret      = 64 << 10
	maxComplaint   = 400 // bytes of its stderr that are shown
)

// runCommand runs argv without a shell and returns the first line that it
// printed, trimmed: password managers print notes below it. When it fails its
// stderr is shown, and nothing of what it printed.
func runCommand(ctx context.Context, argv, env []string) (mask.Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	var printed, complaint bounded
	printed.limit, complaint.limit = maxSecret, maxSecret
	command := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // G204: the user put this command into the config
	command.Env, command.Stdout, command.Stderr = env, &printed, &complaint
	command.WaitDelay = commandGrace
	err := command.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // it ended well; an agent that it started holds its output open
	}
	secret, _, _ := strings.Cut(strings.TrimSpace(printed.kept.String()), "\n")
	secret = strings.TrimSpace(secret)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return mask.Secret{}, commandError(argv, complain(fmt.Sprintf("did not end within %s", commandTimeout), complaint.kept.String(), secret), err)
	case ctx.Err() != nil:
		return mask.Secret{}, fmt.Errorf("run the secret command: %w", ctx.Err())
	case err != nil:
		return mask.Secret{}, commandError(argv, complain(howItEnded(err), complaint.kept.String(), secret), err)
	case secret == "":
		return mask.Secret{}, commandError(argv, complain("printed nothing", complaint.kept.String(), ""), errNothing)
	case strings.ContainsFunc(secret, unicode.IsControl) || len(secret) == maxSecret:
		return mask.Secret{}, commandError(argv, "printed something that is no secret; make it print one line of text", nil)
	}
	return mask.NewSecret(secret), nil
}

// errNothing is that a command ended well and printed no secret.
var errNothing = errors.New("it printed nothing")

// commandError names the program only: its arguments may be private.
func commandError(argv []string, problem string, cause error) error {
	return &Error{Where: "secret command " + argv[0], Problem: problem, Cause: cause}
}

// complain puts what went wrong, the first of the command's stderr and what to do
// into one line. Should the secret stand there too, it is masked.
func complain(problem, stderr, secret string) string {
	if secret != "" {
		stderr = strings.ReplaceAll(stderr, secret, mask.Dots)
	}
	if len(stderr) > maxComplaint {
		stderr = strings.ToValidUTF8(stderr[:maxComplaint], "") + "…"
	}
	line := strings.Join(strings.FieldsFunc(stderr, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if line != "" {
		problem += ": " + line
	}
	return problem + "; run it by hand to see why, or store the secret elsewhere with corotui login"
}

// howItEnded is the end of a process in words.
func howItEnded(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "failed (" + exit.String() + ")"
	}
	if missing, ok := errors.AsType[*exec.Error](err); ok {
		return "could not be started: " + missing.Err.Error()
	}
	return "could not be started: " + reason(err)
}

// bounded collects output up to a limit and drops the rest.
type bounded struct {
	kept  bytes.Buffer // not embedded: its ReadFrom would go around the limit
	limit int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.kept.Write(p[:min(len(p), b.limit-b.kept.Len())])
	return len(p), nil
}
