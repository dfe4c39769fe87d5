package emulator

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Operation names what a request does. The empty Operation is a path that the
// API does not have.
type Operation string

// The operations of the API. Archiving workspaces is left out.
const (
	OpToken        Operation = "token"         // POST /oauth/token
	OpSearch       Operation = "search"        // GET /v1/workspaces/search
	OpWorkspace    Operation = "workspace"     // GET /v1/workspaces
	OpNewWorkspace Operation = "new-workspace" // POST /v1/workspaces
	OpList         Operation = "list"          // GET /v1/settings/webhooks
	OpGet          Operation = "get"           // GET /v1/settings/webhooks/{id}
	OpCreate       Operation = "create"        // POST /v1/settings/webhooks
	OpUpdate       Operation = "update"        // PUT /v1/settings/webhooks/{id}
	OpDelete       Operation = "delete"        // DELETE /v1/settings/webhooks/{id}
	OpTest         Operation = "test"          // GET /v1/settings/webhooks/{id}/test
	OpAudit        Operation = "audit"         // GET /v1/audit-logs/search
	OpUsage        Operation = "usage"         // GET /v1/usage
)

// Operations lists all of them.
func Operations() []Operation {
	return []Operation{
		OpToken, OpSearch, OpWorkspace, OpNewWorkspace, OpList, OpGet, OpCreate, OpUpdate, OpDelete, OpTest, OpAudit, OpUsage,
	}
}

const (
	tokenPath           = "/oauth/token" //nolint:gosec // G101: a path, no credential
	resourcePrefix      = "/v1/"
	headerWorkspace     = "Workspace"
	headerAuthorization = "Authorization"
)

// call is one request on its way through the server.
type call struct {
	request   *http.Request
	variant   Variant
	op        Operation
	id        string // the webhook in the path
	workspace string // the Workspace header
	allow     string // methods of a path that was asked with another one
	now       time.Time
	trace     string
	body      []byte
	tooLarge  bool // the body was longer than maxRequest and is not whole
	entry     *Request
}

// routes maps a path, with {id} for a webhook's id, to operations by method.
var routes = map[string]map[string]Operation{
	tokenPath:                         {http.MethodPost: OpToken},
	"/v1/workspaces/search":           {http.MethodGet: OpSearch},
	"/v1/workspaces":                  {http.MethodGet: OpWorkspace, http.MethodPost: OpNewWorkspace},
	"/v1/settings/webhooks":           {http.MethodGet: OpList, http.MethodPost: OpCreate},
	"/v1/settings/webhooks/{id}":      {http.MethodGet: OpGet, http.MethodPut: OpUpdate, http.MethodDelete: OpDelete},
	"/v1/settings/webhooks/{id}/test": {http.MethodGet: OpTest},
	"/v1/audit-logs/search":           {http.MethodGet: OpAudit},
	"/v1/usage":                       {http.MethodGet: OpUsage},
}

// route finds the operation. It looks at the path as it was sent: an id with an
// escaped slash is one id, and nothing is cleaned or redirected on the way, so
// that a client which fails to escape an id gets what it asked for.
func (c *call) route() {
	const hooks = "/v1/settings/webhooks/"
	path := c.request.URL.EscapedPath()
	pattern := path
	if rest, below := strings.CutPrefix(path, hooks); below {
		escaped, tail, hasTail := strings.Cut(rest, "/")
		id, err := url.PathUnescape(escaped)
		if err != nil || id == "" {
			return
		}
		c.id = id
		pattern = hooks + "{id}"
		if hasTail {
			pattern += "/" + tail
		}
	}
	methods := routes[pattern]
	c.op = methods[c.request.Method]
	if c.op == "" {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if methods[method] != "" {
				allowed = append(allowed, method)
			}
		}
		c.allow = strings.Join(allowed, ", ")
	}
}

// noRoute answers a path or method that the API does not have.
func (c *call) noRoute() answer {
	if c.allow == "" {
		return c.problem(http.StatusNotFound)
	}
	a := c.problem(http.StatusMethodNotAllowed)
	a.header.Set("Allow", c.allow)
	return a
}

// carryOut does what the request asks for, and notes that it did.
func (s *Server) carryOut(c *call) answer {
	defer s.log.done(c.entry)
	return s.obey(c)
}

func (s *Server) obey(c *call) answer {
	if c.op == OpToken {
		return s.issueToken(c)
	}
	if c.op == "" && !strings.HasPrefix(c.request.URL.Path, resourcePrefix) {
		return c.noRoute()
	}
	if refusal, ok := s.admit(c); !ok {
		return refusal
	}
	return answers[c.op](s, c)
}

// answers are what the operations on resources do; admit lets no other through.
var answers = map[Operation]func(*Server, *call) answer{
	OpSearch:       (*Server).searchWorkspaces,
	OpWorkspace:    (*Server).getWorkspace,
	OpNewWorkspace: (*Server).createWorkspace,
	OpList:         (*Server).listWebhooks,
	OpGet:          (*Server).getWebhook,
	OpCreate:       (*Server).createWebhook,
	OpUpdate:       (*Server).updateWebhook,
	OpDelete:       (*Server).deleteWebhook,
	OpTest:         (*Server).testWebhook,
	OpAudit:        (*Server).searchAudit,
	OpUsage:        (*Server).usage,
}
