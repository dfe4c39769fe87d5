package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"corotui/internal/mask"
	"corotui/internal/process"
)

// Limits of a command that prints the secret.
const (
	commandTimeout = 10 * time.Second
	maxSecret      = 64 << 10
	maxComplaint   = 400 // bytes of its stderr that are shown
)

// runCommand runs argv without a shell and returns the first line that it
// printed, by [CleanSecret]: password managers print notes below it. When it fails its
// stderr is shown, and nothing of what it printed.
func runCommand(ctx context.Context, argv, env []string, next string) (mask.Secret, error) {
	printed, err := process.Run(ctx, process.Command{Argv: argv, Env: env, Time: commandTimeout, Limit: maxSecret})
	complaint := string(printed.Stderr)
	first, _, ended := bytes.Cut(bytes.TrimLeft(printed.Stdout, "\r\n"), []byte("\n"))
	if ended {
		first = bytes.TrimSuffix(first, []byte("\r"))
	}
	secret, unclean := CleanSecret(first)
	switch {
	case errors.Is(err, process.ErrTooLong), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return mask.Secret{}, commandError(argv, fmt.Sprintf("did not end within %s", commandTimeout), complaint, string(bytes.TrimSpace(first)), err, next)
	case ctx.Err() != nil:
		return mask.Secret{}, fmt.Errorf("run the secret command: %w", ctx.Err())
	case err != nil:
		return mask.Secret{}, commandError(argv, process.Ended(err), complaint, string(bytes.TrimSpace(first)), err, next)
	case unclean != nil:
		return mask.Secret{}, &Error{Where: "secret command " + argv[0], Problem: "what it printed " + unclean.Error()}
	case secret.Empty():
		return mask.Secret{}, commandError(argv, "printed nothing", complaint, "", nil, next)
	case len(first) == maxSecret:
		return mask.Secret{}, &Error{Where: "secret command " + argv[0], Problem: "printed something that is no secret; make it print one line of text"}
	}
	return secret, nil
}

// What to do about a command that gives no secret.
const (
	runByHand = "; run it by hand to see why"
	runOrKeep = runByHand + ", or store the secret elsewhere with corotui login"
)

// RunSecretCommand runs a command that prints the secret of a webhook, as that of a
// profile is run: without a shell and without the client secret in its environment.
func (c Config) RunSecretCommand(ctx context.Context, argv []string) (mask.Secret, error) {
	return runCommand(ctx, argv, c.Env.Without(secretVariable), runByHand)
}

// commandError puts what went wrong, the first of the command's stderr and what to
// do into one line. It names the program only, as its arguments may be private;
// should the secret stand in its stderr, it is masked.
func commandError(argv []string, problem, stderr, secret string, cause error, next string) error {
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
	return &Error{Where: "secret command " + argv[0], Problem: said + next, Brief: problem + next, Cause: cause}
}

// checkCommand reports whether the program of a command is there.
func checkCommand(argv []string) error {
	if err := process.Find(argv); err != nil {
		return commandError(argv, process.Ended(err), "", "", err, runOrKeep)
	}
	return nil
}
