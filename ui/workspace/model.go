// Package workspace is the choice of a workspace: the channel and what is
// below it as a tree, narrowed by typing; an id can be typed too.
package workspace

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
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
	shown       []node
	longest     int // cells of the longest name, with what it is moved in by
	cursor, top int // places in shown; the one after the last is the typed id
	input       input.Line
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
	m.input.Focus()
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
		if message.number == m.number && len(m.all) == 0 && len(message.workspaces) > 0 {
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
	// The open one is marked in the tree: nobody wants to go back to where they are.
	others := slices.DeleteFunc(slices.Clone(m.start.Recent), func(id api.WorkspaceID) bool { return id == m.start.Current })
	m.all = recentFirst(tree(workspaces), others, recentLimit)
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
	if at < 0 {
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

var (
	keyUp      = key.NewBinding(key.WithKeys("up", "ctrl+p"), key.WithHelp("↑↓", "move"))
	keyDown    = key.NewBinding(key.WithKeys("down", "ctrl+n"))
	keyOpen    = key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "open"))
	keyRefresh = key.NewBinding(key.WithKeys("ctrl+r"), key.WithHelp("ctrl+r", "refresh"))
	keyPageUp  = key.NewBinding(key.WithKeys("pgup"))
	keyPageDwn = key.NewBinding(key.WithKeys("pgdown"))
)

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.env.Keys
	switch {
	case key.Matches(press, keyOpen):
		return m.open()
	case k.Leaves(press):
		switch {
		case m.input.Value() != "":
		case m.start.First:
			return m, nil
		default:
			m.stop()
			return m, screen.Cmd(screen.BackMsg{})
		}
		m.input.SetValue("")
		m.narrow()
	case key.Matches(press, keyUp):
		m.moveTo(m.cursor - 1)
	case key.Matches(press, keyDown):
		m.moveTo(m.cursor + 1)
	case key.Matches(press, keyPageUp):
		m.moveTo(m.cursor - m.room())
	case key.Matches(press, keyPageDwn):
		m.moveTo(m.cursor + m.room())
	case key.Matches(press, keyRefresh) && m.start.Channel.ID != "":
		m.begin()
		return m, m.findCmd()
	default:
		place, moves := screen.Half(k, press, m.input.Value(), m.cursor, m.visible())
		if !moves {
			return m.typed(press)
		}
		m.moveTo(place)
	}
	return m, nil
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

// TakingText is always so: typing narrows the tree.
func (m Model) TakingText() bool { return true }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	typing := key.NewBinding(key.WithKeys("a"), key.WithHelp("type", "to filter"))
	hints := keys.Own(keyOpen, keyUp, typing)
	if m.start.Channel.ID != "" {
		hints = append(hints, keys.Own(keyRefresh)...)
	}
	switch {
	case m.input.Value() != "":
		return append(hints, keys.Own(m.env.Keys.Leave("clear"))...)
	case m.start.First: // letters are typed, so this is the way out
		return append(hints, m.env.Keys.Hints(keys.Interrupt)...)
	}
	return append(hints, keys.Own(m.env.Keys.Leave("back"))...)
}
