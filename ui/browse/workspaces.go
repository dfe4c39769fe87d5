package browse

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/screen"
	"corotui/ui/workspace"
)

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

// LoggedIn opens a workspace, or asks for one, after a login.
func (b *Browse) LoggedIn(id api.WorkspaceID) tea.Cmd {
	b.failure = nil
	b.shell.Reset(b.ListPage())
	if id == "" {
		id = b.workspace.ID
	}
	if id == "" {
		return b.OpenWorkspaces()
	}
	return b.openWorkspace(api.Workspace{ID: id})
}

// Workspace is the open one.
func (b *Browse) Workspace() api.Workspace { return b.workspace }

// Switched forgets everything that was read, and opens a workspace of another profile,
// or asks for one.
func (b *Browse) Switched(id api.WorkspaceID, recent []api.WorkspaceID) tea.Cmd {
	b.opts.Recent = recent
	b.workspace, b.home = api.Workspace{}, api.Workspace{ID: id}
	b.list.Reset()
	b.detail.Clear()
	b.fleet.stop()
	b.fleet, b.other = fleetState{}, fleetState{} // the channel may have the same id there
	if b.load.cancel != nil {
		b.load.cancel()
	}
	b.load, b.failure = load{number: b.load.number + 1}, nil
	if id == "" {
		b.shell.Reset(b.ListPage())
		return b.OpenWorkspaces()
	}
	return b.openWorkspace(api.Workspace{ID: id})
}

// OpenWorkspaces shows the choice of workspaces.
func (b *Browse) OpenWorkspaces() tea.Cmd {
	start := b.choice()
	if start.First = b.OnList() && b.workspace.ID == ""; start.First {
		return b.shell.Reset(screen.NewPage(workspace.New(b.shell.Env(), b.opts.Service, start)))
	}
	return b.shell.Push(screen.NewPage(workspace.New(b.shell.Env(), b.opts.Service, start)), nil)
}

// PickWorkspaces shows the choice of several workspaces of an account, as many says it.
func (b *Browse) PickWorkspaces(account string, many workspace.Many) tea.Cmd {
	start, finder := b.choice(), workspace.Finder(b.opts.Service)
	if account != "" {
		member := b.account.Member(account)
		start, finder = workspace.Start{Channel: b.fleet.channels[account], Host: member.Where.Host}, member.Server
	}
	start.Many = &many
	return b.shell.Push(screen.NewPage(workspace.New(b.shell.Env(), finder, start)), nil)
}

// choice is what a choice of workspaces begins with.
func (b *Browse) choice() workspace.Start {
	return workspace.Start{
		Channel: b.channel(), Current: b.workspace.ID, Recent: b.opts.Recent, Host: b.account.Where().Host, Keeper: b.opts.Snapshots,
	}
}

// channel is the workspace whose children can be chosen from: the one the
// program started in, as the API lists children of the workspace it is asked in.
func (b *Browse) channel() api.Workspace {
	if b.home.ID != "" {
		return b.home
	}
	return b.workspace
}

// openWorkspace leaves what is open and shows the webhooks of another workspace.
func (b *Browse) openWorkspace(w api.Workspace) tea.Cmd {
	same := w.ID == b.workspace.ID && b.list.Loaded()
	b.wanted = wanted{}
	b.toList()
	if same {
		return b.Refresh()
	}
	b.workspace, b.failure, b.lineage, b.relating = w, nil, nil, false
	b.opts.Recent = append([]api.WorkspaceID{w.ID}, slices.DeleteFunc(slices.Clone(b.opts.Recent), func(id api.WorkspaceID) bool { return id == w.ID })...)
	b.list.Reset()
	b.detail.Clear()
	b.load.last, b.load.kept, b.load.stale, b.load.short = time.Time{}, time.Time{}, false, nil
	b.startLoad()
	return tea.Batch(b.loadCmd(), b.keptCmd())
}

// describeCmd asks for the workspace's name and type, once its list is there:
// the list is what the user waits for. What was kept of them may have changed.
func (b *Browse) describeCmd(kept bool) tea.Cmd {
	if b.workspace.Type != "" && !kept {
		return nil
	}
	service, ctx, id := b.opts.Service, b.shell.Env().Context, b.workspace.ID
	return func() tea.Msg {
		described, err := service.Workspace(ctx, id)
		return workspaceMsg{id, described, err}
	}
}

// described takes the workspace's name. Without an answer the id stands for it:
// nothing that a user came for is missing, so no error is shown.
func (b *Browse) described(message workspaceMsg) tea.Cmd {
	if message.err != nil || message.id != b.workspace.ID {
		return nil
	}
	message.workspace.ID = message.id
	knew := b.workspace.Parent
	b.workspace = message.workspace
	if b.home.ID == "" || b.home.ID == message.id {
		b.home = message.workspace
	}
	b.wait()
	var kin tea.Cmd
	if b.workspace.Parent != knew {
		kin = b.lineageCmd()
	}
	return tea.Batch(kin, b.Keep())
}

func (b *Browse) visitedCmd() tea.Cmd {
	visited, ctx, id := b.opts.Visited, b.shell.Env().Context, b.workspace.ID
	if visited == nil {
		return nil
	}
	return func() tea.Msg {
		note, err := visited(ctx, id)
		return visitedMsg{note, err}
	}
}

func (b *Browse) visited(message visitedMsg) {
	said := b.said()
	switch {
	case message.err != nil:
		b.shell.Say(screen.Warning, "Could not remember this workspace: "+text.Sentence(message.err))
	case message.note == "":
	case said.level == screen.Warning || said.level == screen.Failure: // which is worth more
		b.shell.Say(said.level, said.sentence+b.shell.Env().Dot()+message.note)
	default:
		b.shell.Say(screen.Done, message.note)
	}
}

// WorkspaceName is what to call the workspace, clean.
func (b *Browse) WorkspaceName() string { return text.Clean(b.workspace.Name()) }

// toList leaves every screen but the list.
func (b *Browse) toList() {
	b.fleet.stop()
	b.detail.Mask()
	b.shell.Reset(b.ListPage())
}

// namedIn lists the scanned workspaces of a name, or the one of an id, of an account.
func (b *Browse) namedIn(account, word string) []api.Workspace {
	var named []api.Workspace
	for _, f := range b.fleets() {
		scanner := f.scanner.Scanner(account)
		if scanner == nil || len(named) > 0 {
			continue
		}
		for _, known := range scanner.Workspaces() {
			if string(known.ID) == word {
				return []api.Workspace{known}
			}
			if strings.EqualFold(text.Clean(known.Name()), word) {
				named = append(named, known)
			}
		}
	}
	return named
}
