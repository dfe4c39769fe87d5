//go:build unix

package probe_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"corotui/e2e/bench/probe"
)

const (
	quiet   = 100 * time.Millisecond
	longest = 10 * time.Second
)

// shell runs a script on a terminal of 40x5.
func shell(t *testing.T, script string) *probe.Session {
	t.Helper()
	s, err := probe.Start(probe.Command{
		Path: "/bin/sh", Args: []string{"-c", "stty raw -echo; " + script}, Env: []string{"PATH=/usr/bin:/bin"}, Width: 40, Height: 5,
	})
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() {
		if err := s.End(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func waitFor(t *testing.T, s *probe.Session, text string) time.Duration {
	t.Helper()
	took, err := s.WaitFor(text)
	if err != nil {
		t.Fatal(err)
	}
	return took
}

// TestTheTimesOfTheStart has a command that is silent, says something and only
// later shows what is waited for.
func TestTheTimesOfTheStart(t *testing.T) {
	t.Parallel()
	s := shell(t, `sleep 0.1; printf wait; sleep 0.2; printf '\033[2J\033[HHello, world'; cat`)
	ready := waitFor(t, s, "Hello, world")
	if first := s.FirstByte(); first < 100*time.Millisecond || first > ready-150*time.Millisecond {
		t.Errorf("the first byte came after %s, the text after %s", first, ready)
	}
	if ready < 300*time.Millisecond {
		t.Errorf("the text cannot have been there after %s", ready)
	}
	if strings.Contains(s.Screen(), "wait") {
		t.Errorf("what was erased is still shown:\n%s", s.Screen())
	}
	if got, want := len(s.Output()), len("wait\x1b[2J\x1b[HHello, world"); got != want {
		t.Errorf("%d bytes were counted, not %d", got, want)
	}
}

// TestAKeyCostsItsAnswer has a command that answers each key with seven bytes
// in two pieces.
func TestAKeyCostsItsAnswer(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf ready; while true; do dd bs=1 count=1 2>/dev/null; printf 'abc'; sleep 0.03; printf def; done`)
	waitFor(t, s, "ready")
	s.Settle(quiet, quiet)
	for range 3 {
		w, err := s.Press("x", quiet, longest)
		if err != nil {
			t.Fatal(err)
		}
		if w.Bytes != len("xabcdef") {
			t.Errorf("a key was answered with %d bytes, not 7", w.Bytes)
		}
		// A busy machine reads the first piece late, and so both close together.
		if w.First <= 0 || w.Last <= w.First || w.Last > longest {
			t.Errorf("the first byte came after %s, the last after %s", w.First, w.Last)
		}
	}
}

func TestSilenceIsNoError(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf ready; cat >/dev/null`)
	waitFor(t, s, "ready")
	if w, err := s.Press("x", quiet, 2*quiet); err != nil || w.Bytes != 0 {
		t.Errorf("%d bytes came from a command that is silent (%v)", w.Bytes, err)
	}
}

func TestIdleCountsWhatNobodyAskedFor(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf ready; sleep 0.1; while true; do printf tick; sleep 0.05; done`)
	waitFor(t, s, "ready")
	if w := s.Idle(500 * time.Millisecond); w.Bytes < 4 || w.Bytes%4 != 0 || w.Bytes > 44 {
		t.Errorf("%d bytes were counted while idle", w.Bytes)
	}
}

func TestAnswersOfAnXterm(t *testing.T) {
	t.Parallel()
	questions := map[string]struct{ question, answer string }{
		"device":              {`\033[c`, "\x1b[?62;1;6;22c"},
		"cursor":              {`\033[3;4H\033[6n`, "\x1b[3;4R"},
		"name":                {`\033[>0q`, "\x1bP>|XTerm(390)\x1b\\"},
		"foreground":          {`\033]10;?\007`, "\x1b]10;rgb:e5e5/e5e5/e5e5\a"},
		"background":          {`\033]11;?\007`, "\x1b]11;rgb:0000/0000/0000\a"},
		"synchronized output": {`\033[?2026$p`, "\x1b[?2026;0$y"},
		"wrap":                {`\033[?7$p`, "\x1b[?7;1$y"},
		"capability":          {`\033P+q544e\033\\`, "\x1bP0+r\x1b\\"},
		"kitty's keyboard":    {`\033[?u\033[2;1H\033[6n`, "\x1b[2;1R"}, // silent, and the next question is answered
	}
	for name, q := range questions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shell(t, `printf '`+q.question+`'; printf '['; dd bs=1 count=`+strconv.Itoa(len(q.answer))+` 2>/dev/null | od -An -tx1 | tr -d ' \n'; printf ']'; cat`)
			waitFor(t, s, "]")
			var hex bytes.Buffer
			for _, b := range []byte(q.answer) {
				hex.WriteString("0123456789abcdef"[b>>4:][:1] + "0123456789abcdef"[b&15:][:1])
			}
			if shown := strings.Join(strings.Fields(s.Screen()), ""); !strings.Contains(shown, "["+hex.String()+"]") {
				t.Errorf("the answer is %s, not %s", shown, hex.String())
			}
		})
	}
}

func TestACommandThatEndsIsToldOf(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf 'cannot start'`)
	if _, err := s.WaitFor("ready"); err == nil || !strings.Contains(err.Error(), "cannot start") {
		t.Errorf("the error is %v", err)
	}
	if _, err := probe.Start(probe.Command{Path: "/nowhere/to/be/found", Width: 80, Height: 24}); err == nil {
		t.Error("a command that is not there was started")
	}
}

func TestPeakIsTheCommandsOwn(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf ready; cat`)
	waitFor(t, s, "ready")
	peak, err := s.Peak()
	if errors.Is(err, probe.ErrNoPeak) {
		t.Skip(err)
	}
	if err != nil || peak < 100<<10 || peak > 8<<20 {
		t.Errorf("cat took %d bytes (%v)", peak, err)
	}
}

// TestAwaitTellsTheKeysWorkFromTheRest has a command that writes all the time,
// and answers a key after a while in another place.
func TestAwaitTellsTheKeysWorkFromTheRest(t *testing.T) {
	t.Parallel()
	s := shell(t, `printf '\033[3;1Hready'; (while sleep 0.02; do i=$((i+1)); printf '\033[1;1H%s ' $i; done) & `+
		`dd bs=1 count=1 >/dev/null 2>&1; sleep 0.2; printf '\033[2;1Hpressed'; cat`)
	waitFor(t, s, "ready")
	took, err := s.Await("x", longest, func(screen string) bool { return strings.Contains(screen, "pressed") })
	if err != nil || took < 200*time.Millisecond || took > longest {
		t.Errorf("it took %s, %v", took, err)
	}
	if _, err := s.Await("x", quiet, func(screen string) bool { return strings.Contains(screen, "never") }); err == nil {
		t.Error("what never comes is no error")
	}
}
