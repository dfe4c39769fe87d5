package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/cli/program"
	"corotui/internal/text"
)

// printf writes to stdout. A reader that went away, like head, is no failure of
// the command: one that changes webhooks continues, any other has nothing left to do.
func (a *app) printf(format string, args ...any) {
	_, err := fmt.Fprintf(a.process.Stdout, format, args...)
	switch {
	case err == nil:
	case !program.ReaderGone(err) && !errors.Is(err, io.ErrClosedPipe):
		a.fail(fmt.Errorf("write the output: %w", err))
	case !a.writes:
		a.stop(errUnread)
	}
}

// errUnread is why a command ends early whose output no one reads any more.
var errUnread = errors.New("no one reads the output any more")

// tellf writes a line to stderr that --quiet leaves: an error, or what belongs to a
// question.
func (a *app) tellf(format string, args ...any) {
	a.telling.Lock()
	defer a.telling.Unlock()
	_, _ = fmt.Fprintf(a.process.Stderr, format+"\n", args...) // there is no other place to say that this failed
}

// notef writes a line for people to stderr, unless --quiet is given.
func (a *app) notef(format string, args ...any) {
	if !a.flags.quiet {
		a.tellf(format, args...)
	}
}

// noteAll notes sentences, a line each.
func (a *app) noteAll(sentences []string) {
	if !a.flags.quiet {
		a.tellAll(sentences)
	}
}

// tellAll writes sentences to stderr, a line each.
func (a *app) tellAll(sentences []string) {
	for _, sentence := range sentences {
		a.tellf("%s", text.Clean(api.Text(sentence)))
	}
}

// printed is what a command prints: how its flags want it, and what that is.
type printed struct {
	flags *output.Flags
	view  output.View
}

// prints gives a command the flags of its output, and says what it prints.
func (a *app) prints(c *cobra.Command, flags *output.Flags, view output.View, own ...string) {
	flags.Register(c, own...)
	a.shows(c, flags, view)
}

// shows says what a command prints whose flags are there.
func (a *app) shows(c *cobra.Command, flags *output.Flags, view output.View) {
	if a.views == nil {
		a.views = make(map[*cobra.Command]printed)
	}
	a.views[c] = printed{flags, view}
}

// checkOutput says what is wrong with the flags of a command's output.
func (a *app) checkOutput(cmd *cobra.Command) error {
	p, prints := a.views[cmd]
	if !prints {
		return nil
	}
	if err := p.flags.Check(); err != nil {
		return usage("%s", capital(err))
	}
	if folder := filepath.Dir(p.flags.File); p.flags.File != "" && !isFolder(folder) {
		return usage("--output %s: folder %s does not exist; create it first", p.flags.File, folder)
	}
	return nil
}

// printer is what prints the output of a command. secret says that there are secrets
// in it.
func (a *app) printer(cmd *cobra.Command, secret bool) *output.Printer {
	p := a.views[cmd]
	return output.New(*p.flags, p.view, output.Target{
		Context: cmd.Context(), Stdout: stdout{a}, Width: program.Width(a.process.Stdout), Secret: secret,
		Color: program.Colors(a.process.Stdout, a.process.Env),
	})
}

// stdout is where commands print: that no one reads any more is dealt with here.
type stdout struct{ *app }

func (s stdout) Write(data []byte) (int, error) {
	s.printf("%s", data)
	return len(data), nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
