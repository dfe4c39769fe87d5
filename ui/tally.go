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
	hidden  []job    // updates whose secret the server does not show
}

// count takes the end of one write of a marked set.
func (m Model) count(j job, outcome change.Outcome) (Model, tea.Cmd) {
	t := *m.writes.tally
	name := text.Quote(j.name)
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
		if _, made := j.change.(change.Create); made {
			t.failed = append(t.failed, name+" needs a new secret; undo its deletion by itself, in the history")
		} else {
			t.hidden = append(t.hidden, j)
		}
	case change.Failed, change.Unknown:
		t.failed = append(t.failed, m.warned(name+": "+text.Sentence(outcome.Err), outcome))
	}
	m.writes.tally = &t
	ended := t.done + t.already + len(t.failed) + len(t.hidden)
	if ended < t.total {
		m.say(msg.Info, fmt.Sprintf("%s %s of %s%s", words[t.verb].done, text.Count(t.done), text.Plural(t.total, "webhook", "webhooks"), m.env.Theme.Signs.Ellipsis))
		return m, nil
	}
	if hidden := t.hidden; len(hidden) > 0 { // asked once for the whole set
		m.writes.tally.hidden = nil
		return m.askSecret(hidden...)
	}
	return m.tallied(t)
}

// tallied says how a marked set ended.
func (m Model) tallied(t tally) (Model, tea.Cmd) {
	m.table().ClearMarks()
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
