// Package form creates, edits and copies a webhook: text fields, choices and
// lists in one column that scrolls, and a review of every change before it is
// saved. The fields that take keys are Huh's; each is made for as long as it
// has the focus, and everything else is drawn from plain values.
package form

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Start is what a form begins with.
type Start struct {
	Account       string // as refs name it: whose workspace it is
	Workspace     api.WorkspaceID
	WorkspaceName string        // clean
	Base          *api.Webhook  // the webhook as the user saw it; nil for a new one and for a copy
	Fields        api.Fields    // Base's, those of the webhook to copy, or what a new one begins with
	LikeThese     []api.Webhook // of the workspace: new triggers are spelled as theirs
	Channel       bool          // the workspace can have descendants
	Draft         *Draft        // what was typed before the program ended; nil without
}

// mode is what the keys work on.
type mode int

const (
	editing   mode = iota
	reviewing      // the changes, before they are saved
	asking         // whether to throw them away
)

// Model is the screen.
type Model struct {
	env           screen.Env
	keys          *formKeys // shared by the copies, as they never change
	start         Start
	width, height int

	content content
	focus   place
	editor  editor // of the focused place, if that takes text
	shown   bool   // the focused place shows what it holds, and not a mask
	opened  header // the row that is being edited, as it was before
	rows    []row  // the whole form as drawn
	top     int    // first visible row

	mode      mode
	choice    int // button that enter takes, in review and question
	changes   []change.Delta
	reviewTop int
	saving    bool

	written kinds           // fields that the user has changed something in
	left    kinds           // those of them that were left since
	tried   bool            // the user wanted to save, and something is still wrong: all of it shows
	idle    bool            // the user wanted to save, and nothing is changed
	said    string          // what the status line says of that
	refused map[kind]string // what Coro said about fields, clean; never changed in place
	failure string          // why saving failed
}

var _ = screen.NewPage[Model]

// New returns a form with the focus on its first field.
func New(env screen.Env, start Start) Model {
	m := Model{env: env, keys: newFormKeys(), start: start, content: newContent(start)}
	if start.Draft != nil {
		m.content = start.Draft.apply(m.content)
	}
	return m.edit()
}

// Init makes the secret of a new webhook.
func (m Model) Init() tea.Cmd {
	if m.content.secret.origin == generated && m.content.secret.generated.Empty() {
		return generateCmd
	}
	return nil
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	if width == m.width && height == m.height {
		return
	}
	m.width, m.height = width, height
	if m.focus.takesText() {
		m.editor = m.editor.resized(m.look())
	}
	*m = m.scrolled()
}

// Size returns the cells that the screen was given.
func (m Model) Size() (width, height int) { return m.width, m.height }

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	if m.focus.takesText() {
		m.editor = m.editor.resized(m.look())
	}
	*m = m.scrolled()
}

// TakingText is always so: a key that left the form by accident would take
// everything typed with it.
func (m Model) TakingText() bool { return true }

// Cursor is nil: Huh draws its own.
func (m Model) Cursor() *tea.Cursor { return nil }

// before is what changes are counted from.
func (m Model) before() api.Fields {
	if m.start.Base != nil {
		return m.start.Base.Fields
	}
	return m.start.Fields
}

// goal is what is typed and selected now.
func (m Model) goal() api.Fields { return m.content.fields() }

// Dirty reports that something was typed or selected that is not saved.
func (m Model) Dirty() bool { return !same(m.before(), m.byUser()) }

// byUser is the goal without the secret that every new webhook begins with.
func (m Model) byUser() api.Fields {
	goal := m.goal()
	if s := m.content.secret; s.origin == generated && !s.canKeep {
		goal.Secret = m.before().Secret
	}
	return goal
}

// unsaved counts the changes.
func (m Model) unsaved() int {
	if !m.Dirty() {
		return 0
	}
	// That one of two equal headers is gone is in no diff.
	return max(1, len(change.Diff(m.before(), m.byUser())))
}

// Title returns the two ends of the screen's first line: what is edited, and
// how much of it is not saved.
func (m Model) Title() (left, right string) {
	t := m.env.Theme.Signs
	name := text.Clean(m.content.name.text())
	if m.start.Base != nil {
		name = text.Clean(m.start.Base.Name)
		if name == "" {
			name = text.Clean(api.Text(m.start.Base.ID))
		}
	}
	left = "Edit"
	switch {
	case m.start.Base == nil && m.mode == reviewing:
		left = "Create this webhook?"
	case m.start.Base == nil:
		left = "New webhook"
	case m.mode == reviewing:
		left = "Save these changes?"
	}
	for i, part := range []string{name, m.start.WorkspaceName} {
		switch {
		case part == "":
		case i == 0 || name == "":
			left += "  " + part
		default:
			left += " " + t.Dot + " " + part
		}
	}
	switch n := m.unsaved(); {
	case m.saving:
		right = "saving" + t.Ellipsis
	case n > 0 && m.mode != reviewing:
		right = text.Count(n) + " unsaved"
	}
	return left, right
}

// SavingMsg tells the form that a write of it is under way, during which keys do nothing,
// or that it is over.
type SavingMsg struct{ On bool }

// beSaved takes a SavingMsg. Afterwards the form shows what is being edited, everything
// in place.
func (m Model) beSaved(message SavingMsg) Model {
	m.saving, m.failure = message.On, ""
	if !message.On {
		m.mode = editing
	}
	return m
}

// BeingSaved reports whether the user has asked for the form to be saved, and it
// has not ended yet.
func (m Model) BeingSaved() bool { return m.saving }

// FailedMsg tells the form, in a clean sentence, that saving failed, and what Coro had to
// say about single fields.
type FailedMsg struct {
	Sentence string
	Fields   []FieldError
}

// fail takes a FailedMsg. The form keeps all that was typed.
func (m Model) fail(message FailedMsg) Model {
	m.saving, m.mode = false, editing
	m.failure = message.Sentence
	m.refused = maps.Clone(m.refused)
	for _, f := range message.Fields {
		at, known := placeNamed(f.Field)
		if !known {
			m.failure += " " + text.Clean(api.Text(f.Field)) + ": " + text.Clean(f.Says)
			continue
		}
		if m.refused == nil {
			m.refused = make(map[kind]string)
		}
		m.refused[at.kind] = text.Clean(f.Says)
	}
	for _, at := range m.places() {
		if m.refused[at.kind] != "" {
			return m.moveTo(at)
		}
	}
	return m
}

// hides reports whether a place holds something that shows only on demand.
func (m Model) hides(at place) bool {
	switch at.kind {
	case atURL:
		return m.content.url.typed != "" && credentials(m.content.url.typed)
	case atHeaderValue:
		return m.content.headers[at.item].sensitive()
	case atSecret:
		return m.content.secret.origin == generated
	case atSecretText:
		return true
	default:
		return false
	}
}

// typedAt returns the text of a place that takes some.
func (m Model) typedAt(at place) string {
	switch at.kind {
	case atName:
		return m.content.name.typed
	case atDescription:
		return m.content.description.typed
	case atURL:
		return m.content.url.typed
	case atHeaderName:
		return m.content.headers[at.item].name.typed
	case atHeaderValue:
		return m.content.headers[at.item].value.typed
	case atSecretText:
		return m.content.secret.typed.Reveal()
	default:
		return ""
	}
}

// edit gives the focused place an editor, if it takes text. What is to be
// hidden is so until it is asked for; what is only now being typed is not.
func (m Model) edit() Model {
	m.shown = !m.hides(m.focus)
	if m.focus.takesText() {
		m.editor = newEditor(m.typedAt(m.focus), m.look())
	}
	return m
}

// look is how the field of the focused place is drawn.
func (m Model) look() look {
	return look{m.env.Theme, m.room(m.focus), !m.shown, placeholder(m.focus), m.focus.kind == atDescription}
}

// store puts what the editor holds into the content.
func (m Model) store(value string) Model {
	switch m.focus.kind {
	case atName:
		m.content.name.typed = value
	case atDescription:
		m.content.description.typed = value
	case atURL:
		m.content.url.typed = value
	case atHeaderName:
		m = m.withHeader(m.focus.item, func(h *header) { h.name.typed = value })
	case atHeaderValue:
		m = m.withHeader(m.focus.item, func(h *header) { h.value.typed = value })
	case atSecretText:
		m.content.secret.typed = mask.NewSecret(value)
	default: // the others take no text
	}
	return m.touched()
}

// touched forgets what Coro said about the focused field: it is about what was there
// before.
func (m Model) touched() Model {
	at := m.focus.kind
	if m.focus.inHeader() || at == atHeader {
		at = atAddHeader
	}
	if at == atSecretText {
		at = atSecret
	}
	m.written = m.written.with(m.focus.kind)
	m.refused = maps.Clone(m.refused)
	delete(m.refused, at)
	m.failure = ""
	return m
}

// leave asks the root to leave the form.
func leave() tea.Cmd { return screen.Cmd(screen.BackMsg{}) }
