package screen

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"corotui/ui/theme"
)

// BusyAfter is how long something may take before a sign says that it runs: what is
// faster shows nothing.
const BusyAfter = 100 * time.Millisecond

// busyPeriod is the time between two of the sign's frames: few, for slow lines.
const busyPeriod = 125 * time.Millisecond

// BusyTickMsg turns the sign by one frame.
type BusyTickMsg = spinner.TickMsg

// Busy is the sign that turns while something is awaited, a value. It holds
// Bubbles' spinner by a handle, since the root is copied at every key.
// Its zero value is of no use; see [NewBusy].
type Busy struct{ spinner *spinner.Model }

// NewBusy returns the sign in a theme's characters.
func NewBusy(t theme.Theme) Busy {
	turning := spinner.New(spinner.WithSpinner(spinner.Spinner{Frames: t.Signs.Spinner, FPS: busyPeriod}))
	return Busy{&turning}
}

// Tick is the command that begins to turn it.
func (m Busy) Tick() tea.Msg { return m.spinner.Tick() }

// Update turns it, and returns the command for the next frame. A tick of another
// sign changes nothing.
func (m Busy) Update(tick BusyTickMsg) (Busy, tea.Cmd) {
	turned, cmd := m.spinner.Update(tick)
	return Busy{&turned}, cmd
}

// View draws it.
func (m Busy) View() string { return m.spinner.View() }
