package deliveries_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/ui/deliveries"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

var (
	secret = mask.NewSecret("canary-secret")
	start  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // the list has the time of the user's clock
	m.Run()
}

// answers is a target that answers each delivery by its trigger.
type answers map[string]int

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	status, known := a[r.Header.Get(delivery.HeaderType)]
	if !known {
		return nil, errors.New("the line is cut")
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// listener is a receiver, and the page that shows what it receives.
type listener struct {
	t    testing.TB
	r    *delivery.Receiver
	feed *delivery.Feed
	page screen.Page
	sent int
	now  time.Time
}

func listen(tb testing.TB, width, height int, targets ...string) *listener {
	tb.Helper()
	l := &listener{t: tb, now: start}
	o := delivery.Options{
		Keys: []delivery.Key{{Webhook: "Billing", Secret: secret}}, Path: "/coro", Now: func() time.Time { return l.now },
	}
	var err error
	if o.Sender, err = delivery.NewSender(api.WithHTTPTransport(answers{"workspace-created": 200, "subscription-updated": 500})); err != nil {
		tb.Fatal(err)
	}
	for _, target := range targets {
		route, err := delivery.ParseRoute(target)
		if err != nil {
			tb.Fatal(err)
		}
		o.Routes = append(o.Routes, route)
	}
	l.r = delivery.NewReceiver(o)
	l.feed = l.r.Subscribe(true)
	l.page = screen.NewPage(deliveries.New(screen.Env{
		Context: tb.Context(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: time.Now,
	}, deliveries.Options{Feed: l.feed, Ring: l.r, Listener: deliveries.Listener{
		Address: "127.0.0.1:4318", Path: "/coro", Targets: targets, Webhooks: []string{`"Billing"`},
	}})).SetSize(width, height)
	tb.Cleanup(func() { _ = l.r.End(context.Background()) })
	return l
}

// post has the receiver take a delivery in, and returns its status.
func (l *listener) post(trigger string, change func(m *delivery.Message)) int {
	l.t.Helper()
	l.sent++
	l.now = start.Add(time.Duration(l.sent) * time.Second)
	sample, found := delivery.FindSample(api.Trigger(trigger))
	if !found {
		l.t.Fatalf("there is no sample of %s", trigger)
	}
	event := sample.Event(api.Text(fmt.Sprintf("0f1e2d3c-4b5a-4697-8877-%012d", l.sent)), l.now)
	m := delivery.Compose("http://127.0.0.1:4318/coro", event.ID, event.Type, event.Body(), secret, delivery.DefaultForm(), nil)
	m.Header.Set("Authorization", "Bearer canary-bearer")
	if change != nil {
		change(&m)
	}
	request := httptest.NewRequestWithContext(l.t.Context(), http.MethodPost, m.URL, strings.NewReader(string(m.Body)))
	request.Header = m.Header
	answer := httptest.NewRecorder()
	l.r.ServeHTTP(answer, request)
	return answer.Code
}

// unsigned takes the signature off.
func unsigned(m *delivery.Message) { m.Header.Del(delivery.HeaderSignature) }

// show brings to the page what came, until all of it is there.
func (l *listener) show() {
	l.t.Helper()
	for seen := 0; seen < l.sent; {
		batch, more := l.feed.Next(l.t.Context())
		if !more {
			l.t.Fatal("the feed has ended")
		}
		for _, d := range batch.Received {
			seen = max(seen, d.Number)
		}
		arrived := deliveries.ArrivedMsg{Batch: batch}
		arrived.Received, arrived.Dropped = l.r.Counts()
		l.page, _ = l.page.Update(arrived)
	}
}

// press sends keys, and returns what the last one asks for.
func (l *listener) press(names ...string) (asked tea.Msg) {
	for _, name := range names {
		key := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		switch name {
		case "enter":
			key = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			key = tea.KeyPressMsg{Code: tea.KeyEscape}
		case "tab":
			key = tea.KeyPressMsg{Code: tea.KeyTab}
		}
		var cmd tea.Cmd
		l.page, cmd = l.page.Update(key)
		if asked = nil; cmd != nil {
			asked = cmd()
		}
	}
	return asked
}

func (l *listener) view() string { return ansi.Strip(l.page.View()) }

// shows checks for texts on the page.
func (l *listener) shows(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		if !strings.Contains(l.view(), text) {
			l.t.Errorf("%q is not shown:\n%s", text, l.view())
		}
	}
}

// hides checks that texts are not on the page.
func (l *listener) hides(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		if strings.Contains(l.view(), text) {
			l.t.Errorf("%q is shown:\n%s", text, l.view())
		}
	}
}

// atCursor is the row under the cursor.
func (l *listener) atCursor() string {
	for line := range strings.Lines(l.view()) {
		if strings.HasPrefix(line, "▌") {
			return line
		}
	}
	return ""
}

// mixed are deliveries of every verdict.
func (l *listener) mixed() {
	l.post("workspace-created", nil)
	l.post("subscription-updated", nil)
	l.post("protected-users-added", unsigned)
	l.post("protected-devices-count-updated", func(m *delivery.Message) { m.Header.Set("Content-Type", "text/plain") })
	l.show()
}

func TestViews(t *testing.T) {
	t.Parallel()
	states := map[string]func(*listener){
		"empty":    func(*listener) {},
		"list":     (*listener).mixed,
		"filtered": func(l *listener) { l.mixed(); l.press("/", "v", "a", "l", "i", "d", ":", "n") },
		"paused":   func(l *listener) { l.mixed(); l.press("P"); l.post("workspace-created", nil); l.show() },
		"detail":   func(l *listener) { l.mixed(); l.press("g", "enter") },
		"bad":      func(l *listener) { l.mixed(); l.press("G", "k", "enter") },
		"raw":      func(l *listener) { l.mixed(); l.press("g", "enter", "J", "G") },
	}
	for name, reach := range states {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {140, 30}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				l := listen(t, size[0], size[1])
				reach(l)
				golden.RequireEqual(t, []byte(l.view()))
			})
		}
	}
}

// TestSecretsStayMasked on the page, whatever is open.
func TestSecretsStayMasked(t *testing.T) {
	t.Parallel()
	l := listen(t, 200, 60, "http://127.0.0.1:3000/coro?token=canary-token")
	l.mixed()
	for _, key := range []string{"g", "enter", "J", "esc", "G"} {
		l.press(key)
		l.hides("canary")
	}
}

// TestItFollowsUntilTheCursorMoves, and again from the end on.
func TestItFollowsUntilTheCursorMoves(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19)
	arrive := func() {
		for range 30 {
			l.post("workspace-created", nil)
		}
		l.show()
	}
	arrive()
	if !strings.Contains(l.atCursor(), "12:00:30") {
		t.Fatalf("the cursor is at %q", l.atCursor())
	}
	l.press("k")
	arrive()
	if !strings.Contains(l.atCursor(), "12:00:29") {
		t.Errorf("moved, it left its delivery for %q", l.atCursor())
	}
	l.shows("29 of 60")
	l.press("G")
	arrive()
	if !strings.Contains(l.atCursor(), "12:01:30") {
		t.Errorf("at the end again it follows to %q", l.atCursor())
	}
	l.press("enter")
	l.shows("90 of 90")
	arrive()
	l.shows("90 of 120")
}

// TestAPauseHoldsTheRows while receiving goes on, and says how many wait.
func TestAPauseHoldsTheRows(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19)
	l.post("workspace-created", nil)
	l.show()
	l.press("P")
	l.post("subscription-updated", nil)
	l.post("subscription-updated", nil)
	l.show()
	l.hides("subscription-updated")
	if _, right := title(t, l); right != "paused · 2 waiting" {
		t.Errorf("the header says %q", right)
	}
	l.press("P")
	l.shows("subscription-updated", "3 received")
	if _, right := title(t, l); right != "" {
		t.Errorf("resumed, the header says %q", right)
	}
}

func title(t *testing.T, l *listener) (left, right string) {
	t.Helper()
	m, ok := screen.As[deliveries.Model](l.page)
	if !ok {
		t.Fatal("it is another page")
	}
	return m.Title()
}

// TestTheTargetsAnswersAreShown, with what was not forwarded.
func TestTheTargetsAnswersAreShown(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19, "http://127.0.0.1:3000/in")
	l.mixed()
	rows := strings.Split(l.view(), "\n")[1:5]
	for i, want := range []string{"204     200", "204     500", "401     -", "204     failed"} {
		if !strings.HasSuffix(strings.TrimRight(rows[i], " "), want) {
			t.Errorf("row %d ends otherwise than %q: %q", i, want, rows[i])
		}
	}
	l.press("G", "enter")
	l.shows("line is cut", "Content-Type")
}

// TestKeysAsk for what is done with the delivery under the cursor.
func TestKeysAsk(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19)
	for _, key := range []string{"r", "e", "y"} {
		if said, is := l.press(key).(screen.StatusMsg); !is || !strings.Contains(said.Text, "no delivery") {
			t.Errorf("%s without a delivery asks for %+v", key, said)
		}
	}
	l.mixed()
	l.press("g")
	if asked, is := l.press("r").(deliveries.ResendMsg); !is || asked.Delivery.Number != 1 {
		t.Errorf("r asks for %+v", asked)
	}
	if asked, is := l.press("e").(deliveries.EditMsg); !is || asked.Delivery.Number != 1 {
		t.Errorf("e asks for %+v", asked)
	}
	if asked, is := l.press("y").(deliveries.CopyMsg); !is || asked.Delivery.Number != 1 {
		t.Errorf("y asks for %+v", asked)
	}
	if _, is := l.press("?").(screen.HelpMsg); !is {
		t.Error("? does not ask for help")
	}
	l.press("enter")
	if asked := l.press("q"); asked != nil {
		t.Errorf("from the detail q asks for %+v", asked)
	}
	if _, is := l.press("q").(screen.QuitMsg); !is {
		t.Error("from the list q does not quit")
	}
}

// TestWhatIsForgottenIsSaid: the list keeps a thousand, and counts all.
func TestWhatIsForgottenIsSaid(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19)
	for range 3 {
		for range 500 {
			l.post("workspace-created", nil)
		}
		l.show()
	}
	l.shows("1,500 received", "the first 500 forgotten")
	l.press("P")
	for range 1000 {
		l.post("workspace-created", nil)
	}
	l.show()
	l.press("g", "enter")
	l.shows("no longer in memory")
}

// TestTheHeaderNamesTheListener: where it listens, for what, and where to.
func TestTheHeaderNamesTheListener(t *testing.T) {
	t.Parallel()
	l := listen(t, 80, 19, "http://127.0.0.1:3000/in")
	if left, _ := title(t, l); left != `127.0.0.1:4318/coro → http://127.0.0.1:3000/in · "Billing"` {
		t.Errorf("the header says %q", left)
	}
}
