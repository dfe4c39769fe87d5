//go:build unix

package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// localWebhook creates a webhook that leads to the receiver.
func localWebhook(t *testing.T, w *world, r *receiver) {
	t.Helper()
	w.run(`{"name":"Local","url":"`+r.URL+`/coro","secret":"`+signingSecret+`","triggers":["workspace-created"]}`,
		"webhooks", "create", "--from", "-", "--yes").want(t, 0)
}

// editorOf makes an editor of a shell script, whose first argument is the file.
func editorOf(t *testing.T, script string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "an editor.sh")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return "'" + file + "'"
}

func TestSendAsksBeforeItLeavesThisMachine(t *testing.T) {
	w := loggedIn(t)
	s := w.start("send", "workspace-created", "--webhook", "PSA tickets")
	s.WaitFor("cannot tell a signed sample", "Send a sample of workspace-created to", "[y/N]")
	s.Press("enter")
	s.WaitFor("Nothing was sent")
	if code := s.WaitEnd(); code != 1 {
		t.Errorf("the exit code is %d", code)
	}
}

func TestSendOpensAnEditor(t *testing.T) {
	w, r := loggedIn(t), newReceiver(t, http.StatusNoContent)
	localWebhook(t, w, r)
	w.set("TMPDIR="+t.TempDir(), "EDITOR="+editorOf(t, `sed -i 's/acmedental.example/edited.example/' "$1"`))
	s := w.start("send", "workspace-created", "--webhook", "Local", "--edit", "--set", "data.n:=1")
	s.WaitFor("204 No Content from 127.0.0.1")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if len(r.got) != 1 || !r.got[0].Valid || !strings.Contains(string(r.got[0].Event.Data), `"domain":"edited.example"`) || !strings.Contains(string(r.got[0].Event.Data), `"n":1`) {
		t.Errorf("%s", r.bodies)
	}
}

func TestWhatIsEditedIsNotLost(t *testing.T) {
	w, r := loggedIn(t), newReceiver(t, http.StatusNoContent)
	localWebhook(t, w, r)
	folder := t.TempDir()
	w.set("TMPDIR="+folder, "VISUAL="+editorOf(t, `printf '{"typed": ' > "$1"`), "EDITOR=false")
	s := w.start("send", "workspace-created", "--webhook", "Local", "--edit")
	s.WaitFor("What was edited is not JSON", "kept in")
	if code := s.WaitEnd(); code != 2 {
		t.Errorf("the exit code is %d", code)
	}
	saved, err := filepath.Glob(filepath.Join(folder, "*", "workspace-created.json"))
	if err != nil || len(saved) != 1 {
		t.Fatalf("%v, %v", saved, err)
	}
	if data, err := os.ReadFile(saved[0]); err != nil || string(data) != `{"typed": ` {
		t.Errorf("%q, %v", data, err)
	}
	w.set("VISUAL=" + editorOf(t, `exit 3`))
	s = w.start("send", "workspace-created", "--webhook", "Local", "--edit")
	s.WaitFor("status 3). Nothing was sent")
	if code := s.WaitEnd(); code != 1 {
		t.Errorf("the exit code is %d", code)
	}
	w.set("VISUAL=" + editorOf(t, `: > "$1"`))
	s = w.start("send", "workspace-created", "--webhook", "Local", "--edit")
	s.WaitFor("The body is empty, so nothing was sent")
	s.WaitEnd()
	if len(r.got) != 0 {
		t.Errorf("%d deliveries", len(r.got))
	}
}
