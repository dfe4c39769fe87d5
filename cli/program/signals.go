package program

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"
)

// Stopped is the cause of a context that a signal has cancelled.
type Stopped struct {
	Signal os.Signal

	insist func() // has the next signal end the program at once
}

// Error names the signal.
func (s Stopped) Error() string { return "stopped by " + s.Signal.String() }

// Interrupt reports that the user pressed ctrl+c, or did as if.
func (s Stopped) Interrupt() bool { return s.Signal == os.Interrupt }

// together is how far apart signals are that mean the same: a shell passes on
// the hangup that the terminal has sent already, a service manager sends a hangup
// after its request to end, and timeout sends its signal twice.
const together = 100 * time.Millisecond

// Notify returns a context that the first signal cancels which asks the
// program to end. Those that come together with it must not cut short what the
// first one began, such as keeping a draft. After [Farewell], or earlier for a
// command that [ObeyNext] was called for, signals do again what they always do, so that
// one more ends a program that hangs. stop gives the signals back.
//
// A reader of stdout that goes away ends nothing: the write tells of it.
func Notify(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	received := make(chan os.Signal, 1)
	for _, s := range endingSignals {
		if !signal.Ignored(s) { // by nohup, or by a script for what it runs behind itself
			signal.Notify(received, s)
		}
	}
	surviveClosedPipe()
	insisted := make(chan struct{})
	go func() {
		select {
		case s := <-received:
			cancel(Stopped{s, sync.OnceFunc(func() { close(insisted) })})
			first := time.After(together)
			select {
			case <-insisted:
				<-first
			case <-time.After(Farewell):
			}
			signal.Stop(received)
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		cancel(context.Canceled)
	}
}

// ObeyNext has the signal after the one that has cancelled ctx end the program
// at once: nothing is lost but the end of a request.
func ObeyNext(ctx context.Context) {
	if s, stopped := errors.AsType[Stopped](context.Cause(ctx)); stopped && s.insist != nil {
		s.insist()
	}
}
