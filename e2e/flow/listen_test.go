//go:build unix

package flow_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// technician has the built program, an account at an emulator, and a receiver of
// deliveries on this machine, to which the webhook "Local" sends.
type technician struct {
	t       *testing.T
	program string
	env     []string
	target  string

	mu  sync.Mutex
	got []string // the bodies that the receiver took
}

func newTechnician(t *testing.T) *technician {
	t.Helper()
	u := &technician{t: t, program: flow.Build(t), env: home(t)}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		u.mu.Lock()
		u.got = append(u.got, string(body))
		u.mu.Unlock()
		_, _ = io.WriteString(w, "thank you\x1b[31m")
	}))
	server := emulator.New(emulator.Demo())
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		receiver.Close()
		server.Close()
		listener.Close()
	})
	u.target = receiver.URL + "/hook"
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\nexec sed -i s/Acme/Edited/ \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	u.env = append(u.env, "COROTUI_API_URL="+listener.URL, "COROTUI_WORKSPACE="+emulator.DemoChannel, "EDITOR="+editor,
		"COROTUI_CLIENT_ID="+emulator.DemoClientID, "COROTUI_CLIENT_SECRET="+emulator.DemoClientSecret)
	create := exec.CommandContext(t.Context(), u.program, "webhooks", "create", "--name", "Local", "--url", u.target,
		"--trigger", "workspace-created,subscription-updated", "--secret-stdin")
	create.Env, create.Stdin = u.env, strings.NewReader("canary-secret")
	if said, err := create.CombinedOutput(); err != nil {
		t.Fatalf("create a webhook: %v\n%s", err, said)
	}
	return u
}

// taken are the bodies that the receiver took.
func (u *technician) taken() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.got)
}

// start runs the program in a terminal.
func (u *technician) start(s size, args ...string) *world {
	u.t.Helper()
	return &world{t: u.t, Session: flow.StartBinary(u.t, u.program, args, u.env, s.width, s.height)}
}

var listensAt = regexp.MustCompile(`127\.0\.0\.1:\d+/coro`)

// address is where the listener on the screen listens.
func (w *world) address() string {
	w.t.Helper()
	w.WaitFor("No deliveries yet")
	return "http://" + listensAt.FindString(w.Screen())
}

// deliver sends a signed sample, and returns the status of the answer.
func (u *technician) deliver(to, trigger, secret string) int {
	u.t.Helper()
	sender, err := delivery.NewSender()
	if err != nil {
		u.t.Fatal(err)
	}
	sample, found := delivery.FindSample(api.Trigger(trigger))
	if !found {
		u.t.Fatalf("there is no sample of %s", trigger)
	}
	event := sample.Event(delivery.NewID(), time.Now())
	answer, err := sender.Send(u.t.Context(), delivery.Compose(to, event.ID, event.Type, event.Body(), mask.NewSecret(secret), delivery.DefaultForm(), nil))
	if err != nil {
		u.t.Fatal(err)
	}
	return answer.Status
}

// TestListenShowsDeliveries as they come: judged, forwarded, sent again, edited, filtered,
// and held back by a pause. Leaving the page closes the port.
func TestListenShowsDeliveries(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			u := newTechnician(t)
			w := u.start(s, "listen", "Local", "--addr", "127.0.0.1:0", "--forward-to", u.target)
			to := w.address()
			w.WaitFor(strings.TrimPrefix(to, "http://"), u.target)
			if status := u.deliver(to, "workspace-created", "canary-secret"); status != http.StatusNoContent {
				t.Errorf("a genuine delivery was answered %d", status)
			}
			w.WaitFor("● genuine  workspace-created", "204     200", "1 received · following")
			if status := u.deliver(to, "subscription-updated", "another"); status != http.StatusNoContent {
				t.Errorf("a bad delivery for a real webhook was answered %d", status)
			}
			w.WaitFor("○ bad      subscription-upd", "2 received · 1 bad")

			lookInto(w)
			w.Press("r")
			w.WaitFor("Sending", "again")
			w.Press("e")
			w.WaitFor("◌ edited")
			w.WaitUntil(func(screen string) bool { return strings.Count(screen, " 200") >= 2 }, "shows that the edited one was forwarded")
			got := u.taken()
			if len(got) != 3 || got[0] != got[1] || !strings.Contains(got[2], "Edited Dental") {
				t.Errorf("the receiver got %q", got)
			}

			w.Press("/")
			w.Type("valid:no")
			w.Press("enter")
			w.WaitFor("1 of 3")
			w.WaitGone("workspace-created")
			w.Press("esc")
			w.WaitFor("2 received")
			w.Press("P")
			w.WaitFor("paused · 0 waiting")
			u.deliver(to, "workspace-created", "canary-secret")
			w.WaitFor("paused · 1 waiting")
			w.Press("P")
			w.WaitFor("3 received")
			w.Press("?")
			w.WaitFor("Deliveries, in corotui listen", "show all of the delivery")
			w.Press("esc")
			w.WaitFor("TIME")
			w.Quit("q")
			if connection, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(to, "http://"), "/coro")); err == nil {
				_ = connection.Close()
				t.Error("the port is still open")
			}
			if said := string(w.Output()); !strings.Contains(said, "Received 3 deliveries") || strings.Contains(said, "canary-secret") {
				t.Errorf("at its end it says %q", said[max(0, len(said)-300):])
			}
		})
	}
}

// lookInto opens the bad delivery, goes to the genuine one, and shows its body in both ways.
func lookInto(w *world) {
	w.Press("enter")
	w.WaitFor("subscription-updated", "2 of 2  ○ bad", "not one of this secret")
	w.Press("[")
	w.WaitFor("1 of 2  ● genuine", "Signature", "scheme id, encoding hex")
	w.Press("G")
	w.WaitFor(`"subscriptionType": "initial"`)
	w.Press("J", "G")
	w.WaitGone(`"subscriptionType": "initial"`)
	w.Press("J", "q")
	w.WaitFor("TIME", "2 received")
}

// TestListenPrintsWhereItIsTold: a format on a terminal is no page.
func TestListenPrintsWhereItIsTold(t *testing.T) {
	t.Parallel()
	u := newTechnician(t)
	w := u.start(sizes[0], "listen", "Local", "--addr", "127.0.0.1:0", "--format", "compact")
	w.WaitFor("Listening on http://")
	u.deliver("http://"+listensAt.FindString(w.Screen()), "workspace-created", "canary-secret")
	w.WaitFor("genuine", "workspace-created")
	w.Signal(os.Interrupt)
	if code := w.WaitEnd(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
}

// TestDeliveriesSpareTheLine: a new one takes few bytes, also where the list is full, more
// where the detail beside it follows, and a move of the cursor as few as in the other lists.
func TestDeliveriesSpareTheLine(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{80, 24}, {140, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			u := newTechnician(t)
			w := u.start(s, "listen", "Local", "--addr", "127.0.0.1:0")
			to := w.address()
			before, all := 0, 0
			const first, last = 50, 90
			for n := 1; n <= last; n++ {
				trigger := api.KnownTriggers[n%len(api.KnownTriggers)].Name // as rows differ in life
				u.deliver(to, string(trigger), "canary-secret")
				w.WaitFor(fmt.Sprintf("%d received", n))
				if n == first {
					before = len(w.Output())
				}
				all = len(w.Output())
			}
			each := (all - before) / (last - first)
			t.Logf("bytes for a delivery: %d", each)
			if most := map[int]int{80: 700, 140: 4000}[s.width]; each > most {
				t.Errorf("a delivery takes %d bytes, more than %d", each, most)
			}
			if s.width == sizes[0].width {
				w.Press("up", "up", "up", "up", "up")
				w.WaitFor("85 of 90")
				w.movesOf(func(screen string) string { return timeRow.FindString(screen) + position.FindString(screen) })
			}
			w.Quit("q")
		})
	}
}

var (
	timeRow  = regexp.MustCompile(`▌\d\d:\d\d:\d\d`)
	position = regexp.MustCompile(`\d+ of \d+`)
)

// TestASampleGoesStraightToTheReceiver, and is asked about before it leaves this machine.
func TestASampleGoesStraightToTheReceiver(t *testing.T) {
	t.Parallel()
	u := newTechnician(t)
	w := u.start(sizes[0])
	w.WaitFor("13 webhooks", "fresh")
	w.choose("Local")
	w.Press("B")
	w.WaitFor(`Send a sample to "Local"`, "as Coro documents it", "its data is a guess")
	w.Press("down", "enter")
	w.WaitForDialog(`Sample to "Local"`, "answered 200 OK", "subscription-updated", "thank you")
	if strings.Contains(string(w.Output()), "thank you\x1b[31m") {
		t.Error("the receiver's escape sequence reached the terminal")
	}
	w.Press("enter")
	w.said(`Sample accepted by "Local": 200 OK in`)
	if got := u.taken(); len(got) != 1 || !strings.Contains(got[0], `"type":"subscription-updated"`) {
		t.Errorf("the receiver got %q", got)
	}
	w.choose("PSA tickets")
	w.Press("B", "enter")
	w.WaitForDialog("Send a sample of workspace-created to psa.northwind.example?", "cannot tell a signed sample")
	w.Press("enter")
	w.WaitGone("cannot tell a signed sample")
	if got := u.taken(); len(got) != 1 {
		t.Errorf("the receiver got %q", got)
	}
	w.Quit("q")
}

// TestReadOnlySendsSamplesToThisMachineAlone.
func TestReadOnlySendsSamplesToThisMachineAlone(t *testing.T) {
	t.Parallel()
	u := newTechnician(t)
	w := u.start(sizes[0], "--read-only")
	w.WaitFor("13 webhooks", "fresh")
	w.choose("PSA tickets")
	w.Press("B")
	w.said("Nothing was sent to psa.northwind.example")
	w.choose("Local")
	w.Press("B", "enter")
	w.WaitForDialog(`Sample to "Local"`, "answered 200 OK")
	w.Press("enter")
	w.Quit("q")
}
