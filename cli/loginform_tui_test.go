//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestLoginFormSaysWhereTheSecretGoes, also after the region was chosen once more.
func TestLoginFormSaysWhereTheSecretGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start("login", "--profile", "acme")
	s.WaitFor("Region", "▌ another server")
	s.Press("enter")
	s.WaitFor("API URL")
	s.Press("enter")
	s.WaitFor("Client id", "Client secret", "Workspace id", "sent only to "+strings.TrimPrefix(w.url, "http://"))
	s.Type("id") // without one the field is not left
	s.Press("shift+tab")
	s.WaitFor("API URL")
	s.Press("shift+tab")
	s.WaitFor("Region")
	s.Press("up", "enter")
	s.WaitFor("Client secret", "sent only to api.secure-eu.coro.net")
	s.Press("ctrl+c")
	s.WaitEnd()
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("sent are %+v", sent)
	}
}

// TestLoginFormAsksAgainForWhatIsWrong, and keeps the other answers.
func TestLoginFormAsksAgainForWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start("login", "--profile", "acme")
	s.WaitFor("Region", "▌ another server")
	s.Press("enter")
	s.WaitFor("API URL")
	s.Press("enter")
	s.WaitFor("Client id")
	s.Type(clientID)
	s.Press("enter")
	s.Type("wrong-secret")
	s.Press("enter")
	s.Type("wrong_workspace")
	s.Press("enter")
	s.WaitFor("refused the credentials", clientID, "wrong_workspace")
	s.Press("ctrl+u")
	s.Type(canary)
	s.Press("enter", "enter")
	s.WaitFor("no access to workspace wrong_workspace", "Workspace id")
	s.Press("ctrl+u")
	s.Type(emulator.DemoChannel)
	s.Press("enter")
	s.WaitFor("Where should the secret be stored?")
	s.Press("ctrl+c")
	s.WaitEnd()
	if strings.Contains(string(s.Output()), canary) {
		t.Error("the secret was on the screen")
	}
}
