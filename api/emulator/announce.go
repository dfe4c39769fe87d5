package emulator

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// event is what deliveries tell of. Every attempt to deliver it, to whichever webhook,
// has the same id.
type event struct {
	id        string
	kind      string // in kebab case
	workspace string // in which it happened
	at        time.Time
	data      document
	test      bool
}

func newEvent(kind, workspace string, at time.Time, data document) event {
	id := make([]byte, 16)
	_, _ = rand.Read(id) // it never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return event{
		id:   fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]),
		kind: kind, workspace: workspace, at: at, data: data,
	}
}

// delivery is what is known of a delivery before it is made.
func (e event) delivery(to recipient, now time.Time) Delivery {
	return Delivery{Time: now, Workspace: to.workspace, Webhook: to.webhook, ID: e.id, Type: e.kind, Test: e.test}
}

// body writes the body of a delivery (API contract, section 7).
func (e event) body(v Variant, hook document) []byte {
	id, at := quote(e.id), strconv.FormatInt(e.at.UnixMilli(), 10)
	if v.DeliveryID == "webhook" {
		id = hook.value(fieldID)
	}
	stamp := quote(at)
	if v.DeliveryTime == "number" {
		stamp = json.RawMessage(at)
	}
	return document{
		{"id", id}, {"timestamp", stamp}, {"workspaceId", quote(e.workspace)}, {"type", quote(e.kind)}, {"data", e.data.encode()},
	}.encode()
}

// created is the event of a new workspace, with the data that the guide documents.
func (v Variant) created(w workspace, at time.Time) event {
	d := document{
		{"companyName", quote(w.CompanyName)},
		{"displayName", quote(w.DisplayName)},
		{"domain", quote(w.Domain)},
		{"type", quote(w.Type)},
		{"maxProtectedUsers", encodeValue(w.Users)},
		{"notificationLevel", quote(w.notifications())},
		{"parentWorkspaceId", quote(w.Parent)},
		{"adminEmails", encodeValue(w.admins())},
		{"workspaceCreationTime", encodeValue(w.created.UnixMilli())},
		{"subscriptionType", quote("initial")},
	}
	if v.DeliveryData == "" {
		d.set("maxProtectedUsers", quote(strconv.Itoa(w.Users)))
		d.set("adminEmails", quote(strings.Join(w.admins(), ",")))
		d.set("workspaceCreationTime", quote(strconv.FormatInt(w.created.UnixMilli(), 10)))
	}
	return newEvent(eventWorkspaceCreated, w.ID, at, d)
}

// tested is the event of a test. What Coro sends then is not documented.
func (v Variant) tested(hook document, w workspace, at time.Time) event {
	kind := "test"
	if triggers, ok := asStrings(hook.value(fieldTriggers)); ok && len(triggers) > 0 {
		kind = triggers[0]
		if known := eventOf(kind); known != "" {
			kind = known
		}
	}
	e := newEvent(kind, w.ID, at, document{
		{"companyName", quote(w.CompanyName)}, {"displayName", quote(w.DisplayName)}, {"domain", quote(w.Domain)},
	})
	if kind == eventWorkspaceCreated {
		e.data = v.created(w, at).data
	}
	e.test = true
	return e
}

// announce has a new workspace's creation delivered: to the webhooks of the workspace
// that it was created in, and to those further up that apply to all descendants. A
// disabled one gets nothing.
func (s *Server) announce(w workspace, at time.Time) {
	if s.dispatch == nil {
		return
	}
	e := s.variant.created(w, at)
	above, known := s.store.workspace(w.Parent)
	seen := map[string]bool{} // a seed may have a circle
	for level := 0; known && !seen[above.ID]; level++ {
		seen[above.ID] = true
		for _, doc := range s.store.webhooks(above.ID) {
			hook := held(doc)
			descends := string(hook.value(fieldDescendants)) == "true"
			direct := level == 0 && s.variant.Subscribers == ""
			if (direct || descends) && hook.text(fieldStatus) != statusDisabled && hears(hook, e.kind) {
				s.dispatch.add(recipient{above.ID, hook.text(fieldID)}, e)
			}
		}
		above, known = s.store.workspace(above.Parent)
	}
}

// hears reports whether a webhook subscribes to a trigger, however that is spelled.
func hears(hook document, kind string) bool {
	value := hook.value(fieldTriggers)
	triggers, ok := asStrings(value)
	if one, isText := asString(value); !ok && isText {
		triggers = []string{one}
	}
	return slices.ContainsFunc(triggers, func(t string) bool { return t == kind || eventOf(t) == kind })
}
