package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
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

// watch is a watch of the fleet that scans again when the test says so.
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

// startWatch begins a watch and waits for the end of its first scan.
func startWatch(t *testing.T, args ...string) *watch {
	t.Helper()
	return startWatchOf(loggedIn(t), args...)
}

// startWatchOf begins a watch of a world that was prepared for it.
func startWatchOf(of *world, args ...string) *watch {
	t := of.t
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	w := &watch{
		world: of, waits: make(chan time.Duration), again: make(chan time.Time),
		stop: stop, ended: make(chan int, 1), stdout: new(output), stderr: new(output),
	}
	go func() {
		w.ended <- cli.Run(ctx, cli.Process{
			Args: append([]string{"fleet", "watch"}, args...), Env: w.env, Stdin: strings.NewReader(""), Stdout: w.stdout, Stderr: w.stderr,
			After: func(d time.Duration) <-chan time.Time {
				w.waits <- d
				return w.again
			},
		})
	}()
	t.Cleanup(func() { stop(nil) })
	w.scanned()
	return w
}

// scanned waits for the end of a scan.
func (w *watch) scanned() {
	w.t.Helper()
	select {
	case d := <-w.waits:
		if d != 5*time.Minute {
			w.t.Errorf("it waits %s", d)
		}
	case code := <-w.ended:
		w.t.Fatalf("it ended with %d: %s", code, w.stderr.take())
	case <-time.After(time.Minute):
		w.t.Fatal("it does not come to the end of a scan")
	}
}

// scan lets it scan once more, and returns what it prints.
func (w *watch) scan() (stdout, stderr string) {
	w.t.Helper()
	w.stdout.take()
	w.stderr.take()
	w.again <- time.Time{}
	w.scanned()
	return w.stdout.take(), w.stderr.take()
}

// turn sets the status of a webhook the way Coro does.
func (w *world) turn(workspace, name, status string) {
	w.t.Helper()
	w.alter(workspace, name, func(held map[string]any) { held["status"] = status })
}

// alter changes a webhook as someone else would.
func (w *world) alter(workspace, name string, change func(held map[string]any)) {
	w.t.Helper()
	held := w.held(workspace, name)
	change(held)
	changed, err := json.Marshal(held)
	if err != nil {
		w.t.Fatal(err)
	}
	w.emulator.Put(workspace, changed)
}

// held is a webhook as the server holds it.
func (w *world) held(workspace, name string) map[string]any {
	w.t.Helper()
	for _, raw := range w.emulator.Webhooks(workspace) {
		held := map[string]any{}
		if err := json.Unmarshal(raw, &held); err != nil {
			w.t.Fatal(err)
		}
		if held["name"] == name {
			return held
		}
	}
	w.t.Fatalf("%s has no webhook %s", workspace, name)
	return nil
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

// TestFleetWatch prints nothing of what is there at first, and then what happens, a line
// for each event and once.
func TestFleetWatch(t *testing.T) {
	t.Parallel()
	w := startWatch(t)
	if first, told := w.stdout.take(), w.stderr.take(); first != "" || !strings.Contains(told, "16 of 16 workspaces") {
		t.Errorf("at first it prints %s%s", first, told)
	}
	if out, told := w.scan(); out != "" || told != "" {
		t.Errorf("nothing changed, and it prints %s%s", out, told)
	}
	asked := len(w.emulator.Requests())
	id, _ := w.held(contoso, "PSA tickets")["id"].(string)
	w.turn(contoso, "PSA tickets", "disabled")
	out, told := w.scan()
	if cells := strings.Split(out, "\t"); len(cells) != 7 || strings.Join(cells[1:], "|") != "disabled|"+contoso+"|Contoso Bikes|"+id+"|PSA tickets|\n" {
		t.Errorf("it prints %q", out)
	}
	if !strings.Contains(told, "9 disabled") {
		t.Errorf("it tells %s", told)
	}
	if scan := len(w.emulator.Requests()) - asked; scan < 16 {
		t.Errorf("a scan of 16 workspaces asked %d times", scan)
	}
	if out, _ := w.scan(); out != "" {
		t.Errorf("it says twice what happened once: %s", out)
	}
	w.turn(contoso, "PSA tickets", "enabled")
	if out, _ := w.scan(); strings.Count(out, "\n") != 1 || !strings.Contains(out, "\tenabled\t") {
		t.Errorf("once it is enabled again it prints %s", out)
	}
	w.end(syscall.SIGTERM)
}

// TestFleetWatchOfAStatus: what is chosen by its status changes by that itself.
// Whichever of the two is asked for, what was disabled is told; what else is asked for
// still has to be so.
func TestFleetWatchOfAStatus(t *testing.T) {
	t.Parallel()
	for args, told := range map[string]int{
		"--status disabled": 1, "--status enabled": 1, "--filter status:off": 1, "--filter status:on": 1, "--filter ws:contoso": 1,
		"--workspace-filter contoso": 1, "--workspace-filter woodgrove": 0, "--status disabled --filter ws:woodgrove": 0,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			w := startWatch(t, strings.Fields(args)...)
			if out, _ := w.scan(); out != "" {
				t.Errorf("nothing changed, and it prints %s", out)
			}
			w.turn(contoso, "PSA tickets", "disabled")
			if out, _ := w.scan(); strings.Count(out, "\tdisabled\t") != told {
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
		if out, told := w.scan(); out != "" || !strings.Contains(told, "refused the request") {
			t.Errorf("with %s it prints %s%s", fault, out, told)
		}
		if out, _ := w.scan(); strings.Count(out, "\tdisabled\t") != 1 || !strings.Contains(out, "Contoso Bikes") {
			t.Errorf("once all is well after %s it prints %q", fault, out)
		}
		w.turn(contoso, "PSA tickets", "enabled")
		w.scan()
	}
	w.end(syscall.SIGTERM)
}

// TestFleetWatchOutlivesItsFirstScan: be it that all of it fails, or one workspace. What is
// read for the first time is listed and not new, whenever that is.
func TestFleetWatchOutlivesItsFirstScan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault emulator.Fault
		then  int
	}{
		"the search": {emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpSearch}, 39},
		"a list":     {emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpList, Workspace: contoso}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := loggedIn(t)
			of.emulator.Fault(c.fault)
			w := startWatchOf(of, "--json")
			if told := w.stderr.take(); !strings.Contains(told, "refused the request") {
				t.Errorf("it tells %s", told)
			}
			if all := events(t, w.stdout.take()); len(all) != 39-c.then {
				t.Errorf("at first it writes %s", said(all))
			}
			out, _ := w.scan()
			if all := events(t, out); len(all) != c.then || strings.Count(said(all), "listed ") != c.then {
				t.Errorf("then it writes %s", said(all))
			}
			w.end(syscall.SIGTERM)
		})
	}
}

// TestFleetWatchOfAListThatIsShort: what a list leaves out is not deleted, and what it has
// again is not new.
func TestFleetWatchOfAListThatIsShort(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("list=array")
	if err != nil {
		t.Fatal(err)
	}
	of := loggedIn(t, emulator.WithVariant(variant))
	var short atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !short.Load() || r.Header.Get("Workspace") != contoso || !strings.HasSuffix(r.URL.Path, "/webhooks") {
			of.emulator.ServeHTTP(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(rw, "[%s]", of.emulator.Webhooks(contoso)[0])
	}))
	t.Cleanup(server.Close)
	of.set("COROTUI_API_URL=" + server.URL)
	w := startWatchOf(of, "--json")
	w.emulator.ResetRequests()
	short.Store(true)
	if out, _ := w.scan(); out != "" {
		t.Errorf("it writes %s", out)
	}
	reads := 0
	for _, r := range w.emulator.Requests() {
		if r.Operation == emulator.OpGet {
			reads++
		}
	}
	if reads != 1 {
		t.Errorf("it read %d webhooks again, want the one that the list lacks", reads)
	}
	short.Store(false)
	if out, _ := w.scan(); out != "" {
		t.Errorf("then it writes %s", out)
	}
	w.end(syscall.SIGTERM)
}

// TestFleetWatchIsStoppedWhileItScans ends a watch in the middle of a scan.
func TestFleetWatchIsStoppedWhileItScans(t *testing.T) {
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
			t.Fatal("the scan does not hang")
		case <-t.Context().Done():
			t.Fatal("the scan does not come to the workspace that hangs")
		}
	}
	w.end(syscall.SIGTERM)
}
