package state

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
)

// maxRecent is how many opened workspaces are remembered for an account.
const maxRecent = 20

// Recent remembers the workspaces that were opened, for each account.
type Recent struct{ path string }

// NewRecent returns the recent workspaces of this machine's user.
func NewRecent(paths config.Paths) Recent { return Recent{filepath.Join(paths.State, "recent.json")} }

// Load returns the workspaces of an account, the last one first. A file that is
// missing or broken only means that none is known.
func (r Recent) Load(account string) []api.WorkspaceID { return r.read()[account] }

func (r Recent) read() map[string][]api.WorkspaceID {
	all := map[string][]api.WorkspaceID{}
	data, err := disk.Read(r.path, maxStateFile)
	if err != nil || json.Unmarshal(data, &all) != nil {
		return map[string][]api.WorkspaceID{}
	}
	return all
}

// Add remembers that a workspace was opened.
func (r Recent) Add(account string, id api.WorkspaceID) error {
	all := r.read()
	known := all[account]
	if len(known) > 0 && known[0] == id {
		return nil
	}
	known = slices.DeleteFunc(known, func(other api.WorkspaceID) bool { return other == id })
	known = slices.Insert(known, 0, id)
	all[account] = known[:min(len(known), maxRecent)]
	data, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("remember the workspace: %w", err)
	}
	return disk.WriteFile(r.path, data)
}
