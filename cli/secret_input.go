package cli

import (
	"context"
	"errors"
	"strings"

	"charm.land/huh/v2"

	"corotui/cli/program"
	"corotui/config"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

// maxInput bounds what is read from stdin or a file.
const maxInput = disk.MiB

// input reads a file, or stdin for "-".
func (a *app) input(name string) (data []byte, err error) { return a.inputOf("--from", name) }

// inputOf reads what a flag names.
func (a *app) inputOf(flag, name string) (data []byte, err error) {
	if name == "-" {
		data, err = disk.All(a.process.Stdin, maxInput)
	} else {
		data, err = disk.ReadInput(name, maxInput)
	}
	if err != nil {
		return nil, &config.Error{Where: flag, Problem: "could not read the input: " + disk.Reason(err), Cause: err}
	}
	return data, nil
}

// secretFromStdin reads a secret: all of stdin, by [config.CleanSecret]. On a terminal
// a field asks for it, as what is typed would be seen.
func (a *app) secretFromStdin(ctx context.Context) (mask.Secret, error) {
	return a.secretLine(ctx, "--secret-stdin")
}

// secretLine reads what a flag says is on stdin.
func (a *app) secretLine(ctx context.Context, flag string) (mask.Secret, error) {
	if program.IsTerminal(a.process.Stdin) {
		return a.typedSecret(ctx, flag)
	}
	data, err := disk.All(a.process.Stdin, maxInput)
	if err != nil {
		return mask.Secret{}, usage("Could not read %s: %s", flag, disk.Reason(err))
	}
	secret, err := config.CleanSecret(data)
	switch {
	case err != nil:
		return mask.Secret{}, usage("%s %s", flag, err)
	case secret.Empty():
		return mask.Secret{}, usage("%s expects one line on stdin", flag)
	}
	return secret, nil
}

// typedSecret asks for a secret on the terminal of the command.
func (a *app) typedSecret(ctx context.Context, flag string) (mask.Secret, error) {
	if !a.interactive() || program.Dumb(a.env) {
		return mask.Secret{}, usage("%s would show what you type here. Pipe the secret in as one line", flag)
	}
	var typed string
	err := a.showForm(ctx, huh.NewForm(huh.NewGroup(hidden("Secret", &typed).Validate(func(typed string) error {
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
		return mask.Secret{}, usage("The secret %s", err)
	}
	return secret, nil
}
