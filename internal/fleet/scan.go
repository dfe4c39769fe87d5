// Package fleet scans the workspaces below a channel: it searches the tree and reads
// the webhooks of each workspace, with bounded concurrency and without a screen.
package fleet

import (
	"context"
	"errors"
	"sync"
	"time"

	"corotui/api"
)

// Reader is what a scan reads from. Its Webhooks must not retry by itself: the scan
// does that for all of its requests together. An [api.Client] does not, because the
// scan calls it with [api.Once].
type Reader interface {
	Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error)
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
}

// Options says how to scan.
type Options struct {
	Concurrency int // see [api.NewLimiter]
	Attempts    int // per workspace, when the server fails; 0 is 4

	Limit time.Duration // of a [Scanner]'s scan, without the time it is paused; 0 is DefaultLimit

	Limiter *api.Limiter // shared with others that ask the same server; nil: one of its own, for Concurrency
	Gate    *Gate        // pauses the scan; nil: it is never paused
}

// attempts is how often a workspace is read before its failure is the result.
const attempts = 4

// Result is what a scan found in one workspace. Err is nil, or why its webhooks
// could not be read: no access, gone, or the last of several failures.
type Result struct {
	Account   string // of a [Group]: whose it is
	Workspace api.Workspace
	Webhooks  []api.Webhook
	Err       error
	Short     error     // nil, or that the server did not return all of them: an [api.Incomplete]
	Asked     time.Time // when the request for it began
	At        time.Time // when it was read
	Reused    bool      // it is from an earlier scan of the same [Scanner]

	// Of a [Scanner]: where inherited ones of Webhooks live, and which of these are
	// in another row of the scan. See [Result.Rows].
	Origins   map[api.WebhookID]*Origin
	Elsewhere map[api.WebhookID]bool
}

// ref names the workspace.
func (r Result) ref() api.Ref { return api.Ref{Account: r.Account, Workspace: r.Workspace.ID} }

// Refused reports whether the account has no access to the workspace, or it
// is gone: a retry will not help.
func (r Result) Refused() bool {
	kind := api.KindOf(r.Err)
	return r.Err != nil && (kind == api.KindForbidden || kind == api.KindNotFound)
}

// Skipped reports whether the workspace was skipped, because the server asked to
// wait too long for it.
func (r Result) Skipped() bool {
	_, late := errors.AsType[*api.TooLong](r.Err)
	return late
}

// Scan reads the webhooks of workspaces and gives each result to take as it
// comes, one at a time, from the goroutine that called Scan. It returns when all
// are read, or with the context's error as soon as that ends; results that come
// after that are dropped. When the server no longer accepts the credentials, it
// gives up with the server's error.
func Scan(ctx context.Context, reader Reader, workspaces []api.Workspace, opts Options, take func(Result)) error {
	if opts.Limiter == nil {
		opts.Limiter = api.NewLimiter(opts.Concurrency)
	}
	if opts.Attempts <= 0 {
		opts.Attempts = attempts
	}
	scanning, stop := context.WithCancel(ctx)
	defer stop()
	results := read(scanning, reader, workspaces, opts)
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

// maxRefused is how many workspaces in a row may refuse the token before a scan
// takes it that all of them do. One alone may be odd.
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

// readOne reads the webhooks of one workspace, and retries failures that may pass.
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
		if late := api.WaitTooLong(result.Err, waited, wait); late != nil {
			result.Err = late
			return result
		}
		if waited += wait; api.Sleep(ctx, wait) != nil {
			return result
		}
	}
}

// again reports whether a retry may help. After a 429 the limiter has retried as
// often as that helps.
func again(err error) bool { return api.MayPass(err) && api.KindOf(err) != api.KindRateLimit }
