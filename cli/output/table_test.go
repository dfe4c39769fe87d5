package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/cli/output"
)

const longID = "66b204f0c992d50b8b2f984c"

// tableOf is a table for a terminal of so many cells.
func tableOf(t *testing.T, width int, rows ...[]string) string {
	t.Helper()
	f, err := flags(t)
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	v := output.View{Columns: output.Columns("ID!", "STATUS", "NAME", "HOST?", "FROM?")}
	p := output.New(f, v, output.Target{Context: t.Context(), Stdout: &stdout, Width: width})
	for _, cells := range rows {
		if err := p.Add(nil, cells[0], cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	return stdout.String()
}

// TestTablesFitTheTerminal: what the next command needs is whole, the rest is cut or left
// out, and wide characters count two cells.
func TestTablesFitTheTerminal(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{longID, "disabled", "Nightly export to the reporting warehouse in Frankfurt", "warehouse.reporting.example", "-"},
		{longID, "enabled", "新規ワークスペース通知", "hooks.example", "-"},
	}
	for width, want := range map[int]string{
		40: `
ID                        STATUS  NAME
66b204f0c992d50b8b2f984c  disab…  Night…
66b204f0c992d50b8b2f984c  enabl…  新規…
`,
		80: `
ID                        STATUS    NAME                   HOST
66b204f0c992d50b8b2f984c  disabled  Nightly export to th…  warehouse.reporting.…
66b204f0c992d50b8b2f984c  enabled   新規ワークスペース通…  hooks.example
`,
		200: `
ID                        STATUS    NAME                                                    HOST
66b204f0c992d50b8b2f984c  disabled  Nightly export to the reporting warehouse in Frankfurt  warehouse.reporting.example
66b204f0c992d50b8b2f984c  enabled   新規ワークスペース通知                                  hooks.example
`,
	} {
		got := tableOf(t, width, rows...)
		if "\n"+got != want {
			t.Errorf("%d cells:\n%s\nwant%s", width, got, want)
		}
		for line := range strings.Lines(got) {
			if cells := ansi.StringWidth(strings.TrimSuffix(line, "\n")); cells > width {
				t.Errorf("%d cells: a line has %d", width, cells)
			}
		}
	}
	if got := tableOf(t, 30, rows...); !strings.Contains(got, longID) {
		t.Errorf("what the next command needs is cut:\n%s", got)
	}
}

// TestAColumnThatSaysNothingIsLeftOut where it can be.
func TestAColumnThatSaysNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	with, without := tableOf(t, 80, []string{"1", "on", "a", "h", "Acme"}), tableOf(t, 80, []string{"1", "-", "a", "h", "-"})
	if !strings.Contains(with, "FROM") || strings.Contains(without, "FROM") || !strings.Contains(without, "STATUS") {
		t.Errorf("got\n%s\nand\n%s", with, without)
	}
	if got := tableOf(t, 80); got != "" {
		t.Errorf("an empty table is %q", got)
	}
}
