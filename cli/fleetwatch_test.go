package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/program"
)

// Webhooks of the demo, and where they are.
const (
	contoso = "contosobikes_C9B1_x"
	bank    = "woodgrovebank_W1B7_x"
)

// watch is a watch of the fleet that walks again when the test says so.
type watch struct {
	*world
	waits  chan time.Duration // how long it wants to wait, whenever it does
	again  chan time.Time
	stop   context.CancelCauseFunc
	ended  chan int
	stdout *output
	stderr *output
}

// output is what is printed, until it is taken.
type output struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.Write(p)
}

func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.Reset()
	return o.String()
}

var _ io.Writer = &output{}

// startWatch begins a watch and waits for the end of its first walk.
func startWatch(t *testing.T, args ...string) *watch {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	w := &watch{
		world: loggedIn(t), waits: make(chan time.Duration), again: make(chan time.Time),
		stop: stop, ended: make(chan int, 1), stdout: new(output), stderr: new(output),
	}
	go func() {
		w.ended <- cli.Run(ctx, cli.Process{
			Args: append([]string{"fleet", "--watch", "5m"}, args...), Env: w.env, Stdin: strings.NewReader(""), Stdout: w.stdout, Stderr: w.stderr,
			After: func(d time.Duration) <-chan time.Time {
				w.waits <- d
				return w.again
			},
		})
	}()
	t.Cleanup(func() { stop(nil) })
	w.walked()
	return w
}

// walked waits for the end of a walk.
func (w *watch) walked() {
	w.t.Helper()
	select {
	case d := <-w.waits:
		if d != 5*time.Minute {
			w.t.Errorf("it waits %s", d)
		}
	case code := <-w.ended:
		w.t.Fatalf("it ended with %d: %s", code, w.stderr.take())
	case <-time.After(time.Minute):
		w.t.Fatal("it does not come to the end of a walk")
	}
}

// walk lets it walk once more, and returns what it prints.
func (w *watch) walk() (stdout, stderr string) {
	w.t.Helper()
	w.stdout.take()
	w.stderr.take()
	w.again <- time.Time{}
	w.walked()
	return w.stdout.take(), w.stderr.take()
}

// turn sets the status of a webhook the way Coro does.
func (w *watch) turn(workspace, name, status string) {
	w.t.Helper()
	for _, raw := range w.emulator.Webhooks(workspace) {
		held := map[string]any{}
		if err := json.Unmarshal(raw, &held); err != nil {
			w.t.Fatal(err)
		}
		if held["name"] != name {
			continue
		}
		held["status"] = status
		changed, err := json.Marshal(held)
		if err != nil {
			w.t.Fatal(err)
		}
		w.emulator.Put(workspace, changed)
		return
	}
	w.t.Fatalf("%s has no webhook %s", workspace, name)
}

// end stops it by a signal, and checks that it ends at once, in silence.
func (w *watch) end(signal syscall.Signal) {
	w.t.Helper()
	w.stdout.take()
	w.stderr.take()
	w.stop(program.Stopped{Signal: signal})
	select {
	case code := <-w.ended:
		if code != 130 {
			w.t.Errorf("%s ended it with %d", signal, code)
		}
	case <-time.After(time.Minute):
		w.t.Fatalf("it goes on after %s", signal)
	}
	if said := w.stdout.take() + w.stderr.take(); said != "" {
		w.t.Errorf("at its end it says %s", said)
	}
}

// TestFleetWatch shows the fleet once, and after each further walk only what
// became disabled since the one before, and what is enabled again.
func TestFleetWatch(t *testing.T) {
	t.Parallel()
	w := startWatch(t)
	if first := w.stdout.take(); strings.Count(first, "\n") != 40 || strings.Contains(first, "became disabled") {
		t.Errorf("at first it prints\n%s", first)
	}
	if out, told := w.walk(); out != "" || !strings.Contains(told, "16 of 16 workspaces") {
		t.Errorf("nothing changed, and it prints %s%s", out, told)
	}
	asked := len(w.emulator.Requests())
	w.turn(contoso, "PSA tickets", "disabled")
	out, told := w.walk()
	if lines := strings.Split(out, "\n"); len(lines) != 2 || !strings.Contains(lines[0], ` became disabled: "PSA tickets" in Contoso Bikes (`) {
		t.Errorf("it prints %s", out)
	}
	if !strings.Contains(told, "9 disabled") {
		t.Errorf("it tells %s", told)
	}
	if walk := len(w.emulator.Requests()) - asked; walk < 16 {
		t.Errorf("a walk over 16 workspaces asked %d times", walk)
	}
	if out, _ := w.walk(); out != "" {
		t.Errorf("it says twice what happened once: %s", out)
	}
	w.turn(contoso, "PSA tickets", "enabled")
	if out, _ := w.walk(); strings.Count(out, "\n") != 1 || !strings.Contains(out, ` is enabled again: "PSA tickets" in Contoso Bikes (`) {
		t.Errorf("once it is enabled again it prints %s", out)
	}
	w.turn(contoso, "PSA tickets", "disabled")
	if out, _ := w.walk(); strings.Count(out, "became disabled") != 1 {
		t.Errorf("the second time it prints %s", out)
	}
	w.end(syscall.SIGTERM)
}

// TestFleetWatchAsJSON writes the whole webhook of what became disabled.
func TestFleetWatchAsJSON(t *testing.T) {
	t.Parallel()
	w := startWatch(t, "--json")
	if lines := strings.Count(w.stdout.take(), "\n"); lines != 39 {
		t.Errorf("at first it writes %d lines", lines)
	}
	w.turn(bank, "RMM devices", "disabled")
	out, _ := w.walk()
	var one struct{ Name, Status, WorkspaceID string }
	if err := json.Unmarshal([]byte(out), &one); err != nil || one.Name != "RMM devices" || one.Status != "disabled" || one.WorkspaceID != bank {
		t.Errorf("it writes %s (%v)", out, err)
	}
	w.end(syscall.SIGINT)
}

// TestFleetWatchOfAStatus: what is chosen by its status changes by that itself.
// Whichever of the two is asked for, what became disabled is told; what else is
// asked for still has to be so.
func TestFleetWatchOfAStatus(t *testing.T) {
	t.Parallel()
	for args, told := range map[string]int{
		"--status disabled": 1, "--status enabled": 1, "--filter status:off": 1, "--filter status:on": 1, "--filter ws:contoso": 1,
		"--status disabled --filter ws:woodgrove": 0,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			w := startWatch(t, strings.Fields(args)...)
			if out, _ := w.walk(); out != "" {
				t.Errorf("nothing changed, and it prints %s", out)
			}
			w.turn(contoso, "PSA tickets", "disabled")
			if out, _ := w.walk(); strings.Count(out, "became disabled") != told {
				t.Errorf("it prints %q", out)
			}
			w.end(syscall.SIGTERM)
		})
	}
}

// TestFleetWatchOutlivesFailures: what was not read counts as unchanged, be it a
// workspace or all of them, and what became disabled meanwhile is told later.
func TestFleetWatchOutlivesFailures(t *testing.T) {
	t.Parallel()
	w := startWatch(t)
	for _, fault := range []emulator.Fault{
		{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpSearch},
		{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpList, Workspace: contoso},
	} {
		w.turn(contoso, "PSA tickets", "disabled")
		w.emulator.Fault(fault)
		if out, told := w.walk(); out != "" || !strings.Contains(told, "refused the request") {
			t.Errorf("with %s it prints %s%s", fault, out, told)
		}
		if out, _ := w.walk(); strings.Count(out, "became disabled") != 1 || !strings.Contains(out, "Contoso Bikes") {
			t.Errorf("once all is well after %s it prints %q", fault, out)
		}
		w.turn(contoso, "PSA tickets", "enabled")
		w.walk()
	}
	w.end(syscall.SIGTERM)
}

// TestFleetWatchIsStoppedWhileItWalks ends a watch in the middle of a walk.
func TestFleetWatchIsStoppedWhileItWalks(t *testing.T) {
	t.Parallel()
	w := startWatch(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: contoso})
	w.emulator.ResetRequests()
	w.again <- time.Time{}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for len(w.emulator.Requests()) < 17 { // the search and one for each workspace
		select {
		case <-look.C:
		case <-w.waits:
			t.Fatal("the walk does not hang")
		case <-t.Context().Done():
			t.Fatal("the walk does not come to the workspace that hangs")
		}
	}
	w.end(syscall.SIGTERM)
}
