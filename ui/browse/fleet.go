package browse

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"charm.land/bubbles/v2/progress"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// fleetState is the table of every webhook below the channel, and the scan that
// fills it. It stays when the user leaves the screen, and the scan ends then.
type fleetState struct {
	list     list.Model
	scanner  *fleet.Scanner
	channel  api.Workspace
	scan     scan // the one under way, or the last
	scanning bool
	progress fleet.Progress
	problem  error     // why the tree could not be scanned
	stopped  error     // why a part of it was not; nil: there is none
	changed  time.Time // when another row came under the cursor by itself
	passing  string    // what was said of a scan that went wrong, which a better one takes back

	shared map[screen.Ref]bool // rows that others inherit, as of the last scan

	watching bool
	seen     fleet.Seen           // what was read of each webhook last
	marked   map[screen.Ref]*mark // the rows that differed from the scan before
	wrote    writeTimes           // of this scan; only Update touches it
	found    []finding            // what is new in this scan
	since    time.Time            // when the scan before ended
}

// OpenFleet shows the fleet, and reads what is not fresh any more.
func (b *Browse) OpenFleet() tea.Cmd {
	channel := b.channel()
	switch {
	case b.InFleet():
		if b.OnDetail() {
			return b.shell.Pop()
		}
		return nil
	case channel.ID == "":
		b.shell.Say(screen.Warning, "Choose the channel first: w lists the workspaces.")
		return nil
	}
	if b.fleet.scanner == nil || b.fleet.channel.ID != channel.ID {
		b.fleet = fleetState{
			list: list.NewFleet(b.shell.Env()), marked: make(map[screen.Ref]*mark), wrote: make(writeTimes), scan: scan{number: b.fleet.scan.number},
			scanner: &fleet.Scanner{Reader: b.opts.Service, Channel: channel.ID, Options: b.opts.Fleet},
		}
		b.fleet.list.SetAbsolute(b.opts.Absolute)
	}
	b.fleet.channel = channel
	b.shell.Push(tablePage{b, true}, func() tea.Cmd {
		b.fleet.stop()
		return nil
	})
	return b.startScan(fleet.Stale)
}

// InFleet reports whether the fleet is on the screen, or below what is.
func (b *Browse) InFleet() bool {
	return slices.Contains(b.shell.Pages(), screen.Page(tablePage{b, true}))
}

// wait says in the rows' place what is awaited.
func (f *fleetState) wait(b *Browse) {
	name := text.Clean(f.channel.Name())
	waiting := list.Waiting{Empty: "There are no webhooks below " + name + "."}
	if p := f.progress; p.Read < p.Total || p.Forbidden+p.Skipped+p.Failed+p.Short > 0 || f.scanner.Unlisted() != nil {
		waiting.Empty = "There are no webhooks below " + name + " in what was read."
	}
	if f.scanning {
		waiting.Empty = "No webhooks below " + name + " so far" + b.shell.Env().Theme.Signs.Ellipsis
		waiting.Text = "asking " + b.account.Where().Host + b.shell.Env().Theme.Signs.Ellipsis
	}
	if f.problem != nil {
		waiting.Problem = text.Sentence(f.problem)
	}
	f.list.SetWaiting(waiting)
}

// fleetHeader names the channel, and says how far the scan has come.
func (b *Browse) fleetHeader(room int) (name, right string) {
	t, f := b.shell.Env().Theme, b.fleet
	right = t.Muted.Render(b.scannedSoFar())
	switch {
	case f.scanning && f.progress.Total == 0:
		right = t.Muted.Render("finding workspaces" + t.Signs.Ellipsis)
	case f.scanning && f.scanner.Paused():
		right += t.Warn.Render(b.shell.Env().Dot() + "paused")
	case f.problem != nil:
		right = t.Warn.Render("not scanned")
	}
	if f.watching {
		right += t.Muted.Render(b.shell.Env().Dot() + "watching")
	}
	name = "Fleet  " + text.Clean(f.channel.Name())
	room -= lipgloss.Width(name) + lipgloss.Width(right) + 4
	if f.scanning && room >= minBar {
		bar := progress.New(progress.WithWidth(min(maxBar, room)), progress.WithoutPercentage(),
			progress.WithColors(t.Accent.GetForeground()), progress.WithFillCharacters(sign(t.Signs.Full), sign(t.Signs.Empty)))
		bar.EmptyColor = t.Muted.GetForeground() // its own is none of the first sixteen, even where there shall be none
		right += " " + bar.ViewAs(f.fraction())
	}
	return name, right
}

// Cells of the bar that shows how far a scan has come.
const (
	minBar = 8
	maxBar = 24
)

// scannedSoFar counts the workspaces, and what is wrong with some.
func (b *Browse) scannedSoFar() string {
	p := b.fleet.progress
	said := text.Plural(p.Total, "workspace", "workspaces")
	if p.Read < p.Total {
		said = text.Count(p.Read) + " of " + said
	}
	var wrong []string
	if p.Forbidden > 0 {
		wrong = append(wrong, text.Count(p.Forbidden)+" no access")
	}
	if p.Skipped > 0 {
		wrong = append(wrong, text.Count(p.Skipped)+" skipped")
	}
	if p.Failed > 0 {
		wrong = append(wrong, text.Count(p.Failed)+" failed")
	}
	if p.Short > 0 {
		wrong = append(wrong, text.Count(p.Short)+" incomplete")
	}
	if !b.fleet.scanning && b.fleet.scanner.Unlisted() != nil {
		wrong = append(wrong, "not all listed")
	}
	return strings.Join(append([]string{said}, wrong...), b.shell.Env().Dot())
}

// fraction is how much of the scan is done, from 0 to 1.
func (f fleetState) fraction() float64 {
	if f.progress.Total == 0 {
		return 0
	}
	return float64(f.progress.Read) / float64(f.progress.Total)
}

// sign is the one character of a theme's sign.
func sign(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// settling is how long another row must have been under the cursor before a key
// is taken to be meant for it: it may have been pressed for the one before.
const settling = 400 * time.Millisecond
