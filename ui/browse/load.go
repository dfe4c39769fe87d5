package browse

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// load is the reading of the list's webhooks. Every one has a number: the
// answer to an older one is dropped.
type load struct {
	number   int
	running  bool
	slow     bool
	spinning bool
	cancel   context.CancelFunc
	ctx      context.Context //nolint:containedctx // of the running load, until its command is made
	last     time.Time       // when the webhooks on the screen were read
	kept     time.Time       // the same, where an earlier run read them; else zero
	shown    time.Time       // when those were put on the screen
	stale    bool            // a load after that failed
	failed   time.Time       // when it failed
	short    *api.Incomplete // the server has more than is on the screen; else nil
	above    said            // what was said when it was begun: a failure is over once it succeeds

	// wrote are the webhooks whose writes ended since it was begun: what it brings
	// of them may be what was there before. Only Update touches it.
	wrote map[screen.Ref]bool
}

// said is what stands in the status line.
type said struct {
	level    screen.Level
	sentence string
}

func (b *Browse) said() said {
	level, sentence := b.shell.Said()
	return said{level, sentence}
}

// webhooksMsg is the answer to a load.
type webhooksMsg struct {
	number   int
	webhooks []api.Webhook
	err      error
}

// slowMsg says that a load has been running for a moment.
type slowMsg struct{ number int }

// startLoad cancels the load under way and begins the next.
func (b *Browse) startLoad() {
	if b.load.cancel != nil {
		b.load.cancel()
	}
	ctx, cancel := context.WithCancel(b.shell.Env().Context)
	b.load = load{
		number: b.load.number + 1, running: true, ctx: ctx, cancel: cancel,
		last: b.load.last, kept: b.load.kept, shown: b.load.shown, stale: b.load.stale, failed: b.load.failed,
		short: b.load.short, above: b.said(), wrote: make(map[screen.Ref]bool),
	}
	b.wait()
}

// wait says in the list's place what is awaited.
func (b *Browse) wait() {
	waiting := list.Waiting{Empty: "No webhooks in " + b.WorkspaceName() + " yet."}
	if b.account.ReadOnly() == "" {
		waiting.Empty += "  " + b.shell.Env().Key(keys.New) + " creates the first one."
	}
	if b.load.running {
		waiting.Text = "asking " + b.account.Where().Host + b.shell.Env().Theme.Signs.Ellipsis
		if b.load.spinning {
			waiting.Spinner = b.busy.View()
		}
	}
	if b.failure != nil && !b.load.running {
		waiting.Problem = text.Sentence(b.failure)
	}
	b.list.SetWaiting(waiting)
}

// loadCmd reads the webhooks of the load that was started.
func (b *Browse) loadCmd() tea.Cmd {
	service, ctx := b.opts.Service, b.load.ctx
	number, id := b.load.number, b.workspace.ID
	read := func() tea.Msg {
		webhooks, err := service.Webhooks(ctx, id)
		return webhooksMsg{number, webhooks, err}
	}
	slow := tea.Tick(screen.BusyAfter, func(time.Time) tea.Msg { return slowMsg{number} })
	return tea.Batch(read, slow)
}

// rowsDrawn is when the rows that are there at the start are drawn: two ticks of the
// renderer later.
const rowsDrawn = time.Second / 60

// FirstLoad is loadCmd at the start of the program. Rows of an earlier run are
// read while the renderer waits for its first tick. When there are any, asking
// waits until they are on the screen: making the client and reading its answer
// take the processor from drawing them.
func (b *Browse) FirstLoad() tea.Cmd {
	read, ask := b.keptCmd(), b.loadCmd()
	if read == nil {
		return ask
	}
	found := make(chan bool, 1)
	show := func() tea.Msg {
		kept := read()
		found <- kept.(keptMsg).there //nolint:forcetypeassert // as keptCmd says
		return kept
	}
	return tea.Batch(show, func() tea.Msg {
		drawn := time.NewTimer(rowsDrawn)
		defer drawn.Stop()
		select {
		case there := <-found:
			if there {
				<-drawn.C
			}
		case <-drawn.C: // a long list is still being read
		}
		return ask()
	})
}

// Refresh loads anew what is on the screen.
func (b *Browse) Refresh() tea.Cmd {
	if b.InFleet() {
		return b.scanAgain(fleet.All)
	}
	if b.workspace.ID == "" {
		return b.OpenWorkspaces()
	}
	b.startLoad()
	return b.loadCmd()
}

func (b *Browse) slow(message slowMsg) tea.Cmd {
	if message.number != b.load.number || !b.load.running {
		return nil
	}
	b.load.slow = true
	if b.list.Loaded() {
		return nil // the header says it; nothing needs to turn
	}
	b.load.spinning = true
	b.wait()
	return b.busy.Tick
}

// spin turns the spinner as long as the first load runs.
func (b *Browse) spin(message tea.Msg) tea.Cmd {
	tick, ok := message.(screen.BusyTickMsg)
	if !ok {
		return nil
	}
	var cmd tea.Cmd
	b.busy, cmd = b.busy.Update(tick)
	b.wait()
	return cmd
}

// loaded takes what a load brought. After a failure the old rows stay.
func (b *Browse) loaded(message webhooksMsg) tea.Cmd {
	if message.number != b.load.number {
		return nil
	}
	b.load.running, b.load.slow, b.load.spinning = false, false, false
	short, _ := errors.AsType[*api.Incomplete](message.err)
	if message.err != nil && short == nil {
		b.wanted = wanted{}
		return b.loadFailed(message.err)
	}
	kept := !b.load.kept.IsZero()
	first := !b.list.Loaded() || kept
	now := b.shell.Env().Now()
	b.load.last, b.load.kept, b.load.stale, b.load.short, b.failure = now, time.Time{}, false, short, nil
	b.list.Load(b.listItems(message.webhooks), now)
	b.wait()
	b.Follow()
	switch { // what was said since it was begun stays
	case b.said() != b.load.above:
	case short != nil:
		b.shell.Say(screen.Warning, text.Sentence(short))
	case b.load.above.level == screen.Failure:
		b.shell.Say(screen.Info, "")
	}
	kin := tea.Batch(b.lineageCmd(), b.arrive())
	if !first {
		return tea.Batch(kin, b.Keep())
	}
	return tea.Batch(kin, b.describeCmd(kept), b.visitedCmd(), b.Keep())
}

// listItems are the rows of the webhooks that a load brought. Of those that are
// being written, or were since it was begun, the row that is shown knows better;
// and one that was made since is not among them, as one that was deleted may be.
func (b *Browse) listItems(webhooks []api.Webhook) []list.Item {
	items := make([]list.Item, 0, len(webhooks)+len(b.load.wrote))
	underWay, name := b.list.Pending(), b.WorkspaceName()
	for _, webhook := range webhooks {
		ref := screen.Ref{Workspace: b.workspace.ID, Webhook: webhook.ID}
		if b.load.wrote[ref] {
			continue
		}
		item := list.Item{Ref: ref, WorkspaceName: name, Webhook: webhook, Origin: b.originOf(webhook)}
		if pending, ok := underWay[ref]; ok && pending.Stale {
			item.Pending = pending.Pending
		} else if ok {
			item = pending
		}
		items = append(items, item)
	}
	for ref := range b.load.wrote {
		if item, there := b.list.Find(ref); there {
			items = append(items, item)
		}
	}
	return items
}

func (b *Browse) loadFailed(err error) tea.Cmd {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	kept := !b.load.kept.IsZero()
	if b.list.Loaded() {
		b.load.stale, b.load.failed = true, b.shell.Env().Now()
		b.shell.Say(screen.Failure, "Could not refresh: "+text.Sentence(err))
		if !kept {
			return nil
		}
	}
	b.failure = err
	b.wait()
	if api.KindOf(err) == api.KindAuth && b.account.CanLogIn() {
		return b.account.AskLogin(text.Sentence(err))
	}
	return nil
}

// freshness says how many webhooks there are and how old that is.
func (b *Browse) freshness() string {
	t := b.shell.Env().Theme
	if !b.list.Loaded() {
		return ""
	}
	said := text.Plural(b.list.Len(), "webhook", "webhooks")
	switch short := b.load.short; {
	case short != nil && short.Total >= 0:
		said += " of " + text.Count(int(short.Total))
	case short != nil:
		said += ", not all"
	}
	said += b.shell.Env().Dot()
	switch {
	case !b.load.kept.IsZero() && !b.load.stale:
		return t.Muted.Render(said) + t.Warn.Render(text.AgoLong(b.load.shown, b.load.kept)) + t.Muted.Render(", refreshing"+t.Signs.Ellipsis)
	case b.load.running && b.load.slow:
		return t.Muted.Render(said + "refreshing" + t.Signs.Ellipsis)
	case b.load.stale:
		return t.Muted.Render(said) + t.Warn.Render(text.AgoLong(b.load.failed, b.load.last))
	}
	return t.Muted.Render(said + "fresh")
}
