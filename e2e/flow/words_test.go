package flow_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/mask"
	"corotui/ui"
)

// clipboard is what the program has put into the clipboard last, by OSC 52.
func (w *world) clipboard() string {
	w.t.Helper()
	_, sent, found := strings.Cut(string(w.Output()), "\x1b]52;c;")
	for found {
		var rest string
		if _, rest, found = strings.Cut(sent, "\x1b]52;c;"); found {
			sent = rest
		}
	}
	sent, _, _ = strings.Cut(sent, "\a")
	copied, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(sent, "\x1b\\"))
	if err != nil {
		w.t.Fatalf("the clipboard was sent %q: %v", sent, err)
	}
	return string(copied)
}

// TestCopyingAURL gives the real URL, and says when it holds credentials: they
// are in the clipboard then, but never on the screen.
func TestCopyingAURL(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	for _, one := range []struct{ name, said, url, hidden string }{
		{"Teams channel", "with its credentials (hidden here):", "https://hook:s3cr3t-userinfo@flows.office.example/workflows/invoke?sp=run&sv=1.0&sig=Qm9nNzI4MzkyZGVtb3NpZ25hdHVyZQ", "s3cr3t"},
		{"Billing to QuickB", "Sent to the terminal, which may not take it: https://hooks.acme.example/coro/billing?v=2", "https://hooks.acme.example/coro/billing?v=2", "credentials"},
	} {
		w.choose(one.name)
		w.Press("y")
		w.WaitFor("Copy from")
		w.Press("u")
		w.said(one.said)
		w.WaitUntil(func(string) bool { return w.clipboard() == one.url }, "was copied from: "+one.url)
		if strings.Contains(w.Screen(), one.hidden) {
			t.Errorf("the screen shows %q:\n%s", one.hidden, w.Screen())
		}
	}
}

// TestTheLastSentenceIsNotTheForms leaves what was said about the list there.
func TestTheLastSentenceIsNotTheForms(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor("Enabled", "u undo")
	w.Press("e")
	w.WaitFor("Edit  Billing")
	w.WaitGone("u undo")
}

// TestReadOnlyStandsAlone before there is anything else to say in the header.
func TestReadOnlyStandsAlone(t *testing.T) {
	t.Parallel()
	client, err := api.New(api.WithBaseURL("http://127.0.0.1:1"), api.WithCredentials("id", mask.NewSecret("secret")))
	if err != nil {
		t.Fatal(err)
	}
	s := flow.Start(t, flow.Demo(t, client, time.Now, func(o *ui.Options) { o.ReadOnly = "this is read-only" }), 80, 24)
	s.WaitUntil(func(screen string) bool {
		header, _, _ := strings.Cut(screen, "\n")
		return strings.HasSuffix(header, " read-only")
	}, "ends its header with read-only")
}

// TestHelpOffersNoWritesInReadOnly: the keys in the last line do something.
func TestHelpOffersNoWritesInReadOnly(t *testing.T) {
	t.Parallel()
	server := emulator.New(emulator.Demo())
	t.Cleanup(server.Close)
	client, err := api.New(api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	s := flow.Start(t, flow.Demo(t, client, time.Now, func(o *ui.Options) { o.ReadOnly = "this is read-only" }), 80, 24)
	s.WaitFor("PSA tickets", "enter open")
	s.WaitGone("space on/off", "t test", "e edit", "n new")
	s.Press("x")
	s.WaitFor("1 marked", "esc unmark")
	s.WaitGone("on/off marked", "d delete")
	s.Press("esc", "enter")
	s.WaitFor("Applies to", "esc back")
	s.WaitGone("c copy to new", "d delete")
}

// TestCopyingThroughTmux says where the text is, and gives it to the terminal
// where tmux does not take it.
func TestCopyingThroughTmux(t *testing.T) {
	t.Parallel()
	var held string
	w := open(t, size{80, 24}, emulator.Variant{}, func(o *ui.Options) {
		o.Tmux = func(_ context.Context, text string) error {
			held = text
			return nil
		}
	})
	w.choose("Billing to QuickB")
	w.Press("y", "enter")
	w.WaitFor("Copied to tmux's buffer: " + billing)
	w.said(`(id of "Billing to QuickBooks")`)
	if held != billing || strings.Contains(string(w.Output()), "\x1b]52;") {
		t.Errorf("tmux got %q", held)
	}
	w.Quit()

	broken := open(t, size{80, 24}, emulator.Variant{}, func(o *ui.Options) {
		o.Tmux = func(context.Context, string) error { return errors.New("no server running") }
	})
	broken.choose("Billing to QuickB")
	broken.Press("y", "enter")
	broken.said("tmux did not accept it (no server running); sent to the terminal, which may not either: " + billing)
	broken.WaitUntil(func(string) bool { return broken.clipboard() == billing }, "was copied from")
	broken.Quit()
}
