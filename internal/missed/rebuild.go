package missed

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/delivery"
)

// Basis is how sure a value of a rebuilt delivery is.
type Basis string

// The bases.
const (
	Sure    Basis = "known"   // it does not change after the creation
	Present Basis = "guessed" // as the workspace has it now; it may have been another when it was created
	Nothing Basis = "unknown" // the workspace does not say, so it is left out
)

// Field is a value of a rebuilt delivery.
type Field struct {
	delivery.Field

	Basis Basis
}

// Fields are the data of the delivery that told of a new workspace, in the order of
// Coro's guide, each as far as the workspace tells it today. Nothing is invented.
func Fields(w api.Workspace) []Field {
	known := func(name, value string, basis Basis) Field {
		if value == "" {
			basis = Nothing
		}
		return Field{delivery.Field{Name: name, Value: value}, basis}
	}
	extra := func(names ...string) string {
		for _, name := range names {
			for _, member := range w.Extra {
				if value := written(member.Value); member.Name == name && value != "" {
					return value
				}
			}
		}
		return ""
	}
	created := ""
	if !w.Created.IsZero() {
		created = strconv.FormatInt(w.Created.UnixMilli(), 10)
	}
	return []Field{
		known("companyName", string(w.CompanyName), Present),
		known("displayName", string(w.DisplayName), Present),
		known("domain", string(w.Domain), Present),
		known("type", string(w.Type), Present),
		known("maxProtectedUsers", extra("maxProtectedUsers"), Present),
		known("notificationLevel", extra("notificationsLevel", "notificationLevel"), Present),
		known("parentWorkspaceId", string(w.Parent), Sure),
		known("adminEmails", extra("adminEmails"), Present),
		known("workspaceCreationTime", created, Sure),
		known("subscriptionType", extra("subscriptionType"), Present),
	}
}

// written is a JSON value as the guide's samples have it: as a string, and a list with
// commas in it. It is empty for an object, and where there is nothing.
func written(raw json.RawMessage) string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		var parts []string
		for _, element := range list {
			if part := written(element); part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, ",")
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if value := strings.TrimSpace(string(raw)); value != "null" && !strings.HasPrefix(value, "{") {
		return value
	}
	return ""
}

// Rebuild makes the event of a workspace that was created. Its time is that.
func Rebuild(w api.Workspace, id api.Text) delivery.Event {
	var fields []delivery.Field
	for _, f := range Fields(w) {
		if f.Basis != Nothing {
			fields = append(fields, f.Field)
		}
	}
	at := w.Created.UTC().Truncate(time.Millisecond)
	return delivery.Event{
		ID: id, Timestamp: api.Text(strconv.FormatInt(at.UnixMilli(), 10)), Time: at, WorkspaceID: w.ID, Type: Created,
		Data: delivery.Data(fields),
	}
}
