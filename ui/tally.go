package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"corotui/change"
	"corotui/ui/keys"
	"corotui/ui/msg"
	"corotui/ui/text"
)

// tally counts the ends of a marked set.
type tally struct {
	verb    verb
	total   int
	done    int
	already int
	failed  []string // clean sentences
}

// count takes the end of one write of a marked set.
func (m Model) count(j job, outcome change.Outcome) (Model, tea.Cmd) {
	t := *m.writes.tally
	name := text.Quote(j.goalName())
	switch outcome.Kind {
	case change.Done:
		t.done++
	case change.AlreadySo:
		t.already++
	case change.Gone:
		if j.verb == deleting {
			t.done++
		} else {
			t.failed = append(t.failed, name+" does not exist any more")
		}
	case change.Conflicted:
		t.failed = append(t.failed, name+" was changed by somebody else meanwhile")
	case change.NeedSecret:
		t.failed = append(t.failed, name+": the server does not show its secret")
	case change.Failed, change.Unknown:
		t.failed = append(t.failed, name+": "+text.Sentence(outcome.Err))
	}
	m.writes.tally = &t
	ended := t.done + t.already + len(t.failed)
	if ended < t.total {
		m.say(msg.Info, fmt.Sprintf("%s %s of %s%s", words[t.verb].done, text.Count(t.done), text.Plural(t.total, "webhook", "webhooks"), m.env.Theme.Signs.Ellipsis))
		return m, nil
	}
	return m.tallied(t)
}

// tallied says how a marked set ended.
func (m Model) tallied(t tally) (Model, tea.Cmd) {
	m.list.ClearMarks()
	said := words[t.verb].done + " " + text.Plural(t.done, "webhook", "webhooks")
	if t.already > 0 {
		said += ", " + text.Count(t.already) + " were that way already"
	}
	undo := ""
	if t.done > 0 && m.opts.History != nil && t.verb != undoing {
		undo = " " + m.env.Theme.Signs.Dot + " " + m.env.Keys.Binding(keys.Undo).Help().Key + " undo"
	}
	if len(t.failed) == 0 {
		m.say(msg.Done, said+undo)
		return m, nil
	}
	m.say(msg.Failure, said+", "+text.Count(len(t.failed))+" failed"+undo)
	return m.report("Not done", t.failed)
}
