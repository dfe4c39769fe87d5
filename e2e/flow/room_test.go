package flow_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestWideTerminalsShowNoLess than those of 80 columns: beside the detail the list has all
// its columns, and with more room every name and host is whole.
func TestWideTerminalsShowNoLess(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{80, 24}, {109, 30}, {110, 30}, {140, 40}, {200, 50}} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.WaitFor("STATUS", "NAME", "HOST", "TRIGGERS", "UPDATED", "Billing to QuickBooks", "hooks.acme.example", "14d")
			if s.width >= 110 {
				w.WaitFor("│ URL")
			}
			if s.width >= 200 {
				w.WaitFor("Nightly export to the reporting warehouse in Frankfurt", "warehouse.reporting.example ")
			}
			w.fleet()
			w.WaitFor("STATUS", "WORKSPACE", "NAME", "HOST", "UPDATED", "Harbor Partners", "6h")
			if s.width >= 110 {
				w.WaitFor("│ URL")
			}
			if s.width >= 140 {
				w.WaitFor("TRIGGERS")
			}
			if s.width >= 200 {
				w.WaitFor("Fabrikam Print & Sign", "psa.northwind.example")
			}
			w.Press("enter")
			w.WaitFor("Applies to   this workspace", "Secret       ")
			w.Press("esc")
			w.WaitFor("WORKSPACE", "HOST")
		})
	}
}

// TestTheHistoryNamesTheWorkspaceWhereTheHeaderDoesNot: in the fleet, but not in the list.
func TestTheHistoryNamesTheWorkspaceWhereTheHeaderDoesNot(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.choose("Usage report")
			w.Press("space")
			w.WaitFor(`Disabled "Usage report"`)
			row := func() string {
				w.WaitFor("History of changes", "enabled → disabled")
				for line := range strings.Lines(w.Screen()) {
					if strings.Contains(line, "Usage report") && strings.Contains(line, "today") {
						return line
					}
				}
				return ""
			}
			w.Press("h")
			if line := row(); strings.Contains(line, "Acme") {
				t.Errorf("the row repeats the header: %s", line)
			}
			w.Press("esc")
			w.WaitGone("History of changes")
			w.Press("f")
			w.WaitFor("Fleet  Acme Channel", "9 off")
			w.Press("h")
			if line := row(); !strings.Contains(line, "Acme Chann") {
				t.Errorf("the row does not name its workspace: %s", line)
			}
		})
	}
}

// TestALongDescriptionFolds in the detail: what is below it stays in sight.
func TestALongDescriptionFolds(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.WaitFor("fresh")
	id, _ := w.find("Usage report")["id"].(string)
	w.elsewhere(id, "description", "owner: billing\n\n"+strings.Repeat("one line more\n", 30))
	w.choose("Usage report")
	w.Press("r", "enter")
	w.WaitFor(" Description  owner: billing", "more lines; J shows all", "Applies to", "Triggers")
}
