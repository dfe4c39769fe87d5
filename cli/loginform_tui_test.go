//go:build unix

package cli_test

import (
	"strings"
	"testing"
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
