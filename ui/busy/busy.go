// Package busy is the sign that turns while something is awaited. It holds
// Bubbles' spinner by a handle, as package line does its text input, and knows
// the times that all waiting has in common.
package busy

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"corotui/ui/theme"
)

// After is how long something may take before a sign says that it runs: what is
// faster shows nothing.
const After = 100 * time.Millisecond

// period is the time between two of the sign's frames: few, for slow lines.
const period = 125 * time.Millisecond

// TickMsg turns the sign by one frame.
type TickMsg = spinner.TickMsg

// Model is the sign, a value. Its zero value is of no use; see [New].
type Model struct{ spinner *spinner.Model }

// New returns the sign in a theme's characters.
func New(t theme.Theme) Model {
	turning := spinner.New(spinner.WithSpinner(spinner.Spinner{Frames: t.Signs.Spinner, FPS: period}))
	return Model{&turning}
}

// Tick is the command that begins to turn it.
func (m Model) Tick() tea.Msg { return m.spinner.Tick() }

// Update turns it, and returns the command for the next frame. A tick of another
// sign changes nothing.
func (m Model) Update(tick TickMsg) (Model, tea.Cmd) {
	turned, cmd := m.spinner.Update(tick)
	return Model{&turned}, cmd
}

// View draws it.
func (m Model) View() string { return m.spinner.View() }
