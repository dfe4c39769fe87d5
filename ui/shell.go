package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/screen"
)

// opened is a page in the stack, and what follows when it is left; nil if nothing does.
type opened struct {
	page screen.Page
	left func() tea.Cmd
}

var _ screen.Shell = &frame{}

func (m *frame) Env() screen.Env { return m.env }

func (m *frame) Say(level screen.Level, sentence string) {
	m.status = status{level, sentence, m.turn}
	m.resize()
}

func (m *frame) Said() (screen.Level, string) { return m.status.level, m.status.sentence }

func (m *frame) Ask(box screen.Box) tea.Cmd    { return m.boxes.Ask(box) }
func (m *frame) AskNow(box screen.Box) tea.Cmd { return m.boxes.AskNow(box) }

// asking reports that a box is open.
func (m *frame) asking() bool { return !m.boxes.Empty() }

// top is the page that is shown.
func (m *frame) top() screen.Page { return m.stack[len(m.stack)-1].page }

func (m *frame) Pages() []screen.Page { return pages(m.stack) }

func pages(stack []opened) []screen.Page {
	pages := make([]screen.Page, len(stack))
	for i, o := range stack {
		pages[i] = o.page
	}
	return pages
}

func (m *frame) Push(page screen.Page, left func() tea.Cmd) tea.Cmd {
	m.forget()
	m.stack = append(slices.Clip(m.stack), opened{page, left})
	m.resize()
	return page.Init()
}

// Pop leaves the page on top; the last one stays.
func (m *frame) Pop() tea.Cmd {
	var cmd tea.Cmd
	if last := len(m.stack) - 1; last > 0 {
		m.forget()
		left := m.stack[last].left
		m.stack = m.stack[:last]
		if left != nil {
			cmd = left()
		}
	}
	m.resize()
	return cmd
}

func (m *frame) Reset(page screen.Page) tea.Cmd {
	m.forget()
	m.stack = []opened{{page: page}}
	m.resize()
	return page.Init()
}

// replace puts a page in the place of another. The stack of the model before is left as
// it is.
func (m *frame) replace(at int, page screen.Page) {
	m.stack = slices.Clone(m.stack)
	m.stack[at].page = page
}

// Tell gives a message to every page and box, since a command's answer must reach who
// asked.
func (m *frame) Tell(message tea.Msg) tea.Cmd {
	cmds := []tea.Cmd{m.boxes.Update(message)}
	for at := 0; at < len(m.stack); at++ { // a page may leave meanwhile
		cmds = append(cmds, m.toPage(at, message))
	}
	return tea.Batch(cmds...)
}

// change replaces each page by what becomes of it. It leaves the stack of the model before as it is: that may have to be kept.
func (m *frame) change(change func(screen.Page) screen.Page) {
	m.stack = slices.Clone(m.stack)
	for i := range m.stack {
		m.stack[i].page = change(m.stack[i].page)
	}
}
