package reliability_test

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/change"
	"corotui/history"
	"corotui/mask"
	"corotui/ui"
	"corotui/ui/keys"
)

// The terminal of the driver: high enough for every row, and just not so wide
// that the detail stands beside the list.
const (
	driverWidth  = 109
	driverHeight = 60
)

// driver is the whole program without a terminal, in a synctest bubble: it runs
// commands like Bubble Tea does, and time passes only while all of them wait.
type driver struct {
	model    tea.Model
	messages chan tea.Msg
	running  int
	server   *emulator.Server
	client   *api.Client
	log      *history.Log
	draft    draft
}

// draft is a file of an unsaved form, in memory.
type draft struct {
	mu   sync.Mutex
	kept []byte
}

func (d *draft) Save(_ context.Context, data []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = data
	return nil
}

func (d *draft) Load(context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept, nil
}

func (d *draft) Remove(ctx context.Context) error { return d.Save(ctx, nil) }

// newDriver starts the program on the emulator's demo and waits for the list.
func newDriver(t *testing.T) *driver {
	t.Helper()
	server := emulator.New(emulator.Demo())
	client, err := api.New(
		api.WithBaseURL("https://api.secure.coro.net"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	d := &driver{messages: make(chan tea.Msg, 1000), server: server, client: client, log: history.InMemory()}
	d.start()
	return d
}

// start starts the program, with what an earlier run left, and waits for the
// list.
func (d *driver) start() {
	recorder := d.log.By(history.Who{User: "tech1", Host: d.client.Host()})
	d.model = ui.New(ui.Options{
		Context: context.Background(), Service: d.client, Writer: change.NewWriter(d.client, change.WithRecorder(recorder)), History: d.log,
		Drafts: &d.draft, Keys: keys.Default(), Where: func() ui.Where { return ui.Where{Host: d.client.Host()} }, Workspace: emulator.DemoChannel,
	})
	d.run(d.model.Init())
	d.send(tea.WindowSizeMsg{Width: driverWidth, Height: driverHeight})
	d.settle()
}

// hangUp takes the terminal away, and starts the program again.
func (d *driver) hangUp() {
	d.send(ui.HangupMsg{Gone: true})
	d.settle()
	d.start()
}

// run begins a command, and those that it answers with.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.running++
	go func() { d.messages <- cmd() }()
}

// settle takes messages until no command is under way.
func (d *driver) settle() {
	for d.running > 0 {
		message := <-d.messages
		d.running--
		d.take(message)
	}
	synctest.Wait()
}

func (d *driver) take(message tea.Msg) {
	if message == nil {
		return
	}
	list, commands := reflect.TypeOf(message), reflect.TypeFor[[]tea.Cmd]()
	if list.Kind() == reflect.Slice && list.ConvertibleTo(commands) {
		inner, _ := reflect.ValueOf(message).Convert(commands).Interface().([]tea.Cmd)
		for _, cmd := range inner {
			d.run(cmd) // a sequence's order does not matter to what is checked
		}
		return
	}
	d.send(message)
}

func (d *driver) send(message tea.Msg) {
	var cmd tea.Cmd
	d.model, cmd = d.model.Update(message)
	d.run(cmd)
}

var named = map[string]tea.KeyPressMsg{
	"space": {Code: tea.KeySpace, Text: " "}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "end": {Code: tea.KeyEnd},
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
}

// press sends keys, and waits after each until everything has come to rest.
func (d *driver) press(names ...string) {
	for _, name := range names {
		press, special := named[name]
		if !special {
			press = tea.KeyPressMsg{Code: rune(name[0]), Text: name}
		}
		d.send(press)
		d.settle()
	}
}

func (d *driver) typeText(text string) {
	for _, r := range text {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	d.settle()
}

// rest lets the grace of a dialog pass that opened by itself.
func (d *driver) rest() {
	time.Sleep(time.Second) //nolint:forbidigo // the bubble's time, which costs none
	d.settle()
}

// screen is what is drawn, as plain text.
func (d *driver) screen() string { return ansi.Strip(d.model.View().Content) }

func (d *driver) shows(text string) bool { return strings.Contains(d.screen(), text) }
