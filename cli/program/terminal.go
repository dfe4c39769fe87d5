// Package program starts the terminal program, ends it, and guards the terminal:
// whatever happens, a signal, a hangup, a panic, or a hang, the terminal comes back
// as it was, and an open form is kept. It knows nothing of commands.
package program

import (
	"bytes"
	"context"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"corotui/config"
	"corotui/internal/keyboard"
	"corotui/ui/theme"
)

// Terminal is the terminal that the program runs in, and what asks it to end.
type Terminal struct {
	in, out     *os.File
	environment []string
	asked       context.Context //nolint:containedctx // cancelled when the program has to end
	hangup      context.CancelCauseFunc
	before      *term.State   // the terminal's settings; nil when they cannot be read
	left        chan struct{} // closed when it ends while the terminal is the shell's
}

// NewTerminal returns the terminal that stdin and stdout are, or ok false if they are
// none. asked is cancelled when a signal asks the program to end. The terminal ends it
// too when it or the parent process is gone, which may come without a signal.
func NewTerminal(asked context.Context, stdin, stdout any, environment []string) (t *Terminal, ok bool) {
	in, out, ok := asTerminal(stdin, stdout)
	if !ok {
		return nil, false
	}
	t = &Terminal{in: in, out: out, environment: environment, left: make(chan struct{})}
	t.asked, t.hangup = context.WithCancelCause(asked)
	if before, err := term.GetState(in.Fd()); err == nil {
		t.before = before
	}
	return t, true
}

func (t *Terminal) lost() { t.hangup(Stopped{Signal: syscall.SIGHUP}) }

// asTerminal returns both ends of a terminal, if the two streams are those.
func asTerminal(stdin, stdout any) (in, out *os.File, ok bool) {
	if !IsTerminal(stdin) || !IsTerminal(stdout) {
		return nil, nil, false
	}
	in, _ = stdin.(*os.File)
	out, _ = stdout.(*os.File)
	return in, out, true
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(file.Fd())
}

// Width is how wide the terminal is that a stream leads to, in cells; 0 where it leads
// to none.
func Width(stream any) int {
	const unknown = 80
	if !IsTerminal(stream) {
		return 0
	}
	file, _ := stream.(*os.File) // the only terminal there is
	if width, _, err := term.GetSize(file.Fd()); err == nil && width > 0 {
		return width
	}
	return unknown
}

// Colors reports whether a stream leads to a terminal that shows colors, and is to.
func Colors(stream any, environment []string) bool {
	file, ok := stream.(*os.File)
	return ok && IsTerminal(stream) && colorprofile.Detect(file, environment) >= colorprofile.ANSI
}

// Dumb reports whether the terminal can only print lines, as the one inside an editor
// does. On Windows no terminal says what it is.
func Dumb(env config.Env) bool {
	kind := env.Get("TERM")
	return kind == "dumb" || kind == "" && runtime.GOOS != "windows"
}

// Look is how the screens look on a terminal.
type Look struct {
	Mode     theme.Mode
	Auto     bool // the terminal is asked whether it is light
	Untitled bool // it gets no title
}

// LookOf returns the look for the theme of the settings. What TERM names a VT shows no
// colors. Neither a VT nor the console of Linux knows questions and titles: some print
// them.
func LookOf(env config.Env, named string) Look {
	kind := env.Get("TERM")
	old := strings.HasPrefix(kind, "vt")
	look := Look{Mode: theme.Dark, Untitled: old || kind == "linux"}
	switch {
	case named == "light":
		look.Mode = theme.Light
	case named == "dark":
	case named == "none" || old:
		look.Mode = theme.None
	default:
		look.Auto = !look.Untitled
	}
	return look
}

// typing is the terminal's input, of which Bubble Tea gets whole keys only. A
// terminal that goes away ends it, which Bubble Tea takes for a user who types
// nothing any more; usually a hangup signal comes too, but not to every program
// that reads from it.
type typing struct {
	*os.File
	keys *keyboard.Reader
	lost func()
}

// Read reads what is typed. Any error means that the terminal is gone; but only the
// end of the input lets the program reach its own end.
func (t typing) Read(p []byte) (int, error) {
	n, err := t.keys.Read(p)
	if err != nil {
		t.lost()
		return n, io.EOF
	}
	return n, nil
}

// drawing is the terminal's output. Only here can be seen when the renderer has
// asked its own question: with the first frame, whenever that is.
type drawing struct {
	*os.File
	questions string // asked behind that one; empty once they are
	asked     func() // is called then
}

// Write draws.
func (d *drawing) Write(p []byte) (int, error) {
	n, err := d.File.Write(p)
	if err == nil && d.questions != "" && bytes.Contains(p, []byte(ansi.RequestKittyKeyboard)) {
		_, err = d.File.WriteString(d.questions)
		d.questions = ""
		d.asked()
	}
	return n, err //nolint:wrapcheck // an io.Writer's errors go up as they are
}
