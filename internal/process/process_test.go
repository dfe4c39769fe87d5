//go:build unix

package process_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/internal/process"
)

func shell(script string) process.Command {
	return process.Command{Argv: []string{"sh", "-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")}, Time: time.Minute, Limit: 1000}
}

func TestRun(t *testing.T) {
	t.Parallel()
	c := shell("cat; echo complaint >&2")
	c.Stdin = "what it reads"
	got, err := process.Run(t.Context(), c)
	if err != nil || string(got.Stdout) != c.Stdin || string(got.Stderr) != "complaint\n" || got.Cut {
		t.Errorf("got %q, %q, %v, %v", got.Stdout, got.Stderr, got.Cut, err)
	}
}

// TestOutputIsBounded: a program that writes without end is not kept, nor one that
// reads nothing of what it is given.
func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	c := shell("head -c 1000000 /dev/zero")
	c.Stdin = strings.Repeat("x", 1<<20)
	got, err := process.Run(t.Context(), c)
	if err != nil || len(got.Stdout) != c.Limit || !got.Cut {
		t.Errorf("%d bytes, %v, %v", len(got.Stdout), got.Cut, err)
	}
}

func TestHowItEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		command process.Command
		said    string
	}{
		"a failure":   {shell("exit 3"), "failed (exit status 3)"},
		"no program":  {process.Command{Argv: []string{"/none/such"}, Time: time.Minute}, "could not be started: no such file or directory"},
		"not in PATH": {process.Command{Argv: []string{"no-such-program-here"}, Time: time.Minute}, "could not be started: executable file not found in $PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := process.Run(t.Context(), test.command); err == nil || process.Ended(err) != test.said {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestNothingIsLeftRunning: what takes too long, or is not wanted any more, ends
// together with its children. A child that lived on would hold the pipe open.
func TestNothingIsLeftRunning(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]time.Duration{"too long": 300 * time.Millisecond, "not wanted": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fifo := filepath.Join(t.TempDir(), "fifo")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Fatal(err)
			}
			c := shell("sleep 1000 >" + fifo + " & wait")
			c.Apart, c.Time = true, limit
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				_, err := process.Run(ctx, c)
				ended <- err
			}()
			child, err := os.Open(fifo) // opens once the child has, too
			if err != nil {
				t.Fatal(err)
			}
			want := process.ErrTooLong
			if limit == time.Hour {
				cancel()
				want = context.Canceled
			}
			if err := <-ended; !errors.Is(err, want) {
				t.Errorf("got %v", err)
			}
			if _, err := io.ReadAll(child); err != nil { // which ends with the child
				t.Error(err)
			}
			cancel()
		})
	}
}
