package cli_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/internal/mask"
)

// event is an event as scripts read it.
type event struct {
	Event, Time, ID, Name, Status, WorkspaceID, WorkspaceName, InheritedFrom, Profile string
	InheritedBy                                                                       int
	Changes                                                                           []struct{ Field, Before, After string }
}

// events reads events, a line each.
func events(t *testing.T, lines string) []event {
	t.Helper()
	var all []event
	for line := range strings.Lines(lines) {
		var one event
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if _, err := time.Parse(time.RFC3339, one.Time); err != nil || !strings.HasPrefix(line, `{"event":"`+one.Event+`","time":"`+one.Time+`","id":"`) {
			t.Errorf("an event is %s", line)
		}
		all = append(all, one)
	}
	return all
}

// said is events in short: what happened to what, and which fields changed.
func said(all []event) string {
	var words []string
	for _, one := range all {
		word := one.Event + " " + one.Name
		for _, change := range one.Changes {
			word += fmt.Sprintf(" %s:%s>%s", change.Field, change.Before, change.After)
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// TestFleetWatchEvents has an event of each kind.
func TestFleetWatchEvents(t *testing.T) {
	t.Parallel()
	w := startWatch(t, "--json")
	first := events(t, w.stdout.take())
	if len(first) != 39 || strings.Count(said(first), "listed ") != 39 {
		t.Errorf("at first it writes %d lines: %s", len(first), said(first))
	}
	for _, c := range []struct {
		what   string
		change func()
	}{
		{"disabled RMM devices", func() { w.turn(bank, "RMM devices", "DISABLED") }},
		{"enabled RMM devices", func() { w.turn(bank, "RMM devices", "enabled") }},
		{"changed RMM devices status:enabled>paused", func() { w.turn(bank, "RMM devices", "paused") }},
		{"changed RMM devices status:paused>enabled", func() { w.turn(bank, "RMM devices", "enabled") }},
		{"disabled RMM devices description:>x", func() {
			w.alter(bank, "RMM devices", func(held map[string]any) { held["status"], held["description"] = "disabled", "x" })
		}},
		{"changed Tickets name:RMM devices>Tickets url:https://rmm.devices.example/inventory/woodgrovebank>https://h.example/in?token=" + mask.Dots +
			" headers.X-Key:>" + mask.Dots, func() {
			w.alter(bank, "RMM devices", func(held map[string]any) {
				held["name"], held["url"], held["headers"] = "Tickets", "https://h.example/in?token=secret-one", map[string]any{"X-Key": "one"}
			})
		}},
		{"changed Tickets headers.X-Key:" + mask.Dots + ">" + mask.Dots, func() {
			w.alter(bank, "Tickets", func(held map[string]any) { held["headers"] = map[string]any{"X-Key": "two"} })
		}},
		{"created Copy", func() {
			w.alter(bank, "Tickets", func(held map[string]any) { held["id"], held["name"] = "0123456789abcdef01234567", "Copy" })
		}},
		{"deleted Copy", func() { w.emulator.Remove(bank, "0123456789abcdef01234567") }},
		{"", func() { w.alter(bank, "Tickets", func(held map[string]any) { held["deliveries"] = 7 }) }},
	} {
		c.change()
		out, _ := w.scan()
		all := events(t, out)
		if got := said(all); got != c.what {
			t.Errorf("got  %s\nwant %s", got, c.what)
		}
		for _, one := range all {
			if one.WorkspaceID != bank || one.WorkspaceName != "Woodgrove Bank" || one.ID == "" || one.Status == "" {
				t.Errorf("of %s it writes %s", c.what, out)
			}
		}
	}
	w.end(syscall.SIGINT)
}
