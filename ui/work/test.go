package work

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// Test sends Coro's test for every target, and shows the answers.
func (w *Work) Test() tea.Cmd {
	items := w.browser.Targets()
	if len(items) > 1 {
		return w.askBulk(bulk.Action{Kind: bulk.Test}, items)
	}
	item, hidden := items[0], w.hiddenLines(items)
	w.shell.Say(screen.Info, "Testing "+w.named(items)+w.shell.Env().Theme.Signs.Ellipsis)
	ctx, tester := w.shell.Env().Context, w.opts.Tester
	return func() tea.Msg {
		result, err := tester.TestWebhook(ctx, item.Ref.Workspace, item.Ref.Webhook)
		return testedMsg{item, hidden, result, err}
	}
}

// testedMsg is the answer to a test.
type testedMsg struct {
	item   list.Item
	hidden []string // that its row was not seen
	result api.TestResult
	err    error
}

// maxAnswerLines is how much of a test's answer can be scrolled through.
const maxAnswerLines = 200

// tested shows the answer to a test, as it came.
func (w *Work) tested(message testedMsg) tea.Cmd {
	name := w.browser.Label(message.item)
	if message.err != nil {
		w.shell.Say(screen.Failure, "Could not test "+name+": "+text.Sentence(message.err))
		return nil
	}
	r := message.result
	lines := []string{fmt.Sprintf("Coro answered %d in %s.", r.Status, text.Took(r.Took))}
	switch ok, known, why := r.Delivered(); {
	case !ok:
		w.shell.Say(screen.Failure, fmt.Sprintf("Test of %s failed: %s", name, why))
		lines = append(lines, "The test failed: "+why+".")
	case known:
		w.shell.Say(screen.Done, fmt.Sprintf("Test of %s delivered: %d in %s", name, r.Status, text.Took(r.Took)))
	default:
		w.shell.Say(screen.Done, fmt.Sprintf("Test of %s accepted: %d in %s", name, r.Status, text.Took(r.Took)))
		lines = append(lines, "The answer does not say whether the test was delivered.")
	}
	lines = append(lines, message.hidden...)
	if r.Trace != "" {
		lines = append(lines, "trace "+text.Clean(r.Trace))
	}
	body := text.CleanLines(r.Body, maxAnswerLines)
	if strings.TrimSpace(string(r.Body)) == "" {
		body = []string{"The answer has no body."}
	}
	return w.shell.Ask(dialog.NewReport(w.shell.Env(), "Test of "+name, append(append(lines, ""), body...)))
}
