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
func (a *app) input(name string) (data []byte, err error) {
	if name == "-" {
		data, err = disk.All(a.process.Stdin, maxInput)
	} else {
		data, err = disk.ReadInput(name, maxInput)
	}
	if err != nil {
		return nil, &config.Error{Where: "--from", Problem: "could not read the input: " + disk.Reason(err), Cause: err}
	}
	return data, nil
}

// secretFromStdin reads a secret: all of stdin, by [config.CleanSecret]. On a terminal
// a field asks for it, as what is typed would be seen.
func (a *app) secretFromStdin(ctx context.Context) (mask.Secret, error) {
	if program.IsTerminal(a.process.Stdin) {
		return a.typedSecret(ctx)
	}
	data, err := disk.All(a.process.Stdin, maxInput)
	if err != nil {
		return mask.Secret{}, usage("Could not read --secret-stdin: %s", disk.Reason(err))
	}
	secret, err := config.CleanSecret(data)
	switch {
	case err != nil:
		return mask.Secret{}, usage("--secret-stdin %s", err)
	case secret.Empty():
		return mask.Secret{}, usage("--secret-stdin expects the secret as one line on stdin")
	}
	return secret, nil
}

// typedSecret asks for a secret on the terminal of the command.
func (a *app) typedSecret(ctx context.Context) (mask.Secret, error) {
	if !a.interactive() || program.Dumb(a.env) {
		return mask.Secret{}, usage("--secret-stdin would show what you type here. Pipe the secret in as one line")
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
