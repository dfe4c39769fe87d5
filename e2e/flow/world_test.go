package flow_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/mask"
	"corotui/ui"
)

// sessions is how many run at once. They wait for the next frame most of the
// time, so more of them than processors do not slow each other down.
const sessions = "8"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", sessions); err != nil {
		panic(err)
	}
	m.Run()
}

// now is when these tests begin, for the program and the server.
var now = time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)

// billing is the id of the demo's webhook "Billing to QuickBooks".
const billing = "66b204f0c992d50b8b2f984c"

// size is a terminal's, in cells.
type size struct{ width, height int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.width, s.height) }

// sizes are the usual terminal, the smallest one and a wide one, where list
// and detail stand side by side.
var sizes = []size{{80, 24}, {60, 15}, {200, 50}}

// world is the program in a terminal, and the server that it works on, over
// HTTP on this machine.
type world struct {
	*flow.Session
	t      *testing.T
	server *emulator.Server
	wire   *wire
}

// open starts the program on the demo's data and waits for the list.
// Each of changes is made to the program's options first.
func open(t *testing.T, s size, variant emulator.Variant, changes ...func(*ui.Options)) *world {
	t.Helper()
	w := openOn(t, s, emulator.Demo(), variant, changes...)
	w.WaitFor("Acme Channel", "12 webhooks", "PSA tickets", "Billing to QuickB")
	return w
}

// openOn starts the program on other data, and waits for nothing.
func openOn(t *testing.T, s size, seed emulator.Seed, variant emulator.Variant, changes ...func(*ui.Options)) *world {
	t.Helper()
	began := time.Now()
	clock := func() time.Time { return now.Add(time.Since(began)) }
	server := emulator.New(seed, emulator.WithClock(clock), emulator.WithVariant(variant))
	recorded := &wire{next: server}
	listener := httptest.NewServer(recorded)
	t.Cleanup(func() {
		server.Close()
		listener.Close()
	})
	options := []api.Option{
		api.WithBaseURL(listener.URL), api.WithClock(clock),
		api.WithTimeout(time.Minute), // an answer that is held must not be given up on a busy machine
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}
	if variant.Audience == "legacy" {
		options = append(options, api.WithAudience("https://secure.coro.net/api"))
	}
	client, err := api.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Session: flow.Start(t, flow.Demo(t, client, clock, changes...), s.width, s.height), t: t, server: server, wire: recorded}
}

// row returns where the cursor is, in a list, a form or a picker: its line,
// without what may stand in a column beside it.
func row(screen string) string {
	const column = 60
	for line := range strings.Lines(screen) {
		if at := strings.Index(line, "▌"); at >= 0 {
			if before := strings.TrimLeft(line[:at], " ✓"); before != "" && strings.Contains("●○◌◇", string([]rune(before)[:1])) {
				at = 0 // a row of the list, which begins with its status
			}
			return strings.TrimSpace(ansi.Truncate(line[at:], column, ""))
		}
	}
	return ""
}

// at waits until the row under the cursor shows a text.
func (w *world) at(text string) {
	w.t.Helper()
	w.WaitUntil(func(screen string) bool { return strings.Contains(row(screen), text) }, "has the cursor at "+text)
}

// to moves the cursor down to the row with a text. The screen must have
// followed the keys before, since that is what tells how far to go.
func (w *world) to(text string) {
	w.t.Helper()
	const longestForm = 60
	for range longestForm {
		from := row(w.Screen())
		if strings.Contains(from, text) {
			return
		}
		w.Press("down")
		w.WaitUntil(func(screen string) bool { return row(screen) != from }, "moves the cursor down from "+from)
	}
	w.t.Fatalf("no row with %q came under the cursor", text)
}

// choose moves the cursor of the list to a webhook.
func (w *world) choose(name string) {
	w.t.Helper()
	w.Press("g")
	w.WaitUntil(func(screen string) bool {
		_, rows, _ := strings.Cut(screen, "STATUS")
		_, rows, _ = strings.Cut(rows, "\n")
		first, _, _ := strings.Cut(rows, "\n")
		return strings.Contains(first, "▌")
	}, "has the cursor in its first row")
	w.to(name)
}

// retype replaces what the text field under the cursor holds.
func (w *world) retype(text string) {
	w.t.Helper()
	w.Press("end", "ctrl+u")
	w.Type(text)
	w.at(text)
}

// tick chooses the trigger in the form.
func (w *world) tick(trigger string) {
	w.t.Helper()
	w.to(trigger)
	w.Press("space")
	w.at("[x] " + trigger)
}

// generatesSecret has the form make a secret.
func (w *world) generatesSecret() {
	w.t.Helper()
	w.to("Secret")
	w.Press("right")
	w.WaitFor("generate a secret", "••••••••••••")
}

// said waits for a sentence that may be broken into lines anywhere. Between two
// clauses the end of a line stands for the dot.
func (w *world) said(sentence string) {
	w.t.Helper()
	spoken := func(s string) string {
		return strings.Join(slices.DeleteFunc(strings.Fields(s), func(word string) bool { return word == "·" }), " ")
	}
	w.WaitUntil(func(screen string) bool { return strings.Contains(spoken(screen), spoken(sentence)) }, "says "+sentence)
}

// see scrolls down until a text is on the screen.
func (w *world) see(texts ...string) {
	w.t.Helper()
	const longestDetail = 60
	for _, text := range texts {
		for range longestDetail {
			before := w.Screen()
			if strings.Contains(before, text) {
				break
			}
			w.Press("down")
			w.WaitUntil(func(screen string) bool { return screen != before }, fmt.Sprintf("scrolls on to %q", text))
		}
	}
}

// closes closes a dialog with a text, once that takes keys.
func (w *world) closes(text string) {
	w.t.Helper()
	w.WaitForDialog(text)
	w.Press("esc")
	w.WaitGone(text)
}

// held returns a webhook of the demo's channel as the server holds it.
func (w *world) held(id string) map[string]any {
	w.t.Helper()
	raw, found := w.server.Webhook(emulator.DemoChannel, id)
	if !found {
		w.t.Fatalf("the server does not hold %s", id)
	}
	return object(w.t, raw)
}

// asked checks that the webhooks of a workspace were asked for.
func (w *world) asked(workspace string) {
	w.t.Helper()
	for _, r := range w.wire.all(http.MethodGet) {
		if strings.HasSuffix(r.path, "/webhooks") && r.header.Get("Workspace") == workspace {
			return
		}
	}
	w.t.Errorf("nobody asked for the webhooks of %s", workspace)
}

// find returns the webhook of a name as the server holds it, or nil.
func (w *world) find(name string) map[string]any {
	w.t.Helper()
	for _, raw := range w.server.Webhooks(emulator.DemoChannel) {
		if webhook := object(w.t, raw); webhook["name"] == name {
			return webhook
		}
	}
	return nil
}

func object(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return o
}

// wire keeps every request as it comes from the network.
type wire struct {
	next http.Handler

	mu       sync.Mutex
	requests []request
	holds    chan struct{} // until it is closed, answers that are held are not sent; nil: they are
	held     func(*http.Request) bool
	asked    chan struct{} // gets a word of each answer that is held
}

// request is one that came. Its body is whole.
type request struct {
	method, path string
	header       http.Header
	body         []byte
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(out, "the request was cut", http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	w.requests = append(w.requests, request{r.Method, r.URL.Path, r.Header.Clone(), body})
	holds, asked := w.holds, w.asked
	if holds != nil && !w.held(r) {
		holds = nil
	}
	w.mu.Unlock()
	if holds == nil {
		w.next.ServeHTTP(out, r)
		return
	}
	answer := httptest.NewRecorder()
	w.next.ServeHTTP(answer, r)
	asked <- struct{}{}
	select {
	case <-holds:
	case <-r.Context().Done():
	}
	maps.Copy(out.Header(), answer.Header())
	out.WriteHeader(answer.Code)
	_, _ = out.Write(answer.Body.Bytes())
}

// hold has the list of a workspace's webhooks be answered as it is when it is asked
// for, of which asked tells, but not before go on is called.
func (w *wire) hold(workspace string) (asked <-chan struct{}, goOn func()) {
	return w.holdAll(func(r *http.Request) bool {
		return r.Header.Get("Workspace") == workspace && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/webhooks")
	})
}

// holdAll is hold for whatever requests held chooses.
func (w *wire) holdAll(held func(*http.Request) bool) (asked <-chan struct{}, goOn func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	const most = 100
	holds := make(chan struct{})
	w.holds, w.held, w.asked = holds, held, make(chan struct{}, most)
	return w.asked, sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.holds = nil
		close(holds)
	})
}

// all returns the requests so far, and those of some methods only if any are
// given.
func (w *wire) all(methods ...string) []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	var chosen []request
	for _, r := range w.requests {
		if len(methods) == 0 || strings.Contains(strings.Join(methods, " "), r.method) {
			chosen = append(chosen, r)
		}
	}
	return chosen
}
