package api

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// Usage is what a workspace uses, as far as the server says so: what the answer looks
// like is not documented (API contract, section 5).
type Usage struct {
	Workspace WorkspaceID // may be missing
	Users     int64       // protected ones; -1: unknown
	Devices   int64       // protected ones; -1: unknown
	Fields    []Member    // all of them, as received, without the client's own credentials
}

// Usage returns what a workspace uses. The error is a [NotProvided] where the server does
// not have that or does not give it to these credentials.
func (c *Client) Usage(ctx context.Context, workspace WorkspaceID) (Usage, error) {
	r := request{
		op: "read the usage", method: http.MethodGet, path: []string{"v1", "usage"}, workspace: workspace,
		limit: maxBody, safety: reading,
	}
	usage := Usage{Users: -1, Devices: -1}
	_, err := c.send(ctx, r, func(got *answer) error {
		p, err := readEntries([]byte(got.told.replace(string(got.body))))
		if err != nil {
			return c.notUnderstood(r, got, err)
		}
		usage = usageAmong(p.items, workspace)
		return nil
	})
	if err != nil {
		return usage, c.notProvided("usage", err)
	}
	return usage, nil
}

// usageAmong finds the usage of a workspace: the one that names it, or the only one that
// names none.
func usageAmong(items []json.RawMessage, workspace WorkspaceID) Usage {
	found := Usage{Users: -1, Devices: -1}
	for _, raw := range items {
		u, ok := readUsage(raw)
		switch {
		case ok && u.Workspace == workspace:
			return u
		case ok && u.Workspace == "" && len(items) == 1:
			found = u
		}
	}
	return found
}

func readUsage(raw json.RawMessage) (Usage, bool) {
	fields, isObject := fieldsOf(raw)
	if !isObject {
		return Usage{}, false
	}
	u := Usage{
		Workspace: WorkspaceID(nameOf(fields.first("workspaceid", "workspace", "id"))),
		Users:     fields.count(deepestUsage, "protecteduserscount", "protectedusers", "userscount", "usercount", "users"),
		Devices:   fields.count(deepestUsage, "protecteddevicescount", "protecteddevices", "devicescount", "devicecount", "devices"),
	}
	members, _ := splitObject(raw)
	u.Fields = kept(lastOnly(members))
	return u, true
}

// deepestUsage bounds how far counts are looked for inside each other.
const deepestUsage = 3

// count finds a count by its names, the likeliest first, or -1. It may be inside another
// object.
func (f plainFields) count(depth int, names ...string) int64 {
	for _, name := range names {
		value, there := f[name]
		if n, ok := looseInt(value); there && ok && n >= 0 {
			return n
		}
		if inner, isObject := fieldsOf(value); isObject && depth > 0 {
			if n := inner.count(0, "count", "total", "protected", "value"); n >= 0 {
				return n
			}
		}
	}
	if depth == 0 {
		return -1
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if inner, isObject := fieldsOf(f[name]); isObject {
			if n := inner.count(depth-1, names...); n >= 0 {
				return n
			}
		}
	}
	return -1
}
