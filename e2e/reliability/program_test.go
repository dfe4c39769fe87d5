package reliability_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	_ "github.com/charmbracelet/x/exp/golden" // for its flag -update

	"corotui/api"
	"corotui/api/emulator"
	"corotui/config"
	"corotui/e2e/flow"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/state"
	"corotui/ui"
	"corotui/ui/keys"
)

// program is one run of the program: what is gone when its process is.
type program struct {
	model    tea.Model
	messages chan tea.Msg
	running  int
	quit     bool // it wants to end
	client   *api.Client
	service  account.Remembering
	wire     *wire
	writer   *change.Writer
	log      *history.Log
	draft    *draft
	end      context.CancelFunc
}

// farewell is how long the command line waits after a signal, and then for writes
// that the end has cut off.
const farewell = 3 * time.Second

// start starts the program, with what an earlier run left, and waits for the
// list. It is put together as the command line does it.
func (d *driver) start() {
	d.t.Helper()
	line := newWire(d.server.Transport())
	client, err := api.New(
		api.WithBaseURL("https://api.secure.coro.net"), api.WithHTTPTransport(line),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	log := history.Open(filepath.Join(d.files, "history.jsonl"))
	who := history.Who{User: "tech1", Host: client.Host()}
	gaps := state.NewGaps(state.NewSnapshots(config.Paths{Cache: d.files}), time.Now, nil)
	service := flow.Remembering(client, gaps)
	writer := change.NewWriter(service, change.WithRecorder(journal{service.Recording(log.By(who)), line}))
	kept := &draft{kept: d.left}
	d.program = &program{
		messages: make(chan tea.Msg, 1000), client: client, service: service, wire: line, writer: writer, log: log, draft: kept, end: end,
		model: ui.New(ui.Options{
			Context: ctx, Service: service, Writer: writer, History: log, Drafts: kept, Keys: keys.Default(),
			Where: func() account.Where { return account.Where{Host: client.Host()} }, Workspace: emulator.DemoChannel,
			Runner: func() bulk.Runner { return bulk.Runner{Server: service, Writer: writer, Log: log, Who: who} },
		}),
	}
	d.run(d.model.Init())
	d.send(tea.WindowSizeMsg{Width: driverWidth, Height: driverHeight})
	d.settle()
}

// exit is the way of a program that wants to end: what is under way is cut off,
// and its process is gone.
func (d *driver) exit() {
	d.left = d.draft.kept
	d.end()
	waiting, done := context.WithTimeout(context.Background(), farewell)
	defer done()
	if err := d.writer.Wait(waiting); err != nil {
		d.t.Errorf("the end was not waited for: %v", err)
	}
	d.wire.die()
	d.settle()
}

// kill ends the process without a word. What it would do now reaches neither the
// server nor the files.
func (d *driver) kill() {
	synctest.Wait()
	d.left = d.draft.kept
	after := newFolder(d.t)
	if err := copyFiles(after, d.files); err != nil {
		d.t.Fatal(err)
	}
	d.files = after
	d.wire.die()
	d.end()
	d.settle()
}

// copyFiles copies a folder of files that are for their owner alone.
func copyFiles(to, from string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), content, 0o600)
	})
}

// restart begins the next run, after one that ended by itself or was killed.
func (d *driver) restart() {
	if d.quit {
		d.exit()
	}
	d.start()
}

// hangUp takes the terminal away, and starts the program again. A write that has
// not ended by then is cut off.
func (d *driver) hangUp() {
	d.send(ui.HangupMsg{Gone: true})
	d.advance()
	if !d.quit {
		time.Sleep(farewell) //nolint:forbidigo // the bubble's time, which costs none
		d.advance()
	}
	d.exit()
	d.start()
}

// advance takes the messages that come without time going by.
func (d *driver) advance() {
	for {
		synctest.Wait()
		select {
		case message := <-d.messages:
			d.running--
			d.take(message)
		default:
			return
		}
	}
}

// touch presses keys, and lets no time go by.
func (d *driver) touch(names ...string) {
	for _, name := range names {
		d.send(pressOf(name))
		d.advance()
	}
}

// open names what the history knows to be begun, of which it has no end.
func (d *driver) open() (string, error) {
	all, err := d.log.Open(context.Background())
	if err != nil || len(all) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d changes have no end, as the %s of %s", len(all), all[0].Action, all[0].Webhook), nil
}
