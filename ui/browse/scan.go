package browse

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// scan is one pass over the tree, on its way to Update. Its signal is how it ended.
type scan struct {
	screen.Stream[fleet.Result, error]
	number   int
	cancel   context.CancelFunc
	compares *comparison // with the files that say what is wanted; nil: it does not
}

// scannedMsg is what a scan brought since the last one.
type scannedMsg struct {
	number  int
	results []fleet.Result
	ended   *error // nil while it goes on; else how it ended
}

// startScan begins a scan, in place of the one under way.
func (b *Browse) startScan(again fleet.Again) tea.Cmd {
	b.fleet.stop()
	ctx, cancel := context.WithCancel(b.shell.Env().Context)
	b.scans++
	f := &b.fleet
	f.scan = scan{screen.NewStream[fleet.Result, error](1), b.scans, cancel, b.comparison()}
	f.since = f.scanner.Progress().Ended
	f.scanning, f.problem, f.stopped, f.found, f.progress = true, nil, nil, nil, fleet.Progress{}
	clear(f.wrote)
	f.scanner.Resume()
	f.wait(b)
	way, scanner := f.scan, f.scanner
	return func() tea.Msg {
		go func() {
			err := scanner.Scan(ctx, again, func(result fleet.Result) {
				way.compares.take(result)
				way.Bring(ctx, result)
			})
			way.compares.end(scanner.Scanner(""), err)
			way.Signal(err)
		}()
		return way.next()
	}
}

// next waits for the next results, or the end.
func (s scan) next() tea.Msg {
	results, ended := s.Next()
	return scannedMsg{s.number, results, ended}
}

// stop ends the scan under way.
func (f *fleetState) stop() {
	if f.scan.cancel != nil {
		f.scan.cancel()
	}
	f.scanning = false
}

// scanned takes what a scan brought.
func (b *Browse) scanned(message scannedMsg) tea.Cmd {
	if message.number != b.fleet.scan.number || !b.fleet.scanning {
		return nil
	}
	b.merge(message.results)
	b.fleet.progress = b.fleet.scanner.Progress()
	if message.ended == nil {
		return b.fleet.scan.next
	}
	err := *message.ended
	b.fleet.scanning = false
	if up, late := errors.AsType[*fleet.TimeUp](err); late && up.Total > 0 {
		b.fleet.stopped = up
	} else if err != nil && !errors.Is(err, context.Canceled) {
		b.fleet.problem = err
	} else if !b.fleet.list.Loaded() {
		b.fleet.list.Merge(nil, b.shell.Env().Now()) // nothing was found, and that is known now
	}
	if err == nil {
		b.dropGone()
	}
	b.showHeirs()
	b.fleet.wait(b)
	b.sayScanned()
	return tea.Batch(b.watchCmd(), b.compared(b.fleet.scan.compares))
}

// dropGone takes the rows of workspaces away that are not below the channel any
// more, and those of accounts that are gone. Where the server does not list them all, or
// an account could not be read, nobody knows which those are.
func (b *Browse) dropGone() {
	f := &b.fleet
	unknown := make(map[string]bool)
	for _, failure := range append(f.scanner.Unlisted(), f.failures()...) {
		unknown[failure.Account] = true
	}
	below := make(map[screen.Ref]bool)
	for key := range f.accounts {
		if scanner := f.scanner.Scanner(key); scanner != nil {
			for _, workspace := range scanner.Workspaces() {
				below[screen.Ref{Account: key, Workspace: workspace.ID}] = true
			}
		}
	}
	f.list.Keep(func(at screen.Ref) bool { return below[at] || unknown[at.Account] }, b.shell.Env().Now())
	b.Follow()
}

// accounts gives the keys of the accounts of the fleet.
func (f *fleetState) accounts(yield func(key string) bool) {
	if f.members == nil {
		yield("")
		return
	}
	for _, m := range f.members {
		if !yield(m.Key) {
			return
		}
	}
}

// merge puts results into the table. Of a workspace that could not be read just
// now the old rows stay; one that may not be read any more has none.
func (b *Browse) merge(results []fleet.Result) {
	if len(results) == 0 {
		return
	}
	read := make(map[screen.Ref][]list.Item, len(results))
	pending := b.fleetPending()
	for _, result := range results {
		if channel := b.fleet.channels[result.Account]; result.Workspace.ID == channel.ID {
			if channel.Name() == api.Text(channel.ID) {
				channel = result.Workspace // the scan may be the first to learn its name
				b.fleet.channels[result.Account] = channel
			}
			result.Workspace = channel // a search leaves it out, and with it its name
		}
		if result.Err != nil && !result.Refused() {
			continue
		}
		read[screen.Ref{Account: result.Account, Workspace: result.Workspace.ID}] = b.fleetItems(result, pending)
	}
	before, _ := b.fleet.list.SelectedRef()
	b.fleet.list.Merge(read, b.shell.Env().Now())
	if now, _ := b.fleet.list.SelectedRef(); now != before {
		b.fleet.changed = b.shell.Env().Now()
	}
	b.Follow()
}

// RetryRead reads the workspaces again that could not be read.
func (b *Browse) RetryRead() tea.Cmd { return b.scanAgain(fleet.Failed) }

// writeTimes says when the writes of webhooks ended. What was asked before may
// tell of a webhook as it was before its write.
type writeTimes map[screen.Ref]map[api.WebhookID]time.Time

func (w writeTimes) add(ref screen.Ref, at time.Time) {
	if w[ref.OfWorkspace()] == nil {
		w[ref.OfWorkspace()] = make(map[api.WebhookID]time.Time)
	}
	w[ref.OfWorkspace()][ref.Webhook] = at
}

// fleetPending are the rows that something is being done to, which knows better
// than a list that was asked before it.
func (b *Browse) fleetPending() map[screen.Ref]list.Item {
	if !b.work.Busy() {
		return nil
	}
	return b.fleet.list.Pending()
}

// fleetItems are the rows of a workspace as a scan read it, but for those that
// are being written or were since the scan asked.
func (b *Browse) fleetItems(result fleet.Result, pending map[screen.Ref]list.Item) []list.Item {
	items := make([]list.Item, 0, len(result.Webhooks))
	at := screen.Ref{Account: result.Account, Workspace: result.Workspace.ID}
	refOf := func(id api.WebhookID) screen.Ref {
		ref := at
		ref.Webhook = id
		return ref
	}
	wrote := b.fleet.wrote[at]
	place, profile := text.Clean(result.Workspace.Name()), b.fleet.profile(result.Account)
	news := b.fleet.seen.Compare(result, func(id api.WebhookID) bool {
		_, writing := pending[refOf(id)]
		return writing || wrote[id].After(result.Asked)
	})
	for webhook, origin := range result.Rows {
		ref := refOf(webhook.ID)
		if shown, writing := pending[ref]; writing {
			items = append(items, shown)
		} else if !wrote[ref.Webhook].After(result.Asked) {
			item := list.Item{Ref: ref, WorkspaceName: place, Profile: profile, Webhook: webhook, Origin: origin}
			b.mark(&item, news[webhook.ID])
			items = append(items, item)
		}
	}
	for id, ended := range wrote {
		ref := refOf(id)
		if _, writing := pending[ref]; writing || !ended.After(result.Asked) {
			continue
		}
		if shown, there := b.fleet.list.Find(ref); there {
			items = append(items, shown)
		}
	}
	return items
}
