package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/text"
)

// workspacesOptions are what workspaces list takes.
type workspacesOptions struct {
	*app
	json bool
}

// workspaceJSON is a workspace in the API's field names.
type workspaceJSON struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName,omitempty"`
	CompanyName string   `json:"companyName,omitempty"`
	Domain      string   `json:"domain,omitempty"`
	Type        string   `json:"type,omitempty"`
	Parent      string   `json:"parentWorkspaceId,omitempty"`
	Children    []string `json:"children,omitempty"`
}

func (a *app) workspacesCommand() *cobra.Command {
	o := &workspacesOptions{app: a}
	list := &cobra.Command{
		Use: "list", Short: "List the workspaces below a channel",
		Long: "List the workspaces below the channel that --workspace, COROTUI_WORKSPACE or the profile names.",
	}
	jsonFlag(list, &o.json)
	a.command(list, cobra.NoArgs, o.list)
	return a.group(&cobra.Command{Use: "workspaces", Aliases: []string{"workspace"}, Short: "List workspaces, for scripts"}, list)
}

func (o *workspacesOptions) list(cmd *cobra.Command, _ []string) error {
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	found, err := conn.session.Workspaces(cmd.Context(), conn.workspace)
	if err = o.tellIncomplete(err); err != nil {
		return err
	}
	if o.json {
		return o.printJSON(workspacesJSON(found))
	}
	rows := [][]string{{"ID", "NAME", "TYPE", "DOMAIN", "PARENT"}}
	for _, workspace := range found {
		rows = append(rows, []string{
			text.Clean(api.Text(workspace.ID)), text.Clean(workspace.Name()), text.Clean(workspace.Type),
			text.Clean(workspace.Domain), text.Clean(api.Text(workspace.Parent)),
		})
	}
	o.printTable(rows)
	return nil
}

func workspacesJSON(found []api.Workspace) []workspaceJSON {
	all := make([]workspaceJSON, 0, len(found))
	for _, w := range found {
		children := make([]string, 0, len(w.Children))
		for _, child := range w.Children {
			children = append(children, string(child))
		}
		all = append(all, workspaceJSON{
			ID: string(w.ID), DisplayName: string(w.DisplayName), CompanyName: string(w.CompanyName),
			Domain: string(w.Domain), Type: string(w.Type), Parent: string(w.Parent), Children: children,
		})
	}
	return all
}
