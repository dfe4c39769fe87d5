package plan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/plan"
)

// nasty are texts that a file has to quote, or cannot have.
var nasty = []string{
	"", " ", "  leads", "ends ", "yes", "No", "on", "NULL", "~", "1", "1e3", "0x1F", "2026-11-29", ".5", ".inf", "-", "- a", "?", ": a", "a: b", "a:", "a #b", "#a", "a#b",
	"'a'", `"a"`, `\n`, "a\\", "{a: b}", "[a, b]", "a, b", "*a", "&a", "!a", "!!str a", "|", "> a", "%a", "@a", "`a`", "<<", "=", "...", "---", "a\nb", "a\r\nb", "\ttab", "a\tb",
	"a\u0085b", "a\u2028b", "a\u00a0b", "\ufeffa", "\u202eabc", "a\u200bb", "\x00", "\x1b[31ma", "\x7f", "Müller", "Mu\u0308ller", "日本語の名前", "👩‍👧", "\U000e0041", "\ufffd", "\uffff",
	"${HOME}", "$${HOME}", "$$${X}", "${", "$", "$$", "${}", "${A}${B}", "********", "•••", "****1234", "Bearer abc", "https://a.example/in", "http://a.example/in?x=${Y}",
	"https://hooks.slack.com/services/T01/B02/canarycanary", "https://u:pw@a.example/", "https://a.example/?token=canary", "no url", "http://", "https://bücher.example/ü",
	"workspace-created", "workspaceCreated.v1", "workspace_created", "subscription-updated", "fancy-new", "enabled", "ENABLED", "Disabled", "paused", strings.Repeat("long ", 40),
}

// randomly makes webhooks of any kind.
type randomly struct{ *rand.Rand }

func (r randomly) text() api.Text {
	switch r.IntN(8) {
	case 3:
		if r.IntN(50) == 0 {
			return api.Text(strings.Repeat("x", change.MaxValue+1))
		}
	case 0:
		runes := make([]rune, r.IntN(8))
		for i := range runes {
			runes[i] = rune(r.IntN(0x250))
		}
		return api.Text(string(runes))
	case 1:
		return api.Text(string([]byte{byte(r.IntN(256)), byte(r.IntN(256)), 'a'}))
	case 2:
		return api.Text(nasty[r.IntN(len(nasty))] + nasty[r.IntN(len(nasty))])
	}
	return api.Text(nasty[r.IntN(len(nasty))])
}

func (r randomly) webhook(id int) api.Webhook {
	w := api.Webhook{ID: api.WebhookID(fmt.Sprintf("%d${x}", id)), Fields: api.Fields{
		Name: r.text(), Description: r.text(), URL: r.text(), Status: api.Status(r.text()), ApplyToAllDescendants: r.IntN(2) == 0,
	}}
	switch r.IntN(4) {
	case 0:
		w.Status = api.Enabled
	case 1:
		w.Secret = api.GivenSecret(string(r.text()))
	case 2:
		w.Name = "Billing"
	}
	for range r.IntN(4) {
		w.Triggers = append(w.Triggers, api.Trigger(r.text()))
	}
	if r.IntN(3) > 0 {
		w.Triggers = append(w.Triggers, "workspaceCreated.v1", "workspace-created")
	}
	for range r.IntN(4) {
		name := r.text()
		if r.IntN(3) > 0 {
			name = []api.Text{"X-Env", "x-env", "Authorization", "X-Api-Key", "X-Up", "No", "1"}[r.IntN(7)]
		}
		w.Headers = append(w.Headers, api.Header{Name: name, Value: r.text()})
	}
	if r.IntN(4) == 0 {
		w.Extra = append(w.Extra, api.Member{Name: "odd", Value: []byte("[1]")})
	}
	return w
}

// export scans the world and writes it as a policy file.
func (w *world) export(t *testing.T, e plan.Export) string {
	t.Helper()
	s := &fleet.Scanner{Reader: w, Channel: "top", Options: fleet.Options{Attempts: 1}}
	if err := s.Scan(t.Context(), fleet.All, func(fleet.Result) {}); err != nil {
		t.Fatal(err)
	}
	results := s.Results()
	plan.InTree("top", results)
	e.Below = w.workspaces[0]
	var file bytes.Buffer
	if err := e.Write(&file, results); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// wantsWhatIsThere fails unless a plan of an export has nothing to do and nothing to tell, and
// the schema takes it.
func (w *world) wantsWhatIsThere(t *testing.T, e plan.Export) string {
	t.Helper()
	file := w.export(t, e)
	policy, err := plan.Parse([]plan.Source{{Name: "export.yaml", Data: []byte(file)}}, plan.Input{Force: e.Force})
	if err != nil {
		t.Fatalf("an export cannot be read back: %v\n%s", err, shortened(file))
	}
	if err := validate(compiled(t), file); err != nil {
		t.Errorf("the schema refuses an export: %v\n%s", err, shortened(file))
	}
	p := w.plan(t, policy, plan.Options{Force: e.Force, Prune: true})
	if len(p.Items) > 0 || len(p.Notes) > 0 {
		t.Errorf("a plan of an export has %s, and notes %v\n%s", lines(p.Items), p.Notes, shortened(file))
	}
	return file
}

func shortened(file string) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		b.WriteString(line[:min(len(line), 300)])
		if len(line) > 300 {
			b.WriteString("…\n")
		}
	}
	return b.String()
}

// TestAnExportWantsWhatIsThere: whatever a server holds, an export of it has no
// differences, and is the same however the server lists it.
func TestAnExportWantsWhatIsThere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		r := randomly{rand.New(rand.NewPCG(seed, 1))}
		w := newWorld(2)
		for _, in := range []api.WorkspaceID{"top", "c1", "c2"} {
			for range r.IntN(6) {
				hook := r.webhook(len(w.webhooks[in]))
				hook.Workspace = in
				w.webhooks[in] = append(w.webhooks[in], hook)
			}
		}
		e := plan.Export{Force: r.IntN(2) == 0}
		before := w.wantsWhatIsThere(t, e)
		for _, all := range w.webhooks {
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		slices.Reverse(w.workspaces[1:])
		if after := w.export(t, e); after != before {
			t.Fatalf("seed %d: another order of the lists makes another file:\n%s\n%s", seed, shortened(before), shortened(after))
		}
		if t.Failed() {
			t.Fatalf("that was seed %d", seed)
		}
	}
}

// FuzzExport does the same with texts that a fuzzer finds.
func FuzzExport(f *testing.F) {
	f.Add("Billing", "a: b", "https://a.example", "X-Env", "${x}", "paused", "fancy")
	f.Fuzz(func(t *testing.T, name, description, url, header, value, status, trigger string) {
		w := newWorld(1)
		w.add("c1", "one", name, func(h *api.Webhook) {
			h.Description, h.URL, h.Status, h.Triggers = api.Text(description), api.Text(url), api.Status(status), []api.Trigger{api.Trigger(trigger)}
			h.Headers = []api.Header{{Name: api.Text(header), Value: api.Text(value)}}
		})
		w.wantsWhatIsThere(t, plan.Export{})
	})
}

// TestAnExportNamesWhatChangedSince: of what is changed after an export, a plan names just
// that.
func TestAnExportNamesWhatChangedSince(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*api.Webhook){
		"":                      func(h *api.Webhook) { h.Status, h.Triggers[0] = "ENABLED", "workspaceCreated.v1" },
		"description":           func(h *api.Webhook) { h.Description = "other" },
		"url":                   func(h *api.Webhook) { h.URL = "https://hooks.example.com/${other}" },
		"applyToAllDescendants": func(h *api.Webhook) { h.ApplyToAllDescendants = true },
		"status":                func(h *api.Webhook) { h.Status = api.Disabled },
		"triggers":              func(h *api.Webhook) { h.Triggers = append(h.Triggers, "subscription-updated") },
		"headers.X-Env":         func(h *api.Webhook) { h.Headers[0].Value = "test" },
		"headers.X-New":         func(h *api.Webhook) { h.Headers = append(h.Headers, api.Header{Name: "X-New", Value: "1"}) },
	} {
		w := newWorld(1)
		w.add("c1", "one", "Billing", func(h *api.Webhook) { h.URL, h.Description = "https://hooks.example.com/${in}", "yes" })
		w.add("c1", "two", "Billing")
		policy, err := plan.Parse([]plan.Source{{Name: "export.yaml", Data: []byte(w.export(t, plan.Export{}))}}, plan.Input{})
		if err != nil {
			t.Fatal(err)
		}
		change(&w.webhooks["c1"][0])
		want := ""
		if field != "" {
			want = "~ c1 one/Billing " + field + "\n"
		}
		same(t, "items", lines(w.plan(t, policy, plan.Options{}).Items), want)
	}
}
