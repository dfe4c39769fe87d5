// Package dialog asks the user something over the page: to choose, to type, or to decide
// between two changes.
package dialog

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Stack holds the boxes that are open, and those that wait for their turn. Its zero
// value is empty.
type Stack struct {
	open          []screen.Box // the last one is on top, and has the keys
	waits         []screen.Box
	width, height int
}

// Empty reports that nothing is asked.
func (s *Stack) Empty() bool { return len(s.open) == 0 }

// Top returns the box that has the keys; nil if nothing is asked.
func (s *Stack) Top() screen.Box {
	if s.Empty() {
		return nil
	}
	return s.open[len(s.open)-1]
}

// Ask opens a box. While another one is open it waits for its turn: something may stand
// still until that one has an answer, so none may be put in the place of another.
func (s *Stack) Ask(box screen.Box) tea.Cmd {
	if !s.Empty() {
		s.waits = append(s.waits, box)
		return nil
	}
	return s.show(box, false)
}

// AskNow opens a box over those that are open. It is for what they may depend on.
func (s *Stack) AskNow(box screen.Box) tea.Cmd { return s.show(box, false) }

func (s *Stack) show(box screen.Box, late bool) tea.Cmd {
	box, cmd := box.SetSize(s.width, s.height).Init(late)
	s.open = append(s.open, box)
	return cmd
}

// Update gives the box on top what is typed. Any other message goes to all of them, as
// each may wait for one.
func (s *Stack) Update(message tea.Msg) tea.Cmd {
	if s.Empty() {
		return nil
	}
	switch message.(type) {
	case tea.KeyMsg, tea.PasteMsg:
		box, cmd, then := s.Top().Update(message)
		s.open[len(s.open)-1] = box
		if then == nil {
			return cmd
		}
		return tea.Batch(cmd, s.close(then))
	}
	cmds := make([]tea.Cmd, len(s.open))
	for i, box := range s.open {
		s.open[i], cmds[i], _ = box.Update(message)
	}
	return tea.Batch(cmds...)
}

// Dismiss closes the box on top without an answer.
func (s *Stack) Dismiss() tea.Cmd { return s.close(s.Top().Unanswered()) }

// close takes the box on top away, does what follows, and opens the next one that waits.
func (s *Stack) close(then screen.Then) tea.Cmd {
	s.open = s.open[:len(s.open)-1]
	cmd, again := then()
	if again != nil {
		return tea.Batch(cmd, s.show(again, false))
	}
	if !s.Empty() || len(s.waits) == 0 {
		return cmd
	}
	next := s.waits[0]
	s.waits = s.waits[1:]
	return tea.Batch(cmd, s.show(next, true))
}

// SetSize tells the boxes how large they may be.
func (s *Stack) SetSize(width, height int) {
	s.width, s.height = width, height
	for i, box := range s.open {
		s.open[i] = box.SetSize(width, height)
	}
}

// SetTheme changes the look of the boxes, also of those that wait.
func (s *Stack) SetTheme(t theme.Theme) {
	for _, boxes := range [][]screen.Box{s.open, s.waits} {
		for i, box := range boxes {
			boxes[i] = box.SetTheme(t)
		}
	}
}

// Whole reports that the page cannot be seen.
func (s *Stack) Whole() bool {
	for _, box := range s.open {
		if box.Whole() {
			return true
		}
	}
	return false
}

// View draws the boxes over a page of the stack's cells.
func (s *Stack) View(page string) string {
	for _, box := range s.open {
		if box.Whole() {
			page = box.View()
		} else {
			page = over(page, box.View(), s.width, s.height)
		}
	}
	return page
}

// over lays a box over the middle of a page of the given cells. The result has
// exactly those cells.
func over(page, box string, width, height int) string {
	if width < 1 || height < 1 {
		return ""
	}
	box = lipgloss.NewStyle().MaxWidth(width).MaxHeight(height).Render(box)
	x := max(0, (width-lipgloss.Width(box))/2)
	y := max(0, (height-lipgloss.Height(box))/2)
	under := lipgloss.NewStyle().Width(width).Height(height).MaxWidth(width).MaxHeight(height).Render(page)
	return lipgloss.NewCompositor(lipgloss.NewLayer(under), lipgloss.NewLayer(box).X(x).Y(y).Z(1)).Render()
}
