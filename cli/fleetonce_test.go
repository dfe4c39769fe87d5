package cli_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"corotui/api/emulator"
)

// watches are the files in which --once remembers, by their extension.
func (w *world) watches(extension string) []string {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.home, ".local/state/corotui/watches/*"+extension))
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

// TestOnce lists what there is and calls nothing of it a change, and then tells what
// changed since the run before, once.
func TestOnce(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	once := []string{"fleet", "watch", "--once", "--json"}
	first := w.run("", once...)
	first.want(t, 0, "This is the first run")
	if all := events(t, first.stdout); len(all) != 39 || strings.Count(said(all), "listed ") != 39 {
		t.Errorf("the first run writes %s", said(all))
	}
	if e := w.run("", once...); e.code != 0 || e.stdout != "" || strings.Contains(e.stderr, "first run") {
		t.Errorf("nothing changed: %+v", e)
	}
	w.turn(contoso, "PSA tickets", "disabled")
	changed := w.run("", once...)
	changed.want(t, 7, "1 change since ")
	if got := said(events(t, changed.stdout)); got != "disabled PSA tickets" {
		t.Errorf("it writes %s", changed.stdout)
	}
	if e := w.run("", once...); e.code != 0 || e.stdout != "" {
		t.Errorf("it tells it again: %+v", e)
	}
	w.turn(contoso, "PSA tickets", "enabled")
	table := w.run("", "fleet", "watch", "--once", "--quiet")
	if cells := strings.Split(table.stdout, "\t"); table.code != 7 || len(cells) != 7 || cells[1] != "enabled" {
		t.Errorf("the table is %+v", table)
	}
	if table.stderr != "" && !strings.HasPrefix(table.stderr, "City Water Utility") {
		t.Errorf("quietly it says %s", table.stderr)
	}
	w.run("", "fleet", "watch", "--once", "--status", "disabled").want(t, 0, "This is the first run")
}

// TestOnceKeepsNoSecret: the file is for its owner alone, and has prints in place of
// secrets, by which a change of one is told.
func TestOnceKeepsNoSecret(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	give := func(name, secret string) {
		w.alter(contoso, name, func(held map[string]any) {
			held["name"], held["url"] = "Hook", "https://user:pw-"+secret+"@h.example/in?token=url-"+secret
			held["headers"], held["secret"] = map[string]any{"X-Api-Key": "key-" + secret}, "hook-"+secret
		})
	}
	give("PSA tickets", "canary-one")
	w.run("", "fleet", "watch", "--once").want(t, 0)
	give("Hook", "canary-two")
	e := w.run("", "fleet", "watch", "--once", "--json")
	e.want(t, 7)
	if all := events(t, e.stdout); len(all) != 1 || len(all[0].Changes) != 3 || strings.Contains(e.stdout, "canary") {
		t.Errorf("it writes %s", e.stdout)
	}
	kept := w.watches("")
	if len(kept) != 3 {
		t.Errorf("it keeps %s", kept)
	}
	for _, path := range kept {
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	f, err := os.Open(w.watches(".json.gz")[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil || !strings.Contains(string(text), "Hook") || strings.Contains(string(text), "canary-one") || strings.Contains(string(text), "canary-two") {
		t.Errorf("it keeps %s, %v", text, err)
	}
}

// TestOnceAfterAFileThatCannotBeRead: it says so, and is the first run again.
func TestOnceAfterAFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	other := func(t *testing.T, w *world, text string) {
		t.Helper()
		f, err := os.Create(w.watches(".json.gz")[0])
		if err != nil {
			t.Fatal(err)
		}
		packed := gzip.NewWriter(f)
		_, _ = io.WriteString(packed, text)
		if err := packed.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, spoil := range map[string]func(*testing.T, *world) error{
		"no archive":      func(_ *testing.T, w *world) error { return os.WriteFile(w.watches(".json.gz")[0], []byte("x"), 0o600) },
		"of all to read":  func(_ *testing.T, w *world) error { return os.Chmod(w.watches(".json.gz")[0], 0o644) },
		"cut":             func(_ *testing.T, w *world) error { return os.Truncate(w.watches(".json.gz")[0], 500) },
		"without its key": func(_ *testing.T, w *world) error { return os.Remove(w.watches(".key")[0]) },
		"another key": func(_ *testing.T, w *world) error {
			return os.WriteFile(w.watches(".key")[0], []byte(strings.Repeat("k", 32)), 0o600)
		},
		"another version": func(t *testing.T, w *world) error {
			t.Helper()
			other(t, w, `{"v":999,"key":"","count":0}`)
			return nil
		},
		"no JSON": func(t *testing.T, w *world) error { t.Helper(); other(t, w, `{"v":`); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := loggedIn(t)
			w.run("", "fleet", "watch", "--once").want(t, 0)
			if err := spoil(t, w); err != nil {
				t.Fatal(err)
			}
			w.turn(contoso, "PSA tickets", "disabled")
			w.run("", "fleet", "watch", "--once").want(t, 0, "Cannot compare with the last run: ", "The next run reports")
			w.turn(contoso, "PSA tickets", "enabled")
			w.run("", "fleet", "watch", "--once").want(t, 7, "enabled")
		})
	}
}

// TestOnceOfAScanThatFails: what could not be read is told later, and what could is told
// now.
func TestOnceOfAScanThatFails(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	once := []string{"fleet", "watch", "--once", "--json"}
	w.run("", once...).want(t, 0)
	w.turn(contoso, "PSA tickets", "disabled")
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpSearch})
	if e := w.run("", once...); e.code != 1 || e.stdout != "" {
		t.Errorf("without a search: %+v", e)
	}
	w.turn(bank, "RMM devices", "disabled")
	fail := emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpList, Workspace: bank}
	w.emulator.Fault(fail)
	part := w.run("", once...)
	part.want(t, 7, "1 of 16 workspaces could not be read")
	if got := said(events(t, part.stdout)); got != "disabled PSA tickets" {
		t.Errorf("without a workspace it writes %s", got)
	}
	w.emulator.Fault(fail)
	if e := w.run("", once...); e.code != 6 || e.stdout != "" {
		t.Errorf("without a change: %+v", e)
	}
	rest := w.run("", once...)
	if got := said(events(t, rest.stdout)); rest.code != 7 || got != "disabled RMM devices" {
		t.Errorf("then %d: %s", rest.code, got)
	}
}

// TestOnceTwiceAtOnce: of two timers one tells of a change.
func TestOnceTwiceAtOnce(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "fleet", "watch", "--once").want(t, 0)
	w.turn(contoso, "PSA tickets", "disabled")
	var runs sync.WaitGroup
	ends := make([]ended, 4)
	for i := range ends {
		runs.Go(func() { ends[i] = w.run("", "fleet", "watch", "--once") })
	}
	runs.Wait()
	changes := 0
	for _, e := range ends {
		if e.code == 7 {
			changes++
		} else if e.code != 0 || e.stdout != "" {
			t.Errorf("one ends with %+v", e)
		}
	}
	if changes != 1 {
		t.Errorf("%d of them tell of the change", changes)
	}
}

// TestOnceOfSeveralAccounts says whose each webhook is. Which profile is the default one
// makes no difference.
func TestOnceOfSeveralAccounts(t *testing.T) {
	t.Parallel()
	a := newAccounts(t, small("Beta"), "")
	once := []string{"fleet", "watch", "--once", "--all-profiles", "--json"}
	a.run("", once...).want(t, 0, "This is the first run")
	config := filepath.Join(a.home, ".config/corotui/config.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte(strings.Replace(string(text), "default_profile: acme", "default_profile: beta", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	a.beta.turn(contoso, "PSA tickets", "disabled")
	e := a.run("", once...)
	all := events(t, e.stdout)
	if e.code != 7 || len(all) != 1 || all[0].Profile != "beta" || all[0].Name != "PSA tickets" || all[0].WorkspaceName != "Beta Contoso Bikes" {
		t.Errorf("%d: %s%s", e.code, e.stdout, e.stderr)
	}
}

// TestOnceOfInheritedWebhooks tells of them where they live, once, and nothing of those
// whose channel could not be read.
func TestOnceOfInheritedWebhooks(t *testing.T) {
	t.Parallel()
	const passed = "Usage report"
	for _, form := range inheritedForms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w := inheriting(t, form)
			once := []string{"fleet", "watch", "--once", "--json"}
			w.run("", once...).want(t, 0)
			w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpList, Workspace: emulator.DemoChannel})
			w.turn(emulator.DemoChannel, passed, "disabled")
			if e := w.run("", once...); e.code != 6 || e.stdout != "" {
				t.Errorf("without the channel: %+v", e)
			}
			e := w.run("", once...)
			all := events(t, e.stdout)
			if e.code != 7 || said(all) != "disabled "+passed || all[0].WorkspaceID != emulator.DemoChannel || all[0].InheritedBy == 0 {
				t.Errorf("%d: %s", e.code, e.stdout)
			}
			if e := w.run("", once...); e.code != 0 || e.stdout != "" {
				t.Errorf("then: %+v", e)
			}
			w.emulator.Remove(emulator.DemoChannel, all[0].ID)
			if e := w.run("", once...); e.code != 7 || said(events(t, e.stdout)) != "deleted "+passed {
				t.Errorf("once it is deleted: %+v", e)
			}
		})
	}
}
