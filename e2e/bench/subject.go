//go:build unix

package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"corotui/e2e/bench/probe"
)

// The terminal that everything is measured on, in cells.
const (
	width  = 80
	height = 24
)

// The keys as a terminal sends them.
const (
	keyDown = "\x1b[B"
	keyUp   = "\x1b[A"
)

// How long the line must be silent before the answer to a key counts as whole,
// and how long that is waited for.
const (
	quiet   = 40 * time.Millisecond
	longest = 5 * time.Second
)

// subject is a program to measure.
type subject struct {
	name    string
	command func() (probe.Command, error) // as it is started this time
	usable  string                        // what the screen shows once one can work
	settled string                        // what it shows once nothing more comes; empty: usable
	filter  []string                      // the keys of a filter, the first of which opens it; none: it has none
}

// start is one start of a program.
type start struct {
	firstByte, usable, settled time.Duration
	bytes                      int
}

// open starts the program and waits until its screen is as it stays.
func (s subject) open() (*probe.Session, start, error) {
	command, err := s.command()
	if err != nil {
		return nil, start{}, err
	}
	command.Width, command.Height = width, height
	session, err := probe.Start(command)
	if err != nil {
		return nil, start{}, err
	}
	var at start
	at.usable, err = session.WaitFor(s.usable)
	if err == nil && s.settled != "" {
		at.settled, err = session.WaitFor(s.settled)
	}
	if err != nil {
		return nil, start{}, errors.Join(err, session.End())
	}
	at.settled = max(at.settled, at.usable)
	at.firstByte = session.FirstByte()
	session.Settle(5*quiet, 10*quiet) // names that come after the list, and answers of the terminal
	at.bytes = len(session.Output())
	return session, at, nil
}

// starts are the starts of a program, over and over.
type starts struct {
	name                       string
	firstByte, usable, settled []time.Duration
	bytes                      []int
}

func (t *starts) add(one start) {
	t.firstByte = append(t.firstByte, one.firstByte)
	t.usable = append(t.usable, one.usable)
	t.settled = append(t.settled, one.settled)
	t.bytes = append(t.bytes, one.bytes)
}

// measureStarts starts the programs in turn, so that what else the machine does
// meets all of them.
func measureStarts(subjects []subject, times int) ([]starts, error) {
	all := make([]starts, len(subjects))
	for i, s := range subjects {
		all[i].name = s.name
	}
	for range times {
		for i, s := range subjects {
			session, one, err := s.open()
			if err != nil {
				return nil, fmt.Errorf("start %s: %w", s.name, err)
			}
			if err := session.End(); err != nil {
				return nil, err
			}
			all[i].add(one)
		}
	}
	return all, nil
}

// answers are what came back for keys of one kind.
type answers struct {
	bytes       []int
	first, last []time.Duration
}

func (a *answers) add(w probe.Written) {
	if w.Bytes == 0 {
		return
	}
	a.bytes = append(a.bytes, w.Bytes)
	a.first = append(a.first, w.First)
	a.last = append(a.last, w.Last)
}

// press sends keys one by one and collects what comes back. They are spread over
// the frames of the slower program, as keys are that a person presses: one sent
// so long after the last answer would always meet the same moment of a frame.
func press(session *probe.Session, keys []string) (answers, error) {
	const frame, golden = time.Second / 60, 0.618034 // of which the multiples fall evenly between whole numbers
	var all answers
	for i, key := range keys {
		_, part := math.Modf(float64(i) * golden)
		session.Idle(time.Duration(part * float64(frame)))
		written, err := session.Press(key, quiet, longest)
		if err != nil {
			return answers{}, err
		}
		all.add(written)
	}
	return all, nil
}

// work is what a program costs while one works with it.
type work struct {
	name                   string
	moves, scrolls, filter answers
	idle                   int // bytes
	idleFor                time.Duration
	busy                   time.Duration // that it computed meanwhile; 0: the system does not tell
	peak                   int64         // bytes; 0: the system does not tell
}

// moves are steps of the cursor that scroll nothing.
func moves(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = keyDown
		if i/3%2 == 1 {
			keys[i] = keyUp
		}
	}
	return keys
}

// measureWork moves, scrolls, filters and waits, and looks at the memory last.
func measureWork(s subject, keys int, idle time.Duration) (w work, err error) {
	session, _, err := s.open()
	if err != nil {
		return work{}, fmt.Errorf("start %s: %w", s.name, err)
	}
	defer func() { err = errors.Join(err, session.End()) }()
	w.name, w.idleFor = s.name, idle
	if w.moves, err = press(session, moves(keys)); err != nil {
		return work{}, err
	}
	if err = w.measureIdle(session, idle); err != nil {
		return work{}, err
	}
	if _, err = session.Press(strings.Repeat(keyDown, height), 5*quiet, longest); err != nil { // to the lowest row of the window
		return work{}, err
	}
	if w.scrolls, err = press(session, slices.Repeat([]string{keyDown}, keys)); err != nil {
		return work{}, err
	}
	if len(s.filter) > 0 {
		if _, err = session.Press(s.filter[0], quiet, longest); err != nil {
			return work{}, err
		}
		if w.filter, err = press(session, s.filter[1:]); err != nil {
			return work{}, err
		}
	}
	w.peak, err = session.Peak()
	if errors.Is(err, probe.ErrNoPeak) {
		return w, nil
	}
	return w, err
}

// measureIdle waits, and counts what the program does meanwhile.
func (w *work) measureIdle(session *probe.Session, idle time.Duration) error {
	before, err := session.Processor()
	w.idle = session.Idle(idle).Bytes
	if errors.Is(err, probe.ErrNoProcessor) {
		return nil
	}
	after, late := session.Processor()
	w.busy = after - before
	return errors.Join(err, late)
}

// share is the part of one core that the idle program takes, in percent.
func (w work) share() float64 { return 100 * float64(w.busy) / float64(max(1, w.idleFor)) }
