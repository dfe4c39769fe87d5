package keys

import "strings"

// Action names something that a key does. The names are what the config file's
// "keys" section uses.
type Action string

// The actions. Those of the first group act on webhooks: the marked ones, or
// the one under the cursor.
const (
	Toggle     Action = "toggle"
	Open       Action = "open"
	Edit       Action = "edit"
	New        Action = "new"
	CopyNew    Action = "copy-new"
	CopyTo     Action = "copy-to"
	Delete     Action = "delete"
	Test       Action = "test"
	TestEnable Action = "test-enable"
	Sample     Action = "sample"
	Bulk       Action = "bulk"
	Results    Action = "results"
	Missed     Action = "missed"
	Apply      Action = "apply"

	Filter      Action = "filter"
	SavedFilter Action = "saved-filter"
	Sort        Action = "sort"
	SortReverse Action = "sort-reverse"
	Mark        Action = "mark"
	MarkAll     Action = "mark-all"
	Reveal      Action = "reveal"
	JSON        Action = "json"
	Next        Action = "next"
	Previous    Action = "previous"

	Up       Action = "up"
	Down     Action = "down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	HalfUp   Action = "half-page-up"
	HalfDown Action = "half-page-down"
	Top      Action = "top"
	Bottom   Action = "bottom"

	Drift      Action = "drift"
	Watch      Action = "watch"
	NextChange Action = "next-change"
	Pause      Action = "pause"
	Stop       Action = "stop"
	Troubles   Action = "troubles"
	RetryRead  Action = "retry"

	Fleet       Action = "fleet"
	AllAccounts Action = "all-accounts"
	Workspaces  Action = "workspaces"
	Profiles    Action = "profiles"
	Refresh     Action = "refresh"
	Undo        Action = "undo"
	History     Action = "history"
	Copy        Action = "copy"
	Palette     Action = "palette"
	Help        Action = "help"
	Back        Action = "back"
	Quit        Action = "quit"
	Interrupt   Action = "interrupt"
	Suspend     Action = "suspend"
)

// Group is the title under which help and the README list an action.
type Group string

// The groups.
const (
	OnWebhooks Group = "Webhooks"
	OnView     Group = "What is shown"
	Moving     Group = "Moving"
	InFleet    Group = "The fleet's scan"
	Everywhere Group = "Everywhere"
)

// OwnCommands is the group of what the user added, which the table does not have.
const OwnCommands Group = "Your commands"

// Groups are those of what is documented, in its order.
var Groups = []Group{OnWebhooks, OnView, Moving, InFleet, InDrift, Everywhere, InListen}

// record is what there is to say of an action. What it does, and why it cannot be
// done now, is in package ui's table, since that depends on what is on the screen.
type record struct {
	action Action
	keys   string // by default, separated by blanks
	short  string // for the hint line
	long   string // for help, the palette, and the README
	group  Group
	words  string // that users call it besides its name, separated by commas
}

// scan is what the fleet does.
const scan = "scan"

// table is every action there is, in the order in which help shows them. A new one
// is a line here, and one in the table of package ui.
var table = []record{
	{Toggle, "space", "on/off", "enable or disable", OnWebhooks, "enable, disable, activate, deactivate, switch, on, off"},
	{Open, "enter", "open", "open the webhook", OnWebhooks, "show, view, details, inspect"},
	{Edit, "e", "edit", "edit", OnWebhooks, "change, modify, rename, set"},
	{New, "n", "new", "new webhook", OnWebhooks, "create, add, insert"},
	{CopyNew, "c", "copy to new", "copy to a new webhook", OnWebhooks, "clone, duplicate, copy, template"},
	{CopyTo, ">", "copy to…", "copy into other workspaces", OnWebhooks, "clone, duplicate, distribute, share"},
	{Delete, "d", "delete", "delete, after asking", OnWebhooks, "remove, rm, drop, destroy, erase"},
	{Test, "t", "test", "send Coro's test and show its answer", OnWebhooks, "send, ping, try, check, deliver"},
	{
		Bulk, "b", "change…", "change the marked: URL, triggers, secret…", OnWebhooks,
		"bulk, many, url, host, events, triggers, headers, secret, rotate, replace, move, add",
	},
	{TestEnable, "T", "test, enable", "test; enable only if it was delivered", OnWebhooks, "enable if the test passes, activate, safe"},
	{Sample, "B", "sample", "send a signed sample straight to its URL", OnWebhooks, "send, deliver, receiver, signature, post, try"},
	{Results, "L", "results", "the results of the last run over several webhooks", OnWebhooks, "run, last, report, outcome, failures, retry"},
	{Missed, "m", "missed", "what was missed while it was disabled, and send it", OnWebhooks, "gap, lost, resend, replay, deliveries, new workspaces"},

	{Filter, "/", "filter", "filter; esc clears", OnView, "search, find, grep, narrow"},
	{SavedFilter, savedKeys, "saved filter", "apply or clear a filter saved in the config", OnView, "saved, favorite, preset, view"},
	{Sort, "s", "sort", "sort by the next column", OnView, "order, column"},
	{SortReverse, "S", "reverse", "reverse the sort", OnView, "order, descending, ascending"},
	{Mark, "x", "mark", "mark; actions then apply to the marked", OnView, "select, tag, check"},
	{MarkAll, "X", "mark all", "mark all shown, or none", OnView, "select all, tag, all"},
	{Reveal, "v", "reveal", "show the secrets for 10 seconds (detail)", OnView, "show secret, unmask, secrets, password"},
	{JSON, "J", "JSON", "show the whole webhook as JSON", OnView, "raw, document, source, fields, body"},
	{Next, "]", "next", "open the next webhook (detail)", OnView, "following, forward"},
	{Previous, "[", "previous", "open the webhook before (detail)", OnView, "before, backward"},

	{Up, "up k", "up", "move up", Moving, ""},
	{Down, "down j", "down", "move down", Moving, ""},
	{PageUp, "pgup ctrl+b", "page up", "move a page up", Moving, ""},
	{PageDown, "pgdown ctrl+f", "page down", "move a page down", Moving, ""},
	{HalfUp, "ctrl+u", "half page up", "move half a page up", Moving, ""},
	{HalfDown, "ctrl+d", "half page down", "move half a page down", Moving, ""},
	{Top, "g home", "top", "go to the first", Moving, "first, start, home"},
	{Bottom, "G end", "bottom", "go to the last", Moving, "last, end"},

	{
		AllAccounts, "F", "all accounts", "the fleets of all profiles together", InFleet,
		"profiles, regions, every account, together, " + scan,
	},
	{
		Drift, "D", "drift", "what differs from the files that say what is wanted", InFleet,
		"desired, policy, plan, apply, diff, compare, differences, tenants as code, " + scan,
	},
	{Watch, "W", "watch", "scan every 5 minutes and mark what changed since", InFleet, "monitor, poll, follow, " + scan},
	{NextChange, ".", "next change", "go to the next webhook that changed since the last scan", InFleet, "jump, news, disabled, recovered"},
	{Pause, "P", "pause", "pause or resume the scan", InFleet, "continue, hold, " + scan},
	{Stop, "C", "stop", "stop the scan, the run, or your command", InFleet, "cancel, abort, halt, " + scan},
	{Troubles, "!", "not read", "list the workspaces that could not be read, and why", InFleet, "errors, failed, failures, problems, " + scan},
	{RetryRead, "R", "retry", "retry the workspaces that failed", InFleet, "repeat, again, " + scan},

	{Apply, "a", "apply", "apply the marked differences, after asking", InDrift, "drift, desired, policy, plan, fix, repair"},

	{Fleet, "f", "fleet", "every webhook of every workspace below the channel", Everywhere, "all workspaces, tenants, channel, everything, " + scan},
	{Workspaces, "w", "workspaces", "choose another workspace", Everywhere, "tenants, clients, customers, switch, workspace"},
	{Profiles, "p", "profiles", "switch to another profile", Everywhere, "accounts, login, logout, region, switch, profile"},
	{Refresh, "r", "refresh", "refresh", Everywhere, "reload, update, fetch, sync, again"},
	{Undo, "u", "undo", "undo the last change", Everywhere, "revert, restore, rollback, take back"},
	{History, "h", "history", "the history of changes: who, when, what", Everywhere, "log, audit, past, who changed, yesterday"},
	{Copy, "y", "copy…", "copy the id, URL, JSON or curl command", Everywhere, "json, curl, id, url, clipboard, yank, export"},
	{Palette, ":", "actions", "find an action by name", Everywhere, "commands, command"},
	{Help, "?", "more", "help", Everywhere, "help, keys, shortcuts, manual"},
	{Back, "esc", "back", "back", Everywhere, "leave, close, clear, cancel"},
	{Quit, "q", "quit", "back, and from the list quit", Everywhere, "exit, leave, close"},
	{Interrupt, "ctrl+c", "quit", "quit", Everywhere, "exit, abort"},
	{Suspend, "ctrl+z", "suspend", "suspend", Everywhere, "background, shell, job"},
}

// Row is an action as help, the palette, and the README list it.
type Row struct {
	Action  Action
	Keys    string // as shown: "↑ k"
	Short   string // what the hint line calls it
	Meaning string
	Group   Group
	Words   []string // that users call it besides its name
}

// Table lists every action in the order in which help shows them.
func (m Map) Table() []Row {
	rows := make([]Row, 0, len(table))
	for _, r := range table {
		row := r.row(m)
		if r.action == SavedFilter && len(m.saved) > 0 {
			rows = append(rows, m.savedRows(row)...)
			continue
		}
		rows = append(rows, row)
	}
	return append(rows, m.commandRows()...)
}

// row lists the record with the keys that the action has.
func (r record) row(m Map) Row {
	row := Row{Action: r.action, Keys: m.bindings[r.action].Help().Key, Short: r.short, Meaning: r.long, Group: r.group}
	if r.words != "" {
		row.Words = strings.Split(r.words, ", ")
	}
	return row
}
