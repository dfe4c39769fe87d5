// Package deliveries is the page of what a listener receives: each delivery in a line, and
// beside or over the list all that there is to know of one.
package deliveries

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/delivery"
	"corotui/internal/filter"
	"corotui/ui/input"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Feed tells what comes in; see [delivery.Feed].
type Feed interface {
	Next(ctx context.Context) (delivery.Batch, bool)
}

// Ring has the last deliveries in memory; see [delivery.Receiver].
type Ring interface {
	Get(number int) (delivery.Received, bool)
	Received() []delivery.Received
	Counts() (received, dropped int)
}

// Listener is what the header says: all clean.
type Listener struct {
	Address, Path string
	Targets       []string
	Webhooks      []string
}

// Options is what the page is made with.
type Options struct {
	Feed     Feed
	Ring     Ring
	Listener Listener
}

// ArrivedMsg is what came in since the last one.
type ArrivedMsg struct {
	Batch             delivery.Batch
	Received, Dropped int  // in all: that arrived, and that were to be forwarded but were not
	Ended             bool // nothing more will come
}

// ResendMsg asks to forward a delivery again.
type ResendMsg struct{ Delivery delivery.Received }

// EditMsg asks to edit the body of a delivery, and to forward that.
type EditMsg struct{ Delivery delivery.Received }

// CopyMsg asks to choose what of a delivery is copied.
type CopyMsg struct{ Delivery delivery.Received }

// Model is the page, a value.
type Model struct {
	env           screen.Env
	opts          Options
	width, height int

	rows, shown rows // all, and those that the filter lets through
	counts
	cursor, top int
	follow      bool // the cursor stays on the newest one

	paused  bool
	waiting rows // what the pause holds back: the rows as they will be
	held    int  // how many deliveries that are

	input     input.Line
	filtering bool
	filter    filter.Deliveries
	problem   error // with what is typed

	open   bool // the detail has the page
	raw    bool // the body is shown as it came
	detail detail
}

// counts are of all that the listener did.
type counts struct {
	received, dropped int
	ended             bool
}

var _ = screen.NewPage[Model]

// filterHint is what the filter says while it is empty.
const filterHint = "words and fields; all must match, -word excludes"

// New returns the page, which shows what there is, and follows what comes.
func New(env screen.Env, opts Options) Model {
	return Model{env: env, opts: opts, follow: true, input: input.NewLine(env.Theme, "/ ", filterHint)}
}

// Init waits for the first deliveries.
func (m Model) Init() tea.Cmd { return m.next(0) }

// together is how long deliveries are gathered at least before they are shown: a frame for
// each of thousands would be too many, on a slow line above all.
const together = 100 * time.Millisecond

// next waits for what comes next, after a pause.
func (m Model) next(pause time.Duration) tea.Cmd {
	ctx, feed, ring := m.env.Context, m.opts.Feed, m.opts.Ring
	return func() tea.Msg {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil
		}
		batch, more := feed.Next(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if batch.Dropped > 0 { // the feed has no room for them, but the ring had
			batch.Received = ring.Received()
		}
		arrived := ArrivedMsg{Batch: batch, Ended: !more}
		arrived.Received, arrived.Dropped = ring.Counts()
		return arrived
	}
}

// Update takes in what arrived, and keys.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	if arrived, ok := message.(ArrivedMsg); ok {
		return m.arrived(arrived)
	}
	if m.filtering {
		return m.typed(message)
	}
	if press, ok := message.(tea.KeyPressMsg); ok {
		if action, found := m.env.Keys.Find(press); found {
			return m.Do(action)
		}
	}
	return m, nil
}

// arrived takes deliveries in, and waits for more.
func (m Model) arrived(message ArrivedMsg) (Model, tea.Cmd) {
	m.counts = counts{message.Received, message.Dropped, message.Ended}
	if m.paused {
		before := m.newest()
		m.waiting = m.waiting.with(message.Batch.Received)
		if len(m.waiting) > 0 {
			m.held = max(0, m.waiting[len(m.waiting)-1].number-before)
		}
	} else {
		m.take(m.rows.with(message.Batch.Received))
	}
	var said tea.Cmd
	if n := len(message.Batch.Strays); n > 0 {
		said = screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: message.Batch.Strays[n-1].String()})
	}
	if message.Ended {
		return m, said
	}
	return m, tea.Batch(said, m.next(together))
}

// newest is the number of the newest row.
func (m Model) newest() int {
	if len(m.rows) == 0 {
		return 0
	}
	return m.rows[len(m.rows)-1].number
}

// take shows other rows, with the cursor on the same delivery, or on the newest one.
func (m *Model) take(all rows) {
	number := m.selectedNumber()
	m.rows, m.shown = all, nil
	if m.problem == nil {
		m.shown = all.matching(m.filter)
	}
	last := len(m.shown) - 1
	at := m.shown.at(number)
	switch {
	case m.follow && !m.open || number == 0:
		at = last
	case at > 0 && at <= last && m.shown[at].number != number && m.filtering:
		at = min(at, last)
	}
	m.moveTo(at)
	m.look()
}

// selectedNumber is that of the delivery under the cursor; 0: there is none.
func (m Model) selectedNumber() int {
	if m.cursor < len(m.shown) && m.cursor >= 0 {
		return m.shown[m.cursor].number
	}
	return 0
}

// look reads the delivery under the cursor, where it is shown.
func (m *Model) look() {
	if number := m.selectedNumber(); number != 0 && (m.open || m.split()) {
		d, here := m.opts.Ring.Get(number)
		m.detail = m.detail.show(d, here, number)
	}
	m.redraw()
}

// selected is the delivery under the cursor, if it is still in memory.
func (m Model) selected() (delivery.Received, bool) {
	number := m.selectedNumber()
	if number == 0 {
		return delivery.Received{}, false
	}
	return m.opts.Ring.Get(number)
}

// moveTo moves the cursor. Following scrolls by half a page, not by a line: that would
// send every line again for each delivery.
func (m *Model) moveTo(place int) {
	before := m.top
	m.cursor, m.top = screen.Window(place, m.top, m.visible(), len(m.shown))
	if m.follow && m.top > before && len(m.shown) > m.visible() {
		m.top = min(m.cursor, m.top+m.visible()/2)
	}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.input.SetTheme(t)
	m.redraw()
}

// SetSize gives the page its cells.
func (m *Model) SetSize(width, height int) {
	if m.width == width && m.height == height {
		return
	}
	m.width, m.height = width, height
	m.input.SetWidth(max(1, width-inset-len(m.input.Prompt())-filterRoom))
	m.moveTo(m.cursor)
	m.look()
}

// TakingText reports that the filter is being typed.
func (m Model) TakingText() bool { return m.filtering }
