package filter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/filter"
)

func billing() *api.Webhook {
	return &api.Webhook{
		ID: "66b204f0", Workspace: "acme_AB12_x", Updated: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
		Fields: api.Fields{
			Name: "Billing to QuickBooks", Description: "Invoices für Kunden",
			URL:    "https://Hooks.acme.example:8443/coro?v=2",
			Status: api.Disabled,
			Triggers: []api.Trigger{
				"workspaceCreated.v1", "protected-users-added", "ticket-escalated",
			},
			Headers: []api.Header{{Name: "X-Env", Value: "Prod"}, {Name: "Authorization", Value: "Bearer canary"}},
		},
	}
}

// matches are filters over the webhook above, three days after its last change.
var matches = []struct {
	filter string
	want   bool
}{
	{"", true},
	{"   ", true},
	{"billing", true},
	{"BILLING quick", true},
	{"billing absent", false},
	{"66b2", true},
	{"hooks.acme", true},
	{"https://hooks.acme.example:8443", true},
	{"FÜR", true},
	{`"to quick"`, true},
	{`"quick to"`, false},
	{`"to quick`, true},
	{"status:disabled", true},
	{"status:d", true},
	{"status:off", true},
	{"status:", true},
	{"status:enabled", false},
	{"status:on", false},
	{"trigger:users", true},
	{"trigger:devices", false},
	{"trigger:workspace-created", true},
	{"trigger:workspacecreated", true},
	{"trigger:escalated", true},
	{"url:acme.example", true},
	{"url:billing", false},
	{"header:x-env", true},
	{"header:x-env=prod", true},
	{"header:x-env=test", false},
	{"header:authorization", true},
	{"header:authorization=canary", false},
	{"ws:northwind", true},
	{"ws:AB12", true},
	{"ws:lakeside", false},
	{"status:off trigger:users northwind", false},
	{"status:off trigger:users billing", true},
	{"localhost:8443", false},
	{"trigger:absent", false},
	{"event:users", true},
	{"workspace:northwind", true},
	{"workspace:ab12", true},
	{"workspace:lakeside", false},
	{"name:quick", true},
	{"name:66b2", false},
	{"id:66b2", true},
	{"id:billing", false},
	{"host:acme.example", true},
	{"host:8443", true},
	{"host:coro", false},
	{"host:https", false},
	{"-billing", false},
	{"-absent", true},
	{"billing -absent", true},
	{"-status:on", true},
	{"-status:off", false},
	{`-"to quick"`, false},
	{"-", true},
	{"-status:", true},
	{`name:"to quick"`, true},
	{`"status:off"`, false},
	{"off:", true},
	{"off:>", true},
	{"off:>2d", true},
	{"off:>=3d", true},
	{"off:3d", true},
	{"off:>3d", false},
	{"off:<4d", true},
	{"off:<3d", false},
	{"off:>2", true},
	{"off:>1w", false},
	{"off:>2D", true},
	{"off:>71h", true},
	{"-off:>2d", false},
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, test := range matches {
		t.Run(test.filter, func(t *testing.T) {
			t.Parallel()
			f, err := filter.Parse(test.filter)
			if err != nil {
				t.Fatal(err)
			}
			w := billing()
			got := f.At(w.Updated.Add(72 * time.Hour)).Match(filter.NewSubject(w, "Northwind Dental"))
			if got != test.want {
				t.Errorf("Parse(%q).Match = %v, want %v", test.filter, got, test.want)
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, " ": true, "status:": true, `""`: true, "a": false} {
		if f, err := filter.Parse(text); err != nil || f.Empty() != want {
			t.Errorf("Parse(%q) = %v, %v; want Empty %v", text, f, err, want)
		}
	}
}

// FuzzParse: no filter panics, and one more word never matches more webhooks.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "billing", "status:off x", `"open quote`, "header:=", "-x", "off:>2d", "trigger:\x00", "ws:é", "::"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		subject := filter.NewSubject(billing(), "w")
		wide, _ := filter.Parse(text)
		if strings.Contains(text, `"`) {
			return
		}
		if narrow, _ := filter.Parse(text + " billing"); narrow.Match(subject) && !wide.Match(subject) {
			t.Errorf("a further word made %q match", text)
		}
	})
}

func BenchmarkMatch20000(b *testing.B) {
	subjects := make([]filter.Subject, 20_000)
	for i := range subjects {
		w := billing()
		w.Name = api.Text(fmt.Sprintf("Billing %d", i))
		subjects[i] = filter.NewSubject(w, "Northwind Dental")
	}
	for _, typed := range []string{"status:off nothing-like-it", "billing 1", "url:quickbooks", "host:acme -billing", "header:x-env=prod", "off:>2d"} {
		f, err := filter.Parse(typed)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				for _, s := range subjects {
					f.Match(s)
				}
			}
		})
	}
}
