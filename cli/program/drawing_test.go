package program

import (
	"io"
	"os"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestQuestionsComeLast: an answer to the renderer's own question that comes after
// the last of ours would be left to the shell.
func TestQuestionsComeLast(t *testing.T) {
	t.Parallel()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	d := &drawing{File: out, questions: "<questions>", asked: func() { asked++ }}
	frame := "a frame" + ansi.RequestKittyKeyboard
	for _, text := range []string{"before", frame, frame} {
		if _, err := d.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	drawn, err := io.ReadAll(in)
	if want := "before" + frame + "<questions>" + frame; err != nil || string(drawn) != want {
		t.Errorf("drawn is %q (%v), want %q", drawn, err, want)
	}
	if asked != 1 {
		t.Errorf("that the terminal was asked was said %d times", asked)
	}
}
