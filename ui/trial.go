package ui

import (
	"context"
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

// test sends Coro's test for every target, and shows the answers.
func (m *frame) test() tea.Cmd {
	items := m.targets()
	if len(items) > 1 {
		return m.askBulk(bulk.Action{Kind: bulk.Test}, items)
	}
	cmds := make([]tea.Cmd, 0, len(items))
	for _, item := range items {
		cmds = append(cmds, testCmd(m.opts.Context, m.opts.Service, item, m.hiddenLines(items)))
	}
	m.Say(screen.Info, "Testing "+m.named(items)+m.env.Theme.Signs.Ellipsis)
	return tea.Sequence(cmds...)
}

// testedMsg is the answer to a test.
type testedMsg struct {
	item   list.Item
	hidden []string // that its row was not seen
	result api.TestResult
	err    error
}

func testCmd(ctx context.Context, service Service, item list.Item, hidden []string) tea.Cmd {
	return func() tea.Msg {
		result, err := service.TestWebhook(ctx, item.Ref.Workspace, item.Ref.Webhook)
		return testedMsg{item, hidden, result, err}
	}
}

// maxAnswerLines is how much of a test's answer can be scrolled through.
const maxAnswerLines = 200

// tested shows the answer to a test, as it came.
func (m *frame) tested(message testedMsg) tea.Cmd {
	name := text.Quote(message.item.Webhook.Name)
	if message.err != nil {
		m.Say(screen.Failure, "Could not test "+name+": "+text.Sentence(message.err))
		return nil
	}
	r := message.result
	lines := []string{fmt.Sprintf("Coro answered %d in %s.", r.Status, text.Took(r.Took))}
	switch ok, known, why := r.Delivered(); {
	case !ok:
		m.Say(screen.Failure, fmt.Sprintf("Test of %s failed: %s", name, why))
		lines = append(lines, "The test failed: "+why+".")
	case known:
		m.Say(screen.Done, fmt.Sprintf("Test of %s delivered: %d in %s", name, r.Status, text.Took(r.Took)))
	default:
		m.Say(screen.Done, fmt.Sprintf("Test of %s accepted: %d in %s", name, r.Status, text.Took(r.Took)))
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
	return m.Ask(dialog.NewReport(m.env, "Test of "+name, append(append(lines, ""), body...)))
}

// named is one webhook's name, or how many there are.
func (m *frame) named(items []list.Item) string {
	if len(items) == 1 {
		return text.Quote(items[0].Webhook.Name)
	}
	return text.Plural(len(items), "webhook", "webhooks")
}
