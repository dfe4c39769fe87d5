//go:build unix

package probe

import (
	"image/color"
	"io"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// The colours of an xterm that is white on black.
var (
	white = color.RGBA{R: 0xe5, G: 0xe5, B: 0xe5, A: 0xff}
	black = color.RGBA{A: 0xff}
)

// answerAsXterm teaches the emulator what it does not know. It knows by itself
// what device it is, where the cursor is, and its colours.
func (s *Session) answerAsXterm() {
	e := s.emulator
	say := func(answer string) bool {
		_, _ = io.WriteString(e.InputPipe(), answer) // fails only once it is closed
		return true
	}
	e.SetForegroundColor(white)
	e.SetBackgroundColor(black)
	// What is your name and version?
	e.RegisterCsiHandler(ansi.Command('>', 0, 'q'), func(ansi.Params) bool {
		return say("\x1bP>|XTerm(390)\x1b\\")
	})
	// Is this mode on? Of synchronized output and of widths by character, xterm
	// does not know what they are.
	e.RegisterCsiHandler(ansi.Command('?', '$', 'p'), func(params ansi.Params) bool {
		mode, _, _ := params.Param(0, 0)
		if mode == ansi.ModeSynchronizedOutput.Mode() || mode == ansi.ModeUnicodeCore.Mode() {
			return say("\x1b[?" + strconv.Itoa(mode) + ";0$y")
		}
		return false // the emulator's own answer
	})
	// Which of kitty's keyboard protocol is on? An xterm is silent.
	e.RegisterCsiHandler(ansi.Command('?', 0, 'u'), func(ansi.Params) bool { return true })
	// What can you do? Nothing of what is asked.
	e.RegisterDcsHandler(ansi.Command(0, '+', 'q'), func(ansi.Params, []byte) bool {
		return say("\x1bP0+r\x1b\\")
	})
}

// answer carries the emulator's answers to the command. The emulator's writes
// block until somebody reads, so this goes on when the command is gone.
func (s *Session) answer() {
	buffer := make([]byte, 1024)
	for {
		n, err := s.emulator.Read(buffer)
		if n > 0 {
			_, _ = s.master.Write(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

func (s *Session) stopAnswering() {
	if pipe, ok := s.emulator.InputPipe().(io.Closer); ok {
		_ = pipe.Close() // it is in memory
	}
}
