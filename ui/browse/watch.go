package browse

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// watchPeriod is how long a watch waits between two scans, unless the options
// say otherwise.
const watchPeriod = 5 * time.Minute

// watchMsg says that it is time to scan again.
type watchMsg struct{ number int }

// Watch turns the watch on or off. Turned off, it takes the marks of what changed away.
func (b *Browse) Watch() tea.Cmd {
	b.fleet.watching = !b.fleet.watching
	if !b.fleet.watching {
		b.clearMarks()
		b.shell.Say(screen.Info, "The watch is off.")
		return nil
	}
	b.shell.Say(screen.Info, "Watching: scans every "+text.Gap(b.watchPeriod())+" and marks what changed"+
		b.shell.Env().Dot()+b.shell.Env().Key(keys.NextChange)+" jumps there")
	return b.watchCmd()
}

func (b *Browse) watchPeriod() time.Duration {
	if b.opts.Watch > 0 {
		return b.opts.Watch
	}
	return watchPeriod
}

// watchCmd waits for the time of the next scan.
func (b *Browse) watchCmd() tea.Cmd {
	if !b.fleet.watching || b.fleet.scanning {
		return nil
	}
	number := b.fleet.scan.number
	return tea.Tick(b.watchPeriod(), func(time.Time) tea.Msg { return watchMsg{number} })
}

// watched scans again, unless that was done already or nobody watches any more.
func (b *Browse) watched(message watchMsg) tea.Cmd {
	if message.number != b.fleet.scan.number || !b.fleet.watching || !b.InFleet() || b.fleet.scanning {
		return nil
	}
	return b.scanAgain(fleet.All)
}

// Pause pauses the scan, or lets it resume.
func (b *Browse) Pause() tea.Cmd {
	switch scanner := b.fleet.scanner; {
	case !b.fleet.scanning:
		b.shell.Say(screen.Info, "No scan is running"+b.shell.Env().Dot()+b.shell.Env().Key(keys.Refresh)+" scans again.")
	case scanner.Paused():
		scanner.Resume()
		b.shell.Say(screen.Info, "")
	default:
		scanner.Pause()
		b.shell.Say(screen.Info, "Paused"+b.shell.Env().Dot()+b.shell.Env().Key(keys.Pause)+" goes on.")
	}
	return nil
}

// Stop ends the scan; what was read stays.
func (b *Browse) Stop() tea.Cmd {
	if !b.fleet.scanning {
		b.shell.Say(screen.Info, "No scan is running.")
		return nil
	}
	b.fleet.stop()
	b.fleet.progress = b.fleet.scanner.Progress()
	b.fleet.wait(b)
	b.shell.Say(screen.Warning, "Stopped after "+b.scannedSoFar()+b.shell.Env().Dot()+b.shell.Env().Key(keys.Refresh)+" scans again.")
	return b.watchCmd()
}

// Troubles lists the workspaces, and the accounts, that could not be read, and offers to
// read those again that failed.
func (b *Browse) Troubles() tea.Cmd {
	f := &b.fleet
	all, unlisted, lines := f.scanner.Troubles(), f.scanner.Unlisted(), f.troubled()
	if len(all)+len(unlisted)+len(lines) == 0 {
		b.shell.Say(screen.Info, "Every workspace could be read.")
		return nil
	}
	accounts := len(f.failures())
	failed, wanting := accounts, " not read"
	for _, short := range unlisted {
		lines = append(lines, f.whose(short.Account)+text.Sentence(short.Err))
		if !api.IsIncomplete(short.Err) {
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
		lines = append(lines, f.whose(result.Account)+text.Clean(result.Workspace.Name())+": "+reason)
	}
	q := dialog.Question{Title: troublesTitle(accounts, len(all), wanting), Lines: lines, Choices: []string{"close"}}
	if failed > 0 {
		q.Choices, q.Menu = append(q.Choices, "retry "+text.Count(failed)), true
	}
	return b.shell.Ask(dialog.NewConfirm(b.shell.Env(), q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return b.scanAgain(fleet.Failed)
	}))
}

// troublesTitle counts what could not be read.
func troublesTitle(accounts, workspaces int, wanting string) string {
	said := text.Plural(workspaces, "workspace", "workspaces") + wanting
	switch one := text.Plural(accounts, "account", "accounts"); {
	case accounts > 0 && workspaces > 0:
		return one + " and " + said
	case accounts > 0:
		return one + wanting
	case workspaces == 0:
		return "Not every workspace is listed"
	}
	return said
}

// sayScanned says what a scan found, and first of all what is new.
func (b *Browse) sayScanned() {
	f := b.fleet
	switch {
	case f.problem != nil && f.list.Loaded():
		b.fleet.passing = "Scan failed: " + b.problemWords()
		b.shell.Say(screen.Failure, b.fleet.passing)
	case f.problem != nil: // it stands in the place of the rows
	case len(f.found) > 0:
		b.shell.Say(b.newsWords())
	case f.stopped != nil:
		b.fleet.passing = text.Sentence(f.stopped) + b.shell.Env().Dot() + b.shell.Env().Key(keys.RetryRead) + " scans the rest"
		b.shell.Say(screen.Warning, b.fleet.passing)
	case len(f.failures()) > 0:
		said := text.Plural(len(f.failures()), "account", "accounts") + " could not be read"
		if len(f.failures()) == 1 {
			said = f.says(f.failures()[0])
		}
		b.fleet.passing = said + b.shell.Env().Dot() + b.shell.Env().Key(keys.Troubles) + " lists them" +
			b.shell.Env().Dot() + b.shell.Env().Key(keys.RetryRead) + " retries"
		b.shell.Say(screen.Warning, b.fleet.passing)
	case f.progress.Skipped > 0 && f.progress.Failed == 0:
		b.fleet.passing = text.Plural(f.progress.Skipped, "workspace was", "workspaces were") + " skipped: " + b.until() + b.shell.Env().Dot() +
			b.shell.Env().Key(keys.Troubles) + " lists them"
		b.shell.Say(screen.Warning, b.fleet.passing)
	case f.progress.Failed > 0:
		b.fleet.passing = text.Plural(f.progress.Failed, "workspace", "workspaces") + " could not be read" + b.shell.Env().Dot() +
			b.shell.Env().Key(keys.Troubles) + " lists them" + b.shell.Env().Dot() + b.shell.Env().Key(keys.RetryRead) + " retries"
		b.shell.Say(screen.Warning, b.fleet.passing)
	case len(f.scanner.Unlisted()) > 0:
		short := f.scanner.Unlisted()[0]
		b.fleet.passing = f.whose(short.Account) + text.Sentence(short.Err)
		b.shell.Say(screen.Warning, b.fleet.passing)
	case f.progress.Short > 0:
		b.fleet.passing = "Coro did not return all webhooks of " + text.Plural(f.progress.Short, "workspace", "workspaces") + b.shell.Env().Dot() +
			b.shell.Env().Key(keys.Troubles) + " lists them"
		b.shell.Say(screen.Warning, b.fleet.passing)
	case b.said().sentence == f.passing: // which is so no more; what is new stays said
		b.shell.Say(screen.Info, "")
	}
}

// until says of the first workspace that was skipped how long the server asks to
// wait.
func (b *Browse) until() string {
	for _, result := range b.fleet.scanner.Troubles() {
		if result.Skipped() {
			return text.Sentence(result.Err)
		}
	}
	return ""
}
