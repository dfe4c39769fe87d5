package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/disk"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// exportOptions are what export takes.
type exportOptions struct {
	scanning
	selection
	file, dir string
	force     bool
}

func (a *app) exportCommand() *cobra.Command {
	o := &exportOptions{scanning: scanning{app: a}}
	c := &cobra.Command{
		Use: "export [FILTER]", Short: "Write the webhooks of every workspace as a policy file",
		Long: "Write every webhook of every workspace below the channel, or those that match the filter, as a policy file: a set for each\n" +
			"workspace. A plan of that file has nothing to do, and two exports of what has not changed are the same byte for byte.\n" +
			"A secret, and what is secret in a URL or a header, is written as {keep: true}: it stays as it is. A webhook that workspaces\n" +
			"inherit is written where it lives. It exits with 6 when some workspaces could not be read.",
		Example: "corotui export --output webhooks.yaml\ncorotui export status:disabled\ncorotui export --dir policies\n" +
			"corotui export --workspace-filter id:northwinddental_N3D5_x",
	}
	flags := c.Flags()
	flags.StringVar(&o.workspaceFilter, "workspace-filter", "", "only webhooks of workspaces that match this filter")
	flags.StringVar(&o.file, "output", "", "write to this file instead of stdout, whole or not at all")
	flags.StringVar(&o.dir, "dir", "", "write a file for each workspace to this folder, which is made if it is missing")
	flags.BoolVar(&o.force, "force", false, "write triggers that are not documented, too; plan and apply then need --force")
	o.scanning.register(c)
	return a.command(c, cobra.ArbitraryArgs, o.run)
}

func (o *exportOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	o.tellUnfinished(cmd.Context(), conn)
	group := o.scanner(conn)
	scanned := o.scan(cmd.Context(), group, func(found) {})
	if scanned != nil && codeOf(scanned) != codePartly {
		return scanned
	}
	scanner := group.Scanner("")
	results := o.results(scanner)
	export := plan.Export{Below: below(conn.workspace, scanner.Workspaces()), Force: o.force, Unlisted: scanner.Unlisted() != nil}
	if o.filter != "" {
		export.About = text.Quote(api.Text(o.filter))
		export.Only = func(w api.Workspace, webhook api.Webhook) bool { return o.has(found{workspace: w, webhook: webhook}) }
	}
	write := o.write
	if o.dir != "" {
		write = o.writeAll
	}
	failed := write(cmd.Context(), export, results)
	if failed != nil && scanned != nil {
		o.tellf("%s", text.Sentence(scanned)) // only the worse one is told at the end
	}
	return cmp.Or(failed, scanned, incomplete(results))
}

// incomplete is the error of an export in which the webhooks of some workspaces are
// missing.
func incomplete(results []fleet.Result) error {
	missing := 0
	for _, r := range results {
		if r.Err != nil || r.Short != nil {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	return failedWith(codePartly, "%d of %s could not be read, or not all of it; the others are exported", missing, text.Plural(len(results), "workspace", "workspaces"))
}

// check says what is wrong with the line, before anything is asked.
func (o *exportOptions) check(args []string) error {
	if err := o.scanning.check(); err != nil {
		return err
	}
	o.filter = strings.Join(args, " ")
	if _, err := filter.Parse(o.filter); err != nil {
		return usage("The filter %q: %s", o.filter, text.Sentence(err))
	}
	if o.file != "" && o.dir != "" {
		return usage("--output and --dir exclude each other")
	}
	if folder := filepath.Dir(o.file); o.file != "" && !isFolder(folder) {
		return usage("--output %s: folder %s does not exist; create it first", o.file, folder)
	}
	if err := o.selection.check(); err != nil || o.dir == "" {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil { //nolint:gosec // G301: there is no secret in it
		return usage("--dir %s: the folder cannot be made: %s", o.dir, disk.Reason(err))
	}
	return nil
}

// errUnreached is of a workspace whose turn did not come in the time of the scan.
var errUnreached = errors.New("the time limit was reached before it was read")

// results are what the scan knows of each workspace that is selected, in the order of the
// tree.
func (o *exportOptions) results(scanner *fleet.Scanner) []fleet.Result {
	read := make(map[api.WorkspaceID]fleet.Result)
	for _, r := range scanner.Results() {
		read[r.Workspace.ID] = r
	}
	var results []fleet.Result
	for _, w := range scanner.Workspaces() {
		r, known := read[w.ID]
		if !known {
			r = fleet.Result{Workspace: w, Err: errUnreached}
		}
		if o.workspaces.Match(filter.NewWorkspace(w)) {
			results = append(results, r)
		}
	}
	plan.InTree(scanner.Channel, results)
	return results
}

// below is the workspace of that id, with its name where it is known.
func below(id api.WorkspaceID, known []api.Workspace) api.Workspace {
	for _, w := range known {
		if w.ID == id {
			return w
		}
	}
	return api.Workspace{ID: id}
}

// write writes one file, or to stdout.
func (o *exportOptions) write(ctx context.Context, export plan.Export, results []fleet.Result) error {
	if o.file == "" {
		return export.Write(stdout{o.app}, results)
	}
	var file bytes.Buffer
	if err := export.Write(&file, results); err != nil {
		return err
	}
	if err := disk.Output(ctx, o.file, file.Bytes(), 0o644); err != nil {
		return fmt.Errorf("--output: %w; choose another file", err)
	}
	return nil
}
