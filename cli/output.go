package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/text"
)

// printf writes to stdout. A reader that went away, like head, is no failure of
// the command: one that changes webhooks continues, any other has nothing left to do.
func (a *app) printf(format string, args ...any) {
	_, err := fmt.Fprintf(a.process.Stdout, format, args...)
	switch {
	case err == nil:
	case !program.ReaderGone(err) && !errors.Is(err, io.ErrClosedPipe):
		a.fail(fmt.Errorf("write the output: %w", err))
	case !a.writes:
		a.stop(errUnread)
	}
}

// errUnread is why a command ends early whose output no one reads any more.
var errUnread = errors.New("no one reads the output any more")

// tell writes a line for people to stderr.
func (a *app) tellf(format string, args ...any) {
	a.telling.Lock()
	defer a.telling.Unlock()
	_, _ = fmt.Fprintf(a.process.Stderr, format+"\n", args...) // there is no other place to say that this failed
}

// tellAll writes sentences to stderr, a line each.
func (a *app) tellAll(sentences []string) {
	for _, sentence := range sentences {
		a.tellf("%s", text.Clean(api.Text(sentence)))
	}
}

// printJSON writes a value for scripts.
func (a *app) printJSON(value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	a.printf("%s\n", text.EscapeUnseen(data))
	return nil
}

// printLine writes a value for scripts, as one line of a stream.
func (a *app) printLine(value any) {
	data, err := json.Marshal(value)
	if err != nil {
		a.fail(fmt.Errorf("write JSON: %w", err))
		return
	}
	a.printf("%s\n", text.EscapeUnseen(data))
}

// maxCell is the widest that a column becomes, in cells; --json shows all.
const maxCell = 48

// printTable writes rows of clean text in columns as wide as they need to be.
func (a *app) printTable(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i := range row {
			row[i] = text.Cut(row[i], maxCell, "…")
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = text.Pad(cell, widths[i])
		}
		a.printf("%s\n", strings.TrimRight(strings.Join(cells, "  "), " "))
	}
}
