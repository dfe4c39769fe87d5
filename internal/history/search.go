package history

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"corotui/api"
	"corotui/internal/change"
)

// search goes through the history from the newest entry to the oldest. It
// decodes only the lines that may be of interest, and what tells of undos, which
// it has to know of to say what is still in force.
type search struct {
	log        *Log
	want       func(line) bool // of the lines that this version wrote; nil wants all
	undone     map[string]undoing
	recreated  recreations
	unreadable int
}

// undoing is by what an entry was undone, and when.
type undoing struct {
	by string
	at time.Time
}

func (l *Log) search(want func(line) bool) *search {
	return &search{log: l, want: want, undone: make(map[string]undoing), recreated: newRecreations()}
}

var keyUndoes = []byte(`"undoes":"`)

// through gives entries to each until that returns false: all that are wanted,
// and maybe others, which each has to tell by itself.
func (s *search) through(ctx context.Context, each func(Entry) (more bool)) error {
	return s.log.store.backward(ctx, func(l line) (bool, error) {
		t := typeOf(l.head)
		wanted := t == "" || s.want == nil || s.want(l)
		undoes := t != Plan && (l.long() || bytes.Contains(l.head, keyUndoes))
		if !wanted && !undoes && !s.recreated.awaits(l.head) {
			if l.cut() {
				s.unreadable++
			}
			return true, nil
		}
		text, err := l.whole()
		if err != nil {
			return false, err
		}
		var e Entry
		if err := json.Unmarshal(text, &e); err != nil || e.ID == "" || e.Type == "" {
			s.unreadable++
			return true, nil //nolint:nilerr // it is counted
		}
		s.mark(&e)
		if !wanted {
			return true, nil
		}
		s.log.remember(&e)
		return each(e), nil
	})
}

// mark notes at an entry by which it was undone, and what it undid itself. An
// undo that was itself undone does not count. Entries come the newest first, so
// what undoes an entry has been dealt with before it.
func (s *search) mark(e *Entry) {
	e.UndoneBy, e.UndoneAt = "", time.Time{}
	if by, undone := s.undone[e.ID]; undone {
		e.UndoneBy, e.UndoneAt = by.by, by.at
	}
	if e.Undoes != "" && e.UndoneBy == "" && e.settles() {
		s.undone[e.Undoes] = undoing{e.ID, e.At}
	}
	s.recreated.see(*e)
}

// has makes a test of whether a line says that of a key. Of a long one it is not
// known.
func has(key, value string) func(line) bool {
	said, err := json.Marshal(value)
	if err != nil { // a text always has a form
		return func(line) bool { return true }
	}
	needle := escape(append([]byte(`"`+key+`":`), said...))
	return func(l line) bool { return l.long() || bytes.Contains(l.head, needle) }
}

// both makes a test of several.
func both(tests ...func(line) bool) func(line) bool {
	return func(l line) bool {
		for _, test := range tests {
			if !test(l) {
				return false
			}
		}
		return true
	}
}

// ofType wants the lines of one type.
func ofType(t Type) func(line) bool { return func(l line) bool { return typeOf(l.head) == t } }

// settles reports whether an undo that ended like e leaves nothing more to
// undo: it undid the change, or found that someone else had.
func (e Entry) settles() bool {
	switch e.Outcome {
	case change.Done, change.Unchanged, change.Gone:
		return true
	default:
		return false
	}
}

// recreations are the ids under which deleted webhooks live that an undo brought
// back, so that older changes of them can be undone too.
type recreations struct {
	made  map[string]api.WebhookID // by the entry of the deletion, which comes later
	lives map[api.WebhookID]api.WebhookID
}

func newRecreations() recreations {
	return recreations{make(map[string]api.WebhookID), make(map[api.WebhookID]api.WebhookID)}
}

// awaits reports whether the entry at the start of a line is a deletion that was
// undone.
func (r recreations) awaits(head []byte) bool {
	if len(r.made) == 0 {
		return false
	}
	_, awaited := r.made[string(textOf(head, "id"))]
	return awaited
}

// see takes in an entry, the newest first: the newest rebirth counts.
func (r recreations) see(e Entry) {
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
