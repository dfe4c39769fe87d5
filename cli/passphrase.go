package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"charm.land/huh/v2"

	"corotui/api"
	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui"
)

// passphrase asks for the passphrase of an encrypted secret: on the screen once
// the terminal program runs, and else on the terminal that the command was
// started from, also when its stdin is something else.
func (a *app) passphrase(ctx context.Context, need config.PassphraseNeed) (mask.Secret, error) {
	if a.onScreen != nil {
		return a.passphraseOnScreen(ctx, need)
	}
	in, out, leave, err := a.questionTerminal()
	if err != nil {
		return mask.Secret{}, err
	}
	defer leave()
	var phrase string
	field := hidden(passphraseTitle(need), &phrase)
	fields := []huh.Field{field}
	if need.New {
		field.Description("asked for once per start; it cannot be recovered").
			Validate(func(typed string) error { return passphraseProblem(mask.NewSecret(typed)) })
		fields = append(fields, onceMore(&phrase))
	}
	err = a.showFormOn(ctx, in, out, huh.NewForm(huh.NewGroup(fields...)))
	return mask.NewSecret(phrase), err
}

func passphraseTitle(need config.PassphraseNeed) string {
	profile := text.Clean(api.Text(need.Profile))
	if need.New {
		return fmt.Sprintf("New passphrase for the secret of profile %s", profile)
	}
	return fmt.Sprintf("Passphrase for the secret of profile %s", profile)
}

// passphraseProblem says why a new passphrase will not do.
func passphraseProblem(phrase mask.Secret) error {
	err := config.CheckPassphrase(phrase)
	if problem, ok := errors.AsType[*config.Error](err); ok {
		return errors.New(problem.Problem)
	}
	return err
}

func (a *app) passphraseOnScreen(ctx context.Context, need config.PassphraseNeed) (mask.Secret, error) {
	answer := make(chan mask.Secret, 1)
	question := ui.Passphrase{Title: passphraseTitle(need), Answer: answer}
	if need.New {
		question.Check = passphraseProblem
	}
	select {
	case a.onScreen <- question:
	case <-ctx.Done():
		return mask.Secret{}, fmt.Errorf("ask for the passphrase: %w", ctx.Err())
	}
	select {
	case phrase := <-answer:
		return phrase, nil
	case <-ctx.Done():
		return mask.Secret{}, fmt.Errorf("ask for the passphrase: %w", ctx.Err())
	}
}

// questionTerminal returns where a question can be asked. What is opened for it
// is closed by leave.
func (a *app) questionTerminal() (in, out *os.File, leave func(), err error) {
	if program.Dumb(a.env) {
		return nil, nil, nil, config.ErrNoTerminal
	}
	if a.interactive() {
		return a.process.Stdin.(*os.File), a.process.Stderr.(*os.File), func() {}, nil //nolint:forcetypeassert // that is what interactive says
	}
	if a.process.OpenTerminal == nil {
		return nil, nil, nil, config.ErrNoTerminal
	}
	if in, out, err = a.process.OpenTerminal(); err != nil || !program.IsTerminal(in) {
		return nil, nil, nil, config.ErrNoTerminal
	}
	return in, out, func() { _ = errors.Join(in.Close(), out.Close()) }, nil // nothing was written that could be lost
}
