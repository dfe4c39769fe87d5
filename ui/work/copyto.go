package work

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/workspace"
)

// CopyTo lets the workspaces be picked that webhooks are copied into, and then asks.
func (w *Work) CopyTo() tea.Cmd { return w.pickCopies(w.browser.Targets()) }

func (w *Work) pickCopies(items []list.Item) tea.Cmd {
	if reason := w.noRun(); reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil
	}
	account := items[0].Ref.Account
	if slices.ContainsFunc(items, func(item list.Item) bool { return item.Ref.Account != account }) {
		w.shell.Say(screen.Warning, "These are of several accounts. Copy those of one account at a time.")
		return nil
	}
	w.shell.Say(screen.Info, "")
	what := text.Plural(len(items), "webhook", "webhooks")
	if len(items) == 1 {
		what = w.named(items)
	}
	return w.browser.PickWorkspaces(account, workspace.Many{
		Title: "Copy " + what + " into", Verb: "copy",
		Picked: func(into []api.Workspace) tea.Cmd {
			return w.askBulk(bulk.Action{Kind: bulk.Copy, Into: into}, items)
		},
	})
}

// copyTitle asks whether webhooks are copied. Its lines name the workspaces.
func copyTitle(s bulk.Summary) string {
	where := text.Plural(len(s.Action.Into), "workspace", "workspaces")
	if len(s.Action.Into) == 1 {
		where = text.Clean(s.Action.Into[0].Name())
	}
	return "Copy " + text.Plural(s.Webhooks, "webhook", "webhooks") + " into " + where + "?"
}

// copyLines say what is copied, and where to.
func (w *Work) copyLines(s bulk.Summary) []string {
	const most = 12
	var names, lines []string
	for _, sample := range s.Sample {
		if name := text.Quote(sample.Task.Webhook.Name); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	if rest := s.Webhooks - len(names); rest > 0 {
		names = append(names, text.Plural(rest, "other", "others"))
	}
	lines = append(lines, strings.Join(names, ", "))
	for i, into := range s.Action.Into {
		if i == most {
			lines = append(lines, "  and "+text.Plural(len(s.Action.Into)-most, "other", "others"))
			break
		}
		lines = append(lines, "  "+w.shell.Env().Theme.Signs.Arrow+" "+text.Clean(into.Name()))
	}
	return append(lines, "", "Workspaces that already have one like it are skipped.")
}
