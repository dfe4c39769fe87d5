package workspace

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// open chooses the workspace under the cursor, or the id that was typed. Where several
// are chosen it ends the typing.
func (m Model) open() (Model, tea.Cmd) {
	if m.start.Many != nil {
		m.stopTyping()
		return m, nil
	}
	if m.cursor < len(m.shown) {
		m.stop()
		return m, screen.Cmd(screen.OpenWorkspaceMsg{Workspace: m.shown[m.cursor].workspace})
	}
	if id := m.typedID(); id != "" {
		m.stop()
		return m, screen.Cmd(screen.OpenWorkspaceMsg{Workspace: api.Workspace{ID: id}})
	}
	return m, nil
}

// typedID is what was typed, as far as it can be an id that is not listed:
// without blanks, and nothing of the filter's language.
func (m Model) typedID() api.WorkspaceID {
	typed := strings.TrimSpace(m.input.Value())
	_, unsayable := text.Unsayable(typed)
	if unsayable || strings.ContainsAny(typed, " :\"") || strings.HasPrefix(typed, "-") || slices.ContainsFunc(m.shown, func(n node) bool { return string(n.workspace.ID) == typed }) {
		return ""
	}
	return api.WorkspaceID(typed)
}

// looksLikeID reports whether what was typed can only be meant as an id: it has
// the underscore of ids, and nothing that is listed contains it. Enter must not open
// a workspace whose name has the same letters somewhere.
func (m Model) looksLikeID() bool {
	typed := strings.ToLower(string(m.typedID()))
	return strings.Contains(typed, "_") && !slices.ContainsFunc(m.shown, func(n node) bool {
		return strings.Contains(strings.ToLower(n.id+" "+n.name+" "+n.domain), typed)
	})
}

// rows is how many rows can be chosen: the shown, and the typed id.
func (m Model) rows() int {
	if m.typedID() != "" {
		return len(m.shown) + 1
	}
	return len(m.shown)
}

// narrow shows what matches what is typed, the best first, under the cursor; but an id
// that is typed whole is taken for that.
func (m *Model) narrow() {
	m.cursor, m.top, m.wrong = 0, 0, nil
	wanted := strings.TrimSpace(m.input.Value())
	if wanted == "" {
		m.shown = m.all
		return
	}
	by, err := filter.ParseWorkspaces(wanted)
	if m.wrong = err; err != nil {
		m.shown = nil
		return
	}
	m.shown = find(m.candidates, by)
	best := 0
	if exact := slices.IndexFunc(m.shown, func(n node) bool { return string(n.workspace.ID) == wanted }); exact >= 0 {
		best = exact
	} else if m.looksLikeID() {
		best = len(m.shown)
	}
	m.moveTo(best)
}

// setAll takes the workspaces: recent ones, and behind them the tree. A filter looks
// through each once.
func (m *Model) setAll(all []node) {
	m.all = all
	count := m.recentCount()
	before := make(map[api.WorkspaceID]bool, count)
	m.candidates = make([]node, 0, len(all))
	for _, n := range all[:count] {
		before[n.workspace.ID] = true
		if n.unlisted {
			m.candidates = append(m.candidates, n)
		}
	}
	for _, n := range all[count:] {
		n.recent = before[n.workspace.ID]
		m.candidates = append(m.candidates, n)
	}
}

func (m Model) recentCount() int {
	count := 0
	for count < len(m.all) && m.all[count].recent {
		count++
	}
	return count
}

// moveTo moves the cursor, and what is visible with it.
func (m *Model) moveTo(place int) {
	m.cursor = max(0, min(place, m.rows()-1))
	m.scroll()
}

// scroll moves the window by as little as shows the cursor.
func (m *Model) scroll() {
	visible := m.visible()
	m.top = max(0, min(m.top, m.cursor, m.rows()-visible))
	m.top = max(m.top, m.cursor-visible+1)
}
