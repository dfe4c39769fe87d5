package cli_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api/emulator"
)

// TestWhatWasMeant: a word that is no command, flag, or webhook is told with the one that
// is near, and with a command that helps.
func TestWhatWasMeant(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for line, said := range map[string]string{
		"webhoks list":                 `No command "webhoks" in corotui. Did you mean corotui webhooks? List the commands with corotui --help`,
		"webhooks enabel x":            `No command "enabel" in corotui webhooks. Did you mean corotui webhooks enable?`,
		"webhooks ls":                  "Did you mean corotui webhooks list?",
		"webhooks rm x":                "Did you mean corotui webhooks delete?",
		"fleet lits":                   "Did you mean corotui fleet list?",
		"workspaces show x":            "Did you mean corotui workspaces get?",
		"enable x":                     "Did you mean corotui webhooks enable?",
		"rotate x":                     "Did you mean corotui webhooks rotate-secret?",
		"profiles us acme":             "Did you mean corotui profiles use?",
		"banana":                       `No command "banana" in corotui. List the commands with corotui --help`,
		"webhooks list --stauts on":    "corotui webhooks list has no flag --stauts. Did you mean --status? List the flags with corotui webhooks list --help",
		"fleet list --worksapce x":     "Did you mean --workspace?",
		"webhooks list -o x":           "corotui webhooks list has no flag -o. Did you mean --output?",
		"webhooks edit a b --status x": "takes one webhook and not 2",
		"webhooks edit x --status onn": `--status "onn" is not a status; use enabled or disabled`,
		"webhooks create --disabled --status enabled --name x": "--disabled and --status exclude each other",
	} {
		e := w.run("", strings.Fields(line)...)
		e.want(t, 2, said)
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent, the first is %+v", len(sent), sent[0])
	}
	w.run("", "webhooks", "get", "PSA tikets").want(t, 4, `No webhook "PSA tikets" in Acme Channel. Did you mean "PSA tickets" (`+tickets+")? List them with corotui webhooks list")
}

// TestAmbiguousNames are told with the ids that they stand for.
func TestAmbiguousNames(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	made := w.run(raw, "webhooks", "create", "--from", "-", "--name", "PSA tickets", "--json")
	made.want(t, 0)
	id := decode[struct{ ID string }](t, made.stdout).ID
	e := w.run("", "webhooks", "enable", "PSA tickets")
	e.want(t, 2, "2 webhooks in Acme Channel are named", tickets, id, "Give one of these ids instead")
	e = w.run("", "webhooks", "get", "PSA tickets", "--all-workspaces", "--quiet")
	if e.code != 2 || !strings.Contains(e.stderr, tickets+" in Acme Channel ("+emulator.DemoChannel+")") || !strings.Contains(e.stderr, "("+contoso+")") {
		t.Errorf("it ends with %d: %s", e.code, e.stderr)
	}
}

// TestIfAbsent creates nothing twice, and TestIfPresent deletes what is there.
func TestIfAbsent(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	first := w.run(raw, "webhooks", "create", "--from", "-", "--if-absent", "--json")
	first.want(t, 0, `"outcome":"done"`)
	again := w.run(raw, "webhooks", "create", "--from", "-", "--if-absent", "--json")
	again.want(t, 0, `"outcome":"unchanged"`, `"undo":null`)
	of := func(e ended) string { return decode[struct{ ID string }](t, e.stdout).ID }
	if of(first) == "" || of(first) != of(again) || w.sent(emulator.OpCreate) != 1 {
		t.Errorf("they are %s and %s, and %d were created", of(first), of(again), w.sent(emulator.OpCreate))
	}
	w.run(raw, "webhooks", "create", "--from", "-", "--json").want(t, 0, `"outcome":"done"`) // a second one, if that is asked for
}

func TestIfAbsentNeedsAWholeList(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("list=page-ignored")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	for range 25 {
		w.run(raw, "webhooks", "create", "--from", "-").want(t, 0)
	}
	before := w.sent(emulator.OpCreate)
	w.run(raw, "webhooks", "create", "--from", "-", "--name", "Brand new", "--if-absent").want(t, 1, "so nothing was created")
	if w.sent(emulator.OpCreate) != before {
		t.Error("it was created")
	}
}

func TestIfPresent(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "webhooks", "delete", "Nope", "--yes").want(t, 4, `No webhook "Nope"`)
	w.run("", "webhooks", "delete", "Nope", "--if-present", "--json").want(t, 0, `"outcome":"unchanged"`, `"error":null`)
	both := w.run("", "webhooks", "delete", "Nope", tickets, "--if-present", "--yes", "--jq", ".outcome")
	if both.want(t, 0); both.stdout != "unchanged\ndone\n" {
		t.Errorf("they end %q", both.stdout)
	}
	w.run("", "webhooks", "delete", tickets, "--if-present", "--all-workspaces", "--jq", ".outcome").want(t, 0, "unchanged\n")
	w.run("", "webhooks", "enable", "Nope", "--if-present").want(t, 2, "has no flag --if-present")
}

// TestEditStatus is spelled as the server does, and a status that it has is no change.
func TestEditStatus(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "webhooks", "edit", tickets, "--status", "enabled", "--json").want(t, 0, `"outcome":"done"`)
	if held, _ := w.webhook(tickets); held.Status != "enabled" {
		t.Errorf("it is %+v", held)
	}
	w.run("", "webhooks", "edit", tickets, "--status", "enabled", "--json").want(t, 0, `"outcome":"unchanged"`)
}

const alpine = "alpineski_A5S3_x" // has no webhook

// TestAbsentForTwoAtOnce has two commands look before a slow server has created the webhook.
func TestAbsentForTwoAtOnce(t *testing.T) {
	t.Parallel()
	for line, both := range map[string]string{ // and what each asks for first
		"webhooks create --from - --if-absent":            "/v1/settings/webhooks",
		"fleet copy " + tickets + " --yes --to " + alpine: "/v1/settings/webhooks/" + tickets,
	} {
		w := loggedIn(t, emulator.WithFaults(emulator.Fault{Kind: emulator.KindDelay, Operation: emulator.OpCreate, Delay: 200 * time.Millisecond}))
		var came sync.WaitGroup
		came.Add(2)
		var count atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == both && r.Method == http.MethodGet && count.Add(1) <= 2 {
				came.Done()
				came.Wait()
			}
			w.emulator.ServeHTTP(rw, r)
		}))
		t.Cleanup(server.Close)
		w.set("COROTUI_API_URL=" + server.URL)
		var ends [2]ended
		var running sync.WaitGroup
		for i := range ends {
			running.Go(func() { ends[i] = w.run(raw, append(strings.Fields(line), "--jq", ".outcome")...) })
		}
		running.Wait()
		said := []string{ends[0].stdout, ends[1].stdout}
		slices.Sort(said)
		if !slices.Equal(said, []string{"done\n", "unchanged\n"}) || w.sent(emulator.OpCreate) != 1 {
			t.Errorf("%s: they end as %q, and %d were created\n%s\n%s", line, said, w.sent(emulator.OpCreate), ends[0].stderr, ends[1].stderr)
		}
	}
}
