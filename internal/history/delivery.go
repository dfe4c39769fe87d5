package history

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// Delivery is what an entry of a delivery that corotui sent tells of it. The entry's
// webhook is the one to whose receiver it went.
type Delivery struct {
	ID            api.Text        `json:"id"` // of what it says, which a repetition has too
	Trigger       api.Text        `json:"trigger"`
	Workspace     api.WorkspaceID `json:"workspace"` // that it tells of
	WorkspaceName api.Text        `json:"workspaceName,omitempty"`
	Created       time.Time       `json:"createdAt,omitzero"` // that workspace
	Since         time.Time       `json:"gapSince,omitzero"`  // the start of the gap in which it was missed
	To            api.Text        `json:"to"`                 // the receiver's host
	Status        int             `json:"status,omitempty"`   // of its answer
	Repeats       string          `json:"repeats,omitempty"`  // the entry of an attempt before
}

// BeginDelivery writes down that a delivery is about to be sent, and is on the disk when
// it returns. The entry that it returns is for [Log.EndDelivery].
func (l *Log) BeginDelivery(ctx context.Context, who Who, entry Entry) (Entry, error) {
	entry.Type, entry.Action, entry.Outcome = Begun, change.Sent, change.Unknown
	return l.Append(ctx, by(who, entry))
}

// EndDelivery writes down how one ended that was begun. ID and who are those of its begin.
func (l *Log) EndDelivery(ctx context.Context, entry Entry, at time.Time, status int, outcome change.Kind, reason error) (Entry, error) {
	sent := *entry.Delivery
	sent.Status = status
	entry.Type, entry.At, entry.Outcome, entry.Delivery = Change, at, outcome, &sent
	if reason != nil {
		entry.Error = api.Text(text.Sentence(reason))
	}
	return l.Append(ctx, entry)
}

// certainty orders attempts of one delivery: that it arrived, or may have, stays so
// whatever was tried afterwards.
func certainty(e Entry) int {
	switch e.Outcome {
	case change.Done:
		return 2
	case change.Unknown:
		return 1
	default:
		return 0
	}
}

// Deliveries returns of each delivery to a webhook at a host the attempt that counts, by
// the workspace that it tells of: one that ended, or one of which no one saw the end.
func (l *Log) Deliveries(ctx context.Context, host string, workspace api.WorkspaceID, webhook api.WebhookID) (map[api.WorkspaceID]Entry, error) {
	newest, ended := make(map[api.WorkspaceID]Entry), make(map[string]bool)
	sent := has("action", string(change.Sent))
	s := l.search(both(has("webhook", string(webhook)), sent))
	err := s.through(ctx, func(e Entry) bool {
		if e.Action != change.Sent || e.Delivery == nil || e.Host != host || e.Workspace != workspace || e.Webhook != webhook {
			return true
		}
		if e.Type == Begun && ended[e.ID] {
			return true
		}
		ended[e.ID] = true
		if was, newer := newest[e.Delivery.Workspace]; !newer || certainty(e) > certainty(was) {
			newest[e.Delivery.Workspace] = e
		}
		return true
	})
	return newest, err
}

// HoldDeliveries claims the deliveries to a webhook for this process, as [Log.Hold] does
// a run.
func (l *Log) HoldDeliveries(ctx context.Context, host string, workspace api.WorkspaceID, webhook api.WebhookID) (release func() error, err error) {
	sum := sha256.Sum256([]byte(host + "\x00" + string(workspace) + "\x00" + string(webhook)))
	return l.Hold(ctx, "send-"+hex.EncodeToString(sum[:8]))
}

// settleDelivery ends one that was begun by a program that is gone: what became of it is
// not known, as no one can be asked. It is false while that program lives.
func (l *Log) settleDelivery(ctx context.Context, e Entry) (ended bool, err error) {
	release, err := l.HoldDeliveries(ctx, e.Host, e.Workspace, e.Webhook)
	if errors.Is(err, ErrHeld) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	e.Type, e.Outcome = Change, change.Unknown
	_, err = l.Append(ctx, e)
	return err == nil, errors.Join(err, release())
}

// cutOffDelivery says what became of one that was cut off.
func (e Entry) cutOffDelivery() api.Text {
	return api.Text(fmt.Sprintf("The delivery of %s at %s was cut off: it is not known whether it arrived; corotui missed --send sends it again only with --repeat-unknown",
		e.sent(), e.At.Local().Format("2006-01-02 15:04")))
}

// sent names what was sent, and to which webhook.
func (e Entry) sent() string {
	if e.Delivery == nil {
		return e.subject()
	}
	about := cmp.Or(e.Delivery.WorkspaceName, api.Text(e.Delivery.Workspace))
	return fmt.Sprintf("%s for %s to %s", e.Delivery.Trigger, text.Quote(about), e.subject())
}

// Reenabled returns since when and until when a webhook at a host was disabled the last
// time, as far as the changes made here tell.
func (l *Log) Reenabled(ctx context.Context, host string, workspace api.WorkspaceID, webhook api.WebhookID) (off api.Off, until time.Time, err error) {
	s := l.search(Filter{Host: host, Workspace: workspace, Webhook: webhook}.wants())
	err = s.through(ctx, func(e Entry) bool {
		ended := e.Type == Change && e.Action == change.Updated && e.Outcome == change.Done && e.UndoneBy == ""
		if !ended || e.Host != host || e.Workspace != workspace || e.Webhook != webhook || e.OffBefore == nil || e.OffAfter != nil {
			return true
		}
		off, until = *e.OffBefore, e.At
		return false
	})
	return off, until, err
}
