package flow_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/api/emulator"
)

func TestARevokedTokenIsRenewedUnseen(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.RevokeTokens()
	toggles(w)
	if tokens := len(w.wire.all(http.MethodPost)); tokens != 2 {
		t.Errorf("%d tokens were asked for", tokens)
	}
}

func TestALostServerLeavesTheRows(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{
		"cut off":      "list:reset,times=forever",
		"a proxy":      "list:page,times=forever",
		"cut half-way": "list:cut,times=forever",
		"out of order": "list:500,times=forever",
		"not allowed":  "list:403,times=forever",
		"not JSON":     "list:invalid,times=forever",
		"too much":     "list:huge=70MB,times=forever",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sizes[0], emulator.Variant{})
			parsed, err := emulator.ParseFault(fault)
			if err != nil {
				t.Fatal(err)
			}
			w.server.Fault(parsed)
			w.Press("r")
			w.said("Could not refresh:")
			w.WaitFor("PSA tickets", "User lifecycle")
			w.WaitGone("fresh\n")
			w.server.ClearFaults()
			w.Press("r")
			w.WaitFor("12 webhooks · fresh")
			w.Quit("q")
		})
	}
}

// TestATokenStaysWithItsHost sends the program to another server, which must
// not learn anything.
func TestATokenStaysWithItsHost(t *testing.T) {
	t.Parallel()
	other := &wire{next: http.NotFoundHandler()}
	elsewhere := httptest.NewServer(other)
	t.Cleanup(elsewhere.Close)
	for _, test := range []struct{ operation, key, said string }{
		{"list", "r", "Could not refresh"},
		{"get", "space", "Could not enable"},
		{"update", "space", "Could not enable"},
	} {
		w := open(t, sizes[0], emulator.Variant{})
		fault, err := emulator.ParseFault(test.operation + ":redirect=" + elsewhere.URL + ",times=forever")
		if err != nil {
			t.Fatal(err)
		}
		w.server.Fault(fault)
		w.choose("Billing to QuickB")
		w.Press(test.key)
		w.said(test.said)
		w.Quit()
	}
	if requests := other.all(); len(requests) != 0 {
		t.Errorf("another host was asked: %s %s %v", requests[0].method, requests[0].path, requests[0].header)
	}
}

// hostile is the demo with a webhook whose every text attacks the terminal, and
// with an emoji in the name of another.
func hostile() emulator.Seed {
	seed := emulator.Demo()
	hooks := seed.Workspaces[0].Webhooks
	for at := range hooks {
		switch hooks[at].Name {
		case "On-call alerts":
			hooks[at].Name, hooks[at].Description = "🚨 On-call alerts", "Pages the on-call technician 👩‍💻"
		case "Slack #new-clients":
			hooks[at] = emulator.SeedWebhook{
				Name:        "\x1b[2J\x1b[31mred\x1b[0m \x1b]0;owned\a\u202egnp.tfel-ot-thgir\u202c \x00nul\u200b\ttab",
				Description: "first line\r\nsecond line \x1b]52;c;b3duZWQ=\a and \u009b31m a C1 control",
				URL:         "https://hostile.example/\u2066%1B%5B31m?q=\u202eexe.txt",
				Secret:      "hostile-\x1b[31m",
				Headers:     []emulator.SeedHeader{{Name: "X-Note", Value: "plain"}},
				Triggers:    []string{"workspace-created", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\"},
				Created:     hooks[at].Created, Changed: hooks[at].Changed,
				Extra: `"note\u001b[31m":"\u001b[5mblink\u001b[0m","nested":{"list":[1,2.50,null,"\u202e"]}`,
			}
		}
	}
	return seed
}

// TestForeignTextIsHarmless looks at what the terminal is sent for a hostile
// webhook, in the list, the detail, the form and the questions.
func TestForeignTextIsHarmless(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		t.Run(size.String(), func(t *testing.T) {
			t.Parallel()
			w := openOn(t, size, hostile(), emulator.Variant{})
			w.WaitFor("PSA tickets", "12 webhooks")
			w.choose("red gnp")
			w.Press("enter")
			w.WaitFor("hostile.example")
			w.Press("v", "e")
			w.WaitFor("Edit  red")
			w.Press("esc")
			w.WaitGone("Edit  red")
			w.Press("d")
			w.WaitFor("Delete")
			w.Press("esc")
			w.WaitGone("Coro stops sending")
			w.Press("y", "enter")
			w.WaitFor("Sent to the terminal")
			w.Quit()
			for name, sequence := range map[string]string{
				"a clear screen": "\x1b[2J\x1b[31m", "a window title": "\x1b]0;owned", "a clipboard": "\x1b]52;c;b3duZWQ=",
				"a link": "\x1b]8;;https://evil.example", "blinking": "\x1b[5m", "a C1 control": "\x9b31m", "a NUL": "\x00",
				"a change of direction": "\u202e", "an isolate": "\u2066",
			} {
				if bytes.Contains(w.Output(), []byte(sequence)) {
					t.Errorf("the terminal was sent %s", name)
				}
			}
		})
	}
}

func TestColumnsStandInLine(t *testing.T) {
	t.Parallel()
	w := openOn(t, sizes[0], hostile(), emulator.Variant{})
	w.WaitFor("PSA tickets", "hostile.example", "notify.tokyo")
	header := w.Screen()[:strings.Index(w.Screen(), "PSA tickets")]
	header = header[strings.Index(header, "   STATUS"):]
	want := ansi.StringWidth(header[:strings.Index(header, "HOST")])
	for _, host := range []string{"psa.northwind", "hostile.example", "events.pager", "notify.tokyo", "warehouse."} {
		for line := range strings.Lines(w.Screen()) {
			if at := strings.Index(line, host); at >= 0 && ansi.StringWidth(line[:at]) != want {
				t.Errorf("the host is in column %d, not %d: %s", ansi.StringWidth(line[:at]), want, line)
			}
		}
	}
}
