//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/bench/probe"
	"corotui/internal/change"
	"corotui/internal/history"
)

// The history at its limit.
const (
	historyFiles = 13
	historySize  = 4 << 20
)

// past is what corotui costs with a history, and without one.
type past struct {
	empty, full     starts
	emptyUndo, undo time.Duration // of the change before, as a key in the list
	emptyPeak, peak int64         // bytes; 0: the system does not tell
}

// measureHistory starts corotui with a history at its limit in turn with one that
// has none. In both it changes a webhook, and takes that back.
func measureHistory(w *world, times, files, size int) (p past, err error) {
	empty, err := w.warm()
	if err != nil {
		return p, err
	}
	full, err := w.warm()
	if err != nil {
		return p, err
	}
	command, err := full.command()
	if err != nil {
		return p, err
	}
	if err := fillHistory(filepath.Join(command.Dir, "state", "corotui"), w.url, files, size); err != nil {
		return p, err
	}
	measured, err := measureStarts([]subject{empty, full}, times)
	if err != nil {
		return p, err
	}
	p.empty, p.full = measured[0], measured[1]
	if p.emptyUndo, p.emptyPeak, err = undo(empty); err != nil {
		return p, err
	}
	p.undo, p.peak, err = undo(full)
	return p, err
}

// fillHistory writes the files that the history has at its limit: of changes of
// another webhook, by the same account. Each line is one that the program wrote,
// with an id of its own.
func fillHistory(folder, url string, files, size int) error {
	path := filepath.Join(folder, "history.jsonl")
	_, host, _ := strings.Cut(url, "://")
	who := history.Who{User: history.CurrentUser(), Client: emulator.DemoClientID, Host: host}
	before, after := api.Text("https://old.example/in"), api.Text("https://new.example/in")
	_, err := history.Open(path).By(who).Record(context.Background(), change.Record{
		At: time.Now().Add(-24 * time.Hour), Workspace: emulator.DemoChannel, WorkspaceName: "Acme Channel",
		Webhook: "66b204f0c992d50b8b2fffff", Name: "Billing to QuickBooks", Action: change.Updated, Outcome: change.Done,
		Deltas: []change.Delta{{Field: change.URL, Before: &before, After: &after}},
	})
	if err != nil {
		return err
	}
	line, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the history: %w", err)
	}
	begin, rest, found := bytes.Cut(line, []byte(`"id":"`))
	if !found {
		return fmt.Errorf("a line of the history without an id: %s", line)
	}
	rest = rest[bytes.IndexByte(rest, '"'):]
	n := 0
	for file := range files {
		var content bytes.Buffer
		for content.Len()+len(line) < size {
			fmt.Fprintf(&content, `%s"id":"%08x%s`, begin, n, rest)
			n++
		}
		name := path
		if older := files - 1 - file; older > 0 {
			name = filepath.Join(folder, fmt.Sprintf("history.%d.jsonl", older))
		}
		if err := os.WriteFile(name, content.Bytes(), 0o600); err != nil {
			return fmt.Errorf("write a history: %w", err)
		}
	}
	return nil
}

// undo changes a webhook, takes that back, and returns how long that took and the
// most memory that the program has had.
func undo(s subject) (took time.Duration, peak int64, err error) {
	session, _, err := s.open()
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, session.End()) }()
	before := status(session.Screen())
	if _, err := session.Await(" ", longest, func(screen string) bool {
		now := status(screen)
		return now != before && (now == "on" || now == "off")
	}); err != nil {
		return 0, 0, err
	}
	session.Settle(5*quiet, 10*quiet)
	const patient = 30 * time.Second
	if took, err = session.Await("u", patient, func(screen string) bool { return status(screen) == before }); err != nil {
		return 0, 0, err
	}
	peak, err = session.Peak()
	if errors.Is(err, probe.ErrNoPeak) {
		err = nil
	}
	return took, peak, err
}

// status is the word for the state of the webhook under the cursor.
func status(screen string) string {
	before, _, found := strings.Cut(screen, cursorSign)
	words := strings.Fields(before[strings.LastIndexByte(before, '\n')+1:])
	if found && len(words) > 1 {
		return words[1]
	}
	return ""
}

// headers is what the change of a webhook with so many headers took.
type headers struct {
	count           int
	took, processor time.Duration
}

// manyHeaders are how many, and a tenth of it, which shows whether the time grows
// as they do.
const manyHeaders = 4000

// measureHeaders disables a webhook with so many headers.
func measureHeaders(folder string, p programs, count, times int) (h headers, err error) {
	data := emulator.Scale(1, 1, 1)
	const id = "66b204f0c992d50b8b2f984c"
	webhook := &data.Workspaces[0].Webhooks[0]
	webhook.ID, webhook.Headers = id, make([]emulator.SeedHeader, count)
	for i := range webhook.Headers {
		webhook.Headers[i] = emulator.SeedHeader{Name: fmt.Sprintf("X-Header-%d", i), Value: fmt.Sprintf("value %d", i)}
	}
	w, err := newWorld(folder, p, data)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	home, err := w.home()
	if err != nil {
		return h, err
	}
	var took, processor []time.Duration
	for i := range 2 * times {
		as := w.run(home)
		verb := []string{"disable", "enable"}[i%2]
		command := exec.Command(as.Path, "webhooks", verb, id) //nolint:gosec,noctx // the program that is measured
		command.Dir, command.Env = as.Dir, as.Env
		begun := time.Now()
		if said, err := command.CombinedOutput(); err != nil {
			return h, fmt.Errorf("%s: %w\n%s", command, err, said)
		}
		took = append(took, time.Since(begun))
		processor = append(processor, command.ProcessState.UserTime()+command.ProcessState.SystemTime())
	}
	return headers{count, median(took), median(processor)}, nil
}
