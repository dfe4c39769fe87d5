package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// onWebhooks is a request on the webhooks of a workspace, or on the one that rest
// names (API contract, section 5).
func onWebhooks(op, method string, safety safety, workspace WorkspaceID, rest ...string) request {
	return request{
		op: op, method: method, path: append([]string{"v1", "settings", "webhooks"}, rest...), workspace: workspace,
		limit: maxBody, safety: safety, write: method != http.MethodGet,
	}
}

// Webhooks returns every webhook of a workspace, or those that the server gives
// and an [Incomplete].
func (c *Client) Webhooks(ctx context.Context, workspace WorkspaceID) ([]Webhook, error) {
	r := onWebhooks("list webhooks", http.MethodGet, reading, workspace)
	r.limit = maxListBody
	return list(ctx, c, r, false, func(w Webhook) string { return string(w.ID) })
}

// Webhook returns one webhook. Whether it exists is sure only after
// [KindNotFound]: some servers answer 400 or 403 to an unknown id (API contract,
// section 6), as they do to other things, and then only the list tells.
func (c *Client) Webhook(ctx context.Context, workspace WorkspaceID, id WebhookID) (Webhook, error) {
	r := onWebhooks("read a webhook", http.MethodGet, reading, workspace, string(id))
	r.whole = true
	var w Webhook
	_, err := c.send(ctx, r, func(got *answer) error {
		if err := json.Unmarshal(got.body, &w); err != nil {
			return c.notUnderstood(r, got, err)
		}
		w.wire.etag = etagOf(got.header)
		return nil
	})
	if err != nil {
		return Webhook{}, err
	}
	return w, nil
}

// CreateWebhook creates a webhook. It is sent once, unless it cannot have arrived.
// The result is nil if the server accepted it without returning what it created.
func (c *Client) CreateWebhook(ctx context.Context, workspace WorkspaceID, body CreateWebhook) (*Webhook, error) {
	r := onWebhooks("create a webhook", http.MethodPost, once, workspace)
	return spell(body.Fields.Triggers, nil, func(triggers []Trigger) (*Webhook, error) {
		body.Fields.Triggers = triggers
		r.secrets = secretsOf(body.Fields)
		return c.write(ctx, r, body, body.Fields.Headers)
	})
}

// UpdateWebhook changes a webhook. The result is nil if the server accepted it
// without returning what it holds now. If the webhook came with an ETag, it is
// changed only while it is as it was read: see [IsStale].
func (c *Client) UpdateWebhook(ctx context.Context, workspace WorkspaceID, body UpdateWebhook) (*Webhook, error) {
	r := onWebhooks("update a webhook", http.MethodPut, idempotent, workspace, string(body.ID()))
	r.ifMatch = body.from.wire.etag
	return spell(body.goal.Triggers, body.from.Triggers, func(triggers []Trigger) (*Webhook, error) {
		body.goal.Triggers = triggers
		r.secrets = secretsOf(body.goal)
		// What the server holds already is its own affair: a header that no
		// request can have must not stand in the way of another change.
		held := setOf(body.from.Headers)
		fresh := slices.DeleteFunc(slices.Clone(body.goal.Headers), func(h Header) bool { return held[h] })
		return c.write(ctx, r, body, fresh)
	})
}

// spell writes with the triggers as they are, and when the server refuses just
// their spelling, with the new ones in the other notations: which one requests
// want is not documented beyond doubt, and a refused request did nothing. Those
// in kept stay as the server spelled them. The first refusal is the one to tell.
func spell(triggers, kept []Trigger, write func([]Trigger) (*Webhook, error)) (*Webhook, error) {
	made, err := write(triggers)
	if !refusesTriggers(err) {
		return made, err
	}
	for _, notation := range notationAmong(triggers, kept).others() {
		again := respelled(triggers, kept, notation)
		if slices.Equal(again, triggers) {
			continue
		}
		made, retried := write(again)
		if retried == nil || !refusesTriggers(retried) {
			return made, retried
		}
	}
	return nil, err
}

// notationAmong is the notation of the triggers that are not in kept.
func notationAmong(triggers, kept []Trigger) Notation {
	held := setOf(kept)
	fresh := slices.DeleteFunc(slices.Clone(triggers), func(t Trigger) bool { return held[t] })
	return NotationOf([]Webhook{{Fields: Fields{Triggers: fresh}}})
}

// refusesTriggers reports whether a request was refused for its triggers.
func refusesTriggers(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != KindInvalid || e.Unclear {
		return false
	}
	said := strings.ToLower(string(e.Title))
	for _, detail := range e.Details {
		said += " " + strings.ToLower(detail.String())
	}
	return strings.Contains(said, "trigger") || strings.Contains(said, "event")
}

// write sends a body, unless one of the headers that are new in it is illegal.
func (c *Client) write(ctx context.Context, r request, body json.Marshaler, fresh []Header) (*Webhook, error) {
	for _, h := range fresh {
		if !h.LegalName() || !h.LegalValue() {
			return nil, &Error{
				Kind: KindRefused, Op: r.op, Method: r.method, Host: c.Host(), Workspace: r.workspace,
				Err: fmt.Errorf("header %q: its name or value is not valid in HTTP; correct it", h.Name),
			}
		}
	}
	var err error
	if r.body, err = body.MarshalJSON(); err != nil {
		return nil, fmt.Errorf("%s: %w", r.op, err)
	}
	var made *Webhook
	err = c.carryOut(ctx, r, func(got *answer) {
		var w Webhook
		if json.Unmarshal(got.body, &w) != nil {
			return // any 2xx is success; what it made must be read
		}
		w.wire.etag = etagOf(got.header)
		made = &w
	})
	return made, err
}

// carryOut sends a write. Any 2xx says that it was done, with or without a body
// (API contract, section 5), but not a web page: that is the log-in of a hotel's
// network, or a proxy's, and what was sent may never have come to the API.
func (c *Client) carryOut(ctx context.Context, r request, use func(*answer)) error {
	_, err := c.send(ctx, r, func(got *answer) error {
		if isPage(got.header.Get("Content-Type"), got.body) {
			return c.notUnderstood(r, got, errPage)
		}
		use(got)
		return nil
	})
	return err
}

// DeleteWebhook deletes a webhook; in a context of [AsRead] only while it is as
// it was read.
func (c *Client) DeleteWebhook(ctx context.Context, workspace WorkspaceID, id WebhookID) error {
	r := onWebhooks("delete a webhook", http.MethodDelete, idempotent, workspace, string(id))
	r.ifMatch = readTag(ctx)
	return c.carryOut(ctx, r, func(*answer) {})
}

// maxTestBody is how much of a test's answer is kept to be shown.
const maxTestBody = 16 << 10

// TestWebhook has Coro send its test, which a client that is read-only refuses.
// It is sent once. Whatever the server answers is the result, but for 401 and
// 404.
func (c *Client) TestWebhook(ctx context.Context, workspace WorkspaceID, id WebhookID) (TestResult, error) {
	r := onWebhooks("test a webhook", http.MethodGet, never, workspace, string(id), "test")
	r.raw = true
	var result TestResult
	_, err := c.send(ctx, r, func(got *answer) error {
		body := bytes.TrimSpace(got.body)
		var bare string
		if json.Unmarshal(body, &bare) == nil {
			body = []byte(bare)
		}
		told := readDelivery(body)
		result = TestResult{
			Status: got.status, Body: Text(got.told.start(body, maxTestBody)), Took: got.took, Trace: got.trace(), told: &told,
		}
		return nil
	})
	return result, err
}
