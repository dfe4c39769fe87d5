package emulator

import (
	"cmp"
	"encoding/json"
	"net/http"
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
	admin := "admin@" + w.Domain
	d := document{
		{id, quote(w.ID)},
		{"companyName", quote(w.CompanyName)},
		{"displayName", quote(w.DisplayName)},
		{domain, quote(w.Domain)},
		{"type", quote(w.Type)},
		{"maxProtectedUsers", encodeValue(w.Users)},
		{"notificationsLevel", quote("parent")},
		{"parentWorkspaceId", quote(w.Parent)},
		{"protectedDevices", encodeValue(w.Users + w.Users/4)},
		{"children", encodeValue(children)},
		{"mainAdminEmail", quote(admin)},
		{"adminEmails", encodeValue([]string{admin})},
		{"pendingAdminEmails", encodeValue([]string{})},
		{"lastAdminLoginTime", json.RawMessage("1762000000000")},
		{"workspaceCreationTime", json.RawMessage("1704067200000")},
		{"workspaceCreationType", quote("direct")},
		{"overCapacityAllowance", json.RawMessage("10")},
		{"limited", json.RawMessage("false")},
	}
	if v.Parents == "absent" || w.Parent == "" {
		d.remove("parentWorkspaceId")
	}
	return d.encode()
}
