package screen_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"corotui/ui/screen"
	"corotui/ui/theme"
)

// TestScroll: the mark is one piece, stands at an end only when the list does, and
// never goes back while the list goes on.
func TestScroll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(3, 60).Draw(t, "rows")
		count := rapid.IntRange(rows+1, 5000).Draw(t, "count")
		top := rapid.IntRange(0, count-rows).Draw(t, "top")
		from, to := marked(t, top, rows, count)
		if (from == 0) != (top == 0) && to-from < rows-1 || (to == rows) != (top == count-rows) && to-from < rows-1 {
			t.Fatalf("at %d of %d with %d rows the mark is %d to %d", top, count, rows, from, to)
		}
		if top+rows < count {
			if next, _ := marked(t, top+1, rows, count); next < from {
				t.Fatalf("the mark goes back from %d to %d", from, next)
			}
		}
	})
	all := screen.Scroll{Rows: 5, Count: 5}
	if all.Needed() || all.Position(theme.New(theme.None, false), 2) != "" || all.Draw(theme.New(theme.None, false), []string{"a"}, 10)[0] != "a" {
		t.Error("a list that is all visible has a mark")
	}
	if said := (screen.Scroll{Rows: 5, Count: 1800}).Position(theme.New(theme.None, false), 11); ansi.Strip(said) != "12 of 1,800" {
		t.Errorf("it says %q", said)
	}
}

// marked is where the mark stands in rows of nine cells.
func marked(t *rapid.T, top, rows, count int) (from, to int) {
	drawn := screen.Scroll{Top: top, Rows: rows, Count: count}.Draw(theme.New(theme.None, false), slices.Repeat([]string{"x"}, rows), 10)
	from = slices.IndexFunc(drawn, func(row string) bool { return row != "x" })
	for to = from; to < rows && drawn[to] != "x"; to++ {
		if row := ansi.Strip(drawn[to]); !strings.HasPrefix(row, "x        ") || ansi.StringWidth(row) != 10 {
			t.Fatalf("a row is %q", row)
		}
	}
	if from < 0 || slices.ContainsFunc(drawn[to:], func(row string) bool { return row != "x" }) {
		t.Fatalf("the mark is in pieces: %q", drawn)
	}
	return from, to
}
