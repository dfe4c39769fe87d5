package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/environment"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// policyFlags are those of commands that read files which say how webhooks are to be.
type policyFlags struct {
	*app
	force bool
}

// register adds the flags to a command.
func (o *policyFlags) register(c *cobra.Command) {
	c.Flags().BoolVar(&o.force, "force", false, "allow triggers that corotui does not know")
}

// someFiles are the operands of such a command.
func someFiles(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("Give a file, a folder, or - for stdin. Write a file with corotui export")
	}
	return nil
}

// readPolicy reads what files want, and tells what is doubtful in them. It asks the
// server nothing.
func (o *policyFlags) readPolicy(ctx context.Context, c config.Config, files []string) (*plan.Policy, error) {
	if readsStdin(files) && program.IsTerminal(o.process.Stdin) {
		return nil, usage("- expects a policy on stdin, which is a terminal. Pipe it in, or name a file")
	}
	policy, err := plan.Load(ctx, files, o.policyInput(c))
	if err != nil {
		return nil, err
	}
	o.tellDoubts(policy)
	return policy, nil
}

// parsePolicy is readPolicy of files that were read before.
func (o *policyFlags) parsePolicy(ctx context.Context, c config.Config, sources []plan.Source) (*plan.Policy, error) {
	input := o.policyInput(c)
	policy, err := plan.Parse(sources, input)
	if err == nil {
		err = policy.LookUp(ctx, input)
	}
	if err != nil {
		return nil, err
	}
	o.tellDoubts(policy)
	return policy, nil
}

// tellDoubts tells what is doubtful in files.
func (o *policyFlags) tellDoubts(policy *plan.Policy) {
	for _, doubt := range policy.Doubts {
		o.tellf("%s", problemLine(doubt))
	}
}

// policyInput is what files are read with: stdin, the environment, and the region of the
// account as ${REGION}.
func (o *policyFlags) policyInput(c config.Config) plan.Input {
	input := o.app.policyInput(c)
	input.Force = o.force
	return input
}

func (a *app) policyInput(c config.Config) plan.Input {
	return plan.Input{Stdin: a.process.Stdin, Command: c.RunSecretCommand, Vars: func(name string) (string, bool) {
		if name == plan.Region && c.Region.Value != "" {
			return c.Region.Value, true
		}
		if name == environment.Secret { // it never leaves for a webhook
			return "", false
		}
		value := a.env.Get(name)
		return value, value != ""
	}}
}

// readsStdin reports that files are read from stdin, so that nothing can be asked there.
func readsStdin(files []string) bool { return slices.Contains(files, plan.Stdin) }

// problemLine is what is wrong with a file, in one line.
func problemLine(p plan.Problem) string {
	return text.Clean(api.Text(plan.Problems{p}.Error()))
}

// mostProblems is how many problems of files are told.
const mostProblems = 100

// tellProblems tells what is wrong with files, a line each, if that is the error.
func (a *app) tellProblems(err error) bool {
	problems, ok := errors.AsType[plan.Problems](err)
	for i, p := range problems {
		if i == mostProblems {
			a.tellf("and %s more", text.Count(len(problems)-i))
			break
		}
		a.tellf("%s", problemLine(p))
	}
	return ok
}
