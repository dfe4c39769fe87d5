package snapshot

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"corotui/api"
	"corotui/internal/disk"
)

// gapFile is the form of the file of an account's gaps: ids and times.
type gapFile struct {
	Version int       `json:"v"`
	Gaps    []keptGap `json:"gaps"`
}

type keptGap struct {
	Workspace api.WorkspaceID `json:"workspace"`
	Webhook   api.WebhookID   `json:"webhook"`
	Seen
}

func (s *Store) gapPath(of Account) string { return filepath.Join(s.account(of), "gaps.json.gz") }

// gapStamp changes whenever the file does; it is empty without one.
func (s *Store) gapStamp(of Account) string {
	info, err := os.Stat(s.gapPath(of))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

func (s *Store) gaps(of Account) (map[GapAt]Seen, bool) {
	packed, err := disk.ReadPrivate(s.gapPath(of))
	if err != nil {
		return nil, false
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, false
	}
	var f gapFile
	if json.NewDecoder(io.LimitReader(unpacked, largest)).Decode(&f) != nil || f.Version != version {
		return nil, false
	}
	all := make(map[GapAt]Seen, len(f.Gaps))
	for _, kept := range f.Gaps {
		all[GapAt{kept.Workspace, kept.Webhook}] = kept.Seen
	}
	return all, true
}

func (s *Store) saveGaps(of Account, all map[GapAt]Seen) error {
	f := gapFile{Version: version, Gaps: make([]keptGap, 0, len(all))}
	for at, seen := range all {
		f.Gaps = append(f.Gaps, keptGap{at.Workspace, at.Webhook, seen})
	}
	var packed bytes.Buffer
	packer := gzip.NewWriter(&packed)
	if err := json.NewEncoder(packer).Encode(f); err != nil {
		return fmt.Errorf("keep since when webhooks are disabled: %w", err)
	}
	if err := packer.Close(); err != nil {
		return fmt.Errorf("keep since when webhooks are disabled: %w", err)
	}
	return disk.WritePrivate(s.gapPath(of), packed.Bytes())
}
