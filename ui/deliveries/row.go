package deliveries

import (
	"sort"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/theme"
)

// kept is how many rows there are at most: as many as the receiver remembers.
const kept = delivery.Remembered

// searched is how much of a body a filter looks at, in bytes.
const searched = 4 << 10

// row is a delivery as the list shows it, in clean texts. It is never changed once it is
// in a list, and holds nothing of the body: the receiver keeps that, and forgets it.
type row struct {
	number          int
	at              string // time of day
	verdict         verdict
	trigger         string
	workspace, id   string
	answer, forward string
	failed          bool // it was not forwarded, or the target did not accept it
	subject         filter.Delivery
}

// verdict is what a delivery is in a word.
type verdict int

const (
	genuine verdict = iota
	odd             // genuine, with something to look at
	bad
	edited // a copy of another
)

// words of the column, which are as wide as its title at most.
func (v verdict) draw(t theme.Theme) (string, lipgloss.Style) {
	switch v {
	case bad:
		return t.Signs.Off + " bad", t.Bad
	case odd:
		return t.Signs.Unknown + " genuine", t.Warn
	case edited:
		return t.Signs.Pending + " edited", t.Muted
	case genuine:
	}
	return t.Signs.On + " genuine", t.Good
}

// waits stands for what is not known yet.
const waits = "…"

// newRow reads what the list shows of a delivery.
func newRow(d delivery.Received) *row {
	const longest = 200 // cells of a value: more is in no column
	clean := func(s string) string { return text.Cut(text.Clean(api.Text(s)), longest, waits) }
	r := &row{
		number: d.Number, at: d.Time.Local().Format("15:04:05"), verdict: judge(d), answer: waits,
		trigger: clean(triggerOf(d.Verdict.Type)), workspace: clean(string(d.Verdict.Event.WorkspaceID)), id: clean(string(d.Verdict.ID)),
	}
	switch {
	case d.CopyOf != 0:
		r.answer = ""
	case d.Status != 0:
		r.answer = strconv.Itoa(d.Status)
	}
	r.forward, r.failed = forwardWord(d)
	body := d.Body[:min(len(d.Body), searched)]
	r.subject = filter.NewDelivery(filter.DeliveryParts{
		Trigger: d.Verdict.Type, Workspace: r.workspace, ID: r.id, Valid: d.Verdict.Valid, Answer: r.answer, Forward: r.forward,
		Text: strings.Join(append(d.Problems(), d.Webhook, string(body)), "\n"),
	})
	return r
}

// triggerOf is a trigger in the spelling of the documentation, if it is a known one.
func triggerOf(t api.Trigger) string {
	if known, found := api.FindTrigger(t.Name()); found {
		return string(known.Name)
	}
	return string(t)
}

func judge(d delivery.Received) verdict {
	switch {
	case d.CopyOf != 0:
		return edited
	case !d.Verdict.Valid:
		return bad
	case len(d.Problems()) > 0:
		return odd
	}
	return genuine
}

// forwardWord says how a delivery was forwarded: the status of the target, of several the
// first that is no success.
func forwardWord(d delivery.Received) (word string, failed bool) {
	for _, f := range d.Forwards {
		next, wrong := strconv.Itoa(f.Status), f.Status/100 != 2
		switch {
		case !f.Done:
			next, wrong = waits, false
		case f.Dropped:
			next = "dropped"
		case f.Status == 0:
			next = "failed"
		}
		if word == "" || wrong && !failed || next == waits && !failed {
			word, failed = next, wrong
		}
	}
	return word, failed
}

// rows are those of a list, by their numbers. They are never changed in place.
type rows []*row

// at is the place of a number, or of the next one that there is.
func (all rows) at(number int) int {
	return sort.Search(len(all), func(i int) bool { return all[i].number >= number })
}

// with returns the rows with new ones among them, and others in the place of old ones, as
// many as are kept.
func (all rows) with(arrived []delivery.Received) rows {
	merged := make(rows, len(all), len(all)+len(arrived))
	copy(merged, all)
	for _, d := range arrived {
		at := merged.at(d.Number)
		switch r := newRow(d); {
		case at == len(merged):
			merged = append(merged, r)
		case merged[at].number == d.Number:
			merged[at] = r
		default: // it is older than what was told before it
			merged = append(merged[:at], append(rows{r}, merged[at:]...)...)
		}
	}
	return merged[max(0, len(merged)-kept):]
}

// matching are those that a filter lets through.
func (all rows) matching(f filter.Deliveries) rows {
	if f.Empty() {
		return all
	}
	var found rows
	for _, r := range all {
		if f.Match(r.subject) {
			found = append(found, r)
		}
	}
	return found
}
