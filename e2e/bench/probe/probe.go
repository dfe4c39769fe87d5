//go:build unix

// Package probe runs a command on a pseudo-terminal and measures what a person
// at the other end of the line would notice: how long it takes, and how many
// bytes it sends. It answers the command's questions as an xterm does.
package probe

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a command may take to show or to do something.
const patience = 30 * time.Second

// Command is what is run, and where.
type Command struct {
	Path          string
	Args          []string
	Env           []string // all of it; TERM is added
	Dir           string   // empty: the current folder
	Width, Height int      // of the terminal, in cells
}

// Session is a command that runs on a pseudo-terminal.
type Session struct {
	command *exec.Cmd
	master  *os.File
	started time.Time
	read    chan struct{} // closed when there is no more output

	mu       sync.Mutex
	changed  chan struct{} // closed, and replaced, with every piece of output
	emulator *vt.Emulator
	raw      bytes.Buffer
	pieces   []piece
	watch    func(time.Time) // looks at the screen after each piece; nil when nobody waits
}

// piece is what one read brought.
type piece struct {
	at    time.Time
	bytes int
}

// Start runs a command. [Session.End] must be called.
func Start(c Command) (*Session, error) {
	//nolint:gosec // running the command that is measured is what this is for
	command := exec.Command(c.Path, c.Args...) //nolint:noctx // ended by End
	command.Env = append([]string{"TERM=xterm-256color"}, c.Env...)
	command.Dir = c.Dir
	s := &Session{
		command: command, read: make(chan struct{}), changed: make(chan struct{}),
		emulator: vt.NewEmulator(c.Width, c.Height),
	}
	s.answerAsXterm()
	s.started = time.Now()
	//nolint:gosec // a terminal is at most a few hundred cells wide and high
	master, err := pty.StartWithSize(command, &pty.Winsize{Cols: uint16(c.Width), Rows: uint16(c.Height)})
	if err != nil {
		return nil, fmt.Errorf("start %s on a pseudo-terminal: %w", c.Path, err)
	}
	s.master = master
	go s.answer()
	go s.carry()
	return s, nil
}

// carry takes what the command writes. The time is read before anything is
// done with it, so that the emulator's work is not counted.
func (s *Session) carry() {
	defer close(s.read)
	buffer := make([]byte, 1<<16)
	for {
		n, err := s.master.Read(buffer)
		at := time.Now()
		if n > 0 {
			s.take(at, buffer[:n])
		}
		if err != nil { // on Linux EIO says that nobody has the terminal open any more
			return
		}
	}
}

func (s *Session) take(at time.Time, output []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pieces = append(s.pieces, piece{at, len(output)})
	s.raw.Write(output)
	_, _ = s.emulator.Write(output) // it writes to memory
	if s.watch != nil {
		s.watch(at)
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

// Screen returns what is shown, without colours.
func (s *Session) Screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return ansi.Strip(s.emulator.Render())
}

// Output returns the bytes written so far.
func (s *Session) Output() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.raw.Bytes())
}

// FirstByte returns the time from the start to the first output, or 0 when
// there was none yet.
func (s *Session) FirstByte() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pieces) == 0 {
		return 0
	}
	return s.pieces[0].at.Sub(s.started)
}

// WaitFor waits until the screen shows a text, and returns the time from the
// start to the output that completed it.
func (s *Session) WaitFor(text string) (time.Duration, error) { return s.WaitLong(text, patience) }

// WaitLong is WaitFor with another patience than half a minute.
func (s *Session) WaitLong(text string, patience time.Duration) (time.Duration, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		shown, changed := strings.Contains(ansi.Strip(s.emulator.Render()), text), s.changed
		var at time.Time
		if n := len(s.pieces); n > 0 {
			at = s.pieces[n-1].at
		}
		s.mu.Unlock()
		if shown {
			return at.Sub(s.started), nil
		}
		select {
		case <-changed:
		case <-s.read:
			return 0, fmt.Errorf("%s ended before it showed %q:\n%s", s.command.Path, text, s.Screen())
		case <-deadline.C:
			return 0, fmt.Errorf("%s did not show %q in %s:\n%s", s.command.Path, text, patience, s.Screen())
		}
	}
}

// Written is what came in a stretch of time.
type Written struct {
	Bytes       int
	First, Last time.Duration // from its beginning to the first and the last byte
}

// Press sends a key, as the bytes that a terminal sends for it, and waits for
// the answer: the output until nothing came for quiet. A key that nothing comes
// back for is no error; its Bytes are 0.
func (s *Session) Press(key string, quiet, longest time.Duration) (Written, error) {
	s.mu.Lock()
	from, changed := len(s.pieces), s.changed
	s.mu.Unlock()
	sent := time.Now()
	if _, err := s.master.WriteString(key); err != nil {
		return Written{}, fmt.Errorf("send a key: %w", err)
	}
	return s.settle(from, changed, sent, quiet, longest), nil
}

// Await sends a key and returns how long it took until the output came after
// which the screen shows what done asks for. It is for a screen that also changes
// by itself, where the first byte says nothing about the key. It returns an error
// when that is not shown within longest.
func (s *Session) Await(key string, longest time.Duration, done func(screen string) bool) (time.Duration, error) {
	shown := make(chan time.Time, 1)
	s.mu.Lock()
	s.watch = func(at time.Time) {
		if done(ansi.Strip(s.emulator.Render())) {
			shown <- at
			s.watch = nil
		}
	}
	s.mu.Unlock()
	sent := time.Now()
	if _, err := s.master.WriteString(key); err != nil {
		return 0, fmt.Errorf("send a key: %w", err)
	}
	end := time.NewTimer(longest)
	defer end.Stop()
	select {
	case at := <-shown:
		return at.Sub(sent), nil
	case <-s.read:
	case <-end.C:
	}
	return 0, fmt.Errorf("%s did not show in %s what a key is to do:\n%s", s.command.Path, longest, s.Screen())
}

// Idle listens for so long and returns what was written.
func (s *Session) Idle(d time.Duration) Written {
	s.mu.Lock()
	from, changed := len(s.pieces), s.changed
	s.mu.Unlock()
	return s.settle(from, changed, time.Now(), d, d)
}

// Settle waits until nothing has been written for quiet, at most for longest.
func (s *Session) Settle(quiet, longest time.Duration) Written {
	s.mu.Lock()
	from, changed := len(s.pieces), s.changed
	s.mu.Unlock()
	return s.settle(from, changed, time.Now(), quiet, longest)
}

// settle collects the output since the piece from. It ends when something came
// and then nothing for quiet, or after longest.
func (s *Session) settle(from int, changed <-chan struct{}, begun time.Time, quiet, longest time.Duration) Written {
	end := time.NewTimer(longest)
	defer end.Stop()
	still := time.NewTimer(longest)
	defer still.Stop()
	for {
		select {
		case <-changed:
			still.Reset(quiet)
			s.mu.Lock()
			changed = s.changed
			s.mu.Unlock()
			continue
		case <-still.C:
		case <-s.read:
		case <-end.C:
		}
		return s.since(from, begun)
	}
}

func (s *Session) since(from int, begun time.Time) Written {
	s.mu.Lock()
	defer s.mu.Unlock()
	var w Written
	for i, p := range s.pieces[from:] {
		if i == 0 {
			w.First = p.at.Sub(begun)
		}
		w.Last = p.at.Sub(begun)
		w.Bytes += p.bytes
	}
	return w
}

// End ends the command, and everything that it started.
func (s *Session) End() error {
	// The command leads a session, and so a process group, of its own.
	if err := syscall.Kill(-s.command.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("end %s: %w", s.command.Path, err)
	}
	var exit *exec.ExitError
	if err := s.command.Wait(); err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("wait for %s: %w", s.command.Path, err)
	}
	<-s.read
	s.stopAnswering()
	if err := s.master.Close(); err != nil {
		return fmt.Errorf("close the terminal: %w", err)
	}
	return nil
}
