package flow

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/teatest/v2"
)

// Start runs a model in a terminal of so many cells, with Bubble Tea's own
// loop and renderer but without a process of its own. The terminal is silent:
// it answers none of the program's questions, as some real ones do not.
func Start(tb testing.TB, model tea.Model, width, height int) *Session {
	tb.Helper()
	s := newScreen(width, height, io.Discard)
	m := &modelDriver{
		tb: tb,
		tested: teatest.NewTestModel(tb, model,
			teatest.WithInitialTermSize(width, height),
			teatest.WithProgramOptions(
				tea.WithEnvironment([]string{"TERM=xterm-256color"}),
				tea.WithColorProfile(colorprofile.ANSI256),
				tea.WithFPS(framesPerSecond),
			)),
		screen: s,
		done:   make(chan struct{}),
	}
	go m.pump()
	return newSession(tb, s, m)
}

// Tell gives the program what a terminal answers, such as its background. It is
// for sessions that Start began.
func (s *Session) Tell(answer tea.Msg) {
	s.tb.Helper()
	m, ok := s.driver.(*modelDriver)
	if !ok {
		s.tb.Fatal("a program of its own process asks its own terminal")
	}
	m.tested.Send(answer)
}

// FinalModel returns the model as it was when the program ended. It is for
// sessions that Start began, after WaitEnd or Quit.
func (s *Session) FinalModel() tea.Model {
	s.tb.Helper()
	m, ok := s.driver.(*modelDriver)
	if !ok {
		s.tb.Fatal("a program of its own process has no model to look at")
	}
	return m.tested.FinalModel(s.tb, teatest.WithFinalTimeout(patience))
}

// modelDriver runs a model through teatest.
type modelDriver struct {
	tb     testing.TB
	tested *teatest.TestModel
	screen *screen
	done   chan struct{}
}

// framesPerSecond is the most that Bubble Tea draws: a test waits for frames.
const framesPerSecond = 120

// pumpPeriod is how often the output is looked at: teatest keeps it in a
// buffer and does not tell when there is more.
const pumpPeriod = 2 * time.Millisecond

// pump carries the output to the screen until the program has ended.
func (m *modelDriver) pump() {
	defer close(m.done)
	ended := make(chan struct{})
	go func() {
		m.tested.GetProgram().Wait()
		close(ended)
	}()
	tick := time.NewTicker(pumpPeriod)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.carry()
		case <-ended:
			m.carry()
			return
		}
	}
}

// carry does what a terminal's line discipline does on the way: without a
// terminal of its own, Bubble Tea counts on it to go to the line's start.
func (m *modelDriver) carry() {
	output, err := io.ReadAll(m.tested.Output())
	if err == nil && len(output) > 0 {
		_, err = m.screen.Write(bytes.ReplaceAll(output, []byte("\n"), []byte("\r\n")))
	}
	if err != nil {
		m.tb.Errorf("carry the output to the screen: %v", err)
	}
}

func (m *modelDriver) press(key tea.Key) { m.tested.Send(tea.KeyPressMsg(key)) }

func (m *modelDriver) paste(text string) { m.tested.Send(tea.PasteMsg{Content: text}) }

func (m *modelDriver) resize(width, height int) {
	m.tested.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

func (m *modelDriver) ended() <-chan struct{} { return m.done }

func (m *modelDriver) exit() (int, string) { return 0, "" }

func (m *modelDriver) stop() {
	if err := m.tested.Quit(); err != nil && !errors.Is(err, tea.ErrProgramKilled) {
		m.tb.Errorf("quit: %v", err)
	}
	select {
	case <-m.done:
	case <-time.After(patience):
		m.tb.Errorf("the program cannot be stopped")
		return
	}
	m.tested.WaitFinished(m.tb, teatest.WithFinalTimeout(time.Second), teatest.WithTimeoutFn(func(testing.TB) {
		// It failed, and the failure has been reported.
	}))
}
