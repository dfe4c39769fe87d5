package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
)

// An error is one or two sentences for the user: what happened, why, and what to do
// next. [exitCode] writes it to stderr.

// usage is the error of a wrong command line.
func usage(format string, args ...any) error { return failedWith(codeUsage, format, args...) }

// failedWith is an error in words of the command line, with its exit code.
func failedWith(code int, format string, args ...any) error {
	return coded{sentence(fmt.Sprintf(format, args...)), code}
}

// sentence is the text of an error.
type sentence string

func (s sentence) Error() string { return string(s) }

// capital begins a sentence that is not ours with a capital.
func capital(err error) string {
	said := err.Error()
	return strings.ToUpper(said[:1]) + said[1:]
}

// misuse is everything that is wrong with a command line, a sentence each.
type misuse []string

func (m misuse) Error() string { return strings.Join(m, "; ") }

// coded is an error whose exit code does not follow from its kind.
type coded struct {
	error
	code int
}

func (c coded) Unwrap() error { return c.error }

// Sentence says what the error says.
func (c coded) Sentence() string { return text.Sentence(c.error) }

// checkLine says what is wrong with the flags and arguments of a command.
func checkLine(cmd *cobra.Command, args []string, takes cobra.PositionalArgs) error {
	if wrong := append(wrongFlags(cmd), wrongOperands(args)...); len(wrong) > 0 {
		return misuse(wrong)
	}
	if len(args) > 0 && cmd.HasAvailableSubCommands() {
		return unknownCommand(cmd, args[0])
	}
	if err := takes(cmd, args); err != nil {
		return usage("%s. See %s --help", capital(err), cmd.CommandPath())
	}
	return nil
}

// missingCommand is the error of a command that only holds others.
func missingCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	return usage("%s needs a command. List them with %s --help", cmd.CommandPath(), cmd.CommandPath())
}

// failure turns the end of a change into an error with the right exit code; an
// end that is as good as what was asked gives none.
func failure(outcome change.Outcome, name api.Text) error {
	said := words.Failure(outcome, text.Quote(name))
	switch outcome.Kind {
	case change.Conflicted:
		return failedWith(codeConflict, "%s. Review it and retry", said)
	case change.NeedSecret:
		return failedWith(codeFailed, "%s. Give it with webhooks edit --secret-stdin, or leave it out with --leave-secret", said)
	case change.Gone:
		if said == "" {
			return nil // a delete of what is gone is done
		}
		return failedWith(codeNotFound, "%s. List what is there with corotui webhooks list", said)
	case change.Unknown:
		return failedWith(codeFailed, "%s. Check it before you retry", said)
	case change.NotBegun:
		return fmt.Errorf("%s was not begun: %w", text.Quote(name), outcome.Err)
	default:
		return outcome.Err
	}
}
