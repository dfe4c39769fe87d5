package work

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// Copy asks what to copy. The status line shows it, for terminals that refuse
// to take it.
func (w *Work) Copy() tea.Cmd {
	items := w.browser.Targets()
	kinds := []struct {
		name string
		of   func(list.Item) (string, error)
	}{
		{idKind, func(i list.Item) (string, error) { return string(i.Ref.Webhook), nil }},
		{urlKind, func(i list.Item) (string, error) { return string(i.Webhook.URL), nil }},
		{"JSON", func(i list.Item) (string, error) { return text.WebhookJSON(i.Webhook, i.Ref.Workspace) }},
		{"curl", w.curl},
	}
	choices := make([]string, len(kinds))
	for i, kind := range kinds {
		choices[i] = kind.name
	}
	q := dialog.Question{
		Title: "Copy from " + w.named(items) + "?",
		Lines: append(w.hiddenLines(items), "Secrets and sensitive headers stay masked in JSON.",
			"Into other workspaces, "+w.shell.Env().Key(keys.CopyTo)+" copies the webhook itself."),
		Choices: choices,
		Menu:    true,
	}
	return w.ask(q, func(choice int) tea.Cmd {
		if choice < 0 {
			return nil
		}
		var copied, shown []string
		cleaned := false
		for _, item := range items {
			part, err := kinds[choice].of(item)
			if err != nil {
				w.shell.Say(screen.Failure, "Could not copy: "+text.Sentence(err))
				return nil
			}
			if kind := kinds[choice].name; kind == idKind || kind == urlKind {
				safe := text.Copyable(api.Text(part))
				cleaned = cleaned || safe != part
				part = safe
			}
			copied = append(copied, part)
			if kinds[choice].name == urlKind {
				part = mask.URL(part)
			}
			shown = append(shown, part)
		}
		level, words := copiedWords(copied, shown, cleaned)
		words += " (" + kinds[choice].name + " of " + w.named(items) + ")"
		return w.copyOut(screen.CopyMsg{Text: strings.Join(copied, "\n"), Level: level, What: words})
	})
}

// What of a webhook is copied as it is, so that it is cleaned; a URL may hold
// credentials besides.
const (
	idKind  = "id"
	urlKind = "URL"
)

// copiedWords say what is in the clipboard now. A URL that is copied is meant to
// be used, so it is the real one; that it holds credentials must be known before
// it is pasted somewhere, and they are not shown on the way. That something was
// left out is said, as it is not the webhook's own any more.
func copiedWords(copied, shown []string, cleaned bool) (screen.Level, string) {
	const longest = 60 // cells of a value: enough to know it by
	words := text.Cut(text.Clean(api.Text(strings.Join(shown, "\n"))), longest, "…")
	switch hidden := !slices.Equal(copied, shown); {
	case hidden && cleaned:
		return screen.Warning, "Copied without control characters, with its credentials (hidden here): " + words
	case hidden:
		return screen.Warning, "Copied with its credentials (hidden here): " + words
	case cleaned:
		return screen.Warning, "Copied without control characters: " + words
	}
	return screen.Done, "Copied " + words
}

// curl is the command that reads the webhook, with the token left to the
// shell's environment: a token in a shell history is a leak.
func (w *Work) curl(item list.Item) (string, error) {
	base := strings.TrimRight(w.account.Member(item.Ref.Account).Where.BaseURL, "/")
	return fmt.Sprintf(`curl -sS -H "Authorization: Bearer $CORO_TOKEN" -H %s %s`,
		quote("Workspace: "+text.Copyable(api.Text(item.Ref.Workspace))),
		quote(base+"/v1/settings/webhooks/"+url.PathEscape(string(item.Ref.Webhook)))), nil
}

// quote makes one word of a shell of s.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// The terminal is told by OSC 52 what to copy, which also works over SSH, and
// never answers whether it did. tmux keeps it from the terminal unless it is set
// otherwise; what is put into its own buffer it hands on, if it can.
const (
	sentOut = "Sent to the terminal, which may not take it"
	inTmux  = "Copied to tmux's buffer"
)

// copiedMsg is the end of copying through tmux.
type copiedMsg struct {
	copied screen.CopyMsg
	err    error
}

// copyOut copies a text to where the user can paste it, and says what was done.
func (w *Work) copyOut(copied screen.CopyMsg) tea.Cmd {
	if w.opts.Tmux == nil {
		w.sayCopied(sentOut, copied)
		return tea.SetClipboard(copied.Text)
	}
	buffer, ctx := w.opts.Tmux, context.WithoutCancel(w.shell.Env().Context)
	return func() tea.Msg { return copiedMsg{copied, buffer(ctx, copied.Text)} }
}

// copied says that tmux has a text, or else gives it to the terminal alone.
func (w *Work) copied(message copiedMsg) tea.Cmd {
	if message.err == nil {
		w.sayCopied(inTmux, message.copied)
		return nil
	}
	message.copied.Level = screen.Warning
	w.sayCopied("tmux did not accept it ("+text.Sentence(message.err)+"); sent to the terminal, which may not either", message.copied)
	return tea.SetClipboard(message.copied.Text)
}

// sayCopied says where a text went, and what it is.
func (w *Work) sayCopied(where string, copied screen.CopyMsg) {
	what := strings.TrimPrefix(copied.What, "Copied ")
	joint := ": "
	if strings.HasPrefix(what, "with") { // a clause of its own, about what is in it
		joint = w.shell.Env().Dot()
	}
	w.shell.Say(copied.Level, where+joint+what)
}
