package output

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// patience is how long an expression may take over one object, or over a list.
const patience = 10 * time.Second

// farewell is how long it may take once the command is told to end. What was changed is
// still told then.
const farewell = 100 * time.Millisecond

var errEndless = errors.New("it takes too long; write one that ends")

// evaluation is the use of an expression on one object. It ends with the command, and
// with the patience of its user.
type evaluation struct {
	ctx     context.Context //nolint:containedctx // is no longer than the evaluation
	command context.Context //nolint:containedctx // of which ctx outlasts the end a little
	timer   *time.Timer
	left    time.Duration
	began   time.Time
}

// evaluate begins an evaluation, of which stop must be called.
func evaluate(command context.Context, patience time.Duration) (e *evaluation, stop func()) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(command))
	e = &evaluation{ctx: ctx, command: command, timer: time.AfterFunc(patience, func() { cancel(errEndless) }), left: patience}
	e.timer.Stop()
	forget := context.AfterFunc(command, func() { time.AfterFunc(farewell, func() { cancel(command.Err()) }) })
	return e, func() {
		forget()
		e.timer.Stop()
		cancel(nil)
	}
}

// resume has the time count, and pause has it not.
func (e *evaluation) resume() {
	e.began = time.Now()
	e.timer.Reset(e.left)
}

func (e *evaluation) pause() {
	e.timer.Stop()
	e.left -= time.Since(e.began)
}

// ended is why an evaluation was ended.
func (e *evaluation) ended(flag string) error {
	why := context.Cause(e.ctx)
	if errors.Is(why, errEndless) {
		return fmt.Errorf("%s: %w", flag, why)
	}
	return fmt.Errorf("write the output: %w", why)
}
