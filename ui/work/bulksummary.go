package work

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
)

// summary says what becomes of the webhooks, with some of their names below each kind of
// change, and which are skipped and why.
func (w *Work) summary(s bulk.Summary) []string {
	lines := w.samples(s)
	if s.Action.Kind == bulk.Copy {
		lines = w.copyLines(s)
	}
	skipped := skippedLines(s)
	if len(lines) > 0 && len(skipped) > 0 {
		lines = append(lines, "")
	}
	return append(lines, skipped...)
}

// lineWidth is how much fits into a line of the question where there is room for it.
const lineWidth = 72

// samples are some of the changes. A change that is the same as the one before is said
// once.
func (w *Work) samples(s bulk.Summary) []string {
	var lines []string
	said := ""
	for _, sample := range s.Sample {
		changes, rest := w.changeLines(sample.Deltas)
		if now := strings.Join(changes, "\n"); now != said {
			said = now
			lines = append(lines, changes...)
		}
		line := text.QuoteIn(sample.Task.Webhook.Name, w.whereOf(sample.Task))
		if len(changes) > 0 {
			line = "  " + line
		}
		if room := lineWidth - lipgloss.Width(line) - 2; rest != "" && room > len("/…") {
			line += "  " + w.shell.Env().Theme.Muted.Render(text.CutMiddle(rest, room, w.shell.Env().Theme.Signs.Ellipsis))
		}
		lines = append(lines, line)
	}
	if others := s.Changes - len(s.Sample); others > 0 && len(s.Sample) > 0 {
		line := "and " + text.Plural(others, "other", "others")
		if said != "" {
			line = "  " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// changeLines say what is changed in a webhook, each field in a line. Of a URL only what
// differs is in it; the rest is what follows that. Of a webhook that comes or goes as a
// whole nothing is said.
func (w *Work) changeLines(deltas []change.Delta) (lines []string, rest string) {
	const most = 4
	if len(deltas) > most {
		return nil, ""
	}
	for _, d := range deltas {
		if d.Field == change.URL && d.Before != nil && d.After != nil {
			before, after, tail := differing(text.Clean(*d.Before), text.Clean(*d.After))
			arrow := " " + w.shell.Env().Theme.Signs.Arrow + " "
			lines, rest = append(lines, "URL "+w.short(before)+arrow+w.short(after)), tail
			continue
		}
		lines = append(lines, w.deltaLine(d))
	}
	return lines, rest
}

// short cuts a value for one side of an arrow.
func (w *Work) short(value string) string {
	const longest = 32
	return text.CutMiddle(value, longest, w.shell.Env().Theme.Signs.Ellipsis)
}

// differing returns the parts of two URLs that differ, as far as the next slash, and the
// tail that they share. What both begin with is left out.
func differing(before, after string) (old, now, tail string) {
	start := 0
	for start < min(len(before), len(after)) && before[start] == after[start] {
		start++
	}
	start = strings.LastIndex(before[:start], "/") + 1
	old, now = before[start:], after[start:]
	end := 0
	for end < min(len(old), len(now)) && old[len(old)-1-end] == now[len(now)-1-end] {
		end++
	}
	shared := old[len(old)-end:]
	cut := strings.IndexAny(shared, "/?#")
	if cut < 0 {
		return old, now, ""
	}
	tail = shared[cut:]
	return strings.TrimSuffix(old, tail), strings.TrimSuffix(now, tail), tail
}

// skippedLines say which webhooks are not written, and why.
func skippedLines(s bulk.Summary) []string {
	var lines []string
	if s.Unchanged > 0 {
		end := " and will be skipped."
		if s.Action.Kind == bulk.EnableIfDelivered {
			end = " and will only be tested."
		}
		lines = append(lines, words.Unchanged(s.Action.Kind, s.Unchanged, "", "")+end)
	}
	for _, refusal := range s.Refused {
		lines = append(lines, text.Count(refusal.Count)+" will be skipped: "+text.Clean(api.Text(refusal.Why)))
	}
	switch {
	case s.NoSecret == 0:
	case s.Action.Kind == bulk.Copy:
		lines = append(lines, text.Count(s.NoSecret)+" will be skipped: Coro does not return the secret that the copy needs.")
	default:
		lines = append(lines, "Coro does not return the secret of "+text.Count(s.NoSecret)+"; you are asked once what to do about it.")
	}
	return lines
}

// deltaLine is one changed field in one line.
func (w *Work) deltaLine(d change.Delta) string {
	value := func(v *api.Text) string {
		if v == nil {
			return ""
		}
		return w.short(text.Clean(*v))
	}
	name := string(d.Field)
	if d.Item != "" && d.Field == change.Header {
		name += " " + text.Clean(d.Item)
	}
	switch {
	case d.Before == nil:
		return name + " + " + value(d.After)
	case d.After == nil:
		return name + " - " + value(d.Before)
	}
	return name + " " + value(d.Before) + " " + w.shell.Env().Theme.Signs.Arrow + " " + value(d.After)
}
