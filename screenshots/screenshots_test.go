// Package screenshots makes the pictures of the program: of its real screens,
// on the demo's data. "go test ./screenshots -update" makes them anew; without
// the flag the test fails where a picture no longer shows what the program
// shows. Beside each picture stands its text, which "cat" shows in a terminal.
package screenshots

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/mask"
	"corotui/ui/flow"
)

// updating reads -update, which the library for golden files defines.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// shots are the pictures: how each is come to from the list, and what must be
// on the screen before it is taken.
var shots = []struct {
	name          string
	width, height int
	walk          func(*flow.Session)
	shows         []string
}{
	{"list", 80, 24, func(s *flow.Session) {
		s.Press("down")
	}, []string{"▌  ○ off 3d", "2 off"}},
	{"marked", 80, 24, func(s *flow.Session) {
		s.Press("down", "x", "x", "down", "x")
	}, []string{"3 marked"}},
	{"toggled", 80, 24, func(s *flow.Session) {
		s.Press("down", "space")
	}, []string{`Enabled "Billing to QuickBooks"`, "u undo"}},
	{"split", 140, 40, func(s *flow.Session) {
		s.Press("down")
	}, []string{"▌  ○ off 3d", "Updates invoices"}},
	{"detail", 80, 24, func(s *flow.Session) {
		s.Press("down", "space")
		s.WaitFor("Enabled")
		s.Press("space")
		s.WaitFor("Disabled")
		s.Press("enter")
	}, []string{"66b204f0c992d50b8b2f984c", "enabled → disabled"}},
	{"form", 80, 24, edited, []string{"2 unsaved", "billing?v=3", "▌"}},
	{"review", 80, 24, func(s *flow.Session) {
		edited(s)
		s.Press("ctrl+s")
	}, []string{"Save these changes?", "Unchanged:"}},
	{"delete", 80, 24, func(s *flow.Session) {
		s.Press("down", "d")
	}, []string{`Delete "Billing to QuickBooks"?`, "in Acme Channel"}},
	{"filter", 80, 24, func(s *flow.Session) {
		s.Press("/")
		s.Type("status:enabled acme")
	}, []string{"5 of 12"}},
	{"workspaces", 80, 24, func(s *flow.Session) {
		s.Press("w")
	}, []string{"Lakeside Law", "Harbor Clinic"}},
	{"help", 80, 24, func(s *flow.Session) {
		s.Press("?")
	}, []string{"enable or disable"}},
}

// edited changes the URL and an event in the form.
func edited(s *flow.Session) {
	s.Press("down", "e")
	s.WaitFor("Edit  Billing to QuickBooks")
	s.Press("down", "down", "end", "backspace", "3")
	s.WaitFor("billing?v=3")
	s.Press("down", "down", "down", "down", "space")
	s.WaitFor("[x] workspace-status-updated")
}

func TestPicturesShowTheProgram(t *testing.T) {
	t.Parallel()
	for _, shot := range shots {
		t.Run(shot.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, shot.width, shot.height)
			shot.walk(s)
			s.WaitFor(shot.shows...)
			text, picture := shot.name+".ansi", shot.name+".svg"
			if updating() {
				frame := s.ANSI()
				if err := os.WriteFile(text, []byte(frame), 0o644); err != nil {
					t.Fatal(err)
				}
				draw(t, frame, picture, shot.width, shot.height)
				return
			}
			have, drawn := read(t, text), read(t, picture)
			s.WaitUntil(func(string) bool { return s.ANSI() == have },
				"is that of "+text+" (go test ./screenshots -update makes it anew), which shows\n"+ansi.Strip(have))
			if !strings.Contains(drawn, seal(have)) {
				t.Errorf("%s is not drawn from %s; go test ./screenshots -update draws it anew", picture, text)
			}
		})
	}
}

// start runs the program on the demo, at a time that stands still.
func start(t *testing.T, width, height int) *flow.Session {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC) }
	server := emulator.New(emulator.Demo(), emulator.WithClock(clock))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithClock(clock), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	s := flow.Start(t, flow.Demo(t, client, clock), width, height)
	s.WaitFor("Acme Channel", "12 webhooks · fresh", "PSA tickets")
	return s
}

// seal ties a picture to the text it was drawn from.
func seal(frame string) string {
	return fmt.Sprintf("<!-- drawn from %x -->", sha256.Sum256([]byte(frame)))
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
