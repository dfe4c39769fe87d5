//go:build unix

package shells_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLoopOfTheTutorial types what docs/deliveries.md has its reader type, but for the
// ports, which may be in use here.
func TestTheLoopOfTheTutorial(t *testing.T) {
	t.Parallel()
	script := tutorial(t, "deliveries.md", "The whole loop, on the emulator")
	ports := []string{"corotui emulator", "corotui emulator --addr 127.0.0.1:" + port(t)}
	listening, billing := port(t), port(t)
	ports = append(ports, ":4318", ":"+listening, ":9000", ":"+billing, "corotui listen --secret-stdin --forward-to",
		"corotui listen --secret-stdin --addr 127.0.0.1:"+listening+" --forward-to")
	typed := strings.NewReplacer(ports...).Replace(script)

	u := newUser(t)
	u.env = []string{"HOME=" + u.home, "PATH=" + folder + ":" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	command := exec.CommandContext(t.Context(), "bash", "-c", typed)
	command.Env, command.Dir = u.env, u.home
	said, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("it ended with %v", err)
	}
	c := carried{user: u}
	c.has(string(said), "It still fails.", "Third Dental", "\tTutorial\t")
	c.has(c.file("listen.txt"), "genuine", "workspace-created", "forward")
	if got := strings.Count(c.file("billing2.txt"), "workspace-created"); got < 1 {
		t.Errorf("what was missed did not arrive:\n%s", c.file("billing2.txt"))
	}
	if t.Failed() {
		t.Logf("it said\n%s", said)
		for _, name := range []string{"emulator.txt", "listen.txt", "billing.txt", "billing2.txt"} {
			content, _ := os.ReadFile(filepath.Join(u.home, name))
			t.Logf("%s:\n%s", name, content)
		}
	}
}

// tutorial is what a section of a document has its reader type into a shell.
func tutorial(t *testing.T, document, section string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", document))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## "+section+"\n")
	if !found {
		t.Fatal("the document has no such section")
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	var script strings.Builder
	for _, block := range fenced.FindAllStringSubmatch(rest, -1) {
		if block[1] == "sh" {
			script.WriteString(block[2])
		}
	}
	return script.String()
}

// port is a free one.
func port(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, number, _ := strings.Cut(listener.Addr().String(), ":")
	return number
}
