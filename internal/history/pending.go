package history

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// carried is the type of the line at the start of each file but the first: what
// was begun in the files before it and has no end there. So a start reads the
// newest file only.
const carried Type = "open"

// opened is a line about what has no end, and as much of other lines as tells
// what they begin and end. Of what is carried it says in how many files that is
// by now.
type opened struct {
	Version int            `json:"v"`
	Type    Type           `json:"type"`
	ID      string         `json:"id"`
	At      time.Time      `json:"at"`
	Set     string         `json:"set,omitempty"`
	Item    int            `json:"item,omitempty"`
	Sets    map[string]int `json:"sets,omitempty"`
	Changes map[string]int `json:"changes,omitempty"`
}

// pending is what was begun and has no end: runs by their sets, and single changes
// by the ids of their entries.
type pending struct {
	sets, changes map[string]int
	endedSets     map[string]bool
	ended         map[uint64]bool // by the hashes of ids, as every entry has one
	seed          maphash.Seed
}

func newPending() *pending {
	return &pending{make(map[string]int), make(map[string]int), make(map[string]bool), make(map[uint64]bool), maphash.MakeSeed()}
}

// take takes in a line, the newest first. It needs no more once it knows what was
// carried over from older files.
func (p *pending) take(l line) (more bool, err error) {
	if t := typeOf(l.head); (t == Change || t == Result) && !l.cut() {
		p.ended[maphash.Bytes(p.seed, textOf(l.head, "id"))] = true
		return true, nil
	}
	o, err := openedBy(l)
	if err != nil {
		return false, err
	}
	switch o.Type {
	case carried:
		for set, files := range o.Sets {
			p.beginSet(set, files)
		}
		for id, files := range o.Changes {
			p.begin(id, files)
		}
		return false, nil
	case Plan, temporary:
		p.beginSet(o.Set, 0)
	case End:
		if _, again := p.sets[o.Set]; !again {
			p.endedSets[o.Set] = true
		}
	case Begun:
		if o.Item == 0 {
			p.begin(o.ID, 0)
		}
	default:
		p.ended[maphash.String(p.seed, o.ID)] = true
	}
	return true, nil
}

func (p *pending) beginSet(set string, files int) {
	if _, known := p.sets[set]; !known && !p.endedSets[set] && set != "" {
		p.sets[set] = files
	}
}

func (p *pending) begin(id string, files int) {
	if _, known := p.changes[id]; !known && !p.ended[maphash.String(p.seed, id)] {
		p.changes[id] = files
	}
}

// openedBy reads of a line what it begins or ends. Most lines tell that without
// being decoded.
func openedBy(l line) (o opened, err error) {
	t := typeOf(l.head)
	switch {
	case t == "" || t == carried || t == Begun && l.long():
		return wholeOf(l)
	case l.cut():
		return o, nil
	}
	o.Type, o.ID = t, string(textOf(l.head, "id"))
	switch t {
	case Plan, End, temporary:
		before, _, _ := bytes.Cut(l.head, []byte(`"run":`)) // whose texts are not ours
		if o.Set = string(textOf(before, "set")); o.Set == "" && l.long() {
			return wholeOf(l)
		}
	case Begun:
		o.Item = itemOf(l.head)
	default:
	}
	return o, nil
}

func wholeOf(l line) (o opened, err error) {
	text, err := l.whole()
	if err != nil {
		return o, err
	}
	if json.Unmarshal(text, &o) != nil {
		return opened{}, nil //nolint:nilerr // a damaged line tells nothing
	}
	return o, nil
}

// itemOf is the number at the end of a line that names an item; 0 without one.
func itemOf(text []byte) int {
	at := bytes.LastIndex(text, []byte(`,"item":`))
	if at < 0 {
		return 0
	}
	digits, _, _ := bytes.Cut(text[at+len(`,"item":`):], []byte("}"))
	item, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0
	}
	return item
}

// carry makes the first line of a new file from what the one before it holds. It
// is empty when that cannot be read: what is to be written is more important, and
// without the line a start reads the older files itself.
func (f *file) carry() []byte {
	p := newPending()
	if err := f.lines(1, p.take); err != nil {
		return nil
	}
	older := func(all map[string]int) map[string]int {
		for id, files := range all {
			if all[id] = files + 1; all[id] > f.keep {
				delete(all, id) // where it was begun is no longer there
			}
		}
		return all
	}
	raw, err := json.Marshal(opened{
		Version: version, Type: carried, ID: NewID(), At: time.Now().UTC().Truncate(time.Millisecond),
		Sets: older(p.sets), Changes: older(p.changes),
	})
	if err != nil {
		return nil
	}
	return append(escape(raw), '\n')
}

func (l *Log) pending(ctx context.Context) (*pending, error) {
	p := newPending()
	return p, l.store.backward(ctx, p.take)
}

// Open returns the single changes that were begun and of which nothing tells how
// they ended, the newest first: entries of the type [Begun] that name no item of a
// run. What ends one is any entry of another type with the same id. Those of a
// process that lives are among them; see [Log.Hold]. It reads the newest file
// only, unless there are some.
func (l *Log) Open(ctx context.Context) ([]Entry, error) {
	p, err := l.pending(ctx)
	if err != nil || len(p.changes) == 0 {
		return nil, err
	}
	s := l.search(both(ofType(Begun), func(l line) bool {
		_, open := p.changes[string(textOf(l.head, "id"))]
		return open
	}))
	var begun []Entry
	err = s.through(ctx, func(e Entry) bool {
		if _, open := p.changes[e.ID]; open && e.Type == Begun && e.Item == 0 {
			begun = append(begun, e)
			delete(p.changes, e.ID)
		}
		return len(p.changes) > 0
	})
	return begun, err
}

// Runs returns the newest run of every set that did not come to its end, the
// newest first. It reads the newest file only, unless there are some.
func (l *Log) Runs(ctx context.Context) ([]Run, error) {
	p, err := l.pending(ctx)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(p.sets, func(set string, _ int) bool { return strings.HasPrefix(set, ofTemporary) })
	if len(p.sets) == 0 {
		return nil, nil
	}
	ofSet := make([]func(line) bool, 0, len(p.sets))
	for set := range p.sets {
		ofSet = append(ofSet, has("set", set))
	}
	s := l.search(func(l line) bool {
		return slices.ContainsFunc(ofSet, func(is func(line) bool) bool { return is(l) })
	})
	var entries []Entry
	err = s.through(ctx, func(e Entry) bool {
		if _, open := p.sets[e.Set]; open {
			entries = append(entries, e)
		}
		return true
	})
	return runsOf(entries), err
}

// runsOf puts the newest run of every set together from its entries.
func runsOf(entries []Entry) []Run {
	runs := make(map[string]*Run)
	var order []string
	for _, e := range slices.Backward(entries) {
		run := runs[e.Set]
		switch {
		case e.Type == Plan && e.Run != nil:
			runs[e.Set] = &Run{Plan: e, Results: make(map[int]Entry), Begun: make(map[int]Entry)}
			runs[e.Set].follow(run)
			order = slices.DeleteFunc(order, func(set string) bool { return set == e.Set })
			order = append(order, e.Set)
		case run == nil:
		case e.Type == Begun && e.Item > 0:
			run.Begun[e.Item-1] = e
		case e.Type == Result:
			run.Results[e.Item-1] = e
		case e.Type == Change:
			run.Changes = append(run.Changes, e)
		case e.Type == End:
			run.Ended = true
		}
	}
	all := make([]Run, 0, len(order))
	for _, set := range slices.Backward(order) {
		all = append(all, *runs[set])
	}
	return all
}
