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
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/e2e/flow"
	"corotui/internal/account"
	"corotui/internal/mask"
	"corotui/ui"
	"corotui/ui/theme"
)

// updating reads -update, which the library for golden files defines.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// form is a terminal to take a picture in.
type form struct {
	folder        string
	width, height int
	theme         theme.Mode
	colours       colours
}

// forms are the terminals that every picture is taken in, each in its folder.
var forms = []form{
	{"80x24-dark", 80, 24, theme.Dark, darkColours},
	{"80x24-light", 80, 24, theme.Light, lightColours},
	{"140x40-dark", 140, 40, theme.Dark, darkColours},
	{"140x40-light", 140, 40, theme.Light, lightColours},
}

// shots are the pictures: how each is come to from the list, and what must be
// on the screen before it is taken.
var shots = []struct {
	name  string
	walk  func(scene)
	shows []string
}{
	{"list", func(s scene) {
		s.Press("down", "space")
		if s.wide {
			s.WaitFor("disabled → enabled") // in the detail beside it, which is read after the change
		}
	}, []string{`Enabled "Billing to QuickBooks"`, "u undo"}},
	{"detail", func(s scene) {
		s.Press("down", "space")
		s.WaitFor("Enabled")
		s.Press("space")
		s.WaitFor("Disabled")
		s.Press("enter")
	}, []string{"66b204f0c992d50b8b2f984c", "enabled → disabled", "disabled → enabled", "esc back"}},
	{"form", edited, []string{"2 unsaved", "billing?v=3", "▌"}},
	{"review", func(s scene) {
		edited(s)
		s.Press("ctrl+s")
	}, []string{"Save these changes?", "Unchanged:"}},
	{"conflict", func(s scene) {
		edited(s)
		s.elsewhere()
		s.Press("ctrl+s")
		s.WaitFor("Save these changes?")
		s.Press("enter")
	}, []string{"Changed by someone else", "billing?v=2.1"}},
	{"workspaces", func(s scene) {
		s.Press("w")
	}, []string{"Lakeside Law", "Harbor Clinic"}},
	{"help", func(s scene) {
		s.Press("?")
	}, []string{"enable or disable"}},
	{"fleet", func(s scene) {
		s.Press("f")
		s.WaitFor("16 workspaces", "8 off")
		s.WaitGone("of 16 workspaces")
		s.Press("x")
		s.WaitFor("1 marked")
		s.Press("x")
		if s.wide {
			s.WaitFor("Off since")
		}
	}, []string{"16 workspaces · 1 no access", "8 off · 31 on · 2 marked"}},
	{"fleet-loading", func(s scene) {
		s.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: "harborclinic_H2C8_x"})
		s.Press("f")
	}, []string{"15 of 16 workspaces", "7 off"}},
	{"login", nil, []string{"Client"}},
}

// scene is the program in a terminal, and the API it works on.
type scene struct {
	*flow.Session
	t      *testing.T
	client *api.Client
	server *emulator.Server
	wide   bool // list and detail stand side by side
}

// edited changes the URL and an event in the form.
func edited(s scene) {
	s.Press("down", "e")
	s.WaitFor("Edit  Billing to QuickBooks")
	s.Press("down", "down", "end", "backspace", "3")
	s.WaitFor("billing?v=3")
	s.Press("down", "down", "down", "down", "space")
	s.WaitFor("[x] workspace-status-updated")
}

// elsewhere changes the webhook of the form from another machine.
func (s scene) elsewhere() {
	s.t.Helper()
	const id = "66b204f0c992d50b8b2f984c"
	there, err := s.client.Webhook(s.t.Context(), emulator.DemoChannel, id)
	if err != nil {
		s.t.Fatal(err)
	}
	goal := there.Clone()
	goal.URL = "https://hooks.acme.example/coro/billing?v=2.1"
	if _, err := s.client.UpdateWebhook(s.t.Context(), emulator.DemoChannel, there.Update(goal)); err != nil {
		s.t.Fatal(err)
	}
}

func TestPicturesShowTheProgram(t *testing.T) {
	t.Parallel()
	var tools string
	if updating() {
		tools = build(t)
	}
	for _, form := range forms {
		for _, shot := range shots {
			t.Run(form.folder+"/"+shot.name, func(t *testing.T) {
				t.Parallel()
				begin := func(*ui.Options) {}
				if shot.walk == nil {
					begin = func(o *ui.Options) { o.Login, o.Workspace = &account.Attempt{Region: "us"}, "" }
				}
				s := start(t, form.width, form.height, func(o *ui.Options) { o.Theme = form.theme }, begin)
				if shot.walk != nil {
					s.WaitFor("Acme Channel", "12 webhooks · fresh", "PSA tickets")
					shot.walk(s)
				}
				s.WaitFor(shot.shows...)
				name := filepath.Join(form.folder, shot.name)
				if updating() {
					frame := s.ANSI()
					if err := os.WriteFile(name+".ansi", []byte(frame), 0o644); err != nil {
						t.Fatal(err)
					}
					draw(t, tools, frame, name, form)
					return
				}
				have := read(t, name+".ansi")
				s.WaitUntil(func(string) bool { return s.ANSI() == have },
					"is that of "+name+".ansi (go test ./screenshots -update makes it anew), which shows\n"+ansi.Strip(have))
				for _, picture := range []string{name + ".svg", name + ".png"} {
					if !strings.Contains(read(t, picture), seal(have)) {
						t.Errorf("%s is not drawn from %s.ansi; go test ./screenshots -update draws it anew", picture, name)
					}
				}
			})
		}
	}
}

// start runs the program on the demo, at a time that stands still.
func start(t *testing.T, width, height int, changes ...func(*ui.Options)) scene {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC) }
	server := emulator.New(emulator.Demo(), emulator.WithClock(clock))
	t.Cleanup(server.Close)
	client, err := api.New(api.WithClock(clock), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	return scene{flow.Start(t, flow.Demo(t, client, clock, changes...), width, height), t, client, server, width >= 110}
}

// seal ties a picture to the text it was drawn from.
func seal(frame string) string {
	return fmt.Sprintf("drawn from %x", sha256.Sum256([]byte(frame)))
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
