// Package fleet works on the webhooks of many workspaces: it walks the tree
// below a channel and reads what is there, with bounded concurrency and
// without a screen.
package fleet

import (
	"context"
	"errors"
	"sync"
	"time"

	"corotui/api"
)

// Reader is what a walk reads from. Its Webhooks must not repeat a request that
// failed by itself: the walk does that, for all of its requests together. An
// [api.Client] does not, because the walk asks it by [api.Once].
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

	Limit time.Duration // of a [Walker]'s walk, without the time it is paused; 0 is DefaultLimit

	Limiter *Limiter // shared with others that ask the same server; nil: of the walk alone, for Concurrency
	Gate    *Gate    // pauses the walk; nil: it is never paused
}

// places is how many requests may be under way together for a concurrency.
func places(concurrency int) int {
	if concurrency <= 0 {
		return DefaultConcurrency
	}
	return min(concurrency, MaxConcurrency)
}

// attempts is how often a workspace is asked before its failure is a result.
const attempts = 4

// Result is what became of one workspace. Err is nil, or why its webhooks
// could not be read: no access, gone, or the last of several failures.
type Result struct {
	Workspace api.Workspace
	Webhooks  []api.Webhook
	Err       error
	Short     error     // nil, or that the server gives no more of them: an [api.Incomplete]
	Asked     time.Time // when the request began that it is the answer to
	At        time.Time // when it was read
	Kept      bool      // it is from an earlier walk of the same [Walker]

	// Of a [Walker]: where those of Webhooks live that are inherited, and which of
	// these another row of the walk tells of. See [Result.Told].
	Origins   map[api.WebhookID]*Origin
	Elsewhere map[api.WebhookID]bool
}

// Refused reports whether the account has no access to the workspace, or it
// is gone: asking again will not help.
func (r Result) Refused() bool {
	kind := api.KindOf(r.Err)
	return r.Err != nil && (kind == api.KindForbidden || kind == api.KindNotFound)
}

// Skipped reports whether the workspace was skipped, because the server asked to
// wait too long for it.
func (r Result) Skipped() bool {
	_, late := errors.AsType[*TooLong](r.Err)
	return late
}

// Walk reads the webhooks of workspaces and gives each result to take as it
// comes, one at a time, from the goroutine that called Walk. It returns when all
// are read, or with the context's error as soon as that ends; results that come
// after that are dropped. It gives up with the error of the server when that
// takes no credentials any more.
func Walk(ctx context.Context, reader Reader, workspaces []api.Workspace, opts Options, take func(Result)) error {
	if opts.Limiter == nil {
		opts.Limiter = NewLimiter(opts.Concurrency)
	}
	if opts.Attempts <= 0 {
		opts.Attempts = attempts
	}
	walking, stop := context.WithCancel(ctx)
	defer stop()
	results := read(walking, reader, workspaces, opts)
	refused := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case result, more := <-results:
			if !more || ctx.Err() != nil {
				return ctx.Err()
			}
			if api.KindOf(result.Err) != api.KindAuth {
				refused = 0
			} else if refused++; refused == maxRefused {
				return result.Err
			}
			take(result)
		}
	}
}

// maxRefused is how many workspaces in a row may answer that they take no token
// before that is true of all of them. One alone may be odd.
const maxRefused = 3

// read has workers read the workspaces, until ctx ends.
func read(ctx context.Context, reader Reader, workspaces []api.Workspace, opts Options) <-chan Result {
	jobs := make(chan api.Workspace)
	results := make(chan Result)
	var workers sync.WaitGroup
	_, most := opts.Limiter.Limit()
	for range min(most, len(workspaces)) {
		workers.Go(func() {
			for workspace := range jobs {
				select {
				case results <- readOne(ctx, reader, workspace, opts):
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
	return results
}

// readOne asks for the webhooks of one workspace, again after failures that may
// pass.
func readOne(ctx context.Context, reader Reader, workspace api.Workspace, opts Options) Result {
	result := Result{Workspace: workspace}
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		if result.Err = opts.Gate.Wait(ctx); result.Err != nil {
			return result
		}
		result.Err = opts.Limiter.Do(ctx, func(ctx context.Context) (err error) {
			result.Asked = time.Now()
			result.Webhooks, err = reader.Webhooks(api.Once(ctx), workspace.ID)
			if result.Short = nil; api.IsIncomplete(err) {
				result.Short, err = err, nil
			}
			return err
		})
		result.At = time.Now()
		if result.Err == nil || attempt >= opts.Attempts || !again(result.Err) {
			return result
		}
		wait := api.Wait(result.Err, attempt)
		if late := tooLong(result.Err, waited, wait); late != nil {
			result.Err = late
			return result
		}
		if waited += wait; !sleep(ctx, wait) {
			return result
		}
	}
}

// again reports whether reading a workspace again may help. What was answered with
// 429 the limiter has made again as often as that helps.
func again(err error) bool { return api.MayPass(err) && api.KindOf(err) != api.KindRateLimit }

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
