package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// usageError is a wrong command line.
type usageError struct{ sentence string }

func (e usageError) Error() string { return e.sentence }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

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
		return usage("%s; %s --help shows how it is called", err, cmd.CommandPath())
	}
	return nil
}

// missingCommand is the error of a command that only holds others.
func missingCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("there is no command %q; %s --help lists them", strings.Join(args, " "), cmd.CommandPath())
	}
	return usage("%s needs a command; %s --help lists them", cmd.CommandPath(), cmd.CommandPath())
}

// failure turns the end of a change into an error with the right exit code; an
// end that is as good as what was asked gives none.
func failure(outcome change.Outcome, name api.Text) error {
	switch outcome.Kind {
	case change.Done, change.AlreadySo:
		return nil
	case change.Conflicted:
		fields := make([]string, 0, len(outcome.Conflicts))
		for _, conflict := range outcome.Conflicts {
			fields = append(fields, string(conflict.Field))
		}
		what := strings.Join(fields, ", ")
		if what == "" {
			what = "it"
		}
		return coded{fmt.Errorf("somebody else changed %s of %s meanwhile, so nothing was written; look at it and try again", what, text.Quote(name)), codeConflict}
	case change.NeedSecret:
		return coded{fmt.Errorf("the server does not show the secret of %s, so it cannot be sent back; give it with --secret-stdin (webhooks edit), or leave it out with --leave-secret", text.Quote(name)), codeFailed}
	case change.Gone:
		if outcome.Err == nil {
			return nil // a delete of what is gone is done
		}
		return coded{fmt.Errorf("%s does not exist any more; corotui webhooks list shows what is there", text.Quote(name)), codeNotFound}
	case change.Unknown:
		return coded{fmt.Errorf("it is not known whether %s was changed; look at it before you try again: %s", text.Quote(name), text.Sentence(outcome.Err)), codeFailed}
	case change.NotBegun:
		return fmt.Errorf("%s was not begun: %w", text.Quote(name), outcome.Err)
	default:
		return outcome.Err
	}
}
