package ui

import (
	"context"
	"errors"
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

// fleetState is the table of every webhook below the channel, and the walk that
// fills it. It stays when the user leaves the screen, and the walk ends then.
type fleetState struct {
	list     list.Model
	walker   *fleet.Scanner
	channel  api.Workspace
	walk     walk // the one under way, or the last
	walking  bool
	progress fleet.Progress
	problem  error     // why the tree could not be walked
	stopped  error     // why a part of it was not; nil: there is none
	changed  time.Time // when another row came under the cursor by itself
	passing  string    // what was said of a walk that went wrong, which a better one takes back

	shared map[screen.Ref]bool // rows that others inherit, as of the last walk

	watching bool
	on       map[screen.Ref]bool // which webhooks were on when they were read last; only Update touches it
	wrote    writeTimes          // of this walk; only Update touches it
	wentOff  []string            // those that were on before this walk, in clean words
	since    time.Time           // when that was
}

// walk is one pass over the tree, on its way to Update.
type walk struct {
	number  int
	cancel  context.CancelFunc
	results chan fleet.Result
	ended   chan error
}

// walkedMsg is what a walk brought since the last one.
type walkedMsg struct {
	number  int
	results []fleet.Result
	ended   bool
	err     error
}

// openFleet shows the fleet, and reads what is not fresh any more.
func (m *frame) openFleet() tea.Cmd {
	channel := m.channel()
	switch {
	case m.inFleet():
		if m.onDetail() {
			return m.Pop()
		}
		return nil
	case channel.ID == "":
		m.Say(screen.Warning, "Choose the channel first: w lists the workspaces.")
		return nil
	}
	if m.fleet.walker == nil || m.fleet.channel.ID != channel.ID {
		m.fleet = fleetState{
			list: list.NewFleet(m.env), on: make(map[screen.Ref]bool), wrote: make(writeTimes), walk: walk{number: m.fleet.walk.number},
			walker: &fleet.Scanner{Reader: m.opts.Service, Channel: channel.ID, Options: m.opts.Fleet},
		}
		m.fleet.list.SetAbsolute(m.opts.Absolute)
	}
	m.fleet.channel = channel
	m.Push(tablePage{m, true}, func() tea.Cmd {
		m.fleet.stop()
		return nil
	})
	m.Say(screen.Info, "")
	return m.startWalk(fleet.Stale)
}

// inFleet reports whether the fleet is on the screen, or below what is.
func (m *frame) inFleet() bool {
	return slices.ContainsFunc(m.stack, func(o opened) bool { return o.page == screen.Page(tablePage{m, true}) })
}

// table is the rows that actions apply to.
func (m *frame) table() *list.Model {
	if m.inFleet() {
		return &m.fleet.list
	}
	return &m.list
}

// tables are all that may show a webhook.
func (m *frame) tables() []*list.Model {
	if m.fleet.walker == nil {
		return []*list.Model{&m.list}
	}
	return []*list.Model{&m.list, &m.fleet.list}
}

// startWalk begins a walk, in place of the one under way.
func (m *frame) startWalk(again fleet.Again) tea.Cmd {
	m.fleet.stop()
	ctx, cancel := context.WithCancel(m.opts.Context)
	f := &m.fleet
	f.walk = walk{number: f.walk.number + 1, cancel: cancel, results: make(chan fleet.Result), ended: make(chan error, 1)}
	f.since = f.walker.Progress().Ended
	f.walking, f.problem, f.stopped, f.wentOff, f.progress = true, nil, nil, nil, fleet.Progress{}
	clear(f.wrote)
	f.walker.Resume()
	f.wait(m)
	way, walker := f.walk, f.walker
	return func() tea.Msg {
		go func() {
			way.ended <- walker.Scan(ctx, again, func(result fleet.Result) {
				select {
				case way.results <- result:
				case <-ctx.Done():
				}
			})
		}()
		return way.next()
	}
}

// together is how long results are gathered before they are shown: a frame for
// each of thousands would be too many.
const together = 50 * time.Millisecond

// next waits for the next results, or the end.
func (w walk) next() tea.Msg {
	batch := walkedMsg{number: w.number}
	var full <-chan time.Time // from the first result on
	for {
		select {
		case result := <-w.results:
			batch.results = append(batch.results, result)
			if full == nil {
				timer := time.NewTimer(together)
				defer timer.Stop()
				full = timer.C
			}
		case err := <-w.ended:
			batch.ended, batch.err = true, err
			return batch
		case <-full:
			return batch
		}
	}
}

// stop ends the walk under way.
func (f *fleetState) stop() {
	if f.walk.cancel != nil {
		f.walk.cancel()
	}
	f.walking = false
}

// wait says in the rows' place what is awaited.
func (f *fleetState) wait(m *frame) {
	name := text.Clean(f.channel.Name())
	waiting := list.Waiting{Empty: "There are no webhooks below " + name + "."}
	if p := f.progress; p.Read < p.Total || p.Forbidden+p.Skipped+p.Failed+p.Short > 0 || f.walker.Unlisted() != nil {
		waiting.Empty = "There are no webhooks below " + name + " in what was read."
	}
	if f.walking {
		waiting.Empty = "No webhooks below " + name + " so far" + m.env.Theme.Signs.Ellipsis
		waiting.Text = "asking " + m.account.Where().Host + m.env.Theme.Signs.Ellipsis
	}
	if f.problem != nil {
		waiting.Problem = text.Sentence(f.problem)
	}
	f.list.SetWaiting(waiting)
}

// walked takes what a walk brought.
func (m *frame) walked(message walkedMsg) tea.Cmd {
	if message.number != m.fleet.walk.number || !m.fleet.walking {
		return nil
	}
	m.merge(message.results)
	m.fleet.progress = m.fleet.walker.Progress()
	if !message.ended {
		return m.fleet.walk.next
	}
	m.fleet.walking = false
	if up, late := errors.AsType[*fleet.TimeUp](message.err); late && up.Total > 0 {
		m.fleet.stopped = up
	} else if message.err != nil && !errors.Is(message.err, context.Canceled) {
		m.fleet.problem = message.err
	} else if !m.fleet.list.Loaded() {
		m.fleet.list.Merge(nil, m.env.Now()) // nothing was found, and that is known now
	}
	if message.err == nil {
		m.dropGone()
	}
	m.showHeirs()
	m.fleet.wait(m)
	m.sayWalked()
	return m.watchCmd()
}

// dropGone takes the rows of workspaces away that are not below the channel any
// more. Where the server does not list them all, nobody knows which those are.
func (m *frame) dropGone() {
	walker := m.fleet.walker
	if walker.Unlisted() != nil {
		return
	}
	below := make(map[api.WorkspaceID]bool)
	for _, workspace := range walker.Workspaces() {
		below[workspace.ID] = true
	}
	m.fleet.list.Keep(below, m.env.Now())
	m.follow()
}

// merge puts results into the table. Of a workspace that could not be read just
// now the old rows stay; one that may not be read any more has none.
func (m *frame) merge(results []fleet.Result) {
	if len(results) == 0 {
		return
	}
	read := make(map[api.WorkspaceID][]list.Item, len(results))
	pending := m.fleetPending()
	for _, result := range results {
		if channel := &m.fleet.channel; result.Workspace.ID == channel.ID {
			if channel.Name() == api.Text(channel.ID) {
				*channel = result.Workspace // the walk may be the first to learn its name
			}
			result.Workspace = *channel // a search leaves it out, and with it its name
		}
		if result.Err != nil && !result.Refused() {
			continue
		}
		read[result.Workspace.ID] = m.fleetItems(result, pending)
	}
	before, _ := m.fleet.list.SelectedRef()
	m.fleet.list.Merge(read, m.env.Now())
	if now, _ := m.fleet.list.SelectedRef(); now != before {
		m.fleet.changed = m.env.Now()
	}
	m.follow()
}

// settling is how long another row must have been under the cursor before a key
// is taken to be meant for it: it may have been pressed for the one before.
const settling = 400 * time.Millisecond

// fleetHeader names the channel, and says how far the walk has come.
func (m *frame) fleetHeader() (name, right string) {
	t, f := m.env.Theme, m.fleet
	right = t.Muted.Render(m.walkedSoFar())
	switch {
	case f.walking && f.progress.Total == 0:
		right = t.Muted.Render("looking for workspaces" + t.Signs.Ellipsis)
	case f.walking && f.walker.Paused():
		right += t.Warn.Render(m.env.Dot() + "paused")
	case f.problem != nil:
		right = t.Warn.Render("not walked")
	}
	if f.watching {
		right += t.Muted.Render(m.env.Dot() + "watching")
	}
	name = "Fleet  " + text.Clean(f.channel.Name())
	taken := lipgloss.Width(name) + lipgloss.Width(right) + lipgloss.Width(m.readOnlyMark(right))
	if room := m.layout.width - taken - 4; f.walking && room >= minBar {
		bar := progress.New(progress.WithWidth(min(maxBar, room)), progress.WithoutPercentage(),
			progress.WithColors(t.Accent.GetForeground()), progress.WithFillCharacters(sign(t.Signs.Full), sign(t.Signs.Empty)))
		bar.EmptyColor = t.Muted.GetForeground() // its own is none of the first sixteen, even where there shall be none
		right += " " + bar.ViewAs(f.fraction())
	}
	return name, right
}

// Cells of the bar that shows how far a walk has come.
const (
	minBar = 8
	maxBar = 24
)

// walkedSoFar counts the workspaces, and what is wrong with some.
func (m *frame) walkedSoFar() string {
	p := m.fleet.progress
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
	if !m.fleet.walking && m.fleet.walker.Unlisted() != nil {
		wrong = append(wrong, "not all listed")
	}
	return strings.Join(append([]string{said}, wrong...), m.env.Dot())
}

// fraction is how much of the walk is done, from 0 to 1.
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
