package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// printJSON writes a value for scripts.
func (a *app) printJSON(value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	a.printf("%s\n", text.EscapeUnseen(data))
	return nil
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

// printWebhook writes a webhook for people, without what is secret.
func (a *app) printWebhook(w api.Webhook) {
	line := func(name, value string) {
		if value != "" {
			a.printf("%-12s %s\n", name, value)
		}
	}
	line("id", text.Clean(api.Text(w.ID)))
	line("name", text.Clean(w.Name))
	line("description", text.Clean(w.Description))
	line("URL", text.URL(w.URL))
	line("status", text.Clean(api.Text(w.Status)))
	if off := w.DisabledSince(); !off.Since.IsZero() {
		bound := map[api.Bound]string{api.AtLeast: " at the latest", api.AtMost: " at the earliest"}[off.Bound]
		line("off since", off.Since.UTC().Format("2006-01-02 15:04 UTC")+bound)
	}
	applies := "this workspace"
	if w.ApplyToAllDescendants {
		applies = "this workspace and all its descendants"
	}
	line("applies to", applies)
	if _, known := w.Secret.Value(); known || w.Secret.Masked() {
		line("secret", mask.Dots)
	} else {
		line("secret", "not shown by the server")
	}
	for _, header := range w.Headers {
		line("header", text.Clean(header.Name)+": "+text.Clean(api.Text(mask.HeaderShown(string(header.Name), string(header.Value)))))
	}
	for _, trigger := range w.Triggers {
		line("event", text.Clean(api.Text(trigger)))
	}
	if changed := w.LastChange(); !changed.IsZero() {
		line("updated", changed.UTC().Format("2006-01-02 15:04 UTC"))
	}
	for _, extra := range w.Extra {
		line(text.Clean(api.Text(extra.Name)), text.Extra(extra))
	}
}

// interactive reports that somebody can be asked: stdin and stderr are a
// terminal.
func (a *app) interactive() bool {
	return program.IsTerminal(a.process.Stdin) && program.IsTerminal(a.process.Stderr)
}
