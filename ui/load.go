package ui

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
	"corotui/ui/workspace"
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
	above    status          // what was said when it was begun: a failure is over once it succeeds

	// wrote are the webhooks whose writes ended since it was begun: what it brings
	// of them may be what was there before. Only Update touches it.
	wrote map[screen.Ref]bool
}

// webhooksMsg is the answer to a load.
type webhooksMsg struct {
	number   int
	webhooks []api.Webhook
	err      error
}

// slowMsg says that a load has been running for a moment.
type slowMsg struct{ number int }

// workspaceMsg tells more of the workspace than its id.
type workspaceMsg struct {
	id        api.WorkspaceID
	workspace api.Workspace
	err       error
}

// visitedMsg says whether an opened workspace was remembered.
type visitedMsg struct {
	note string
	err  error
}

// startLoad cancels the load under way and begins the next.
func (m *frame) startLoad() {
	if m.load.cancel != nil {
		m.load.cancel()
	}
	ctx, cancel := context.WithCancel(m.opts.Context)
	m.load = load{
		number: m.load.number + 1, running: true, ctx: ctx, cancel: cancel,
		last: m.load.last, kept: m.load.kept, shown: m.load.shown, stale: m.load.stale, failed: m.load.failed,
		short: m.load.short, above: m.status, wrote: make(map[screen.Ref]bool),
	}
	m.wait()
}

// wait says in the list's place what is awaited.
func (m *frame) wait() {
	waiting := list.Waiting{Empty: "No webhooks in " + m.workspaceName() + " yet."}
	if m.account.ReadOnly() == "" {
		waiting.Empty += "  " + m.env.Key(keys.New) + " creates the first one."
	}
	if m.load.running {
		waiting.Text = "asking " + m.account.Where().Host + m.env.Theme.Signs.Ellipsis
		if m.load.spinning {
			waiting.Spinner = m.busy.View()
		}
	}
	if m.failure != nil && !m.load.running {
		waiting.Problem = text.Sentence(m.failure)
	}
	m.list.SetWaiting(waiting)
}

// loadCmd reads the webhooks of the load that was started.
func (m *frame) loadCmd() tea.Cmd {
	service, ctx := m.opts.Service, m.load.ctx
	number, id := m.load.number, m.workspace.ID
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

// firstLoadCmd is loadCmd at the start of the program. Rows of an earlier run are
// read while the renderer waits for its first tick. When there are any, asking
// waits until they are on the screen: making the client and reading its answer
// take the processor from drawing them.
func (m *frame) firstLoadCmd() tea.Cmd {
	read, ask := m.keptCmd(), m.loadCmd()
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

// refresh loads anew what is on the screen.
func (m *frame) refresh() tea.Cmd {
	if m.inFleet() {
		return m.startWalk(fleet.All)
	}
	if m.workspace.ID == "" {
		return m.openWorkspaces()
	}
	m.startLoad()
	return m.loadCmd()
}

func (m *frame) slow(message slowMsg) tea.Cmd {
	if message.number != m.load.number || !m.load.running {
		return nil
	}
	m.load.slow = true
	if m.list.Loaded() {
		return nil // the header says it; nothing needs to turn
	}
	m.load.spinning = true
	m.wait()
	return m.busy.Tick
}

// spin turns the spinner as long as the first load runs.
func (m *frame) spin(message tea.Msg) tea.Cmd {
	tick, ok := message.(screen.BusyTickMsg)
	if !ok {
		return nil
	}
	var cmd tea.Cmd
	m.busy, cmd = m.busy.Update(tick)
	m.wait()
	return cmd
}

// loaded takes what a load brought. After a failure the old rows stay.
func (m *frame) loaded(message webhooksMsg) tea.Cmd {
	if message.number != m.load.number {
		return nil
	}
	m.load.running, m.load.slow, m.load.spinning = false, false, false
	short, _ := errors.AsType[*api.Incomplete](message.err)
	if message.err != nil && short == nil {
		return m.loadFailed(message.err)
	}
	kept := !m.load.kept.IsZero()
	first := !m.list.Loaded() || kept
	now := m.env.Now()
	m.load.last, m.load.kept, m.load.stale, m.load.short, m.failure = now, time.Time{}, false, short, nil
	m.list.Load(m.listItems(message.webhooks), now)
	m.wait()
	m.follow()
	switch { // what was said since it was begun stays
	case m.status != m.load.above:
	case short != nil:
		m.Say(screen.Warning, text.Sentence(short))
	case m.status.level == screen.Failure:
		m.Say(screen.Info, "")
	}
	kin := m.lineageCmd()
	if !first {
		return tea.Batch(kin, m.keepCmd())
	}
	offer := m.offerDraft()
	run := m.offerRun()
	return tea.Batch(kin, offer, run, m.describeCmd(kept), m.visitedCmd(), m.keepCmd())
}

// listItems are the rows of the webhooks that a load brought. Of those that are
// being written, or were since it was begun, the row that is shown knows better;
// and one that was made since is not among them, as one that was deleted may be.
func (m *frame) listItems(webhooks []api.Webhook) []list.Item {
	items := make([]list.Item, 0, len(webhooks)+len(m.load.wrote))
	underWay, name := m.list.Pending(), m.workspaceName()
	for _, webhook := range webhooks {
		ref := screen.Ref{Workspace: m.workspace.ID, Webhook: webhook.ID}
		if m.load.wrote[ref] {
			continue
		}
		item := list.Item{Ref: ref, WorkspaceName: name, Webhook: webhook, Origin: m.originOf(webhook)}
		if pending, ok := underWay[ref]; ok && pending.Kept {
			item.Pending = pending.Pending
		} else if ok {
			item = pending
		}
		items = append(items, item)
	}
	for ref := range m.load.wrote {
		if item, there := m.list.Find(ref); there {
			items = append(items, item)
		}
	}
	return items
}

func (m *frame) loadFailed(err error) tea.Cmd {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	kept := !m.load.kept.IsZero()
	if m.list.Loaded() {
		m.load.stale, m.load.failed = true, m.env.Now()
		m.Say(screen.Failure, "Could not refresh: "+text.Sentence(err))
		if !kept {
			return nil
		}
	}
	m.failure = err
	m.wait()
	if api.KindOf(err) == api.KindAuth && m.account.CanLogIn() {
		return m.account.AskLogin(text.Sentence(err))
	}
	return nil
}

// LoggedIn opens a workspace, or asks for one, after a login.
func (m *frame) LoggedIn(id api.WorkspaceID) tea.Cmd {
	m.failure = nil
	m.Reset(tablePage{m, false})
	if id == "" {
		id = m.workspace.ID
	}
	if id == "" {
		return m.openWorkspaces()
	}
	return m.openWorkspace(api.Workspace{ID: id})
}

// Workspace is the open one.
func (m *frame) Workspace() api.Workspace { return m.workspace }

// Switched forgets everything that was read, and opens a workspace of another profile,
// or asks for one.
func (m *frame) Switched(id api.WorkspaceID, recent []api.WorkspaceID) tea.Cmd {
	m.opts.Recent = recent
	m.workspace, m.home = api.Workspace{}, api.Workspace{ID: id}
	m.list.Reset()
	m.detail.Clear()
	m.fleet.stop()
	m.fleet = fleetState{walk: walk{number: m.fleet.walk.number}} // the channel may have the same id there
	if m.load.cancel != nil {
		m.load.cancel()
	}
	m.load, m.failure = load{number: m.load.number + 1}, nil
	if id == "" {
		m.Reset(tablePage{m, false})
		m.Say(screen.Info, "")
		return m.openWorkspaces()
	}
	return m.openWorkspace(api.Workspace{ID: id})
}

// openWorkspaces shows the choice of workspaces.
func (m *frame) openWorkspaces() tea.Cmd {
	first := m.onList() && m.workspace.ID == ""
	page := screen.NewPage(workspace.New(m.env, m.opts.Service, workspace.Start{
		Channel: m.channel(), Current: m.workspace.ID, Recent: m.opts.Recent, Host: m.account.Where().Host, Keeper: m.opts.Snapshots,
		First: first,
	}))
	if first {
		return m.Reset(page)
	}
	return m.Push(page, nil)
}

// channel is the workspace whose children can be chosen from: the one the
// program started in, as the API lists children of the workspace it is asked in.
func (m *frame) channel() api.Workspace {
	if m.home.ID != "" {
		return m.home
	}
	return m.workspace
}

// openWorkspace leaves what is open and shows the webhooks of another workspace.
func (m *frame) openWorkspace(w api.Workspace) tea.Cmd {
	same := w.ID == m.workspace.ID && m.list.Loaded()
	m.toList()
	if same {
		return m.refresh()
	}
	m.workspace, m.failure, m.lineage, m.relating = w, nil, nil, false
	m.list.Reset()
	m.detail.Clear()
	m.load.last, m.load.kept, m.load.stale, m.load.short = time.Time{}, time.Time{}, false, nil
	m.Say(screen.Info, "")
	m.startLoad()
	return tea.Batch(m.loadCmd(), m.keptCmd())
}

// describeCmd asks for the workspace's name and type, once its list is there:
// the list is what the user waits for. What was kept of them may have changed.
func (m *frame) describeCmd(kept bool) tea.Cmd {
	if m.workspace.Type != "" && !kept {
		return nil
	}
	service, ctx, id := m.opts.Service, m.opts.Context, m.workspace.ID
	return func() tea.Msg {
		described, err := service.Workspace(ctx, id)
		return workspaceMsg{id, described, err}
	}
}

// described takes the workspace's name. Without an answer the id stands for it:
// nothing that a user came for is missing, so no error is shown.
func (m *frame) described(message workspaceMsg) tea.Cmd {
	if message.err != nil || message.id != m.workspace.ID {
		return nil
	}
	message.workspace.ID = message.id
	knew := m.workspace.Parent
	m.workspace = message.workspace
	if m.home.ID == "" || m.home.ID == message.id {
		m.home = message.workspace
	}
	m.wait()
	var kin tea.Cmd
	if m.workspace.Parent != knew {
		kin = m.lineageCmd()
	}
	return tea.Batch(kin, m.keepCmd())
}

func (m *frame) visitedCmd() tea.Cmd {
	visited, ctx, id := m.opts.Visited, m.opts.Context, m.workspace.ID
	if visited == nil {
		return nil
	}
	return func() tea.Msg {
		note, err := visited(ctx, id)
		return visitedMsg{note, err}
	}
}

func (m *frame) visited(message visitedMsg) {
	switch {
	case message.err != nil:
		m.Say(screen.Warning, "This workspace is not remembered: "+text.Sentence(message.err))
	case message.note == "":
	case m.status.level == screen.Warning || m.status.level == screen.Failure: // which is worth more
		m.Say(m.status.level, m.status.sentence+m.env.Dot()+message.note)
	default:
		m.Say(screen.Done, message.note)
	}
}

// workspaceName is what to call the workspace, clean.
func (m *frame) workspaceName() string { return text.Clean(m.workspace.Name()) }

// namedWorkspace is the workspace in a question. As long as the server has not
// told its name, the question says that it shows an id.
func (m *frame) namedWorkspace() string {
	name := m.workspaceName()
	if name == text.Clean(api.Text(m.workspace.ID)) {
		return "the workspace with the id " + name
	}
	return name
}
