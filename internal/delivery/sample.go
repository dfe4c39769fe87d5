package delivery

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"corotui/api"
)

// Sample is an invented event, to try a receiver with.
type Sample struct {
	Trigger    api.KnownTrigger
	Documented bool // the fields of its data are those of Coro's guide; of others they are guesses
	data       []field
}

type field struct{ name, value string }

// created is what stands for the time of the event in a sample.
const created = "workspaceCreationTime"

// The data of samples. The guide prints all values as strings, and so do these;
// it has the fields of workspace-created alone. Of all others it is only said
// that some have these four.
var (
	documented = []field{
		{"companyName", "Acme Dental"}, {"displayName", "Acme Dental"}, {"domain", "acmedental.example"}, {"type", "child"},
		{"maxProtectedUsers", "25"}, {"notificationLevel", "all"}, {"parentWorkspaceId", "acmecorp_AB12_x"},
		{"adminEmails", "admin@acmedental.example"}, {created, ""}, {"subscriptionType", "initial"},
	}
	guessed = []field{
		{"companyName", "Acme Dental"}, {"domain", "acmedental.example"}, {"subscriptionType", "initial"}, {"protectedCount", "25"},
	}
)

const (
	sampleWorkspace = "acmedental_CD34_y"
	documentedEvent = "workspace-created"
)

// Samples returns the samples of all documented triggers, in their order.
func Samples() []Sample {
	all := make([]Sample, 0, len(api.KnownTriggers))
	for _, known := range api.KnownTriggers {
		s := Sample{Trigger: known, data: guessed}
		if known.Name == documentedEvent {
			s.Documented, s.data = true, documented
		}
		all = append(all, s)
	}
	return all
}

// FindSample returns the sample of a trigger, however that is spelled.
func FindSample(trigger api.Trigger) (Sample, bool) {
	for _, s := range Samples() {
		if s.Trigger.Name == trigger.Name() {
			return s, true
		}
	}
	return Sample{}, false
}

// Event returns the event of a sample as one that happens at a time.
func (s Sample) Event(id api.Text, at time.Time) Event {
	at = at.UTC().Truncate(time.Millisecond)
	now := strconv.FormatInt(at.UnixMilli(), 10)
	data := []byte{'{'}
	for i, f := range s.data {
		value := f.value
		if f.name == created {
			value = now
		}
		if i > 0 {
			data = append(data, ',')
		}
		data = append(append(append(data, quoted(f.name)...), ':'), quoted(value)...)
	}
	return Event{
		ID: id, Timestamp: api.Text(now), Time: at, WorkspaceID: sampleWorkspace,
		Type: api.Trigger(s.Trigger.Name), Data: append(data, '}'),
	}
}

// NewID returns an id for an event that no other has.
func NewID() api.Text {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // a program that cannot have random numbers is ended
	random[6] = random[6]&0x0f | 0x40
	random[8] = random[8]&0x3f | 0x80
	id := hex.EncodeToString(random)
	return api.Text(id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:])
}

// Body writes an event as the body of a delivery, with its members in the order
// of the guide. A timestamp is written as a string.
func (e Event) Body() []byte {
	members := []api.Member{
		{Name: fieldID, Value: quoted(string(e.ID))}, {Name: fieldTimestamp, Value: quoted(string(e.Timestamp))},
		{Name: fieldWorkspace, Value: quoted(string(e.WorkspaceID))}, {Name: fieldType, Value: quoted(string(e.Type))},
	}
	if e.Data != nil {
		members = append(members, api.Member{Name: fieldData, Value: e.Data})
	}
	return object(append(members, e.Extra...))
}

// object writes members as an object.
func object(members []api.Member) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, member := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quoted(member.Name))
		b.WriteByte(':')
		b.Write(member.Value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// quoted writes a text as JSON, without the escapes that only web pages need.
func quoted(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always can be written
	return bytes.TrimRight(b.Bytes(), "\n")
}
