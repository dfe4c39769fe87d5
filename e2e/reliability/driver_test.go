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

	"corotui/api/emulator"
)

// The terminal of the driver: high enough for every row, and just not so wide
// that the detail stands beside the list.
const (
	driverWidth  = 109
	driverHeight = 60
)

// driver is the whole program without a terminal, in a synctest bubble: it runs
// commands like Bubble Tea does, and time passes only while all of them wait. The
// program may end and be started again.
type driver struct {
	*program

	t      *testing.T
	server *emulator.Server
	files  string // the folder that they are kept in
	left   []byte // the form that an earlier program kept
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
	d := &driver{t: t, server: emulator.New(emulator.Demo()), files: newFolder(t)}
	d.start()
	return d
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
	if _, quits := message.(tea.QuitMsg); quits {
		d.quit = true
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
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
}

func pressOf(name string) tea.KeyPressMsg {
	if press, special := named[name]; special {
		return press
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

// press sends keys, and waits after each until everything has come to rest.
func (d *driver) press(names ...string) {
	for _, name := range names {
		d.send(pressOf(name))
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
