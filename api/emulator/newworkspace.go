package emulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	typeRegular = "regular"

	maxDisplayName = 30 // characters, as in Coro's console

	fieldParent = "parentWorkspaceId"
)

// createWorkspace answers POST /v1/workspaces. What a body must have is not
// documented: a name will do.
func (s *Server) createWorkspace(c *call) answer {
	body, refusal, ok := c.document()
	if !ok {
		return refusal
	}
	body.rename("domainName", "domain")
	body.rename("notificationLevel", "notificationsLevel")
	faults := workspaceFaults(body)
	parent, known := s.store.workspace(cmp.Or(body.text(fieldParent), c.workspace))
	switch {
	case len(faults) > 0:
	case !known:
		faults = append(faults, fieldError{fieldParent, "no such workspace"})
	case !s.store.isBelow(parent.ID, c.workspace), parent.NoAccess:
		return c.problem(http.StatusForbidden)
	case parent.Type != typeChannel:
		faults = append(faults, fieldError{fieldParent, "is not a channel workspace"})
	}
	if len(faults) > 0 {
		return c.problem(http.StatusBadRequest, faults...)
	}
	made := s.store.createWorkspace(newWorkspaceOf(body, parent.ID, c.now))
	s.audit.add(parent.ID, auditEntry{at: c.now, action: "workspace-created", message: fmt.Sprintf("Workspace %q was created", made.DisplayName)})
	s.announce(made, c.now)
	return c.json(http.StatusCreated, c.variant.renderWorkspace(made))
}

// newWorkspaceOf is the workspace that a body describes.
func newWorkspaceOf(body document, parent string, now time.Time) workspace {
	users, _ := strconv.Atoi(string(body.value("maxProtectedUsers")))
	emails, _ := asStrings(body.value("adminEmails"))
	name, company := body.text("displayName"), body.text("companyName")
	return workspace{
		SeedWorkspace: SeedWorkspace{
			DisplayName: cmp.Or(name, company), CompanyName: cmp.Or(company, name), Domain: body.text("domain"),
			Type: cmp.Or(body.text("type"), typeChild), Parent: parent, Users: users,
		},
		created: now, level: body.text("notificationsLevel"), emails: emails,
	}
}

// workspaceFaults says what is wrong with the body of a create.
func workspaceFaults(body document) []fieldError {
	var faults []fieldError
	if body.text("companyName") == "" && body.text("displayName") == "" {
		faults = append(faults, fieldError{"companyName", "must be a string that is not empty"})
	}
	for _, m := range body {
		if string(m.value) == jsonNull {
			continue
		}
		if message := workspaceComplaint(m); message != "" {
			faults = append(faults, fieldError{m.name, message})
		}
	}
	return faults
}

// workspaceComplaint says what is wrong with a field's value, or nothing.
func workspaceComplaint(m member) string {
	text, isText := asString(m.value)
	switch m.name {
	case "companyName", fieldParent:
		if !isText {
			return "must be a string"
		}
	case "displayName":
		if !isText || utf8.RuneCountInString(text) > maxDisplayName {
			return "must be a string of at most 30 characters"
		}
	case "domain":
		if !isText || strings.ContainsAny(text, " /@:\t\r\n") {
			return "must be a domain"
		}
	case "type":
		return oneOf(text, typeRegular, typeChannel, typeChild)
	case "notificationsLevel":
		return oneOf(text, "none", "parent", "all", "localAdmins")
	case "maxProtectedUsers":
		if n, err := strconv.Atoi(string(m.value)); err != nil || n < 0 {
			return "must be a whole number from 0 up"
		}
	case "adminEmails":
		if _, ok := asStrings(m.value); !ok {
			return "must be an array of strings"
		}
	}
	return ""
}

func oneOf(text string, allowed ...string) string {
	if slices.Contains(allowed, text) {
		return ""
	}
	return "must be one of " + strings.Join(allowed, ", ")
}

// createWorkspace adds a workspace below its parent, in one step, and gives it an id
// that depends only on what it is and how many were created before.
func (st *store) createWorkspace(w workspace) workspace {
	st.mu.Lock()
	defer st.mu.Unlock()
	stem := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(cmp.Or(w.Domain, w.DisplayName)))
	stem = cmp.Or(stem, "workspace")
	w.Domain = cmp.Or(w.Domain, stem+".example")
	last := map[string]string{typeChannel: "c", typeChild: "x", typeRegular: "r"}[w.Type]
	for w.ID == "" || st.workspaces[w.ID] != nil {
		st.born++
		sum := sha256.Sum256(fmt.Appendf(nil, "workspace %d", st.born))
		w.ID = fmt.Sprintf("%s_%X_%s", stem, sum[:2], last)
	}
	w.byID = map[string]*webhook{}
	st.workspaces[w.ID] = &w
	parent := st.workspaces[w.Parent]
	parent.children = append(slices.Clip(parent.children), w.ID)
	clear(st.found)
	return w.bare()
}

// usage answers GET /v1/usage, of which only the path is documented.
func (s *Server) usage(c *call) answer {
	if refusal, refused := c.refuses(c.variant.Usage); refused {
		return refusal
	}
	if form := c.variant.Usage; form == "array" || form == "envelope" {
		ids := append([]string{c.workspace}, s.store.below(c.workspace, true)...)
		return c.collection(paging{bare: form == "array"}, len(ids), func(i int) json.RawMessage { return s.usageOf(c, ids[i]) })
	}
	return c.json(http.StatusOK, s.usageOf(c, c.workspace))
}

func (s *Server) usageOf(c *call, id string) json.RawMessage {
	w, _ := s.store.workspace(id)
	d := document{
		{"workspaceId", quote(w.ID)},
		{"companyName", quote(w.CompanyName)},
		{"protectedUsers", encodeValue(w.Users)},
		{"protectedDevices", encodeValue(w.Users + w.Users/4)},
		{"updated", encodeValue(c.now.UnixMilli())},
	}
	if c.variant.Usage == "string" {
		for _, name := range []string{"protectedUsers", "protectedDevices"} {
			d.set(name, quote(string(d.value(name))))
		}
	}
	return d.encode()
}

// refuses answers where a switch says that a resource is not there.
func (c *call) refuses(word string) (answer, bool) {
	status, err := strconv.Atoi(word)
	if err != nil {
		return answer{}, false
	}
	return c.problem(status), true
}
