//go:build unix

package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"corotui/cli/program"
)

// TestOnChange runs the command for each change, in order, with what is printed as JSON on
// its stdin and without the client secret.
func TestOnChange(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	got, env := filepath.Join(w.home, "got"), filepath.Join(w.home, "env")
	once := []string{"fleet", "watch", "--once", "--json", "--on-change", "cat >>'" + got + "'; env >'" + env + "'; echo told; printf 'a\\033[31mb\\n' >&2"}
	w.run("", once...).want(t, 0)
	if _, err := os.Stat(got); err == nil {
		t.Error("it runs for what is listed")
	}
	w.turn(contoso, "PSA tickets", "disabled")
	w.alter(bank, "RMM devices", func(held map[string]any) { held["name"] = "\x1b[2Ja\nb \u202e\"$(touch /tmp/x)' & <b>" })
	e := w.run("", once...)
	e.want(t, 7, "told\n", "ab\n", "2 changes since ")
	read, err := os.ReadFile(got)
	if all := events(t, e.stdout); err != nil || string(read) != e.stdout || len(all) != 2 || all[0].Event != "disabled" || all[1].Event != "changed" {
		t.Errorf("it reads\n%s\nof\n%s (%v)", read, e.stdout, err)
	}
	if inherited, err := os.ReadFile(env); err != nil || strings.Contains(string(inherited), canary) || !strings.Contains(string(inherited), "COROTUI_WORKSPACE=") {
		t.Errorf("its environment is %s (%v)", inherited, err)
	}
	if e := w.run("", once...); e.code != 0 {
		t.Errorf("it tells it again: %+v", e)
	}
}

// TestOnChangeReadsTheWholeEvent, whatever is printed.
func TestOnChangeReadsTheWholeEvent(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	once := []string{"fleet", "watch", "--once", "--jq", `.event + " " + .name`, "--on-change", "cat"}
	w.run("", once...).want(t, 0)
	w.turn(contoso, "PSA tickets", "disabled")
	e := w.run("", once...)
	e.want(t, 7, `{"event":"disabled","time":"`)
	if e.stdout != "disabled PSA tickets\n" {
		t.Errorf("it prints %s", e.stdout)
	}
	w.turn(contoso, "PSA tickets", "enabled")
	if e := w.run("", "fleet", "watch", "--once", "--template", "{{.event}} {{.name}}"); e.code != 7 || e.stdout != "enabled PSA tickets\n" {
		t.Errorf("by a template it prints %+v", e)
	}
}

// TestOnChangeThatFails is told, and neither repeated nor the end of a watch.
func TestOnChangeThatFails(t *testing.T) {
	t.Parallel()
	w := startWatch(t, "--on-change", "echo no chat >&2; exit 3")
	w.turn(contoso, "PSA tickets", "disabled")
	if out, told := w.scan(); strings.Count(out, "\tdisabled\t") != 1 || !strings.Contains(told, "no chat\n--on-change for \"PSA tickets\" in Contoso Bikes failed (exit status 3)\n") {
		t.Errorf("it prints %s%s", out, told)
	}
	if out, told := w.scan(); out+told != "" {
		t.Errorf("then it prints %s%s", out, told)
	}
	w.end(syscall.SIGTERM)
	once := []string{"fleet", "watch", "--once", "--on-change", "/none/such"}
	w.run("", once...).want(t, 0)
	w.turn(contoso, "PSA tickets", "enabled")
	if e := w.run("", once...); e.code != 1 || !strings.HasSuffix(e.stderr, "\n--on-change failed for 1 of 1 change\n") || !strings.Contains(e.stdout, "\tenabled\t") {
		t.Errorf("where there is no such command it ends with %+v", e)
	}
	w.run("", once...).want(t, 0)
}

// TestOnChangeIsStopped: a signal ends the command, too, and what it was run for is told
// by the next run.
func TestOnChangeIsStopped(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	fifo := filepath.Join(w.home, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	w.run("", "fleet", "watch", "--once").want(t, 0)
	w.turn(bank, "RMM devices", "disabled")
	w.turn(contoso, "PSA tickets", "disabled")
	ctx, stop := context.WithCancelCause(t.Context())
	end := make(chan ended, 1)
	go func() {
		end <- w.runContext(ctx, strings.NewReader(""), "fleet", "watch", "--once", "--on-change", "grep -q PSA || { echo >'"+fifo+"'; sleep 1000; }")
	}()
	begun, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = begun.Close() }()
	stop(program.Stopped{Signal: syscall.SIGINT})
	if e := <-end; e.code != 130 || !strings.Contains(e.stdout, "PSA tickets") || strings.Contains(e.stderr, "--on-change") {
		t.Errorf("it ends with %+v", e)
	}
	e := w.run("", "fleet", "watch", "--once")
	if e.code != 7 || strings.Contains(e.stdout, "PSA tickets") || strings.Count(e.stdout, "RMM devices") != 1 {
		t.Errorf("then %+v", e)
	}
}

// TestWrongWatch is refused before anything is asked.
func TestWrongWatch(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for args, told := range map[string]string{
		"--interval 9s":           "--interval 9s: use at least 10s",
		"--interval 1m --once":    "--once and --interval exclude each other",
		"--on-change=":            "--on-change is empty",
		"--format prometheus":     "--format prometheus: use table, json, csv, yaml, or name",
		"--output x":              "--output needs --once",
		"--filter state:off":      "--filter",
		"--status of":             "--status of: use enabled or disabled",
		"--time-limit 0s":         "--time-limit",
		"--concurrency 0":         "--concurrency",
		"--jq .[":                 "--jq",
		"--all-profiles --once x": "",
		"--ids -":                 "--ids",
	} {
		e := w.run("", append([]string{"fleet", "watch"}, strings.Fields(args)...)...)
		e.want(t, 2, told)
	}
	if asked := w.emulator.Requests(); len(asked) != 0 {
		t.Errorf("it asked %d times", len(asked))
	}
	if kept := w.watches(""); len(kept) != 0 {
		t.Errorf("it keeps %s", kept)
	}
}
