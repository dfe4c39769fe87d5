package ui

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// askCopy asks what to copy. The status line shows it, for terminals that refuse
// to take it.
func (m *frame) askCopy() tea.Cmd {
	items := m.targets()
	kinds := []struct {
		name string
		of   func(list.Item) (string, error)
	}{
		{idKind, func(i list.Item) (string, error) { return string(i.Ref.Webhook), nil }},
		{urlKind, func(i list.Item) (string, error) { return string(i.Webhook.URL), nil }},
		{"JSON", func(i list.Item) (string, error) { return maskedJSON(i.Webhook) }},
		{"curl", m.curl},
	}
	choices := make([]string, len(kinds))
	for i, kind := range kinds {
		choices[i] = kind.name
	}
	q := dialog.Question{
		Title:   "Copy what of " + m.named(items) + "?",
		Lines:   append(m.hiddenLines(items), "Secrets and sensitive headers are left masked in JSON."),
		Choices: choices,
		Menu:    true,
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice < 0 {
			return nil
		}
		var copied, shown []string
		cleaned := false
		for _, item := range items {
			part, err := kinds[choice].of(item)
			if err != nil {
				m.Say(screen.Failure, "Could not copy: "+text.Sentence(err))
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
		return m.copyOut(screen.CopyMsg{Text: strings.Join(copied, "\n"), Level: level, What: words})
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
	words := text.Clean(api.Text(strings.Join(shown, "\n")))
	switch hidden := !slices.Equal(copied, shown); {
	case hidden && cleaned:
		return screen.Warning, "Copied without control characters, but with its credentials, which are hidden here: " + words
	case hidden:
		return screen.Warning, "Copied with its credentials, which are hidden here: " + words
	case cleaned:
		return screen.Warning, "Copied without control characters: " + words
	}
	return screen.Done, "Copied " + words
}

// curl is the command that reads the webhook, with the token left to the
// shell's environment: a token in a shell history is a leak.
func (m *frame) curl(item list.Item) (string, error) {
	base := strings.TrimRight(m.account.Where().BaseURL, "/")
	return fmt.Sprintf(`curl -sS -H "Authorization: Bearer $CORO_TOKEN" -H %s %s`,
		quote("Workspace: "+text.Copyable(api.Text(item.Ref.Workspace))),
		quote(base+"/v1/settings/webhooks/"+url.PathEscape(string(item.Ref.Webhook)))), nil
}

// quote makes one word of a shell of s.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// maskedJSON is a webhook in the API's field names, its secrets masked.
func maskedJSON(w api.Webhook) (string, error) {
	out, err := json.MarshalIndent(w.Export(""), "", "  ")
	return text.EscapeUnseen(out), err
}
