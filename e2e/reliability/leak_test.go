//go:build unix

package reliability_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"corotui/api"
)

// TestNothingLeaks goes through the program with canaries in every input, and
// looks for them in all that it shows and writes.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	c := newCage(t)
	c.looks()
	c.wanders()
	c.edits()
	c.meetsAnother()
	c.isCutOff()
	c.scripts()
	c.files()
}

// looks opens everything that only shows.
func (c *cage) looks() {
	s := c.start()
	s.see("Billing", "Tickets", "· fresh")
	s.Press("t")
	s.see("Coro answered 200", "said", "trace")
	s.closes("Coro answered")
	s.Press("enter")
	s.see("Secret", "X-Api-Key", "Other fields")
	for what, said := range map[string]string{"JSON": "may not take it: {", "curl": "may not take it: curl"} {
		s.Press("y")
		s.see("Copy from")
		s.Choose(what)
		s.Press("enter")
		s.see(said)
	}
	s.Press("h")
	s.see("History of changes")
	s.end()
}

// wanders goes through the screens around the list, and gives a set a new secret.
func (c *cage) wanders() {
	s := c.start()
	s.see("Billing", "Tickets", "· fresh")
	s.Press("f")
	s.see("1 workspace", "Billing", "Tickets")
	s.Press("x", "down", "x")
	s.see("2 marked")
	s.Press("b")
	s.see("n  new secret")
	s.Press("n")
	s.see("Rotate the secret of 2 webhooks", "enter continue")
	s.Type(typedSecret)
	s.see(strings.Repeat("*", len(typedSecret)))
	s.Press("esc")
	s.WaitGone("Rotate the secret")
	for screen, text := range map[string]string{"w": "type to filter", "?": "enable or disable", ":": "change the marked", "h": "History of changes"} {
		s.Press(screen)
		s.see(text)
		s.Press("esc")
		s.WaitGone(text)
	}
	s.end()
}

// edits types secrets into a form, which the server refuses first.
func (c *cage) edits() {
	s := c.start()
	s.see("Billing", "Tickets", "· fresh")
	s.Press("e")
	s.see("Description", "X-Api-Key")
	s.fillIn(false)
	s.Press("ctrl+s")
	s.see("Save these")
	c.refusing.Store(true)
	s.Press("enter")
	s.see("Repeated")
	c.refusing.Store(false)
	s.Press("ctrl+s")
	s.see("Save these")
	s.Press("enter")
	s.WaitGone("Description")
	s.see("Saved", "History")
	if held := string(c.server.Webhooks(channel)[0]); !strings.Contains(held, typedSecret) || !strings.Contains(held, "key-typed") || !strings.Contains(held, "pass-typed") {
		c.t.Errorf("what was typed did not arrive: %s", held)
	}
	s.Press("u")
	s.see("Restored")
	s.end()
}

// fillIn types a secret into every field of a form that can hold one. A draft
// has lost the URL with credentials, and one without them shows what is typed;
// but it knows that a secret was typed.
func (w *watched) fillIn(draft bool) {
	// What opened the form may have been pressed once more than was needed, and
	// have moved the focus already. It stays at the first field.
	w.Press("up", "up", "up")
	w.down(2, "URL")
	if !draft {
		w.Press("end", "ctrl+u")
		w.Type(typedURL)
		w.see(strings.Repeat("*", len(typedURL)))
	}
	w.down(2+len(api.KnownTriggers)+2, "X-Api-Key")
	w.Press("enter")
	w.see("Value")
	w.Press("end", "ctrl+u")
	w.Type(canary + "key-typed")
	w.see(strings.Repeat("*", len(canary+"key-typed")))
	w.Press("enter")
	w.WaitUntil(func(screen string) bool { return !strings.Contains(focused(screen), "Value") }, "has left the value")
	w.down(2+headersAfterKey, "Secret")
	if !draft {
		w.Press("right")
	}
	w.WaitFor("type another")
	w.Press("down")
	w.Type(typedSecret)
	w.see(strings.Repeat("*", len(typedSecret)))
}

// headersAfterKey are the headers of a webhook after X-Api-Key and X-Env.
const headersAfterKey = 3

// down moves the focus of a form by so many fields, to the line with a label.
func (w *watched) down(fields int, label string) {
	w.cage.t.Helper()
	w.Press(slices.Repeat([]string{"down"}, fields)...)
	w.WaitUntil(func(screen string) bool { return strings.Contains(focused(screen), label) }, "has the focus at "+label)
}

// focused is the line with the mark of the focus.
func focused(screen string) string {
	_, after, _ := strings.Cut(screen, "▌ ")
	line, _, _ := strings.Cut(after, "\n")
	return line
}

// meetsAnother edits what somebody else changed meanwhile, secrets too.
func (c *cage) meetsAnother() {
	s := c.start()
	s.see("Billing", "Tickets", "· fresh")
	s.Press("e")
	s.see("Description", "X-Api-Key")
	s.fillIn(false)
	theirs := strings.NewReplacer("hook-22bb", "theirs", "typed-33cc", "theirs", "key-", "theirs-", "pass-", "theirs-", "query-", "theirs-")
	c.server.Put(channel, []byte(theirs.Replace(string(c.server.Webhooks(channel)[0]))))
	s.Press("ctrl+s")
	s.see("Save these")
	s.Press("enter")
	s.see("Changed by someone else", "theirs", "mine")
	s.end()
}

// isCutOff goes on with the form that was left, and loses the connection.
func (c *cage) isCutOff() {
	for range 2 {
		s := c.start()
		s.WaitForDialog("Resume the unsaved form", "· fresh")
		s.Press("enter")
		s.see("Description", "X-Api-Key")
		s.fillIn(true)
		s.Signal(syscall.SIGHUP)
		s.WaitEnd()
		c.look("the terminal's input", s.Output())
		if all := c.files(); !slices.Contains(all, ".local/state/corotui/draft.json") {
			c.t.Errorf("there is no draft among %q", all)
		}
	}
}

// scripts runs the commands.
func (c *cage) scripts() {
	made := `{"name":"Made","url":"` + secretURL + `","secret":"` + typedSecret + `","triggers":["workspace-created"],
		"headers":{"Authorization":"Bearer ` + canary + `made","X-Env":"prod"}}`
	c.refusing.Store(true)
	c.run(made, 1, "webhooks", "create", "--from", "-")
	c.refusing.Store(false)
	c.run(made, 0, "webhooks", "create", "--from", "-", "--json")
	c.run(canary+"again", 0, "webhooks", "edit", "Made", "--secret-stdin")
	c.run("", 0, "webhooks", "test", "Made")
	for _, args := range []string{
		"doctor", "fleet", "fleet --json", "fleet --format prometheus",
		"webhooks list", "webhooks list --json", "webhooks get Made", "webhooks get Made --json", "webhooks delete --yes Made",
		"history", "history --json", "profiles",
	} {
		c.run("", 0, strings.Fields(args)...)
	}
	c.run("", 1, "undo", "--yes") // what was changed last is lost: its URL held credentials
	c.run("", 0, "webhooks", "edit", "Billing", "--description", "to be undone")
	c.run("", 0, "undo", "--yes")
	c.env = slices.DeleteFunc(c.env, func(pair string) bool { return strings.HasPrefix(pair, "COROTUI_CLIENT_") })
	c.run(canary+"wrong", 3, "login", "--profile", "acme", "--client-id", "tech1", "--secret-stdin", "--store", "file")
	c.profile()
}

// profile stores the secret, and lets others read it meanwhile.
func (c *cage) profile() {
	c.run(clientSecret, 0, "login", "--profile", "acme", "--client-id", "tech1", "--secret-stdin", "--store", "file")
	for _, args := range []string{"profiles", "profiles --json", "doctor", "doctor --json", "webhooks list", "completion bash", "man"} {
		c.run("", 0, strings.Fields(args)...)
	}
	kept, err := filepath.Glob(filepath.Join(c.home, ".local/state/corotui/secrets/*"))
	if err != nil || len(kept) != 1 {
		c.t.Fatalf("kept are %q, %v", kept, err)
	}
	for mode, code := range map[os.FileMode]int{0o644: 2, 0o600: 0} {
		if err := os.Chmod(kept[0], mode); err != nil {
			c.t.Fatal(err)
		}
		c.run("", code, "doctor")
		c.run("", code, "webhooks", "list", "--no-token-cache")
	}
	c.run("", 0, "logout")
	c.run("", 3, "doctor")
	c.run("", 0, "profiles")
}

// end quits, and looks at all that was written to the terminal.
func (w *watched) end() {
	w.cage.t.Helper()
	w.Quit()
	w.cage.look("the terminal's input", w.Output())
	w.cage.files()
}

// closes closes a dialog with a text, once that takes keys.
func (w *watched) closes(text string) {
	w.cage.t.Helper()
	w.WaitForDialog(text)
	w.Press("esc")
	w.WaitGone(text)
}
