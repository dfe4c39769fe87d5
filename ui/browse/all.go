package browse

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// OpenAll shows the fleets of all accounts together, and reads what is not fresh any more.
func (b *Browse) OpenAll() tea.Cmd {
	if b.InAll() {
		if b.OnDetail() {
			return b.shell.Pop()
		}
		return nil
	}
	return b.account.ReadMembers(nil, b.openAll)
}

// openAll shows the accounts that there are.
func (b *Browse) openAll(members []account.Member, err error) tea.Cmd {
	if !b.canScan(members, err) {
		return nil
	}
	b.turnTo(true)
	if b.fleet.scanner == nil {
		b.fleet = b.newFleet()
	}
	b.join(members)
	return tea.Batch(b.pushFleet(), b.startScan(fleet.Stale))
}

// canScan reports whether there are accounts, and else says why not.
func (b *Browse) canScan(members []account.Member, err error) bool {
	switch {
	case err != nil:
		b.shell.Say(screen.Failure, "Could not read the profiles: "+text.Sentence(err))
	case len(members) == 0:
		b.shell.Say(screen.Warning, "The config file has no profiles yet; corotui login --profile NAME makes one.")
	default:
		return true
	}
	return false
}

// InAll reports whether the fleet on the screen, or below what is, is of all accounts.
func (b *Browse) InAll() bool { return b.InFleet() && b.fleet.members != nil }

// turnTo puts the fleet of all accounts, or of the one, in the place of the other,
// which keeps what was read.
func (b *Browse) turnTo(all bool) {
	if b.fleet.scanner == nil || (b.fleet.members != nil) == all {
		return
	}
	b.fleet.stop()
	b.fleet, b.other = b.other, b.fleet
}

// fleets are those that were opened.
func (b *Browse) fleets() []*fleetState {
	return slices.DeleteFunc([]*fleetState{&b.fleet, &b.other}, func(f *fleetState) bool { return f.scanner == nil })
}

// join has the fleet be of these accounts. What is known of those that were scanned
// before is kept.
func (b *Browse) join(members []account.Member) {
	f := &b.fleet
	names := make([]string, len(members))
	scanned := make([]fleet.Member, len(members))
	for i, m := range members {
		names[i] = m.Profile
		channel := m.Channel
		if m.Key == "" && channel == "" {
			channel = b.channel().ID
		}
		scanned[i] = m.Scanner(channel, b.opts.Fleet)
		known := b.scannerOf(m.Key, channel)
		if scanned[i].Scanner != nil && known != nil && (m.Key == "" || known.Reader == scanned[i].Scanner.Reader) {
			scanned[i].Scanner = known
		}
		if at := f.channels[m.Key]; at.ID != channel {
			at.ID, at.DisplayName = channel, ""
			f.channels[m.Key] = at
		}
		if home := b.channel(); m.Key == "" && home.ID == channel {
			f.channels[""] = home
		}
	}
	f.members, f.scanner = members, fleet.NewGroup(scanned...)
	f.list.SetProfiles(names)
}

// scannerOf is what has scanned an account from a channel, whichever fleet did.
func (b *Browse) scannerOf(key string, channel api.WorkspaceID) *fleet.Scanner {
	for _, f := range b.fleets() {
		if scanner := f.scanner.Scanner(key); scanner != nil && scanner.Channel == channel {
			return scanner
		}
	}
	return nil
}

// scanAgain scans, after it has read once more which accounts there are: what was wrong
// with one may be set right.
func (b *Browse) scanAgain(again fleet.Again) tea.Cmd {
	if b.fleet.members == nil {
		return b.startScan(again)
	}
	var failed []string
	for _, failure := range b.fleet.failures() {
		failed = append(failed, failure.Account)
	}
	return b.account.ReadMembers(failed, func(members []account.Member, err error) tea.Cmd {
		if !b.InAll() || !b.canScan(members, err) {
			return nil
		}
		b.join(members)
		return b.startScan(again)
	})
}

// failures are the accounts that could not be read, where there are several.
func (f *fleetState) failures() []fleet.Failure {
	if f.members == nil {
		return nil
	}
	return f.scanner.Failures()
}

// profile is the profile of an account, where there are several.
func (f *fleetState) profile(key string) string {
	for _, m := range f.members {
		if m.Key == key {
			return m.Profile
		}
	}
	return ""
}

// says names an account that could not be read, with the reason and the next step.
func (f *fleetState) says(failure fleet.Failure) string {
	for _, m := range f.members {
		if m.Key == failure.Account {
			return m.Profile + ": " + m.Says(failure.Err)
		}
	}
	return text.Sentence(failure.Err)
}

// troubled are the lines about accounts that could not be read, or not all of them.
func (f *fleetState) troubled() []string {
	var lines []string
	for _, failure := range f.failures() {
		lines = append(lines, f.says(failure))
	}
	for _, m := range f.members {
		lines = append(lines, m.Notes...)
	}
	return lines
}

// whose begins a line about a workspace of one of several accounts.
func (f *fleetState) whose(key string) string {
	if name := f.profile(key); name != "" {
		return name + ": "
	}
	return ""
}

// problemWords say why nothing could be scanned.
func (b *Browse) problemWords() string {
	if failures := b.fleet.failures(); len(failures) > 1 {
		return "None of the " + text.Plural(len(failures), "account", "accounts") + " could be read; " + b.shell.Env().Key(keys.Troubles) + " says why."
	} else if len(failures) == 1 {
		return b.fleet.says(failures[0])
	}
	return text.Sentence(b.fleet.problem)
}

// Where is what sentences and questions call the workspace of a row, with its profile
// where rows of several accounts are shown, or where that is not the one of the session.
func (b *Browse) Where(item list.Item) string {
	where := string(b.WorkspaceOf(item))
	if name := b.profileOf(item); name != "" {
		where += " (" + name + ")"
	}
	return where
}

// profileOf names the profile of a row, unless the header does.
func (b *Browse) profileOf(item list.Item) string {
	if item.Ref.Account == "" && !b.InAll() {
		return ""
	}
	for _, f := range b.fleets() {
		if name := f.profile(item.Ref.Account); name != "" {
			return name
		}
	}
	return text.Clean(api.Text(item.Ref.Account))
}
