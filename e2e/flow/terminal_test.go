//go:build unix

package flow_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/e2e/flow"
)

// home is the environment of a user who has never run the program.
func home(t *testing.T) []string {
	t.Helper()
	folder := t.TempDir()
	return []string{
		"HOME=" + folder, "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=xterm-256color",
		"XDG_CONFIG_HOME=" + folder + "/config", "XDG_STATE_HOME=" + folder + "/state",
		"XDG_CACHE_HOME=" + folder + "/cache", "XDG_RUNTIME_DIR=" + folder + "/run",
	}
}

// TestTheProgramItself runs the built program on a pseudo-terminal.
func TestTheProgramItself(t *testing.T) {
	t.Parallel()
	program := flow.Build(t)
	for _, size := range sizes {
		t.Run("demo "+size.String(), func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, Session: flow.StartBinary(t, program, []string{"--demo"}, home(t), size.width, size.height)}
			w.WaitFor("Acme Channel", "PSA tickets", "Billing to QuickB")
			w.choose("Billing to QuickB")
			w.Press("space")
			w.WaitFor(`Enabled "Billing to QuickBooks"`)
			w.Press("enter")
			w.WaitFor("hooks.acme.example/coro/billing?v=2")
			w.Press("e")
			w.WaitFor("Edit  Billing to QuickBooks")
			w.to("Description")
			w.retype("by hand")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?", "+ by hand")
			w.Press("enter")
			w.WaitFor(`Saved "Billing to QuickBooks"`, "by hand")
			w.Press("q")
			w.WaitFor("PSA tickets")
			w.Quit("q")
		})
	}
	t.Run("resized", func(t *testing.T) {
		t.Parallel()
		s := flow.StartBinary(t, program, []string{"--demo"}, home(t), 80, 24)
		s.WaitFor("Acme Channel", "User lifecycle")
		for _, size := range []size{{60, 15}, {300, 100}, {40, 10}, {1, 1}, {200, 50}, {80, 24}} {
			s.Resize(size.width, size.height)
			switch {
			case size.width < 20:
			case size.width < 60:
				s.WaitFor("corotui needs 60x15")
			case size.height < 24:
				s.WaitFor("PSA tickets", "? more")
				s.WaitGone("User lifecycle")
			default:
				s.WaitFor("User lifecycle", "? more")
				s.WaitUntil(func(screen string) bool {
					lines := strings.Split(screen, "\n")
					return len(lines) == size.height && strings.Contains(lines[size.height-1], "? more")
				}, fmt.Sprintf("has its keys in line %d", size.height))
			}
		}
		s.Quit("q")
	})
}

// TestTheDemoInTmux looks at the program through a terminal that is none of
// ours.
func TestTheDemoInTmux(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	program := flow.Build(t)
	socket := filepath.Join(t.TempDir(), "tmux")
	tmux := func(args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), "tmux", append([]string{"-S", socket, "-f", "/dev/null", "-u"}, args...)...)
		command.Env = home(t)
		said, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %s: %v\n%s", args, err, said)
		}
		return string(said)
	}
	shows := func(texts ...string) {
		t.Helper()
		limit := time.After(10 * time.Second)
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for {
			screen := tmux("capture-pane", "-p")
			found := 0
			for _, text := range texts {
				if strings.Contains(screen, text) {
					found++
				}
			}
			if found == len(texts) {
				return
			}
			select {
			case <-look.C:
			case <-limit:
				t.Fatalf("tmux does not show all of %q:\n%s", texts, screen)
			}
		}
	}
	tmux("new-session", "-d", "-x", "80", "-y", "24", "/bin/sh")
	t.Cleanup(func() {
		if err := exec.Command("tmux", "-S", socket, "kill-server").Run(); err != nil {
			t.Errorf("end tmux: %v", err)
		}
	})
	tmux("send-keys", program+" --demo; echo ended with $?", "Enter")
	shows("Acme Channel", "12 webhooks · fresh", "新規ワークスペース通知", "? more")
	tmux("send-keys", "Space")
	shows(`Enabled "PSA tickets"`)
	tmux("send-keys", "Enter")
	shows("psa.northwind.example/api/v4/inbound/coro", "● on")
	tmux("send-keys", "Escape")
	shows("User lifecycle")
	tmux("send-keys", "q")
	shows("ended with 0")
}
