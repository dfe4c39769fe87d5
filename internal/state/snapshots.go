package state

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
)

// Account is whose snapshots are meant: what another client id may see is
// no one else's business.
type Account struct{ Host, Client string }

// List is the webhooks of one workspace as they were at a time. Of a webhook
// only id, name, status, host of the URL, triggers and times are kept.
type List struct {
	Workspace api.Workspace
	At        time.Time
	Webhooks  []api.Webhook
}

// Snapshots are what a start shows before the network has answered: the webhooks of
// a workspace in the words of the list, and the workspaces below a channel. A
// snapshot can be had again, so it is in the cache home. It holds no secret, no
// header, and of a URL only scheme and host, because receivers put keys into paths
// and queries, too. Several goroutines and programs may use them: a file is replaced
// whole.
type Snapshots struct{ folder string }

// NewSnapshots returns the snapshots in the cache home. It touches nothing yet.
func NewSnapshots(paths config.Paths) *Snapshots {
	return &Snapshots{filepath.Join(paths.Cache, "snapshots")}
}

// version is that of the files' form; other versions are not read.
const version = 2

// The forms of the files. Names are short because a list can be long.
type (
	snapshotFile struct {
		Version   int              `json:"v"`
		Of        api.WorkspaceID  `json:"of"`
		At        time.Time        `json:"at"`
		Workspace []savedWorkspace `json:"workspaces"` // the one of a list, or all of a tree
	}
	// savedWebhook follows that, a JSON value for each: so a long list is never in
	// memory in this form.
	savedWorkspace struct {
		ID      api.WorkspaceID `json:"id"`
		Display api.Text        `json:"display,omitempty"`
		Company api.Text        `json:"company,omitempty"`
		Domain  api.Text        `json:"domain,omitempty"`
		Type    api.Text        `json:"type,omitempty"`
		Parent  api.WorkspaceID `json:"parent,omitempty"`
	}
	savedWebhook struct {
		ID       api.WebhookID `json:"id"`
		Name     api.Text      `json:"name,omitempty"`
		Status   api.Status    `json:"status,omitempty"`
		Host     api.Text      `json:"host,omitempty"`
		Triggers []api.Trigger `json:"triggers,omitempty"`
		Created  time.Time     `json:"created,omitzero"`
		Updated  time.Time     `json:"updated,omitzero"`
		// From is where it lives, if the workspace inherits it.
		From api.WorkspaceID `json:"from,omitempty"`
		Off  *api.Off        `json:"off,omitempty"`
	}
)

// The kinds of files.
const (
	lists = "webhooks"
	trees = "workspaces"
)

// Load returns the webhooks of a workspace as they were when they were saved
// last, and whether there are any.
func (s *Snapshots) Load(of Account, id api.WorkspaceID) (List, bool) {
	var list List
	f, ok := s.read(of, lists, id, func(values *json.Decoder) error {
		var kept savedWebhook
		err := values.Decode(&kept)
		if err == nil {
			list.Webhooks = append(list.Webhooks, kept.webhook())
		}
		return err //nolint:wrapcheck // says only that there is no list
	})
	if !ok || len(f.Workspace) != 1 || f.Workspace[0].ID != id {
		return List{}, false
	}
	list.Workspace, list.At = f.Workspace[0].workspace(), f.At
	return list, true
}

// Save keeps the webhooks of a workspace, in place of what was kept of it.
func (s *Snapshots) Save(of Account, list List) error {
	f := snapshotFile{Of: list.Workspace.ID, At: list.At, Workspace: []savedWorkspace{saveWorkspace(list.Workspace)}}
	return s.write(of, lists, f, func(yield func(savedWebhook) bool) {
		for _, w := range list.Webhooks {
			if !yield(saveWebhook(w, list.Workspace.ID)) {
				return
			}
		}
	})
}

// SaveNews is Save for what is the same most of the time: a file that says as much
// already stays as it is, with its time.
func (s *Snapshots) SaveNews(of Account, list List) error {
	if s.holds(of, list) {
		return nil
	}
	return s.Save(of, list)
}

// holds reports whether a file says the same as a list. What is in it is compared as it
// is written there, which takes a third of the time that reading it takes.
func (s *Snapshots) holds(of Account, list List) bool {
	rest := list.Webhooks
	var kept json.RawMessage // its bytes are each one's in turn
	f, ok := s.read(of, lists, list.Workspace.ID, func(values *json.Decoder) error {
		if err := values.Decode(&kept); err != nil {
			return err //nolint:wrapcheck // says only that the file is another
		}
		if len(rest) == 0 {
			return errOther
		}
		now, err := json.Marshal(saveWebhook(rest[0], list.Workspace.ID))
		if rest = rest[1:]; err == nil && !bytes.Equal(kept, now) {
			err = errOther
		}
		return err
	})
	return ok && len(rest) == 0 && len(f.Workspace) == 1 && sameSaved(f.Workspace[0], saveWorkspace(list.Workspace))
}

// errOther ends a comparison.
var errOther = errors.New("says something else")

// SaveTreeNews is [Snapshots.SaveTree] in the same way.
func (s *Snapshots) SaveTreeNews(of Account, channel api.WorkspaceID, tree []api.Workspace, at time.Time) error {
	kept, there := s.Tree(of, channel)
	if there && slices.EqualFunc(kept, tree, func(x, y api.Workspace) bool { return sameSaved(saveWorkspace(x), saveWorkspace(y)) }) {
		return nil
	}
	return s.SaveTree(of, channel, tree, at)
}

// sameSaved reports whether two values are the same in a file.
func sameSaved[T any](x, y T) bool {
	one, err := json.Marshal(x)
	other, failed := json.Marshal(y)
	return err == nil && failed == nil && bytes.Equal(one, other)
}

// saveWebhook returns what is kept of a webhook in the list of a workspace.
func saveWebhook(w api.Webhook, in api.WorkspaceID) savedWebhook {
	kept := savedWebhook{w.ID, w.Name, w.Status, hostOf(w.URL), w.Triggers, w.Created, w.Updated, "", nil}
	if w.Workspace != in {
		kept.From = w.Workspace
	}
	if off := w.DisabledSince(); !off.Since.IsZero() {
		kept.Off = &off
	}
	return kept
}

// Tree returns the workspaces below a channel as they were when they were saved
// last, and whether there are any.
func (s *Snapshots) Tree(of Account, channel api.WorkspaceID) ([]api.Workspace, bool) {
	f, ok := s.read(of, trees, channel, func(values *json.Decoder) error { return values.Decode(new(savedWebhook)) })
	if !ok {
		return nil, false
	}
	tree := make([]api.Workspace, len(f.Workspace))
	for i, kept := range f.Workspace {
		tree[i] = kept.workspace()
	}
	return tree, true
}

// SaveTree keeps the workspaces below a channel.
func (s *Snapshots) SaveTree(of Account, channel api.WorkspaceID, tree []api.Workspace, at time.Time) error {
	kept := make([]savedWorkspace, len(tree))
	for i, w := range tree {
		kept[i] = saveWorkspace(w)
	}
	return s.write(of, trees, snapshotFile{Of: channel, At: at, Workspace: kept}, func(func(savedWebhook) bool) {})
}

// forgetTries is how often a folder is emptied: another program may write into it
// meanwhile.
const forgetTries = 3

// Forget removes every snapshot of an account; that there is none is no error.
func (s *Snapshots) Forget(of Account) error {
	var err error
	for range forgetTries {
		if err = os.RemoveAll(s.account(of)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("forget what was kept of the account: %w", err)
}

// hostOf keeps of a URL what the list shows.
func hostOf(full api.Text) api.Text {
	parsed, err := url.Parse(string(full))
	if err != nil || parsed.Host == "" {
		return ""
	}
	return api.Text((&url.URL{Scheme: parsed.Scheme, Host: parsed.Host}).String())
}

func saveWorkspace(w api.Workspace) savedWorkspace {
	return savedWorkspace{w.ID, w.DisplayName, w.CompanyName, w.Domain, w.Type, w.Parent}
}

func (k savedWorkspace) workspace() api.Workspace {
	return api.Workspace{ID: k.ID, DisplayName: k.Display, CompanyName: k.Company, Domain: k.Domain, Type: k.Type, Parent: k.Parent}
}

func (k savedWebhook) webhook() api.Webhook {
	w := api.Webhook{
		ID: k.ID, Workspace: k.From, Created: k.Created, Updated: k.Updated,
		Fields: api.Fields{Name: k.Name, Status: k.Status, URL: k.Host, Triggers: k.Triggers},
	}
	if k.Off != nil {
		w.Off = *k.Off
	}
	return w
}

// account is the folder of an account, and path a file in it. The names are
// digests: an id may have characters that a name cannot.
func (s *Snapshots) account(of Account) string {
	return filepath.Join(s.folder, digest(of.Host+"\n"+of.Client, snapshotDigest))
}

func (s *Snapshots) path(of Account, kind string, id api.WorkspaceID) string {
	return filepath.Join(s.account(of), kind+"-"+digest(string(id), snapshotDigest)+".json.gz")
}

// snapshotDigest is how many bytes of a digest are in names of snapshots.
const snapshotDigest = 12

func digest(text string, size int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:size])
}

// largest bounds a snapshot, in bytes as JSON: hundreds of thousands of webhooks
// fit, and a file that unpacks without end does not.
const largest = 64 << 20

// largestPacked bounds it as it is on the disk.
const largestPacked = 16 << 20

func (s *Snapshots) read(of Account, kind string, id api.WorkspaceID, each func(*json.Decoder) error) (snapshotFile, bool) {
	values, err := unpack(s.path(of, kind, id))
	if err != nil {
		return snapshotFile{}, false
	}
	var f snapshotFile
	if values.Decode(&f) != nil || f.Version != version || f.Of != id {
		return snapshotFile{}, false
	}
	for {
		err := each(values)
		if errors.Is(err, io.EOF) {
			return f, true
		}
		if err != nil {
			return snapshotFile{}, false
		}
	}
}

func (s *Snapshots) write(of Account, kind string, f snapshotFile, webhooks iter.Seq[savedWebhook]) error {
	f.Version = version
	return pack(s.path(of, kind, f.Of), func(encode func(any) error) error {
		err := encode(f)
		for w := range webhooks {
			if err != nil {
				break
			}
			err = encode(w)
		}
		return err
	})
}

// unpack reads the JSON values of a file, which is bounded in both forms.
func unpack(path string) (*json.Decoder, error) {
	packed, err := disk.ReadPrivateUpTo(path, largestPacked)
	if err != nil {
		return nil, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", path, err)
	}
	return json.NewDecoder(io.LimitReader(unpacked, largest)), nil
}

// packers pack. One takes most of a megabyte, and a run over many webhooks packs after
// each.
var packers = sync.Pool{New: func() any {
	packer, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // keys are pressed meanwhile; it fails only for a level that there is not
	return packer
}}

// pack replaces a file by the JSON values that write encodes, packed.
func pack(path string, write func(encode func(any) error) error) error {
	var packed bytes.Buffer
	packer, _ := packers.Get().(*gzip.Writer) // nothing else is put there
	defer packers.Put(packer)
	packer.Reset(&packed)
	if err := errors.Join(write(json.NewEncoder(packer).Encode), packer.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return disk.WritePrivate(path, packed.Bytes())
}
