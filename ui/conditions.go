package ui

import (
	"corotui/internal/text"
	"corotui/ui/account"
	"corotui/ui/keys"
	"corotui/ui/list"
)

// condition says why an action cannot be done now; empty when it can.
type condition func(*frame) string

func writable(m *frame) string {
	if m.account.ReadOnly() != "" {
		return "Nothing was changed: " + m.account.ReadOnly() + "."
	}
	return ""
}

// sendable is writable for a test, which has Coro send something.
func sendable(m *frame) string {
	if m.account.ReadOnly() != "" {
		return "Nothing was sent: " + m.account.ReadOnly() + "."
	}
	return ""
}

func inTable(m *frame) string {
	if m.onDetail() {
		return "That is for the list; " + m.env.Key(keys.Back) + " goes back to it."
	}
	return ""
}

func inDetail(m *frame) string {
	if !m.onDetail() {
		return "That is for an open webhook; " + m.env.Key(keys.Open) + " opens it."
	}
	return ""
}

func fleetOpen(m *frame) string {
	if !m.inFleet() {
		return "That is for the fleet; " + m.env.Key(keys.Fleet) + " opens it."
	}
	return ""
}

func inWorkspace(m *frame) string {
	if m.inFleet() {
		return "Open a workspace first (" + m.env.Key(keys.Workspaces) + "), or copy a webhook to a new one (" + m.env.Key(keys.CopyNew) + ")."
	}
	return ""
}

func listLoaded(m *frame) string {
	if !m.list.Loaded() {
		return "The webhooks of this workspace are not loaded yet."
	}
	return ""
}

// scanOrRun is that there may be something to pause or stop: the fleet's scan, or
// a run, which continues on every page.
func scanOrRun(m *frame) string {
	if !m.inFleet() && !m.run.active {
		return "Nothing is running."
	}
	return ""
}

func hasHistory(m *frame) string {
	if m.opts.History == nil {
		return "There is no history here."
	}
	return ""
}

func hasProfiles(m *frame) string {
	if !m.account.HasProfiles() {
		return "There are no profiles here."
	}
	return ""
}

func hasShell(m *frame) string {
	if m.opts.Suspend == nil {
		return "There is no shell to go back to: the terminal was opened for corotui alone."
	}
	return ""
}

// nothingSaving is for undo: a change under way is not in the history yet, and the
// one before it is not what the user means.
func nothingSaving(m *frame) string {
	if m.Busy() {
		return account.SavedFirst
	}
	return ""
}

func hasTarget(m *frame) string {
	if len(m.targets()) == 0 {
		return "There is no webhook to do that with."
	}
	return ""
}

// cursorSettled is that a key was not pressed for the row before: a scan may bring
// another one under the cursor at any time.
func cursorSettled(m *frame) string {
	marked, _ := m.table().Marked()
	if m.onFleet() && marked == 0 && !m.table().Moved() && m.env.Now().Sub(m.fleet.changed) < settling {
		return "Another webhook just moved under the cursor; press again if you mean it."
	}
	return ""
}

// targetsFresh is that none is known only from an earlier run of the program.
func targetsFresh(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Kept {
			return m.keptReason(item)
		}
		return ""
	})
}

// heirsFresh is targetsFresh for a toggle: that is decided by what it reads, of
// what is known to be here and not inherited.
func heirsFresh(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Kept && item.Shared() {
			return m.keptReason(item)
		}
		return ""
	})
}

// targetsRead is that every inherited one is known as it is where it lives.
func targetsRead(m *frame) string { return ofTargets(m, m.notRead) }

func targetsSaved(m *frame) string {
	return ofTargets(m, func(item list.Item) string {
		if item.Pending != "" {
			return text.Quote(item.Webhook.Name) + " is still being saved; try again in a moment."
		}
		return ""
	})
}

// ofTargets is the first reason that a target gives.
func ofTargets(m *frame, reason func(list.Item) string) string {
	for _, item := range m.targets() {
		if said := reason(item); said != "" {
			return said
		}
	}
	return ""
}
