package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Bounds of what is read of an audit log, which may be years long.
const (
	maxAuditBody    = 16 << 20
	maxAuditPages   = 500
	maxAuditEntries = 10_000
)

// AuditEntry is one entry of a workspace's audit log. What entries look like is not
// documented (API contract, section 5): what cannot be read of one is empty, and Raw has
// all of it.
type AuditEntry struct {
	ID        Text
	At        time.Time // zero where the entry does not say
	Action    Text
	Actor     Text
	Message   Text
	Workspace WorkspaceID
	Webhook   WebhookID
	Raw       json.RawMessage // as received, without the client's own credentials
}

// ReportsDisabled reports whether the entry says that a webhook was disabled.
func (e AuditEntry) ReportsDisabled(id WebhookID) bool {
	said := strings.ToLower(string(e.Action) + " " + string(e.Message))
	return e.Mentions(id) && strings.Contains(said, "disabl")
}

// Mentions reports whether the entry is about a webhook, or names it anywhere.
func (e AuditEntry) Mentions(id WebhookID) bool {
	if id == "" {
		return false
	}
	quoted, err := marshal(string(id))
	return e.Webhook == id || err == nil && bytes.Contains(e.Raw, quoted) || strings.Contains(string(e.Message), string(id))
}

// AuditLog returns the audit log of a workspace, the newest entry first and those
// without a time last. The error is a [NotProvided] where the server does not have it or
// does not give it to these credentials, and an [Incomplete] where it has more than it
// gave, or more than is read; what was read is returned beside that.
func (c *Client) AuditLog(ctx context.Context, workspace WorkspaceID) ([]AuditEntry, error) {
	r := request{
		op: "read the audit log", method: http.MethodGet, path: []string{"v1", "audit-logs", "search"}, workspace: workspace,
		limit: maxAuditBody, safety: reading,
	}
	log := &auditReader{seen: map[string]bool{}, total: -1}
	err := c.readAuditLog(ctx, r, log)
	sort.SliceStable(log.entries, func(i, j int) bool { return log.entries[i].At.After(log.entries[j].At) })
	if err != nil {
		return log.entries, c.notProvided("the audit log", err)
	}
	return log.entries, nil
}

// auditReader is how far an audit log was read.
type auditReader struct {
	entries []AuditEntry
	seen    map[string]bool // entries, by their id or by all of them
	total   int64           // the most that a page promised; -1: none did
}

// readAuditLog requests page after page, as [Client.Webhooks] does: the first request
// names none.
func (c *Client) readAuditLog(ctx context.Context, r request, log *auditReader) error {
	short := func(cause error) error {
		return &Incomplete{What: "entries of the audit log", Host: c.Host(), Came: len(log.entries), Total: log.total, Err: cause}
	}
	for number := range maxAuditPages {
		if number > 0 {
			r.query = url.Values{"page": {strconv.Itoa(number)}}
		}
		fresh, more := 0, false
		_, err := c.send(ctx, r, func(got *answer) error {
			p, err := readEntries([]byte(got.told.replace(string(got.body))))
			if err != nil {
				return c.notUnderstood(r, got, err)
			}
			fresh, more = log.add(p)
			return nil
		})
		switch {
		case number > 0 && refusesPages(err):
			return short(err)
		case err != nil && number > 0 && ctx.Err() == nil:
			return short(err)
		case err != nil:
			return err
		case len(log.entries) >= maxAuditEntries && (more || log.total > int64(len(log.entries))):
			return short(nil)
		case !more:
			return nil
		case fresh == 0 && log.total > int64(len(log.entries)):
			return short(nil)
		case fresh == 0:
			return nil
		}
	}
	return short(nil)
}

// add takes the entries of a page. more tells that there may be another one.
func (log *auditReader) add(p page) (fresh int, more bool) {
	log.total = max(log.total, p.total)
	for _, raw := range p.items {
		e := readAuditEntry(raw)
		key := string(e.Raw)
		if e.ID != "" {
			key = string(e.ID)
		}
		if log.seen[key] {
			continue
		}
		if len(log.entries) >= maxAuditEntries {
			return fresh, true
		}
		log.seen[key] = true
		log.entries = append(log.entries, e)
		fresh++
	}
	return fresh, p.paged && len(p.items) > 0 && (log.total < 0 || int64(len(log.entries)) < log.total)
}

// entryLists are the names that a list can have in its envelope.
var entryLists = []string{"items", "entries", "content", "data", "results", "logs", "auditlogs", "records", "usage", "usages"}

// readEntries reads a list as [readPage] does, and by other names than items. An object
// without a list is one element.
func readEntries(body []byte) (page, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	p := page{total: -1}
	switch {
	case len(body) == 0 || string(body) == "null":
		return p, nil
	case !json.Valid(body):
		return p, errNoJSON
	}
	if items, isArray := splitArray(body); isArray {
		p.items = items
		return p, nil
	}
	fields, isObject := fieldsOf(body)
	if !isObject {
		return p, errNoObject
	}
	for _, name := range entryLists {
		if items, isArray := splitArray(fields[name]); isArray {
			p.items, p.paged = items, true
			break
		}
	}
	if total := fields.first("totalelements", "total", "totalcount", "count"); p.paged && total != nil {
		if n, ok := looseInt(total); ok && n >= 0 {
			p.total = n
		}
	}
	if !p.paged {
		p.items = []json.RawMessage{body}
	}
	return p, nil
}

// plainFields are the members of an object by their plain names: see [plainName].
type plainFields map[string]json.RawMessage

// fieldsOf reads them. The last member of a name counts, and of two spellings of one name
// the last too; null is no value.
func fieldsOf(raw json.RawMessage) (plainFields, bool) {
	members, err := splitObject(raw)
	if err != nil {
		return nil, false
	}
	fields := make(plainFields, len(members))
	for _, member := range members {
		if !isNull(member.Value) {
			fields[plainName(member.Name)] = bytes.TrimSpace(member.Value)
		}
	}
	return fields, true
}

// first returns the value of the first name that is there.
func (f plainFields) first(names ...string) json.RawMessage {
	for _, name := range names {
		if value, there := f[name]; there {
			return value
		}
	}
	return nil
}

// readAuditEntry reads what it can.
func readAuditEntry(raw json.RawMessage) AuditEntry {
	e := AuditEntry{Raw: bytes.Clone(bytes.TrimSpace(raw))}
	fields, isObject := fieldsOf(e.Raw)
	if !isObject {
		e.Message, _ = looseText(e.Raw)
		return e
	}
	e.ID = nameOf(fields.first("id", "entryid", "logid", "uuid"))
	e.Action = nameOf(fields.first("action", "eventtype", "type", "activity", "activitytype", "operation", "name"))
	e.Actor = nameOf(fields.first("actor", "actoremail", "user", "useremail", "username", "admin", "adminemail", "email", "initiator", "performedby"))
	e.Message = nameOf(fields.first("message", "description", "details", "detail", "text", "summary", "title"))
	e.Workspace = WorkspaceID(nameOf(fields.first("workspaceid", "workspace")))
	e.Webhook = WebhookID(nameOf(fields.first("webhookid", "webhookconfigurationid", "webhook", "objectid", "entityid", "targetid", "resourceid")))
	for _, name := range []string{"timestamp", "time", "at", "date", "created", "createdat", "createdtime", "creationtime", "eventtime", "occurredat", "datetime"} {
		if at, ok := looseTime(fields[name]); ok && !at.IsZero() {
			e.At = at
			break
		}
	}
	return e
}

// nameOf reads a text, or what an object is called that stands in its place.
func nameOf(raw json.RawMessage) Text {
	if text, ok := looseText(raw); ok {
		return text
	}
	if fields, isObject := fieldsOf(raw); isObject {
		text, _ := looseText(fields.first("name", "displayname", "email", "id"))
		return text
	}
	return ""
}
