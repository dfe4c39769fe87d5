// Package fleet works on the webhooks of many workspaces: it walks the tree
// below a channel and reads what is there, with bounded concurrency and
// without a screen.
package fleet

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"corotui/api"
)

// Reader is what a walk reads from. Its Webhooks should not repeat a request
// after 429 by itself: the walk does that, for all of its requests together.
type Reader interface {
	Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error)
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
}

// The bounds of [Options.Concurrency].
const (
	DefaultConcurrency = 8
	MaxConcurrency     = 64
)

// Options says how to walk.
type Options struct {
	Concurrency int // 1 to MaxConcurrency; 0 is DefaultConcurrency
	Attempts    int // per workspace, when the server fails; 0 is 4
}

// attempts is how often a workspace is asked before its failure is a result.
const attempts = 4

// Result is what became of one workspace. Err is nil, or why its webhooks
// could not be read: no access, gone, or the last of several failures.
type Result struct {
	Workspace api.Workspace
	Webhooks  []api.Webhook
	Err       error
}

// Refused reports whether the account has no access to the workspace, or it
// is gone: asking again will not help.
func (r Result) Refused() bool {
	kind := api.KindOf(r.Err)
	return r.Err != nil && (kind == api.KindForbidden || kind == api.KindNotFound)
}

// Workspaces returns the channel and everything below it, each once, the
// channel first. A search may leave the channel itself out.
func Workspaces(ctx context.Context, reader Reader, channel api.WorkspaceID) ([]api.Workspace, error) {
	found, err := reader.Workspaces(ctx, channel)
	if err != nil {
		return nil, err
	}
	all := make([]api.Workspace, 0, len(found)+1)
	seen := make(map[api.WorkspaceID]bool, len(found)+1)
	add := func(w api.Workspace) {
		if !seen[w.ID] {
			seen[w.ID] = true
			all = append(all, w)
		}
	}
	for _, w := range found {
		if w.ID == channel {
			add(w)
		}
	}
	add(api.Workspace{ID: channel})
	for _, w := range found {
		add(w)
	}
	return all, nil
}

// Walk reads the webhooks of workspaces and gives each result to take as it
// comes, one at a time. It returns when all are read, or with the context's
// error as soon as that ends; results that come after that are dropped.
func Walk(ctx context.Context, reader Reader, workspaces []api.Workspace, opts Options, take func(Result)) error {
	if opts.Concurrency <= 0 {
		opts.Concurrency = DefaultConcurrency
	}
	opts.Concurrency = min(opts.Concurrency, MaxConcurrency)
	if opts.Attempts <= 0 {
		opts.Attempts = attempts
	}
	w := walker{reader: reader, opts: opts, limiter: newLimiter(opts.Concurrency)}
	jobs := make(chan api.Workspace)
	results := make(chan Result)
	var workers sync.WaitGroup
	for range min(opts.Concurrency, len(workspaces)) {
		workers.Go(func() {
			for workspace := range jobs {
				select {
				case results <- w.read(ctx, workspace):
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		defer close(jobs)
		for _, workspace := range workspaces {
			select {
			case jobs <- workspace:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		workers.Wait()
		close(results)
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case result, more := <-results:
			if !more {
				return ctx.Err()
			}
			if ctx.Err() == nil {
				take(result)
			}
		}
	}
}

type walker struct {
	reader  Reader
	opts    Options
	limiter *limiter
}

// read asks for the webhooks of one workspace, again after failures that may pass.
func (w walker) read(ctx context.Context, workspace api.Workspace) Result {
	result := Result{Workspace: workspace}
	for attempt := 1; ; attempt++ {
		if err := w.limiter.acquire(ctx); err != nil {
			result.Err = err
			return result
		}
		result.Webhooks, result.Err = w.reader.Webhooks(ctx, workspace.ID)
		limited := api.KindOf(result.Err) == api.KindRateLimit
		wait := backoff(attempt)
		if limited {
			w.limiter.throttled(max(wait, retryAfter(result.Err)))
		} else {
			w.limiter.release()
		}
		if result.Err == nil || ctx.Err() != nil || attempt >= w.opts.Attempts || !passing(result.Err) {
			return result
		}
		if limited {
			continue // the limiter makes everybody wait
		}
		if !sleep(ctx, wait) {
			return result
		}
	}
}

// passing reports whether asking again may help.
func passing(err error) bool {
	switch api.KindOf(err) {
	case api.KindRateLimit, api.KindServer, api.KindNetwork, api.KindTimeout:
		return true
	default:
		return false
	}
}

// Waits between two attempts, doubled each time, up to the longest.
const (
	firstWait   = 200 * time.Millisecond
	longestWait = 10 * time.Second
	maxPause    = time.Minute
)

// backoff is how long to wait after a number of attempts: half of it by
// chance, so that workers do not come back together.
func backoff(attempt int) time.Duration {
	wait := min(firstWait<<(attempt-1), longestWait)
	return wait/2 + rand.N(wait/2+1) //nolint:gosec // chance spreads the load here; nothing is guarded by it
}

func retryAfter(err error) time.Duration {
	var told *api.Error
	if errors.As(err, &told) {
		return min(told.RetryAfter, maxPause)
	}
	return 0
}

// sleep waits, and reports whether the context lasted that long.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
