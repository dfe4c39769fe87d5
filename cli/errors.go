package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
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
	if err := takes(cmd, args); err != nil {
		return usage("%s. See %s --help", capital(err), cmd.CommandPath())
	}
	return nil
}

// missingCommand is the error of a command that only holds others.
func missingCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("No command %q. List them with %s --help", strings.Join(args, " "), cmd.CommandPath())
	}
	return usage("%s needs a command. List them with %s --help", cmd.CommandPath(), cmd.CommandPath())
}

// failure turns the end of a change into an error with the right exit code; an
// end that is as good as what was asked gives none.
func failure(outcome change.Outcome, name api.Text) error {
	switch outcome.Kind {
	case change.Done, change.Unchanged:
		return nil
	case change.Conflicted:
		fields := make([]string, 0, len(outcome.Conflicts))
		for _, conflict := range outcome.Conflicts {
			fields = append(fields, string(conflict.Field))
		}
		what := text.Quote(name)
		if len(fields) > 0 {
			what = strings.Join(fields, ", ") + " of " + what
		}
		return failedWith(codeConflict, "Someone else changed %s, so nothing was written. Review it and retry", what)
	case change.NeedSecret:
		return failedWith(codeFailed, "Coro does not return the secret of %s, so it cannot be sent back. "+
			"Give it with webhooks edit --secret-stdin, or leave it out with --leave-secret", text.Quote(name))
	case change.Gone:
		if outcome.Err == nil {
			return nil // a delete of what is gone is done
		}
		return failedWith(codeNotFound, "%s no longer exists. List what is there with corotui webhooks list", text.Quote(name))
	case change.Unknown:
		return failedWith(codeFailed, "It is unknown whether %s was changed. Check it before you retry: %s", text.Quote(name), text.Sentence(outcome.Err))
	case change.NotBegun:
		return fmt.Errorf("%s was not begun: %w", text.Quote(name), outcome.Err)
	default:
		return outcome.Err
	}
}
