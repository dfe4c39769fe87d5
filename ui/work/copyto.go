package work

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/dialog"
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
	w.shell.Say(screen.Info, "")
	return w.browser.PickWorkspaces(workspace.Many{
		Title: "Copy " + w.named(items) + " into", Verb: "copy",
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

// showCopies says of each workspace what became of the copies, with another try of those
// that failed.
func (w *Work) showCopies(plan *bulk.Plan, report bulk.Report, results []bulk.Result) tea.Cmd {
	if len(plan.Action.Into) == 1 && len(report.Problems) == 0 {
		return nil // the status line has said it
	}
	var lines []string
	for _, into := range plan.Action.Into {
		lines = append(lines, w.copiesIn(into, results)...)
	}
	return w.showResults("Copied into "+text.Plural(len(plan.Action.Into), "workspace", "workspaces"), lines, plan, report)
}

// copiesIn says what became of the copies into one workspace.
func (w *Work) copiesIn(into api.Workspace, results []bulk.Result) []string {
	var made, there, ended int
	var problems []string
	for _, result := range results {
		if result.Task.Into.ID != into.ID {
			continue
		}
		ended++
		switch {
		case result.Kind == change.Done:
			made++
		case result.OK():
			there++
		default:
			problems = append(problems, "  "+w.problem(result))
		}
	}
	var parts []string
	for _, part := range []struct {
		count int
		said  string
	}{{made, "copied"}, {there, "already there"}, {len(problems), "failed"}} {
		switch {
		case part.count == 0:
		case ended == 1:
			parts = append(parts, part.said)
		default:
			parts = append(parts, text.Count(part.count)+" "+part.said)
		}
	}
	if ended == 0 {
		parts = []string{"not begun"}
	}
	return append([]string{text.Clean(into.Name()) + ": " + strings.Join(parts, ", ")}, problems...)
}

// showResults lists what became of a run, and offers to repeat what failed.
func (w *Work) showResults(title string, lines []string, plan *bulk.Plan, report bulk.Report) tea.Cmd {
	q := dialog.Question{Title: title, Lines: lines, Choices: []string{"close"}, Grace: dialog.Grace}
	again := plan.Repeat(report, w.writes.secrets)
	if again != nil {
		q.Choices, q.Menu = append(q.Choices, "repeat "+text.Count(len(again.Tasks))), true
	}
	return w.askTo(q, func() tea.Cmd { return w.startRun(again) })
}
