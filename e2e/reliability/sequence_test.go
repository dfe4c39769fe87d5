package reliability_test

import (
	"flag"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"corotui/api/emulator"
)

var sequences = flag.Int("sequences", 100, "how many random sequences of actions and faults to try")

// TestRandomSequences: whatever a user does and whatever goes wrong, at the end
// the server, the screen and the history agree, and what nobody touched is as
// it was, letter for letter.
func TestRandomSequences(t *testing.T) {
	t.Parallel()
	count := *sequences
	if underRaceDetector {
		count /= 4
	}
	if err := flag.Set("rapid.checks", fmt.Sprint(count)); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 12).Draw(rt, "steps")
		var wrong string
		synctest.Test(t, func(t *testing.T) {
			d := newDriver(t)
			defer d.server.Close()
			p := newPast(t, d)
			for _, s := range steps {
				began := time.Now()
				s.do(d, p)
				p.gaps.watch(d, began, s.undoes())
			}
			d.home()
			d.press("ctrl+c")
			d.leave()
			d.home()
			wrong = p.check(t, d)
		})
		if wrong != "" {
			rt.Fatalf("%s\nafter %v", wrong, steps)
		}
	})
}

// step is one thing that happens: what the user does, after somebody else did
// something and a fault was armed, if they did.
type step struct {
	Action  string
	Row     int
	Fault   *emulator.Fault
	Else    string   // what somebody else does to the row's webhook first
	Leaving *leaving // of "leave"
}

func (s step) undoes() bool {
	return s.Action == "undo" || s.Leaving != nil && s.Leaving.Write == "undo"
}

func (s step) String() string {
	if s.Leaving != nil {
		s.Action = s.Leaving.String()
	}
	if s.Fault != nil {
		return fmt.Sprintf("%s %d with %s %s", s.Action, s.Row, *s.Fault, s.Else)
	}
	return fmt.Sprintf("%s %d %s", s.Action, s.Row, s.Else)
}

var actions = []string{"toggle", "toggle", "rename", "create", "clone", "delete", "test", "undo", "undo", "refresh", "mark two and toggle", "mark two and delete", "filter and toggle", "lose the line", "quit", "leave", "leave", "leave"}

func drawStep(t *rapid.T) step {
	s := step{Action: rapid.SampledFrom(actions).Draw(t, "action"), Row: rapid.IntRange(0, 11).Draw(t, "row")}
	if s.Action == "leave" {
		s.Leaving = drawLeaving(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "fault?") == 0 {
		f := rapid.SampledFrom(faults()).Draw(t, "fault")
		f.Operation = rapid.SampledFrom([]emulator.Operation{
			emulator.OpUpdate, emulator.OpUpdate, emulator.OpCreate, emulator.OpDelete, emulator.OpGet, emulator.OpList,
		}).Draw(t, "operation")
		f.Times = rapid.SampledFrom([]int{1, 1, 2, 9}).Draw(t, "times")
		s.Fault = &f
	}
	s.Else = rapid.SampledFrom([]string{"", "", "", "", "", "renames", "disables", "removes"}).Draw(t, "else")
	return s
}

func faults() []emulator.Fault {
	all := []emulator.Fault{
		{Kind: emulator.KindRefuse}, {Kind: emulator.KindReset}, {Kind: emulator.KindReset, Applied: true}, {Kind: emulator.KindCut},
		{Kind: emulator.KindInvalid}, {Kind: emulator.KindType}, {Kind: emulator.KindPage}, {Kind: emulator.KindHang}, {Kind: emulator.KindHang, Applied: true},
	}
	for _, status := range []int{400, 403, 404, 409, 429, 500, 502, 503, 504} {
		all = append(all, emulator.Fault{Kind: emulator.KindStatus, Status: status})
	}
	return append(all, emulator.Fault{Kind: emulator.KindStatus, Status: 500, Applied: true}, emulator.Fault{Kind: emulator.KindStatus, Status: 504, Applied: true})
}

// do lets the step happen, and comes back to the list.
func (s step) do(d *driver, p *past) {
	d.press("g")
	for range s.Row {
		d.press("j")
	}
	if s.Else != "" {
		p.elsewhere(d, s.Else)
	}
	if s.Fault != nil {
		d.server.Fault(*s.Fault)
	}
	switch s.Action {
	case "toggle":
		d.press("space")
	case "rename":
		d.press("e", "end")
		d.typeText("!")
		d.press("ctrl+s", "enter")
	case "create", "clone":
		s.fillIn(d)
		d.press("enter")
	case "delete":
		d.press("d", "right", "enter")
	case "test":
		d.press("t")
	case "undo":
		d.press("u")
		d.rest()
		d.press("right", "enter")
	case "refresh":
		d.press("r")
	case "mark two and toggle":
		d.press("x", "x", "space", "right", "enter")
	case "mark two and delete":
		d.press("x", "x", "d", "right", "enter")
	case "lose the line":
		s.loseTheLine(d)
	case "filter and toggle":
		d.press("/")
		d.typeText("status:o")
		d.press("enter", "space", "esc")
	case "quit":
		d.press("q")
		d.leave()
	case "leave":
		s.leave(d)
	}
	d.home()
	d.server.ClearFaults()
}

// loseTheLine has the terminal go away while a form is open. The next run goes
// on with what was typed, leaves it for later, or throws it away.
func (s step) loseTheLine(d *driver) {
	d.press("e", "end")
	d.typeText("?")
	d.hangUp()
	if !d.shows("· fresh") { // the fault kept the list away
		d.server.ClearFaults()
		d.press("r")
	}
	d.rest()
	switch s.Row % 3 {
	case 0:
		d.press("enter", "ctrl+s", "enter")
	case 1:
		d.press("right", "enter")
	case 2:
		d.press("right", "right", "enter")
	}
}

// fillIn fills in the form of a new webhook, or of one from another. enter then
// makes it.
func (s step) fillIn(d *driver) {
	if s.Action == "clone" {
		d.press("c", "ctrl+s")
		return
	}
	d.press("n")
	d.typeText(fmt.Sprintf("New %d", s.Row))
	d.press("tab", "tab", "ctrl+u")
	d.typeText("https://new.example/in")
	d.press("tab", "tab", "tab", "space")
	d.press("ctrl+s")
}

// home answers what is asked and leaves every screen but the list: conflicts
// and hidden secrets are left alone, forms thrown away.
func (d *driver) home() {
	for range 12 {
		d.rest()
		switch {
		case d.shows("STATUS") && !d.shows("╭"):
			return
		case d.shows("Discard"), d.shows("[ keep editing ]") && !d.shows("Save these") && !d.shows("Create this"):
			d.press("right", "enter")
		default:
			d.press("esc")
		}
	}
}
