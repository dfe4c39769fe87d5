package form

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
)

// formKeys are the keys that move through a form. They are those of every form
// in every terminal program, and none is a letter, which would be typed; so
// the config file does not change them.
type formKeys struct {
	next, previous, up, down, pageUp, pageDown, enter, back key.Binding
	change, toggle, all, remove, show, copy, review         key.Binding
	left, right, save, keep                                 key.Binding
}

func newFormKeys() *formKeys {
	return &formKeys{
		next:     keys.Bind("tab", "next field", "tab"),
		previous: keys.Bind("shift+tab", "previous field", "shift+tab"),
		up:       keys.Bind("↑", "up", "up"),
		down:     keys.Bind("↓", "down", "down"),
		pageUp:   keys.Bind("pgup", "page up", "pgup"),
		pageDown: keys.Bind("pgdown", "page down", "pgdown"),
		enter:    keys.Bind("enter", "next", "enter"),
		back:     keys.Bind("esc", "back", "esc"),
		change:   keys.Bind("←→", "change", "left", "right", "space"),
		toggle:   keys.Bind("space", "select", "space"),
		all:      keys.Bind("ctrl+a", "select all", "ctrl+a"),
		remove:   keys.Bind("ctrl+x", "remove", "ctrl+x", "delete"),
		show:     keys.Bind("ctrl+r", "show", "ctrl+r"),
		copy:     keys.Bind("ctrl+y", "copy", "ctrl+y"),
		review:   keys.Bind("ctrl+s", "review", "ctrl+s"),
		left:     keys.Bind("←", "left", "left", "shift+tab"),
		right:    keys.Bind("→", "right", "right", "tab"),
		save:     keys.Bind("y", "save", "y", "Y"),
		keep:     keys.Bind("n", "keep editing", "n", "N"),
	}
}

// with returns a binding with other words in help.
func with(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// is reports whether a key means an action of the whole program here. A letter
// means one only where no text is typed.
func (m Model) is(pressed tea.KeyPressMsg, action keys.Action) bool {
	return !m.focus.takesText() && m.env.Keys.Matches(pressed, action)
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.keys
	switch {
	case m.saving:
		return nil
	case m.mode == reviewing:
		help := []key.Binding{with(k.enter, []string{saveLabel, keepLabel}[m.choice]), with(k.change, "other")}
		if m.choice != 0 {
			help = append(help, k.save)
		}
		if len(m.reviewLines()) > m.reviewHeight() {
			help = append(help, with(k.down, "scroll"))
		}
		return keys.Own(append(help, with(k.back, keepLabel))...)
	case m.mode == asking:
		return keys.Own(with(k.enter, []string{keepLabel, discardLabel}[m.choice]), with(k.change, "other"), with(k.back, keepLabel))
	}
	return keys.Own(append(m.placeHelp(), k.next, k.review, with(k.back, m.backMeans()))...)
}

func (m Model) backMeans() string {
	if m.focus.inHeader() {
		return "cancel"
	}
	return "back"
}

// placeHelp lists the keys that the focused place has for itself.
func (m Model) placeHelp() []key.Binding {
	k := m.keys
	switch m.focus.kind {
	case atDescendants, atStatus:
		return []key.Binding{k.change}
	case atSecret:
		if m.content.secret.origin == generated {
			return []key.Binding{k.change, m.showHelp(), k.copy}
		}
		return []key.Binding{k.change}
	case atTrigger:
		all := k.all
		if m.content.all() {
			all = with(all, "select none")
		}
		return []key.Binding{k.toggle, all}
	case atHeader:
		return []key.Binding{with(k.enter, "edit"), k.remove}
	case atAddHeader:
		return []key.Binding{with(k.enter, "add")}
	case atReview:
		return []key.Binding{with(k.enter, "review")}
	default:
		return m.textHelp()
	}
}

// textHelp lists the keys of a text field, besides those that are typed.
func (m Model) textHelp() []key.Binding {
	var help []key.Binding
	if m.focus.kind == atDescription {
		help = append(help, newLine)
	}
	if m.focus.kind == atHeaderValue {
		help = append(help, with(m.keys.enter, "done"))
	}
	if m.hides(m.focus) {
		help = append(help, m.showHelp())
	}
	return help
}

func (m Model) showHelp() key.Binding {
	if m.shown {
		return with(m.keys.show, "hide")
	}
	return m.keys.show
}
