//go:build unix

package flow_test

import (
	"slices"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// TestTheLineIsSpared counts the bytes that go over the wire of a slow SSH
// connection: few for a move of the cursor, and none while nothing happens.
// The filter leaves rows without wide characters: of a row that has one,
// Bubble Tea's renderer writes the whole line again in every frame, since it
// cannot know how wide the terminal takes it to be.
func TestTheLineIsSpared(t *testing.T) {
	t.Parallel()
	w := &world{t: t, Session: flow.StartBinary(t, flow.Build(t), []string{"--demo"}, home(t), 80, 24)}
	w.WaitFor("Acme Channel", "fresh", "User lifecycle")
	w.Press("/")
	w.Type("url:acme")
	w.Press("enter")
	w.WaitFor("6 of 12", "t test")
	w.choose("Billing to QuickB")
	w.movesCheaply()
	quiet := len(w.Output())
	<-time.After(500 * time.Millisecond)
	if now := len(w.Output()); now != quiet {
		t.Errorf("%d bytes were sent while nothing happened: %q", now-quiet, w.Output()[quiet:])
	}
	w.Quit("q")
}

// TestLongListsSpareTheLine: also where the place of the cursor is said at each move.
func TestLongListsSpareTheLine(t *testing.T) {
	t.Parallel()
	w := openOn(t, size{80, 24}, emulator.Scale(1, 200, 1), emulator.Variant{})
	w.WaitFor("1 of 200", "fresh", "t test")
	w.movesCheaply()
}

// movesCheaply moves the cursor, and wants few bytes for it.
func (w *world) movesCheaply() {
	w.t.Helper()
	w.movesOf(row)
}

// movesOf is the same of a list in which at says where the cursor is.
func (w *world) movesOf(at func(screen string) string) {
	w.t.Helper()
	var sent []int
	for _, key := range []string{"down", "down", "up", "up", "down", "down", "up", "down", "up", "up", "down"} {
		before, from := len(w.Output()), at(w.Screen())
		w.Press(key)
		w.WaitUntil(func(screen string) bool { return at(screen) != "" && at(screen) != from }, "moves the cursor")
		sent = append(sent, len(w.Output())-before)
	}
	slices.Sort(sent)
	w.t.Logf("bytes for a move of the cursor: %v", sent)
	const most = 60
	if median := sent[len(sent)/2]; median > most {
		w.t.Errorf("a move of the cursor takes %d bytes, more than %d", median, most)
	}
}
