package keys

// InListen is the group of what keys do on the page of deliveries.
const InListen Group = "Deliveries, in corotui listen"

// listening is what actions mean on the page of deliveries, where they have the keys
// that they have everywhere.
var listening = []record{
	{Open, "", "open", "show all of the delivery", InListen, "details, view, headers, body"},
	{Refresh, "", "send again", "send the delivery to the forward targets again", InListen, "replay, resend, forward, retry"},
	{Edit, "", "edit, send", "edit the body, sign it again, and send it to the targets", InListen, "change, modify, resend"},
	{Copy, "", "copy…", "copy the id, the body, or a curl command", InListen, "clipboard, yank, json"},
	{Filter, "", "filter", "filter by words, trigger:, or valid:no; esc clears", InListen, "search, find, grep, type, bad"},
	{Pause, "", "pause", "pause what is shown, or resume; receiving goes on", InListen, "hold, stop, freeze, continue"},
	{Bottom, "", "follow", "go to the newest, and follow what comes", InListen, "tail, last, live, newest"},
	{JSON, "", "raw", "show the body as JSON, or as it came", InListen, "pretty, indent, body"},
	{Next, "", "next", "show the next delivery", InListen, "following"},
	{Previous, "", "previous", "show the delivery before", InListen, "before"},
	{Quit, "", "close", "back, and from the list close the port and quit", InListen, "exit, close, end"},
}

// Listening lists what keys do on the page of deliveries: what is its own, and what they
// do everywhere.
func (m Map) Listening() []Row {
	rows := m.ListenOnly()
	for _, row := range m.Table() {
		switch {
		case row.Group == Moving && row.Action != Bottom:
			rows = append(rows, row)
		case row.Action == Help, row.Action == Back, row.Action == Interrupt:
			rows = append(rows, row)
		}
	}
	return rows
}

// Documented lists what keys do on the pages of webhooks, and then on those of what differs
// and of deliveries.
func (m Map) Documented() []Row {
	return append(append(m.Table(), m.driftOnly()...), m.ListenOnly()...)
}

// ListenOnly lists what keys do on the page of deliveries and nowhere else.
func (m Map) ListenOnly() []Row {
	rows := make([]Row, len(listening))
	for i, r := range listening {
		rows[i] = r.row(m)
	}
	return rows
}
