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
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// fleetState is the table of every webhook below the channel, or of those of all
// accounts, and the scan that fills it. It stays when the user leaves the screen, and
// the scan ends then.
type fleetState struct {
	list     list.Model
	scanner  *fleet.Group             // nil: it was never opened
	members  []account.Member         // the accounts, where there are several; else nil
	channels map[string]api.Workspace // of each account; that of the session has no name
	scan     scan                     // the one under way, or the last
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
	case b.InFleet() && !b.InAll():
		if b.OnDetail() {
			return b.shell.Pop()
		}
		return nil
	case channel.ID == "":
		b.shell.Say(screen.Warning, "Choose the channel first: w lists the workspaces.")
		return nil
	}
	b.turnTo(false)
	if b.fleet.scanner == nil || b.fleet.channels[""].ID != channel.ID {
		b.fleet = b.newFleet()
		scanner := b.scannerOf("", channel.ID)
		if scanner == nil {
			scanner = &fleet.Scanner{Reader: b.opts.Service, Channel: channel.ID, Options: b.opts.Fleet}
		}
		b.fleet.scanner = fleet.NewGroup(fleet.Member{Scanner: scanner})
	}
	b.fleet.channels[""] = channel
	return tea.Batch(b.pushFleet(), b.startScan(fleet.Stale))
}

// newFleet is a fleet of which nothing is known.
func (b *Browse) newFleet() fleetState {
	f := fleetState{
		list: list.NewFleet(b.shell.Env()), marked: make(map[screen.Ref]*mark), wrote: make(writeTimes),
		channels: make(map[string]api.Workspace),
	}
	f.list.SetAbsolute(b.opts.Absolute)
	return f
}

// pushFleet shows the fleet in the place of the one that may be shown.
func (b *Browse) pushFleet() tea.Cmd {
	var left []tea.Cmd
	for b.InFleet() {
		left = append(left, b.shell.Pop())
	}
	return tea.Batch(append(left, b.shell.Push(tablePage{b, true}, func() tea.Cmd {
		b.fleet.stop()
		return nil
	}))...)
}

// InFleet reports whether the fleet is on the screen, or below what is.
func (b *Browse) InFleet() bool {
	return slices.Contains(b.shell.Pages(), screen.Page(tablePage{b, true}))
}

// wait says in the rows' place what is awaited.
func (f *fleetState) wait(b *Browse) {
	name, asked := "below "+text.Clean(f.channels[""].Name()), b.account.Where().Host
	if f.members != nil {
		asked = text.Plural(len(f.members), "account", "accounts")
		name = "in " + asked
	}
	waiting := list.Waiting{Empty: "There are no webhooks " + name + "."}
	if p := f.progress; p.Read < p.Total || p.Forbidden+p.Skipped+p.Failed+p.Short > 0 || len(f.scanner.Unlisted())+len(f.failures()) > 0 {
		waiting.Empty = "There are no webhooks " + name + " in what was read."
	}
	if f.scanning {
		waiting.Empty = "No webhooks " + name + " so far" + b.shell.Env().Theme.Signs.Ellipsis
		waiting.Text = "asking " + asked + b.shell.Env().Theme.Signs.Ellipsis
	}
	if f.problem != nil {
		waiting.Problem = b.problemWords()
	}
	f.list.SetWaiting(waiting)
}

// fleetHeader names the channel, or says that there are several accounts, and how far the
// scan has come. Where both do not fit, only the most important is said of what is wrong.
func (b *Browse) fleetHeader(room int) (name, right string) {
	t, f := b.shell.Env().Theme, b.fleet
	name, said := "Fleet  "+text.Clean(f.channels[""].Name()), b.scannedSoFar()
	if f.members != nil {
		name = "All accounts" + b.shell.Env().Dot() + text.Plural(len(f.members), "profile", "profiles")
		const around = 3
		if lipgloss.Width(name+said)+around > room {
			name = "All accounts"
			said = strings.Join(append(b.scannedParts()[:1], b.accountsNotRead()...), b.shell.Env().Dot())
		}
	}
	right = t.Muted.Render(said)
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
	room -= lipgloss.Width(name) + lipgloss.Width(right) + 4
	if f.scanning && room >= minBar {
		right += " " + b.scanBar(room)
	}
	return name, right
}

// scanBar shows how much of the scan is done, in at most so many cells.
func (b *Browse) scanBar(room int) string {
	t := b.shell.Env().Theme
	bar := progress.New(progress.WithWidth(min(maxBar, room)), progress.WithoutPercentage(),
		progress.WithColors(t.Accent.GetForeground()), progress.WithFillCharacters(sign(t.Signs.Full), sign(t.Signs.Empty)))
	bar.EmptyColor = t.Muted.GetForeground() // its own is none of the first sixteen, even where there shall be none
	return bar.ViewAs(b.fleet.fraction())
}

// Cells of the bar that shows how far a scan has come.
const (
	minBar = 8
	maxBar = 24
)

// scannedSoFar counts the workspaces, and what is wrong with some, and with accounts.
func (b *Browse) scannedSoFar() string {
	return strings.Join(append(b.scannedParts(), b.accountsNotRead()...), b.shell.Env().Dot())
}

// accountsNotRead counts the accounts that could not be read.
func (b *Browse) accountsNotRead() []string {
	if failed := len(b.fleet.failures()); failed > 0 {
		return []string{text.Plural(failed, "account", "accounts") + " not read"}
	}
	return nil
}

// scannedParts are how far the scan has come, and how many workspaces lack what.
func (b *Browse) scannedParts() []string {
	p := b.fleet.progress
	said := text.Plural(p.Total, "workspace", "workspaces")
	if p.Read < p.Total || b.fleet.scanning { // what was read last may not be in the table yet
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
	if !b.fleet.scanning && len(b.fleet.scanner.Unlisted()) > 0 {
		wrong = append(wrong, "not all listed")
	}
	return append([]string{said}, wrong...)
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
