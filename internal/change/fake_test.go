package change_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/change"
)

const (
	workspace = api.WorkspaceID("acmecorpcom_AB12_x")
	billing   = api.WebhookID("66b204f0c992d50b8b2f984c")
)

// start is a fixed time for records and webhooks.
var start = time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)

// script says how one call ends instead of well.
type script struct {
	err     error
	applied bool           // the call is carried out all the same
	bare    bool           // a success without a webhook in its answer
	answer  *api.Webhook   // a success that shows another webhook
	meet    func(s *fake)  // happens just before the call
	mangle  func(raw wire) // what the server makes of the body
}

// wire is a webhook as it is sent.
type wire map[string]json.RawMessage

// fake is a server in memory whose every call can be scripted: the n-th of an
// operation ends as the n-th script says.
type fake struct {
	t  *testing.T
	mu sync.Mutex

	hooks   []api.Webhook
	scripts map[string][]script
	secret  string // shown in place of a secret: "" shows it, "-" leaves it out
	calls   []string
	sent    []string // bodies
}

func newFake(t *testing.T, hooks ...string) *fake {
	t.Helper()
	s := &fake{t: t, scripts: make(map[string][]script)}
	for _, hook := range hooks {
		s.hooks = append(s.hooks, webhook(t, hook))
	}
	return s
}

// webhook reads a webhook from JSON.
func webhook(t *testing.T, text string) api.Webhook {
	t.Helper()
	var w api.Webhook
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// on scripts the next calls of an operation: GET, LIST, POST, PUT, DELETE.
func (s *fake) on(op string, scripts ...script) *fake {
	s.scripts[op] = append(s.scripts[op], scripts...)
	return s
}

func (s *fake) begin(ctx context.Context, op string) (script, error) {
	s.calls = append(s.calls, op)
	var now script
	if waiting := s.scripts[op]; len(waiting) > 0 {
		now, s.scripts[op] = waiting[0], waiting[1:]
	}
	if now.meet != nil {
		now.meet(s)
	}
	return now, ctx.Err()
}

func (s *fake) place(id api.WebhookID) int {
	return slices.IndexFunc(s.hooks, func(w api.Webhook) bool { return w.ID == id })
}

func (s *fake) show(w api.Webhook) api.Webhook {
	switch s.secret {
	case "":
	case "-":
		w.Secret = api.WebhookSecret{}
	default:
		if _, known := w.Secret.Value(); known {
			w.Secret = api.GivenSecret(s.secret)
		}
	}
	return w
}

func (s *fake) Webhooks(ctx context.Context, _ api.WorkspaceID) ([]api.Webhook, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.begin(ctx, "LIST")
	if err = errors.Join(err, now.err); err != nil {
		return nil, err
	}
	var all []api.Webhook
	for _, w := range s.hooks {
		all = append(all, s.show(w))
	}
	return all, nil
}

func (s *fake) Webhook(ctx context.Context, _ api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.begin(ctx, "GET")
	at := s.place(id)
	switch {
	case err != nil:
		return api.Webhook{}, err
	case now.err != nil:
		return api.Webhook{}, now.err
	case now.answer != nil:
		return *now.answer, nil
	case at < 0:
		return api.Webhook{}, problem(api.KindNotFound, 404)
	}
	return s.show(s.hooks[at]), nil
}

func (s *fake) CreateWebhook(ctx context.Context, _ api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.begin(ctx, "POST")
	return s.write(err, now, body, func(w wire) api.Webhook {
		w["id"] = fmt.Appendf(nil, "%q", fmt.Sprintf("new-%d", len(s.hooks)))
		made := s.decode(w)
		made.Created = start
		s.hooks = append(s.hooks, made)
		return made
	})
}

func (s *fake) UpdateWebhook(ctx context.Context, _ api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.begin(ctx, "PUT")
	at := s.place(body.ID())
	if at < 0 {
		return nil, problem(api.KindNotFound, 404)
	}
	return s.write(err, now, body, func(w wire) api.Webhook {
		w["id"] = fmt.Appendf(nil, "%q", body.ID())
		made := s.decode(w)
		made.Created, made.Updated = s.hooks[at].Created, s.hooks[at].Updated
		if !made.Updated.IsZero() {
			made.Updated = made.Updated.Add(time.Hour)
		}
		s.hooks[at] = made
		return made
	})
}

func (s *fake) write(err error, now script, body json.Marshaler, apply func(wire) api.Webhook) (*api.Webhook, error) {
	if err != nil && !now.applied {
		return nil, err
	}
	raw, marshalErr := body.MarshalJSON()
	if marshalErr != nil {
		s.t.Error(marshalErr)
	}
	s.sent = append(s.sent, string(raw))
	var held api.Webhook
	if now.err == nil || now.applied {
		var w wire
		if err := json.Unmarshal(raw, &w); err != nil {
			s.t.Error(err)
		}
		if now.mangle != nil {
			now.mangle(w)
		}
		held = s.show(apply(w))
	}
	switch {
	case now.err != nil || err != nil:
		return nil, errors.Join(now.err, err)
	case now.bare:
		return nil, nil //nolint:nilnil // as the client does
	case now.answer != nil:
		return now.answer, nil
	}
	return &held, nil
}

func (s *fake) decode(w wire) api.Webhook {
	raw, err := json.Marshal(w)
	if err != nil {
		s.t.Error(err)
	}
	var made api.Webhook
	if err := json.Unmarshal(raw, &made); err != nil {
		s.t.Error(err)
	}
	return made
}

func (s *fake) DeleteWebhook(ctx context.Context, _ api.WorkspaceID, id api.WebhookID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.begin(ctx, "DELETE")
	at := s.place(id)
	switch {
	case err != nil:
		return err
	case now.err != nil && !now.applied:
		return now.err
	case at < 0:
		return problem(api.KindNotFound, 404)
	}
	s.hooks = slices.Delete(s.hooks, at, at+1)
	return now.err
}

// problem is an answer of the server that refuses.
func problem(kind api.Kind, status int) error {
	return &api.Error{Kind: kind, Status: status, Host: "api.example", Trace: "trace-1"}
}

// lost is an answer that does not tell whether the request was carried out.
func lost() error {
	return &api.Error{Kind: api.KindServer, Status: 502, Host: "api.example", Unclear: true, Trace: "trace-2"}
}

// recorder keeps events in memory, or fails.
type recorder struct {
	mu     sync.Mutex
	events []change.Record
	begun  []change.Record
	err    error
	refuse error // of Begin
	ended  bool  // a record came with a context that had ended
}

func (r *recorder) Begin(_ context.Context, event change.Record) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		return "", r.refuse
	}
	r.begun = append(r.begun, event)
	return fmt.Sprintf("begun-%d", len(r.begun)), nil
}

func (r *recorder) Record(ctx context.Context, event change.Record) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = r.ended || ctx.Err() != nil
	if r.err != nil {
		return "", r.err
	}
	r.events = append(r.events, event)
	return fmt.Sprintf("entry-%d", len(r.events)), nil
}
