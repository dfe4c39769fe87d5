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

	"corotui/internal/disk"
	"corotui/internal/mask"
)

// Limits of a command that prints the secret.
const (
	commandTimeout = 10 * time.Second
	commandGrace   = time.Second // for children that hold its output open
	maxSecret      = 64 << 10
	maxComplaint   = 400 // bytes of its stderr that are shown
)

// runCommand runs argv without a shell and returns the first line that it
// printed, by [CleanSecret]: password managers print notes below it. When it fails its
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
	first, _, ended := bytes.Cut(bytes.TrimLeft(printed.kept.Bytes(), "\r\n"), []byte("\n"))
	if ended {
		first = bytes.TrimSuffix(first, []byte("\r"))
	}
	secret, unclean := CleanSecret(first)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return mask.Secret{}, commandError(argv, fmt.Sprintf("did not end within %s", commandTimeout), complaint.kept.String(), string(bytes.TrimSpace(first)), err)
	case ctx.Err() != nil:
		return mask.Secret{}, fmt.Errorf("run the secret command: %w", ctx.Err())
	case err != nil:
		return mask.Secret{}, commandError(argv, howItEnded(err), complaint.kept.String(), string(bytes.TrimSpace(first)), err)
	case unclean != nil:
		return mask.Secret{}, &Error{Where: "secret command " + argv[0], Problem: "what it printed " + unclean.Error()}
	case secret.Empty():
		return mask.Secret{}, commandError(argv, "printed nothing", complaint.kept.String(), "", nil)
	case len(first) == maxSecret:
		return mask.Secret{}, &Error{Where: "secret command " + argv[0], Problem: "printed something that is no secret; make it print one line of text"}
	}
	return secret, nil
}

// runByHand is what to do about a command that gives no secret.
const runByHand = "; run it by hand to see why, or store the secret elsewhere with corotui login"

// commandError puts what went wrong, the first of the command's stderr and what to
// do into one line. It names the program only, as its arguments may be private;
// should the secret stand in its stderr, it is masked.
func commandError(argv []string, problem, stderr, secret string, cause error) error {
	said := problem
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
		said += ": " + line
	}
	return &Error{Where: "secret command " + argv[0], Problem: said + runByHand, Brief: problem + runByHand, Cause: cause}
}

// checkCommand reports whether the program of a command is there.
func checkCommand(argv []string) error {
	if _, err := exec.LookPath(argv[0]); err != nil {
		return commandError(argv, howItEnded(err), "", "", err)
	}
	return nil
}

// howItEnded is the end of a process in words.
func howItEnded(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "failed (" + exit.String() + ")"
	}
	if missing, ok := errors.AsType[*exec.Error](err); ok {
		return "could not be started: " + disk.Reason(missing.Err)
	}
	return "could not be started: " + disk.Reason(err)
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
