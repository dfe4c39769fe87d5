package delivery

import (
	"encoding/json"

	"corotui/api"
)

// Field is a member of an event's data. The guide prints all values as strings.
type Field struct{ Name, Value string }

// Data writes fields as the data of an event, in their order.
func Data(fields []Field) json.RawMessage {
	members := make([]api.Member, len(fields))
	for i, f := range fields {
		members[i] = api.Member{Name: f.Name, Value: quoted(f.Value)}
	}
	return object(members)
}
