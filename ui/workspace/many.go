package workspace

import (
	"maps"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// Many has several workspaces chosen: they are marked as rows of the list are, and a
// filter is typed after its key. Its texts are clean.
type Many struct {
	Title  string // what they are chosen for: `Copy "Billing" into`
	Verb   string // what enter does then, for the hint line: "copy"
	Picked func([]api.Workspace) tea.Cmd
}

// PickedMsg says which workspaces were chosen, at least one, in the order of the tree. Of
// one whose id was typed nothing else is known. Whoever takes it pops the page and calls
// Then, in its Update.
type PickedMsg struct {
	Workspaces []api.Workspace
	Then       func([]api.Workspace) tea.Cmd
}

var keyMark = keys.Bind("tab", "mark", "tab")

// choosing does what a key means while no filter is typed.
func (m Model) choosing(press tea.KeyPressMsg) (Model, tea.Cmd) {
	if key.Matches(press, keyOpen) {
		return m.pick()
	}
	action, _ := m.env.Keys.Find(press)
	if key.Matches(press, keyMark) {
		action = keys.Mark
	}
	if place, moves := screen.Step(action, m.cursor, m.visible(), m.rows()); moves {
		m.moveTo(place)
	}
	switch action {
	case keys.Mark, keys.Toggle:
		m.mark()
	case keys.MarkAll:
		m.markAll()
	case keys.Filter:
		m.typing = true
		return m, m.input.Focus()
	case keys.Refresh:
		if m.start.Channel.ID != "" {
			m.begin()
			return m, m.findCmd()
		}
	case keys.Back:
		return m.back()
	case keys.Quit:
		m.stop()
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// back takes the filter away, then the marks, and then leaves.
func (m Model) back() (Model, tea.Cmd) {
	switch {
	case m.input.Value() != "":
		m.input.SetValue("")
		m.narrow()
	case len(m.marks) > 0:
		m.marks = nil
	default:
		m.stop()
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// stopTyping keeps the filter, and gives the keys to the rows.
func (m *Model) stopTyping() {
	m.typing = false
	m.input.Blur()
}

// under is the workspace under the cursor: one that is listed, or the typed id.
func (m Model) under() (api.Workspace, bool) {
	switch id := m.typedID(); {
	case m.cursor < len(m.shown):
		return m.shown[m.cursor].workspace, true
	case id != "":
		return api.Workspace{ID: id}, true
	}
	return api.Workspace{}, false
}

// mark marks the workspace under the cursor, or takes its mark, and goes to the next.
// One whose id was typed stays in front of the tree.
func (m *Model) mark() {
	w, there := m.under()
	if !there {
		return
	}
	marks := maps.Clone(m.marks)
	if _, marked := marks[w.ID]; marked {
		delete(marks, w.ID)
	} else {
		if marks == nil {
			marks = make(map[api.WorkspaceID]api.Workspace)
		}
		marks[w.ID] = w
	}
	m.marks = marks
	if m.cursor >= len(m.shown) {
		m.start.Recent = append([]api.WorkspaceID{w.ID}, m.start.Recent...)
		m.setAll(append([]node{unlisted(w.ID)}, m.all...))
		m.narrow()
		return
	}
	m.moveTo(m.cursor + 1)
}

// markAll marks every workspace that is shown, or takes those marks away when all have
// one.
func (m *Model) markAll() {
	marks := make(map[api.WorkspaceID]api.Workspace)
	maps.Copy(marks, m.marks)
	all := !slices.ContainsFunc(m.shown, func(n node) bool {
		_, marked := marks[n.workspace.ID]
		return !marked
	})
	for _, n := range m.shown {
		if all {
			delete(marks, n.workspace.ID)
		} else {
			marks[n.workspace.ID] = n.workspace
		}
	}
	m.marks = marks
}

// pick chooses the marked workspaces, or the one under the cursor.
func (m Model) pick() (Model, tea.Cmd) {
	var picked []api.Workspace
	left := maps.Clone(m.marks)
	for _, n := range m.all {
		if w, marked := left[n.workspace.ID]; marked {
			picked = append(picked, w)
			delete(left, w.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(left)) { // what a refresh does not list any more
		picked = append(picked, left[id])
	}
	if len(picked) == 0 {
		w, there := m.under()
		if !there {
			return m, nil
		}
		picked = append(picked, w)
	}
	m.stop()
	return m, screen.Cmd(PickedMsg{picked, m.start.Many.Picked})
}

// manyHelp lists the keys of the moment.
func (m Model) manyHelp() []keys.Hint {
	k := m.env.Keys
	if m.typing {
		keep := keys.Bind("enter", "keep filter", "enter")
		return keys.Own(keep, keyMark, keyUp, k.Leave("clear"))
	}
	back := "back"
	switch {
	case m.input.Value() != "":
		back = "clear"
	case len(m.marks) > 0:
		back = "unmark"
	}
	verb := keys.Bind("enter", m.start.Many.Verb, "enter")
	own := keys.Own(k.Binding(keys.Mark), verb)
	return append(own, append(keys.Own(k.Binding(keys.Filter), k.Binding(keys.MarkAll), keyUp), k.Hint(keys.Back, back))...)
}

// head is the title of the choice, and how many are marked.
func (m Model) head() string {
	t := m.env.Theme
	marked := ""
	if len(m.marks) > 0 {
		marked = text.Count(len(m.marks)) + " marked"
	}
	room := max(0, m.width-3-len(marked))
	return text.Cut(" "+t.Title.Render(text.Fit(m.start.Many.Title, room, t.Signs.Ellipsis))+" "+t.Accent.Render(marked), m.width, "")
}
