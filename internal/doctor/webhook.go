package doctor

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/mask"
)

// webhook says in which form webhooks come: the one that was read alone, and all
// of the list, as not every one has every field.
func (l looker) webhook(p api.Probe, listed []element) {
	var w element
	if p.Status >= 300 || json.Unmarshal(p.Body, &w) != nil {
		l.says("a webhook", fmt.Sprintf("%d, not an object", p.Status))
		return
	}
	all := append([]element{w}, listed...)
	l.says("a webhook", fmt.Sprintf("%d, an object of %d fields", p.Status, len(w)))
	alone := secretForm(w)
	l.says("secret", alone+" when read"+inList(alone, forms(listed, secretForm)))
	l.says("triggers", triggersForm(all))
	l.says("time", fmt.Sprintf("updated is %s, created is %s", forms(all, field("updated", timeForm)), forms(all, field("created", timeForm))))
	l.says("descendants", forms(all, descendantsForm))
	l.says("owner", "workspaceId is "+forms(all, field("workspaceId", textForm)))
	l.says("headers", forms(all, field("headers", headersForm)))
	l.says("description", forms(all, field("description", textForm)))
	var unknown []string
	for _, w := range all {
		for name := range w {
			if !slices.Contains(documented, name) && !slices.Contains(unknown, name) {
				unknown = append(unknown, name)
			}
		}
	}
	if len(unknown) > 0 {
		l.says("more fields", fmt.Sprintf("%d that are not documented", len(unknown)))
	}
}

// documented are the fields of a webhook that the API contract names.
var documented = []string{
	"id", "workspaceId", "name", "description", "applyToAllDescendants", "applyToAllDescendents", "url", "secret", "headers", "triggers",
	"status", "created", "updated",
}

// leftOut is the form of a field that is not there.
const leftOut = "left out"

// forms lists the forms that elements have, each once.
func forms(all []element, form func(element) string) string {
	seen := make([]string, len(all))
	for i, w := range all {
		seen[i] = form(w)
	}
	return eachOnce(seen, " or ")
}

// eachOnce lists different words, in their order.
func eachOnce(words []string, between string) string {
	slices.Sort(words)
	return strings.Join(slices.Compact(words), between)
}

// field is a form of one field.
func field(name string, form func(json.RawMessage) string) func(element) string {
	return func(w element) string { return form(w[name]) }
}

// inList adds how it is in the list, where that differs.
func inList(alone, listed string) string {
	if listed == "" || listed == alone {
		return ""
	}
	return ", " + listed + " in the list"
}

// descendantsForm says how the field is spelled, and what its value is.
func descendantsForm(w element) string {
	for _, name := range []string{"applyToAllDescendants", "applyToAllDescendents"} {
		raw, there := w[name]
		if !there {
			continue
		}
		switch string(raw) {
		case "true", "false":
			return name + ", a boolean"
		case null:
			return name + ", " + null
		}
		if raw[0] == '"' {
			return name + ", a boolean in a string"
		}
		return name + ", not a boolean"
	}
	return leftOut
}

func textForm(raw json.RawMessage) string {
	switch {
	case raw == nil:
		return leftOut
	case string(raw) == null:
		return null
	case string(raw) == `""`:
		return "empty"
	case raw[0] == '"':
		return "a string"
	}
	return "not a string"
}

func headersForm(raw json.RawMessage) string {
	switch {
	case raw == nil:
		return leftOut
	case string(raw) == null:
		return null
	case raw[0] == '{':
		return "an object"
	case raw[0] == '[':
		return "a list"
	}
	return "neither an object nor a list"
}

func secretForm(w element) string {
	raw, there := w["secret"]
	var text string
	switch {
	case !there:
		return leftOut
	case string(raw) == null:
		return null
	case json.Unmarshal(raw, &text) != nil:
		return "not text"
	case text == "":
		return "empty"
	case mask.IsMask(text):
		return "masked"
	}
	return "in clear text"
}

// triggersForm says how triggers are spelled, and what they stand in.
func triggersForm(all []element) string {
	spelled, kinds := make([]string, 0, len(all)), make([]string, 0, len(all))
	for _, w := range all {
		raw, kind := w["triggers"], "lists"
		var some []string
		var one string
		switch {
		case raw == nil:
			kind = leftOut
		case json.Unmarshal(raw, &one) == nil:
			kind, some = "a bare string", []string{one}
		case json.Unmarshal(raw, &some) != nil:
			kind = "not a list of strings"
		}
		spelled, kinds = append(spelled, some...), append(kinds, kind)
	}
	return eachOnce(kinds, " or ") + ", " + notation(spelled)
}

func notation(spelled []string) string {
	forms := make([]string, 0, len(spelled))
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
		forms = append(forms, form)
	}
	return cmp.Or(eachOnce(forms, " and "), "none named")
}

// timeForm says how a time is written.
func timeForm(raw json.RawMessage) string {
	var text string
	switch {
	case raw == nil:
		return leftOut
	case string(raw) == null:
		return null
	case json.Unmarshal(raw, &text) != nil:
		return clockForm(string(raw), "")
	}
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return clockForm(text, " in a string")
	}
	if _, err := time.Parse(time.RFC3339, text); err == nil {
		return "an ISO 8601 string"
	}
	return "another string"
}

// clockForm says what a number counts: as seconds, today has ten digits.
func clockForm(number, where string) string {
	switch digits := len(strings.TrimPrefix(number, "-")); {
	case number == "0":
		return "0" + where
	case digits >= 12:
		return "a number of milliseconds" + where
	case digits >= 9:
		return "a number of seconds" + where
	}
	return "a number" + where
}
