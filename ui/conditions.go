package ui

import (
	"cmp"

	uiaccount "corotui/ui/account"
	"corotui/ui/keys"
	"corotui/ui/list"
)

// condition says why an action cannot be done now; empty when it can.
type condition func(*frame) string

// when is a reason where it holds.
func when(holds bool, reason string) string {
	if holds {
		return reason
	}
	return ""
}

// writable is that something can be changed. Of the rows of several accounts each says
// for itself whether it can; see [targetsWritable].
func writable(m *frame) string {
	if m.browse.InAll() {
		return ""
	}
	return m.work.Refusal("")
}

// sendable is writable for a test, which has Coro send something.
func sendable(m *frame) string {
	if m.browse.InAll() {
		return ""
	}
	return m.work.RefusesTest("")
}

// targetsWritable is that the account of a target is not read-only. Of several targets a
// run refuses those that are, and does the others.
func targetsWritable(m *frame) string { return allTargets(m, m.work.Refusal) }

// targetsSendable is the same for a test.
func targetsSendable(m *frame) string { return allTargets(m, m.work.RefusesTest) }

// allTargets is why every target is refused, as its account says; empty when one is not.
func allTargets(m *frame, refusal func(key string) string) (reason string) {
	for _, item := range m.browse.Targets() {
		said := refusal(item.Ref.Account)
		if said == "" {
			return ""
		}
		reason = said
	}
	return reason
}

func inTable(m *frame) string {
	return when(m.browse.OnDetail(), "That is for the list; "+m.env.Key(keys.Back)+" goes back to it.")
}

func hasSaved(m *frame) string {
	return when(len(m.env.Keys.Saved()) == 0, "No filters are saved; filters in the config file saves them under 1 to 9.")
}

func inDetail(m *frame) string {
	return when(!m.browse.OnDetail(), "That is for an open webhook; "+m.env.Key(keys.Open)+" opens it.")
}

func fleetOpen(m *frame) string {
	return when(!m.browse.InFleet(), "That is for the fleet; "+m.env.Key(keys.Fleet)+" opens it.")
}

// hasDesired is that there are files to compare the fleet with.
func hasDesired(m *frame) string { return m.browse.NoDrift() }

// inDrift never holds: the page of what differs takes its keys itself.
func inDrift(m *frame) string {
	return "That is for what differs from the files; " + m.env.Key(keys.Drift) + " in the fleet shows it."
}

func inWorkspace(m *frame) string {
	return when(m.browse.InFleet(), "Open a workspace first ("+m.env.Key(keys.Workspaces)+"), or copy a webhook to a new one ("+m.env.Key(keys.CopyNew)+").")
}

func listLoaded(m *frame) string {
	return when(!m.browse.Loaded(), "The webhooks of this workspace are not loaded yet.")
}

// scanOrRun is that there may be something to pause: the fleet's scan, or a run, which
// continues on every page.
func scanOrRun(m *frame) string {
	return when(!m.browse.InFleet() && !m.work.Running(), "Nothing is running.")
}

// anythingRuns is that there may be something to stop: a command of the user's own, too.
func anythingRuns(m *frame) string {
	if m.work.CommandRuns() {
		return ""
	}
	return scanOrRun(m)
}

func hasHistory(m *frame) string {
	return when(!m.work.HasHistory(), "There is no history here.")
}

func hasResults(m *frame) string {
	return when(!m.work.HasResults(), "Nothing was run yet: mark several webhooks and change them.")
}

func findsMissed(m *frame) string {
	return when(!m.work.HasMissed(), "What was missed is not known here.")
}

func hasProfiles(m *frame) string {
	return when(!m.account.HasProfiles(), "There are no profiles here.")
}

// hasAccounts is that the config file can name several.
func hasAccounts(m *frame) string {
	return when(!m.account.HasAccounts(), "There are no profiles here.")
}

// hasShell is also that no one waits for answers of the program: a suspended one gives none.
func hasShell(m *frame) string {
	if m.receive != nil {
		return "A suspended listener does not answer, and Coro disables a webhook after four failures."
	}
	return when(m.opts.Suspend == nil, "There is no shell to go back to: the terminal was opened for corotui alone.")
}

// nothingSaving is for undo: a change under way is not in the history yet, and the
// one before it is not what the user means.
func nothingSaving(m *frame) string {
	return when(m.work.Busy(), uiaccount.SavedFirst)
}

const noTarget = "There is no webhook to do that with."

func hasTarget(m *frame) string {
	return when(len(m.browse.Targets()) == 0, cmp.Or(m.browse.Unmatched(), noTarget))
}

// oneRead is that all is known of the webhook under the cursor, marks or not.
func oneRead(m *frame) string {
	item, there := m.browse.One()
	switch {
	case !there:
		return cmp.Or(m.browse.Unmatched(), noTarget)
	case item.Stale:
		return m.browse.StaleReason(item)
	}
	return m.browse.NotRead(item)
}

// cursorSettled is that a key was not pressed for the row before: a scan may bring
// another one under the cursor at any time.
func cursorSettled(m *frame) string {
	return when(!m.browse.Settled(), "Another webhook just moved under the cursor; press again if you mean it.")
}

// targetsFresh is that none is known only from an earlier run of the program.
func targetsFresh(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Stale {
			return m.browse.StaleReason(item)
		}
		return ""
	})
}

// heirsFresh is targetsFresh for a toggle: that is decided by what it reads, of
// what is known to be here and not inherited.
func heirsFresh(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Stale && item.Shared() {
			return m.browse.StaleReason(item)
		}
		return ""
	})
}

// targetsRead is that every inherited one is known as it is where it lives.
func targetsRead(m *frame) string { return ofTargets(m, m.browse.NotRead) }

func targetsSaved(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Pending != "" {
			return m.browse.Label(item) + " is still being saved; try again in a moment."
		}
		return ""
	})
}

// ofTargets is the first reason that a target gives.
func ofTargets(m *frame, reason func(list.Item) string) string {
	for _, item := range m.browse.Targets() {
		if said := reason(item); said != "" {
			return said
		}
	}
	return ""
}
