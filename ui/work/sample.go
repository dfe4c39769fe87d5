package work

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// Sender sends deliveries straight to receivers; see [delivery.Sender].
type Sender interface {
	Send(ctx context.Context, m delivery.Message) (delivery.Answer, error)
}

// secretLabel is the name of a field that a secret is typed into.
const secretLabel = "Secret"

// sampling is a sample that is about to be sent to a webhook's URL.
type sampling struct {
	item   list.Item
	sample delivery.Sample
	secret mask.Secret
	hidden []string // that its row was not seen
}

// host is whom the sample goes to, for a sentence.
func (s sampling) host() string { return text.Host(s.item.Webhook.URL) }

// Sample sends a signed sample of an event straight to the URL of the webhook under the
// cursor, not through Coro. It lets the trigger be chosen, and asks for a secret that Coro
// does not return.
func (w *Work) Sample() tea.Cmd {
	item, there := w.browser.One()
	if !there {
		return nil
	}
	s := sampling{item: item, hidden: w.hiddenLines([]list.Item{item})}
	if refused := w.refusesSample(s); refused != "" {
		w.shell.Say(screen.Warning, refused)
		return nil
	}
	samples := samplesOf(item.Webhook)
	switch len(samples) {
	case 0:
		w.shell.Say(screen.Warning, "There are samples of the triggers that Coro documents, and "+w.browser.Label(item)+" has none of these.")
		return nil
	case 1:
		s.sample = samples[0]
		return w.signSample(s)
	}
	q := dialog.PickQuestion{Title: "Send a sample to " + w.browser.Label(item), Verb: "choose"}
	for _, sample := range samples {
		note := "its data is a guess"
		if sample.Documented {
			note = "as Coro documents it"
		}
		q.Options = append(q.Options, dialog.Option{Label: string(sample.Trigger.Name), Note: note, About: sample.Trigger.Meaning})
	}
	return w.shell.Ask(dialog.NewPick(w.shell.Env(), q, func(picked []int) (tea.Cmd, error) {
		if picked == nil {
			return nil, nil
		}
		s.sample = samples[picked[0]]
		return w.signSample(s), nil
	}))
}

// refusesSample is why no sample is sent; empty when one may be. Coro is not written to,
// but who set an account read-only does not expect its receivers to be called.
func (w *Work) refusesSample(s sampling) string {
	item := s.item
	if w.opts.Sender == nil {
		return "The demo has no network, so no sample is sent."
	}
	if _, err := weburl.Parse(string(item.Webhook.URL)); err != nil {
		return "The URL of " + w.browser.Label(item) + " " + text.Sentence(err) + "; edit it first."
	}
	for _, header := range item.Webhook.Headers {
		if !header.LegalName() || !header.LegalValue() {
			return "The header " + text.Quote(header.Name) + " of " + w.browser.Label(item) + " is not valid in HTTP; edit it first."
		}
	}
	if delivery.Local(string(item.Webhook.URL)) {
		return ""
	}
	return w.refused(item.Ref.Account, "Nothing was sent to "+s.host())
}

// samplesOf are those of the triggers that a webhook has.
func samplesOf(webhook api.Webhook) []delivery.Sample {
	var samples []delivery.Sample
	seen := make(map[api.TriggerName]bool)
	for _, trigger := range webhook.Triggers {
		if sample, known := delivery.FindSample(trigger); known && !seen[trigger.Name()] {
			seen[trigger.Name()] = true
			samples = append(samples, sample)
		}
	}
	return samples
}

// signSample finds the secret that signs, and goes on.
func (w *Work) signSample(s sampling) tea.Cmd {
	if secret, known := s.item.Webhook.Secret.Value(); known && !secret.Empty() {
		s.secret = secret
		return w.askSample(s)
	}
	q := dialog.TextQuestion{
		Title:  "Secret of " + w.browser.Label(s.item),
		Lines:  []string{"Coro does not return it. It signs this sample, and is not stored."},
		Fields: []dialog.Field{{Label: secretLabel, Secret: true}},
	}
	return w.shell.Ask(dialog.NewPrompt(w.shell.Env(), q, func(values []string) (tea.Cmd, error) {
		if values == nil {
			return nil, nil
		}
		if values[0] == "" {
			return nil, errors.New("type the secret; without one nothing can be signed")
		}
		s.secret = mask.NewSecret(values[0])
		return w.askSample(s), nil
	}))
}

// askSample asks before another machine is reached.
func (w *Work) askSample(s sampling) tea.Cmd {
	to := string(s.item.Webhook.URL)
	if delivery.Local(to) && len(s.hidden) == 0 {
		return w.sendSample(s)
	}
	lines := append([]string{text.URL(s.item.Webhook.URL)}, s.hidden...)
	if !delivery.Local(to) {
		lines = append(lines, "The receiver cannot tell a signed sample from a real delivery.")
	}
	if u, err := url.Parse(to); err == nil && weburl.InTheClear(u) {
		lines = append(lines, "http is not encrypted: anyone on the way can read the sample.")
	}
	q := dialog.Question{
		Title: fmt.Sprintf("Send a sample of %s to %s?", s.sample.Trigger.Name, s.host()), Lines: lines,
		Choices: []string{noChange, "send"},
	}
	return w.askTo(q, func() tea.Cmd { return w.sendSample(s) })
}

// sampledMsg is the answer to a sample.
type sampledMsg struct {
	sampling

	id     api.Text
	answer delivery.Answer
	err    error
}

func (w *Work) sendSample(s sampling) tea.Cmd {
	env, sender := w.shell.Env(), w.opts.Sender
	at := env.Now()
	w.shell.Say(screen.Info, "Sending a sample to "+w.browser.Label(s.item)+env.Theme.Signs.Ellipsis)
	sent := sampledMsg{sampling: s, id: delivery.NewID()}
	return func() tea.Msg {
		event := s.sample.Event(sent.id, at)
		webhook := s.item.Webhook
		m := delivery.Compose(string(webhook.URL), event.ID, event.Type, event.Body(), s.secret, delivery.DefaultForm(), webhook.Headers)
		sent.answer, sent.err = sender.Send(env.Context, m)
		return sent
	}
}

// sampled shows what the receiver answered.
func (w *Work) sampled(message sampledMsg) tea.Cmd {
	name := w.browser.Label(message.item)
	if message.err != nil {
		w.shell.Say(screen.Failure, "Could not send a sample to "+name+": "+text.Sentence(message.err))
		return nil
	}
	if message.answer.Accepted() {
		w.shell.Say(screen.Done, "Sample accepted by "+name+": "+message.answer.String())
	} else {
		w.shell.Say(screen.Failure, name+" did not accept the sample: "+message.answer.String())
	}
	return w.showSampleAnswer(message)
}

// showSampleAnswer shows what was sent and the start of the answer, as that of a test.
func (w *Work) showSampleAnswer(message sampledMsg) tea.Cmd {
	lines := []string{
		fmt.Sprintf("%s answered %s.", message.host(), message.answer),
		fmt.Sprintf("Sent: %s %s", message.sample.Trigger.Name, text.Clean(message.id)),
	}
	for _, header := range message.item.Webhook.Headers {
		if mask.Hides(string(header.Value)) {
			lines = append(lines, "Coro masks the header "+text.Quote(header.Name)+", so the receiver got it as it is shown.")
		}
	}
	lines = append(append(lines, message.hidden...), "")
	body := text.CleanLines(message.answer.Start, maxAnswerLines)
	if strings.TrimSpace(string(message.answer.Start)) == "" {
		body = []string{"The answer has no body."}
	}
	if message.answer.Cut {
		body = append(body, "The rest of the answer was not read.")
	}
	return w.shell.Ask(dialog.NewReport(w.shell.Env(), "Sample to "+w.browser.Label(message.item), append(lines, body...)))
}
