package history

import (
	"bytes"
	"context"
	"hash/maphash"

	"corotui/api"
	"corotui/internal/change"
)

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
