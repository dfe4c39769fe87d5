package emulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
)

// searchWorkspaces answers GET /v1/workspaces/search.
func (s *Server) searchWorkspaces(c *call) answer {
	switch c.variant.Search {
	case "404":
		return c.problem(http.StatusNotFound)
	case "405":
		return c.problem(http.StatusMethodNotAllowed)
	case "403":
		return c.problem(http.StatusForbidden)
	default:
		return s.foundWorkspaces(c)
	}
}

// foundWorkspaces answers with what is below the workspace of the header, which
// itself is not part of it.
func (s *Server) foundWorkspaces(c *call) answer {
	found := s.store.below(c.workspace, c.variant.Grandchildren == "")
	paging := pagings[cmp.Or(c.variant.Search, "paged")]
	hidden, _ := s.drifts(c, paging, len(found))
	found = found[hidden:]
	return c.collection(paging, len(found), func(i int) json.RawMessage {
		place, _ := s.store.workspace(found[i])
		return c.variant.renderWorkspace(place)
	})
}

// getWorkspace answers GET /v1/workspaces: the workspace of the header.
func (s *Server) getWorkspace(c *call) answer {
	place, _ := s.store.workspace(c.workspace)
	body := c.variant.renderWorkspace(place)
	switch c.variant.Workspace {
	case "array":
		body = paging{bare: true}.wrap([]json.RawMessage{body}, 1)
	case "envelope":
		body = paging{}.wrap([]json.RawMessage{body}, 1)
	}
	return c.json(http.StatusOK, body)
}

// renderWorkspace writes the fields of the API contract's section 4.
func (v Variant) renderWorkspace(w workspace) json.RawMessage {
	id, domain := "id", "domain"
	if v.WorkspaceNames == "alias" {
		id, domain = "workspaceId", "domainName"
	}
	children := w.children
	if children == nil {
		children = []string{}
	}
	admins := w.admins()
	d := document{
		{id, quote(w.ID)},
		{"companyName", quote(w.CompanyName)},
		{"displayName", quote(w.DisplayName)},
		{domain, quote(w.Domain)},
		{"type", quote(w.Type)},
		{"maxProtectedUsers", encodeValue(w.Users)},
		{"notificationsLevel", quote(w.notifications())},
		{"parentWorkspaceId", quote(w.Parent)},
		{"protectedDevices", encodeValue(w.Users + w.Users/4)},
		{"children", encodeValue(children)},
		{"mainAdminEmail", quote(admins[0])},
		{"adminEmails", encodeValue(admins)},
		{"pendingAdminEmails", encodeValue([]string{})},
		{"lastAdminLoginTime", json.RawMessage("1762000000000")},
		{"workspaceCreationTime", encodeValue(w.created.UnixMilli())},
		{"workspaceCreationType", quote("direct")},
		{"overCapacityAllowance", json.RawMessage("10")},
		{"limited", json.RawMessage("false")},
	}
	if v.Parents == "absent" || w.Parent == "" {
		d.remove("parentWorkspaceId")
	}
	switch v.CreationTimes {
	case "string":
		d.set("workspaceCreationTime", quote(strconv.FormatInt(w.created.UnixMilli(), 10)))
	case "absent":
		d.remove("workspaceCreationTime")
	}
	return d.encode()
}

// admins are the addresses of the administrators, of which there is always one.
func (w workspace) admins() []string {
	if len(w.emails) == 0 {
		return []string{"admin@" + w.Domain}
	}
	return w.emails
}

// notifications is who hears of a workspace by mail.
func (w workspace) notifications() string { return cmp.Or(w.level, "parent") }
