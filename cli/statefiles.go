package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"corotui/api"
	"corotui/config"
	"corotui/disk"
	"corotui/ui"
)

// maxStateFile bounds what is read of a draft or of the list of opened workspaces.
const maxStateFile = 16 * disk.MiB

// draft keeps the form that was open when the program had to end. It holds no
// secrets; the screens leave them out.
type draft struct{ path string }

var _ ui.Drafts = draft{}

func draftFile(paths config.Paths) draft { return draft{filepath.Join(paths.State, "draft.json")} }

// Save writes the draft.
func (d draft) Save(_ context.Context, data []byte) error { return config.WriteFile(d.path, data) }

// Load returns the draft, or nil.
func (d draft) Load(context.Context) ([]byte, error) {
	data, err := disk.Read(d.path, maxStateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the draft: %w", err)
	}
	return data, nil
}

// Remove forgets the draft.
func (d draft) Remove(context.Context) error {
	if err := os.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the draft: %w", err)
	}
	return nil
}

// maxRecent is how many opened workspaces are remembered for an account.
const maxRecent = 20

// recentFile remembers the workspaces that were opened, for each account.
type recentFile struct {
	path  string
	where func() ui.Where // the account that is worked in now
	gate  gate
}

func newRecentFile(paths config.Paths, where func() ui.Where) *recentFile {
	return &recentFile{path: filepath.Join(paths.State, "recent.json"), where: where}
}

// gate is passed by what writes a file beside the screens. Once it is closed
// nothing is written: a program that ended in the middle would leave a temporary
// file behind.
type gate struct {
	mu     sync.Mutex // held while a file is written
	closed bool
}

// pass does the writing, unless the gate is closed.
func (g *gate) pass(write func() error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil
	}
	return write()
}

// close waits for a write under way, and lets no other begin.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

func (r *recentFile) account() string {
	at := r.where()
	return at.Profile + "@" + at.Host
}

// load returns the workspaces of the account, the last one first. A file that
// is missing or broken only means that none is known.
func (r *recentFile) load() []api.WorkspaceID { return r.read()[r.account()] }

func (r *recentFile) read() map[string][]api.WorkspaceID {
	all := map[string][]api.WorkspaceID{}
	data, err := disk.Read(r.path, maxStateFile)
	if err != nil || json.Unmarshal(data, &all) != nil {
		return map[string][]api.WorkspaceID{}
	}
	return all
}

// visit remembers that a workspace was opened.
func (r *recentFile) visit(_ context.Context, id api.WorkspaceID) error {
	return r.gate.pass(func() error { return r.put(id) })
}

func (r *recentFile) put(id api.WorkspaceID) error {
	all := r.read()
	known := all[r.account()]
	if len(known) > 0 && known[0] == id {
		return nil
	}
	known = slices.DeleteFunc(known, func(other api.WorkspaceID) bool { return other == id })
	known = slices.Insert(known, 0, id)
	all[r.account()] = known[:min(len(known), maxRecent)]
	data, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("remember the workspace: %w", err)
	}
	return config.WriteFile(r.path, data)
}
