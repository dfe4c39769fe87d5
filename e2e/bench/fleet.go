//go:build unix

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/bench/probe"
	"corotui/internal/text"
)

// fleetKeys is how fast the fleet's screen answers keys while thousands of
// webhooks stream into it, and once all are there.
type fleetKeys struct {
	workspaces, webhooks int
	streaming, quiet     []time.Duration
	peak                 int64 // bytes; 0: the system does not tell
}

const (
	keyFleet = "f"
	// between is how long a person waits at least between two keys that repeat
	// on a held key.
	between = 25 * time.Millisecond
	// arriving is on the screen as long as the scan goes on.
	arriving = " of "
)

// measureFleet opens the fleet of so many workspaces, with the line and the
// concurrency of the scans. It presses keys for as long as webhooks stream in, and
// so many once all are there.
func measureFleet(folder string, p programs, workspaces, keys int) (f fleetKeys, err error) {
	data := emulator.Scale(workspaces, walkWebhooks, 1)
	w, err := newWorld(folder, p, data, emulator.WithLatency(walkLatency))
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	home, err := w.home()
	if err != nil {
		return f, err
	}
	command := w.run(home)
	command.Args, command.Width, command.Height = []string{"--concurrency", strconv.Itoa(walkConcurrency)}, width, height
	session, err := probe.Start(command)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, session.End()) }()
	f.workspaces, f.webhooks = workspaces, workspaces*walkWebhooks
	if _, err := session.WaitFor(freshWord); err != nil {
		return f, err
	}
	if _, err := session.Press(keyFleet, quiet, quiet); err != nil {
		return f, err
	}
	all := text.Count(workspaces) + " workspaces"
	if _, err := session.WaitLong(arriving+all, treeTime(workspaces)); err != nil { // the tree is known
		return f, err
	}
	const endless = 100_000
	if f.streaming, err = steps(session, endless, func() bool { return strings.Contains(session.Screen(), arriving+all) }); err != nil {
		return f, err
	}
	if len(f.streaming) == 0 {
		return f, fmt.Errorf("the scan of %d workspaces was over before a key was pressed", workspaces)
	}
	if _, err := session.WaitLong("  "+all, treeTime(workspaces)); err != nil {
		return f, err
	}
	session.Settle(5*quiet, 10*quiet)
	if f.quiet, err = steps(session, keys, func() bool { return true }); err != nil {
		return f, err
	}
	f.peak, err = session.Peak()
	if errors.Is(err, probe.ErrNoPeak) {
		err = nil
	}
	return f, err
}

// treeTime is more than the tree and the scan of so many workspaces take.
func treeTime(workspaces int) time.Duration {
	return time.Minute + time.Duration(workspaces)*walkLatency/4
}

// steps moves the cursor up and down, and returns how long each took to be on
// the screen. It ends when going says so.
func steps(session *probe.Session, keys int, going func() bool) ([]time.Duration, error) {
	var took []time.Duration
	for _, key := range moves(keys) {
		if !going() {
			break
		}
		from := cursorLine(session.Screen())
		one, err := session.Await(key, longest, func(screen string) bool {
			at := cursorLine(screen)
			return at >= 0 && at != from
		})
		if err != nil {
			return nil, err
		}
		took = append(took, one)
		session.Settle(between, between)
	}
	return took, nil
}

// cursorLine is the line of the screen that the cursor is on, or -1.
func cursorLine(screen string) int {
	before, _, found := strings.Cut(screen, cursorSign)
	if !found {
		return -1
	}
	return strings.Count(before, "\n")
}
