package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/mask"
)

// null is how JSON writes that there is nothing.
const null = "null"

// madeUpID is the id of no webhook.
const madeUpID = "000000000000000000000000"

// examineVariants says which behaviour the API has where its contract leaves
// that open (docs/api.md), as far as reading tells.
func examineVariants(ctx context.Context, client *api.Client, id api.WorkspaceID, webhooks []api.Webhook, take func(Finding)) {
	look := looker{ctx: ctx, client: client, workspace: id, take: take}
	list, listed := look.at("list of webhooks", nil, "v1", "settings", "webhooks")
	if listed {
		look.list(list)
		look.trace(list)
	}
	if len(webhooks) == 0 {
		take(skipped(API, "a webhook", "the workspace has none"))
	} else if one, there := look.at("a webhook", nil, "v1", "settings", "webhooks", string(webhooks[0].ID)); there {
		look.webhook(one)
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
			l.take(Finding{Group: API, Name: name, Verdict: Warning, Says: "no answer could be read (" + string(api.KindOf(err)) + ")", Next: "try again"})
		}
		return api.Probe{}, false
	}
	return probe, true
}

func (l looker) says(name, says string) { l.take(ok(API, name, says)) }

// collection is a list as it came: the form of its body, and its elements.
type collection struct {
	form     string
	elements []map[string]json.RawMessage
	total    int // -1: not told
	partial  bool
}

// collect reads a list in any of the forms that the contract leaves open.
func collect(body []byte) collection {
	body = bytes.TrimSpace(body)
	c := collection{total: -1}
	switch {
	case len(body) == 0:
		c.form = "nothing at all"
		return c
	case string(body) == null:
		c.form = null
		return c
	case body[0] == '[':
		c.form = "a bare array"
		if json.Unmarshal(body, &c.elements) != nil {
			c.form = "an array of no objects"
		}
		return c
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) != nil {
		c.form = "no JSON"
		return c
	}
	items, isEnvelope := envelope["items"]
	if !isEnvelope {
		c.form, c.elements = "the single element itself", []map[string]json.RawMessage{envelope}
		return c
	}
	c.form = "an envelope (items)"
	if json.Unmarshal(items, &c.elements) != nil {
		c.form = "an envelope whose items are no objects"
	}
	c.readTotal(envelope["totalElements"])
	return c
}

func (c *collection) readTotal(raw json.RawMessage) {
	text := strings.Trim(string(raw), `"`)
	total, err := strconv.Atoi(text)
	switch {
	case raw == nil:
		c.form += " without totalElements"
		return
	case err != nil:
		c.form += " whose totalElements is no number"
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

func (l looker) list(p api.Probe) {
	c := collect(p.Body)
	l.says("list of webhooks", fmt.Sprintf("%d, %s", p.Status, c.form))
	l.paging("pages of webhooks", c, "v1", "settings", "webhooks")
}

// paging says whether the parameter page is honoured. Only a list that did not
// come whole can tell.
func (l looker) paging(name string, first collection, path ...string) {
	if len(first.elements) == 0 || !first.partial && first.total >= 0 || strings.HasPrefix(first.form, "a bare") {
		l.says(name, "cannot be told: everything came at once")
		return
	}
	p, there := l.at(name, url.Values{"page": {"1"}}, path...)
	if !there {
		return
	}
	second := collect(p.Body)
	switch {
	case p.Status >= 300:
		l.says(name, fmt.Sprintf("page=1 is answered with %d", p.Status))
	case slices.Equal(first.ids(), second.ids()):
		l.says(name, "page is ignored: the second page is the first")
	case len(second.elements) == 0:
		l.says(name, "page=1 is empty: pages begin at 0, and there is one")
	default:
		l.says(name, "page is honoured")
	}
}

func (l looker) trace(p api.Probe) {
	if p.Header.Get("X-Coro-Trace-Id") != "" {
		l.says("trace", "answers carry X-Coro-Trace-Id")
	} else {
		l.says("trace", "answers carry no X-Coro-Trace-Id")
	}
	var limits []string
	for name := range p.Header {
		if lower := strings.ToLower(name); strings.Contains(lower, "ratelimit") || strings.Contains(lower, "rate-limit") || lower == "retry-after" {
			limits = append(limits, name)
		}
	}
	slices.Sort(limits)
	if len(limits) == 0 {
		l.says("limits", "no header tells of a limit")
	} else {
		l.says("limits", "told by "+strings.Join(limits, ", "))
	}
}

func (l looker) webhook(p api.Probe) {
	var w map[string]json.RawMessage
	if p.Status >= 300 || json.Unmarshal(p.Body, &w) != nil {
		l.says("a webhook", fmt.Sprintf("%d, no object", p.Status))
		return
	}
	l.says("a webhook", fmt.Sprintf("%d, an object of %d fields", p.Status, len(w)))
	l.says("secret", secretForm(w))
	l.says("triggers", triggerForm(w["triggers"]))
	l.says("time", fmt.Sprintf("updated is %s, created is %s", timeForm(w["updated"]), timeForm(w["created"])))
	var unknown []string
	for name := range w {
		if !slices.Contains(documented, name) {
			unknown = append(unknown, printable(name))
		}
	}
	slices.Sort(unknown)
	if len(unknown) > 0 {
		l.says("more fields", fmt.Sprintf("%d that the documentation does not name", len(unknown)))
	}
}

// documented are the fields of a webhook that the API contract names.
var documented = []string{
	"id", "workspaceId", "name", "description", "applyToAllDescendants", "url", "secret", "headers", "triggers",
	"status", "created", "updated",
}

func secretForm(w map[string]json.RawMessage) string {
	raw, there := w["secret"]
	var text string
	switch {
	case !there:
		return "left out when read"
	case string(raw) == null:
		return null + " when read"
	case json.Unmarshal(raw, &text) != nil:
		return "no text when read"
	case text == "":
		return "empty when read"
	case mask.IsMask(text):
		return "masked when read"
	}
	return "echoed in clear when read"
}

// triggerForm says how triggers are spelled.
func triggerForm(raw json.RawMessage) string {
	var spelled []string
	var one string
	switch {
	case raw == nil:
		return "left out"
	case json.Unmarshal(raw, &one) == nil:
		spelled = []string{one}
		return "a bare string, " + notation(spelled)
	case json.Unmarshal(raw, &spelled) != nil:
		return "no list of strings"
	}
	return notation(spelled)
}

func notation(spelled []string) string {
	var forms []string
	for _, trigger := range spelled {
		form := "kebab case"
		switch {
		case strings.Contains(trigger, ".v") && trigger != strings.ToLower(trigger):
			form = "camel case with a version"
		case strings.Contains(trigger, "."):
			form = "dotted"
		case trigger != strings.ToLower(trigger):
			form = "camel case"
		}
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	slices.Sort(forms)
	if len(forms) == 0 {
		return "an empty list"
	}
	return strings.Join(forms, " and ")
}

// timeForm says how a time is written.
func timeForm(raw json.RawMessage) string {
	var text string
	switch {
	case raw == nil:
		return "left out"
	case string(raw) == null:
		return null
	case json.Unmarshal(raw, &text) != nil:
		return "a number"
	}
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return "a number in a string"
	}
	if _, err := time.Parse(time.RFC3339, text); err == nil {
		return "an ISO 8601 string"
	}
	return "another string"
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
		l.says("errors", "no JSON object, called "+kind)
	default:
		l.says("errors", fmt.Sprintf("%s, errors %s", kind, errorsForm(problem["errors"])))
	}
}

func errorsForm(raw json.RawMessage) string {
	var elements []json.RawMessage
	switch {
	case raw == nil:
		return "left out"
	case json.Unmarshal(raw, &elements) != nil:
		return "no list"
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
	if form == "the single element itself" {
		form = "an object"
	}
	if len(c.elements) > 0 {
		form += ", " + idName(c.elements[0])
	}
	l.says("own workspace", fmt.Sprintf("%d, %s", p.Status, form))
}

func idName(w map[string]json.RawMessage) string {
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
		l.says("search", fmt.Sprintf("%d, so workspaces are opened by their id", p.Status))
		return
	}
	c := collect(p.Body)
	says := fmt.Sprintf("%d, %s", p.Status, c.form)
	l.says("search", says)
	if len(c.elements) == 0 {
		return
	}
	l.paging("pages of search", c, "v1", "workspaces", "search")
	parents, deeper := 0, 0
	for _, w := range c.elements {
		var parent string
		if json.Unmarshal(w["parentWorkspaceId"], &parent) == nil && parent != "" {
			parents++
			if parent != string(l.workspace) {
				deeper++
			}
		}
	}
	switch {
	case parents == 0:
		l.says("tree", "workspaces do not name their parent")
	case deeper == 0:
		l.says("tree", "only direct children are found, or there are no others")
	default:
		l.says("tree", "children of children are found")
	}
}
