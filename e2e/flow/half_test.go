package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestHalfPages: the same two keys move by half a page wherever rows or lines scroll,
// and edit where something is typed.
func TestHalfPages(t *testing.T) {
	t.Parallel()
	w := openOn(t, size{80, 24}, emulator.Scale(40, 3, 1), emulator.Variant{})
	w.WaitFor("Acme Channel", "fresh")

	w.Press("f")
	w.WaitFor("40 workspaces", "8 off · 112 on")
	w.Press("g")
	first := w.settledRow()
	w.Press("ctrl+d")
	half := w.movesFrom(first)
	w.Press("ctrl+d")
	w.movesFrom(half)
	w.Press("ctrl+u", "ctrl+u")
	w.at(first)

	w.Press("?")
	w.WaitFor("enable or disable")
	w.Press("ctrl+d")
	w.WaitGone("enable or disable")
	w.Press("ctrl+u")
	w.WaitFor("enable or disable")
	w.Press("esc")
	w.WaitGone("enable or disable")

	w.Press(":")
	w.WaitFor("type an action", "enable or disable")
	w.Press("ctrl+d")
	w.movesFrom("enable or disable")
	w.Type("reload")
	w.at("refresh")
	w.Press("ctrl+u") // it edits what is typed, and moves again once that is empty
	w.at("enable or disable")
	w.Press("esc")
	w.WaitGone("type an action")

	w.Press("w")
	w.WaitFor("type to filter", "client00015")
	w.Press("ctrl+d")
	w.at("Client 000")
	w.Press("ctrl+u")
	w.at("Acme Channel")
}

// settledRow is the row under the cursor once the list has one.
func (w *world) settledRow() string {
	w.t.Helper()
	w.WaitUntil(func(screen string) bool { return row(screen) != "" }, "has a row under the cursor")
	return row(w.Screen())
}

// movesFrom waits until another row is under the cursor than one with a text.
func (w *world) movesFrom(text string) string {
	w.t.Helper()
	w.WaitUntil(func(screen string) bool { return row(screen) != "" && row(screen) != text }, "has the cursor no more at "+text)
	return row(w.Screen())
}
