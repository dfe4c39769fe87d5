package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// watchPeriod is how long a watch waits between two walks, unless the options
// say otherwise.
const watchPeriod = 5 * time.Minute

// watchMsg says that it is time to walk again.
type watchMsg struct{ number int }

// watch turns the watch on or off.
func (m *frame) watch() tea.Cmd {
	m.fleet.watching = !m.fleet.watching
	if !m.fleet.watching {
		m.Say(screen.Info, "The watch is off.")
		return nil
	}
	m.Say(screen.Info, "Watching: walks again every "+text.Gap(m.watchPeriod())+", and points out what went off.")
	return m.watchCmd()
}

func (m *frame) watchPeriod() time.Duration {
	if m.opts.Watch > 0 {
		return m.opts.Watch
	}
	return watchPeriod
}

// watchCmd waits for the time of the next walk.
func (m *frame) watchCmd() tea.Cmd {
	if !m.fleet.watching || m.fleet.walking {
		return nil
	}
	number := m.fleet.walk.number
	return tea.Tick(m.watchPeriod(), func(time.Time) tea.Msg { return watchMsg{number} })
}

// watched walks again, unless that was done already or nobody watches any more.
func (m *frame) watched(message watchMsg) tea.Cmd {
	if message.number != m.fleet.walk.number || !m.fleet.watching || !m.inFleet() || m.fleet.walking {
		return nil
	}
	return m.startWalk(fleet.All)
}

// pause pauses the run or the walk, or goes on with it.
func (m *frame) pause() tea.Cmd {
	switch walker := m.fleet.walker; {
	case m.run.active && m.gate.Closed():
		m.gate.Open()
		m.sayRun()
	case m.run.active:
		m.gate.Close()
		m.sayRun()
	case !m.fleet.walking:
		m.Say(screen.Info, "No walk is under way"+m.env.Dot()+m.env.Key(keys.Refresh)+" walks again.")
	case walker.Paused():
		walker.Resume()
		m.Say(screen.Info, "")
	default:
		walker.Pause()
		m.Say(screen.Info, "Paused"+m.env.Dot()+m.env.Key(keys.Pause)+" goes on.")
	}
	return nil
}

// halt ends the run or the walk; what was done and read stays.
func (m *frame) halt() tea.Cmd {
	if m.run.active {
		m.gate.Open()
		m.run.stop()
		m.Say(screen.Warning, "Stopping: what is under way ends"+m.env.Theme.Signs.Ellipsis)
		return nil
	}
	if !m.fleet.walking {
		m.Say(screen.Info, "No walk is under way.")
		return nil
	}
	m.fleet.stop()
	m.fleet.progress = m.fleet.walker.Progress()
	m.fleet.wait(m)
	m.Say(screen.Warning, "Stopped after "+m.walkedSoFar()+m.env.Dot()+m.env.Key(keys.Refresh)+" walks again.")
	return m.watchCmd()
}

// troubles lists the workspaces that could not be read, and offers to read
// those again that failed.
func (m *frame) troubles() tea.Cmd {
	all, unlisted := m.fleet.walker.Troubles(), m.fleet.walker.Unlisted()
	if len(all) == 0 && unlisted == nil {
		m.Say(screen.Info, "Every workspace could be read.")
		return nil
	}
	lines := make([]string, 0, 1+len(all))
	failed, wanting := 0, " not read"
	if unlisted != nil {
		lines = append(lines, text.Sentence(unlisted))
		if !api.IsIncomplete(unlisted) {
			failed++
		}
	}
	for _, result := range all {
		reason := "no access"
		switch {
		case result.Short != nil:
			reason, wanting = text.Sentence(result.Short), " not read, or not completely"
		case result.Skipped():
			reason = "skipped: " + text.Sentence(result.Err)
			failed++
		case !result.Refused():
			reason = text.Sentence(result.Err)
			failed++
		}
		lines = append(lines, text.Clean(result.Workspace.Name())+": "+reason)
	}
	title := text.Plural(len(all), "workspace", "workspaces") + wanting
	if len(all) == 0 {
		title = "Not every workspace is listed"
	}
	q := dialog.Question{Title: title, Lines: lines, Choices: []string{"close"}}
	if failed > 0 {
		q.Choices, q.Menu = append(q.Choices, "retry "+text.Count(failed)), true
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.startWalk(fleet.Failed)
	})
}

// namedOff is how many webhooks that went off are named in the status line.
const namedOff = 2

// sayWalked says what a walk found, and first of all what went off.
func (m *frame) sayWalked() {
	f := m.fleet
	switch {
	case f.problem != nil && f.list.Loaded():
		m.fleet.passing = "Could not walk: " + text.Sentence(f.problem)
		m.Say(screen.Failure, m.fleet.passing)
	case f.problem != nil: // it stands in the place of the rows
	case len(f.wentOff) > 0:
		said := strings.Join(f.wentOff[:min(namedOff, len(f.wentOff))], ", ")
		if rest := len(f.wentOff) - namedOff; rest > 0 {
			said += " and " + text.Plural(rest, "other", "others")
		}
		m.Say(screen.Failure, "Went off since "+f.since.Local().Format("15:04")+": "+said)
	case f.stopped != nil:
		m.fleet.passing = text.Sentence(f.stopped) + m.env.Dot() + m.env.Key(keys.RetryRead) + " scans the rest"
		m.Say(screen.Warning, m.fleet.passing)
	case f.progress.Skipped > 0 && f.progress.Failed == 0:
		m.fleet.passing = text.Plural(f.progress.Skipped, "workspace was", "workspaces were") + " skipped: " + m.until() + m.env.Dot() +
			m.env.Key(keys.Troubles) + " lists them"
		m.Say(screen.Warning, m.fleet.passing)
	case f.progress.Failed > 0:
		m.fleet.passing = text.Plural(f.progress.Failed, "workspace", "workspaces") + " could not be read" + m.env.Dot() +
			m.env.Key(keys.Troubles) + " lists them" + m.env.Dot() + m.env.Key(keys.RetryRead) + " reads them once more"
		m.Say(screen.Warning, m.fleet.passing)
	case f.walker.Unlisted() != nil:
		m.fleet.passing = text.Sentence(f.walker.Unlisted())
		m.Say(screen.Warning, m.fleet.passing)
	case f.progress.Short > 0:
		m.fleet.passing = "The server does not give all webhooks of " + text.Plural(f.progress.Short, "workspace", "workspaces") + m.env.Dot() +
			m.env.Key(keys.Troubles) + " lists them"
		m.Say(screen.Warning, m.fleet.passing)
	case m.status.sentence == f.passing: // which is so no more; what went off stays said
		m.Say(screen.Info, "")
	}
}

// until says of the first workspace that was skipped how long the server asks to
// wait.
func (m *frame) until() string {
	for _, result := range m.fleet.walker.Troubles() {
		if result.Skipped() {
			return text.Sentence(result.Err)
		}
	}
	return ""
}
