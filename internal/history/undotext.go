package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// ChangeName names the change that would be undone: the update of "Billing".
func (w UndoPlan) ChangeName() string {
	deed := map[change.Action]string{change.Updated: "the update", change.Created: "the creation", change.Deleted: "the deletion", change.Requested: "the request", change.Sent: "the delivery"}[w.Entry.Action]
	if w.Entry.Action == change.Sent {
		return deed + " of " + w.Entry.sent()
	}
	return cmp.Or(deed, "the change") + " of " + w.Entry.subject()
}

// subject is the webhook and its workspace, by name where that is known.
func (e Entry) subject() string {
	return text.QuoteIn(cmp.Or(e.Name, api.Text(e.Webhook), "a webhook without a name"), cmp.Or(e.WorkspaceName, api.Text(e.Workspace)))
}

// Refusal says that the change cannot be undone, and why.
func (w UndoPlan) Refusal() string {
	return "The" + strings.TrimPrefix(w.ChangeName(), "the") + " cannot be undone: " + w.Why
}

// Question asks whether to undo the change: Disable "Billing" in Northwind
// Dental again?
func (w UndoPlan) Question() string { return w.sentence(false, w.planned()) + "?" }

// Notes are the sentences that belong to the question: what does not come back, and
// that the change is an old one.
func (w UndoPlan) Notes() []string {
	told := slices.Clone(w.Limits)
	if w.Earlier {
		told = append(told, "That was "+w.Entry.At.Local().Format("2006-01-02 15:04")+", in an earlier session.")
	}
	return told
}

// Result says how an undo ended that did not fail: what it did, and where.
func (w UndoPlan) Result(outcome change.Outcome) string {
	planned := w.planned()
	switch {
	case outcome.Kind == change.Unchanged && len(planned) == 1 && planned[0].status != "":
		return w.Entry.subject() + " is already " + planned[0].status + "; nothing was written"
	case outcome.Kind == change.Unchanged:
		return w.Entry.subject() + " is already as it was before; nothing was written"
	case outcome.Kind == change.Gone:
		return w.Entry.subject() + " was deleted already; nothing was written"
	case outcome.Before == nil:
		return w.sentence(true, planned)
	}
	var made []restored // after a conflict the user may have chosen less
	for _, d := range change.Diff(outcome.Before.Fields, outcome.Merged) {
		made = append(made, restoredBy(d.Field, d.After))
	}
	return w.sentence(true, made)
}

// restored is a field that an undo sets back, and of the status to what.
type restored struct {
	field  change.Field
	status string
}

func restoredBy(field change.Field, value *api.Text) restored {
	r := restored{field: field}
	if field == change.Status && value != nil {
		switch status := api.Status(*value); {
		case status.On():
			r.status = string(api.Enabled)
		case status.Off():
			r.status = string(api.Disabled)
		}
	}
	return r
}

// planned is what the undo of an update sets back.
func (w UndoPlan) planned() []restored {
	var all []restored
	for _, d := range w.Entry.Deltas {
		if w.Entry.Action != change.Updated || !d.restorable() {
			continue
		}
		r := restored{field: change.Field(d.Field)}
		if d.Before != nil {
			r = restoredBy(r.field, &d.Before.Text)
		}
		all = append(all, r)
	}
	return all
}

// said is what an undo does, or did.
func (w UndoPlan) sentence(done bool, fields []restored) string {
	verb := "Restore"
	what, again := fieldsOf(fields)+" of "+w.Entry.subject(), ""
	switch w.Change.(type) {
	case change.Delete:
		verb, what = "Delete", w.Entry.subject()
	case change.Create:
		verb, what = "Recreate", w.Entry.subject()
	default:
		if len(fields) == 1 && fields[0].status != "" {
			what, again = w.Entry.subject(), " again"
			verb = map[string]string{string(api.Enabled): "Enable", string(api.Disabled): "Disable"}[fields[0].status]
		}
	}
	if done {
		verb += "d"
	}
	return verb + " " + what + again
}

// namedFields is how many fields are named; of more their number is said.
const namedFields = 3

func fieldsOf(all []restored) string {
	var names []string
	for _, r := range all {
		if name := fmt.Sprintf("%s", api.Text(r.field)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return "nothing"
	case len(names) == 1:
		return names[0]
	case len(names) > namedFields:
		return fmt.Sprintf("%d fields", len(names))
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
