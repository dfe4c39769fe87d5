//go:build unix

package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"corotui/api/emulator"
)

// What the killed runs set, which the history does not keep.
const newValue = "canary-9c2e-new-value"

// killWhile starts the program, begins a run over the webhooks of Northwind by
// the keys of the menu, and kills it while one of them hangs.
func killWhile(t *testing.T, w *world, choice string, typed ...string) {
	t.Helper()
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Nth: 2, Workspace: "northwinddental_N3D5_x"})
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access", "8 off")
	s.Press("/")
	s.Type("ws:northwind")
	s.WaitFor("3 of ")
	s.Press("enter", "X", "b")
	s.WaitFor("Change 3 webhooks")
	s.Press(choice)
	s.WaitGone("Change 3 webhooks")
	for _, value := range typed {
		s.Type(value)
		s.Press("enter")
	}
	s.WaitFor("3 webhooks in Northwind Dental?")
	s.Press("right", "enter")
	s.WaitFor(" 2 of 3 webhooks")
	s.Signal(syscall.SIGKILL)
	s.WaitKilled()
}

// writtenOnce checks that each webhook of Northwind was written once, and
// returns what was sent.
func writtenOnce(t *testing.T, w *world) []map[string]any {
	t.Helper()
	times := map[string]int{}
	var bodies []map[string]any
	for _, r := range w.emulator.Requests() {
		if r.Method != http.MethodPut || r.Status != http.StatusOK {
			continue
		}
		times[r.Path]++
		body := map[string]any{}
		if err := json.Unmarshal(r.Body, &body); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	for path, n := range times {
		if n != 1 {
			t.Errorf("%s was written %d times", path, n)
		}
	}
	if len(times) != 3 {
		t.Errorf("%d webhooks were written, want 3", len(times))
	}
	return bodies
}

// TestResumeWithTheValueFromStdin: a run that gave a new secret was killed. Its
// rest takes the secret from stdin, and nothing else goes on without one.
func TestResumeWithTheValueFromStdin(t *testing.T) {
	w := loggedIn(t)
	killWhile(t, w, "n", newValue)
	w.run("", "fleet", "resume", "--yes").want(t, 2, "Give those of the interrupted run again", "--value-stdin")
	w.run("", "fleet", "list", "--value-stdin").want(t, 2, "corotui fleet list has no flag --value-stdin")
	w.run(newValue, "fleet", "resume", "--value-stdin").want(t, 2, "also needs --yes")
	for _, wrong := range []string{"", "\n", "a\nb", "a\x00b"} {
		w.run(wrong, "fleet", "resume", "--yes", "--value-stdin").want(t, 2, "expects on stdin, one per line: the new secret")
	}
	e := w.run(newValue+"\r\n", "fleet", "resume", "--yes", "--value-stdin")
	e.want(t, 0, row("done", "northwinddental_N3D5_x", "Northwind Dental", ""), "3 done")
	if got := strings.Count(e.stdout, "\n"); got != 1 {
		t.Errorf("%d results of the one that was left:\n%s", got, e.stdout)
	}
	if strings.Contains(e.stdout+e.stderr, newValue) {
		t.Errorf("the secret is printed:\n%s%s", e.stdout, e.stderr)
	}
	for _, body := range writtenOnce(t, w) {
		if body["secret"] != newValue {
			t.Errorf("%v got the secret %v", body["name"], body["secret"])
		}
	}
	w.run("", "fleet", "resume", "--yes").want(t, 0, "No run was interrupted")
}

// TestResumeWithTheValueTyped: the same of a header, on a terminal, which asks
// for the value twice and does not show it.
func TestResumeWithTheValueTyped(t *testing.T) {
	w := loggedIn(t)
	killWhile(t, w, "s", "X-Ticket-Key", newValue)
	const label = "the value of the header X-Ticket-Key"
	left := w.start("fleet", "resume", "--yes")
	left.WaitFor(label)
	left.Press("ctrl+c")
	if code := left.WaitEnd(); code != 130 {
		t.Errorf("ctrl+c ended it with %d", code)
	}

	s := w.start("fleet", "resume")
	s.WaitFor("Resume the run (add-header)", "1 of 3 left? [y/N]")
	s.Type("y")
	s.Press("enter")
	s.WaitFor(label)
	fill(s, newValue, "another")
	s.WaitFor("They do not match")
	s.Press("ctrl+u")
	s.WaitUntil(func(screen string) bool { return strings.Count(screen, "*") <= len(newValue) }, "has the field emptied")
	fill(s, newValue)
	s.WaitFor("Set the header of", "3 done")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if shown := string(s.Output()); strings.Contains(shown, newValue) || strings.Contains(shown, "another") {
		t.Errorf("what was typed is on the screen:\n%s", shown)
	}
	for _, body := range writtenOnce(t, w) {
		if headers := fmt.Sprint(body["headers"]); !strings.Contains(headers, newValue) {
			t.Errorf("%v got the headers %s", body["name"], headers)
		}
	}
}

// TestResumeAsksForTheHeadersValueAlone: in the terminal program the name of the
// header cannot be mistaken, since only the value is asked for.
func TestResumeAsksForTheHeadersValueAlone(t *testing.T) {
	w := loggedIn(t)
	killWhile(t, w, "s", "X-Ticket-Key", newValue)
	s := w.start()
	s.WaitFor("A run was interrupted", "1 of them are not finished")
	s.Choose("resume")
	s.Press("enter")
	s.WaitFor("Its value was not saved; type it again", "the value of the header X-Ticket-Key", "Value")
	s.Type(newValue)
	s.Press("enter")
	s.WaitFor("Set the header of 3 webhooks")
	s.WaitFor("undo all")
	s.Press("esc")
	s.WaitGone("undo all")
	s.Press("q")
	s.WaitEnd()
	for _, body := range writtenOnce(t, w) {
		if headers := fmt.Sprint(body["headers"]); !strings.Contains(headers, newValue) {
			t.Errorf("%v got the headers %s", body["name"], headers)
		}
	}
}
