package history

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"corotui/api"
	"corotui/change"
	"corotui/mask"
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
	wanted := f.Type
	if wanted == "" {
		wanted = Change
	}
	return e.Type == wanted &&
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

// Read returns the entries that the filter chooses, the newest first. A line
// that cannot be read is left out and counted.
func (l *Log) Read(ctx context.Context, filter Filter) (Found, error) {
	all, err := l.all(ctx)
	if err != nil {
		return Found{}, err
	}
	found := Found{Unreadable: all.Unreadable}
	for _, entry := range all.Entries {
		if filter.Limit > 0 && len(found.Entries) == filter.Limit {
			break
		}
		if filter.chooses(entry) {
			found.Entries = append(found.Entries, entry)
		}
	}
	return found, nil
}

// ForWebhook returns the changes of one webhook, the newest first.
func (l *Log) ForWebhook(ctx context.Context, workspace api.WorkspaceID, webhook api.WebhookID) ([]Entry, error) {
	found, err := l.Read(ctx, Filter{Workspace: workspace, Webhook: webhook})
	return found.Entries, err
}

// all reads everything, unless nothing was written since it was read last.
func (l *Log) all(ctx context.Context) (Found, error) {
	stamp := l.store.stamp()
	l.mu.Lock()
	defer l.mu.Unlock()
	if stamp == "" || stamp != l.read.stamp {
		pieces, err := l.store.read(ctx)
		if err != nil {
			return Found{}, err
		}
		l.read.found, l.read.stamp = decode(pieces), stamp
	}
	found := l.read.found
	found.Entries = slices.Clone(found.Entries)
	for i := range found.Entries {
		l.remember(&found.Entries[i])
	}
	return found, nil
}

// decode reads lines, the oldest first, into entries, the newest first.
func decode(pieces [][]byte) Found {
	var found Found
	for _, piece := range pieces {
		for line := range bytes.SplitSeq(piece, []byte{'\n'}) {
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			var entry Entry
			if err := json.Unmarshal(line, &entry); err != nil || entry.ID == "" || entry.Type == "" {
				found.Unreadable++
				continue
			}
			entry.UndoneBy, entry.UndoneAt = "", time.Time{}
			found.Entries = append(found.Entries, entry)
		}
	}
	slices.Reverse(found.Entries)
	markUndone(found.Entries)
	return found
}

// settles reports whether an undo that ended like e leaves nothing more to
// undo: it took the change back, or found that somebody else had.
func (e Entry) settles() bool {
	switch e.Outcome {
	case change.Done, change.AlreadySo, change.Gone:
		return true
	default:
		return false
	}
}

// markUndone notes at each entry by which it was undone. An undo that was itself
// undone does not count. Entries are the newest first, so what undoes an entry
// has been dealt with before it.
func markUndone(entries []Entry) {
	undoneBy := make(map[string]Entry)
	for i := range entries {
		e := &entries[i]
		if by, undone := undoneBy[e.ID]; undone {
			e.UndoneBy, e.UndoneAt = by.ID, by.At
		}
		if e.Undoes != "" && e.UndoneBy == "" && e.settles() {
			undoneBy[e.Undoes] = *e
		}
	}
}

// remember gives the values of an entry that are known: those that are not
// masked in the file, and those of this process's own changes.
func (l *Log) remember(e *Entry) {
	kept := l.kept[e.ID]
	e.Deltas = slices.Clone(e.Deltas)
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
