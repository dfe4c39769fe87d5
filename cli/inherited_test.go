package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// inheriting is a world whose lists show inherited webhooks.
func inheriting(t *testing.T, form string) *world {
	t.Helper()
	v, err := emulator.ParseVariant("inherited=" + form)
	if err != nil {
		t.Fatal(err)
	}
	return loggedIn(t, emulator.WithVariant(v))
}

// inheritedForms are the ways in which lists show inherited webhooks.
var inheritedForms = []string{"same-id", "owner", "unowned", "copies"}

// TestInheritedWebhooksAppearOnce in the fleet, in its counts and its metrics, and
// are written once, where they live.
func TestInheritedWebhooksAppearOnce(t *testing.T) {
	plain := loggedIn(t)
	gauges := func(text string) string {
		start, _, _ := strings.Cut(text, "# HELP corotui_inherited")
		return start
	}
	metrics := gauges(plain.run("", "fleet", "--format", "prometheus").stdout)
	lines := strings.Count(plain.run("", "fleet", "--json").stdout, "\n")
	for _, form := range inheritedForms {
		w := inheriting(t, form)
		list := w.run("", "fleet", "--json")
		list.want(t, 0, "39 webhooks, 8 disabled", " inherited, counted where they live")
		if got := strings.Count(list.stdout, "\n"); got != lines {
			t.Errorf("%s: %d lines, want %d", form, got, lines)
		}
		named := 0
		for line := range strings.Lines(list.stdout) {
			var one map[string]any
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				t.Fatal(err)
			}
			if one["id"] == billing {
				if named++; one["workspaceId"] != emulator.DemoChannel || one["inheritedBy"] != 14.0 || one["inheritedFrom"] != nil {
					t.Errorf("%s: %s", form, line)
				}
			}
		}
		if named != 1 {
			t.Errorf("%s: it appears %d times", form, named)
		}
		w.run("", "fleet", "--status", "disabled").want(t, 0, "Acme Channel +14")
		prometheus := w.run("", "fleet", "--format", "prometheus")
		if got := gauges(prometheus.stdout); got != metrics || strings.Contains(prometheus.stdout, "corotui_inherited_webhooks 0") {
			t.Errorf("%s: the metrics are\n%s\nwant\n%s", form, prometheus.stdout, metrics)
		}
		w.run("", "fleet", "enable", "--status", "disabled", "--filter", "billing ws:acme", "--yes").
			want(t, 0, `"Billing to QuickBooks" of Acme Channel is inherited: it changes there and in 14 workspaces below`, row("done", emulator.DemoChannel, "Acme Channel", billing))
		if puts := countWrites(w); puts != 1 {
			t.Errorf("%s: %d writes were sent", form, puts)
		}
	}
}

// TestInheritedFromAChannelThatCannotBeRead is shown once, with where it lives.
func TestInheritedFromAChannelThatCannotBeRead(t *testing.T) {
	w := inheriting(t, "owner")
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: 403, Operation: emulator.OpList, Workspace: emulator.DemoChannel, Times: emulator.Forever,
	})
	list := w.run("", "fleet", "--json", "--filter", "usage")
	list.want(t, 0, `"inheritedFrom":"`+emulator.DemoChannel+`"`)
	if got := strings.Count(list.stdout, "\n"); got != 1 {
		t.Errorf("it is shown %d times:\n%s", got, list.stdout)
	}
	w.run("", "fleet", "--format", "prometheus").want(t, 0, `corotui_webhooks{workspace="`+emulator.DemoChannel+`"`)
}

// countWrites counts the updates that the emulator carried out.
func countWrites(w *world) int {
	n := 0
	for _, request := range w.emulator.Requests() {
		if request.Operation == emulator.OpUpdate {
			n++
		}
	}
	return n
}

// TestInheritedWebhooksOfAWorkspace say in its list where they live, and are tested
// there.
func TestInheritedWebhooksOfAWorkspace(t *testing.T) {
	for _, form := range inheritedForms {
		w := inheriting(t, form)
		const below = "northwinddental_N3D5_x"
		all := decode[[]map[string]any](t, w.run("", "webhooks", "list", "--workspace", below, "--json").stdout)
		own := 0
		for _, one := range all {
			if one["inheritedFrom"] == nil {
				own++
			} else if one["inheritedFrom"] != emulator.DemoChannel {
				t.Errorf("%s: %v", form, one)
			}
		}
		if own != 3 || len(all) != 10 {
			t.Errorf("%s: %d of %d are its own", form, own, len(all))
		}
		w.run("", "webhooks", "list", "--workspace", below).want(t, 0, "\t14d\tAcme Channel\n", "psa.northwind.example\t3\t1mo\t-\n")
		w.run("", "webhooks", "get", "Usage report", "--workspace", below).want(t, 0, "inherited    from Acme Channel")
		w.run("", "webhooks", "test", "Usage report", "--workspace", below).want(t, 0, "is inherited from Acme Channel: it is tested there")
		if tests := w.emulator.Tests(); len(tests) != 1 || tests[0].Workspace != emulator.DemoChannel {
			t.Errorf("%s: the tests are %+v", form, tests)
		}
		done := row("done", emulator.DemoChannel, "Acme Channel", "")
		const told = `"Usage report" is inherited from Acme Channel: it changes there`
		w.run("", "webhooks", "disable", "Usage report", "--workspace", below).want(t, 0, told, done)
		w.run("", "webhooks", "edit", "Usage report", "--description", "Weekly", "--workspace", below).want(t, 0, told, done)
		w.run("", "webhooks", "delete", "Usage report", "--yes", "--workspace", below).want(t, 0, told, done)
		for _, request := range w.emulator.Requests() {
			if write := request.Operation == emulator.OpUpdate || request.Operation == emulator.OpDelete; write && request.Workspace != emulator.DemoChannel {
				t.Errorf("%s: %s in %s", form, request.Operation, request.Workspace)
			}
		}
		if list := w.run("", "webhooks", "list"); strings.Contains(list.stdout, "\tAcme Channel\n") {
			t.Errorf("%s: the channel's list has\n%s", form, list.stdout)
		}
	}
}
