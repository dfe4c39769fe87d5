package work

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/pager"
	"corotui/ui/screen"
)

// UserCommand is a program of the user's own that reads a webhook as JSON.
type UserCommand struct {
	keys.Command
	Show    Shown
	Secrets bool // it gets the real ones
	// Run runs it until its end, or until ctx is cancelled, and returns what it printed
	// until then. The error says how it ended, in words.
	Run func(ctx context.Context, webhook string) (printed string, err error)
}

// Shown is what becomes of what a command prints.
type Shown int

// The first line stands in the status line, a page shows all of it, or no one sees it.
const (
	ShownInStatus Shown = iota
	ShownOnPage
	NotShown
)

// commandState is the command that runs, of which there is one at a time, and the pages of
// those that ended which were not shown yet.
type commandState struct {
	name    string
	cancel  context.CancelFunc // nil: none runs
	outputs []pager.Content
}

// commandEndedMsg is the end of a command.
type commandEndedMsg struct {
	command UserCommand
	items   []list.Item // it was to run for
	printed [][]string  // by each that it was begun for, in clean lines
	failed  error       // of the last one of these
}

// maxPrintedLines is how much of what a command prints can be read.
const maxPrintedLines = 10_000

// RunCommand runs a command for every target, one after the other, and not for the
// others once it failed. It asks first if there are several, or a hidden one.
func (w *Work) RunCommand(command UserCommand) tea.Cmd {
	if w.CommandRuns() {
		w.shell.Say(screen.Warning, fmt.Sprintf("%s is still running; %s stops it.", w.command.name, w.shell.Env().Key(keys.Stop)))
		return nil
	}
	items := w.browser.Targets()
	hidden := w.hiddenLines(items)
	if len(items) == 1 && len(hidden) == 0 {
		return w.runCommand(command, items)
	}
	q := dialog.Question{Title: "Run " + command.Name + " for " + w.named(items) + "?", Lines: hidden, Choices: []string{"do not run", "run"}}
	return w.askTo(q, func() tea.Cmd { return w.runCommand(command, items) })
}

func (w *Work) runCommand(command UserCommand, items []list.Item) tea.Cmd {
	documents := make([]string, len(items))
	for i, item := range items {
		document, err := w.commandInput(item, command.Secrets)
		if err != nil {
			w.shell.Say(screen.Failure, "Could not write "+w.browser.Label(item)+" as JSON: "+text.Sentence(err))
			return nil
		}
		documents[i] = document
	}
	env := w.shell.Env()
	ctx, cancel := context.WithCancel(env.Context)
	w.command.name, w.command.cancel = command.Name, cancel
	w.shell.Say(screen.Info, "Running "+command.Name+" for "+w.named(items)+env.Theme.Signs.Ellipsis+env.Dot()+env.Key(keys.Stop)+" stops it")
	return func() tea.Msg {
		ended := commandEndedMsg{command: command, items: items}
		room := maxPrintedLines
		for _, document := range documents {
			printed, err := command.Run(ctx, document)
			lines := text.CleanLines(api.Text(strings.TrimSpace(printed)), max(1, room))
			ended.printed, room = append(ended.printed, lines), room-len(lines)
			if ended.failed = err; err != nil {
				break
			}
		}
		return ended
	}
}

// commandInput is what a command reads: the webhook as scripts see one of the fleet.
func (w *Work) commandInput(item list.Item, secrets bool) (string, error) {
	export := item.Webhook.Export(item.Ref.Workspace)
	export.Profile, export.WorkspaceName, export.InheritedBy, export.Secrets = api.Text(item.Profile), w.browser.WorkspaceOf(item), item.Heirs, secrets
	if item.Origin != nil {
		export.InheritedFrom = item.Origin.Workspace.ID
	}
	document, err := json.Marshal(export)
	if err != nil {
		return "", fmt.Errorf("write the webhook: %w", err)
	}
	return text.EscapeUnseen(document) + "\n", nil
}

// CommandRuns reports that a command of the user's own runs.
func (w *Work) CommandRuns() bool { return w.command.cancel != nil }

// Command is the name of the one that runs.
func (w *Work) Command() string { return w.command.name }

// StopCommand ends it.
func (w *Work) StopCommand() {
	w.command.cancel()
	w.shell.Say(screen.Info, "Stopping "+w.command.name+w.shell.Env().Theme.Signs.Ellipsis)
}

// commandEnded says how a command ended, and keeps what it printed if that is for a page.
func (w *Work) commandEnded(message commandEndedMsg) {
	w.command.cancel()
	w.command.name, w.command.cancel = "", nil
	if message.command.Show == ShownOnPage && printedAnything(message.printed) {
		title := message.command.Name + ": " + w.named(message.items)
		w.command.outputs = append(w.command.outputs, pager.Content{
			Title: title, Text: strings.Join(w.commandOutput(message), "\n"), What: "the output of " + message.command.Name,
		})
	}
	w.shell.Say(w.commandWords(message))
}

// commandWords say in the status line how a command ended.
func (w *Work) commandWords(message commandEndedMsg) (screen.Level, string) {
	name, begun, dot := message.command.Name, len(message.printed), w.shell.Env().Dot()
	if message.failed != nil {
		said := fmt.Sprintf("%s %s%s%s", name, text.Sentence(message.failed), dot, w.browser.Label(message.items[begun-1]))
		if rest := len(message.items) - begun; rest > 0 {
			said += dot + "not run for " + text.Plural(rest, "more", "more")
		}
		return screen.Failure, said
	}
	if message.command.Show == ShownInStatus && printedAnything(message.printed) {
		var first []string
		for _, lines := range message.printed {
			first = append(first, strings.Join(lines[:min(1, len(lines))], ""))
		}
		return screen.Done, name + ": " + strings.Join(first, dot)
	}
	return screen.Done, "Ran " + name + " for " + w.named(message.items)
}

// commandOutput is what a command printed. For several webhooks each part says for which.
func (w *Work) commandOutput(message commandEndedMsg) (lines []string) {
	for i, printed := range message.printed {
		if i > 0 {
			lines = append(lines, "")
		}
		if len(message.items) > 1 {
			lines = append(lines, w.browser.Label(message.items[i])+":")
		}
		lines = append(lines, printed...)
	}
	return lines
}

func printedAnything(printed [][]string) bool {
	return slices.ContainsFunc(printed, func(lines []string) bool { return len(lines) > 0 })
}

// ShowOutput opens the page of a command that ended, if there is one. It is for when
// webhooks are shown, and neither asked nor typed is anything: a page would take the keys.
func (w *Work) ShowOutput() tea.Cmd {
	if len(w.command.outputs) == 0 {
		return nil
	}
	next := w.command.outputs[0]
	w.command.outputs = w.command.outputs[1:]
	return w.shell.Push(screen.NewPage(pager.New(w.shell.Env(), next)), nil)
}
