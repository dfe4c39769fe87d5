package emulator_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"corotui/api/emulator"
)

func TestDemo(t *testing.T) {
	h := inMemory(t, newServer(t, emulator.Demo()))
	hosts := map[string]bool{}
	off, noAccess, empty, deep := 0, 0, 0, 0
	for _, w := range emulator.Demo().Workspaces {
		h.workspace = w.ID
		if w.NoAccess {
			noAccess++
			h.get(hooks).wants(t, 403)
		}
		docs := h.server.Webhooks(w.ID)
		if len(docs) == 0 {
			empty++
		}
		if w.Parent != "" && w.Parent != emulator.DemoChannel {
			deep++
		}
		for _, doc := range docs {
			hook := decode[map[string]any](t, string(doc))
			if hook["status"] == "disabled" {
				off++
			}
			target, err := url.Parse(hook["url"].(string))
			if err != nil {
				t.Error(err)
			}
			hosts[target.Hostname()] = true
			created, updated := hook["created"].(float64), hook["updated"].(float64)
			if created > updated || updated > float64(now.UnixMilli()) {
				t.Errorf("%v was created at %v and updated at %v", hook["name"], created, updated)
			}
		}
	}
	for host := range hosts {
		if !strings.HasSuffix(host, ".example") {
			t.Errorf("%s may be somebody's", host)
		}
	}
	if off < 8 || noAccess != 1 || empty != 1 || deep < 5 {
		t.Errorf("%d off, %d without access, %d empty, %d deep", off, noAccess, empty, deep)
	}
}

// TestDemoNames are such as people give, and some of them are wide.
func TestDemoNames(t *testing.T) {
	var channel []string
	for _, doc := range newServer(t, emulator.Demo()).Webhooks(emulator.DemoChannel) {
		channel = append(channel, decode[map[string]any](t, string(doc))["name"].(string))
	}
	want := []string{"Billing to QuickBooks", "PSA tickets", "Usage report", "新規ワークスペース通知", "Device counts", "User lifecycle"}
	if len(channel) != 12 || !slices.Equal(channel[:6], want) {
		t.Errorf("the channel's webhooks are %q", channel)
	}
	wide := 0
	for _, name := range channel {
		if strings.ContainsFunc(name, unicode.IsControl) || len([]rune(name)) > 60 {
			t.Errorf("%q is not a name that someone would give", name)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Katakana) }) {
			wide++
		}
	}
	inherited := 0
	for _, w := range emulator.Demo().Workspaces {
		inherited += len(w.Inherits)
	}
	if wide != 1 || inherited != 1 {
		t.Errorf("%d wide names, %d inherited webhooks", wide, inherited)
	}
}

func TestIDsAreTheSameInEveryRun(t *testing.T) {
	first, second := newServer(t, emulator.Demo()), newServer(t, emulator.Demo())
	for i, doc := range first.Webhooks(emulator.DemoChannel) {
		if !bytes.Equal(doc, second.Webhooks(emulator.DemoChannel)[i]) {
			t.Errorf("%s", doc)
		}
	}
	seen := map[string]bool{}
	for _, w := range emulator.Demo().Workspaces {
		for _, doc := range first.Webhooks(w.ID) {
			id := decode[map[string]any](t, string(doc))["id"].(string)
			if seen[id] || len(id) != 24 || strings.Trim(id, "0123456789abcdef") != "" {
				t.Errorf("id %q", id)
			}
			seen[id] = true
		}
	}
}

func TestScaleInOneWorkspace(t *testing.T) {
	h := serve(t, emulator.Scale(1, 20_000, 1))
	h.login()
	list := h.get(hooks).wants(t, 200)
	ids := map[string]bool{}
	offs := 0
	for _, item := range decode[struct{ Items []struct{ ID, Status string } }](t, list.body).Items {
		ids[item.ID] = true
		if item.Status == "disabled" {
			offs++
		}
	}
	if len(ids) != 20_000 || offs < 500 || offs > 2000 {
		t.Errorf("%d webhooks, %d off", len(ids), offs)
	}
}

// TestSpreadSharesTheWebhooks among the workspaces: it is no more than was said.
func TestSpreadSharesTheWebhooks(t *testing.T) {
	for _, c := range []struct{ workspaces, webhooks int }{{5000, 20_000}, {3, 10}, {10, 3}, {7, 0}, {1, 5}} {
		all := 0
		for _, w := range emulator.Spread(c.workspaces, c.webhooks, 1).Workspaces {
			all += len(w.Webhooks)
			if share := c.webhooks / c.workspaces; len(w.Webhooks) < share || len(w.Webhooks) > share+1 {
				t.Errorf("of %+v one workspace has %d", c, len(w.Webhooks))
			}
		}
		if all != c.webhooks {
			t.Errorf("of %+v there are %d", c, all)
		}
	}
}

func TestScaleInManyWorkspaces(t *testing.T) {
	seed := emulator.Scale(5000, 4, 7)
	h := serve(t, seed, emulator.WithVariant(emulator.Variant{PageSize: 1000}))
	found := names(t, h, "/v1/workspaces/search", 6)
	if len(found) != 4999 {
		t.Fatalf("%d workspaces below the channel", len(found))
	}
	channels := 0
	for _, w := range seed.Workspaces {
		if w.Type == "channel" {
			channels++
		}
		if got := len(h.server.Webhooks(w.ID)); got != 4 {
			t.Fatalf("%s has %d webhooks", w.ID, got)
		}
	}
	if channels != 100 {
		t.Errorf("%d channels", channels)
	}
	h.workspace = found[len(found)-1]
	h.get(hooks).wants(t, 200)
}

func TestScaleIsTheSameForTheSameNumbers(t *testing.T) {
	text := func(seed uint64) string {
		raw, err := json.Marshal(emulator.Scale(60, 3, seed))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if first, again := text(1), text(1); first != again || first == text(2) {
		t.Error("the seed does not decide")
	}
	if got := len(emulator.Scale(0, 1, 1).Workspaces); got != 1 {
		t.Errorf("%d workspaces", got)
	}
}

// BenchmarkList20000 answers the largest list, over memory.
func BenchmarkList20000(b *testing.B) {
	server := emulator.New(emulator.Scale(1, 20_000, 1))
	send := func(method, path, token string) string {
		r := httptest.NewRequestWithContext(b.Context(), method, path, strings.NewReader(operations[emulator.OpToken].body))
		r.Header = http.Header{"Content-Type": {"application/json"}, "Workspace": {emulator.DemoChannel}}
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w.Body.String()
	}
	send("POST", "/oauth/token", "")
	for b.Loop() {
		if body := send("GET", hooks, server.Tokens()[0]); len(body) < 1<<20 {
			b.Fatal(body)
		}
	}
}

// BenchmarkNew20000 starts a server with the largest seed.
func BenchmarkNew20000(b *testing.B) {
	for b.Loop() {
		emulator.New(emulator.Scale(5000, 4, 1))
	}
}
