package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/semaphore"
)

// Bodies of answers take memory before anyone knows what they are, and a
// hostile server, or a proxy, sends them to many requests at once, packed or
// without an end. So all that is read of them by this program comes out of one
// budget.
//
// It has steps. The start of a body is free; to read on, a body waits until the
// pool of the next step has room for all that it may take of that step. It never
// waits for a step while it holds one that others need to get on from there: the
// bodies on the last step wait for nothing, so they end, and the others follow.
const (
	freeBody   = 256 << 10
	middleBody = 8 << 20
	middlePool = 64 << 20
	largePool  = 128 << 20 // of which the longest list takes about half
	bodyPiece  = 256 << 10
	firstPiece = 8 << 10
)

// bodies is the budget of this program.
var bodies = newBudget(step{freeBody, 0}, step{middleBody, middlePool}, step{maxListBody + 1, largePool})

// step is a part of bodies up to a length, and how many bytes of that part all
// bodies may take together; 0 is any number.
type step struct{ upTo, pool int64 }

// budget gives out what bodies take.
type budget struct {
	steps []step
	pools []*semaphore.Weighted // of the steps; nil: free
}

func newBudget(steps ...step) *budget {
	b := &budget{steps: steps}
	for _, s := range steps {
		var pool *semaphore.Weighted
		if s.pool > 0 {
			pool = semaphore.NewWeighted(s.pool)
		}
		b.pools = append(b.pools, pool)
	}
	return b
}

// longest is the length of the longest body there can be room for.
func (b *budget) longest() int64 { return b.steps[len(b.steps)-1].upTo - 1 }

// share is what one body has taken. It is given back once, when no one needs the
// body any more.
type share struct {
	budget *budget
	taken  []int64 // of each step
}

func (s *share) release() {
	if s == nil {
		return
	}
	for i, n := range s.taken {
		if pool := s.budget.pools[i]; pool != nil && n > 0 {
			pool.Release(n)
		}
	}
	s.taken = nil
}

// take waits for the room for n bytes of a step.
func (s *share) take(ctx context.Context, at int, n int64, wait func() (done func())) error {
	pool := s.budget.pools[at]
	if pool != nil && !pool.TryAcquire(n) {
		defer wait()()
		if err := pool.Acquire(ctx, n); err != nil {
			return fmt.Errorf("waiting for room for an answer: %w", err)
		}
	}
	s.taken = append(s.taken, n)
	return nil
}

// read reads a body up to a limit. told is its length, or less than 0 where that
// is not known. It calls wait before it has to wait for room, and what that
// returned when there is some. The share is never nil; with an error what was
// read before is returned too.
func (b *budget) read(ctx context.Context, body io.Reader, told, limit int64, wait func() (done func())) ([]byte, *share, error) {
	if told >= 0 {
		limit = min(limit, told)
	}
	held := &share{budget: b}
	var pieces [][]byte
	var have int64
	for i, step := range b.steps {
		part := min(step.upTo, limit) - have
		if part <= 0 {
			break
		}
		if err := held.take(ctx, i, part, wait); err != nil {
			return bytes.Join(pieces, nil), held, err
		}
		for part > 0 {
			piece := make([]byte, pieceSize(have, part, told))
			n, err := fill(body, piece)
			if n > 0 {
				pieces = append(pieces, piece[:n])
			}
			have += int64(n)
			part -= int64(n)
			if errors.Is(err, io.EOF) {
				return bytes.Join(pieces, nil), held, nil
			}
			if err != nil {
				return bytes.Join(pieces, nil), held, err
			}
		}
	}
	return bytes.Join(pieces, nil), held, nil
}

// pieceSize is how much to make room for at once: most bodies are short.
func pieceSize(have, part, told int64) int64 {
	if told >= 0 {
		return min(part, bodyPiece)
	}
	return min(part, max(have, firstPiece), bodyPiece)
}

// fill reads until a piece is full, or returns the very error that came before.
func fill(body io.Reader, piece []byte) (n int, err error) {
	for n < len(piece) && err == nil {
		var more int
		more, err = body.Read(piece[n:])
		n += more
	}
	return n, err //nolint:wrapcheck // the reader's own: how a body ends is told by it
}
