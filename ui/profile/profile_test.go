package profile_test

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/internal/account"
	"corotui/ui/keys"
	"corotui/ui/profile"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

func open(profiles []account.Profile, width, height int) profile.Model {
	m := profile.New(screen.Env{Keys: keys.Default(), Theme: theme.New(theme.Dark, false)}, profiles)
	m.SetSize(width, height)
	return m
}

var some = []account.Profile{
	{Name: "acme", Host: "api.secure.coro.net", Region: "us", Workspace: "acmechannel_AB12_c", Secret: "keyring"},
	{Name: "northwind-europe-second", Host: "api.eu.coro.example", Region: "eu", Secret: "command", Current: true},
	{Name: "test", Host: "127.0.0.1:8788", Secret: "plain file"},
}

func press(m profile.Model, keys ...tea.KeyPressMsg) (profile.Model, tea.Msg) {
	var said tea.Msg
	for _, k := range keys {
		next, cmd := m.Update(k)
		m, said = next, nil
		if cmd != nil {
			said = cmd()
		}
	}
	return m, said
}

var (
	up    = tea.KeyPressMsg{Code: tea.KeyUp}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
)

func TestViews(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]profile.Model{
		"80x8": open(some, 80, 8), "40x4": open(some, 40, 4), "200x8": open(some, 200, 8), "none": open(nil, 80, 5),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden.RequireEqual(t, []byte(ansi.Strip(m.View())))
		})
	}
}

// TestChoice starts at the profile in use, and asks once for another.
func TestChoice(t *testing.T) {
	t.Parallel()
	m := open(some, 80, 8)
	if _, said := press(m, enter); said != (screen.BackMsg{}) {
		t.Errorf("the profile in use was chosen: %v", said)
	}
	if _, said := press(m, esc); said != (screen.BackMsg{}) {
		t.Errorf("esc says %v", said)
	}
	m, said := press(m, down, down, enter)
	if said != (profile.ChosenMsg{Name: "test"}) {
		t.Errorf("chosen: %v", said)
	}
	if m, said = press(m, up, enter); said != nil {
		t.Errorf("while a switch was under way another one began: %v", said)
	}
	m, _ = m.Update(profile.FailedMsg{})
	if _, said = press(m, up, enter); said != (profile.ChosenMsg{Name: "acme"}) {
		t.Errorf("after a failure: %v", said)
	}
}

// TestTheCursorStaysInSight in a list longer than the screen.
func TestTheCursorStaysInSight(t *testing.T) {
	t.Parallel()
	var many []account.Profile
	for i := range 50 {
		many = append(many, account.Profile{Name: fmt.Sprintf("p%02d", i), Current: i == 40})
	}
	m := open(many, 80, 10)
	if _, said := press(m, up, enter); said != (profile.ChosenMsg{Name: "p39"}) {
		t.Errorf("chosen: %v", said)
	}
	golden.RequireEqual(t, []byte(ansi.Strip(m.View())))
}
