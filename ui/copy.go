package ui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/mask"
	"corotui/ui/confirm"
	"corotui/ui/list"
	"corotui/ui/msg"
	"corotui/ui/text"
)

// askCopy asks what to copy. The status line shows it, for terminals that refuse
// to take it.
func (m *Model) askCopy() tea.Cmd {
	items := m.targets()
	kinds := []struct {
		name string
		of   func(list.Item) (string, error)
	}{
		{"id", func(i list.Item) (string, error) { return string(i.Ref.Webhook), nil }},
		{urlKind, func(i list.Item) (string, error) { return string(i.Webhook.URL), nil }},
		{"JSON", func(i list.Item) (string, error) { return maskedJSON(i.Webhook) }},
		{"curl", m.curl},
	}
	choices := make([]string, len(kinds))
	for i, kind := range kinds {
		choices[i] = kind.name
	}
	q := confirm.Question{
		Title:   "Copy what of " + m.named(items) + "?",
		Lines:   append(m.hiddenLines(items), "Secrets and sensitive headers are left masked in JSON."),
		Choices: choices,
		Menu:    true,
	}
	return m.ask(q, func(m *Model, choice int) tea.Cmd {
		if choice < 0 {
			return nil
		}
		var parts, shown []string
		for _, item := range items {
			part, err := kinds[choice].of(item)
			if err != nil {
				m.say(msg.Failure, "Could not copy: "+text.Sentence(err))
				return nil
			}
			parts = append(parts, part)
			if kinds[choice].name == urlKind {
				part = mask.URL(part)
			}
			shown = append(shown, part)
		}
		level, words := copiedWords(parts, shown)
		return m.copyOut(msg.CopyMsg{Text: strings.Join(parts, "\n"), Level: level, What: words})
	})
}

// urlKind is what of a webhook may hold credentials.
const urlKind = "URL"

// copiedWords say what is in the clipboard now. A URL that is copied is meant to
// be used, so it is the real one; that it holds credentials must be known before
// it is pasted somewhere, and they are not shown on the way.
func copiedWords(copied, shown []string) (msg.Level, string) {
	words := text.Clean(api.Text(strings.Join(shown, "\n")))
	if slices.Equal(copied, shown) {
		return msg.Done, "Copied " + words
	}
	return msg.Warning, "Copied with its credentials, which are hidden here: " + words
}

// curl is the command that reads the webhook, with the token left to the
// shell's environment: a token in a shell history is a leak.
func (m *Model) curl(item list.Item) (string, error) {
	base := strings.TrimRight(m.where.BaseURL, "/")
	return fmt.Sprintf(`curl -sS -H "Authorization: Bearer $CORO_TOKEN" -H %s %s`,
		quote("Workspace: "+string(item.Ref.Workspace)),
		quote(base+"/v1/settings/webhooks/"+string(item.Ref.Webhook))), nil
}

// quote makes one word of a shell of s.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// maskedJSON is a webhook in the API's field names, its secrets masked.
func maskedJSON(w api.Webhook) (string, error) {
	out, err := json.MarshalIndent(w.Export(""), "", "  ")
	return string(out), err
}
