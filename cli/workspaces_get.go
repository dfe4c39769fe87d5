package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// workspacesGetOptions are what workspaces get takes.
type workspacesGetOptions struct {
	*app
	output.Flags
}

func (a *app) workspacesGetCommand() *cobra.Command {
	o := &workspacesGetOptions{app: a}
	c := &cobra.Command{
		Use: "get ID...", Short: "Show what is known of workspaces",
		Example: "corotui workspaces get acmecorpcom_AB12_x\ncorotui workspaces get acmecorpcom_AB12_x --jq .displayName",
	}
	a.prints(c, &o.Flags, output.View{Kind: workspacesView.Kind, Shape: output.Stream, Columns: workspacesView.Columns})
	return a.command(c, someWorkspaces, o.run)
}

func someWorkspaces(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("Name at least one workspace by its id. List them with corotui workspaces list")
	}
	return nil
}

func (o *workspacesGetOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connect(cmd)
	if err != nil {
		return err
	}
	p := o.printer(cmd, false)
	if len(args) == 1 {
		p.Single()
	}
	failed := 0
	for _, id := range args {
		w, err := conn.session.Workspace(ctx, api.WorkspaceID(id))
		if err == nil && w.ID != api.WorkspaceID(id) { // a server that tells of its own whatever is asked for
			err = &api.Error{Kind: api.KindNotFound}
		}
		if err != nil {
			if err = conn.noWorkspace(id, err); len(args) == 1 || ctx.Err() != nil {
				return err
			}
			o.tellf("%s: %s", text.Clean(api.Text(id)), text.Sentence(err))
			failed++
			continue
		}
		if p.ForPeople() && p.OnScreen() {
			err = p.Text(workspaceText(w))
		} else {
			err = p.Add(asJSON(w), string(w.ID), workspaceCells(w)...)
		}
		if err != nil {
			return err
		}
	}
	if err := p.End(ctx); err != nil || failed == 0 {
		return err
	}
	return failedWith(map[bool]int{true: codeNotFound, false: codePartly}[failed == len(args)],
		"%d of %d workspaces could not be read", failed, len(args))
}

// noWorkspace is why a workspace could not be read. Where it does not exist, or is not
// this account's, the one that was most likely meant is named.
func (conn connection) noWorkspace(id string, err error) error {
	switch api.KindOf(err) {
	case api.KindNotFound, api.KindForbidden, api.KindInvalid:
	default:
		return err
	}
	said := fmt.Sprintf("No workspace %q for these credentials at %s.", id, conn.session.Where().Host)
	if near := nearWorkspace(conn.config, id); near != "" {
		said += fmt.Sprintf(" Did you mean %s?", near)
	}
	code := codeNotFound
	if api.KindOf(err) == api.KindForbidden {
		code = codeAuth
	}
	return failedWith(code, "%s List them with corotui workspaces list", said)
}

// nearWorkspace names the workspace that earlier runs have seen and that a word most
// likely means: by its name, or by an id like it. It asks only this machine.
func nearWorkspace(c config.Config, word string) string {
	var ids, names []string
	for _, w := range account.KnownWorkspaces(c) {
		switch {
		case string(w.ID) == word && w.Name != "":
			return "" // it is there, and something else is wrong
		case string(w.ID) == word:
			continue // that is what was given
		}
		if strings.EqualFold(string(w.Name), word) {
			return text.Clean(api.Text(w.ID))
		}
		ids, names = append(ids, string(w.ID)), append(names, string(w.Name))
	}
	for _, profile := range c.Profiles() {
		ids, names = append(ids, profile.Workspace.Value), append(names, "")
	}
	ids, names = append(ids, c.Env.Get("COROTUI_WORKSPACE")), append(names, "")
	if near := suggest.Name(word, ids); near != "" && near != word {
		return text.Clean(api.Text(near))
	}
	if near := suggest.Name(word, names); near != "" {
		for i, name := range names {
			if name == near {
				return fmt.Sprintf("%s (%s)", text.Clean(api.Text(ids[i])), text.Clean(api.Text(name)))
			}
		}
	}
	return ""
}

// workspaceText is a workspace for people.
func workspaceText(w api.Workspace) string {
	children := make([]string, len(w.Children))
	for i, child := range w.Children {
		children[i] = text.Clean(api.Text(child))
	}
	said := ""
	for _, line := range []struct{ title, value string }{
		{"id", text.Clean(api.Text(w.ID))}, {"name", text.Clean(w.Name())}, {"company", text.Clean(w.CompanyName)},
		{"domain", text.Clean(w.Domain)}, {"type", text.Clean(w.Type)}, {"parent", text.Clean(api.Text(w.Parent))},
		{"children", strings.Join(children, ", ")},
	} {
		said += fmt.Sprintf("%-10s %s\n", line.title, cmp.Or(line.value, "-"))
	}
	return said
}
