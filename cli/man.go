package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/cli/manual"
	"corotui/internal/disk"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// manOptions are what man takes.
type manOptions struct {
	*app
	dir string
}

// manCommand writes the manual.
func (a *app) manCommand() *cobra.Command {
	o := &manOptions{app: a}
	c := &cobra.Command{
		Use: "man [PAGE]", Short: "Write a page of the manual, or all of them",
		Long: "Write the page of the manual about corotui, or about a command, for man. With --dir, every page is written to a folder.",
		Example: "corotui man | man -l -\ncorotui man fleet | man -l -\n" +
			"corotui man --dir ~/.local/share/man/man1",
	}
	c.Flags().StringVar(&o.dir, "dir", "", "write every page to this folder, which is made if it is missing")
	return a.command(c, cobra.MaximumNArgs(1), o.run)
}

func (o *manOptions) run(cmd *cobra.Command, args []string) error {
	pages, date := manual.Pages(cmd.Root()), o.dateOfManual()
	if o.dir != "" {
		if len(args) > 0 {
			return usage("--dir writes every page, so name none")
		}
		return o.writeAll(cmd, pages, date)
	}
	topic := cmd.Root().Name()
	if len(args) > 0 {
		topic = strings.TrimPrefix(args[0], topic+"-")
	}
	known := make([]string, len(pages))
	for i, page := range pages {
		if known[i] = page.Topic(); known[i] == topic {
			o.printf("%s", page.Roff(date))
			return nil
		}
	}
	meant := ""
	if nearest := suggest.Nearest(topic, known); nearest != "" {
		meant = " Did you mean " + nearest + "?"
	}
	return usage("There is no page %q.%s The pages are %s", args[0], meant, strings.Join(known, ", "))
}

// writeAll writes every page to the folder.
func (o *manOptions) writeAll(cmd *cobra.Command, pages []manual.Page, date string) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil { //nolint:gosec // G301: the manual is for everyone
		return usage("--dir %s: the folder cannot be made: %s", o.dir, disk.Reason(err))
	}
	for _, page := range pages {
		if err := disk.Output(cmd.Context(), filepath.Join(o.dir, page.Name+".1"), []byte(page.Roff(date)), 0o644); err != nil {
			return err
		}
	}
	o.notef("Wrote %s to %s", text.Plural(len(pages), "page", "pages"), o.dir)
	return nil
}

// writtenOn is the date of the manual's text where the program does not know the commit
// that it was built from.
const writtenOn = "2026-11-29"

// dateOfManual is the date of the source, so that the same source makes the same pages:
// that which a packager gives, or that of the commit.
func (a *app) dateOfManual() string {
	if seconds, err := strconv.ParseInt(a.env.Get("SOURCE_DATE_EPOCH"), 10, 64); err == nil && seconds > 0 {
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	}
	if committed, err := time.Parse(time.RFC3339, build().Date); err == nil {
		return committed.UTC().Format(time.DateOnly)
	}
	return writtenOn
}

// pageNames lists the pages.
func pageNames(cmd *cobra.Command) []cobra.Completion {
	pages := manual.Pages(cmd.Root())
	names := make([]cobra.Completion, 0, len(pages))
	for _, page := range pages {
		names = append(names, cobra.CompletionWithDesc(page.Topic(), page.Short()))
	}
	return names
}
