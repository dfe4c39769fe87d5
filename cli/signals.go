package cli

import (
	"context"
	"os"
	"os/signal"
	"time"
)

// Stopped is the cause of a context that a signal has cancelled.
type Stopped struct{ Signal os.Signal }

// Error names the signal.
func (s Stopped) Error() string { return "stopped by " + s.Signal.String() }

// Notify returns a context that the first signal cancels which asks the
// program to end. More of them often come at once: a shell passes on the hangup
// that the terminal has sent already, and a service manager sends a hangup
// after its request to end. They must not cut short what the first one began,
// such as keeping a draft. After farewell they do again what they always do, so
// that one more ends a program that hangs. stop gives the signals back.
func Notify(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	received := make(chan os.Signal, 1)
	for _, s := range endingSignals {
		if !signal.Ignored(s) { // by nohup, or by a script for what it runs behind itself
			signal.Notify(received, s)
		}
	}
	go func() {
		select {
		case s := <-received:
			cancel(Stopped{s})
			<-time.After(farewell)
			signal.Stop(received)
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		cancel(context.Canceled)
	}
}

// Interrupt reports that the user pressed ctrl+c, or did as if.
func (s Stopped) Interrupt() bool { return s.Signal == os.Interrupt }
