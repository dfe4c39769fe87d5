package screen

import (
	"context"
	"time"
)

// together is how long results are gathered before they are shown: a frame for each of
// thousands would be too many.
const together = 50 * time.Millisecond

// Stream is what comes from work beside the loop: results, which are gathered, and
// signals, such as the end, which are told at once. It is made by [NewStream].
type Stream[R, S any] struct {
	results chan R
	signals chan S
}

// NewStream returns a stream with room for so many signals that nobody takes any more.
func NewStream[R, S any](signals int) Stream[R, S] {
	return Stream[R, S]{make(chan R), make(chan S, signals)}
}

// Bring hands over a result, from the work's own goroutine. It gives up when ctx ends.
func (s Stream[R, S]) Bring(ctx context.Context, result R) {
	select {
	case s.results <- result:
	case <-ctx.Done():
	}
}

// Signal tells something at once, from the work's own goroutine. It does not wait.
func (s Stream[R, S]) Signal(signal S) { s.signals <- signal }

// Next waits for the next results or for a signal, in a command. The signal is nil where
// there are only results.
func (s Stream[R, S]) Next() (results []R, signal *S) {
	var full <-chan time.Time // from the first result on
	for {
		select {
		case result := <-s.results:
			results = append(results, result)
			if full == nil {
				timer := time.NewTimer(together)
				defer timer.Stop()
				full = timer.C
			}
		case told := <-s.signals:
			return results, &told
		case <-full:
			return results, nil
		}
	}
}
