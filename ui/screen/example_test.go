package screen_test

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// clock is a page that shows the time of the last key.
type clock struct {
	env           screen.Env
	width, height int
	at            time.Time
}

func newClock(env screen.Env) clock { return clock{env: env} }

// A page is a value: Update returns the next one. What takes time is a command's.
func (c clock) Update(message tea.Msg) (clock, tea.Cmd) {
	press, ok := message.(tea.KeyPressMsg)
	switch {
	case !ok:
	case c.env.Keys.Matches(press, keys.Back):
		return c, screen.Cmd(screen.BackMsg{})
	default:
		c.at = c.env.Now() // View reads no clock
	}
	return c, nil
}

func (c clock) Init() tea.Cmd           { return nil }
func (c clock) View() string            { return c.at.Format(time.TimeOnly) }
func (c clock) ShortHelp() []keys.Hint  { return c.env.Keys.Hints(keys.Back) }
func (c clock) TakingText() bool        { return false }
func (c clock) Cursor() *tea.Cursor     { return nil }
func (c *clock) SetSize(w, h int)       { c.width, c.height = w, h }
func (c *clock) SetTheme(t theme.Theme) { c.env.Theme = t }

// openClock shows the page. Nothing follows when it is popped.
func openClock(shell screen.Shell) tea.Cmd {
	return shell.Push(screen.NewPage(newClock(shell.Env())), nil)
}

// frame is as much of a Shell as the example needs.
type frame struct {
	screen.Shell
	top screen.Page
}

func (f *frame) Env() screen.Env {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return screen.Env{Keys: keys.Default(), Now: func() time.Time { return noon }}
}

func (f *frame) Push(page screen.Page, _ func() tea.Cmd) tea.Cmd {
	f.top = page
	return page.Init()
}

func ExampleNewPage() {
	f := new(frame)
	openClock(f)
	page, _ := f.top.SetSize(80, 19).Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	fmt.Println(page.View())
	_, cmd := page.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
	fmt.Printf("%T\n", cmd())
	// Output:
	// 12:00:00
	// screen.BackMsg
}
