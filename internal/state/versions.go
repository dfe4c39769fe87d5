package state

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
)

// SecretVersions remembers of the secrets that this machine gave webhooks a keyed version
// each, by which one that the server hides is compared. No secret is in it. It may be used
// by several goroutines and programs.
type SecretVersions struct{ folder string }

// NewSecretVersions returns those of the state home. It touches nothing yet.
func NewSecretVersions(paths config.Paths) *SecretVersions {
	return &SecretVersions{filepath.Join(paths.State, "versions")}
}

// SecretVersion is a line of the file.
type SecretVersion struct {
	Workspace api.WorkspaceID `json:"workspace,omitempty"`
	Webhook   api.WebhookID   `json:"webhook,omitempty"` // empty: of a creation that was about to be sent
	Name      api.Text        `json:"name,omitempty"`    // with which it was created
	Version   string          `json:"version,omitempty"` // see [history.Log.SecretVersion]
	Run       string          `json:"run,omitempty"`     // a run that makes secrets, and nothing else
}

const (
	versionsWait = 2 * time.Second // for another program that writes
	mostVersions = 8 * disk.MiB
	versionsFull = 2 * disk.MiB // from where on what is outdated is removed
)

func (v *SecretVersions) path(of Account) string {
	return filepath.Join(v.folder, digest(of.Host+"\x00"+of.Client, tokenDigest)+".jsonl")
}

// Load returns the lines of an account, the oldest first. What cannot be read is not there.
func (v *SecretVersions) Load(of Account) []SecretVersion {
	if v == nil {
		return nil
	}
	data, err := disk.ReadPrivateUpTo(v.path(of), mostVersions)
	if err != nil {
		return nil
	}
	var all []SecretVersion
	for line := range bytes.Lines(data) {
		var one SecretVersion
		if json.Unmarshal(line, &one) == nil {
			all = append(all, one)
		}
	}
	return all
}

// Add appends a line.
func (v *SecretVersions) Add(ctx context.Context, of Account, one SecretVersion) (err error) {
	if v == nil {
		return nil
	}
	if err := disk.MakePrivateFolder(v.folder); err != nil {
		return err
	}
	path := v.path(of)
	unlock, err := disk.Lock(ctx, path+lockExtension, versionsWait)
	if err != nil {
		return fmt.Errorf("wait for other copies of the program: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	line, err := json.Marshal(one)
	if err != nil {
		return fmt.Errorf("write down a version: %w", err)
	}
	f, err := disk.AppendPrivate(path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.Size() > versionsFull {
		err = errors.Join(f.Close(), v.shorten(of))
		if f, _ = disk.AppendPrivate(path); f == nil || err != nil {
			return errors.Join(err, errors.New("open it again"))
		}
	}
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	return errors.Join(err, f.Close())
}

// shorten keeps the newest line of each webhook.
func (v *SecretVersions) shorten(of Account) error {
	all := v.Load(of)
	seen := make(map[SecretVersion]bool, len(all))
	var kept [][]byte
	for i := len(all) - 1; i >= 0; i-- {
		key := all[i]
		key.Version = ""
		if key.Webhook != "" {
			key.Name = ""
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		line, err := json.Marshal(all[i])
		if err != nil {
			return fmt.Errorf("write down a version: %w", err)
		}
		kept = append(kept, append(line, '\n'))
	}
	var file bytes.Buffer
	for i := len(kept) - 1; i >= 0; i-- {
		file.Write(kept[i])
	}
	return disk.WritePrivate(v.path(of), file.Bytes())
}
