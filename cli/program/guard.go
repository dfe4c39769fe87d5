package program

import (
	"reflect"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// Guard is a model that survives the panics of another, in Update, in View, or in
// the goroutine of a command. Once one happened it draws nothing and quits, so that
// the terminal is restored the usual way.
type Guard struct {
	model tea.Model
	seen  *seen
}

// seen keeps the first panic, whichever goroutine it was in.
type seen struct {
	mu       sync.Mutex
	crash    *Crash
	happened chan struct{} // closed then
}

func (s *seen) keep(value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crash == nil {
		s.crash = &Crash{What: describe(value), Stack: string(debug.Stack())}
		close(s.happened)
	}
}

func (s *seen) get() *Crash {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.crash
}

// crashedMsg wakes the program after a panic: View has no other way to end it.
type crashedMsg struct{}

// NewGuard guards a model.
func NewGuard(m tea.Model) Guard { return Guard{model: m, seen: &seen{happened: make(chan struct{})}} }

// Crash returns the panic that ended the program, or nil.
func (g Guard) Crash() *Crash { return g.seen.get() }

// Model returns the guarded model as it was last.
func (g Guard) Model() tea.Model { return g.model }

// Init starts the guarded model.
func (g Guard) Init() (cmd tea.Cmd) {
	defer g.catch(&cmd)
	return tea.Batch(g.wrap(g.model.Init()), g.watch)
}

// watch waits for a panic. A program without one ends without its answer.
func (g Guard) watch() tea.Msg {
	<-g.seen.happened
	return crashedMsg{}
}

// Update gives the guarded model a message.
func (g Guard) Update(message tea.Msg) (next tea.Model, cmd tea.Cmd) {
	if g.seen.get() != nil {
		return g, tea.Quit
	}
	next = g // for when the next line does not return
	defer g.catch(&cmd)
	model, cmd := g.model.Update(message)
	g.model = model
	return g, g.wrap(cmd)
}

// View draws the guarded model.
func (g Guard) View() (view tea.View) {
	defer func() {
		if value := recover(); value != nil {
			g.seen.keep(value)
			view = tea.View{AltScreen: true}
		}
	}()
	if g.seen.get() != nil {
		return tea.View{AltScreen: true}
	}
	return g.model.View()
}

// catch turns a panic into the end of the program.
func (g Guard) catch(cmd *tea.Cmd) {
	if value := recover(); value != nil {
		g.seen.keep(value)
		*cmd = tea.Quit
	}
}

// wrap guards a command and the commands that it answers with. Those of a
// sequence are in a type that Bubble Tea does not export, so every message that
// is a list of commands counts as one.
func (g Guard) wrap(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (message tea.Msg) {
		defer func() {
			if value := recover(); value != nil {
				g.seen.keep(value)
				message = crashedMsg{}
			}
		}()
		message = cmd()
		if message == nil {
			return nil
		}
		list, commands := reflect.TypeOf(message), reflect.TypeFor[[]tea.Cmd]()
		if list.Kind() != reflect.Slice || !list.ConvertibleTo(commands) {
			return message
		}
		inner := reflect.ValueOf(message).Convert(commands).Interface().([]tea.Cmd) //nolint:forcetypeassert // converted to it just now
		wrapped := make([]tea.Cmd, len(inner))
		for i := range inner {
			wrapped[i] = g.wrap(inner[i])
		}
		return reflect.ValueOf(wrapped).Convert(list).Interface()
	}
}
