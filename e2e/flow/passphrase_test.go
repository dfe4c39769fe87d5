package flow_test

import (
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/mask"
	"corotui/ui"
)

// TestADialogBelowAPassphraseHears: a dialog that opened by itself ignores keys
// for a moment, and hears of the moment's end also while a box is over it.
func TestADialogBelowAPassphraseHears(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return now }
	server := emulator.New(emulator.Demo(), emulator.WithClock(clock))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithClock(clock), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	questions, answer := make(chan ui.Passphrase), make(chan mask.Secret, 1)
	s := flow.Start(t, flow.Demo(t, client, clock, func(o *ui.Options) { o.Passphrases = questions }), 80, 24)
	s.WaitFor("12 webhooks · fresh", "PSA tickets")
	s.Press("t")
	s.WaitFor("Coro answered 200")
	opened := time.Now()
	questions <- ui.Passphrase{Title: "Passphrase for the secret of profile acme", Answer: answer}
	s.WaitFor("Passphrase for the secret")
	typed := ""
	for time.Since(opened) < time.Second { // the moment is shorter
		s.Type("x")
		typed += "x"
		s.WaitFor(strings.Repeat("*", min(len(typed), 20)))
	}
	s.Press("enter")
	s.WaitGone("Passphrase for the secret")
	if got := <-answer; got.Reveal() != typed {
		t.Errorf("%d characters arrived of %d", len(got.Reveal()), len(typed))
	}
	s.WaitForDialog("Coro answered 200")
	s.Press("esc")
	s.WaitGone("Coro answered 200")
}
