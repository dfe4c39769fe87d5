// Package workspace is the choice of a workspace: the channel and what is
// below it as a tree, narrowed by typing; an id can be typed too.
package workspace

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Finder lists the workspaces below a channel.
type Finder interface {
	Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error)
}

// Keeper keeps what a finder found from one run to the next, so that there is
// something to choose from before the server has answered.
type Keeper interface {
	Tree(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, bool)
	SaveTree(ctx context.Context, channel api.WorkspaceID, tree []api.Workspace) error
}

// Start is what the choice begins with.
type Start struct {
	Channel api.Workspace     // whose children are listed; without an ID only an id can be typed
	Current api.WorkspaceID   // marked, and under the cursor at first
	Recent  []api.WorkspaceID // opened before, the last first
	Host    string            // who is asked, clean
	Known   []api.Workspace   // listed before; nothing is asked then
	Keeper  Keeper            // nil: nothing is kept
	First   bool              // there is nothing behind it to go back to
	Many    *Many             // several are chosen; nil: one is opened
}

// recentLimit is how many recent ones stand in front of the tree.
const recentLimit = 5

// Model is the screen. A choice is sent as [screen.OpenWorkspaceMsg].
type Model struct {
	env           screen.Env
	finder        Finder
	start         Start
	width, height int

	number  int // of the running or last request; answers to older ones are dropped
	loading bool
	slow    bool
	cancel  context.CancelFunc
	ctx     context.Context //nolint:containedctx // of the running request, until its command is made
	problem string
	wrong   error // with the filter
	busy    screen.Busy

	all         []node
	candidates  []node // those of all, each once
	shown       []node
	longest     int // cells of the longest name, with what it is moved in by
	cursor, top int // places in shown; the one after the last is the typed id
	input       input.Line

	typing bool                              // the filter has the keys; always, where one is opened
	marks  map[api.WorkspaceID]api.Workspace // of many; never written into once made
}

// foundMsg is the answer to a request.
type foundMsg struct {
	number     int
	workspaces []api.Workspace
	err        error
}

// keptMsg is what an earlier run found.
type keptMsg struct {
	number     int // of the request that refreshes it
	workspaces []api.Workspace
}

// slowMsg says that a request has been running for a moment.
type slowMsg struct{ number int }

var _ = screen.NewPage[Model]

// New returns the choice. Its Init asks for the workspaces.
func New(env screen.Env, finder Finder, start Start) Model {
	m := Model{
		env: env, finder: finder, start: start, input: input.NewLine(env.Theme, "/ ", "type to filter ("+strings.Join(filter.WorkspaceFields, ": ")+":), or an id"),
		busy: screen.NewBusy(env.Theme),
	}
	if m.typing = start.Many == nil; m.typing {
		m.input.Focus()
	}
	m.setAll(recentFirst(nil, m.others(), recentLimit))
	m.shown = m.all
	if len(start.Known) > 0 || start.Channel.ID == "" {
		m.take(start.Known)
		return m
	}
	m.begin()
	return m
}

// stop cancels the request under way: nobody waits for it any more.
func (m Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
}

// begin cancels the request under way and prepares the next.
func (m *Model) begin() {
	m.stop()
	m.number++
	m.loading, m.slow, m.problem = true, false, ""
	m.ctx, m.cancel = context.WithCancel(m.env.Context)
}

// Init asks for the workspaces, unless they are known.
func (m Model) Init() tea.Cmd {
	if !m.loading {
		return nil
	}
	return m.findCmd()
}

func (m Model) findCmd() tea.Cmd {
	finder, ctx, channel, number := m.finder, m.ctx, m.start.Channel.ID, m.number
	find := func() tea.Msg {
		workspaces, err := finder.Workspaces(ctx, channel)
		return foundMsg{number, workspaces, err}
	}
	return tea.Batch(m.keptCmd(), find, tea.Tick(screen.BusyAfter, func(time.Time) tea.Msg { return slowMsg{number} }))
}

// keptCmd looks for what an earlier run found, unless there is something to
// choose from already.
func (m Model) keptCmd() tea.Cmd {
	if m.start.Keeper == nil || len(m.all) > 0 {
		return nil
	}
	keeper, ctx, channel, number := m.start.Keeper, m.ctx, m.start.Channel.ID, m.number
	return func() tea.Msg {
		kept, _ := keeper.Tree(ctx, channel)
		return keptMsg{number, kept}
	}
}

// keepCmd keeps what was found. That it could not be kept costs the next run a
// moment, and nobody has to do anything about it.
func (m Model) keepCmd(found []api.Workspace) tea.Cmd {
	if m.start.Keeper == nil {
		return nil
	}
	keeper, ctx, channel := m.start.Keeper, m.env.Context, m.start.Channel.ID
	return func() tea.Msg {
		_ = keeper.SaveTree(ctx, channel, found)
		return nil
	}
}

// Update takes answers and keys. What is typed narrows the tree at once.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case foundMsg:
		return m.found(message)
	case keptMsg:
		if message.number == m.number && !m.listed() && len(message.workspaces) > 0 {
			m.take(message.workspaces)
		}
		return m, nil
	case slowMsg:
		if message.number != m.number || !m.loading {
			return m, nil
		}
		m.slow = true
		m.scroll() // what is said takes rows
		return m, m.busy.Tick
	case screen.BusyTickMsg:
		if !m.loading {
			return m, nil
		}
		var cmd tea.Cmd
		m.busy, cmd = m.busy.Update(message)
		return m, cmd
	case tea.KeyPressMsg:
		return m.press(message)
	}
	return m.typed(message)
}

func (m Model) found(message foundMsg) (Model, tea.Cmd) {
	if message.number != m.number {
		return m, nil
	}
	m.loading, m.slow = false, false
	if message.err != nil && !errors.Is(message.err, context.Canceled) {
		m.problem = text.Sentence(message.err)
	}
	if message.err != nil && !api.IsIncomplete(message.err) {
		m.scroll() // what is said takes rows
		return m, nil
	}
	m.take(message.workspaces)
	return m, m.keepCmd(message.workspaces)
}

// others are the recent ones but the open one, which is marked in the tree: nobody wants
// to go back to where they are.
func (m Model) others() []api.WorkspaceID {
	return slices.DeleteFunc(slices.Clone(m.start.Recent), func(id api.WorkspaceID) bool { return id == m.start.Current })
}

// listed reports that there is a tree below the recent ones.
func (m Model) listed() bool { return len(m.all) > m.recentCount() }

// take shows workspaces. A search for children may leave the channel out,
// which can be opened too.
func (m *Model) take(workspaces []api.Workspace) {
	own := m.start.Channel
	there := slices.ContainsFunc(workspaces, func(w api.Workspace) bool { return w.ID == own.ID })
	if own.ID != "" && !there {
		own.Children = append(own.Children, "") // a channel, whatever its type is called
		workspaces = append([]api.Workspace{own}, workspaces...)
	}
	// An answer does not move the cursor from its row, nor the row on the screen, and
	// does not take the best match of what was typed before it for the current
	// workspace.
	var wanted api.WorkspaceID
	onTyped, chosen, place, line := false, m.cursor < len(m.shown), m.cursor, m.cursor-m.top
	recent := chosen && m.shown[m.cursor].recent // it stands in the tree, too
	m.setAll(recentFirst(tree(workspaces), m.others(), recentLimit))
	switch {
	case chosen:
		wanted = m.shown[m.cursor].workspace.ID
	case m.input.Value() == "":
		wanted = m.start.Current
		if m.recentCount() > 0 {
			wanted, recent = m.all[0].workspace.ID, true
		}
	default:
		onTyped = len(m.shown) > 0
	}
	m.longest = 0
	for _, n := range m.all {
		m.longest = max(m.longest, indent*n.depth+lipgloss.Width(n.name))
	}
	m.narrow()
	at := slices.IndexFunc(m.shown, func(n node) bool { return n.workspace.ID == wanted && n.recent == recent })
	if at < 0 && recent {
		at = slices.IndexFunc(m.shown, func(n node) bool { return n.workspace.ID == wanted })
	}
	switch {
	case at >= 0:
	case chosen && m.input.Value() == "":
		at = place // its workspace is gone
	case onTyped && m.typedID() != "":
		at = m.rows() - 1
	default:
		return
	}
	if chosen {
		m.top = at - line
	}
	m.moveTo(at)
}

func (m Model) typed(message tea.Msg) (Model, tea.Cmd) {
	before := m.input.Value()
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(message)
	if m.input.Value() != before {
		m.narrow()
	}
	return m, cmd
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.input.SetTheme(t)
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.input.SetWidth(max(1, width-6))
	m.scroll()
}
