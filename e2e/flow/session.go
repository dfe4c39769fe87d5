// Package flow drives the whole program the way a person does: it presses
// keys, and reads the screen as a terminal shows it. What the program writes
// goes through a terminal emulator first, since a redraw sends only the cells
// that changed and its bytes say little. Only tests import this package.
package flow

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// patience is how long a Session waits for the program. It is far more than
// any answer takes, because the machine that runs the tests may be busy.
const patience = time.Minute

// Session is a running program and the terminal it runs in. Its methods fail
// the test, with the last screen in the message, when the program does not do
// what they wait for. They are for the test's own goroutine.
type Session struct {
	tb     testing.TB
	screen *screen
	driver driver
	sent   []string // what was pressed and typed, for the message of a failure
}

// driver is how a Session reaches its program.
type driver interface {
	press(tea.Key)
	paste(string)
	resize(width, height int)
	// ended is closed once the program has ended and all that it wrote is on
	// the screen.
	ended() <-chan struct{}
	// exit returns the exit code, and what else is wrong with the terminal.
	// It is called after the end.
	exit() (code int, fault string)
	// stop ends the program, if it still runs, and waits for it.
	stop()
}

func newSession(tb testing.TB, s *screen, d driver) *Session {
	tb.Helper()
	session := &Session{tb: tb, screen: s, driver: d}
	tb.Cleanup(func() {
		if last := session.Screen(); tb.Failed() {
			tb.Logf("the last screen, after %s:\n%s", session.story(), frame(last, s.emulator.Width()))
		}
		d.stop()
		s.close()
	})
	return session
}

// Press sends keys by name, one after the other: "space", "enter", "esc",
// "ctrl+c", "shift+tab", "pgdown", "up", or a character such as "e" and "G".
func (s *Session) Press(keys ...string) {
	s.tb.Helper()
	for _, name := range keys {
		key, err := parseKey(name)
		if err != nil {
			s.tb.Fatal(err)
		}
		s.sent = append(s.sent, name)
		s.driver.press(key)
	}
}

// Type types a text, one key for each character.
func (s *Session) Type(text string) {
	s.tb.Helper()
	s.sent = append(s.sent, fmt.Sprintf("%q", text))
	for _, r := range text {
		s.driver.press(tea.Key{Code: r, Text: string(r)})
	}
}

// Paste gives the program a text at once, the way a terminal pastes.
func (s *Session) Paste(text string) {
	s.sent = append(s.sent, fmt.Sprintf("paste %q", text))
	s.driver.paste(text)
}

// Resize changes the size of the terminal, in cells.
func (s *Session) Resize(width, height int) {
	s.sent = append(s.sent, fmt.Sprintf("resize %dx%d", width, height))
	s.screen.resize(width, height)
	s.driver.resize(width, height)
}

// Screen returns what the terminal shows: as many lines as it has rows,
// without colours and without the blanks at their ends.
func (s *Session) Screen() string {
	text, _ := s.screen.text()
	return text
}

// ANSI returns what the terminal shows, with colours.
func (s *Session) ANSI() string { return s.screen.ansi() }

// Cursor returns where the terminal's cursor stands, from 0, and whether it is
// shown.
func (s *Session) Cursor() (x, y int, shown bool) { return s.screen.cursor() }

// Output returns every byte that the program has written so far.
func (s *Session) Output() []byte { return s.screen.output() }

// WaitFor waits until the screen shows every one of the texts at once.
func (s *Session) WaitFor(texts ...string) {
	s.tb.Helper()
	s.WaitUntil(func(screen string) bool { return missing(screen, texts) == "" },
		"shows "+strings.Join(quoted(texts), ", "))
}

// WaitGone waits until the screen shows none of the texts.
func (s *Session) WaitGone(texts ...string) {
	s.tb.Helper()
	s.WaitUntil(func(screen string) bool {
		for _, text := range texts {
			if strings.Contains(screen, text) {
				return false
			}
		}
		return true
	}, "no longer shows "+strings.Join(quoted(texts), ", "))
}

// WaitUntil waits until the screen, as Screen returns it, fulfils a condition.
// The words complete "waited until the screen …" when that never happens.
func (s *Session) WaitUntil(done func(screen string) bool, what string) {
	s.tb.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		text, changed := s.screen.text()
		if done(text) {
			return
		}
		select {
		case <-changed:
		case <-s.driver.ended():
			if text, _ = s.screen.text(); done(text) {
				return
			}
			s.tb.Fatalf("waited until the screen %s, but the program ended", what)
		case <-limit.C:
			s.tb.Fatalf("waited %s until the screen %s", patience, what)
		}
	}
}

// WaitForDialog waits until the screen shows a dialog with the texts, and that
// takes keys: it shows which choice enter would take.
func (s *Session) WaitForDialog(texts ...string) {
	s.tb.Helper()
	s.WaitUntil(func(screen string) bool { return missing(screen, texts) == "" && chosen.MatchString(screen) },
		"shows a dialog that takes keys, with "+strings.Join(quoted(texts), ", "))
}

// chosen is the choice of a dialog that enter would take.
var chosen = regexp.MustCompile(`\[ \w[^\]]* \]`)

// Choose goes to a choice of a dialog, once that takes keys, and takes none.
func (s *Session) Choose(choice string) {
	s.tb.Helper()
	const most = 20
	for range most {
		s.WaitForDialog(choice)
		from := chosen.FindString(s.Screen())
		if from == "[ "+choice+" ]" {
			return
		}
		s.Press("right")
		s.WaitGone(from)
	}
	s.tb.Fatalf("the dialog never comes to %s", choice)
}

// Quit presses keys, or ctrl+c when none are given, and then waits for the end
// as WaitEnd does. The program must end with code 0.
func (s *Session) Quit(keys ...string) {
	s.tb.Helper()
	if len(keys) == 0 {
		keys = []string{"ctrl+c"}
	}
	s.Press(keys...)
	if code := s.WaitEnd(); code != 0 {
		s.tb.Fatalf("the program ended with code %d", code)
	}
}

// WaitEnd waits until the program has ended, checks that it gave the terminal
// back as it was, and returns its exit code.
func (s *Session) WaitEnd() int {
	s.tb.Helper()
	select {
	case <-s.driver.ended():
	case <-time.After(patience):
		s.tb.Fatalf("the program had not ended %s after %s", patience, s.story())
	}
	code, fault := s.driver.exit()
	faults := s.Faults()
	if fault != "" {
		faults = append(faults, fault)
	}
	if len(faults) > 0 {
		s.tb.Errorf("the terminal was not given back: %s", strings.Join(faults, "; "))
	}
	return code
}

// WaitKilled waits until a program is gone that was killed, and so could not
// give the terminal back.
func (s *Session) WaitKilled() {
	s.tb.Helper()
	select {
	case <-s.driver.ended():
	case <-time.After(patience):
		s.tb.Fatalf("the program was still there %s after %s", patience, s.story())
	}
}

// Faults says what a shell would find wrong with the terminal now: a cursor
// that is hidden, a screen or a mode that is still on.
func (s *Session) Faults() []string { return s.screen.faults() }

// story tells the last keys, for the message of a failure.
func (s *Session) story() string {
	const last = 20
	if len(s.sent) == 0 {
		return "no key"
	}
	sent, more := s.sent, ""
	if len(sent) > last {
		sent, more = sent[len(sent)-last:], "… "
	}
	return more + strings.Join(sent, " ")
}

// missing returns the first of the texts that the screen does not show.
func missing(screen string, texts []string) string {
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return text
		}
	}
	return ""
}

func quoted(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = fmt.Sprintf("%q", text)
	}
	return out
}

// frame draws a line above and below a screen, so that a message shows where
// it begins and ends.
func frame(screen string, width int) string {
	rule := strings.Repeat("=", width)
	return rule + "\n" + screen + "\n" + rule
}
