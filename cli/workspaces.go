package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// workspacesOptions are what workspaces list takes.
type workspacesOptions struct {
	*app
	output.Flags
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

	WorkspaceID   string `json:"workspaceId"` // as the results of other commands have them
	WorkspaceName string `json:"workspaceName"`
}

var workspacesView = output.View{
	Shape: output.List, Columns: output.Columns("ID!", "NAME", "TYPE", "DOMAIN?", "PARENT?"),
	Kind: output.Kind{
		Name: "workspace", Meaning: "A workspace in the API's field names",
		Fields: []output.Field{
			{Name: "id", Type: "string", Meaning: "the workspace"},
			{Name: "displayName", Type: "string", Meaning: "its name", Absent: true},
			{Name: "companyName", Type: "string", Meaning: "the company", Absent: true},
			{Name: "domain", Type: "string", Meaning: "its domain", Absent: true},
			{Name: "type", Type: "string", Meaning: "channel or child", Absent: true},
			{Name: "parentWorkspaceId", Type: "string", Meaning: "the workspace above it", Absent: true},
			{Name: "children", Type: "array of strings", Meaning: "the workspaces below it", Absent: true},
			{Name: "workspaceId", Type: "string", Meaning: "id once more, as other objects call it"},
			{Name: "workspaceName", Type: "string", Meaning: "what corotui calls it"},
		},
	},
}

func (a *app) workspacesCommand() *cobra.Command {
	o := &workspacesOptions{app: a}
	list := &cobra.Command{
		Use: "list", Short: "List a channel and the workspaces below it",
		Long:    "List the channel that --workspace, COROTUI_WORKSPACE, or the profile names, and all workspaces below it.",
		Example: "corotui workspaces list\ncorotui workspaces list --jq '.[] | select(.type == \"child\").id'",
	}
	a.prints(list, &o.Flags, workspacesView)
	a.command(list, cobra.NoArgs, o.list)
	return a.group(&cobra.Command{
		Use: "workspaces", Aliases: []string{"workspace"}, Short: "List workspaces, and show what is known of one, for scripts",
	}, list, a.workspacesGetCommand())
}

func (o *workspacesOptions) list(cmd *cobra.Command, _ []string) error {
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	found, err := fleet.Workspaces(cmd.Context(), keepingReader{conn.session, conn}, conn.workspace)
	unlisted, partly := errors.AsType[*fleet.Unlisted](err)
	if partly {
		o.tellf("%s", text.Sentence(unlisted))
	} else if err = o.tellIncomplete(err); err != nil {
		return err
	}
	p := o.printer(cmd, false)
	for _, w := range found {
		if err := p.Add(asJSON(w), string(w.ID), workspaceCells(w)...); err != nil {
			return err
		}
	}
	if err := p.End(cmd.Context()); err != nil || !partly || api.IsIncomplete(unlisted) {
		return err
	}
	return failedWith(codePartly, "%s", notAllListed)
}

// notAllListed is the error of a list of which a part could not be read.
const notAllListed = "Not all workspaces could be listed; the others are shown"

// workspaceCells are a workspace as a line of a table.
func workspaceCells(w api.Workspace) []string {
	return []string{
		text.Clean(api.Text(w.ID)), text.Clean(w.Name()), text.Clean(w.Type), text.Clean(w.Domain), text.Clean(api.Text(w.Parent)),
	}
}

func asJSON(w api.Workspace) workspaceJSON {
	children := make([]string, 0, len(w.Children))
	for _, child := range w.Children {
		children = append(children, string(child))
	}
	return workspaceJSON{
		ID: string(w.ID), DisplayName: string(w.DisplayName), CompanyName: string(w.CompanyName),
		Domain: string(w.Domain), Type: string(w.Type), Parent: string(w.Parent), Children: children,
		WorkspaceID: string(w.ID), WorkspaceName: string(w.Name()),
	}
}
