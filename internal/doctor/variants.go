package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"corotui/api"
	"corotui/internal/delivery"
)

// null is how JSON writes that there is nothing.
const null = "null"

// madeUpID is the id of no webhook.
const madeUpID = "000000000000000000000000"

// examineVariants says which behavior the API has where its contract leaves
// that open (docs/api.md), as far as reading tells.
func examineVariants(ctx context.Context, client *api.Client, id api.WorkspaceID, webhooks []api.Webhook, take func(Finding)) {
	look := looker{ctx: ctx, client: client, workspace: id, take: take}
	look.tokenLife()
	var elements []element
	if list, listed := look.at("list of webhooks", nil, "v1", "settings", "webhooks"); listed {
		elements = look.list(list)
		look.trace(list)
	}
	if len(webhooks) == 0 {
		take(skipped(API, "a webhook", "no webhook, or none that can be read"))
	} else if one, there := look.at("a webhook", nil, "v1", "settings", "webhooks", string(webhooks[0].ID)); there {
		look.webhook(one, elements)
	}
	if unknown, there := look.at("unknown id", nil, "v1", "settings", "webhooks", madeUpID); there {
		look.unknown(unknown)
	}
	if own, there := look.at("own workspace", nil, "v1", "workspaces"); there {
		look.workspaceForm(own)
	}
	if found, there := look.at("search", nil, "v1", "workspaces", "search"); there {
		look.search(found)
	}
	signatures := skipped(API, "signatures", "only a delivery shows what Coro signs and how")
	signatures.Next = delivery.HowToSettle
	take(signatures)
}

// looker makes the reads and takes the findings.
type looker struct {
	ctx       context.Context //nolint:containedctx // of one examination, which ends before its function does
	client    *api.Client
	workspace api.WorkspaceID
	take      func(Finding)
}

// at reads one answer as it comes.
func (l looker) at(name string, query url.Values, path ...string) (api.Probe, bool) {
	probe, err := l.client.Probe(l.ctx, l.workspace, query, path...)
	if err != nil {
		if l.ctx.Err() == nil {
			l.take(warning(API, name, "could not read an answer ("+string(api.KindOf(err))+")", "try again"))
		}
		return api.Probe{}, false
	}
	return probe, true
}

func (l looker) says(name, says string) { l.take(ok(API, name, says)) }

// element is one of a list as it came, by its fields.
type element map[string]json.RawMessage

// collection is a list as it came: the form of its body, and its elements.
type collection struct {
	form     string
	elements []element
	total    int // -1: not told
	partial  bool
}

// collect reads a list in any of the forms that the contract leaves open.
func collect(body []byte) collection {
	body = bytes.TrimSpace(body)
	c := collection{total: -1}
	switch {
	case len(body) == 0:
		c.form = "an empty body"
		return c
	case string(body) == null:
		c.form = null
		return c
	case body[0] == '[':
		c.form = "a bare array"
		if json.Unmarshal(body, &c.elements) != nil {
			c.form = "an array without objects"
		}
		return c
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) != nil {
		c.form = "not JSON"
		return c
	}
	items, isEnvelope := envelope["items"]
	switch {
	case !isEnvelope && (envelope["id"] != nil || envelope["workspaceId"] != nil):
		c.form, c.elements = theElement, []element{envelope}
		return c
	case !isEnvelope:
		c.form = "an object without items" + listsIn(envelope)
		return c
	}
	c.form = "an envelope (items)"
	if json.Unmarshal(items, &c.elements) != nil {
		c.form = "an envelope whose items are not objects"
	}
	c.readTotal(envelope["totalElements"])
	return c
}

// theElement is the form of a list that is its only element.
const theElement = "the single element itself"

// listsIn names the lists in an object, one of which may be what is looked for. A
// name that may be an id or a text is no one's business.
func listsIn(object element) string {
	var names []string
	for name, raw := range object {
		if raw[0] == '[' && regexp.MustCompile(`^[A-Za-z_]{1,24}$`).MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return ""
	}
	return ", with a list called " + strings.Join(names[:min(3, len(names))], " or ")
}

func (c *collection) readTotal(raw json.RawMessage) {
	text := strings.Trim(string(raw), `"`)
	total, err := strconv.Atoi(text)
	switch {
	case raw == nil:
		c.form += " without totalElements"
		return
	case err != nil:
		c.form += " whose totalElements is not a number"
		return
	case raw[0] == '"':
		c.form += ", totalElements a string"
	}
	c.total, c.partial = total, total > len(c.elements)
	if c.partial {
		c.form += fmt.Sprintf(", %d of %d at once", len(c.elements), total)
	}
}

// ids are those of the elements, by which two pages are compared.
func (c collection) ids() []string {
	ids := make([]string, len(c.elements))
	for i, element := range c.elements {
		ids[i] = string(element["id"]) + string(element["workspaceId"])
	}
	return ids
}

func (l looker) tokenLife() {
	switch form := l.client.TokenLife(); form {
	case api.LifeUnknown:
		l.says("token's life", "not given, so an hour is assumed")
	default:
		l.says("token's life", string(form)+" of seconds")
	}
}

func (l looker) list(p api.Probe) []element {
	c := collect(p.Body)
	l.says("list of webhooks", fmt.Sprintf("%d, %s", p.Status, c.form))
	l.paging("pages of webhooks", c, "v1", "settings", "webhooks")
	return c.elements
}

// paging says whether the parameter page works. A list that came whole tells
// it too: its second page is empty, or the whole list again. Where pages begin at
// 1, that one is the first, and only the next tells it from one that is ignored.
func (l looker) paging(name string, first collection, path ...string) {
	if len(first.elements) == 0 {
		l.says(name, "unknown: there is nothing to split into pages")
		return
	}
	p, there := l.at(name, page(1), path...)
	if !there {
		return
	}
	second := collect(p.Body)
	whole := !first.partial && first.total >= 0 || strings.HasPrefix(first.form, "a bare")
	switch {
	case p.Status >= 300:
		l.says(name, fmt.Sprintf("page=1 returns %d", p.Status))
		return
	case !slices.Equal(first.ids(), second.ids()) && len(second.elements) == 0:
		l.says(name, "page works: page=1 is empty, so there is one page, and pages begin at 0")
		return
	case !slices.Equal(first.ids(), second.ids()):
		l.says(name, "page works")
		return
	}
	p, there = l.at(name, page(2), path...)
	third := collect(p.Body)
	switch {
	case !there:
	case p.Status >= 300:
		l.says(name, fmt.Sprintf("page=1 is the same as no page, and page=2 returns %d, so pages may begin at 1", p.Status))
	case !slices.Equal(first.ids(), third.ids()):
		l.says(name, "page works, and pages begin at 1")
	case whole:
		l.says(name, "page is ignored: page=1 returns everything too")
	default:
		l.says(name, "page is ignored: the second page equals the first")
	}
}

// page asks for a page.
func page(number int) url.Values { return url.Values{"page": {strconv.Itoa(number)}} }

func (l looker) trace(p api.Probe) {
	if p.Header.Get("X-Coro-Trace-Id") != "" {
		l.says("trace", "responses have X-Coro-Trace-Id")
	} else {
		l.says("trace", "responses have no X-Coro-Trace-Id")
	}
	var limits []string
	for name := range p.Header {
		if lower := strings.ToLower(name); strings.Contains(lower, "ratelimit") || strings.Contains(lower, "rate-limit") || lower == "retry-after" {
			limits = append(limits, name)
		}
	}
	slices.Sort(limits)
	if len(limits) == 0 {
		l.says("limits", "no header shows a limit")
	} else {
		l.says("limits", "shown by "+strings.Join(limits, ", "))
	}
}

func (l looker) unknown(p api.Probe) {
	l.says("unknown id", fmt.Sprintf("%d", p.Status))
	kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
	kind = printable(strings.TrimSpace(kind))
	var problem map[string]json.RawMessage
	body := bytes.TrimSpace(p.Body)
	switch {
	case len(body) == 0:
		l.says("errors", "no body")
	case json.Unmarshal(body, &problem) != nil:
		l.says("errors", "not a JSON object, but "+kind)
	default:
		l.says("errors", fmt.Sprintf("%s, errors %s, timestamp %s, %s", kind, errorsForm(problem["errors"]),
			timeForm(problem["timestamp"]), toldBy(problem)))
	}
	where := "no trace id"
	inHeader, inBody := p.Header.Get("X-Coro-Trace-Id") != "", hasTrace(problem)
	switch {
	case inHeader && inBody:
		where = "a trace id in header and body"
	case inHeader:
		where = "a trace id in the header"
	case inBody:
		where = "a trace id in the body"
	}
	l.says("trace of errors", where)
}

// toldBy names the fields in which an error is told to people.
func toldBy(problem map[string]json.RawMessage) string {
	var names []string
	for _, name := range []string{"title", "detail", "message", "error", "error_description"} {
		if problem[name] != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "explained by none of the usual fields"
	}
	return "explained by " + strings.Join(names, " and ")
}

// hasTrace looks for a trace id in an error's body, whatever it is called.
func hasTrace(problem map[string]json.RawMessage) bool {
	for name := range problem {
		if strings.Contains(strings.ToLower(name), "trace") {
			return true
		}
	}
	return false
}

func errorsForm(raw json.RawMessage) string {
	var elements []json.RawMessage
	switch {
	case raw == nil:
		return leftOut
	case json.Unmarshal(raw, &elements) != nil:
		return "not a list"
	case len(elements) == 0:
		return "an empty list"
	case elements[0][0] == '"':
		return "a list of strings"
	case elements[0][0] == '{':
		return "a list of objects"
	}
	return "a list of something else"
}

func (l looker) workspaceForm(p api.Probe) {
	if p.Status >= 300 {
		l.says("own workspace", fmt.Sprintf("%d", p.Status))
		return
	}
	c := collect(p.Body)
	form := c.form
	if form == theElement {
		form = "an object"
	}
	if len(c.elements) > 0 {
		form += ", " + idName(c.elements[0])
	}
	l.says("own workspace", fmt.Sprintf("%d, %s", p.Status, form))
}

// id is that of a workspace.
func (w element) id() string {
	var id string
	for _, name := range []string{"id", "workspaceId"} {
		if id == "" && json.Unmarshal(w[name], &id) != nil {
			id = ""
		}
	}
	return id
}

func idName(w element) string {
	switch {
	case w["id"] != nil:
		return "its id called id"
	case w["workspaceId"] != nil:
		return "its id called workspaceId"
	}
	return "without an id"
}

func (l looker) search(p api.Probe) {
	if p.Status >= 300 {
		l.says("search", fmt.Sprintf("%d, so workspaces can be opened only by id", p.Status))
		return
	}
	c := collect(p.Body)
	says := fmt.Sprintf("%d, %s", p.Status, c.form)
	l.says("search", says)
	if len(c.elements) == 0 {
		return
	}
	l.paging("pages of search", c, "v1", "workspaces", "search")
	children, deeper := 0, 0
	for _, w := range c.elements {
		var parent string
		switch {
		case json.Unmarshal(w["parentWorkspaceId"], &parent) != nil || parent == "" || w.id() == string(l.workspace):
		case parent == string(l.workspace):
			children++
		default:
			deeper++
		}
	}
	switch {
	case children+deeper == 0:
		l.says("tree", "workspaces do not name their parent")
	case deeper == 0:
		l.says("tree", fmt.Sprintf("all %d returned are direct children", children))
	default:
		l.says("tree", "children of children are found")
	}
}
