package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"corotui/internal/disk"
	"corotui/internal/environment"
	"corotui/internal/process"
	"corotui/internal/text"
)

// editor opens a text in the user's editor, on the terminal that the command was
// started from.
type editor struct {
	*app
	command string // as the user wrote it, which may have arguments
}

// newEditor says before anything is asked whether there can be one.
func (a *app) newEditor() (*editor, error) {
	if !a.interactive() && a.process.OpenTerminal == nil {
		return nil, usage("--edit needs a terminal. Use --set, --remove, or --data instead")
	}
	usual := "vi"
	if runtime.GOOS == "windows" {
		usual = "notepad"
	}
	return &editor{a, cmp.Or(a.env.Get("VISUAL"), a.env.Get("EDITOR"), usual)}, nil
}

// edit returns JSON as the user left it. What is no JSON then stays in its file, so
// that nothing that was typed is lost.
func (e *editor) edit(ctx context.Context, name string, data []byte) (json.RawMessage, error) {
	in, out, leave, err := e.questionTerminal()
	if err != nil {
		return nil, usage("--edit needs a terminal. Use --set, --remove, or --data instead")
	}
	defer leave()
	folder, err := os.MkdirTemp("", "corotui-send-*")
	if err != nil {
		return nil, failedWith(codeFailed, "Could not make a file to edit: %s", disk.Reason(err))
	}
	file := filepath.Join(folder, name+".json")
	var indented bytes.Buffer
	if err := json.Indent(&indented, data, "", "  "); err != nil {
		return nil, fmt.Errorf("edit the body: %w", err)
	}
	indented.WriteByte('\n')
	if err := disk.WritePrivate(file, indented.Bytes()); err != nil {
		return nil, failedWith(codeFailed, "Could not make a file to edit: %s", disk.Reason(err))
	}
	if err := e.run(ctx, in, out, file); err != nil {
		_ = os.RemoveAll(folder) // as the editor did not save it, nothing is lost
		return nil, err
	}
	edited, err := disk.ReadInput(file, maxInput)
	if err != nil {
		return nil, failedWith(codeFailed, "Could not read what was edited: %s. Nothing was sent", disk.Reason(err))
	}
	if len(bytes.TrimSpace(edited)) == 0 {
		_ = os.RemoveAll(folder)
		return nil, failedWith(codeFailed, "The body is empty, so nothing was sent")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, edited); err != nil {
		return nil, usage("What was edited is not JSON: %s. Nothing was sent; it is kept in %s", text.Sentence(err), file)
	}
	_ = os.RemoveAll(folder)
	return compact.Bytes(), nil
}

// run runs the editor until it ends.
func (e *editor) run(ctx context.Context, in, out *os.File, file string) error {
	argv := append(process.Shell(e.command+` "$@"`), e.command, file)
	if runtime.GOOS == "windows" {
		argv = process.Shell(e.command + ` "` + file + `"`)
	}
	command := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // G204: the user named this editor
	command.Env = e.env.Without(environment.Secret)
	command.Stdin, command.Stdout, command.Stderr = in, out, out
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return failedWith(codeFailed, "The editor %s %s. Nothing was sent", e.command, process.Ended(err))
	}
	return nil
}
