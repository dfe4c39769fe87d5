// Package history shows the history: one change in a line, and the screen that
// lists them all.
package history

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/theme"
)

// Line is one change in one line: when, who, what, and what became of it. Names and
// values are as long as so many cells have room for.
func Line(t theme.Theme, now time.Time, e history.Entry, width int) string {
	when, user := day(now, e.At), text.Clean(api.Text(e.User))
	line := when + " " + text.Cut(user, userWidth, t.Signs.Ellipsis) + " "
	if width >= tabular {
		line = text.Pad(when, dayWidth) + " " + text.Fit(user, max(userWidth, min(width/6, longestUser)), t.Signs.Ellipsis) + " "
	}
	end := ending(t, now, e)
	if end != "" {
		end = " " + end
	}
	return line + inFull(t, e, width-lipgloss.Width(line)-lipgloss.Width(end)) + end
}

// Cells of a line's parts.
const (
	dayWidth    = 12
	userWidth   = 10
	longestUser = 24
	tabular     = 48 // of a line: in a narrower one what was changed needs the room of the columns
)

// What says what was changed.
func What(t theme.Theme, e history.Entry) string {
	switch e.Action {
	case change.Created:
		return "created"
	case change.Deleted:
		return "deleted"
	case change.Requested:
		return "raw request"
	case change.Sent:
		return sent(e)
	case change.Updated:
	}
	return deltas(t, e.Changes(), valueWidth)
}

// sent says what was sent.
func sent(e history.Entry) string {
	if e.Delivery == nil {
		return "sent a delivery"
	}
	about := cmp.Or(e.Delivery.WorkspaceName, api.Text(e.Delivery.Workspace))
	return "sent " + text.Clean(e.Delivery.Trigger) + " for " + text.Quote(about)
}

// inFull is [What] with values as long as a line of so many cells has room for.
func inFull(t theme.Theme, e history.Entry, width int) string {
	if e.Action != change.Updated {
		return What(t, e)
	}
	all := e.Changes()
	for longest := width; longest > valueWidth; longest -= 4 {
		if said := deltas(t, all, longest); lipgloss.Width(said) <= width {
			return said
		}
	}
	return What(t, e)
}

// ending says what became of a change, where that is more than that it was made.
func ending(t theme.Theme, now time.Time, e history.Entry) string {
	var parts []string
	if e.Outcome != change.Done && e.Outcome != change.Unchanged {
		parts = append(parts, t.Warn.Render(e.Outcome.String()))
	}
	if e.UndoneBy != "" {
		parts = append(parts, t.Muted.Render("undone "+day(now, e.UndoneAt)))
	}
	return strings.Join(parts, " ")
}

// shownDeltas is how many fields of one change are shown.
const shownDeltas = 3

func deltas(t theme.Theme, all []change.Delta, longest int) string {
	var parts []string
	for _, d := range all[:min(shownDeltas, len(all))] {
		parts = append(parts, delta(t, d, longest))
	}
	if rest := len(all) - shownDeltas; rest > 0 {
		parts = append(parts, "and "+text.Count(rest)+" more")
	}
	return strings.Join(parts, ", ")
}

// valueWidth is how many cells of a value are shown.
const valueWidth = 24

// delta is one change, with values of at most so many cells.
func delta(t theme.Theme, d change.Delta, longest int) string {
	name := string(d.Field)
	if d.Item != "" {
		name = text.Cut(text.Signed(d.Item), valueWidth, t.Signs.Ellipsis)
	}
	if d.Field == change.Status {
		name = ""
	}
	switch {
	case d.Before == nil && d.After == nil:
		return name
	case d.Before == nil:
		return "+ " + name
	case d.After == nil:
		return "- " + name
	}
	before, after := apart(text.Signed(*d.Before), text.Signed(*d.After), longest, t.Signs.Ellipsis)
	return strings.TrimLeft(name+" "+before+" "+t.Signs.Arrow+" "+after, " ")
}

// apart cuts two values so that they still differ. Two URLs of one length
// may differ just where the middle is taken out; then what both begin with is.
func apart(before, after string, width int, ellipsis string) (was, is string) {
	was, is = text.CutMiddle(before, width, ellipsis), text.CutMiddle(after, width, ellipsis)
	if was != is || before == after {
		return was, is
	}
	same := 0
	for i, r := range before { // where both have the same whole character
		if !strings.HasPrefix(after[same:], string(r)) {
			break
		}
		same = i + utf8.RuneLen(r)
	}
	return text.Cut(ellipsis+before[same:], width, ellipsis), text.Cut(ellipsis+after[same:], width, ellipsis)
}

// day is when something happened, as short as it can be without doubt.
func day(now, at time.Time) string {
	at = at.In(now.Location())
	switch {
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "today " + at.Format("15:04")
	case now.Sub(at) < 300*24*time.Hour:
		return at.Format("2 Jan")
	}
	return at.Format("2006-01-02")
}
