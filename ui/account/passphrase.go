package account

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/dialog"
)

// Passphrase is one that the user is asked for while the program runs, because a
// stored secret is needed that only it opens.
type Passphrase struct {
	Title string // clean

	// Check says why a passphrase that is chosen now will not do. Without it the
	// passphrase is an old one, and asked for once instead of twice.
	Check func(mask.Secret) error

	// Answer takes one passphrase without waiting; an empty one when the user left.
	Answer chan<- mask.Secret
}

// passphraseMsg asks the user.
type passphraseMsg Passphrase

// passphrasesCmd waits for the next question.
func (a *Account) passphrasesCmd() tea.Cmd {
	questions, ctx := a.opts.Passphrases, a.shell.Env().Context
	if questions == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case question := <-questions:
			return passphraseMsg(question)
		case <-ctx.Done():
			return nil
		}
	}
}

// askPassphrase asks over whatever is asked: that may wait for it. problem says what was wrong with the last try.
func (a *Account) askPassphrase(asked passphraseMsg, problem string) tea.Cmd {
	q := dialog.TextQuestion{Title: asked.Title, Fields: []dialog.Field{{Label: "Passphrase", Secret: true}}}
	if asked.Check != nil {
		q.Fields = append(q.Fields, dialog.Field{Label: "Repeat", Secret: true})
		q.Lines = append(q.Lines, "corotui asks for it once per start. It cannot be recovered.")
	}
	if problem != "" {
		q.Lines = []string{problem}
	}
	return a.shell.AskNow(dialog.NewPrompt(a.shell.Env(), q, func(typed []string) (tea.Cmd, error) {
		var phrase mask.Secret
		if typed != nil {
			phrase = mask.NewSecret(typed[0])
			if problem := asked.problem(phrase, typed); problem != "" {
				return a.askPassphrase(asked, problem), nil
			}
		}
		asked.Answer <- phrase
		return a.passphrasesCmd(), nil
	}))
}

// problem says why what was typed cannot be taken.
func (p passphraseMsg) problem(phrase mask.Secret, typed []string) string {
	if p.Check == nil {
		return ""
	}
	if err := p.Check(phrase); err != nil {
		said := text.Sentence(err)
		return strings.ToUpper(said[:1]) + said[1:] + "."
	}
	if typed[0] != typed[1] {
		return "The passphrases do not match."
	}
	return ""
}
