package browse

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// mark is that a row differed from the scan before. It stays until the user has been on
// the row and a later scan finds nothing new of it: so what happened at night is marked in
// the morning, and what is being looked at stays.
type mark struct {
	news    fleet.News
	visited bool
}

// finding is a webhook that is new in a scan, as a sentence calls it.
type finding struct {
	news fleet.News
	at   screen.Ref
	name string
}

// mark marks a row as what a scan found of it, or as an earlier one did.
func (b *Browse) mark(item *list.Item, found fleet.News) {
	old := b.fleet.marked[item.Ref]
	switch {
	case found != fleet.NoNews:
		b.fleet.marked[item.Ref] = &mark{news: found}
		b.fleet.found = append(b.fleet.found, finding{found, item.Ref, b.Label(*item)})
		item.News = found
	case old != nil && old.visited:
		delete(b.fleet.marked, item.Ref)
	case old != nil:
		item.News = old.news
	}
}

// unmark takes the mark from a webhook that was changed from here, and from the rows that
// inherit it: that is no news.
func (f *fleetState) unmark(e list.End) {
	f.seen.Wrote(e.Ref, e.Now)
	delete(f.marked, e.Ref)
	for _, heir := range f.list.HeirsOf(e.Ref) {
		f.seen.Wrote(heir.Ref, &heir.Webhook)
		delete(f.marked, heir.Ref)
	}
}

// clearMarks takes the marks of all rows.
func (b *Browse) clearMarks() {
	set := make(map[screen.Ref]bool, len(b.fleet.marked))
	for ref := range b.fleet.marked {
		set[ref] = true
	}
	clear(b.fleet.marked)
	if len(set) > 0 {
		b.fleet.list.Change(set, func(item *list.Item) { item.News = fleet.NoNews })
	}
}

// visit notes that the user is on the row under the cursor.
func (b *Browse) visit() {
	if ref, there := b.fleet.list.SelectedRef(); there && b.InFleet() && b.fleet.marked[ref] != nil {
		b.fleet.marked[ref].visited = true
	}
}

// NextChange goes to the next row that changed, and says what happened there.
func (b *Browse) NextChange() tea.Cmd {
	place, shown, hidden := b.fleet.list.NextNews()
	var filtered string
	if hidden > 0 {
		filtered = text.Plural(hidden, "changed webhook", "changed webhooks") + " hidden by the filter"
	}
	item, there := b.fleet.list.Selected()
	switch {
	case there && place > 0:
	case hidden > 0:
		b.shell.Say(screen.Info, filtered)
		return nil
	case b.fleet.watching:
		b.shell.Say(screen.Info, "Nothing has changed since the scan before.")
		return nil
	default:
		b.shell.Say(screen.Info, "Nothing has changed since the scan before"+b.shell.Env().Dot()+b.shell.Env().Key(keys.Watch)+" scans again and again.")
		return nil
	}
	b.visit()
	what := map[fleet.News]string{
		fleet.Disabled: "was disabled", fleet.Enabled: "is enabled again", fleet.Added: "is new", fleet.Changed: "was changed",
	}[item.News]
	said := text.Count(place) + " of " + text.Plural(shown, "change", "changes") + ": " + b.Label(item) + " " + what
	if filtered != "" {
		said += b.shell.Env().Dot() + filtered
	}
	b.shell.Say(screen.Info, said)
	b.show(item)
	return b.ReadHistory()
}

// namedNews is how many webhooks with the same news are named in the status line. Of more
// their number is said.
const namedNews = 2

// newsWords say what is new in a scan, and first of all what was disabled.
func (b *Browse) newsWords() (screen.Level, string) {
	byNews := make(map[fleet.News][]finding)
	for _, one := range b.fleet.found {
		byNews[one.news] = append(byNews[one.news], one)
	}
	level := screen.Info
	since := " since " + b.fleet.since.Local().Format("15:04") // the first part says it for all
	var parts []string
	for _, part := range []struct {
		news  fleet.News
		word  string
		level screen.Level
	}{
		{fleet.Disabled, "Disabled", screen.Failure}, {fleet.Enabled, "Enabled again", screen.Done},
		{fleet.Added, "New", screen.Info}, {fleet.Changed, "Changed", screen.Info},
	} {
		if found := byNews[part.news]; len(found) > 0 {
			level = max(level, part.level)
			parts = append(parts, part.word+since+": "+fewOrMany(found))
			since = ""
		}
	}
	parts = append(parts, b.shell.Env().Key(keys.NextChange)+" jumps there")
	return level, strings.Join(parts, b.shell.Env().Dot())
}

// fewOrMany names webhooks with their workspaces, or says how many they are.
func fewOrMany(found []finding) string {
	workspaces := make(map[screen.Ref]bool)
	names := make([]string, len(found))
	for i, one := range found {
		names[i], workspaces[one.at.OfWorkspace()] = one.name, true
	}
	if len(found) <= namedNews {
		return strings.Join(names, ", ")
	}
	return text.Plural(len(found), "webhook", "webhooks") + " in " + text.Plural(len(workspaces), "workspace", "workspaces")
}
