package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"corotui/internal/fleet"
	"corotui/internal/state"
	"corotui/internal/text"
	"corotui/internal/watch"
)

// runOnce scans once, and compares with what the last run saw. Of two runs at once the
// second waits, and compares with what the first saw.
func (o *fleetWatchOptions) runOnce(ctx context.Context, scanner *fleet.Group) error {
	about := append(slices.Clone(o.about), o.filter, o.status, o.workspaceFilter)
	kept, err := state.NewWatches(o.paths).Open(ctx, o.limit, about...)
	if errors.Is(err, state.ErrBusy) {
		return failedWith(codeFailed, "Another fleet watch --once of the same webhooks has been running for %s. Retry when it has ended", text.Took(o.limit))
	}
	if err != nil {
		return err
	}
	defer kept.Close()
	if err := o.recall(kept); err != nil {
		return err
	}
	since := o.memory.Since()
	events, scanned := o.compare(ctx, scanner)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	left, told := o.tellNews(ctx, events)
	if told == nil {
		told = o.out.End(ctx)
	}
	if told != nil && left == nil {
		left = events // the output is whole or not there
	}
	o.memory.Restore(left)
	if !o.memory.Since().Equal(since) {
		told = cmp.Or(told, kept.Save(o.memory.Save))
	}
	return o.ended(events, scanned, told, since)
}

// recall loads what the last run saw. Without that, this run is the first.
func (o *fleetWatchOptions) recall(kept *state.Watch) error {
	key, err := kept.Key(watch.NewKey())
	if err != nil {
		return err
	}
	err = kept.Load(func(decode func(any) error) (err error) {
		o.memory, err = watch.Load(key, decode)
		return err
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		o.notef("This is the first run, so there is nothing to compare with. The next one reports what changes from now on")
	default:
		o.tellf("Cannot compare with the last run: %s: %s. The next run reports what changes from now on", kept.Path(), text.Sentence(err))
	}
	o.memory = watch.New(key)
	return nil
}

// ended is how a run ends: a failed --on-change comes first, as no one else may know of
// the change, and a change before what could not be read.
func (o *fleetWatchOptions) ended(events []watch.News, scanned, told error, since time.Time) error {
	changes := len(events)
	for _, e := range events {
		if e.Kind == watch.Listed {
			changes--
		}
	}
	if changes > 0 && told == nil {
		o.notef("%s since %s", text.Plural(changes, "change", "changes"), since.UTC().Format("2006-01-02 15:04 UTC"))
	}
	err := told
	switch {
	case told != nil:
	case o.failures > 0:
		err = failedWith(codeFailed, "--on-change failed for %d of %s", o.failures, text.Plural(o.notified, "change", "changes"))
	case changes > 0:
		err = errDifferent
	default:
		return scanned
	}
	if scanned != nil {
		o.tellf("%s", text.Sentence(scanned)) // only the worse one is told at the end
	}
	return err
}
