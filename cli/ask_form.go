package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/colorprofile"

	"corotui/cli/program"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/theme"
)

// hidden is a field for what must not be seen.
func hidden(title string, value *string) *huh.Input {
	return huh.NewInput().Title(title).EchoMode(huh.EchoModePassword).Value(value)
}

// onceMore is a field for the same again, since a slip in it cannot be seen.
func onceMore(value *string) *huh.Input {
	return hidden("Repeat", new(string)).Validate(func(typed string) error {
		if typed != *value {
			return usage("They do not match. Type it again, or go back with shift+tab")
		}
		return nil
	})
}

func needed(what string) func(string) error {
	return func(value string) error {
		if strings.TrimSpace(value) == "" {
			return usage("Enter %s", what)
		}
		return nil
	}
}

// asciiFile is a terminal without other signs: Huh's own help has some.
type asciiFile struct{ *os.File }

// Write writes what is drawn; a frame comes whole.
func (f asciiFile) Write(frame []byte) (int, error) {
	if _, err := f.WriteString(text.ASCII(string(frame))); err != nil {
		return 0, fmt.Errorf("draw the form: %w", err)
	}
	return len(frame), nil
}

// showForm shows a form on the terminal of the command.
func (a *app) showForm(ctx context.Context, form *huh.Form) error {
	return a.showFormOn(ctx, a.process.Stdin, a.process.Stderr, form)
}

// showFormOn shows a form on a terminal.
func (a *app) showFormOn(ctx context.Context, in io.Reader, output io.Writer, form *huh.Form) error {
	mode := theme.Dark
	if a.env.Get("NO_COLOR") != "" {
		mode = theme.None
	}
	ascii := theme.ASCIIOnly(a.env.Get)
	look := theme.New(mode, ascii)
	if file, ok := output.(*os.File); ok && ascii {
		output = asciiFile{file}
	}
	err := input.RunForm(form.WithTheme(look.Huh()), tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(output),
		tea.WithEnvironment(a.process.Env), tea.WithColorProfile(colorprofile.Env(a.process.Env)), tea.WithoutSignalHandler())
	switch {
	case ctx.Err() != nil, errors.Is(err, huh.ErrUserAborted):
		return program.Stopped{Signal: os.Interrupt}
	case err != nil:
		return fmt.Errorf("ask on the terminal: %w", err)
	}
	return nil
}
