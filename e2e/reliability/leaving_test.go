package reliability_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/api/emulator"
)

// leaving is a write that is under way when the program ends, or almost.
type leaving struct {
	Write string
	At    moment
	Way   string
}

func (l leaving) String() string { return fmt.Sprintf("%s, %s while %s", l.Way, l.Write, l.At) }

// ways are how the program ends, or how the user tries to end it.
var ways = []string{"kill", "kill", "signal", "quit at once", "quit and wait", "quit and stay"}

func drawLeaving(t *rapid.T) *leaving {
	return &leaving{
		Write: rapid.SampledFrom([]string{"toggle", "toggle", "delete", "create", "mark two and toggle", "undo"}).Draw(t, "write"),
		At:    rapid.SampledFrom([]moment{underWay, carried}).Draw(t, "moment"),
		Way:   rapid.SampledFrom(ways).Draw(t, "way"),
	}
}

// begin begins a write, which the network holds.
func (s step) begin(d *driver) {
	switch s.Leaving.Write {
	case "toggle":
		d.touch("space")
	case "delete":
		d.touch("d", "right", "enter")
	case "create":
		step{Action: "create", Row: s.Row}.fillIn(d)
		d.touch("enter")
	case "mark two and toggle":
		d.touch("x", "x", "space", "right", "enter")
	case "undo":
		d.touch("u")
	}
}

// leave begins a write, and ends the program.
func (s step) leave(d *driver) {
	release := d.wire.holdWrites(s.Leaving.At)
	s.begin(d)
	switch s.Leaving.Way {
	case "kill":
		d.kill()
		d.start()
	case "signal":
		d.hangUp()
	case "quit at once":
		d.touch("ctrl+c", "ctrl+c")
		release()
		d.leave()
	case "quit and wait":
		d.touch("ctrl+c")
		release()
		d.leave()
	case "quit and stay":
		d.touch("ctrl+c", "esc")
		release()
		d.settle()
		if d.quit { // nothing was under way
			d.restart()
		}
	}
	s.resume(d)
}

// leave comes to the program's end, if it is not there yet: it may stay to show
// what went wrong. Then it is started again.
func (d *driver) leave() {
	d.settle()
	for range 3 {
		if d.quit {
			break
		}
		d.home()
		d.press("ctrl+c")
	}
	if !d.quit {
		d.t.Errorf("the program does not end:\n%s", d.screen())
		return
	}
	d.restart()
}

// resume goes on with a run that was interrupted, leaves it for later, or drops it.
func (s step) resume(d *driver) {
	d.rest()
	if !d.shows("A run was interrupted") {
		return
	}
	switch s.Row % 3 {
	case 0:
		d.press("esc")
	case 1:
		d.press("right", "enter")
	case 2:
		d.press("right", "right", "enter")
	}
}

// newFolder makes a folder that is gone after the test. The history waits for the
// disk with every line; here memory is enough, where the system has a folder in it.
func newFolder(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if _, err := os.Stat(memory); err != nil {
		return t.TempDir()
	}
	folder, err := os.MkdirTemp(memory, "corotui-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// gap is when the time in which a webhook is disabled can have begun.
type gap struct{ from, to time.Time }

func (g gap) holds(since time.Time) bool { return !since.Before(g.from) && !since.After(g.to) }

// gaps are since when webhooks are disabled, as the server showed it after every
// step.
type gaps struct {
	now  map[api.WebhookID][]gap // of those that are disabled
	past map[api.WebhookID][]gap // that an undo may open again
}

// watch takes in what the server holds after a step: what was disabled and still
// is has not been enabled, whatever else was done to it.
func (g *gaps) watch(d *driver, began time.Time, undoes bool) {
	if g.now == nil {
		*g = gaps{now: map[api.WebhookID][]gap{}, past: map[api.WebhookID][]gap{}}
	}
	for _, raw := range d.server.Webhooks(emulator.DemoChannel) {
		var w api.Webhook
		if err := w.UnmarshalJSON(raw); err != nil {
			d.t.Fatal(err)
		}
		open, was := g.now[w.ID]
		switch {
		case !w.Status.Off():
			g.past[w.ID] = append(g.past[w.ID], open...)
			delete(g.now, w.ID)
		case was:
		case began.IsZero(): // as it is found
			g.now[w.ID] = []gap{{w.LastChange(), w.LastChange()}}
		default:
			g.now[w.ID] = []gap{{began.Truncate(time.Millisecond), time.Now()}}
			if undoes {
				g.now[w.ID] = append(g.now[w.ID], g.past[w.ID]...)
			}
		}
	}
}

// moved says which webhook is shown as disabled since another time than it is.
func (g *gaps) moved(d *driver, p *past) string {
	all, err := d.service.Webhooks(d.t.Context(), emulator.DemoChannel)
	if err != nil {
		return err.Error()
	}
	for _, w := range all {
		if _, old := p.start[string(w.ID)]; !old || p.touched[string(w.ID)] || !w.Status.Off() {
			continue
		}
		off, right := w.DisabledSince(), false
		for _, gap := range g.now[w.ID] {
			right = right || gap.holds(off.Since)
		}
		if !right || off.Bound != "" {
			return fmt.Sprintf("%s is shown as disabled since %s %s, and is so since %v", w.ID, off.Since, off.Bound, g.now[w.ID])
		}
	}
	return ""
}
