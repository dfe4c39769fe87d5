package state_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/state"
)

// The test binary is also the other copies of the program: with this variable
// set it is one of them.
const copyVariable = "COROTUI_TEST_COPY"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(copyVariable) {
	case "":
		os.Exit(m.Run()) //nolint:forbidigo // as every TestMain ends
	case "ask":
		err = askOnce()
	case "hold":
		err = holdForEver()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // this process is a copy, and no test
	}
}

func copyPaths() config.Paths {
	return config.Paths{State: filepath.Join(os.Getenv("COPY_HOME"), "state"), Runtime: filepath.Join(os.Getenv("COPY_HOME"), "run", "corotui")}
}

// askOnce starts with the other copies, and makes one call.
func askOnce() error {
	client, err := api.New(
		api.WithBaseURL(os.Getenv("COPY_URL")), api.WithTokenStore(state.NewTokens(copyPaths())),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	)
	if err != nil {
		return err
	}
	fmt.Println("ready") //nolint:forbidigo // the parent waits for it
	if _, err := io.ReadAll(os.Stdin); err != nil {
		return err
	}
	_, err = client.Webhooks(context.Background(), emulator.DemoChannel)
	return err
}

// holdForEver takes the lock and keeps it until it is killed.
func holdForEver() error {
	if _, err := state.NewTokens(copyPaths()).Lock(context.Background(), key); err != nil {
		return err
	}
	fmt.Println("ready") //nolint:forbidigo // the parent waits for it
	_, err := io.ReadAll(os.Stdin)
	return err
}

// other is another copy of the program.
type other struct {
	*exec.Cmd
	stdin  io.Closer
	stderr *strings.Builder
}

// start starts a copy and waits until it is ready.
func start(t *testing.T, role, home, url string) other {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := other{Cmd: exec.CommandContext(t.Context(), program), stderr: &strings.Builder{}}
	o.Env = append(os.Environ(), copyVariable+"="+role, "COPY_HOME="+home, "COPY_URL="+url)
	o.Stderr = o.stderr
	stdin, err := o.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	o.stdin = stdin
	stdout, err := o.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Fatalf("a copy said %q, %v: %s", line, err, o.stderr)
	}
	return o
}

// runHome makes a home with a runtime folder.
func runHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	return home
}

func TestCopiesThatStartTogetherAskForOneToken(t *testing.T) {
	t.Parallel()
	// Each token takes so long that every copy finds none when it starts.
	coro := emulator.New(emulator.Demo(), emulator.WithFaults(emulator.Fault{
		Kind: emulator.KindDelay, Operation: emulator.OpToken, Delay: 300 * time.Millisecond, Times: emulator.Forever,
	}))
	t.Cleanup(coro.Close)
	server := httptest.NewServer(coro)
	t.Cleanup(server.Close)
	home := runHome(t)
	copies := []other{start(t, "ask", home, server.URL), start(t, "ask", home, server.URL), start(t, "ask", home, server.URL)}
	for _, c := range copies {
		if err := c.stdin.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range copies {
		if err := c.Wait(); err != nil {
			t.Errorf("a copy ended with %v: %s", err, c.stderr)
		}
	}
	asked, lists := 0, 0
	for _, r := range coro.Requests() {
		switch r.Operation {
		case emulator.OpToken:
			asked++
		case emulator.OpList:
			lists++
		default:
		}
	}
	if asked != 1 || lists != len(copies) {
		t.Errorf("%d copies asked for %d tokens and made %d lists", len(copies), asked, lists)
	}
}

func TestTheLockOfACopyThatWasKilledIsFree(t *testing.T) {
	t.Parallel()
	home := runHome(t)
	c := start(t, "hold", home, "")
	paths := config.Paths{State: filepath.Join(home, "state"), Runtime: filepath.Join(home, "run", "corotui")}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed, and says so
	unlock, err := state.NewTokens(paths).Lock(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
