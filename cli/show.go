package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"corotui/config"
	"corotui/internal/crash"
	"corotui/internal/disk"
	"corotui/internal/keyboard"
	"corotui/internal/text"
	"corotui/ui"
	"corotui/ui/theme"
)

// framesPerSecond is the most that is drawn. Bubble Tea looks so often whether
// there is something to draw, also while nobody types, and on a jump host that is
// paid for by everybody; twice as often, which is the most, a key would show some
// milliseconds sooner. docs/performance.md has the figures.
const framesPerSecond = 60

// farewell is how long the end waits for changes under way to be recorded, and
// for a program that was told to end to do so.
const farewell = 3 * time.Second

// lastResort is how long a program that did not end by itself has to give the
// terminal back.
const lastResort = time.Second

// typing is the terminal's input, of which Bubble Tea gets whole keys only. A
// terminal that goes away ends it, which Bubble Tea takes for a user who types
// nothing any more; usually a hangup signal comes too, but not to every program
// that reads from it.
type typing struct {
	*os.File
	keys *keyboard.Reader
	lost func()
}

func newTyping(in *os.File, lost func()) typing {
	return typing{in, keyboard.New(keyboard.File{File: in}, nil), lost}
}

// Read reads what is typed. Any error means that the terminal is gone; but the
// end of the input is the only one that lets the program go on to its own end.
func (t typing) Read(p []byte) (int, error) {
	n, err := t.keys.Read(p)
	if err != nil {
		t.lost()
		return n, io.EOF
	}
	return n, nil
}

// stage is the terminal that the program runs in, and what asks it to leave.
type stage struct {
	in, out *os.File
	asked   context.Context //nolint:containedctx // cancelled when the program has to end
	hangup  context.CancelCauseFunc
	before  *term.State   // the terminal's settings; nil when they cannot be read
	left    chan struct{} // closed when it ends while the terminal is the shell's
}

// newStage makes a stage. asked is cancelled when a signal asks the program to
// end; so does the stage when the terminal or the parent has gone, which may
// come without a signal.
func newStage(asked context.Context, in, out *os.File) *stage {
	s := &stage{in: in, out: out, left: make(chan struct{})}
	s.asked, s.hangup = context.WithCancelCause(asked)
	if before, err := term.GetState(in.Fd()); err == nil {
		s.before = before
	}
	return s
}

func (s *stage) lost() { s.hangup(Stopped{Signal: syscall.SIGHUP}) }

// ending is how the program ended.
type ending struct {
	model tea.Model
	err   error
}

// show runs the model in the terminal. ctx is cancelled when it has ended.
func (a *app) show(ctx context.Context, s *stage, model tea.Model, paths config.Paths, demo bool) error {
	defer s.hangup(nil)
	go whenOrphaned(s.asked, s.lost)
	guard := crash.NewGuard(model)
	program := tea.NewProgram(guard,
		tea.WithContext(ctx), tea.WithInput(newTyping(s.in, s.lost)), tea.WithOutput(s.out), tea.WithEnvironment(a.process.Env),
		tea.WithColorProfile(colorprofile.Env(a.process.Env)), // sixteen colours do, so nobody is asked for more
		tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	over := make(chan ending, 1)
	go func() {
		final, err := program.Run()
		over <- ending{final, err}
	}()
	end := s.await(program, over)
	if c := guard.Crash(); c != nil {
		a.keepDraft(end.model)
		return a.report(*c, paths, demo)
	}
	if _, stopped := errors.AsType[Stopped](context.Cause(s.asked)); stopped {
		return silent{coded{s.asked.Err(), codeInterrupted}}
	}
	if end.err != nil {
		return fmt.Errorf("the terminal program ended: %w", end.err)
	}
	if guarded, ok := end.model.(crash.Guard); ok {
		if m, ok := guarded.Model().(ui.Model); ok {
			return m.Failure()
		}
	}
	return nil
}

// parentPeriod is how often it is looked whether the parent still lives.
const parentPeriod = time.Second

// whenOrphaned tells when the process that started the program has died, until
// the context ends. A script that is killed around the program leaves it behind
// the shell's back: it cannot read any more, and no signal says so.
func whenOrphaned(ctx context.Context, lost func()) {
	parent := os.Getppid()
	again := time.NewTicker(parentPeriod)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
			if os.Getppid() != parent {
				lost()
			}
		}
	}
}

// await waits for the end of the program. Once it is asked to end it has some
// time to keep what is typed; then it is ended, and not waited for if even that
// does not help, as when a terminal takes no more output.
func (s *stage) await(program *tea.Program, over <-chan ending) ending {
	stopped := ending{err: context.Canceled}
	select {
	case end := <-over:
		return end
	case <-s.left:
		return stopped
	case <-s.asked.Done():
	}
	_, gone := term.GetState(s.in.Fd())
	go program.Send(ui.HangupMsg{Gone: gone != nil})
	select {
	case end := <-over:
		return end
	case <-s.left:
		return stopped
	case <-time.After(farewell):
	}
	go program.Kill()
	select {
	case end := <-over:
		return end
	case <-time.After(lastResort):
		if s.before != nil {
			_ = term.Restore(s.in.Fd(), s.before) // the terminal may be gone
		}
		return stopped
	}
}

// draftKeeper is a model that can keep the form that is open in it.
type draftKeeper interface{ KeepDraft() error }

var _ draftKeeper = ui.Model{}

// keepDraft keeps the form that was open when the program crashed.
func (a *app) keepDraft(model tea.Model) {
	guarded, ok := model.(crash.Guard)
	if !ok {
		return
	}
	if m, ok := guarded.Model().(draftKeeper); ok {
		if err := m.KeepDraft(); err != nil {
			a.tellf("The open form could not be kept: %s", text.Sentence(err))
		}
	}
}

// report keeps the report of a crash and says where it is. The demo writes
// nothing, so there the report itself is shown.
func (a *app) report(c crash.Crash, paths config.Paths, demo bool) error {
	now := time.Now()
	told := c.Report(version(), now)
	failed := silent{coded{errors.New("the program crashed"), codeFailed}}
	if demo {
		a.tellf("corotui crashed; nothing was lost but the demo's data.\n%s", told)
		return failed
	}
	path := filepath.Join(paths.State, "crash-"+now.UTC().Format("20060102-150405")+".txt")
	if err := disk.WriteFile(path, []byte(told)); err != nil {
		a.tellf("corotui crashed, and the report could not be kept: %v\n%s", err, told)
		return failed
	}
	a.tellf("corotui crashed; a report without secrets is in %s · please send it to whoever maintains corotui", path)
	return failed
}

// terminal returns the terminal that the program runs in.
func (a *app) terminal() (in, out *os.File, err error) {
	in, inIsFile := a.process.Stdin.(*os.File)
	out, outIsFile := a.process.Stdout.(*os.File)
	if !inIsFile || !outIsFile || !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()) {
		return nil, nil, usage("corotui needs a terminal for its screens; without one use commands like corotui webhooks list --json")
	}
	if a.dumb() {
		return nil, nil, usage("the terminal (TERM=%s) cannot show screens; set TERM to what it is, like xterm-256color, "+
			"or use commands like corotui webhooks list", a.env.Get("TERM"))
	}
	return in, out, nil
}

// dumb reports whether the terminal says that it can only print lines, as the
// one inside an editor does. On Windows no terminal says what it is.
func (a *app) dumb() bool {
	kind := a.env.Get("TERM")
	return kind == "dumb" || kind == "" && runtime.GOOS != "windows"
}

// look returns the theme, whether the terminal is asked if it is light, and
// whether it gets no title. What TERM names a VT shows no colours. Neither a VT
// nor the console of Linux knows questions and titles: some print them.
func (a *app) look(named string) (mode theme.Mode, auto, untitled bool) {
	kind := a.env.Get("TERM")
	old := strings.HasPrefix(kind, "vt")
	untitled = old || kind == "linux"
	switch {
	case named == "light":
		return theme.Light, false, untitled
	case named == "dark":
		return theme.Dark, false, untitled
	case named == "none" || old:
		return theme.None, false, untitled
	}
	return theme.Dark, !untitled, untitled
}
