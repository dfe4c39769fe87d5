package plan

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"corotui/api"
	"corotui/internal/disk"
	"corotui/internal/history"
	"corotui/internal/text"
)

// planVersion is that of the form of a PLAN file.
const planVersion = 1

// maxPlan bounds what is read of a PLAN file.
const maxPlan = 64 << 20

// planPurpose is what the policy of a PLAN file is sealed for.
const planPurpose = "plan"

// Sealer has the key of this machine; a [history.Log] is one.
type Sealer interface {
	SealEach(ctx context.Context, id api.WebhookID, f api.Fields) (string, error)
	SealData(ctx context.Context, purpose string, data []byte) ([]byte, error)
	OpenData(ctx context.Context, purpose string, sealed []byte) ([]byte, error)
}

var _ Sealer = (*history.Log)(nil)

// Account is in which account a plan was made.
type Account struct {
	Host    string          `json:"host"`
	Client  string          `json:"client"`
	Channel api.WorkspaceID `json:"channel"` // that was scanned
}

// SavedPlan is a plan that was saved in a file.
type SavedPlan struct {
	Version int         `json:"corotuiPlan"`
	At      time.Time   `json:"time"`
	Account Account     `json:"account"`
	Prune   bool        `json:"prune"`
	Force   bool        `json:"force"`
	Items   []SavedItem `json:"items"`
	Policy  []byte      `json:"policy"` // sealed

	Sources []Source `json:"-"` // what Policy holds: the files as they were read
}

// SavedItem is an item of a plan that was saved: what is shown of it, masked, where it is in
// the policy, and by what it is told again.
type SavedItem struct {
	Shown
	Set int `json:"set"`
	Nth int `json:"nth"`
	// Before is the [Fingerprint] of what the webhook had when it was planned, of one to
	// delete of all fields; empty of one to create. Goal is that of what the file itself
	// gives; empty of one to delete.
	Before string `json:"before"`
	Goal   string `json:"goal"`
}

// Webhook names the item's webhook; of one to create it has no id.
func (i SavedItem) Webhook() api.Ref {
	return api.Ref{Workspace: api.WorkspaceID(i.WorkspaceID), Webhook: api.WebhookID(i.ID)}
}

// Entry is the place in the policy of what a creation or change wants, if it is there.
func (i SavedItem) Entry(policy *Policy) (Wanted, bool) {
	if i.Set < 0 || i.Set >= len(policy.Sets) || i.Nth < 0 || i.Nth >= len(policy.Sets[i.Set].Webhooks) {
		return Wanted{}, false
	}
	return policy.Sets[i.Set].In(api.WorkspaceID(i.WorkspaceID), i.Nth), true
}

// Fingerprint is a keyed fingerprint of what a webhook holds in the fields that a file
// names; nil stands for all fields. What is no difference, such as the order of headers,
// does not change it.
func Fingerprint(ctx context.Context, s Sealer, id api.WebhookID, wanted *Wanted, f api.Fields) (string, error) {
	sealed, err := s.SealEach(ctx, id, onlyNamed(wanted, f))
	if err != nil {
		return "", fmt.Errorf("the fingerprint of a webhook: %w", err)
	}
	return sealed, nil
}

// Save is the plan as it is saved, and read again by [ReadPlan].
func Save(ctx context.Context, s Sealer, p *Plan, at Account, opts Options) (*SavedPlan, error) {
	saved := &SavedPlan{
		Version: planVersion, At: time.Now().UTC().Truncate(time.Second), Account: at, Prune: opts.Prune, Force: opts.Force,
		Items: make([]SavedItem, 0, len(p.Items)), Sources: p.Policy.Sources,
	}
	for i := range p.Items {
		item, err := saveItem(ctx, s, &p.Items[i])
		if err != nil {
			return nil, err
		}
		saved.Items = append(saved.Items, item)
	}
	// As they will be read: JSON cannot hold every name.
	data, err := json.Marshal(saved.Items)
	if err == nil {
		err = json.Unmarshal(data, &saved.Items)
	}
	if err != nil {
		return nil, fmt.Errorf("keeping the plan: %w", err)
	}
	return saved, nil
}

func saveItem(ctx context.Context, s Sealer, item *Item) (saved SavedItem, err error) {
	saved = SavedItem{Shown: item.Shown(false), Set: item.Set, Nth: item.Nth}
	id, wanted := item.Webhook.ID, &item.Wanted
	if item.Action == Delete {
		wanted = nil
	} else if saved.Goal, err = Fingerprint(ctx, s, id, wanted, wanted.Onto(api.Fields{})); err != nil {
		return saved, err
	}
	if item.Action != Create {
		saved.Before, err = Fingerprint(ctx, s, id, wanted, item.Webhook.Fields)
	}
	return saved, err
}

// WritePlan keeps a plan in a file for its owner alone. What the files want is sealed with
// the key of this machine; nothing in it is a secret.
func WritePlan(ctx context.Context, path string, s Sealer, p *Plan, at Account, opts Options) error {
	saved, err := Save(ctx, s, p, at, opts)
	if err != nil {
		return err
	}
	sources, err := json.Marshal(saved.Sources)
	if err != nil {
		return fmt.Errorf("keeping the policy: %w", err)
	}
	purpose, err := saved.purpose()
	if err != nil {
		return err
	}
	if saved.Policy, err = s.SealData(ctx, purpose, sources); err != nil {
		return fmt.Errorf("sealing the policy: %w", err)
	}
	data, err := json.MarshalIndent(saved, "", " ")
	if err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	return disk.Output(ctx, path, []byte(text.EscapeUnseen(append(data, '\n'))), 0o600)
}

// purpose binds the sealed policy to the rest of the file, so that neither is changed
// without that being seen.
func (k *SavedPlan) purpose() (string, error) {
	bare := *k
	bare.Policy = nil
	data, err := json.Marshal(bare)
	if err != nil {
		return "", fmt.Errorf("keeping the plan: %w", err)
	}
	return fmt.Sprintf("%s %x", planPurpose, sha256.Sum256(data)), nil
}

// FileError is why a PLAN file cannot be used.
type FileError struct {
	Path, Says string
}

// Error says it.
func (e *FileError) Error() string { return e.Path + " " + e.Says }

// ErrNotPlan is that a file is none that keeps a plan; it may say what is wanted.
var ErrNotPlan = errors.New("not a plan")

// IsPlan reports whether data begins as a PLAN file does.
func IsPlan(data []byte) bool {
	rest, is := bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
	return is && bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(`"corotuiPlan"`))
}

// ReadIfPlan returns what a file holds if that is a plan, and reads no more than its start
// if not.
func ReadIfPlan(path string) (data []byte, is bool, err error) {
	in, _, err := disk.Open(path)
	if err != nil {
		return nil, false, nil //nolint:nilerr // whoever reads it as another file says so
	}
	start := make([]byte, startOfPlan)
	n, _ := io.ReadFull(in, start) // a short file is none
	_ = in.Close()                 // only read
	if !IsPlan(start[:n]) {
		return nil, false, nil
	}
	if data, err = disk.ReadInput(path, maxPlan); err != nil {
		return nil, false, &FileError{path, "cannot be read: " + disk.Reason(err)}
	}
	return data, true, nil
}

// startOfPlan is by how much of a file it is told whether it is a plan.
const startOfPlan = 512

// ReadPlan reads a plan that [WritePlan] saved on this machine for the same account. The
// error is [ErrNotPlan] if the file is something else, and else a [FileError].
func ReadPlan(ctx context.Context, path string, s Sealer, at Account) (*SavedPlan, error) {
	data, err := disk.ReadInput(path, maxPlan)
	if err != nil {
		return nil, &FileError{path, "cannot be read: " + disk.Reason(err)}
	}
	return ParsePlan(ctx, path, data, s, at)
}

// ParsePlan is [ReadPlan] of a file that was read already.
func ParsePlan(ctx context.Context, path string, data []byte, s Sealer, at Account) (*SavedPlan, error) {
	if !IsPlan(data) {
		return nil, ErrNotPlan
	}
	var saved SavedPlan
	var form struct {
		Version int `json:"corotuiPlan"`
	}
	const again = "; make it again with corotui plan --out"
	switch err := json.Unmarshal(data, &form); {
	case err != nil:
		return nil, &FileError{path, "is damaged: it is not whole JSON" + again}
	case form.Version != planVersion:
		return nil, &FileError{path, fmt.Sprintf("has version %d of the form of plans, and this corotui reads version %d%s", form.Version, planVersion, again)}
	case json.Unmarshal(data, &saved) != nil:
		return nil, &FileError{path, "is damaged" + again}
	case saved.Account.Host != at.Host:
		return nil, &FileError{path, fmt.Sprintf("is a plan for %s, and this profile is of %s; choose the other with --profile", text.Clean(api.Text(saved.Account.Host)), at.Host)}
	case saved.Account.Client != at.Client:
		return nil, &FileError{path, "is a plan of another account: its client id is not that of this profile; choose the other with --profile"}
	}
	if err := saved.open(ctx, path, s, again); err != nil {
		return nil, err
	}
	return &saved, nil
}

// open reads the policy.
func (k *SavedPlan) open(ctx context.Context, path string, s Sealer, again string) error {
	purpose, err := k.purpose()
	if err != nil {
		return err
	}
	sources, err := s.OpenData(ctx, purpose, k.Policy)
	switch {
	case errors.Is(err, history.ErrOtherKey):
		return &FileError{path, "was made on another machine or by another user, or its key is gone from the state folder; plan and apply on one machine" + again}
	case errors.Is(err, history.ErrDamaged):
		return &FileError{path, "is damaged, or was changed by hand" + again}
	case err != nil:
		return &FileError{path, "cannot be opened: " + err.Error()}
	case json.Unmarshal(sources, &k.Sources) != nil:
		return &FileError{path, "is damaged" + again}
	}
	return nil
}
