package flow_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api/emulator"
	"corotui/ui"
	"corotui/ui/theme"
)

// fleetViews are the states of the fleet's screen: how each is come to from the
// list. What they wait for in the end is drawn by the last thing that happens.
var fleetViews = map[string]func(*world){
	"streaming": func(w *world) {
		w.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: clinic})
		w.Press("f")
		w.WaitFor("15 of 16 workspaces · 1 no access", "7 off")
	},
	"done": func(w *world) { w.fleet() },
	"hidden": func(w *world) {
		w.fleet()
		w.Press("/")
		w.Type("ws:harbor")
		w.WaitFor("4 of 39") // all are there
		w.Press("esc")
		w.WaitGone("4 of 39")
		w.Press("X", "/")
		w.Type("ws:harbor")
		w.WaitFor("39 marked, 35 hidden")
		w.Press("enter")
		w.WaitGone("keep filter")
	},
	"troubles": func(w *world) {
		w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpList, Workspace: clinic})
		w.Press("f")
		w.WaitFor("1 no access · 1 failed")
		w.said("R retries")
		w.Press("!")
		w.WaitFor("2 workspaces not read")
	},
	"question": func(w *world) {
		w.marksDead()
		w.Press("space")
		w.WaitFor("Enable 8 webhooks in 7 workspaces?")
	},
	"running": func(w *world) {
		w.marksDead()
		w.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Workspace: clinic})
		w.Press("space")
		w.WaitFor("Enable 8 webhooks in 7 workspaces?")
		w.Press("right", "enter")
		w.WaitFor("Enabled 7 of 8 webhooks")
	},
	"result": func(w *world) {
		w.marksDead()
		w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: clinic})
		w.Press("space")
		w.WaitFor("Enable 8 webhooks in 7 workspaces?")
		w.Press("right", "enter")
		w.WaitForDialog("Not done", "repeat 1")
		w.said("Enabled 7 webhooks, 1 failed")
		w.WaitUntil(func(screen string) bool {
			wide := strings.Contains(screen, "Applies to")
			return !wide || strings.Contains(screen, "enabled failed")
		}, "has the failed change in the detail, where there is one")
	},
}

// marksDead marks every webhook that is off.
func (w *world) marksDead() {
	w.t.Helper()
	w.fleet()
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("8 of 39")
	w.Press("enter", "X")
}

// port is that of the server, which is another one each time.
var port = regexp.MustCompile(`127\.0\.0\.1:\d{5}`)

// TestFleetViews compares each state of the fleet's screen at the sizes that
// terminals have, in colours and without any.
func TestFleetViews(t *testing.T) {
	t.Parallel()
	modes := map[string]theme.Mode{"dark": theme.Dark, "no-colour": theme.None}
	for name, comeTo := range fleetViews {
		for _, s := range []size{{60, 15}, {80, 24}, {140, 40}} {
			for look, mode := range modes {
				t.Run(name+"/"+s.String()+"-"+look, func(t *testing.T) {
					t.Parallel()
					w := open(t, s, emulator.Variant{Trace: "none"}, func(o *ui.Options) { o.Theme = mode })
					comeTo(w)
					shown := func() []byte {
						if mode == theme.None {
							return port.ReplaceAll([]byte(w.Screen()), []byte("127.0.0.1:00000"))
						}
						return port.ReplaceAll([]byte(w.ANSI()), []byte("127.0.0.1:00000"))
					}
					if want, err := os.ReadFile(filepath.Join("testdata", t.Name()+".golden")); err == nil && flag.Lookup("update").Value.String() != "true" {
						w.WaitUntil(func(string) bool { return bytes.Equal(shown(), want) }, "is the golden one:\n"+ansi.Strip(string(want)))
						return
					}
					golden.RequireEqual(t, shown())
				})
			}
		}
	}
}
