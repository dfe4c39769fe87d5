//go:build linux

package terminal_test

import (
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"corotui/e2e/flow"
)

// TestWhereScreensCannotBeShown starts the program where it has no terminal, or
// one that only prints lines.
func TestWhereScreensCannotBeShown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ command, said string }{
		"TERM=dumb":     {"TERM=dumb run", "This terminal (TERM=dumb) cannot show screens"},
		"TERM is empty": {"TERM= run", "This terminal (TERM=) cannot show screens"},
		"output closed": {"run >&-", "corotui needs a terminal"},
		"a pipe":        {"run | cat", "corotui needs a terminal"},
		"input closed":  {"run <&-", "corotui needs a terminal"},
		"no input":      {"run </dev/null", "corotui needs a terminal"},
		"login":         {"TERM=dumb COROTUI_CLIENT_ID= COROTUI_CLIENT_SECRET= run login", "This terminal (TERM=dumb) cannot show the form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(200, 24)
			s.line(test.command + "; echo co''de:${PIPESTATUS[0]}")
			s.WaitFor(test.said, "code:2")
			s.wantClean()
			s.leave()
		})
	}
}

// reading is a walk through all the screens that changes nothing. Each step is a
// key, and what the screen shows after it.
var reading = []struct {
	key  string
	says []string
}{
	{"", []string{"Acme Channel", "12 webhooks · fresh", "PSA tickets"}},
	{"G", []string{"▌"}},
	{"k", nil},
	{"enter", []string{"Applies to", "space disable"}},
	{"q", []string{"STATUS", "12 webhooks"}},
	{"?", []string{"Webhooks", "esc back"}},
	{"esc", []string{"STATUS", "12 webhooks"}},
	{":", []string{"type an action"}},
	{"esc", []string{"STATUS", "12 webhooks"}},
	{"w", []string{"or an id", "16 workspaces"}},
	{"esc", []string{"STATUS", "12 webhooks"}},
	{"h", []string{"History of changes", "No changes yet"}},
	{"esc", []string{"STATUS", "12 webhooks"}},
	{"d", []string{"Delete ", "[ cancel ]"}},
	{"esc", []string{"enter open"}},
	{"f", []string{"Fleet  Acme Channel", "8 off"}},
	{"down", nil},
	{"q", []string{"STATUS", "12 webhooks"}},
	{"g", nil},
	{"x", []string{"1 marked"}},
	{"/", nil},
	{"b", nil},
	{"i", []string{"/ bi"}},
	{"enter", nil},
	{"e", []string{"Edit  "}},
	{"down", nil},
	{"down", nil},
	{"Z", []string{"1 unsaved"}},
	{"ctrl+s", []string{"Save these changes?"}},
}

// command finds a command to the window, or a question about it.
var command = regexp.MustCompile(`\x1b\][^\x07\x1b]*`)

// cursor finds a change of the cursor's look, which is the user's.
var cursor = regexp.MustCompile(`\x1b(\[[0-9]* q|\]12;)`)

// color finds a color of a text or its background; extended finds those beyond
// the first sixteen.
var (
	color    = regexp.MustCompile(`\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m`)
	extended = regexp.MustCompile(`\x1b\[(?:[0-9;]*;)?[34]8[;:]`)
)

// TestEveryTerminalShowsTheSame walks through the screens on terminals that
// differ in what they can do. What they show must not differ.
func TestEveryTerminalShowsTheSame(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{
		"xterm-256color", "screen-256color", "tmux-256color", "xterm", "linux", "vt100", "xterm-16color", "unheard-of",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			plain := flow.StartBinary(t, program, nil, u.env, 80, 24)
			s := flow.StartBinary(t, program, nil, append(u.env, "TERM="+kind), 80, 24)
			for _, step := range reading {
				if step.key != "" {
					plain.Press(step.key)
					s.Press(step.key)
				}
				s.WaitFor(step.says...)
				same(t, plain, s, "after "+step.key)
			}
			s.Press("ctrl+c")
			s.WaitEnd()
			if changed := cursor.Find(s.Output()); changed != nil {
				t.Errorf("it changes the look of the cursor with %q", changed)
			}
			if extended.Match(s.Output()) {
				t.Error("it uses more than sixteen colors")
			}
			if colors := color.Match(s.Output()); colors == strings.HasPrefix(kind, "vt") {
				t.Errorf("it uses colors: %v", colors)
			}
			if sent := command.Find(s.Output()); (sent != nil) == (kind == "linux" || kind == "vt100") {
				t.Errorf("it sends %q, which old terminals print", sent)
			}
		})
	}
}

// same waits until two terminals show the same.
func same(t *testing.T, a, b interface{ Screen() string }, when string) {
	t.Helper()
	var one, other string
	eventually(t, "both show the same "+when, func() bool {
		one, other = a.Screen(), b.Screen()
		return one == other
	})
	if one != other {
		t.Fatalf("one shows\n%s\nand the other\n%s", one, other)
	}
}

func TestWithoutColors(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := flow.StartBinary(t, program, nil, append(u.env, "NO_COLOR=yes"), 80, 24)
	for _, step := range reading {
		if step.key != "" {
			s.Press(step.key)
		}
		s.WaitFor(step.says...)
	}
	s.Press("ctrl+c")
	s.WaitEnd()
	if found := color.Find(s.Output()); found != nil {
		t.Errorf("it uses the color %q", found)
	}
}

// TestWithoutUnicode looks at what is drawn in a locale that has only ASCII.
// Names from the server stay as they are; some of the demo's have other signs.
func TestWithoutUnicode(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := flow.StartBinary(t, program, nil, append(u.env, "LANG=C"), 80, 24)

	for _, step := range reading {
		if step.key != "" {
			s.Press(step.key)
		}
		for _, says := range step.says {
			s.WaitFor(strings.NewReplacer("▌", ">", "·", "-").Replace(says))
		}
		for line := range strings.Lines(s.Screen()) {
			for _, name := range []string{"新規ワークスペース通知", "さくらフーズ", "請求書連携", "Café", "🚨"} {
				line = strings.ReplaceAll(line, name, "")
			}
			if ascii(line) {
				continue
			}
			t.Errorf("after %s it draws %q", step.key, line)
		}
	}
	s.Press("ctrl+c")
	s.WaitEnd()
}

// TestTheLoginFormIsPlain looks at the form in a locale that has only ASCII, on
// a terminal that shall have no colors.
func TestTheLoginFormIsPlain(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.line("COROTUI_CLIENT_ID= COROTUI_CLIENT_SECRET= NO_COLOR=1 LANG=C run login --profile acme")
	s.WaitFor("> another server", "enter select")
	s.Press("enter")
	s.WaitFor("API URL")
	s.Press("ctrl+c")
	s.wantBack("130")
	if !ascii(string(s.Output())) {
		t.Errorf("it is sent other characters: %q", s.Output())
	}
	if found := color.Find(s.Output()); found != nil {
		t.Errorf("it uses the color %q", found)
	}
	s.leave()
}

func ascii(text string) bool {
	for _, r := range text {
		if r >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// TestTheLoginFormGivesTheTerminalBack ends the one form that is asked outside
// the screens.
func TestTheLoginFormGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*shell){
		"ctrl+c":  func(s *shell) { s.Press("ctrl+c") },
		"SIGTERM": func(s *shell) { s.u.signal(syscall.SIGTERM) },
		"SIGINT":  func(s *shell) { s.u.signal(syscall.SIGINT) },
		"SIGHUP":  func(s *shell) { s.u.signal(syscall.SIGHUP) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(80, 24)
			s.line("COROTUI_CLIENT_ID= COROTUI_CLIENT_SECRET= run login --profile acme")
			s.WaitFor("Region", "▌ another server")
			s.Press("up") // read after the terminal's answers
			s.WaitFor("▌ Europe")
			end(s)
			s.wantBack("130")
			s.leave()
		})
	}
}
