package work

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// Test sends Coro's test for every target, and shows the answers.
func (w *Work) Test() tea.Cmd {
	items := w.browser.Targets()
	if len(items) > 1 {
		return w.askBulk(bulk.Action{Kind: bulk.Test}, items)
	}
	return w.test(items[0], false)
}

// TestEnable tests every target, and enables those whose test was delivered. What is
// enabled already is only tested.
func (w *Work) TestEnable() tea.Cmd {
	items := w.browser.Targets()
	if len(items) > 1 {
		return w.askBulk(bulk.Action{Kind: bulk.EnableIfDelivered}, items)
	}
	item := items[0]
	if item.Shared() && !item.Webhook.Status.On() {
		return w.askShared(item, "Test and enable", func() tea.Cmd { return w.sendTest(item, true) })
	}
	return w.test(item, true)
}

// test tests one webhook, and then may enable it. It asks first if its row is hidden.
func (w *Work) test(item list.Item, enable bool) tea.Cmd {
	if hidden := w.hiddenLines([]list.Item{item}); len(hidden) > 0 {
		return w.askUnseen(item, "Test", hidden, func() tea.Cmd { return w.sendTest(item, enable) })
	}
	return w.sendTest(item, enable)
}

func (w *Work) sendTest(item list.Item, enable bool) tea.Cmd {
	w.shell.Say(screen.Info, "Testing "+w.browser.Label(item)+w.shell.Env().Theme.Signs.Ellipsis)
	sent := testedMsg{item: item, hidden: w.hiddenLines([]list.Item{item}), enable: enable, where: w.account.Where()}
	ctx, tester := w.shell.Env().Context, w.testerOf(item.Ref.Account)
	return func() tea.Msg {
		sent.result, sent.err = tester.TestWebhook(ctx, item.Ref.Workspace, item.Ref.Webhook)
		return sent
	}
}

// testedMsg is the answer to a test.
type testedMsg struct {
	item   list.Item
	hidden []string      // that its row was not seen
	enable bool          // if it was delivered
	where  account.Where // whose test it is
	result api.TestResult
	err    error
}

// maxAnswerLines is how much of a test's answer can be scrolled through.
const maxAnswerLines = 200

// tested shows the answer to a test, as it came, and enables the webhook where that is
// what the test was for.
func (w *Work) tested(message testedMsg) tea.Cmd {
	name, dot := w.browser.Label(message.item), w.shell.Env().Dot()
	if message.err != nil {
		said := "Could not test " + name + ": " + text.Sentence(message.err)
		if message.enable && !message.item.Webhook.Status.On() {
			said += dot + "not enabled"
		}
		w.shell.Say(screen.Failure, said)
		return nil
	}
	if message.enable && !message.item.Webhook.Status.On() {
		return w.enableTested(message)
	}
	level, said := testWords(name, message.result)
	if message.enable {
		said += dot + "it is already enabled, and was only tested"
	}
	w.shell.Say(level, said)
	return w.showAnswer(message)
}

// testWords say in the status line how a test ended.
func testWords(name string, r api.TestResult) (screen.Level, string) {
	answer := fmt.Sprintf("%d in %s", r.Status, text.Took(r.Took))
	switch ok, known, why := r.Delivered(); {
	case !ok:
		return screen.Failure, fmt.Sprintf("Test of %s failed: %s", name, why)
	case known:
		return screen.Done, fmt.Sprintf("Test of %s delivered: %s", name, answer)
	default:
		return screen.Done, fmt.Sprintf("Test of %s accepted: %s", name, answer)
	}
}

// enableTested enables a webhook if its test was delivered, and else says why not and
// shows the answer.
func (w *Work) enableTested(message testedMsg) tea.Cmd {
	name, dot := w.browser.Label(message.item), w.shell.Env().Dot()
	err := message.result.Proof()
	_, unclear := errors.AsType[*api.TestUnclear](err)
	switch {
	case err == nil && message.where != w.account.Where():
		w.shell.Say(screen.Warning, "Not enabled: another profile was opened meanwhile"+dot+name)
		return nil
	case err == nil:
		j := w.statusJob(enabling, message.item)
		j.tested = true
		return w.start(j)
	case unclear:
		w.shell.Say(screen.Warning, "Not enabled: "+words.NotDelivered(err)+dot+w.shell.Env().Key(keys.Toggle)+" enables "+name+" anyway")
	default:
		w.shell.Say(screen.Failure, "Not enabled: "+words.NotDelivered(err)+dot+name)
	}
	return w.showAnswer(message)
}

// showAnswer shows the answer to a test, with what it says of the delivery.
func (w *Work) showAnswer(message testedMsg) tea.Cmd {
	r := message.result
	lines := []string{fmt.Sprintf("Coro answered %d in %s.", r.Status, text.Took(r.Took))}
	err := r.Proof()
	if failed, is := errors.AsType[*api.TestFailed](err); is {
		lines = append(lines, "The test failed: "+failed.Why+".")
	} else if err != nil {
		lines = append(lines, text.Sentence(err)+".")
	}
	if message.enable && !message.item.Webhook.Status.On() {
		lines = append(lines, "So the webhook was not enabled.")
	}
	lines = append(lines, message.hidden...)
	if r.Trace != "" {
		lines = append(lines, "trace "+text.Clean(r.Trace))
	}
	body := text.CleanLines(r.Body, maxAnswerLines)
	if strings.TrimSpace(string(r.Body)) == "" {
		body = []string{"The answer has no body."}
	}
	return w.shell.Ask(dialog.NewReport(w.shell.Env(), "Test of "+w.browser.Label(message.item), append(append(lines, ""), body...)))
}

// answered says of a test that did not fail what is known of it, in a word and in a
// clause.
func answered(r api.TestResult) (word, why string) {
	word = "accepted"
	if _, known, _ := r.Delivered(); known {
		word = "delivered"
	}
	why = fmt.Sprintf("%d in %s", r.Status, text.Took(r.Took))
	if word == "accepted" {
		why += ", the answer does not say whether it was delivered"
	}
	return word, why
}
