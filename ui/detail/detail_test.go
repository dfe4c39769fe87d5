package detail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/ui/detail"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func billing() api.Webhook {
	return api.Webhook{
		ID: "66b204f0c992d50b8b2f984c",
		Fields: api.Fields{
			Name: "Billing to QuickBooks", Description: "Updates invoices when a client's plan changes",
			URL:                   "https://user:canary-pass@hooks.acme.example/coro/billing?v=2&token=canary-token",
			ApplyToAllDescendants: true, Status: api.Disabled,
			Triggers: []api.Trigger{"workspace-created", "subscriptionUpdated.v1", "ticket-escalated"},
			Headers:  []api.Header{{Name: "Authorization", Value: "Bearer canary-bearer"}, {Name: "X-Env", Value: "prod"}},
			Secret:   api.GivenSecret("canary-secret"),
			Extra:    []api.Member{{Name: "ownerTeam", Value: []byte(`"billing"`)}, {Name: "apiToken", Value: []byte(`"canary-extra"`)}},
		},
		Updated: now.Add(-76 * time.Hour),
	}
}

func shown(webhook api.Webhook, width, height int) detail.Model {
	m := detail.New(screen.Env{
		Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: func() time.Time { return now },
	})
	m.SetSize(width, height)
	m.Show(screen.Ref{Webhook: webhook.ID}, webhook, "", now)
	return m
}

func TestViews(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			golden.RequireEqual(t, []byte(ansi.Strip(shown(billing(), size[0], size[1]).View())))
		})
	}
}

func TestSecretsAreMaskedUntilRevealed(t *testing.T) {
	t.Parallel()
	m := shown(billing(), 120, 40)
	if view := m.View(); strings.Contains(view, "canary") {
		t.Errorf("a secret is on the screen unasked:\n%s", ansi.Strip(view))
	}
	m, cmd := m.Update(tea.KeyPressMsg{Code: 'v', Text: "v"})
	for _, want := range []string{"canary-secret", "Bearer canary-bearer", "canary-token", "canary-extra"} {
		if view := ansi.Strip(m.View()); !strings.Contains(view, want) {
			t.Errorf("%q is not shown after it was asked for:\n%s", want, view)
		}
	}
	if cmd == nil {
		t.Fatal("nothing will hide the secrets again")
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: 'v', Text: "v"})
	if strings.Contains(m.View(), "canary") {
		t.Error("the second v did not hide the secrets")
	}
}

func TestAnotherWebhookIsMaskedAgain(t *testing.T) {
	t.Parallel()
	m := shown(billing(), 120, 40)
	m, _ = m.Update(tea.KeyPressMsg{Code: 'v', Text: "v"})
	other := billing()
	other.ID = "other"
	m.Show(screen.Ref{Webhook: "other"}, other, "", now)
	if strings.Contains(m.View(), "canary") {
		t.Error("revealing one webhook revealed the next")
	}
}

func TestEveryLineCanBeReached(t *testing.T) {
	t.Parallel()
	webhook := billing()
	for i := range 40 {
		webhook.Triggers = append(webhook.Triggers, api.Trigger(fmt.Sprintf("unknown-%02d", i)))
	}
	m := shown(webhook, 60, 10)
	seen := ansi.Strip(m.View())
	for range 150 {
		m, _ = m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
		seen += ansi.Strip(m.View())
	}
	for _, want := range []string{"unknown-00", "unknown-39", "66b204f0c992d50b8b2f984c", "ownerTeam", "will not resend"} {
		if !strings.Contains(seen, want) {
			t.Errorf("%q cannot be scrolled to", want)
		}
	}
}

func TestHostileTextStaysInItsCells(t *testing.T) {
	t.Parallel()
	webhook := billing()
	hostile := "\x1b[2J\x1b]0;owned\a\u202e" + strings.Repeat("長い", 2000) + "\n\x00"
	webhook.Name, webhook.Description, webhook.URL = api.Text(hostile), api.Text(hostile), api.Text(hostile)
	webhook.Headers = []api.Header{{Name: api.Text(hostile), Value: api.Text(hostile)}}
	webhook.Triggers = []api.Trigger{api.Trigger(hostile)}
	webhook.Extra = []api.Member{{Name: hostile, Value: []byte(`"x"`)}}
	for _, size := range [][2]int{{1, 1}, {13, 4}, {60, 10}, {80, 19}, {200, 45}} {
		m := shown(webhook, size[0], size[1])
		for range 30 {
			view := m.View()
			lines := strings.Split(view, "\n")
			if len(lines) != size[1] {
				t.Fatalf("%v: %d lines", size, len(lines))
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > size[0] {
					t.Fatalf("%v: a line of %d cells: %q", size, got, line)
				}
			}
			for _, bad := range []string{"\x1b[2J", "\x1b]", "\a", "\u202e", "\x00"} {
				if strings.Contains(view, bad) {
					t.Fatalf("%v: %q reached the screen", size, bad)
				}
			}
			m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyPgDown})
		}
	}
}
