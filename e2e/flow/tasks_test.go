package flow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/ui"
)

// These tests play what a technician does in a day, with the keys that the screen offers and
// no others: who knows other programs of this kind, but not this one, gets there at once.

// newcomer knows nothing but what the screen says.
type newcomer struct{ *world }

// arrives starts the program for one who sees it for the first time.
func arrives(t *testing.T, changes ...func(*ui.Options)) newcomer {
	t.Helper()
	return newcomer{open(t, size{80, 24}, emulator.Variant{}, changes...)}
}

// everybodyKnows these keys, which do the same everywhere.
var everybodyKnows = []string{"up", "down", "left", "right", "esc"}

// sees waits until the screen offers a key with what it does: in the hint line, in help, in
// the palette, or in the box that asks.
func (n newcomer) sees(key, does string) {
	n.t.Helper()
	n.WaitUntil(func(screen string) bool { return offers(screen, key, does) }, "offers "+key+" "+does)
}

// offers reports whether a line has a key and what it does, as words of their own.
func offers(screen, key, does string) bool {
	for line := range strings.Lines(screen) {
		words := strings.Fields(strings.Trim(line, "│▌▐ \n"))
		for i, word := range words {
			if word == key && strings.HasPrefix(strings.Join(words[i+1:], " "), does) {
				return true
			}
		}
	}
	return false
}

// takes presses a key once the screen offers it.
func (n newcomer) takes(key, does string) {
	n.t.Helper()
	if !slices.Contains(everybodyKnows, key) {
		n.sees(key, does)
	}
	n.Press(key)
}

// finds looks a word up in the palette, and runs what is found first.
func (n newcomer) finds(words, key, does string) {
	n.t.Helper()
	n.WaitFor("type an action")
	n.Type(words)
	n.WaitUntil(func(screen string) bool {
		return strings.Contains(screen, ": "+words) && offers(row(screen), key, does)
	},
		"finds "+does+" for "+words)
	n.takes("enter", "run")
}

// looksUp looks in help, which the hint line names, for a key, and presses it.
func (n newcomer) looksUp(key, does string) {
	n.t.Helper()
	n.takes("?", "more")
	n.sees("↑↓", "scroll")
	for !offers(n.Screen(), key, does) {
		before := n.Screen()
		n.Press("pgdown")
		n.WaitUntil(func(screen string) bool { return screen != before }, "scrolls on to "+key+" "+does)
	}
	n.Press("esc")
	n.WaitGone("↑↓ scroll")
	n.Press(key)
}

// all marks what a filter leaves of the fleet, of which there are so many.
func (n newcomer) all(filter, many string) {
	n.t.Helper()
	n.takes("f", "fleet")
	n.WaitFor("16 workspaces · 1 no access", "Harbor Clinic")
	n.WaitGone("of 16 workspaces")
	n.takes("/", "filter")
	if field, _, is := strings.Cut(filter, ":"); is {
		n.WaitFor(field + ":")
	}
	n.Type(filter)
	n.WaitFor(filter, many+" of ")
	n.takes("enter", "keep filter")
	n.takes("X", "mark all")
	n.WaitFor(many + " marked")
}

// TestReenableTheWebhookThatBrokeLastNight: space. What went off last is on top.
func TestReenableTheWebhookThatBrokeLastNight(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.at("PSA tickets")
	n.WaitFor("○ off 2h")
	n.takes("space", "on/off")
	n.said(`Enabled "PSA tickets"`)
	if held := n.find("PSA tickets"); held["status"] != "enabled" {
		t.Errorf("the server holds it as %v", held["status"])
	}
}

// TestMoveTwelveWebhooksToANewHost: f / host:hooks.acme enter X b m enter NEW enter y.
func TestMoveTwelveWebhooksToANewHost(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	id, _ := n.find("Usage report")["id"].(string)
	n.elsewhere(id, "url", "https://hooks.acme.example/usage")
	n.all("host:hooks.acme", "12")
	n.takes("b", "change…")
	n.takes("m", "move URL to another host")
	n.WaitFor("Change the URL of 12 webhooks", "From         hooks.acme.example")
	n.takes("enter", "continue")
	n.Type("in.moved.example")
	n.takes("enter", "continue")
	n.WaitForDialog("URL hooks.acme.example → in.moved.example", "and 9 others")
	n.takes("y", "change 12")
	n.closesResults("12 changed")
	for name, held := range map[string]map[string]any{"its own": n.held(id), "another": n.in(contoso, "Billing to QuickBooks")} {
		if url, _ := held["url"].(string); !strings.HasPrefix(url, "https://in.moved.example/") {
			t.Errorf("of %s workspace the server holds %s", name, url)
		}
	}
}

// TestAddATriggerToAllBillingWebhooks: f / billing enter X b a enter y.
func TestAddATriggerToAllBillingWebhooks(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.all("billing", "11")
	n.takes("b", "change…")
	n.takes("a", "add trigger where it is missing")
	n.WaitFor("Add a trigger to 11 webhooks", "a workspace is created")
	n.takes("enter", "add")
	n.WaitForDialog("Add workspace-created to 10 webhooks", "1 already has it and will be skipped.")
	n.takes("y", "add 10")
	n.closesResults("10 added · 1 skipped")
	if held, _ := n.in(contoso, "Billing to QuickBooks")["triggers"].([]any); !slices.Contains(held, any("workspace-created")) {
		t.Errorf("the server holds %v", held)
	}
}

// TestFindWhoChangedAURL: ? says h, then down to it, enter. Other changes came later.
func TestFindWhoChangedAURL(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.changesSome()
	n.looksUp("h", "the history of changes: who, when, what")
	n.WaitFor("History of changes", "Usage report", "PSA tickets")
	n.to("Usage report")
	n.takes("enter", "show whole")
	n.WaitFor(`Changed "Usage report"`, "Who          tech1", "https://usage.acme.example/v1/coro", "https://moved.example/in")
}

// changesSome makes changes of which only the first changes a URL.
func (n newcomer) changesSome() {
	n.t.Helper()
	n.choose("Usage report")
	n.Press("e")
	n.WaitFor("Edit  Usage report")
	n.to("URL")
	n.retype("https://moved.example/in")
	n.Press("ctrl+s")
	n.WaitFor("Save these changes?")
	n.Press("enter")
	n.WaitFor(`Saved "Usage report"`, "5 of 12")
	n.Press("esc")
	n.WaitFor("STATUS")
	n.choose("PSA tickets")
	n.Press("space")
	n.said(`Enabled "PSA tickets"`)
}

// TestCopyAWebhookToThreeWorkspaces: ? says >, then x on three, enter y.
func TestCopyAWebhookToThreeWorkspaces(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.choose("Usage report")
	n.looksUp(">", "copy into other workspaces")
	n.WaitFor(`Copy "Usage report" into`, "contosobikes_C9B1_x")
	for i, workspace := range []string{"Contoso Bikes", "Granite Legal", "Woodgrove Bank"} {
		n.to(workspace)
		n.takes("x", "mark")
		n.WaitFor([]string{"1", "2", "3"}[i] + " marked")
	}
	n.takes("enter", "copy")
	n.WaitForDialog("Copy 1 webhook into 3 workspaces?", "→ Contoso Bikes", "→ Granite Legal", "→ Woodgrove Bank")
	n.takes("y", "copy 3")
	n.closesResults("3 copied")
	for _, workspace := range []string{contoso, "granitelegal_G6L9_x", "woodgrovebank_W1B7_x"} {
		if n.in(workspace, "Usage report") == nil {
			t.Errorf("%s does not have it", workspace)
		}
	}
}

// TestSeeSinceWhenAWebhookHasBeenOff: the list says it, and enter says it to the minute.
func TestSeeSinceWhenAWebhookHasBeenOff(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.choose("Billing to QuickB")
	n.at("off 3d")
	n.takes("enter", "open")
	n.WaitFor("Off since 2026-11-20 14:02 UTC. Coro will not resend events missed since then.")
}

// TestUndoYesterdaysChange: ? says h, then down to it, u. What was changed later stays.
func TestUndoYesterdaysChange(t *testing.T) {
	t.Parallel()
	n := arrives(t, func(o *ui.Options) {
		clock := o.Now
		o.Now = func() time.Time { return clock().Add(24 * time.Hour) }
	})
	n.changesSome()
	n.looksUp("h", "the history of changes: who, when, what")
	n.WaitFor("History of changes", "23 Nov")
	n.to("Usage report")
	n.takes("u", "undo this one")
	n.said(`Restored URL of "Usage report"`)
	if url, _ := n.find("Usage report")["url"].(string); !strings.HasPrefix(url, "https://usage.acme.example/") {
		t.Errorf("the server holds %s", url)
	}
	if status := n.find("PSA tickets")["status"]; status != "enabled" {
		t.Errorf("what was changed later is %v", status)
	}
}

// TestRotateASecret: ? says :, then rotate enter, n enter y, and right enter to see it.
func TestRotateASecret(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.choose("Usage report")
	n.looksUp(":", "find an action by name")
	n.finds("rotate", "b", "change the marked: URL, triggers")
	n.takes("n", "new secret")
	n.WaitFor(`Rotate the secret of "Usage report"`, "generated unless typed")
	n.takes("enter", "continue")
	n.WaitForDialog("Rotate the secret of 1 webhook", "It can be copied or shown when the run has ended.")
	n.takes("y", "rotate 1")
	n.WaitForDialog(`Give the receiver of "Usage report" its new secret`, "show")
	n.takes("right", "choose")
	n.takes("enter", "show")
	secret, _ := n.find("Usage report")["secret"].(string)
	if len(secret) < 40 {
		t.Fatalf("the server holds %q", secret)
	}
	n.WaitForDialog(secret)
	n.takes("esc", "cancel")
	n.WaitGone(secret)
	n.takes("y", "secret…")
	n.WaitForDialog("Give the receiver")
}

// TestFindWebhooksOffForMoreThanAWeek: f / off:>1w.
func TestFindWebhooksOffForMoreThanAWeek(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.takes("f", "fleet")
	n.WaitFor("8 off", "16 workspaces · 1 no access")
	n.takes("/", "filter")
	n.WaitFor("off:>2d")
	n.Type("off:")
	n.WaitFor(">1w")
	n.Type(">1w")
	n.WaitFor("1 of ", "off 1mo", "Security alerts")
}

// TestLookAtTheJSONOfAWebhook: enter J.
func TestLookAtTheJSONOfAWebhook(t *testing.T) {
	t.Parallel()
	n := arrives(t)
	n.choose("Usage report")
	n.takes("enter", "open")
	n.takes("J", "JSON")
	n.WaitFor(`"name": "Usage report"`, `"url": "https://usage.acme.example`)
}
