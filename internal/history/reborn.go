package history

import (
	"corotui/api"
	"corotui/internal/change"
)

// rebirths are the ids under which deleted webhooks live that an undo brought
// back, so that older changes of them can be taken back too.
type rebirths struct {
	made  map[string]api.WebhookID // by the entry of the deletion, which comes later
	lives map[api.WebhookID]api.WebhookID
}

func newRebirths() rebirths {
	return rebirths{make(map[string]api.WebhookID), make(map[api.WebhookID]api.WebhookID)}
}

// awaits reports whether the entry at the start of a line is a deletion that was
// undone.
func (r rebirths) awaits(head []byte) bool {
	if len(r.made) == 0 {
		return false
	}
	_, awaited := r.made[string(textOf(head, "id"))]
	return awaited
}

// see takes in an entry, the newest first: the newest rebirth counts.
func (r rebirths) see(e Entry) {
	switch e.Action {
	case change.Created:
		if _, newer := r.made[e.Undoes]; !newer && e.Undoes != "" && e.Outcome == change.Done && e.Webhook != "" {
			r.made[e.Undoes] = e.Webhook
		}
	case change.Deleted:
		made, was := r.made[e.ID]
		if _, newer := r.lives[e.Webhook]; was && !newer && made != e.Webhook {
			r.lives[e.Webhook] = made
		}
	default:
	}
}
