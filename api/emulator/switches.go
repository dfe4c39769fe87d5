package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Switch is one open point of the API contract in words.
type Switch struct {
	Name   string
	About  string  // the point that is open
	Values []Value // the first one is the default
}

// Value is one behavior that a switch can be set to.
type Value struct {
	Name    string
	Meaning string
}

// setting ties a switch to its field of Variant.
type setting struct {
	Switch
	field func(*Variant) *string
}

func choose(name, about string, field func(*Variant) *string, values ...Value) setting {
	return setting{Switch{name, about, values}, field}
}

// check says what is wrong with a word for the switch.
func (s setting) check(word string) error {
	var allowed []string
	for _, value := range s.Values {
		if value.Name == word {
			return nil
		}
		allowed = append(allowed, value.Name)
	}
	return fmt.Errorf("variant %s takes %s, not %q", s.Name, strings.Join(allowed, ", "), word)
}

// set turns the switch to one of its words, of which the first is the default.
func (s setting) set(v *Variant, word string) {
	if word == s.Values[0].Name {
		word = ""
	}
	*s.field(v) = word
}

// pageSizeSwitch is the one switch that takes a number.
const pageSizeSwitch = "page-size"

const defaultPageSize = 20

// settings lists every switch; its first value is the default. They
// are made when they are asked for, which most starts of the program never do.
func settings() []setting {
	return slices.Concat(clientSettings(), deliverySettings())
}

// clientSettings are about what clients are answered.
func clientSettings() []setting {
	return slices.Concat(listSettings(), webhookSettings(), answerSettings(), errorAndTokenSettings(), gapSettings())
}

func listSettings() []setting {
	return []setting{
		choose("list", "body of the list of webhooks", func(v *Variant) *string { return &v.List },
			Value{"envelope", "items and totalElements, complete"},
			Value{"array", "a bare array"},
			Value{"paged", "an envelope of one page, page=N works"},
			Value{"page-ignored", "an envelope of the first page; page is ignored"},
			Value{"no-total", "pages without totalElements"},
			Value{"total-string", "pages, totalElements is a numeric string"},
			Value{"total-string-whole", "complete, totalElements is a numeric string"},
			Value{"repeating", "pages, the last one repeats"}),
		choose("search", "answer to the search of workspaces", func(v *Variant) *string { return &v.Search },
			Value{"paged", "an envelope of one page, page=N works"},
			Value{"array", "a bare array"},
			Value{"envelope", "items and totalElements, complete"},
			Value{"page-ignored", "an envelope of the first page; page is ignored"},
			Value{"no-total", "pages without totalElements"},
			Value{"total-string", "pages, totalElements is a numeric string"},
			Value{"repeating", "pages, the last one repeats"},
			Value{"404", "404, as before version 3.4"},
			Value{"405", "method not allowed"},
			Value{"403", "forbidden"}),
		choose("size", "parameter for the page size", func(v *Variant) *string { return &v.SizeParameter },
			Value{"ignored", "parameters other than page are ignored"},
			Value{"pageSize", "pageSize=N"},
			Value{"size", "size=N"},
			Value{"refused", "parameters other than page are a 400"}),
		choose("drift", "how a list changes between two pages", func(v *Variant) *string { return &v.Drift },
			Value{"none", "nothing"},
			Value{"vanish", "an element of the first page disappears, once"},
			Value{"appear", "an element appears at the start, once"},
			Value{"lasting", "the first element disappears and appears, forever"}),
		choose("single", "a list of one element", func(v *Variant) *string { return &v.Single },
			Value{"listed", "like any list"},
			Value{"bare", "the element itself"}),
		choose("empty", "a list without elements", func(v *Variant) *string { return &v.Empty },
			Value{"listed", "like any list"},
			Value{"null", "null"},
			Value{"nothing", "200 without a body"}),
		choose("workspace", "answer to GET /v1/workspaces", func(v *Variant) *string { return &v.Workspace },
			Value{"object", "the workspace of the header"},
			Value{"array", "an array of that one"},
			Value{"envelope", "an envelope of that one"}),
		choose("workspace-names", "names of a workspace's id and domain", func(v *Variant) *string { return &v.WorkspaceNames },
			Value{"standard", "id and domain"},
			Value{"alias", "workspaceId and domainName"}),
		choose("grandchildren", "what a search finds", func(v *Variant) *string { return &v.Grandchildren },
			Value{"found", "everything below the channel"},
			Value{"absent", "the direct children only"}),
		choose("parents", "parentWorkspaceId", func(v *Variant) *string { return &v.Parents },
			Value{"given", "there"},
			Value{"absent", "left out"}),
		choose("unknown-workspace", "answer to an unknown workspace", func(v *Variant) *string { return &v.UnknownWorkspace },
			Value{"403", "forbidden"},
			Value{"404", "not found"},
			Value{"400", "bad request"}),
	}
}

func webhookSettings() []setting {
	return []setting{
		choose("secret", "a webhook's secret in reads, lists and updates", func(v *Variant) *string { return &v.Secret },
			Value{"clear", "as it is"},
			Value{"stars", "********"},
			Value{"dots", "••••"},
			Value{"absent", "left out"},
			Value{"empty", "an empty string"},
			Value{"null", "null"}),
		choose("triggers", "spelling of triggers", func(v *Variant) *string { return &v.Triggers },
			Value{"any", "every documented spelling is accepted and kept"},
			Value{"kebab", "workspace-created; others are a 400"},
			Value{"camel", "workspaceCreated; others are a 400"},
			Value{"versioned", "workspaceCreated.v1; others are a 400"},
			Value{"reference", "workspaceCreated.v1 accepted, workspaceCreated answered"}),
		choose("one-trigger", "a webhook's only trigger", func(v *Variant) *string { return &v.OneTrigger },
			Value{"array", "an array of one string"},
			Value{"string", "the bare string"}),
		choose("descendants", "spelling of applyToAllDescendants", func(v *Variant) *string { return &v.Descendants },
			Value{"standard", "applyToAllDescendants"},
			Value{"misspelled", "applyToAllDescendents, the only one that an update reads"}),
		choose("timestamps", "created and updated", func(v *Variant) *string { return &v.Timestamps },
			Value{"millis", "a number of milliseconds"},
			Value{"string", "milliseconds as a string"},
			Value{"seconds", "a number of seconds"},
			Value{"iso", "ISO 8601"},
			Value{"absent", "left out"},
			Value{"zero", "0"}),
		choose("flags", "value of applyToAllDescendants", func(v *Variant) *string { return &v.Flags },
			Value{"boolean", "true"},
			Value{"string", `"true"`}),
		choose("empty-fields", "empty description and headers", func(v *Variant) *string { return &v.EmptyFields },
			Value{"given", `"" and {}`},
			Value{"null", "null"},
			Value{"absent", "left out"}),
		choose("owner", "a webhook's workspaceId", func(v *Variant) *string { return &v.Owner },
			Value{"given", "there"},
			Value{"absent", "left out"}),
		choose("extra", "undocumented fields in every webhook", func(v *Variant) *string { return &v.Extra },
			Value{"none", "only what was written"},
			Value{"added", "an object, an array, a number beyond 53 bits"}),
		choose("etag", "ETag of a webhook, and If-Match of its PUT and DELETE", func(v *Variant) *string { return &v.ETag },
			Value{"off", "no ETag; If-Match is ignored"},
			Value{"on", "an ETag; an If-Match for another state is a 412"},
			Value{"weak", "a weak ETag; every If-Match is a 412"}),
		choose("inherited", "webhooks of a channel in the lists below it", func(v *Variant) *string { return &v.Inherited },
			Value{"unlisted", "not listed"},
			Value{"same-id", "listed with the channel's id"},
			Value{"owner", "listed with other ids and the channel's workspaceId"},
			Value{"unowned", "listed with other ids, without workspaceId"},
			Value{"copies", "listed with other ids and the list's workspaceId"}),
	}
}

func answerSettings() []setting {
	return []setting{
		choose("create", "answer to a create", func(v *Variant) *string { return &v.Create },
			Value{"object", "201 and the webhook with its secret"},
			Value{"no-secret", "201 and the webhook without its secret"},
			Value{"empty", "201 without a body"},
			Value{"string", "202 and a bare JSON string"}),
		choose("update", "what an update does with missing fields", func(v *Variant) *string { return &v.Update },
			Value{"replace", "they are cleared"},
			Value{"strict", "a missing known field is a 400"},
			Value{"keep-secret", "they are cleared, but a missing secret stays"},
			Value{"patch", "they stay"}),
		choose("updated", "answer to an update", func(v *Variant) *string { return &v.Updated },
			Value{"object", "200 and the webhook"},
			Value{"empty", "200 without a body"},
			Value{"204", "204"},
			Value{"string", "202 and a bare JSON string"}),
		choose("read-only", "id, workspaceId, created, updated in a body", func(v *Variant) *string { return &v.ReadOnly },
			Value{"ignored", "ignored"},
			Value{"refused", "400"}),
		choose("delete", "answer to a delete", func(v *Variant) *string { return &v.Delete },
			Value{"204", "204"},
			Value{"empty", "200 without a body"},
			Value{"object", "200 and the webhook as it was"},
			Value{"string", "202 and a bare JSON string"}),
		choose("unknown-id", "answer to an unknown webhook id", func(v *Variant) *string { return &v.UnknownID },
			Value{"404", "not found"},
			Value{"400", "bad request"},
			Value{"403", "forbidden"}),
		choose("test", "answer to a test", func(v *Variant) *string { return &v.Test },
			Value{"object", "200 and a JSON object"},
			Value{"string", "202 and a bare JSON string"},
			Value{"empty", "204"},
			Value{"text", "200 and plain text"},
			Value{"success", "200, success and statusCode"},
			Value{"failed", "200, success is false, with a message"},
			Value{"refused", "200, a result with statusCode \"502\""}),
	}
}

func errorAndTokenSettings() []setting {
	return []setting{
		choose("errors", "body of errors", func(v *Variant) *string { return &v.Errors },
			Value{"strings", "problem+json, errors are strings"},
			Value{"objects", "problem+json, errors are objects"},
			Value{"message", "plain JSON with a message"},
			Value{"oauth", "plain JSON with error and error_description"},
			Value{"html", "a gateway's page"},
			Value{"empty", "no body"}),
		choose("trace", "where the trace id is", func(v *Variant) *string { return &v.Trace },
			Value{"both", "header, and body of errors"},
			Value{"header", "header"},
			Value{"body", "body of errors"},
			Value{"none", "nowhere"}),
		choose("retry-after", "form of Retry-After", func(v *Variant) *string { return &v.RetryAfter },
			Value{"seconds", "a number of seconds"},
			Value{"date", "an HTTP date"},
			Value{"none", "left out"},
			Value{"fraction", "a number of seconds with a fraction"}),
		choose("expires-in", "lifetime of a token", func(v *Variant) *string { return &v.ExpiresIn },
			Value{"day", "86400"},
			Value{"string", `"86400"`},
			Value{"short", "5"},
			Value{"absent", "a day, but not stated"},
			Value{"lie", "states 86400, lasts 5"}),
		choose("audience", "accepted audience", func(v *Variant) *string { return &v.Audience },
			Value{"known", "base URL of the request or of a region"},
			Value{"host", "base URL of the request"},
			Value{"legacy", "https://secure.coro.net/api"}),
	}
}

// Switches lists every switch with its values, for help texts. The switch
// page-size has no values: it takes a number of 1 or more.
func Switches() []Switch {
	var switches []Switch
	for _, s := range settings() {
		switches = append(switches, s.Switch)
	}
	return append(switches, Switch{
		Name: pageSizeSwitch, About: "elements per page, " + strconv.Itoa(defaultPageSize) + " by default",
	})
}

// ParseVariant reads switches such as "list=array,secret=stars". The empty
// text is the zero Variant. An error names the switch and what it takes.
func ParseVariant(spec string) (Variant, error) {
	var v Variant
	for part := range strings.SplitSeq(spec, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, found := strings.Cut(part, "=")
		if !found {
			return Variant{}, fmt.Errorf("variant %q has no value; write switch=value", part)
		}
		if err := v.turn(name, value); err != nil {
			return Variant{}, err
		}
	}
	return v, nil
}

func (v *Variant) turn(name, value string) error {
	if name == pageSizeSwitch {
		size, err := strconv.Atoi(value)
		if err != nil || size < 1 {
			return fmt.Errorf("variant %s takes a number of 1 or more, not %q", name, value)
		}
		v.PageSize = size
		return nil
	}
	var names []string
	for _, s := range settings() {
		if s.Name != name {
			names = append(names, s.Name)
			continue
		}
		if err := s.check(value); err != nil {
			return err
		}
		s.set(v, value)
		return nil
	}
	return fmt.Errorf("unknown variant %q; use %s or %s", name, strings.Join(names, ", "), pageSizeSwitch)
}

// String writes the switches that are not at their default, in the form that
// [ParseVariant] reads.
func (v Variant) String() string {
	var parts []string
	for _, s := range settings() {
		if word := *s.field(&v); word != "" {
			parts = append(parts, s.Name+"="+word)
		}
	}
	if v.PageSize > 0 {
		parts = append(parts, pageSizeSwitch+"="+strconv.Itoa(v.PageSize))
	}
	return strings.Join(parts, ",")
}

func (v Variant) pageSize() int {
	if v.PageSize > 0 {
		return v.PageSize
	}
	return defaultPageSize
}
