//go:build unix

package flow

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// StartBinary runs a program of its own process on a pseudo-terminal of so
// many cells. It gets the environment env and nothing else, but for a TERM
// when env has none. The terminal answers what the program asks it.
func StartBinary(tb testing.TB, path string, args, env []string, width, height int) *Session {
	tb.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		tb.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	if master, err = closable(master); err != nil {
		tb.Fatalf("open the terminal: %v", err)
	}
	if err := setSize(master, width, height); err != nil {
		tb.Fatalf("size the terminal: %v", err)
	}
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		tb.Fatalf("read the terminal's settings: %v", err)
	}
	// A signal that this process ignores, as under nohup, its children ignore
	// too. One that it listens to is theirs to decide about.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	command := exec.Command(path, args...)
	command.Env = append([]string{"TERM=xterm-256color"}, env...)
	command.Stdin, command.Stdout, command.Stderr = tty, tty, tty
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	s := newScreen(width, height, master)
	b := &binaryDriver{
		tb: tb, command: command, master: master, tty: tty, before: before,
		screen: s, done: make(chan struct{}),
	}
	if err := command.Start(); err != nil {
		tb.Fatalf("start %s: %v", path, err)
	}
	go b.run()
	return newSession(tb, s, b)
}

// closable returns the same file as one that can be closed while somebody reads
// from it. The package that opens terminals returns files that wait for the
// reader to end.
func closable(file *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("copy the file: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, fmt.Errorf("set the file non-blocking: %w", err)
	}
	return os.NewFile(uintptr(fd), file.Name()), file.Close()
}

// setSize tells the terminal its size in cells, and so the program in it. The
// file stays one that can be closed.
func setSize(master *os.File, width, height int) error {
	connection, err := master.SyscallConn()
	if err != nil {
		return fmt.Errorf("reach the terminal: %w", err)
	}
	size := &unix.Winsize{Col: uint16(width), Row: uint16(height)}
	var failed error
	if err := connection.Control(func(fd uintptr) {
		failed = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size)
	}); err != nil {
		return fmt.Errorf("reach the terminal: %w", err)
	}
	return failed
}

// Signal sends a signal to the program of a session that StartBinary began.
func (s *Session) Signal(signal os.Signal) {
	s.tb.Helper()
	b, ok := s.driver.(*binaryDriver)
	if !ok {
		s.tb.Fatal("a model without a process cannot get a signal")
	}
	s.sent = append(s.sent, signal.String())
	if err := b.command.Process.Signal(signal); err != nil {
		s.tb.Fatalf("send %s: %v", signal, err)
	}
}

// Send gives the program bytes as they are, such as half a key, in a session that
// StartBinary began.
func (s *Session) Send(bytes string) {
	s.tb.Helper()
	b, ok := s.driver.(*binaryDriver)
	if !ok {
		s.tb.Fatal("a model without a process takes keys, not bytes")
	}
	s.sent = append(s.sent, fmt.Sprintf("bytes %q", bytes))
	if _, err := io.WriteString(b.master, bytes); err != nil {
		s.tb.Fatalf("send %q: %v", bytes, err)
	}
}

// HangUp takes the terminal away from a session that StartBinary began, as a
// window that is closed or a connection that is lost does.
func (s *Session) HangUp() {
	s.tb.Helper()
	b, ok := s.driver.(*binaryDriver)
	if !ok {
		s.tb.Fatal("a model without a process has no terminal to lose")
	}
	s.sent = append(s.sent, "hang up")
	b.hungUp.Store(true)
	if err := b.master.Close(); err != nil {
		s.tb.Fatalf("hang up: %v", err)
	}
}

// binaryDriver runs a process on a pseudo-terminal.
type binaryDriver struct {
	tb      testing.TB
	command *exec.Cmd
	master  *os.File // our end
	tty     *os.File // the program's end, kept open to look at its settings
	before  *term.State
	after   *term.State
	screen  *screen
	hungUp  atomic.Bool
	done    chan struct{}
}

// run carries the output to the screen until the program has ended.
func (b *binaryDriver) run() {
	defer close(b.done)
	carried := make(chan error, 1)
	go func() {
		_, err := io.Copy(b.screen, b.master)
		carried <- err
	}()
	var failed *exec.ExitError
	if err := b.command.Wait(); err != nil && !errors.As(err, &failed) {
		b.tb.Errorf("wait for the program: %v", err)
	}
	after, err := term.GetState(int(b.tty.Fd()))
	switch {
	case errors.Is(err, syscall.EIO): // a terminal that is gone has none
		b.hungUp.Store(true)
	case err != nil:
		b.tb.Errorf("read the terminal's settings: %v", err)
	}
	b.after = after
	// With nobody on the other end, reading ends with EIO once all is read.
	if err := b.tty.Close(); err != nil {
		b.tb.Errorf("close the terminal: %v", err)
	}
	if err := <-carried; err != nil && !errors.Is(err, syscall.EIO) && !errors.Is(err, os.ErrClosed) {
		b.tb.Errorf("read what the program wrote: %v", err)
	}
}

func (b *binaryDriver) press(key tea.Key) { b.screen.sendKey(uv.Key(key)) }

func (b *binaryDriver) paste(text string) { b.screen.emulator.Paste(text) }

func (b *binaryDriver) resize(width, height int) {
	if err := setSize(b.master, width, height); err != nil {
		b.tb.Errorf("size the terminal: %v", err)
	}
}

func (b *binaryDriver) ended() <-chan struct{} { return b.done }

func (b *binaryDriver) exit() (int, string) {
	if !b.hungUp.Load() && !reflect.DeepEqual(b.before, b.after) {
		return b.command.ProcessState.ExitCode(), "echo or line mode is not as before"
	}
	return b.command.ProcessState.ExitCode(), ""
}

func (b *binaryDriver) stop() {
	select {
	case <-b.done:
	default:
		if err := b.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			b.tb.Errorf("end the program: %v", err)
		}
	}
	select {
	case <-b.done:
	case <-time.After(patience):
		b.tb.Errorf("the program cannot be ended")
	}
	if err := b.master.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		b.tb.Errorf("close the terminal: %v", err)
	}
}
