package history

import (
	"bytes"
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// Filter chooses entries. A zero field chooses all.
type Filter struct {
	Type      Type // empty: changes only
	Profile   string
	Host      string
	Workspace api.WorkspaceID
	Webhook   api.WebhookID
	Set       string
	Since     time.Time
	Limit     int // at most so many, the newest
}

func (f Filter) chooses(e Entry) bool {
	return e.Type == cmp.Or(f.Type, Change) &&
		(f.Profile == "" || f.Profile == e.Profile) &&
		(f.Host == "" || f.Host == e.Host) &&
		(f.Workspace == "" || f.Workspace == e.Workspace) &&
		(f.Webhook == "" || f.Webhook == e.Webhook) &&
		(f.Set == "" || f.Set == e.Set) &&
		!e.At.Before(f.Since)
}

// Found is what was read.
type Found struct {
	Entries    []Entry // the newest first
	Unreadable int     // lines that are damaged; a crash can cut one
}

// wants is chooses for a line, as far as that can be told without decoding it.
func (f Filter) wants() func(line) bool {
	tests := []func(line) bool{ofType(cmp.Or(f.Type, Change))}
	for key, value := range map[string]string{
		"profile": f.Profile, "host": f.Host, "workspace": string(f.Workspace), "webhook": string(f.Webhook), "set": f.Set,
	} {
		if value != "" {
			tests = append(tests, has(key, value))
		}
	}
	return both(tests...)
}

// Read returns the entries that the filter chooses, the newest first. A line
// that cannot be read is left out and counted. With a limit it reads no further
// than it has to.
func (l *Log) Read(ctx context.Context, filter Filter) (Found, error) {
	s := l.search(filter.wants())
	var found Found
	err := s.through(ctx, func(e Entry) bool {
		if filter.chooses(e) {
			found.Entries = append(found.Entries, e)
		}
		return filter.Limit == 0 || len(found.Entries) < filter.Limit
	})
	if err != nil {
		return Found{}, err
	}
	found.Unreadable = s.unreadable
	return found, nil
}

// ForWebhook returns so many changes of one webhook at a host, the newest first.
func (l *Log) ForWebhook(ctx context.Context, host string, workspace api.WorkspaceID, webhook api.WebhookID, limit int) ([]Entry, error) {
	found, err := l.Read(ctx, Filter{Host: host, Workspace: workspace, Webhook: webhook, Limit: limit})
	return found.Entries, err
}

// remember gives the values of an entry that are known: those that are not
// masked in the file, and those of this process's own changes.
func (l *Log) remember(e *Entry) {
	l.mu.Lock()
	kept := l.exact[e.ID]
	l.mu.Unlock()
	for i := range e.Deltas {
		d := &e.Deltas[i]
		var before, after *mask.Secret
		if i < len(kept) {
			before, after = kept[i].Exact()
		}
		d.Before, d.After = d.with(d.Before, before), d.with(d.After, after)
	}
}

func (d Delta) with(v *Value, exact *mask.Secret) *Value {
	if v == nil {
		return nil
	}
	known := *v
	known.exact = exact
	if exact == nil && !d.masked(v) {
		plain := mask.NewSecret(string(v.Text))
		known.exact = &plain
	}
	return &known
}

// masked reports whether the file has only a mask of the value.
func (d Delta) masked(v *Value) bool {
	return v.Print != "" || d.Field == Field(change.Secret) ||
		slices.Contains([]change.Field{change.Header, change.URL, change.Other}, change.Field(d.Field)) && mask.Hides(string(v.Text))
}

// offOf is since when a webhook is disabled; nil for one that is not, and where
// that is not known.
func offOf(w *api.Webhook) *api.Off {
	if w == nil {
		return nil
	}
	off := w.DisabledSince()
	if off.Since.IsZero() {
		return nil
	}
	off.Since = off.Since.UTC()
	return &off
}

// off is since when the webhook was disabled before the change; zero if it was not.
func (e Entry) off() api.Off {
	if e.OffBefore == nil {
		return api.Off{}
	}
	return *e.OffBefore
}

// Disabled returns the newest change of each webhook at a host, of those that left
// it disabled: its OffAfter says since when.
func (l *Log) Disabled(ctx context.Context, host string) ([]Entry, error) {
	seed := maphash.MakeSeed()
	newer := make(map[uint64]bool)
	newest := func(webhook []byte) bool {
		key := maphash.Bytes(seed, webhook)
		defer func() { newer[key] = true }()
		return !newer[key]
	}
	after := []byte(`"offAfter":`)
	s := l.search(func(l line) bool {
		return typeOf(l.head) == Change && newest(textOf(l.head, "webhook")) && (l.long() || bytes.Contains(l.head, after))
	})
	var found []Entry
	err := s.through(ctx, func(e Entry) bool {
		if e.Type == Change && e.Host == host && e.OffAfter != nil && e.Outcome == change.Done {
			found = append(found, e)
		}
		return true
	})
	return found, err
}
