package plan

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// Export writes webhooks as a policy file. What the file wants is what is there, so that
// a plan of it has nothing to do.
type Export struct {
	Below api.Workspace // the workspace that was scanned, for the comment at the top
	Only  func(api.Workspace, api.Webhook) bool
	About string // clean: which webhooks Only selects; empty: all
	Force bool   // write triggers that are not documented, too

	Unlisted bool // workspaces may be missing
}

// Write writes a file with a set for each workspace that was read, in the order of the
// results. A workspace that could not be read has a comment.
func (e Export) Write(to io.Writer, results []fleet.Result) error {
	out := bufio.NewWriter(to)
	for part := range e.parts(results) {
		if _, err := out.WriteString(part); err != nil {
			return fmt.Errorf("write the policy: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the policy: %w", err)
	}
	return nil
}

// parts are those of a file.
func (e Export) parts(results []fleet.Result) iter.Seq[string] {
	return func(yield func(string) bool) {
		more, sets := yield(e.top()), 0
		for _, r := range results {
			set := e.set(r)
			if set == "" || !more {
				continue
			}
			if sets++; sets == 1 {
				more = yield("sets:\n")
			}
			more = more && yield(set)
		}
		if more && sets == 0 {
			more = yield("sets: []\n")
		}
		if more {
			yield(e.troubles(results))
		}
	}
}

// Selects reports whether something is written of a workspace.
func (e Export) Selects(r fleet.Result) bool { return e.set(r) != "" }

// top is what stands above the sets. It has no time in it: what has not changed is
// written as it was.
func (e Export) top() string {
	what := "The webhooks of " + text.Clean(e.Below.Name()) + " and of the workspaces below it"
	if e.About != "" {
		what += " that match " + e.About
	}
	return "# " + what + ", as corotui export found them.\n" +
		"# corotui plan shows what has changed since, and corotui apply puts it back.\n" +
		"# {keep: true} stands for a value that is secret or cannot be written here: it stays as it is.\n" +
		"corotui: v1\n"
}

// troubles are comments about what could not be read.
func (e Export) troubles(results []fleet.Result) string {
	var b strings.Builder
	if e.Unlisted {
		b.WriteString("  # Not all workspaces could be listed, so some may be missing.\n")
	}
	for _, r := range results {
		if why := reason(r); why != "" {
			fmt.Fprintf(&b, "  # Not exported, %s: %s (%s)\n", why, text.Clean(r.Workspace.Name()), text.Clean(api.Text(r.Workspace.ID)))
		}
	}
	return b.String()
}

// reason is why a workspace is not exported, without what differs from one answer to the
// next.
func reason(r fleet.Result) string {
	switch {
	case r.Refused():
		return "no access"
	case r.Skipped():
		return "skipped"
	case r.Err != nil:
		return "failed"
	case !exportable(string(r.Workspace.ID)):
		return "no file can have its id"
	}
	return ""
}

// set is the set of a workspace, or nothing: it could not be read, or nothing of it is
// selected.
func (e Export) set(r fleet.Result) string {
	if r.Err != nil || !exportable(string(r.Workspace.ID)) {
		return ""
	}
	own := ownWebhooks(r)
	var w writer
	for i := range own {
		if e.Only == nil || e.Only(r.Workspace, own[i]) {
			w.webhook(own[i], ambiguous(own, i), e.Force)
		}
	}
	if w.out.Len() == 0 && e.Only != nil {
		return ""
	}
	set := "  - workspaces: {ids: [" + scalar(unexpanded(api.Text(r.Workspace.ID))) + "]}" + nameComment(r.Workspace) + "\n"
	if r.Short != nil {
		set += "    # Not all of its webhooks could be read.\n"
	}
	set += "    webhooks:"
	if w.count == 0 {
		set += " []"
	}
	return set + "\n" + w.out.String()
}

// exportable reports whether a file can have an id: whoever reads it back has to see it.
func exportable(id string) bool {
	unseen := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	return id != "" && len(id) <= change.MaxValue && strings.TrimSpace(id) == id && !strings.ContainsFunc(id, unseen)
}

// nameComment is a comment with the name of a workspace.
func nameComment(w api.Workspace) string {
	name := strings.TrimSpace(text.Clean(w.Name()))
	if name == "" || name == string(w.ID) {
		return ""
	}
	return " # " + name
}

// ownWebhooks are those that live in the workspace, by name and then by id.
func ownWebhooks(r fleet.Result) []api.Webhook {
	own := slices.DeleteFunc(slices.Clone(r.Webhooks), func(w api.Webhook) bool { return r.Origins[w.ID] != nil })
	slices.SortStableFunc(own, func(a, b api.Webhook) int {
		return cmp.Or(strings.Compare(composed(a), composed(b)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return own
}

func composed(w api.Webhook) string { return norm.NFC.String(string(w.Name)) }

// ambiguous reports whether another webhook of the workspace has the same name: they are
// beside each other.
func ambiguous(own []api.Webhook, i int) bool {
	return i > 0 && change.SameName(own[i-1].Name, own[i].Name) || i+1 < len(own) && change.SameName(own[i+1].Name, own[i].Name)
}

// webhook writes one webhook. What the rules would refuse in a file is kept, or is in a
// comment only, so that it stays as it is.
func (w *writer) webhook(hook api.Webhook, ambiguous, force bool) {
	no := refused(hook.Fields, force)
	wrong := no.why[change.Name]
	name, id := scalar(unexpanded(hook.Name)), scalar(unexpanded(api.Text(hook.ID)))
	if (wrong != "" || ambiguous) && !exportable(string(hook.ID)) {
		w.comment("Not exported, as no file can have its id: " + text.Quote(hook.Name))
		return
	}
	w.first = true
	w.count++
	if wrong == "" {
		w.field("name", name)
	}
	if wrong != "" || ambiguous {
		w.field("id", id)
	}
	if wrong != "" && hook.Name != "" {
		w.leftOut("name", name, wrong)
	}
	w.description(hook.Description, no.why[change.Description])
	w.url(hook.URL, no.why[change.URL])
	w.triggers(hook.Triggers, no.why[change.Trigger])
	w.headers(hook.Headers, no)
	w.field("applyToAllDescendants", strconv.FormatBool(hook.ApplyToAllDescendants))
	w.status(hook.Status)
	w.field("secret", keep)
}

// keep stands for a value that stays.
const keep = "{keep: true}"

func (w *writer) description(description api.Text, wrong string) {
	written := scalar(unexpanded(description))
	if wrong != "" {
		w.leftOut("description", written, wrong)
		return
	}
	w.field("description", written)
}

// url writes an address. One that is secret in parts, or that no file may set, is kept.
func (w *writer) url(address api.Text, wrong string) {
	if wrong == "" && !sensitive(change.URL, "", address) {
		w.field("url", scalar(unexpanded(address)))
		return
	}
	shown := strings.TrimSpace(text.Clean(api.Text(mask.URL(string(address)))))
	w.field("url", strings.TrimSuffix(keep+" # "+shown, " # "))
}

// sensitive reports whether a value must not be in a file.
func sensitive(field change.Field, item, value api.Text) bool {
	return change.Sensitive(field, item, mask.NewSecret(string(value)))
}

// triggers writes the documented ones by their names, however the server spells them.
func (w *writer) triggers(triggers []api.Trigger, wrong string) {
	var names []string
	for _, t := range triggers {
		name := string(t)
		if known, is := api.FindTrigger(t.Name()); is {
			name = string(known.Name)
		}
		if written := scalar(name); !slices.Contains(names, written) {
			names = append(names, written)
		}
	}
	flow := "[" + strings.Join(names, ", ") + "]"
	switch {
	case wrong != "":
		w.leftOut("triggers", flow, wrong)
	case fits("triggers", flow):
		w.field("triggers", flow)
	default:
		w.block("triggers", "- ", names)
	}
}

// headers writes the headers. A value that is secret, or that no file may set, is kept.
func (w *writer) headers(headers []api.Header, no refusals) {
	lines := make([]string, len(headers))
	wrong := no.why[change.Header]
	for i, h := range headers {
		value := scalar(unexpanded(h.Value))
		if no.headers[i] || sensitive(change.Header, h.Name, h.Value) {
			value = keep
		}
		lines[i] = scalar(string(h.Name)) + ": " + value
		if len(h.Name) > longestKey {
			wrong = cmp.Or(wrong, "a header has a name that is too long for a file")
		}
	}
	flow := "{" + strings.Join(lines, ", ") + "}"
	switch {
	case wrong != "":
		w.leftOut("headers", flow, wrong)
	case fits("headers", flow):
		w.field("headers", flow)
	default:
		w.block("headers", "", lines)
	}
}

// status writes a status that is known. What the server has another word for stays.
func (w *writer) status(status api.Status) {
	switch {
	case status.On():
		w.field("status", string(api.Enabled))
	case status.Off():
		w.field("status", string(api.Disabled))
	case status != "":
		w.leftOut("status", scalar(string(status)), "it is not a known status")
	}
}

// refusals are what of a webhook a file may not set.
type refusals struct {
	why     map[change.Field]string // clean clauses
	headers map[int]bool            // those whose value is refused, and nothing else of them
}

func refused(f api.Fields, force bool) refusals {
	no := refusals{make(map[change.Field]string), make(map[int]bool)}
	if !utf8.ValidString(string(f.Description)) {
		no.why[change.Description] = "description contains bytes that are not UTF-8"
	}
	rules := change.Rules{Force: force, NoSecret: true}
	no.take(rules.New(f).Problems())
	if len(no.headers) > 0 { // what else is wrong with them is found without these values
		f = f.Clone()
		for i := range no.headers {
			f.Headers[i].Value = ""
		}
		no.take(rules.New(f).Problems())
	}
	return no
}

func (no refusals) take(problems change.Problems) {
	for _, p := range problems {
		switch {
		case p.Doubtful:
		case p.Field == change.Header && !p.OfName:
			no.headers[p.Index] = true
		case no.why[p.Field] == "":
			p.Right, p.Nearest = "", ""
			no.why[p.Field] = text.Clean(api.Text(change.Problems{p}.Error()))
			if p.UnknownTrigger {
				no.why[p.Field] += "; export --force writes it"
			}
		}
	}
}
