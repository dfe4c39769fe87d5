package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"corotui/internal/keyboard"
	"corotui/ui"
)

// framesPerSecond is the most that is drawn. Bubble Tea looks so often whether
// there is something to draw, also while no one types, and on a jump host
// everyone pays for that; twice as often, which is the most, a key would show some
// milliseconds sooner. docs/performance.md has the figures.
const framesPerSecond = 60

// Farewell is how long the end waits for changes under way to be recorded, and
// for a program that was told to end to do so.
const Farewell = 3 * time.Second

// lastResort is how long a program that did not end by itself has to give the
// terminal back.
const lastResort = time.Second

// draftKeeper is a model that can keep its open form when the program crashes.
type draftKeeper interface{ KeepDraft() error }

// failing is a model that can say why it ended without having shown anything.
type failing interface{ Failure() error }

// asking is a model with questions to the terminal, which waits for the answers.
type asking interface{ Questions() string }

var (
	_ draftKeeper = ui.Model{}
	_ failing     = ui.Model{}
	_ asking      = ui.Model{}
)

// ending is how the program ended.
type ending struct {
	model tea.Model
	err   error
}

// Run runs the model in the terminal; ctx is cancelled when it has ended. The error is
// a [Crash], a [Stopped], or what the model failed with.
func (t *Terminal) Run(ctx context.Context, model tea.Model) error {
	defer t.hangup(nil)
	go whenOrphaned(t.asked, t.lost)
	guard := NewGuard(model)
	drawn := &drawing{File: t.out}
	if m, ok := model.(asking); ok {
		drawn.questions = m.Questions()
	}
	program := tea.NewProgram(guard,
		tea.WithContext(ctx), tea.WithInput(typing{t.in, keyboard.New(keyboard.File{File: t.in}, nil), t.lost}),
		tea.WithOutput(drawn), tea.WithEnvironment(t.environment),
		tea.WithColorProfile(colorprofile.Env(t.environment)), // sixteen colors do, so no one is asked for more
		tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	drawn.asked = func() { go program.Send(ui.AskedMsg{}) } // the loop may be waiting for what is drawn
	over := make(chan ending, 1)
	go func() {
		final, err := program.Run()
		over <- ending{final, err}
	}()
	end := t.await(program, over)
	final := end.model
	if guarded, ok := final.(Guard); ok {
		final = guarded.Model()
	}
	if crash := guard.Crash(); crash != nil {
		if m, ok := final.(draftKeeper); ok {
			crash.Draft = m.KeepDraft()
		}
		return crash
	}
	if stopped, ok := errors.AsType[Stopped](context.Cause(t.asked)); ok {
		return stopped
	}
	if end.err != nil {
		return fmt.Errorf("the terminal program ended: %w", end.err)
	}
	if m, ok := final.(failing); ok {
		return m.Failure()
	}
	return nil
}

// PrepareWidths measures a sign. The first one that is not ASCII makes the
// renderer's library build its table of widths, two megabytes of it, and that
// would be while the first frame waits.
func PrepareWidths() { ansi.StringWidthWc("─") }

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
func (t *Terminal) await(program *tea.Program, over <-chan ending) ending {
	stopped := ending{err: context.Canceled}
	select {
	case end := <-over:
		return end
	case <-t.left:
		return stopped
	case <-t.asked.Done():
	}
	_, gone := term.GetState(t.in.Fd())
	go program.Send(ui.HangupMsg{Gone: gone != nil})
	select {
	case end := <-over:
		return end
	case <-t.left:
		return stopped
	case <-time.After(Farewell):
	}
	if !t.foreground() {
		return stopped // who touches a terminal that is the shell's is stopped for it
	}
	go program.Kill()
	select {
	case end := <-over:
		return end
	case <-time.After(lastResort):
		if t.before != nil {
			_ = term.Restore(t.in.Fd(), t.before) // the terminal may be gone
		}
		return stopped
	}
}
