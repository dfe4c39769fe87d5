package history

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os/user"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// store is where lines are kept.
type store interface {
	// append adds a line, which ends in a line feed. With lasting it outlives the
	// machine when append returns, and else the program.
	append(ctx context.Context, line []byte, lasting bool) error
	// backward gives what there is to each, line by line, the newest first, until
	// that returns false. Nothing is renamed meanwhile.
	backward(ctx context.Context, each func(line) (more bool, err error)) error
	// key returns the key of the fingerprints; nil if there is none and none
	// should be made.
	key(ctx context.Context, create bool) ([]byte, error)
	// hold claims a run for this process.
	hold(ctx context.Context, set string) (release func() error, err error)
}

// Log is the history. It may be used by several goroutines, and its file by
// several processes.
type Log struct {
	store store

	mu       sync.Mutex
	exact    map[string][]change.Delta // the exact values of what this process did, by entry
	written  map[string]bool           // the entries that this process wrote
	printKey []byte
	held     map[string]bool // runs that this process carries out
}

// Option sets something of a log in a file.
type Option func(*file)

// WithRotation sets from how many bytes on a new file is begun, and how many
// old ones are kept.
func WithRotation(size int64, keep int) Option {
	return func(f *file) { f.size, f.keep = size, keep }
}

// Open returns the history in the file of this path. The file and its folder,
// the lock and the key beside it are made when there is something to write.
func Open(path string, options ...Option) *Log {
	f := newFile(path)
	for _, set := range options {
		set(f)
	}
	return &Log{store: f}
}

// InMemory returns a history that ends with the program, for the demo.
func InMemory() *Log { return &Log{store: &memory{}} }

// CurrentUser returns the name of the operating system's user, for [Who].
func CurrentUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// By returns what records the changes that who makes.
func (l *Log) By(who Who) change.Recorder {
	return recorder{l, who}
}

// clientChars is how much of a client id is kept: enough to tell two apart.
const clientChars = 4

func shortClient(id string) string {
	runes := []rune(id)
	return string(runes[:min(clientChars, len(runes)/2)])
}

type recorder struct {
	log *Log
	who Who
}

// Begin appends the entry of a change that is about to be sent. One of a run that
// can be resumed does not wait for the disk: the run's plan is there.
func (r recorder) Begin(ctx context.Context, event change.Record) (id string, err error) {
	entry, err := r.entry(ctx, Begun, event)
	if err != nil {
		return "", err
	}
	entry.Item = event.RunItem
	entry, err = r.log.add(ctx, entry, event.RunItem == 0)
	return entry.ID, err
}

// entry puts an event into the words of the file.
func (r recorder) entry(ctx context.Context, of Type, event change.Record) (Entry, error) {
	entry := by(r.who, Entry{
		Type: of, At: event.At,
		Workspace: event.Workspace, WorkspaceName: event.WorkspaceName, Webhook: event.Webhook, Name: event.Name,
		Action: event.Action, Outcome: event.Outcome, Trace: event.Trace, Undoes: event.Undoes, Set: event.Set,
		ID: event.Begun,
	})
	entry.OffBefore, entry.OffAfter = offOf(event.Before), offOf(event.Now)
	if event.Err != nil {
		entry.Error = api.Text(event.Err.Error())
	}
	var err error
	entry.Deltas, err = r.log.Describe(ctx, event.Webhook, event.Deltas)
	return entry, err
}

// Record appends the entry of a change that has ended.
func (r recorder) Record(ctx context.Context, event change.Record) (id string, err error) {
	entry, err := r.entry(ctx, Change, event)
	if err != nil {
		return "", err
	}
	if entry, err = r.log.Append(ctx, entry); err != nil {
		return "", err
	}
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	if r.log.exact == nil {
		r.log.exact = make(map[string][]change.Delta)
	}
	r.log.exact[entry.ID] = event.Deltas
	return entry.ID, nil
}

// Describe turns changes of a webhook into what may be written down: sensitive
// values masked, with a fingerprint each.
func (l *Log) Describe(ctx context.Context, webhook api.WebhookID, changes []change.Delta) ([]Delta, error) {
	deltas := make([]Delta, 0, len(changes))
	for _, d := range changes {
		before, after := d.Exact()
		described := Delta{Field: Field(d.Field), Item: d.Item}
		for _, side := range []struct {
			shown *api.Text
			exact *mask.Secret
			to    **Value
		}{{d.Before, before, &described.Before}, {d.After, after, &described.After}} {
			switch {
			case side.exact == nil && side.shown == nil:
			case side.exact == nil || change.Sensitive(d.Field, d.Item, *side.exact):
				printed, err := l.print(ctx, webhook, d.Field, d.Item, side.exact)
				if err != nil {
					return nil, err
				}
				*side.to = &Value{Text: *side.shown, Print: printed}
			default:
				*side.to = &Value{Text: api.Text(side.exact.Reveal())}
			}
		}
		deltas = append(deltas, described)
	}
	return deltas, nil
}

// Append adds an entry of any type and returns it as it was written: with the
// version, and with an id and a time where it had none. It is on the disk when
// Append returns. Values in it must have been masked by [Log.Describe].
func (l *Log) Append(ctx context.Context, entry Entry) (Entry, error) {
	return l.add(ctx, entry, true)
}

func (l *Log) add(ctx context.Context, entry Entry, lasting bool) (Entry, error) {
	entry.Version = version
	if entry.ID == "" {
		entry.ID = NewID()
	}
	if entry.At.IsZero() {
		entry.At = time.Now()
	}
	entry.At = entry.At.UTC().Truncate(time.Millisecond)
	entry.UndoneBy, entry.UndoneAt = "", time.Time{}
	line, err := encode(entry)
	if err != nil {
		return Entry{}, err
	}
	if err := l.store.append(ctx, line, lasting); err != nil {
		return Entry{}, fmt.Errorf("writing the history: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written == nil {
		l.written = make(map[string]bool)
	}
	l.written[entry.ID] = true
	return entry, nil
}

// wrote reports whether this process wrote the entry.
func (l *Log) wrote(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written[id]
}

// idChars makes ids that can be read out and typed; 40 bits tell one user's
// changes apart.
const idChars = 8

// NewID makes an id for an entry or a set.
func NewID() string { return strings.ToLower(rand.Text()[:idChars]) }

// encode writes an entry as one line. Beyond what JSON demands, everything that
// does not print is escaped: the file is made to be looked at in a terminal,
// and the text in it is not ours.
func encode(entry Entry) ([]byte, error) {
	raw, err := json.Marshal(entry)
	if err != nil {
		return nil, fmt.Errorf("writing the history: %w", err)
	}
	return append(escape(raw), '\n'), nil
}

func escape(raw []byte) []byte {
	line := make([]byte, 0, len(raw)+1)
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r < utf8.RuneSelf && r != 0x7f || unicode.IsPrint(r):
			line = append(line, raw[:size]...)
		case r > 0xffff:
			high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			line = fmt.Appendf(line, `\u%04x\u%04x`, high, low)
		default:
			line = fmt.Appendf(line, `\u%04x`, r)
		}
		raw = raw[size:]
	}
	return line
}

// memory keeps lines for as long as the program runs.
type memory struct {
	mu     sync.Mutex
	lines  []byte
	secret []byte
}

func (m *memory) append(_ context.Context, line []byte, _ bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lines = append(m.lines, line...)
	return nil
}

func (m *memory) backward(_ context.Context, each func(line) (bool, error)) error {
	m.mu.Lock()
	lines := m.lines // what is there does not change; more is added behind it
	m.mu.Unlock()
	_, err := backward(bytes.NewReader(lines), int64(len(lines)), each)
	return err
}

func (m *memory) key(context.Context, bool) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.secret == nil {
		m.secret = newKey()
	}
	return m.secret, nil
}

// newKey makes a key from the system's random numbers, which cannot fail.
func newKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key)
	return key
}

func (m *memory) hold(context.Context, string) (func() error, error) {
	return func() error { return nil }, nil
}
