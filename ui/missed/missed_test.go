package missed_test

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/ui/keys"
	"corotui/ui/missed"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

func content() missed.Content {
	return missed.Content{
		Title: `Missed by "Billing" in Acme Channel`,
		Gap:   `"Billing" in Acme Channel was disabled from 2026-11-20 14:02:00 UTC to 2026-11-23 14:02:00 UTC (3 d).`,
		Notes: []string{"It may have been disabled for longer: corotui did not see when that began."},
		Rows: []missed.Row{
			{Created: "2026-11-22 12:02 UTC", Name: "Northwind Dental", State: "sent 2026-11-23 14:03 UTC", Level: missed.Good},
			{Created: "2026-11-23 12:02 UTC", Name: "新規ワークスペース", State: "failed: the receiver answered 503 Service Unavailable in 12ms", Level: missed.Bad},
			{Created: "2026-11-23 13:02 UTC", Name: "Fabrikam Print & Sign", State: "not sent"},
		},
		Others: []string{"What was missed of subscription-updated cannot be known: Coro keeps no list of deliveries.", "The audit log has nothing of that time."},
		Send:   "send 2",
	}
}

func open(width, height int, c missed.Content) missed.Model {
	m := missed.New(screen.Env{Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: time.Now}, c)
	m.SetSize(width, height)
	return m
}

func press(m missed.Model, r rune) (missed.Model, tea.Msg) {
	m, cmd := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	if cmd == nil {
		return m, nil
	}
	return m, cmd()
}

func TestViews(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]missed.Content{"some": content(), "none": {Title: "Missed by X", Gap: "X was disabled."}} {
		for _, size := range [][2]int{{40, 10}, {60, 10}, {80, 19}, {120, 30}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				golden.RequireEqual(t, []byte(ansi.Strip(open(size[0], size[1], c).View())))
			})
		}
	}
}

// TestKeysAskFor what the page is for, and only while that can be done.
func TestKeysAskFor(t *testing.T) {
	t.Parallel()
	busy, nothing := content(), content()
	busy.Busy, nothing.Send = true, ""
	for _, test := range []struct {
		content missed.Content
		key     rune
		want    tea.Msg
	}{
		{content(), 'S', missed.SendMsg{}},
		{busy, 'S', nil},
		{nothing, 'S', nil},
		{content(), 'C', nil},
		{busy, 'C', missed.StopMsg{}},
		{content(), 'r', missed.RefreshMsg{}},
		{busy, 'r', nil},
		{content(), 'm', screen.BackMsg{}},
		{content(), 'q', screen.BackMsg{}},
	} {
		if _, got := press(open(80, 19, test.content), test.key); got != test.want {
			t.Errorf("%c sent %T, want %T", test.key, got, test.want)
		}
	}
	m, _ := press(open(60, 8, content()), 'G')
	end := m.View()
	if m, _ = m.Update(missed.ContentMsg{Content: content()}); m.View() != end {
		t.Error("other content scrolled the page")
	}
	if m, _ = press(m, 'g'); m.View() == end {
		t.Error("g does not go to the start")
	}
}
