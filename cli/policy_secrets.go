package cli

import (
	"context"

	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// resumeInput is what the files of a run are read with that is resumed.
func (a *app) resumeInput(s *account.Session) plan.Input {
	input := a.policyInput(s.Config())
	input.Generate = func(ctx context.Context, run string) (plan.Generated, error) {
		if err := account.CanKeepSecrets(s.Config()); err != nil {
			return plan.Generated{}, failedWith(codeFailed, "The run generated secrets that were kept nowhere: %s. Apply the files again with --show-secrets", text.Sentence(err))
		}
		return generator(s)(ctx, run)
	}
	return input
}

// generator makes the secrets of new webhooks.
func generator(s *account.Session) plan.Generator {
	return func(ctx context.Context, run string) (plan.Generated, error) {
		run, secrets, err := s.Generate(ctx, run)
		return plan.Generated{Run: run, Make: secrets}, err
	}
}

// mayGenerate says before anything is asked that the secrets of new webhooks would be
// lost.
func (o *applyOptions) mayGenerate(c config.Config, policy *plan.Policy) error {
	err := account.CanKeepSecrets(c)
	if err == nil || o.showSecrets || o.dryRun || !policy.Generates() {
		return nil
	}
	return usage("The files have secrets generated, and no one could read them again: %s. Give --show-secrets to see them once, or store the client secret with corotui login", err)
}

// generate has the secrets of new webhooks made, if some need one.
func (o *applyOptions) generate(ctx context.Context, s *account.Session, policy *plan.Policy, creates bool) error {
	if !creates {
		return nil
	}
	by := generator(s)
	if o.dryRun { // they are never used, so they are kept nowhere
		by = func(context.Context, string) (plan.Generated, error) { return plan.DrawnSecrets(), nil }
	}
	return policy.Generate(ctx, by, "")
}
