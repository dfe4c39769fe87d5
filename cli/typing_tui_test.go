//go:build unix

package cli_test

import "testing"

// TestPasteWithoutEnd pastes a text whose end never comes. It ends by itself, and
// the keys work again.
func TestPasteWithoutEnd(t *testing.T) {
	t.Parallel()
	s := newWorld(t).start("--demo")
	s.WaitFor("Billing to QuickBooks")
	s.Press("/")
	s.WaitFor("esc clear")
	s.Send("\x1b[200~Quick\x1b[20")
	s.WaitFor("/ Quick")
	s.Press("B")
	s.WaitFor("/ QuickB")
	s.Press("esc")
	s.WaitGone("/ Quick")
	s.Quit("q")
}
