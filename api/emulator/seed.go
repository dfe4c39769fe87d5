package emulator

import (
	"cmp"
	"encoding/json"
	"time"
)

// Seed is what a server holds when it starts.
type Seed struct{ Workspaces []SeedWorkspace }

// SeedWorkspace is a workspace of a seed.
type SeedWorkspace struct {
	ID          string
	DisplayName string
	CompanyName string
	Domain      string
	Type        string        // channel, child or regular
	Parent      string        // id of the workspace above, empty for a root
	Users       int           // protected users at most
	NoAccess    bool          // searches list it, but every call in it answers 403
	Inherits    []string      // ids of webhooks of workspaces above it that its list shows under any variant
	Created     time.Duration // how long before the server's start it was created; 0: at the start of 2024
	Webhooks    []SeedWebhook
}

// SeedWebhook is a webhook of a seed. Its times are ages, so that a demo looks
// the same whenever it is started.
type SeedWebhook struct {
	ID          string // 24 hexadecimal digits; made up when empty
	Name        string
	Description string
	Descendants bool
	URL         string
	Secret      string
	Headers     []SeedHeader
	Triggers    []string
	Status      string        // enabled when empty
	Created     time.Duration // how long before the server's start it was created
	Changed     time.Duration // how long before the server's start it was changed last
	Extra       string        // further members as JSON text, as in `"ownerTeam":"billing"`
}

// SeedHeader is a header that a webhook adds to its deliveries.
type SeedHeader struct{ Name, Value string }

// The names of a webhook's fields (API contract, section 5).
const (
	fieldID          = "id"
	fieldWorkspace   = "workspaceId"
	fieldName        = "name"
	fieldDescription = "description"
	fieldDescendants = "applyToAllDescendants"
	fieldMisspelled  = "applyToAllDescendents"
	fieldURL         = "url"
	fieldSecret      = "secret"
	fieldHeaders     = "headers"
	fieldTriggers    = "triggers"
	fieldStatus      = "status"
	fieldCreated     = "created"
	fieldUpdated     = "updated"
)

// The documented values of type (of a workspace) and status.
const (
	typeChannel = "channel"
	typeChild   = "child"

	statusEnabled  = "enabled"
	statusDisabled = "disabled"
)

// document writes the webhook as the server keeps it.
func (w SeedWebhook) document(id, ws string, now time.Time) document {
	triggers := w.Triggers
	if triggers == nil {
		triggers = []string{}
	}
	headers := document{}
	for _, h := range w.Headers {
		headers.set(h.Name, quote(h.Value))
	}
	d := document{
		{fieldID, quote(id)},
		{fieldWorkspace, quote(ws)},
		{fieldName, quote(w.Name)},
		{fieldDescription, quote(w.Description)},
		{fieldDescendants, encodeValue(w.Descendants)},
		{fieldURL, quote(w.URL)},
		{fieldSecret, quote(w.Secret)},
		{fieldHeaders, headers.encode()},
		{fieldTriggers, encodeValue(triggers)},
		{fieldStatus, quote(cmp.Or(w.Status, statusEnabled))},
		{fieldCreated, encodeValue(now.Add(-w.Created).UnixMilli())},
		{fieldUpdated, encodeValue(now.Add(-w.Changed).UnixMilli())},
	}
	if w.Extra == "" {
		return d
	}
	extra, err := parseDocument(json.RawMessage("{" + w.Extra + "}"))
	if err != nil {
		panic("emulator: the seed's webhook " + w.Name + ": " + err.Error())
	}
	for _, m := range extra {
		d.set(m.name, m.value)
	}
	return d
}
