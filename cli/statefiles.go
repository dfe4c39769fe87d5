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
	"corotui/internal/disk"
	"corotui/internal/text"
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
func (d draft) Save(_ context.Context, data []byte) error { return disk.WriteFile(d.path, data) }

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
	return disk.WriteFile(r.path, data)
}

// visited remembers an opened workspace among the recent ones, and as the one to open
// where the profile names none.
func (s *session) visited(recent *recentFile) ui.Visited {
	return func(ctx context.Context, id api.WorkspaceID) (string, error) {
		err := recent.visit(ctx, id)
		var note string
		return note, errors.Join(err, recent.gate.pass(func() (err error) {
			note, err = s.rememberWorkspace(id)
			return err
		}))
	}
}

// rememberWorkspace makes the workspace that was opened the one that the next start
// opens, if its profile names none, and nobody else has said which. It says so.
func (s *session) rememberWorkspace(id api.WorkspaceID) (note string, err error) {
	s.mu.Lock()
	c, at, settled := s.config, s.where, s.settled
	s.settled = true
	s.mu.Unlock()
	if settled || at.Profile == "" || c.Workspace.Set() {
		return "", nil
	}
	account := config.Account{Profile: at.Profile, ClientID: c.ClientID.Value, APIURL: at.BaseURL, Workspace: string(id)}
	if written, err := c.RememberWorkspace(account); err != nil || !written {
		return "", err
	}
	return fmt.Sprintf("Profile %s now opens %s at start", text.Clean(api.Text(at.Profile)), text.Clean(api.Text(id))), nil
}
