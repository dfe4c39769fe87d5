package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

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
		field.Description("it is asked for once per start, and cannot be brought back").
			Validate(func(typed string) error { return passphraseProblem(mask.NewSecret(typed)) })
		fields = append(fields, onceMore(&phrase))
	}
	err = a.askOn(ctx, in, out, huh.NewForm(huh.NewGroup(fields...)))
	return mask.NewSecret(phrase), err
}

// hidden is a field for what must not be seen.
func hidden(title string, value *string) *huh.Input {
	return huh.NewInput().Title(title).EchoMode(huh.EchoModePassword).Value(value)
}

// onceMore is a field for the same again, since a slip in it cannot be seen.
func onceMore(value *string) *huh.Input {
	return hidden("Once more", new(string)).Validate(func(typed string) error {
		if typed != *value {
			return errors.New("the two differ: it is not what was typed above; type it again, or go back with shift+tab")
		}
		return nil
	})
}

// typedSecret asks for a secret on the terminal of the command.
func (a *app) typedSecret(ctx context.Context) (mask.Secret, error) {
	if !a.interactive() || program.Dumb(a.env) {
		return mask.Secret{}, usage("--secret-stdin would show here what is typed; pipe the secret in, as one line")
	}
	var typed string
	err := a.ask(ctx, huh.NewForm(huh.NewGroup(hidden("Secret", &typed).Validate(func(typed string) error {
		_, err := pastedSecret(typed)
		return errors.Join(needed("the secret")(typed), err)
	}))))
	if err != nil {
		return mask.Secret{}, err
	}
	return pastedSecret(typed)
}

// pastedSecret is a secret from a field, where pasting leaves blanks at its ends.
func pastedSecret(typed string) (mask.Secret, error) {
	secret, err := config.CleanSecret([]byte(strings.TrimSpace(typed)))
	if err != nil {
		return mask.Secret{}, usage("the secret %s", err)
	}
	return secret, nil
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
