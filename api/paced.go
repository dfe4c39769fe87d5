package api

import "context"

// pace says what of its own accord a client repeats.
type pace int

const (
	asUsual  pace = iota
	notAsked      // not what was answered with 429
	onlyOnce      // nothing
)

type paceKey struct{}

// Paced returns a context in which no request is repeated after a 429. It is
// for callers with many requests under way: a 429 is about all of them, so the
// caller slows all of them down and asks again itself.
func Paced(ctx context.Context) context.Context { return context.WithValue(ctx, paceKey{}, notAsked) }

// Once returns a context in which no failed request is repeated, but for the
// one with a new token after a 401. It is for callers that ask again themselves.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, paceKey{}, onlyOnce) }

// repeats reports whether the caller leaves a repetition after err to the client.
func repeats(ctx context.Context, err *Error) bool {
	switch set, _ := ctx.Value(paceKey{}).(pace); set {
	case onlyOnce:
		return false
	case notAsked:
		return err.Kind != KindRateLimit
	default:
		return true
	}
}
