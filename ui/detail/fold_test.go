package detail_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/detail"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// TestALongDescriptionFolds: its own lines, the first of them, and how many more there are.
func TestALongDescriptionFolds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	shown := func(description string) string {
		m := detail.New(screen.Env{
			Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: func() time.Time { return at },
		})
		m.SetSize(80, 40)
		m.Show(screen.Ref{Webhook: "a"}, api.Webhook{ID: "a", Fields: api.Fields{Name: "Billing", Description: api.Text(description)}}, "", at)
		return ansi.Strip(m.View())
	}
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("line %d", i+1))
	}
	long := shown(strings.Join(lines, "\n"))
	for _, part := range []string{" Description  line 1\n              line 2\n", "              line 5\n              7 more lines; J shows all\n Applies to"} {
		if !strings.Contains(long, part) {
			t.Errorf("%q is missing:\n%s", part, long)
		}
	}
	if six := shown(strings.Join(lines[:6], "\n")); !strings.Contains(six, "line 6\n Applies to") {
		t.Errorf("six lines are folded:\n%s", six)
	}
	wide := shown(strings.Repeat("新規ワークスペース通知", 40))
	if !strings.Contains(wide, "more lines; J shows all") {
		t.Errorf("wide characters are not folded:\n%s", wide)
	}
	for line := range strings.Lines(wide) {
		if ansi.StringWidth(strings.TrimRight(line, "\n")) > 80 {
			t.Errorf("80 columns are not enough for %q", line)
		}
	}
}
