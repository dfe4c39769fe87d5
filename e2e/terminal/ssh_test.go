//go:build linux

package terminal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corotui/e2e/flow"
)

// sshd is an SSH server of the tests' own: its keys, its port, its settings.
type sshd struct {
	folder string
	login  string
	port   int
	said   *bytes.Buffer
	server *exec.Cmd
}

// server is started by the first test that needs it, and stopped by TestMain.
var server = struct {
	once sync.Once
	sshd *sshd
	err  error
}{}

// absent says what this machine has not, so that a test is skipped.
type absent string

func (a absent) Error() string { return string(a) }

// theServer returns the server, or skips the test where none can be.
func theServer(t *testing.T) *sshd {
	t.Helper()
	server.once.Do(func() { server.sshd, server.err = startServer() })
	if _, missing := errors.AsType[absent](server.err); missing {
		t.Skip(server.err)
	}
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.sshd
}

// startServer makes keys and settings, and starts the server with them.
func startServer() (*sshd, error) {
	path := "/usr/sbin/sshd"
	if _, err := os.Stat(path); err != nil {
		return nil, absent("there is no " + path + "; install openssh-server to run the program over SSH")
	}
	if os.Getuid() == 0 {
		// The server asks for it, and the system makes it only when it starts one.
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			return nil, absent("sshd cannot run here: " + err.Error())
		}
	}
	if _, err := exec.LookPath("ssh"); err != nil {
		return nil, absent("ssh is missing; install openssh-client to run the program over SSH")
	}
	me, err := osuser.Current()
	if err != nil {
		return nil, fmt.Errorf("who am I: %w", err)
	}
	s := &sshd{folder: filepath.Join(filepath.Dir(program), "ssh"), login: me.Username, said: new(bytes.Buffer)}
	if err := os.Mkdir(s.folder, 0o700); err != nil {
		return nil, err
	}
	for _, key := range []string{"host", "user"} {
		if said, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.folder, key)).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("make a key: %w\n%s", err, said)
		}
	}
	// Somebody else may take the free port before the server does.
	const attempts = 3
	for range attempts {
		if err = s.listen(path); err == nil {
			return s.tried()
		}
	}
	return nil, err
}

// listen starts the server on a free port and waits until it answers.
func (s *sshd) listen(path string) error {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		return err
	}
	_, port, _ := strings.Cut(address, ":")
	if s.port, err = strconv.Atoi(port); err != nil {
		return err
	}
	settings := filepath.Join(s.folder, "config")
	// A home of its own: a shell that a server of SSH starts reads what the user's
	// home has for shells, which may take its time or wait for another session.
	text := fmt.Sprintf("SetEnv HOME=%s\nPort %d\nListenAddress 127.0.0.1\nHostKey %s/host\nAuthorizedKeysFile %s/user.pub\nAllowUsers %s\n"+
		"PidFile none\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"+
		"UseDNS no\nPrintMotd no\nPrintLastLog no\nMaxStartups 100\n", s.folder, s.port, s.folder, s.folder, s.login)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return err
	}
	s.said.Reset()
	s.server = exec.Command(path, "-D", "-e", "-f", settings)
	s.server.Stderr = s.said
	// It must not outlive tests that were killed.
	s.server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := s.server.Start(); err != nil {
		return err
	}
	gone := make(chan error, 1)
	go func() { gone <- s.server.Wait() }()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for limit := time.After(patience); ; {
		if speaksSSH(address) {
			return nil
		}
		select {
		case err := <-gone:
			return fmt.Errorf("sshd ended: %w\n%s", err, s.said)
		case <-limit:
			return fmt.Errorf("sshd does not answer")
		case <-again.C:
		}
	}
}

// speaksSSH is false of the server of another test, which may have taken the port
// first and says nothing by itself.
func speaksSSH(address string) bool {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	defer func() { _ = connection.Close() }()
	greeting := make([]byte, len("SSH-"))
	_ = connection.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadFull(connection, greeting)
	return err == nil && string(greeting) == "SSH-"
}

// command is the command line that logs in at a port and runs something there
// in a terminal.
func (s *sshd) command(port int, run string) []string {
	return []string{
		"ssh", "-F", "none", "-tt", "-e", "none", "-p", strconv.Itoa(port), "-i", filepath.Join(s.folder, "user"), "-o", "IdentitiesOnly=yes",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes",
		s.login + "@127.0.0.1", run,
	}
}

// tried logs in once. A server that is not root's can give out terminals only
// where the system makes them with the right group.
func (s *sshd) tried() (*sshd, error) {
	login := s.command(s.port, "true")
	said, err := exec.Command(login[0], login[1:]...).CombinedOutput()
	switch {
	case err == nil:
		return s, nil
	case os.Getuid() != 0:
		return s, absent(fmt.Sprintf("sshd, run by %s, does not let in: %s", s.login, said))
	default:
		return s, fmt.Errorf("log in over ssh: %w\n%s", err, said)
	}
}

// stop ends the server, if it was started.
func (s *sshd) stop() error {
	if s == nil {
		return nil
	}
	return s.server.Process.Signal(syscall.SIGTERM)
}

// ssh logs in through a line and starts the shell of these tests there.
func (u *user) ssh(l *line, width, height int) *shell {
	u.t.Helper()
	s := theServer(u.t)
	remote := make([]string, 0, len(u.env)+8)
	remote = append(remote, "exec", "env", "-i", "TERM=xterm-256color", "SSH_TTY=$SSH_TTY")
	for _, pair := range append(u.env, u.bash()...) {
		remote = append(remote, quote(pair))
	}
	args := s.command(l.port, strings.Join(remote, " "))
	session := &shell{t: u.t, u: u, Session: flow.StartBinary(u.t, "/usr/bin/env", args, []string{"PATH=" + os.Getenv("PATH")}, width, height)}
	session.WaitFor("$")
	return session
}

// quote makes a word of a command line that a shell reads as it is.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// line is a connection to the server that can be slow, and that can be cut.
type line struct {
	port int

	mu    sync.Mutex
	ends  []*net.TCPConn
	delay time.Duration // each way
}

// newLine listens for the connection.
func newLine(t *testing.T) *line {
	t.Helper()
	to := net.JoinHostPort("127.0.0.1", strconv.Itoa(theServer(t).port))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(listener.Addr().String(), ":")
	l := &line{}
	if l.port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = listener.Close()
		l.cut()
	})
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close()
				return
			}
			l.join(near.(*net.TCPConn), far.(*net.TCPConn)) //nolint:forcetypeassert // both were made by a TCP address
		}
	}()
	return l
}

// join carries bytes both ways.
func (l *line) join(near, far *net.TCPConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ends = append(l.ends, near, far)
	go l.carry(near, far)
	go l.carry(far, near)
}

// carry brings what one end sends to the other, each part after the delay, and
// in the end closes what it wrote to.
func (l *line) carry(from, to *net.TCPConn) {
	type part struct {
		data []byte
		due  time.Time
	}
	const most = 1024
	under := make(chan part, most)
	go func() {
		defer close(under)
		for {
			buffer := make([]byte, 16<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				under <- part{buffer[:n], l.due()}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range under {
		<-time.After(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	_ = to.CloseWrite()
	for range under { // until the reader ends
	}
}

// slow makes each way take so long from now on.
func (l *line) slow(delay time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.delay = delay
}

// due is when what is sent now arrives.
func (l *line) due() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Add(l.delay)
}

// cut breaks the connection: neither end is told in good order.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range l.ends {
		_ = end.SetLinger(0)
		_ = end.Close()
	}
	l.ends = nil
}
