package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"corotui/config"
	"corotui/internal/disk"
)

// maxStateFile bounds what is read of a draft or of the recent workspaces.
const maxStateFile = 16 * disk.MiB

// Draft keeps the form that was open when the program had to end. It holds no
// secrets; the screens leave them out.
type Draft struct{ path string }

// NewDraft returns the draft of this machine's user.
func NewDraft(paths config.Paths) Draft { return Draft{filepath.Join(paths.State, "draft.json")} }

// Save writes the draft.
func (d Draft) Save(_ context.Context, data []byte) error { return disk.WriteFile(d.path, data) }

// Load returns the draft, or nil.
func (d Draft) Load(context.Context) ([]byte, error) {
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
func (d Draft) Remove(context.Context) error {
	if err := os.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the draft: %w", err)
	}
	return nil
}
