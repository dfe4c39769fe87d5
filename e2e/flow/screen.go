package flow

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is the terminal: it takes what the program writes, rebuilds what a
// person would see, and tells when that changed.
type screen struct {
	emulator *vt.SafeEmulator
	answered chan struct{} // closed when no more answers come

	mu      sync.Mutex
	changed chan struct{} // closed, and replaced, at every change
	raw     bytes.Buffer  // all that was written
	modes   map[ansi.Mode]bool
}

// newScreen returns a terminal of so many cells. What the terminal answers to
// the program's questions, and the keys that are sent through it, go to input.
func newScreen(width, height int, input io.Writer) *screen {
	s := &screen{
		emulator: vt.NewSafeEmulator(width, height),
		answered: make(chan struct{}),
		changed:  make(chan struct{}),
		modes:    make(map[ansi.Mode]bool),
	}
	// The emulator calls back while it is being written to, so that mu is held.
	s.emulator.SetCallbacks(vt.Callbacks{
		EnableMode:  func(mode ansi.Mode) { s.modes[mode] = true },
		DisableMode: func(mode ansi.Mode) { s.modes[mode] = false },
	})
	// Terminals with kitty's keyboard protocol answer which of it is on.
	s.emulator.RegisterCsiHandler(ansi.Command('?', 0, 'u'), func(ansi.Params) bool {
		_, _ = io.WriteString(s.emulator.InputPipe(), "\x1b[?0u")
		return true
	})
	go s.answer(input)
	return s
}

// answer takes the emulator's answers away. Its Write blocks until somebody
// does, so this never waits for a lock and goes on after a failed write: the
// program may have ended while the terminal was still answering.
func (s *screen) answer(input io.Writer) {
	defer close(s.answered)
	buffer := make([]byte, 1024)
	for {
		n, err := s.emulator.Read(buffer)
		if n > 0 {
			_, _ = input.Write(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

// Write takes what the program writes.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(p)
	for rest := p; len(rest) > 0; {
		end := len(rest)
		if next := bytes.IndexByte(rest[1:], ansi.ESC); next >= 0 {
			end = 1 + next
		}
		if err := s.show(rest[:end]); err != nil {
			return len(p) - len(rest), err
		}
		rest = rest[end:]
	}
	s.notify()
	return len(p), nil
}

// show gives the emulator one sequence and the text after it. What a program
// writes before it knows of a new size may scroll lines that are no longer
// there, for which the emulator panics; a terminal ignores it.
func (s *screen) show(sequence []byte) error {
	defer func() {
		value := recover()
		if _, beyond := value.(runtime.Error); value != nil && !beyond {
			panic(value)
		}
	}()
	text := ansi.Strip(string(sequence))
	before, plain := strings.CutSuffix(string(sequence), text)
	if !plain {
		before, text = string(sequence), ""
	}
	if _, err := s.emulator.Write([]byte(before)); err != nil {
		return fmt.Errorf("write to the emulated terminal: %w", err)
	}
	if s.modes[ansi.ModeInsertReplace] && text != "" {
		// Terminals have the insert mode of a VT102, which the emulator lacks.
		text = ansi.InsertCharacter(ansi.StringWidth(text)) + text
	}
	if _, err := s.emulator.Write([]byte(text)); err != nil {
		return fmt.Errorf("write to the emulated terminal: %w", err)
	}
	return nil
}

func (s *screen) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *screen) resize(width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emulator.Resize(width, height)
	s.notify()
}

// text returns what is shown, and a channel that is closed when it changes.
func (s *screen) text() (string, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(ansi.Strip(s.emulator.Render()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \r")
	}
	return strings.Join(lines, "\n"), s.changed
}

// ansi returns what is shown, with colours. A blank looks the same in every
// colour of the text, and how it got its colour depends on what stood there
// before: so blanks have none.
func (s *screen) ansi() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	width, height := s.emulator.Width(), s.emulator.Height()
	shown := uv.NewBuffer(width, height)
	for y := range height {
		for x := range width {
			cell := s.emulator.CellAt(x, y)
			if cell == nil || cell.Width == 0 {
				continue
			}
			cell = cell.Clone()
			if visible := cell.Style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) != 0 || cell.Style.Underline != uv.UnderlineNone; cell.Content == " " && !visible {
				cell.Style.Fg, cell.Style.Attrs = nil, 0
			}
			shown.SetCell(x, y, cell)
		}
	}
	return shown.Render()
}

func (s *screen) output() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.raw.Bytes())
}

func (s *screen) cursor() (x, y int, shown bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.emulator.CursorPosition()
	return at.X, at.Y, s.modes[ansi.ModeTextCursorEnable]
}

// close ends the answers. The emulator's own Close would race with its Read.
func (s *screen) close() {
	if pipe, ok := s.emulator.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
		<-s.answered
	}
}

// The keyboard modes that the emulator does not know. Kitty's are a stack that
// is pushed to and popped from, xterm's modifyOtherKeys is a number.
var (
	kittyKeyboard   = regexp.MustCompile(`\x1b\[([<>])([0-9]*)u`)
	modifyOtherKeys = regexp.MustCompile(`\x1b\[>4(?:;([0-9]*))?m`)
)

// keyboardFaults says which of them are still in force after this output.
func keyboardFaults(output []byte) []string {
	depth := 0
	for _, m := range kittyKeyboard.FindAllSubmatch(output, -1) {
		if string(m[1]) == ">" {
			depth++
			continue
		}
		pops, err := strconv.Atoi(string(m[2]))
		if err != nil {
			pops = 1 // without a number the terminal pops one
		}
		depth = max(0, depth-pops)
	}
	var faults []string
	if depth > 0 {
		faults = append(faults, "kitty's keyboard protocol is still on")
	}
	if all := modifyOtherKeys.FindAllSubmatch(output, -1); len(all) > 0 {
		if last := string(all[len(all)-1][1]); last != "" && last != "0" {
			faults = append(faults, "modifyOtherKeys is still "+last)
		}
	}
	return faults
}

// faults says what the program, now ended, left different from what a shell
// expects.
func (s *screen) faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var faults []string
	if s.emulator.IsAltScreen() {
		faults = append(faults, "the alternate screen is still on")
	}
	for mode, on := range s.modes {
		// These two a terminal has on from the start.
		wanted := mode == ansi.ModeTextCursorEnable || mode == ansi.ModeAutoWrap
		if on != wanted {
			faults = append(faults, fmt.Sprintf("mode %v is %s", mode, map[bool]string{true: "on", false: "off"}[on]))
		}
	}
	faults = append(faults, keyboardFaults(s.raw.Bytes())...)
	slices.Sort(faults)
	return faults
}

// sendKey sends a key as the bytes that a terminal would send for it.
func (s *screen) sendKey(key uv.Key) {
	if key.Text != "" && key.Mod == 0 {
		s.emulator.SendText(key.Text)
		return
	}
	s.emulator.SendKey(uv.KeyPressEvent(key))
}
