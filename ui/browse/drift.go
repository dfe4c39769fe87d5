package browse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/plan"
	"corotui/internal/text"
	page "corotui/ui/drift"
	"corotui/ui/keys"
	"corotui/ui/pager"
	"corotui/ui/screen"
)

// Desired are the files that say what the webhooks are to be.
type Desired interface {
	// Files names them, in clean words. Missing says why there are none, and what to do;
	// empty when there are some.
	Files() string
	Missing() string
	// Read reads them. The error is [plan.Problems] when something is wrong in them.
	Read(ctx context.Context) (*plan.Policy, error)
	// Differ begins to compare them with a scan below a channel.
	Differ(policy *plan.Policy, channel api.WorkspaceID) *plan.Differ
}

// driftState is what differs from the files, as far as that is known.
type driftState struct {
	number   int          // of the reading of the files
	reading  bool         // they are being read
	policy   *plan.Policy // what they want; nil: they were not read
	scans    bool         // the scan under way was begun to compare
	plan     *plan.Plan   // what differs; nil: it is not known yet
	at       time.Time    // when that was compared
	notes    []string
	problem  string   // why nothing could be compared
	problems []string // of the files
}

// policyMsg is what the files want.
type policyMsg struct {
	number int
	again  fleet.Again
	policy *plan.Policy
	err    error
}

// comparison compares the results of one scan. Until that has ended it belongs to the
// goroutine of the scan.
type comparison struct {
	differ *plan.Differ
	policy *plan.Policy
	plan   *plan.Plan
	err    error
}

// OpenDrift reads the files, and shows what differs from them in the fleet.
func (b *Browse) OpenDrift() tea.Cmd {
	if b.driftOpen() { // and a webhook over it
		return b.shell.Pop()
	}
	b.drift = driftState{number: b.drift.number}
	return tea.Batch(b.shell.Push(screen.NewPage(page.New(b.shell.Env(), b.driftContent())), b.leaveDrift), b.compare(fleet.Stale, true))
}

// NoDrift says why nothing can be compared; empty when it can.
func (b *Browse) NoDrift() string {
	switch {
	case b.opts.Desired == nil:
		return "No files are compared here."
	case b.opts.Desired.Missing() != "":
		return b.opts.Desired.Missing()
	case b.InAll():
		return "Drift is shown for one account; open its own fleet first."
	}
	return ""
}

// leaveDrift ends the comparison, and a scan that was only for that.
func (b *Browse) leaveDrift() tea.Cmd {
	stop := b.drift.policy != nil && b.drift.plan == nil && b.drift.scans && b.fleet.scanning
	b.drift = driftState{number: b.drift.number + 1}
	if stop {
		return b.Stop()
	}
	return nil
}

// driftOpen reports whether the page is open.
func (b *Browse) driftOpen() bool { return slices.ContainsFunc(b.shell.Pages(), isDrift) }

func isDrift(p screen.Page) bool {
	_, is := screen.As[page.Model](p)
	return is
}

// updateDrift takes what the page asks for, and what the files want.
func (b *Browse) updateDrift(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message := message.(type) {
	case policyMsg:
		return b.readPolicy(message), true
	case page.CompareMsg:
		again := fleet.Stale
		if message.All {
			again = fleet.All
		}
		return b.compare(again, message.All), true
	case page.StopMsg:
		return b.stopComparing(), true
	case page.NotesMsg:
		return b.shell.Push(screen.NewPage(pager.New(b.shell.Env(), pager.Content{
			Title: "What could not be compared", Text: strings.Join(message.Notes, "\n"), What: "what could not be compared", Close: keys.Troubles,
		})), nil), true
	case page.OpenMsg:
		item := message.Item
		ref := screen.Ref{Workspace: item.Workspace.ID, Webhook: item.Webhook.ID}
		if _, there := b.table().Find(ref); there {
			return b.openOver(ref), true
		}
		b.shell.Say(screen.Warning, text.QuoteIn(item.Name(), item.Workspace.Name())+" is not in the fleet any more.")
		return nil, true
	}
	return nil, false
}

// stopComparing stops the scan. What was known before stays.
func (b *Browse) stopComparing() tea.Cmd {
	if !b.fleet.scanning {
		return nil
	}
	if b.drift.plan == nil {
		b.drift.problem = "Stopped; " + b.shell.Env().Key(keys.Refresh) + " compares again."
	}
	return tea.Batch(b.Stop(), b.tellDrift())
}

// compare compares again, with the files as they are now or as they were read.
func (b *Browse) compare(again fleet.Again, read bool) tea.Cmd {
	if !b.driftOpen() || b.drift.reading {
		return nil
	}
	b.drift.problem, b.drift.problems = "", nil
	if !read && b.drift.policy != nil {
		return b.scanToCompare(again)
	}
	b.drift.number++
	b.drift.reading, b.drift.policy = true, nil
	number, files, ctx := b.drift.number, b.opts.Desired, b.shell.Env().Context
	return tea.Batch(b.tellDrift(), func() tea.Msg {
		policy, err := files.Read(ctx)
		return policyMsg{number, again, policy, err}
	})
}

// readPolicy takes what the files want, and begins to compare.
func (b *Browse) readPolicy(message policyMsg) tea.Cmd {
	if message.number != b.drift.number || !b.driftOpen() {
		return nil
	}
	b.drift.reading = false
	if message.err != nil {
		b.notCompared(message.err)
		return b.tellDrift()
	}
	b.drift.policy = message.policy
	return b.scanToCompare(message.again)
}

// scanToCompare begins a scan, which compares.
func (b *Browse) scanToCompare(again fleet.Again) tea.Cmd {
	b.drift.scans = b.drift.scans || !b.fleet.scanning
	return tea.Batch(b.startScan(again), b.tellDrift())
}

// notCompared notes why there is no comparison.
func (b *Browse) notCompared(err error) {
	b.drift.plan, b.drift.notes, b.drift.problems = nil, nil, nil
	if problems, are := errors.AsType[plan.Problems](err); are {
		for _, one := range problems {
			b.drift.problems = append(b.drift.problems, problemLine(one))
		}
		return
	}
	b.drift.problem = text.Sentence(err)
}

// problemLine is what is wrong with a file, with the place.
func problemLine(p plan.Problem) string { return text.Clean(api.Text(plan.Problems{p}.Error())) }

// comparison is that of a scan which begins now; nil: it is not for comparing.
func (b *Browse) comparison() *comparison {
	if b.drift.policy == nil || !b.driftOpen() {
		return nil
	}
	return &comparison{policy: b.drift.policy, differ: b.opts.Desired.Differ(b.drift.policy, b.fleet.channels[""].ID)}
}

// take compares one workspace.
func (c *comparison) take(result fleet.Result) {
	if c != nil {
		c.differ.Take(result)
	}
}

// end puts together what differs, unless the scan found no workspaces, or was stopped.
func (c *comparison) end(scanner *fleet.Scanner, err error) {
	up, late := errors.AsType[*fleet.TimeUp](err)
	if c == nil || scanner == nil || err != nil && (!late || up.Total == 0) {
		return
	}
	c.plan, c.err = c.differ.End(plan.Scanned{
		Workspaces: scanner.Workspaces(), Complete: err == nil && scanner.Unlisted() == nil, Heirs: scanner.Heirs(),
	})
}

// compared takes what a scan found to differ.
func (b *Browse) compared(c *comparison) tea.Cmd {
	if c == nil || c.policy != b.drift.policy || !b.driftOpen() {
		return nil
	}
	b.drift.scans = false
	switch {
	case c.err != nil:
		b.notCompared(c.err)
	case c.plan == nil && b.drift.plan == nil:
		b.drift.problem = "The fleet could not be scanned."
		if b.fleet.problem != nil {
			b.drift.problem = b.problemWords()
		}
	case c.plan != nil:
		b.drift.plan, b.drift.at, b.drift.notes = c.plan, b.shell.Env().Now(), b.notesOn(c.plan)
	}
	return b.tellDrift()
}

// notesOn say what could not be compared, and why.
func (b *Browse) notesOn(p *plan.Plan) []string {
	why := make(map[api.WorkspaceID]string)
	for _, result := range b.fleet.scanner.Troubles() {
		switch {
		case result.Short != nil:
			why[result.Workspace.ID] = text.Sentence(result.Short)
		case result.Refused():
			why[result.Workspace.ID] = "no access"
		default:
			why[result.Workspace.ID] = text.Sentence(result.Err)
		}
	}
	notes := make([]string, 0, len(p.Unread)+len(p.NoAccess)+len(p.Notes)+len(p.Policy.Doubts))
	for _, workspace := range slices.Concat(p.Unread, p.NoAccess) {
		reason, known := why[workspace.ID]
		if !known {
			reason = "it was not read"
		}
		notes = append(notes, fmt.Sprintf("%s: %s", text.Clean(workspace.Name()), reason))
	}
	for _, note := range p.Notes {
		notes = append(notes, note.Says)
	}
	for _, doubt := range p.Policy.Doubts {
		notes = append(notes, problemLine(doubt))
	}
	return notes
}

// driftContent is what the page shows.
func (b *Browse) driftContent() page.Content {
	d := b.drift
	c := page.Content{Files: b.opts.Desired.Files(), Plan: d.plan, At: d.at, Notes: d.notes, Problem: d.problem, Problems: d.problems}
	if d.plan != nil {
		c.Unread = len(d.plan.Unread) + len(d.plan.NoAccess)
	}
	switch {
	case d.reading || d.policy == nil && d.problem == "" && len(d.problems) == 0:
		c.Waiting = "Reading " + c.Files
	case b.fleet.scanning && b.fleet.scan.compares != nil:
		c.Waiting = "Comparing the fleet with " + c.Files
	}
	return c
}

// tellDrift shows it, if the page is open.
func (b *Browse) tellDrift() tea.Cmd {
	if !b.driftOpen() {
		return nil
	}
	return b.shell.Tell(page.ContentMsg{Content: b.driftContent()})
}
