//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestTheLoginLeadsToWhatIsWrong: arrows and tab move, a refusal puts the cursor where it
// is to be corrected, and the labels are those of "corotui login".
func TestTheLoginLeadsToWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start()
	s.WaitFor("Log in to Coro", "another server, by its URL below", "API URL        "+w.url, "Client id", "Client secret", "Workspace id", "↑↓ move")
	s.Press("right")
	s.WaitFor("United States · api.secure.coro.net")
	s.WaitGone("API URL")
	s.Press("left")
	s.WaitFor("API URL        " + w.url)
	s.Press("down", "tab", "tab", "tab", "tab", "shift+tab", "up", "up")
	s.Type(clientID)
	s.Press("down")
	s.Paste(" wrong-secret ")
	s.WaitFor("Client id      "+clientID, "Pasted without the blanks at its ends.")
	s.Press("down")
	s.Type("wrong_workspace")
	s.WaitFor("enter log in")
	s.Press("enter")
	s.WaitFor("refused the credentials", "enter next")
	s.Press("ctrl+u")
	s.Type(canary)
	s.Press("down", "enter")
	s.WaitFor("no access to workspace wrong_workspace")
	s.Press("ctrl+u")
	s.Type(emulator.DemoChannel)
	s.WaitFor("Workspace id   " + emulator.DemoChannel)
	s.Press("enter")
	s.WaitFor("Where should the secret be stored?")
	s.Press("esc")
	s.WaitFor("Acme Channel", "12 webhooks")
	if strings.Contains(string(s.Output()), canary) {
		t.Error("the secret was on the screen")
	}
	s.Press("q")
	s.WaitEnd()
}
